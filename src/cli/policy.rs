//! `testimony policy`: what is accepted as fact.

use std::fs;
use std::io::Write;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use testimony::derived::{LeastCertainty, Policy};
use testimony::export::replace_file;
use testimony::query::find_thing;

use super::place::{ontology, open_to_change, policy, policy_path, save};
use super::{Ending, Global};

/// Arguments of `policy`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony policy set --sources 2 --trust \"Royal Harbour Police\"")]
pub(crate) struct PolicyArgs {
    #[command(subcommand)]
    action: PolicyAction,
}

#[derive(Debug, Subcommand)]
enum PolicyAction {
    /// Print the policy in words and as its file has it
    Show,
    /// Change the policy of this graph, and what is accepted with it
    Set(SetArgs),
}

/// Arguments of `policy set`; what is not named stays as it is.
#[derive(Debug, Args)]
struct SetArgs {
    /// Accept what an article says in its own voice
    #[arg(long, value_enum)]
    author_voice: Option<Answer>,
    /// Accept what a subject says of itself where it knows best
    #[arg(long, value_enum)]
    self_reports: Option<Answer>,
    /// Accept what this one claims: a name or an IRI
    #[arg(long, value_name = "THING")]
    trust: Vec<String>,
    /// No longer accept all that this one claims
    #[arg(long, value_name = "THING")]
    distrust: Vec<String>,
    /// How many publishers have to have it
    #[arg(long, value_name = "N")]
    sources: Option<usize>,
    /// The least certainty that is enough
    #[arg(long, value_enum)]
    certainty: Option<CertaintyArg>,
    /// Go back to the policy of the settings file, or the default, before the rest is set
    #[arg(long)]
    reset: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Answer {
    Yes,
    No,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CertaintyArg {
    Certain,
    Probable,
    Possible,
}

pub(crate) fn run(args: PolicyArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    match args.action {
        PolicyAction::Show => show(&policy(global)?, output)?,
        PolicyAction::Set(args) => show(&set(&args, global)?, output)?,
    }
    Ok(Ending::Success)
}

fn show(policy: &Policy, output: &mut impl Write) -> anyhow::Result<()> {
    write!(output, "# {}\n{}", policy.words(), file(policy))?;
    Ok(())
}

/// The policy as TOML.
fn file(policy: &Policy) -> String {
    let trusted: Vec<String> = policy.trusted.iter().map(|iri| format!("{iri:?}")).collect();
    let certainty = match policy.certainty {
        LeastCertainty::Certain => "certain",
        LeastCertainty::Probable => "probable",
        LeastCertainty::Possible => "possible",
    };
    format!(
        "author-voice = {}\nself-reports = {}\ntrusted = [{}]\nsources = {}\ncertainty = \"{certainty}\"\n",
        policy.author_voice,
        policy.self_reports,
        trusted.join(", "),
        policy.sources
    )
}

fn set(args: &SetArgs, global: &Global) -> anyhow::Result<Policy> {
    let mut graph = open_to_change(global, "policy set")?;
    let path = policy_path(global)?;
    if args.reset && path.exists() {
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    let mut policy = policy(global)?;
    for name in &args.trust {
        policy.trusted.insert(find_thing(&graph, name)?.into_string());
    }
    for name in &args.distrust {
        policy.trusted.remove(find_thing(&graph, name)?.as_str());
    }
    let is_yes = |answer: Answer| answer == Answer::Yes;
    policy.author_voice = args.author_voice.map_or(policy.author_voice, is_yes);
    policy.self_reports = args.self_reports.map_or(policy.self_reports, is_yes);
    policy.sources = args.sources.unwrap_or(policy.sources);
    policy.certainty = match args.certainty {
        Some(CertaintyArg::Certain) => LeastCertainty::Certain,
        Some(CertaintyArg::Probable) => LeastCertainty::Probable,
        Some(CertaintyArg::Possible) => LeastCertainty::Possible,
        None => policy.certainty,
    };
    graph.settle(&ontology(global)?, &policy)?;
    replace_file(&path, |output| output.write_all(file(&policy).as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))?;
    save(&mut graph, "policy set")?;
    Ok(policy)
}
