//! What was found for the things of a graph, and how it is shown.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Context;
use oxigraph::model::{NamedNode, Triple};
use testimony::linking::{
    Enrichment, Judgement, LinkPolicy, LinkTarget, Linkset, Outcome, Pair, Proposal, Sign, Subject, Verdict,
    Within, linkset, linkset_within, proposals, proposed_pairs, telling,
};
use testimony::vocab::{curie, expand_curie};

/// Where one reads on about records, by their IRIs: lines of what it is and where, or in words.
pub(super) type Pages = BTreeMap<String, Vec<(&'static str, String)>>;

/// Links that were found.
pub(super) enum Found {
    /// To records.
    Records {
        /// How many things there are.
        things: usize,
        outcomes: Vec<Outcome>,
        target: LinkTarget,
        /// What a service says of the linked records by properties that were asked for.
        facts: Vec<Triple>,
        /// Where one reads on about records, by their IRIs, in lines of what and where.
        pages: Pages,
    },
    /// Between things of the graph.
    Things { things: Vec<Subject>, within: Within },
}

impl Found {
    /// The links, with the facts that are asked for.
    pub(super) fn linkset(&self, policy: LinkPolicy, enrichment: &[Enrichment]) -> Linkset {
        match self {
            Self::Records {
                outcomes,
                target,
                facts,
                ..
            } => {
                let mut links = linkset(outcomes, target, (policy, enrichment));
                links.add_facts(facts.clone());
                links
            }
            Self::Things { things, within } => linkset_within(things, within, policy),
        }
    }

    pub(super) fn proposals(&self) -> Vec<Proposal> {
        match self {
            Self::Records { outcomes, .. } => proposals(outcomes),
            Self::Things { things, within } => proposed_pairs(things, within),
        }
    }

    /// The decisions that cannot hold beside each other or beside the classes of things.
    pub(super) fn contradictions(&self) -> &[(String, String)] {
        match self {
            Self::Records { .. } => &[],
            Self::Things { within, .. } => &within.contradictions,
        }
    }

    /// The exact matches, by their IRIs.
    pub(super) fn exact(&self) -> impl Iterator<Item = (String, String)> {
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        let found: Vec<(String, String)> = match self {
            Self::Records { outcomes, .. } => {
                let exact = outcomes
                    .iter()
                    .filter(|outcome| outcome.verdict == Verdict::Exact);
                let best = exact.filter_map(|outcome| Some((outcome, outcome.judgements.first()?)));
                best.map(|(outcome, best)| pair(outcome.subject.iri.as_str(), &best.record.id))
                    .collect()
            }
            Self::Things { things, within } => {
                let iri = |place: &usize| things.get(*place).map_or("", |thing| thing.iri.as_str());
                let clusters = within.clusters.iter().flat_map(|places| {
                    let pairs = places
                        .iter()
                        .flat_map(move |one| places.iter().map(move |other| (one, other)));
                    pairs.filter(|(one, other)| one != other)
                });
                clusters.map(|(one, other)| pair(iri(one), iri(other))).collect()
            }
        };
        found.into_iter()
    }

    /// What was done, in a line.
    pub(super) fn summary(&self, links: &Linkset) -> String {
        let (exact, close) = (links.exact, links.close);
        match self {
            Self::Records { things, target, .. } => {
                format!(
                    "{things} named things: {exact} linked to {}, {close} unsure",
                    target.name
                )
            }
            Self::Things { things, within } => {
                let (all, joined) = (things.len(), within.clusters.iter().map(Vec::len).sum::<usize>());
                match within.clusters.len() {
                    0 => format!("{all} named things: none of them are one, {close} pairs unsure"),
                    clusters => {
                        format!("{all} named things: {joined} of them are {clusters}, {close} pairs unsure")
                    }
                }
            }
        }
    }

    /// One line for each link.
    pub(super) fn tell(&self, output: &mut impl Write) -> anyhow::Result<()> {
        match self {
            Self::Records { outcomes, .. } => {
                for outcome in outcomes {
                    if let (Some(verdict), Some(best)) = (word(outcome.verdict), outcome.judgements.first()) {
                        writeln!(
                            output,
                            "{verdict}\t{}\t{}",
                            outcome.subject.label,
                            of_record(best)
                        )?;
                    }
                }
            }
            Self::Things { things, within } => {
                for pair in &within.pairs {
                    if let (Some(verdict), Some(one)) = (word(pair.verdict), things.get(pair.one)) {
                        writeln!(
                            output,
                            "{verdict}\t{}\t{}",
                            one.label,
                            of_thing(things.get(pair.other), pair)
                        )?;
                    }
                }
            }
        }
        Ok(())
    }

    /// All signs of what one thing may be.
    pub(super) fn explain(&self, name: &str, output: &mut impl Write) -> anyhow::Result<()> {
        let unknown = || format!("no named thing is called `{name}`");
        match self {
            Self::Records { outcomes, pages, .. } => {
                let found = outcomes.iter().find(|outcome| is_called(&outcome.subject, name));
                explain_outcome((found.with_context(unknown)?, pages), output)
            }
            Self::Things { things, within } => {
                let place = things.iter().position(|thing| is_called(thing, name));
                explain_thing((things, within), place.with_context(unknown)?, output)
            }
        }
    }
}

/// Whether a thing is meant by a name, an IRI or its short form.
pub(super) fn is_called(thing: &Subject, name: &str) -> bool {
    let iri = expand_curie(name).unwrap_or_else(|| name.trim_matches(['<', '>']).to_owned());
    thing.iri.as_str() == iri || thing.label.to_lowercase() == name.to_lowercase()
}

fn explain_outcome((outcome, pages): (&Outcome, &Pages), output: &mut impl Write) -> anyhow::Result<()> {
    let verdict = match outcome.verdict {
        Verdict::Exact => "an exact match",
        Verdict::Close => "unsure",
        Verdict::None => "no record",
    };
    head(&outcome.subject, verdict, output)?;
    for judgement in &outcome.judgements {
        writeln!(output, "{}", of_record(judgement))?;
        for (what, told) in pages.get(&judgement.record.id).into_iter().flatten() {
            writeln!(output, "  {what}\t{told}")?;
        }
        explain_signs(&judgement.signs, output)?;
    }
    Ok(())
}

fn explain_thing(
    (things, within): (&[Subject], &Within),
    place: usize,
    output: &mut impl Write,
) -> anyhow::Result<()> {
    let is_joined = within.clusters.iter().any(|cluster| cluster.contains(&place));
    let verdict = if is_joined {
        "one with others"
    } else {
        "one by itself"
    };
    if let Some(thing) = things.get(place) {
        head(thing, verdict, output)?;
    }
    for pair in &within.pairs {
        if let Some(beside) = pair.beside(place) {
            let verdict = word(pair.verdict).unwrap_or("not");
            writeln!(output, "{verdict}\t{}", of_thing(things.get(beside), pair))?;
            explain_signs(&pair.signs, output)?;
        }
    }
    Ok(())
}

fn head(thing: &Subject, verdict: &str, output: &mut impl Write) -> anyhow::Result<()> {
    writeln!(output, "{} “{}”: {verdict}", short(&thing.iri), thing.label)?;
    Ok(())
}

fn explain_signs(signs: &[Sign], output: &mut impl Write) -> anyhow::Result<()> {
    for sign in telling(signs) {
        let (feature, level) = (sign.feature, sign.level);
        writeln!(
            output,
            "  {:+.2}\t{feature}\t{level}\t{}",
            sign.contribution, sign.evidence
        )?;
    }
    Ok(())
}

fn word(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Exact => Some("exact"),
        Verdict::Close => Some("unsure"),
        Verdict::None => None,
    }
}

fn of_record(judgement: &Judgement) -> String {
    let record = &judgement.record;
    let (confidence, odds) = (judgement.confidence(), judgement.log_odds);
    let countries = record.countries.join(" ");
    format!(
        "{}\t{}\t{countries}\t{confidence:.4}\t{odds:+.2}",
        record.id, record.label
    )
}

fn of_thing(thing: Option<&Subject>, pair: &Pair) -> String {
    let name = thing.map_or_else(String::new, |thing| {
        format!("{}\t{}", short(&thing.iri), thing.label)
    });
    format!("{name}\t{:.4}\t{:+.2}", pair.confidence(), pair.log_odds)
}

fn short(iri: &NamedNode) -> String {
    curie(iri.as_ref())
}
