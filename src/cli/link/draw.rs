//! `testimony link --to` and `--within`: links are drawn, shown, proposed or taken out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, bail};
use clap::Args;
use testimony::export::replace_file;
use testimony::linking::{Decisions, Enrichment, LinkPolicy, Proposal, new_proposals, propose};
use testimony::rdf::LinkGraphs;
use testimony::store::KnowledgeGraph;

use super::LinkArgs;
use super::found::Found;
use super::service::Also;
use super::target::{decisions, mappings};
use crate::cli::place::{ontology, open, open_to_change, save};
use crate::cli::{Ending, Global};

/// What becomes of links.
#[derive(Debug, Args)]
pub(super) struct DrawArgs {
    /// Say what would be linked, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Show what speaks for and against what one thing may be, and change nothing
    #[arg(long, value_name = "ENTITY", conflicts_with = "dry_run")]
    explain: Option<String>,
    /// Copy this of the linked records into the graph: label, aliases, types, countries, parents, coordinates, dates,
    /// identifiers, popularity, description; of a service label, types, description and its properties, as P569
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', conflicts_with = "within")]
    enrich: Vec<String>,
    /// What people decided: an SSSOM table whose curated rows say yes, or no with the modifier Not
    #[arg(long, value_name = "FILE.sssom.tsv")]
    decisions: Option<PathBuf>,
    /// Write what is linked and what is unsure, for `testimony review`; decisions that the table has stay
    #[arg(long, value_name = "FILE.sssom.tsv", conflicts_with_all = ["dry_run", "explain"])]
    propose: Option<PathBuf>,
    /// Write exact matches as owl:sameAs too
    #[arg(long)]
    same_as: bool,
    /// Take all links to the target out of the graph
    #[arg(long, conflicts_with_all = ["dry_run", "explain", "enrich", "same_as", "propose"])]
    remove: bool,
}

impl DrawArgs {
    /// The fields of records that are copied, and the properties that a service is asked for: what its answers to names
    /// do not have.
    fn copied(&self, is_service: bool) -> anyhow::Result<(Vec<Enrichment>, Vec<String>)> {
        let (mut fields, mut properties) = (Vec::new(), Vec::new());
        for name in &self.enrich {
            match Enrichment::from_str(name) {
                Ok(field) if !is_service || ANSWERED.contains(&field) => fields.push(field),
                _ if is_service => properties.push(name.clone()),
                _ => bail!("--enrich: there is no field `{name}`; `testimony link --help` lists them"),
            }
        }
        Ok((fields, properties))
    }
}

/// What a service's answers to names tell of a record.
const ANSWERED: [Enrichment; 3] = [Enrichment::Label, Enrichment::Types, Enrichment::Description];

pub(super) fn run(link: &LinkArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let (target, args) = (&link.target, &link.draw);
    let name = match link.service.name()? {
        Some(name) => name,
        None => target.name()?.to_owned(),
    };
    if args.remove {
        return remove(&name, global, output);
    }
    let decisions = decisions(args.decisions.as_deref())?;
    let (fields, properties) = args.copied(link.service.is_named())?;
    let is_read_only = args.dry_run || args.explain.is_some();
    let mut graph = match is_read_only {
        true => open(global)?,
        false => open_to_change(global, "link")?,
    };
    let things = target.things(&graph)?;
    let ontology = ontology(global)?;
    let found = match link.service.is_named() {
        true => {
            let also = match &args.explain {
                Some(name) => Also::Pages(name),
                None if args.dry_run => Also::Nothing,
                None => Also::Facts(&properties),
            };
            let target = (target, name.as_str(), also);
            link.service.find(target, &things, (&ontology, &decisions))?
        }
        false => target.find(things, (&ontology, &decisions))?,
    };
    let ending = contradicted(&decisions, found.contradictions());
    if let Some(name) = &args.explain {
        found.explain(name, output)?;
        return Ok(ending);
    }
    if args.dry_run {
        found.tell(output)?;
        return Ok(ending);
    }
    keep(&mut graph, (&name, &found, &fields), args, output)?;
    Ok(ending)
}

/// Puts what was found into the graph, and proposes it where that is asked.
fn keep(
    graph: &mut KnowledgeGraph,
    (name, found, fields): (&str, &Found, &[Enrichment]),
    args: &DrawArgs,
    output: &mut impl Write,
) -> anyhow::Result<()> {
    let policy = match args.same_as {
        true => LinkPolicy::SameAs,
        false => LinkPolicy::Match,
    };
    let links = found.linkset(policy, fields);
    graph.replace_links(&links.graphs, &links.quads)?;
    save(graph, "link")?;
    if let Some(path) = &args.propose {
        write_proposals(path, (name, &found.proposals()))?;
    }
    writeln!(output, "{}", found.summary(&links))?;
    Ok(())
}

/// Tells of decisions that cannot hold.
fn contradicted(decisions: &Decisions, by_class: &[(String, String)]) -> Ending {
    let mut all: Vec<_> = decisions.contradictions().iter().chain(by_class).collect();
    all.sort();
    all.dedup();
    for (one, other) in &all {
        eprintln!(
            "testimony: `{one}` and `{other}` were decided to be one, which other decisions or their classes exclude; it does \
             not count, so take one of these decisions back"
        );
    }
    match all.is_empty() {
        true => Ending::Success,
        false => Ending::Incomplete,
    }
}

fn write_proposals(path: &Path, (target, proposals): (&str, &[Proposal])) -> anyhow::Result<()> {
    let mut mappings = match path.exists() {
        true => mappings(path)?,
        false => new_proposals(target, proposals),
    };
    propose(&mut mappings, (target, proposals));
    replace_file(path, |file| file.write_all(mappings.write().as_bytes()))
        .with_context(|| format!("cannot write `{}`", path.display()))
}

fn remove(target: &str, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let mut graph = open_to_change(global, "link")?;
    graph.replace_links(&LinkGraphs::of(target), &[])?;
    save(&mut graph, "link")?;
    match target == "within" {
        true => writeln!(output, "things of the graph are linked to each other no more")?,
        false => writeln!(output, "no thing is linked to {target} any more")?,
    }
    Ok(Ending::Success)
}
