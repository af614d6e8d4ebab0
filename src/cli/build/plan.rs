//! `build --explain-plan`: which documents a build would read, and why.

use std::io::Write;

use testimony::document::Document;
use testimony::edition::content;
use testimony::pipeline::Resources;
use testimony::source::read;
use testimony::store::{KnowledgeGraph, LastBuild, Plan, Step};

use super::BuildArgs;
use super::intake::Planner;
use crate::cli::place::{open, place};
use crate::cli::{Ending, Global};

/// Says what a build would do about each document.
pub(super) fn explain(
    args: &BuildArgs,
    (resources, global): (&Resources, &Global),
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let place = place(global)?;
    let graph = match place.check_exists() {
        Ok(()) => open(global)?,
        Err(_) => KnowledgeGraph::in_memory()?,
    };
    let last = LastBuild::of(&place, &resources.edition);
    let mut planner = Planner::new(resources, (Plan::of(&graph)?, last));
    if args.again {
        planner.plan.read_all_again();
    }
    let mut ending = Ending::Success;
    for document in read(&resources.lexicon.furniture, args.inputs()?, &args.options()) {
        match document {
            Ok(document) => writeln!(
                output,
                "{}: {}",
                step(args, &mut planner, &document),
                document.metadata.source
            )?,
            Err(error) => {
                eprintln!("testimony: {error}");
                ending = Ending::Incomplete;
            }
        }
    }
    Ok(ending)
}

/// What is done about a document, and why.
fn step(args: &BuildArgs, planner: &mut Planner<'_>, document: &Document) -> String {
    let held = planner.plan.content(document.iri().as_node()).map(str::to_owned);
    let (step, older) = planner.next(document);
    match (step, held) {
        (Step::Copy, _) => "skip  its text came before".to_owned(),
        (Step::Unchanged, _) => "skip  unchanged".to_owned(),
        (Step::Renumber(moves), _) => format!(
            "skip  unchanged, but {} lines of the lexicon that it cites stand elsewhere",
            moves.len()
        ),
        (Step::Read, _) if args.again => "read  asked for again".to_owned(),
        (Step::Read, Some(held)) if held == content(document) => because(planner.reasons(document)),
        (Step::Read, Some(_)) => {
            "read  its metadata has changed, or the program reads its page otherwise".to_owned()
        }
        (Step::Read, None) if !older.is_empty() => "read  its text has changed".to_owned(),
        (Step::Read, None) => "read  new".to_owned(),
    }
}

/// How many reasons are told of a document.
const MOST_REASONS: usize = 3;

fn because(reasons: Vec<String>) -> String {
    let told = reasons
        .iter()
        .take(MOST_REASONS)
        .map(String::as_str)
        .collect::<Vec<_>>();
    let more = match reasons.len().saturating_sub(MOST_REASONS) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    match told.is_empty() {
        true => "read  the program or its lexicon has changed".to_owned(),
        false => format!("read  {}{more}", told.join("; ")),
    }
}
