//! `testimony query`: ask the graph a question in SPARQL.

use std::fs;
use std::io::{self, Read, Write};

use anyhow::Context;
use clap::Args;
use testimony::query::{SAVED_QUERIES, ask, saved_query};

use super::output::{AnswerFormat, write_answer};
use super::place::open;
use super::{Ending, Global};

/// Arguments of `query`.
#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    /// A file, the name of a saved query, or - for standard input [default: -]
    query: Option<String>,
    /// The query itself
    #[arg(short, long, value_name = "TEXT", conflicts_with = "query")]
    execute: Option<String>,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
    /// List the saved queries
    #[arg(long)]
    list: bool,
}

pub(crate) fn run(args: QueryArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    if args.list {
        for saved in SAVED_QUERIES {
            writeln!(output, "{}\t{}", saved.name, saved.purpose())?;
        }
        return Ok(Ending::Success);
    }
    let text = match (&args.execute, args.query.as_deref()) {
        (Some(text), _) => text.clone(),
        (None, None | Some("-")) => io::read_to_string(io::stdin()).context("cannot read standard input")?,
        (None, Some(name)) => named(name)?,
    };
    let answer = ask(&open(global)?, &text)?;
    write_answer(&answer, args.format, output)?;
    Ok(Ending::Success)
}

/// A saved query by its name, else a file.
fn named(name: &str) -> anyhow::Result<String> {
    if let Some(saved) = saved_query(name) {
        return Ok(saved.text.to_owned());
    }
    let mut text = String::new();
    let mut file = fs::File::open(name).with_context(|| {
        format!(
            "`{name}` is neither a saved query (see `testimony query --list`) nor a file that can be read"
        )
    })?;
    file.read_to_string(&mut text)
        .with_context(|| format!("cannot read {name}"))?;
    Ok(text)
}
