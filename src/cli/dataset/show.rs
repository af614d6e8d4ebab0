//! `testimony dataset list`, `show` and `remove`.

use std::io::Write;

use clap::Args;
use oxigraph::model::NamedNode;
use testimony::dataset::{Datasets, Meta, Record};

use crate::cli::Ending;

/// Arguments of `dataset list`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony dataset list")]
pub(super) struct ListArgs {}

/// Arguments of `dataset show`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony dataset show places Montreal")]
pub(super) struct ShowArgs {
    /// The dataset's name
    name: String,
    /// A name to look up in it
    lookup: Option<String>,
    /// What is known of it in terms of VoID, as N-Triples
    #[arg(long, conflicts_with = "lookup")]
    void: bool,
}

/// Arguments of `dataset remove`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony dataset remove places")]
pub(super) struct RemoveArgs {
    /// The dataset's name
    name: String,
}

pub(super) fn list(_: &ListArgs, datasets: &Datasets, output: &mut impl Write) -> anyhow::Result<Ending> {
    for meta in datasets.list()? {
        let licence = meta.licence.as_deref().unwrap_or("licence unknown");
        let version = meta.version();
        writeln!(
            output,
            "{}\t{} records\t{version}\t{licence}",
            meta.name, meta.records
        )?;
    }
    Ok(Ending::Success)
}

pub(super) fn show(args: &ShowArgs, datasets: &Datasets, output: &mut impl Write) -> anyhow::Result<Ending> {
    let index = datasets.open(&args.name)?;
    match &args.lookup {
        Some(name) => {
            for hit in index.candidates(name)? {
                writeln!(output, "{}", in_a_line(&index.record(hit.record)?))?;
            }
        }
        None if args.void => {
            let dataset = NamedNode::new(format!("https://w3id.org/testimony/dataset/{}", args.name))?;
            for triple in index.meta().described(&dataset) {
                writeln!(output, "{triple} .")?;
            }
        }
        None => describe(index.meta(), output)?,
    }
    Ok(Ending::Success)
}

fn in_a_line(record: &Record) -> String {
    let kinds = record
        .types
        .iter()
        .map(|kind| kind.rsplit(['/', '#']).next().unwrap_or(kind));
    let kinds: Vec<_> = kinds.collect();
    let countries = record.countries.join(" ");
    let parts = [
        &record.id,
        &record.label,
        &kinds.join(" "),
        &countries,
        &record.popularity.to_string(),
    ];
    parts.map(String::as_str).join("\t")
}

fn describe(meta: &Meta, output: &mut impl Write) -> anyhow::Result<()> {
    writeln!(output, "name\t{}", meta.name)?;
    writeln!(output, "version\t{}", meta.version())?;
    writeln!(
        output,
        "licence\t{}",
        meta.licence.as_deref().unwrap_or("unknown")
    )?;
    writeln!(output, "records\t{}", meta.records)?;
    writeln!(output, "names\t{}", meta.names)?;
    writeln!(output, "bad lines\t{}", meta.bad_lines)?;
    for source in &meta.sources {
        let [path, sha256] = [source.path.display().to_string(), source.sha256.clone()];
        writeln!(output, "file\t{path}\t{} bytes\tsha256 {sha256}", source.bytes)?;
    }
    Ok(())
}

pub(super) fn remove(
    args: &RemoveArgs,
    datasets: &Datasets,
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    datasets.remove(&args.name)?;
    writeln!(output, "removed {}", args.name)?;
    Ok(Ending::Success)
}
