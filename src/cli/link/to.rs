//! `testimony link --to`: named things of the graph are linked to records of a dataset.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use clap::Args;
use testimony::export::replace_file;
use testimony::linkage::sssom::MappingSet;
use testimony::linking::{
    Alignment, Decisions, Enrichment, Judgement, LinkPolicy, Linker, Outcome, Verdict, Weights, linkset,
    new_proposals, propose, sentences, subjects,
};
use testimony::rdf::LinkGraphs;
use testimony::vocab::{curie, expand_curie};

use crate::cli::dataset::HomeArg;
use crate::cli::place::{ontology, open, open_to_change, tell_of_lost};
use crate::cli::{Ending, Global};

/// Arguments of `link --to`.
#[derive(Debug, Args)]
pub(super) struct ToArgs {
    /// The dataset to link to, as `testimony dataset list` calls it
    #[arg(long, value_name = "DATASET")]
    to: Option<String>,
    #[command(flatten)]
    home: HomeArg,
    /// Say what would be linked, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Show what speaks for and against the records that one thing may be, and change nothing
    #[arg(long, value_name = "ENTITY", conflicts_with = "dry_run")]
    explain: Option<String>,
    /// Copy this of the linked records into the graph: label, aliases, types, countries, parents, coordinates, dates,
    /// identifiers, popularity, description
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = enrichment)]
    enrich: Vec<Enrichment>,
    /// What people decided: an SSSOM table whose curated rows say yes, or no with the modifier Not
    #[arg(long, value_name = "FILE.sssom.tsv")]
    decisions: Option<PathBuf>,
    /// Write what is linked and what is unsure, for `testimony review`; decisions that the table has stay
    #[arg(long, value_name = "FILE.sssom.tsv", conflicts_with_all = ["dry_run", "explain"])]
    propose: Option<PathBuf>,
    /// Another table of weights than ontology/linkage/weights.tsv
    #[arg(long, value_name = "FILE.tsv")]
    weights: Option<PathBuf>,
    /// Write exact matches as owl:sameAs too
    #[arg(long)]
    same_as: bool,
    /// Take all links to the dataset out of the graph
    #[arg(long, conflicts_with_all = ["dry_run", "explain", "enrich", "same_as", "propose"])]
    remove: bool,
}

impl ToArgs {
    /// The dataset's name, when things are to be linked to one.
    pub(super) fn dataset(&self) -> Option<&str> {
        self.to.as_deref()
    }
}

fn enrichment(field: &str) -> Result<Enrichment, String> {
    Enrichment::from_str(field).map_err(|_| "there is no such field".to_owned())
}

pub(super) fn run(
    (args, dataset): (&ToArgs, &str),
    global: &Global,
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    if args.remove {
        return remove(dataset, global, output);
    }
    let index = args.home.datasets()?.open(dataset)?;
    let is_read_only = args.dry_run || args.explain.is_some();
    let mut graph = if is_read_only {
        open(global)?
    } else {
        open_to_change(global, "link")?
    };
    let (ontology, weights, decisions) = (ontology(global)?, weights(args)?, decisions(args)?);
    let alignment = Alignment::bundled(&ontology);
    let things = subjects(&graph)?;
    let outcomes = Linker::new(&index, (&weights, &alignment), &decisions).link(&things)?;
    if let Some(name) = &args.explain {
        return explain(&outcomes, name, output);
    }
    if args.dry_run {
        outcomes.iter().try_for_each(|outcome| tell(outcome, output))?;
        return Ok(Ending::Success);
    }
    let policy = if args.same_as {
        LinkPolicy::SameAs
    } else {
        LinkPolicy::Match
    };
    let links = linkset(&outcomes, index.meta(), (policy, &args.enrich));
    graph.replace_links(&links.graphs, &links.quads)?;
    graph.save()?;
    tell_of_lost(&graph);
    if let Some(path) = &args.propose {
        write_proposals(path, (dataset, &outcomes), &sentences(&graph)?)?;
    }
    let (named, exact, close) = (things.len(), links.exact, links.close);
    writeln!(
        output,
        "{named} named things: {exact} linked to {}, {close} unsure",
        dataset
    )?;
    Ok(Ending::Success)
}

