//! `testimony check`: whether ontology, lexicon and shapes agree.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use testimony::agreement::{Files, Problem, problems};
use testimony::ontology::OntologyFile;
use walkdir::WalkDir;

use super::Ending;

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony check ontology")]
pub(crate) struct CheckArgs {
    /// A folder with *.ttl and, in any folder below, *.tsv [default: the files built into the program]
    folder: Option<PathBuf>,
}

pub(crate) fn run(args: CheckArgs, output: &mut impl Write) -> anyhow::Result<Ending> {
    let problems = match args.folder {
        Some(folder) => problems_in(&folder)?,
        None => problems(&Files::bundled()),
    };
    for problem in &problems {
        writeln!(output, "{problem}")?;
    }
    if problems.is_empty() {
        writeln!(output, "ontology, lexicon and shapes agree")?;
        return Ok(Ending::Success);
    }
    Ok(Ending::Incomplete)
}

fn problems_in(folder: &Path) -> anyhow::Result<Vec<Problem>> {
    let mut texts = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let path = entry?.into_path();
        if path
            .extension()
            .is_some_and(|extension| extension == "ttl" || extension == "tsv")
        {
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            texts.push((path, text));
        }
    }
    if texts.is_empty() {
        bail!("there is no *.ttl or *.tsv in `{}`", folder.display());
    }
    let files = texts.iter().map(|(path, text)| OntologyFile { path, text });
    Ok(problems(&Files::sorted_out(files)))
}
