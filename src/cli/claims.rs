//! `testimony claims`: list claims with who makes them.

use std::io::Write;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use testimony::factuality::{Certainty, Stance, Voice};
use testimony::query::{ClaimFilter, list_claims};

use super::output::{AnswerFormat, write_answer};
use super::place::open;
use super::{Ending, Global};

/// Arguments of `claims`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony claims --about Montreal --stance denies --since 2024-01-01")]
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
    /// Only claims with this certainty
    #[arg(long, value_enum)]
    certainty: Option<CertaintyArg>,
    /// Only claims told in this voice
    #[arg(long, value_enum)]
    voice: Option<VoiceArg>,
    /// Only claims of this document, by its IRI, path or title
    #[arg(long, value_name = "DOCUMENT")]
    document: Option<String>,
    /// Only claims about this day or later (YYYY-MM-DD)
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
    /// Only claims about this day or earlier
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
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

/// Certainties on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CertaintyArg {
    Certain,
    Probable,
    Possible,
    Unstated,
}

/// Voices on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum VoiceArg {
    Author,
    Reported,
    Quoted,
}

pub(crate) fn run(args: ClaimsArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let graph = open(global)?;
    let document = args.document.map(|name| graph.document_called(&name));
    let filter = ClaimFilter {
        about: args.about,
        claimant: args.claimant,
        stance: args.stance.map(|stance| match stance {
            StanceArg::Affirms => Stance::Affirms,
            StanceArg::Denies => Stance::Denies,
            StanceArg::Neutral => Stance::Neutral,
        }),
        certainty: args.certainty.map(|certainty| match certainty {
            CertaintyArg::Certain => Certainty::Certain,
            CertaintyArg::Probable => Certainty::Probable,
            CertaintyArg::Possible => Certainty::Possible,
            CertaintyArg::Unstated => Certainty::Unstated,
        }),
        voice: args.voice.map(|voice| match voice {
            VoiceArg::Author => Voice::AuthorVoice,
            VoiceArg::Reported => Voice::Reported,
            VoiceArg::Quoted => Voice::Quoted,
        }),
        document: document.transpose()?,
        since: args.since,
        until: args.until,
    };
    let answer = list_claims(&graph, &filter)?;
    write_answer(&answer, (args.format, global), output)?;
    Ok(Ending::Success)
}