fn weights(args: &ToArgs) -> anyhow::Result<Weights> {
    match &args.weights {
        Some(path) => Ok(Weights::parse(&path.display().to_string(), &read(path)?)?),
        None => Ok(Weights::bundled()),
    }
}

fn decisions(args: &ToArgs) -> anyhow::Result<Decisions> {
    match &args.decisions {
        Some(path) => {
            let mappings = MappingSet::parse(path, &read(path)?)?;
            Decisions::of(&mappings).with_context(|| format!("cannot use `{}`", path.display()))
        }
        None => Ok(Decisions::default()),
    }
}

fn write_proposals(
    path: &Path,
    (dataset, outcomes): (&str, &[Outcome]),
    sentences: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    let mut mappings = match path.exists() {
        true => MappingSet::parse(path, &read(path)?)?,
        false => new_proposals(dataset, outcomes),
    };
    propose(&mut mappings, (dataset, outcomes), sentences);
    replace_file(path, |file| file.write_all(mappings.write().as_bytes()))
        .with_context(|| format!("cannot write `{}`", path.display()))
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

fn remove(dataset: &str, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let mut graph = open_to_change(global, "link")?;
    graph.replace_links(&LinkGraphs::of(dataset), &[])?;
    graph.save()?;
    tell_of_lost(&graph);
    writeln!(output, "no thing is linked to {dataset} any more")?;
    Ok(Ending::Success)
}

/// One line for a thing that has a link, or may have one.
fn tell(outcome: &Outcome, output: &mut impl Write) -> anyhow::Result<()> {
    let verdict = match outcome.verdict {
        Verdict::Exact => "exact",
        Verdict::Close => "unsure",
        Verdict::None => return Ok(()),
    };
    if let Some(best) = outcome.judgements.first() {
        let label = &outcome.subject.label;
        writeln!(output, "{verdict}\t{label}\t{}", in_a_line(best))?;
    }
    Ok(())
}

fn in_a_line(judgement: &Judgement) -> String {
    let record = &judgement.record;
    let (confidence, odds) = (judgement.confidence(), judgement.log_odds);
    let countries = record.countries.join(" ");
    format!(
        "{}\t{}\t{countries}\t{confidence:.4}\t{odds:+.2}",
        record.id, record.label
    )
}

fn explain(outcomes: &[Outcome], name: &str, output: &mut impl Write) -> anyhow::Result<Ending> {
    let iri = expand_curie(name).unwrap_or_else(|| name.trim_matches(['<', '>']).to_owned());
    let is_meant = |outcome: &&Outcome| {
        let label = outcome.subject.label.to_lowercase();
        outcome.subject.iri.as_str() == iri || label == name.to_lowercase()
    };
    let outcome = outcomes.iter().find(is_meant);
    let outcome = outcome.with_context(|| format!("no named thing is called `{name}`"))?;
    let verdict = match outcome.verdict {
        Verdict::Exact => "an exact match",
        Verdict::Close => "unsure",
        Verdict::None => "no record",
    };
    let thing = curie(outcome.subject.iri.as_ref());
    writeln!(output, "{thing} “{}”: {verdict}", outcome.subject.label)?;
    for judgement in &outcome.judgements {
        writeln!(output, "{}", in_a_line(judgement))?;
        for sign in &judgement.signs {
            let (feature, level) = (sign.feature, sign.level);
            writeln!(
                output,
                "  {:+.2}\t{feature}\t{level}\t{}",
                sign.contribution, sign.evidence
            )?;
        }
    }
    Ok(Ending::Success)
}
