//! `testimony import`: take an export back in.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use testimony::store::Backup;

use super::gate::{Checkpoint, GateArgs};
use super::place::{ontology, open_to_write, policy, save};
use super::{Ending, Global};

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all well, 1 something does not conform to the shapes of the graph and was kept out, 2 the import \
                        failed.\n\nExample: testimony export --format trig --output backup.trig && testimony import backup.trig --store copy.nq"
)]
pub(crate) struct ImportArgs {
    /// What `export --format trig` or `--format nquads` wrote, in a file that ends in .trig or .nq
    file: PathBuf,
    #[command(flatten)]
    gate: GateArgs,
}

pub(crate) fn run(args: ImportArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let mut backup = Backup::read(&args.file)?;
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
