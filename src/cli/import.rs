//! `testimony import`: take an export back in.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use testimony::store::Backup;

use super::place::{ontology, open_to_write, policy, save};
use super::{Ending, Global};

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: testimony export --format trig --output backup.trig && testimony import backup.trig --store copy.nq"
)]
pub(crate) struct ImportArgs {
    /// What `export --format trig` or `--format nquads` wrote, in a file that ends in .trig or .nq
    file: PathBuf,
}

pub(crate) fn run(args: ImportArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let backup = Backup::read(&args.file)?;
    let mut graph = open_to_write(global, "import")?;
    graph.import(&backup, (&ontology(global)?, &policy(global)?))?;
    save(&mut graph, "import")?;
    let claims: usize = backup.documents.iter().map(|document| document.claims).sum();
    writeln!(
        output,
        "imported {} documents, {claims} claims",
        backup.documents.len()
    )?;
    Ok(Ending::Success)
}
