//! What the everyday commands share: each asks a saved question and writes the answer.

use std::io::Write;

use testimony::query::ask_saved;

use super::output::{AnswerFormat, write_answer};
use super::place::open;
use super::{Ending, Global};

/// Asks the graph the saved question `name`, with what was given for its parameters, and writes the answer.
pub(super) fn answer<const N: usize>(
    (name, options): (&str, [(&str, Option<String>); N]),
    format: Option<AnswerFormat>,
    global: &Global,
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let given = options
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let answer = ask_saved(&open(global)?, name, &given.collect::<Vec<_>>())?;
    write_answer(&answer, (format, global), output)?;
    Ok(Ending::Success)
}
