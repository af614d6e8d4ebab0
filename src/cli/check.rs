//! `testimony check`: whether ontology, lexicon and shapes agree.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use testimony::agreement::{Files, problems};
use testimony::consistency::{Findings, Project, consistency};
use testimony::ontology::{Ontology, OntologyFile};
use walkdir::WalkDir;

use super::{Ending, schema};

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all agrees, 1 something does not, 2 a file cannot be read. A note does not change the exit \
                        code.\n\nExamples: testimony check ontology\n          testimony check --ontology boats.ttl --lexicon words"
)]
pub(crate) struct CheckArgs {
    /// A folder with *.ttl and, in any folder below, *.tsv [default: the files built into the program]
    #[arg(conflicts_with = "ontology")]
    folder: Option<PathBuf>,
    /// An ontology of your own: OWL or RDFS (.ttl, .rdf, .owl, .nt, .jsonld) or Text2KGBench's JSON
    #[arg(long, value_name = "FILE")]
    ontology: Option<PathBuf>,
    /// Tables of words for it: a table, or a folder with tables
    #[arg(long, value_name = "PLACE", requires = "ontology")]
    lexicon: Option<PathBuf>,
    /// Shapes for what is built with it, in Turtle
    #[arg(long, value_name = "FILE", requires = "ontology")]
    shapes: Option<PathBuf>,
}

/// Paths with their texts.
type Texts = Vec<(PathBuf, String)>;

pub(crate) fn run(args: CheckArgs, output: &mut impl Write) -> anyhow::Result<Ending> {
    let findings = match (&args.folder, &args.ontology) {
        (Some(folder), _) => findings_in(folder)?,
        (None, Some(ontology)) => of_own(ontology, &args)?,
        (None, None) => agreement(&Files::bundled()),
    };
    for problem in &findings.problems {
        writeln!(output, "{problem}")?;
    }
    for note in &findings.notes {
        writeln!(output, "note: {note}")?;
    }
    if findings.problems.is_empty() {
        writeln!(output, "ontology, lexicon and shapes agree")?;
        return Ok(Ending::Success);
    }
    Ok(Ending::Incomplete)
}

fn agreement(files: &Files<'_>) -> Findings {
    Findings {
        problems: problems(files),
        notes: Vec::new(),
    }
}

/// A folder with terms of Testimony's is checked as such, any other as somebody's own.
fn findings_in(folder: &Path) -> anyhow::Result<Findings> {
    let texts = texts(folder, &["ttl", "tsv"])?;
    if texts.is_empty() {
        bail!("there is no *.ttl or *.tsv in `{}`", folder.display());
    }
    let files = Files::sorted_out(files(&texts));
    let is_ours = match Ontology::parse(&files.ontology) {
        Ok(ontology) => ontology.terms().next().is_some(),
        Err(_) => false,
    };
    if is_ours || files.ontology.is_empty() {
        return Ok(agreement(&files));
    }
    let Files {
        ontology,
        lexicon,
        shapes,
    } = files;
    Ok(consistency(&Project {
        ontology,
        lexicon,
        shapes,
    }))
}

fn of_own(ontology: &Path, args: &CheckArgs) -> anyhow::Result<Findings> {
    let ontology = vec![(ontology.to_owned(), schema::text(ontology)?)];
    let lexicon = match &args.lexicon {
        Some(place) if place.is_dir() => texts(place, &["tsv"])?,
        Some(file) => vec![(file.clone(), schema::text(file)?)],
        None => Texts::new(),
    };
    let shapes = match &args.shapes {
        Some(file) => vec![(file.clone(), schema::text(file)?)],
        None => Texts::new(),
    };
    Ok(consistency(&Project {
        ontology: files(&ontology).collect(),
        lexicon: files(&lexicon).collect(),
        shapes: files(&shapes).collect(),
    }))
}

fn files(texts: &Texts) -> impl Iterator<Item = OntologyFile<'_>> {
    texts.iter().map(|(path, text)| OntologyFile { path, text })
}

/// The files of a folder and of those below it that end in one of `endings`, sorted by path.
fn texts(folder: &Path, endings: &[&str]) -> anyhow::Result<Texts> {
    let mut texts = Texts::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let path = entry?.into_path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| endings.contains(&ending)) {
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            texts.push((path, text));
        }
    }
    Ok(texts)
}
