//! `import --format records`: claims of another extractor.

use std::io::{self, Write};
use std::path::Path;

use testimony::record::{Blocks, Vocabulary, write_block};

use super::ImportArgs;
use super::target::Target;
use crate::cli::input::STANDARD_INPUT;
use crate::cli::place::ontology;
use crate::cli::{Ending, Global};

pub(super) fn run(
    args: &ImportArgs,
    file: &Path,
    (global, output): (&Global, &mut impl Write),
) -> anyhow::Result<Ending> {
    let workers = args.workers()?;
    let ontology = ontology(global)?;
    let vocabulary = Vocabulary::new(&ontology);
    let mut blocks = match file.as_os_str() == "-" {
        true => Blocks::of_reader(STANDARD_INPUT, io::stdin())?,
        false => Blocks::open(file)?,
    };
    let mut target = Target::new(args, &ontology, (global, output))?;
    loop {
        let batch = blocks.by_ref().take(workers.batch_size());
        let batch = batch.collect::<Result<Vec<_>, _>>()?;
        if batch.is_empty() {
            return target.finish(global);
        }
        target.take(&workers.map(batch, |block| write_block(&vocabulary, &block)))?;
    }
}
