//! `testimony explain`: the sentence behind a claim and each decision taken.

use std::io::Write;

use clap::Args;
use testimony::query::explain_claim;

use super::place::open;
use super::{Ending, Global};

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony explain 82355bf3")]
pub(crate) struct ExplainArgs {
    /// A claim: its IRI, claim:… or the first characters of what follows
    claim: String,
}

pub(crate) fn run(args: ExplainArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    write!(output, "{}", explain_claim(&open(global)?, &args.claim)?)?;
    Ok(Ending::Success)
}
