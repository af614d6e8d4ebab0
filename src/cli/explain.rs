//! `testimony explain`: the sentence behind a claim and each decision taken, or why a sentence gives no claim.

use std::io::Write;

use anyhow::{Context, bail};
use clap::Args;
use testimony::analysis::WordCache;
use testimony::coverage::SentenceAccount;
use testimony::pipeline::{Resources, explain_sentences};
use testimony::query::explain_claim;
use testimony::source::{Input, Languages, ReadOptions, read};

use super::coverage::{ReportFormat, resources};
use super::place::open;
use super::schema::SchemaArgs;
use super::{Ending, Global};

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples: testimony explain 82355bf3\n          testimony explain --why-not 'The clerk grumbled about the mine.'"
)]
pub(crate) struct ExplainArgs {
    /// A claim: its IRI, claim:… or the first characters of what follows
    #[arg(required_unless_present = "why_not", conflicts_with = "why_not")]
    claim: Option<String>,
    /// Read this text by itself, without a graph, and tell of each predicate where it went or fell out
    #[arg(long, value_name = "SENTENCE")]
    why_not: Option<String>,
    #[command(flatten)]
    own: SchemaArgs,
    /// How --why-not is written
    #[arg(long, value_enum, default_value = "text", requires = "why_not")]
    format: ReportFormat,
}

pub(crate) fn run(args: ExplainArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    if let Some(text) = args.why_not {
        let resources = resources(&args.own, global)?;
        return why_not(text, (&resources, args.format), output);
    }
    if args.own.files()?.is_some() {
        bail!("--ontology is for --why-not; a claim is told as the graph was built");
    }
    let claim = args
        .claim
        .context("name a claim, or give a sentence with --why-not")?;
    write!(output, "{}", explain_claim(&open(global)?, &claim)?)?;
    Ok(Ending::Success)
}

fn why_not(
    text: String,
    (resources, format): (&Resources, ReportFormat),
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let options = ReadOptions {
        languages: Languages::Any,
        ..ReadOptions::default()
    };
    let input = Input::Bytes {
        name: "the sentence".to_owned(),
        bytes: text.into_bytes(),
    };
    let mut accounts: Vec<SentenceAccount> = Vec::new();
    for document in read(&resources.lexicon.furniture, vec![input], &options) {
        accounts.extend(explain_sentences(resources, &mut WordCache::new(), document?));
    }
    match format {
        ReportFormat::Text => {
            for account in &accounts {
                output.write_all(account.to_text().as_bytes())?;
            }
        }
        ReportFormat::Json => writeln!(output, "{}", serde_json::to_string_pretty(&accounts)?)?,
    }
    Ok(Ending::Success)
}
