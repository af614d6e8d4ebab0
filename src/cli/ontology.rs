//! `testimony ontology`: begin, read and compare ontologies of one's own.

mod affected;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use testimony::adoption::derived_frames;
use testimony::analysis::LanguageModel;
use testimony::derivation::LabelWords;
use testimony::induction::Entries;
use testimony::schema::differences;

use super::schema::{own_files, schema};
use super::{Ending, Global};

/// What a new project holds.
const PROJECT: [(&str, &str); 4] = [
    ("README.md", include_str!("ontology/project/README.md")),
    ("ontology.ttl", include_str!("ontology/project/ontology.ttl")),
    ("examples.jsonl", include_str!("ontology/project/examples.jsonl")),
    (
        "lexicon/words.tsv",
        include_str!("ontology/project/lexicon/words.tsv"),
    ),
];

/// Arguments of `ontology`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony ontology init boats && testimony check boats")]
pub(crate) struct OntologyArgs {
    #[command(subcommand)]
    action: OntologyAction,
}

#[derive(Debug, Subcommand)]
enum OntologyAction {
    /// Begin a project: a small ontology with comments, examples and a table of words
    #[command(after_help = "Example: testimony ontology init boats")]
    Init {
        /// The folder; files that are there already are never written over
        folder: PathBuf,
    },
    /// Print what is known of the words of each relation, as a table that --lexicon takes
    #[command(after_help = "Example: testimony ontology lexicon boats.ttl --derived")]
    Lexicon {
        /// The ontology
        ontology: PathBuf,
        /// Only what is derived from the labels, without the tables of --lexicon
        #[arg(long)]
        derived: bool,
        /// Tables that change what is derived, or a folder with such tables
        #[arg(long, value_name = "PLACE")]
        lexicon: Option<PathBuf>,
        /// What a build reads clauses by instead: lines of relations.tsv that are derived from the labels
        #[arg(long, conflicts_with_all = ["derived", "lexicon"])]
        frames: bool,
    },
    /// Write a readable page of an ontology, in Markdown
    #[command(after_help = "Example: testimony ontology docs boats.ttl > boats.md")]
    Docs {
        /// The ontology
        ontology: PathBuf,
    },
    /// Tell which classes and relations differ, and with --store which documents speak of them
    #[command(
        after_help = "Exit codes: 0 nothing differs, 1 something does, 2 an ontology cannot be used.\n\nExample: \
                      testimony ontology diff old.ttl new.ttl --store graph.nq"
    )]
    Diff {
        /// The version before
        before: PathBuf,
        /// The version after
        after: PathBuf,
    },
}

pub(crate) fn run(args: OntologyArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    match args.action {
        OntologyAction::Init { folder } => init(&folder, output),
        OntologyAction::Lexicon {
            ontology,
            frames: true,
            ..
        } => {
            let frames = derived_frames(&LanguageModel::bundled(), &schema(&ontology)?);
            output.write_all(frames.as_bytes())?;
            Ok(Ending::Success)
        }
        OntologyAction::Lexicon {
            ontology,
            derived,
            lexicon,
            ..
        } => print_lexicon((&ontology, lexicon.as_deref()), derived_only(derived), output),
        OntologyAction::Docs { ontology } => {
            output.write_all(schema(&ontology)?.to_page().as_bytes())?;
            Ok(Ending::Success)
        }
        OntologyAction::Diff { before, after } => diff((&before, &after), global, output),
    }
}

fn init(folder: &Path, output: &mut impl Write) -> anyhow::Result<Ending> {
    let files = PROJECT.map(|(name, text)| (folder.join(name), text));
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        bail!("{} is there already; choose another folder", path.display());
    }
    for (path, text) in &files {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
        writeln!(output, "{}", path.display())?;
    }
    Ok(Ending::Success)
}

/// Which entries are printed.
enum Shown {
    /// What is derived from labels.
    Derived,
    /// That and what the tables have.
    All,
}

fn derived_only(derived: bool) -> Shown {
    match derived {
        true => Shown::Derived,
        false => Shown::All,
    }
}

fn print_lexicon(
    (ontology, lexicon): (&Path, Option<&Path>),
    shown: Shown,
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let files = own_files(ontology, lexicon)?;
    let schema = files.schema()?;
    let own = files.entries(&schema)?;
    let derived = Entries::derived(&LabelWords::bundled(), &schema, own.as_ref());
    let table = match (shown, own) {
        (Shown::All, Some(own)) => Entries::joined([derived, own.without_derived()]),
        _ => derived,
    };
    output.write_all(table.to_table().as_bytes())?;
    Ok(Ending::Success)
}

fn diff((before, after): (&Path, &Path), global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let changes = differences(&schema(before)?, &schema(after)?);
    for change in &changes {
        writeln!(output, "{change}")?;
    }
    if global.store.is_some() {
        affected::print(&changes, global, output)?;
    }
    Ok(match changes.is_empty() {
        true => Ending::Success,
        false => Ending::Incomplete,
    })
}
