//! `testimony claims`: list claims with who makes them.

use std::io::Write;

use clap::{Args, ValueEnum};
use testimony::factuality::Stance;
use testimony::query::{ClaimFilter, list_claims};

use super::output::{AnswerFormat, write_answer};
use super::place::open;
use super::{Ending, Global};

/// Arguments of `claims`.
#[derive(Debug, Args)]
pub(crate) struct ClaimsArgs {
    /// Only claims whose subject or object has this text in its name
    #[arg(long, value_name = "TEXT")]
    about: Option<String>,
    /// Only claims of those who have this text in their name
    #[arg(long, value_name = "TEXT")]
    claimant: Option<String>,
    /// Only claims with this stance
    #[arg(long, value_enum)]
    stance: Option<StanceArg>,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

/// Stances on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StanceArg {
    Affirms,
    Denies,
    Neutral,
}

pub(crate) fn run(args: ClaimsArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let filter = ClaimFilter {
        about: args.about,
        claimant: args.claimant,
        stance: args.stance.map(|stance| match stance {
            StanceArg::Affirms => Stance::Affirms,
            StanceArg::Denies => Stance::Denies,
            StanceArg::Neutral => Stance::Neutral,
        }),
    };
    let answer = list_claims(&open(global)?, &filter)?;
    write_answer(&answer, args.format, output)?;
    Ok(Ending::Success)
}
