//! `testimony import`: take an export back in, or claims from elsewhere.

mod records;
mod tables;
mod target;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use testimony::record::{Workers, record_schema};
use testimony::store::Backup;

use super::gate::{Checkpoint, GateArgs};
use super::place::{ontology, open_to_write, policy, save};
use super::{Ending, Global};

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all well, 1 a record cannot be used or something does not conform to the shapes, 2 the \
                  import failed.\n\n\
                  Example: testimony export --format trig --output backup.trig && testimony import backup.trig --store copy.nq\n\
                  Example: testimony import claims.jsonl --print nquads\n\
                  Example: testimony import staff.csv --mapping staff.toml"
)]
pub(crate) struct ImportArgs {
    /// The file, or - for standard input; gzip and zstd are unpacked. For RML, what is read in the place of the mapping's source
    #[arg(required_unless_present_any = ["schema", "mapping"])]
    file: Option<PathBuf>,
    /// What the file holds [default: by its ending: .trig and .nq a backup, .jsonl, .ndjson and .claims records, .csv and .tsv a table]
    #[arg(long, value_enum)]
    format: Option<ImportFormat>,
    /// Which columns of a table say what, in TOML, or an RML mapping in Turtle (docs/import.md)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Who says what a table or a mapping says without naming a source [default: the file]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// What relative IRIs of an RML mapping are put behind where it has no `rml:baseIRI` [default: its `@base`]
    #[arg(long, value_name = "IRI")]
    base: Option<String>,
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
    /// Comma- or tab-separated values with a line of column names
    Table,
    /// CSV and JSON files that an RML mapping names
    Rml,
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
    let format = args.kind()?;
    if format == ImportFormat::Rml {
        return tables::map(&args, (global, output));
    }
    let file = args.file.clone().context("the file to import is missing")?;
    match format {
        ImportFormat::Backup if args.print.is_some() || args.strict || args.source.is_some() => {
            bail!("a backup is taken in as it is, without --print, --strict and --source")
        }
        ImportFormat::Records if args.mapping.is_some() => bail!("--mapping is for tables and RML"),
        ImportFormat::Backup => backup((&args, &file), global, output),
        ImportFormat::Records => records::run(&args, &file, (global, output)),
        ImportFormat::Table | ImportFormat::Rml => tables::run(&args, &file, (global, output)),
    }
}

impl ImportArgs {
    fn kind(&self) -> anyhow::Result<ImportFormat> {
        match (self.format, &self.file) {
            (Some(format), _) => Ok(format),
            (None, Some(file)) => format_of(file),
            (None, None) => bail!("say with --format what is to be imported"),
        }
    }

    fn workers(&self) -> anyhow::Result<Workers> {
        let threads = self.threads.map_or_else(std::thread::available_parallelism, Ok)?;
        Ok(Workers::new(threads)?)
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
        Some("jsonl" | "ndjson" | "claims") => Ok(ImportFormat::Records),
        Some("csv" | "tsv" | "tab") => Ok(ImportFormat::Table),
        _ if name == "-" => bail!("say with --format what comes by standard input"),
        _ => Ok(ImportFormat::Backup),
    }
}

fn backup(
    (args, file): (&ImportArgs, &Path),
    global: &Global,
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let mut backup = Backup::read(file)?;
    let mut graph = open_to_write(global, "import")?;
    let ontology = ontology(global)?;
    let mut checkpoint = Checkpoint::new(&args.gate, &ontology, Some(global))?;
    backup.documents = checkpoint.pass(backup.documents)?;
    graph.import(&backup, (&ontology, &policy(global)?))?;
    save(&mut graph, "import")?;
    let conforms = checkpoint.report(Some(global))?;
    let claims: usize = backup.documents.iter().map(|document| document.claims).sum();
    writeln!(
        output,
        "imported {} documents, {claims} claims",
        backup.documents.len()
    )?;
    Ok(match conforms {
        true => Ending::Success,
        false => Ending::Incomplete,
    })
}
