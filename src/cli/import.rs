//! `testimony import`: take an export back in, or claims from elsewhere.

mod records;
mod target;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use testimony::ontology::Ontology;
use testimony::record::record_schema;
use testimony::store::Backup;

use super::build::gate::GateArgs;
use super::place::{open_to_write, policy, save};
use super::{Ending, Global};

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all well, 1 a record cannot be used or something does not conform to the shapes, 2 the \
                  import failed.\n\n\
                  Example: testimony export --format trig --output backup.trig && testimony import backup.trig --store copy.nq\n\
                  Example: testimony import claims.jsonl --print nquads"
)]
pub(crate) struct ImportArgs {
    /// The file, or - for standard input; gzip and zstd are unpacked
    #[arg(required_unless_present = "schema")]
    file: Option<PathBuf>,
    /// What the file holds [default: by its ending: .trig and .nq a backup, .jsonl and .ndjson records]
    #[arg(long, value_enum)]
    format: Option<ImportFormat>,
    /// Print the quads as they come and keep nothing; memory does not grow with the file
    #[arg(long, value_enum, value_name = "SYNTAX")]
    print: Option<PrintSyntax>,
    /// Keep nothing when any record cannot be used; all are held in memory until then
    #[arg(long, conflicts_with = "print")]
    strict: bool,
    /// Print the JSON Schema of a record and do nothing else
    #[arg(long, exclusive = true)]
    schema: bool,
    #[command(flatten)]
    gate: GateArgs,
    /// How many threads work [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// What a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ImportFormat {
    /// What `export --format trig` or `--format nquads` wrote
    Backup,
    /// Claims of another extractor, one JSON object on each line (docs/formats.md)
    Records,
}

/// Syntaxes for `--print`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PrintSyntax {
    Nquads,
}

pub(crate) fn run(args: ImportArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    if args.schema {
        write!(output, "{}", record_schema()?)?;
        return Ok(Ending::Success);
    }
    let file = args.file.clone().context("a file is missing")?;
    match args.format.map_or_else(|| format_of(&file), Ok)? {
        ImportFormat::Backup if args.print.is_some() || args.strict => {
            bail!("--print and --strict are for records; `testimony export` prints a graph")
        }
        ImportFormat::Backup => backup(&file, global, output),
        ImportFormat::Records => records::run(&args, &file, (global, output)),
    }
}

/// What a file holds by its ending, that of its packing left out.
fn format_of(file: &Path) -> anyhow::Result<ImportFormat> {
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let name = [".gz", ".zst"]
        .iter()
        .find_map(|packing| name.strip_suffix(packing))
        .unwrap_or(&name);
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("jsonl" | "ndjson") => Ok(ImportFormat::Records),
        _ if name == "-" => bail!("say with --format what comes by standard input"),
        _ => Ok(ImportFormat::Backup),
    }
}

fn backup(file: &Path, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let backup = Backup::read(file)?;
    let mut graph = open_to_write(global, "import")?;
    graph.import(&backup, (&Ontology::bundled(), &policy(global)?))?;
    save(&mut graph, "import")?;
    let claims: usize = backup.documents.iter().map(|document| document.claims).sum();
    writeln!(
        output,
        "imported {} documents, {claims} claims",
        backup.documents.len()
    )?;
    Ok(Ending::Success)
}
