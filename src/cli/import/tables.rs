//! `import --format table` and `--format rml`: rows and values of others, by a mapping.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use testimony::record::{ImportError, MappingFile, Rows, Table, Thing, Vocabulary, Written, write_records};
use testimony::rml::{self, Mapping, Setting};

use super::ImportArgs;
use super::target::Target;
use crate::cli::input::STANDARD_INPUT;
use crate::cli::place::ontology;
use crate::cli::{Ending, Global};

/// Imports the rows of a table.
pub(super) fn run(
    args: &ImportArgs,
    file: &Path,
    (global, output): (&Global, &mut impl Write),
) -> anyhow::Result<Ending> {
    let workers = args.workers()?;
    let ontology = ontology(global)?;
    let vocabulary = Vocabulary::new(&ontology);
    let (table, mut rows) = opened(args, file)?;
    let mut target = Target::new(args, &ontology, (global, output))?;
    loop {
        let mut batches = Vec::new();
        while batches.len() < workers.batch_size() {
            match rows.next_batch(&table)? {
                Some(batch) => batches.push(batch),
                None => break,
            }
        }
        if batches.is_empty() {
            return target.finish(global);
        }
        target.take(&workers.map(batches, |batch| table.write(&vocabulary, batch)))?;
    }
}

fn opened(args: &ImportArgs, file: &Path) -> anyhow::Result<(Table, Rows)> {
    let text = args.mapping.as_deref().map(read).transpose()?;
    let mapping = args.mapping.as_deref().zip(text.as_deref());
    let mapping = mapping.map(|(path, text)| MappingFile { path, text });
    let source = args.source.as_deref();
    Ok(match file.as_os_str() == "-" {
        true => Table::of_reader((STANDARD_INPUT, io::stdin()), mapping, source)?,
        false => Table::open(file, mapping, source)?,
    })
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// Carries an RML mapping out: prints its quads, or imports them as claims of the source.
pub(super) fn map(args: &ImportArgs, (global, output): (&Global, &mut impl Write)) -> anyhow::Result<Ending> {
    let Some(path) = &args.mapping else {
        bail!("--format rml needs --mapping FILE");
    };
    if args.print.is_some() && args.gate.is_asked_for() {
        bail!("--gate and --shapes check claims, and --print prints what the mapping yields: leave one out");
    }
    let setting = Setting {
        file: args.file.as_deref(),
        base: args.base.as_deref(),
    };
    let mapping = Mapping::parse(path, &read(path)?, setting)?;
    let workers = args.workers()?;
    let ontology = ontology(global)?;
    let vocabulary = Vocabulary::new(&ontology);
    let mut target = Target::new(args, &ontology, (global, output))?;
    let publisher = publisher(args, path);
    rml::run(&mapping, &workers, |batch| -> anyhow::Result<()> {
        match args.print {
            Some(_) => target.take(&batch),
            None => {
                let claims = workers.map(batch, |written| claims(&vocabulary, written, &publisher));
                target.take(&claims.into_iter().collect::<Result<Vec<_>, _>>()?)
            }
        }
    })?;
    target.finish(global)
}

/// Who says what a mapping yields: the source that was named, else the file that was read.
fn publisher(args: &ImportArgs, mapping: &Path) -> Thing {
    let file = args.file.as_deref().unwrap_or(mapping).file_name();
    let file = file.unwrap_or_default().to_string_lossy().into_owned();
    Thing {
        types: vec![
            args.source
                .as_ref()
                .map_or("tm:Document", |_| "tm:Source")
                .to_owned(),
        ],
        label: Some(args.source.clone().unwrap_or(file)),
        ..Thing::default()
    }
}

fn claims(vocabulary: &Vocabulary<'_>, mapped: Written, publisher: &Thing) -> Result<Written, ImportError> {
    let records = rml::records_of(&mapped.text, publisher)?;
    let name = publisher.label.as_deref().unwrap_or_default();
    let mut written = write_records(vocabulary, (name, &records));
    written.errors.extend(mapped.errors);
    Ok(written)
}
