//! `build --explain-plan`: which documents a build would read, and why.

use std::io::Write;

use testimony::edition::Edition;
use testimony::lexicon::Lexicon;
use testimony::ontology::Ontology;
use testimony::source::read;
use testimony::store::{KnowledgeGraph, Plan, Step};

use super::{BuildArgs, next};
use crate::cli::place::{open, place};
use crate::cli::{Ending, Global};

/// Says what a build would do about each document.
pub(super) fn explain(args: &BuildArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let graph = match place(global)?.check_exists() {
        Ok(()) => open(global)?,
        Err(_) => KnowledgeGraph::in_memory()?,
    };
    let lexicon = Lexicon::bundled();
    let edition = match args.extractors.is_own_alone() {
        true => Edition::bundled(),
        false => {
            let extractors = args.open_extractors(&Ontology::bundled(), global)?;
            extractors.edition(&Edition::bundled())
        }
    };
    let mut plan = Plan::of(&graph)?;
    if args.again {
        plan.read_all_again();
    }
    let mut ending = Ending::Success;
    for document in read(&lexicon.furniture, args.inputs()?, &args.options()) {
        let document = match document {
            Ok(document) => document,
            Err(error) => {
                eprintln!("testimony: {error}");
                ending = Ending::Incomplete;
                continue;
            }
        };
        let is_held = plan.holds(document.iri().as_node());
        let (step, older) = next(&mut plan, &edition, &document);
        let why = match step {
            Step::Copy => "skip  its text came before",
            Step::Unchanged => "skip  unchanged",
            Step::Read if args.again => "read  asked for again",
            Step::Read if is_held => "read  its metadata, or the program, has changed",
            Step::Read if !older.is_empty() => "read  its text has changed",
            Step::Read => "read  new",
        };
        writeln!(output, "{why}: {}", document.metadata.source)?;
    }
    Ok(ending)
}
