//! `testimony find`: what has words in its name or text, the most relevant first.

use std::io::Write;

use clap::{Args, ValueEnum};
use testimony::search::{Kind, TextIndex, found_answer};

use super::output::{AnswerFormat, write_answer};
use super::place::{open, place};
use super::{Ending, Global};

/// Arguments of `find`.
#[derive(Debug, Args)]
#[command(
    after_help = "Words are found in any case and with other endings; the last may be the beginning of a word. Words in\n\
    quotation marks stand side by side.\n\n\
    Example: testimony find harbour\n\
    Example: testimony find '\"harbour company\" denied' --kind evidence"
)]
pub(crate) struct FindArgs {
    /// The words
    text: String,
    /// Only what is of this kind
    #[arg(long, value_enum)]
    kind: Option<KindArg>,
    /// The most that is listed
    #[arg(long, value_name = "NUMBER", default_value = "50")]
    limit: usize,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

/// Kinds on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    /// Things, by their names
    Entity,
    /// Claims, by what they say
    Claim,
    /// Documents, by title and text
    Document,
    /// Claims, by the words that they rest on
    Evidence,
}

pub(crate) fn run(args: FindArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let kind = args.kind.map(|kind| match kind {
        KindArg::Entity => Kind::Entity,
        KindArg::Claim => Kind::Claim,
        KindArg::Document => Kind::Document,
        KindArg::Evidence => Kind::Evidence,
    });
    let index = match TextIndex::at(&place(global)?)? {
        (Some(index), _) => index,
        (None, mark) => TextIndex::of(&open(global)?, mark.as_deref())?,
    };
    let found = index.find(&args.text, kind, args.limit)?;
    write_answer(&found_answer(found), (args.format, global), output)?;
    Ok(Ending::Success)
}
