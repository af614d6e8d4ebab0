//! Outcomes as quads: links with why they were drawn, what the dataset says of the linked records, and a description.
//!
//! A link is `skos:exactMatch` or `skos:closeMatch`; what was decided against is not written. Beside each stands a
//! mapping in terms of [SSSOM](https://mapping-commons.github.io/sssom/) with its confidence and its signs.

use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Quad, Term};
use strum::{EnumIter, EnumString, IntoStaticStr};

use super::judge::{Judgement, Outcome, Verdict};
use crate::dataset::{Meta, Record};
use crate::rdf::{GraphQuads, LinkGraphs, hashed_iri, text};
use crate::vocab::{
    MAPPING_NAMESPACE, dcterms, geo, gn, graph, owl, rdfs, schema, semapv, skos, sssom, void, wikibase, xsd,
};

/// What an exact match is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPolicy {
    /// As `skos:exactMatch`.
    Match,
    /// As `owl:sameAs` too, which has reasoners take the two for one.
    SameAs,
}

/// What is copied of a linked record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Enrichment {
    /// Its usual name.
    Label,
    /// Its other names.
    Aliases,
    /// What kind of thing it is.
    Types,
    /// The countries that it belongs to.
    Countries,
    /// What it is part of.
    Parents,
    /// Where it is.
    Coordinates,
    /// When it was born, founded or dissolved.
    Dates,
    /// What others call it.
    Identifiers,
    /// How many inhabitants it has, or articles there are about it.
    Popularity,
    /// What it is, in a few words.
    Description,
}

/// The links to one dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkset {
    /// The graphs that they are kept in.
    pub graphs: LinkGraphs,
    /// The quads of these graphs.
    pub quads: Vec<Quad>,
    /// How many exact matches there are.
    pub exact: usize,
    /// How many close matches there are.
    pub close: usize,
}

/// Writes outcomes as the links to a dataset, with the facts that are asked for.
pub fn linkset(
    outcomes: &[Outcome],
    meta: &Meta,
    (policy, enrichment): (LinkPolicy, &[Enrichment]),
) -> Linkset {
    let graphs = LinkGraphs::of(&meta.name);
    let mut links = GraphQuads::new(graphs.links.clone());
    let mut facts = GraphQuads::new(graphs.facts.clone());
    let (mut exact, mut close) = (0, 0);
    for outcome in outcomes {
        let (Some(best), Some(predicate)) = (outcome.judgements.first(), predicate(outcome.verdict)) else {
            continue;
        };
        let record = NamedNode::new_unchecked(&best.record.id);
        links.add(&outcome.subject.iri, predicate, record.clone());
        if policy == LinkPolicy::SameAs && outcome.verdict == Verdict::Exact {
            links.add(&outcome.subject.iri, owl::SAME_AS, record.clone());
        }
        describe_mapping(&mut links, outcome, (best, predicate));
        enrichment
            .iter()
            .for_each(|what| copy(&mut facts, (&record, &best.record), *what));
        match outcome.verdict {
            Verdict::Exact => exact += 1,
            Verdict::Close | Verdict::None => close += 1,
        }
    }
    let mut quads = links.into_quads();
    quads.extend(facts.into_quads());
    quads.extend(described(&graphs, meta, exact + close));
    quads.sort_by_cached_key(Quad::to_string);
    quads.dedup();
    Linkset {
        graphs,
        quads,
        exact,
        close,
    }
}

fn predicate(verdict: Verdict) -> Option<NamedNodeRef<'static>> {
    match verdict {
        Verdict::Exact => Some(skos::EXACT_MATCH),
        Verdict::Close => Some(skos::CLOSE_MATCH),
        Verdict::None => None,
    }
}

/// Says why a link was drawn.
fn describe_mapping(
    links: &mut GraphQuads,
    outcome: &Outcome,
    (best, predicate): (&Judgement, NamedNodeRef<'_>),
) {
    let subject = &outcome.subject;
    let mapping = hashed_iri(MAPPING_NAMESPACE, &[subject.iri.as_str(), &best.record.id]);
    let justification = match best.signs.iter().any(|sign| sign.feature == "decision") {
        true => semapv::MANUAL_MAPPING_CURATION,
        false => semapv::COMPOSITE_MATCHING,
    };
    links.add_type(&mapping, sssom::MAPPING);
    links.add(&mapping, owl::ANNOTATED_SOURCE, subject.iri.clone());
    links.add(&mapping, owl::ANNOTATED_PROPERTY, predicate);
    links.add(
        &mapping,
        owl::ANNOTATED_TARGET,
        NamedNode::new_unchecked(&best.record.id),
    );
    links.add(&mapping, sssom::SUBJECT_LABEL, text(&subject.label));
    links.add(&mapping, sssom::OBJECT_LABEL, text(&best.record.label));
    links.add(&mapping, sssom::MAPPING_JUSTIFICATION, justification);
    links.add(&mapping, sssom::MAPPING_TOOL, text(TOOL));
    let confidence = format!("{:.4}", best.confidence());
    links.add(
        &mapping,
        sssom::CONFIDENCE,
        Literal::new_typed_literal(confidence, xsd::DECIMAL),
    );
    for sign in &best.signs {
        let line = format!("{} {}: {:+.2}", sign.feature, sign.level, sign.contribution);
        links.add(&mapping, sssom::OTHER, text(&line));
    }
}

/// The tool that draws the links, with its version.
const TOOL: &str = concat!("testimony ", env!("CARGO_PKG_VERSION"));

/// The set of links and the dataset in terms of VoID, in the graph of all links.
fn described(graphs: &LinkGraphs, meta: &Meta, links: usize) -> Vec<Quad> {
    let mut all = GraphQuads::new(graph::LINKS.into_owned());
    let count = Literal::new_typed_literal(links.to_string(), xsd::INTEGER);
    all.add_type(&graphs.links, void::LINKSET);
    all.add(&graphs.links, void::SUBJECTS_TARGET, graph::ENTITIES);
    all.add(&graphs.links, void::OBJECTS_TARGET, graphs.dataset.clone());
    all.add(&graphs.links, void::TRIPLES, count);
    for triple in meta.described(&graphs.dataset) {
        all.add(&graphs.dataset, triple.predicate, triple.object);
    }
    all.into_quads()
}

/// Copies what a record says into the dataset's own graph.
fn copy(facts: &mut GraphQuads, (node, record): (&NamedNode, &Record), what: Enrichment) {
    for (predicate, value) in texts(record, what) {
        facts.add(node, predicate, term(&value));
    }
    for (predicate, number) in numbers(record, what) {
        facts.add(node, predicate, number);
    }
}

/// The texts and IRIs of a field, with the property that they are copied as.
fn texts(record: &Record, what: Enrichment) -> Vec<(NamedNodeRef<'static>, String)> {
    let all = |predicate, values: &[String]| values.iter().map(|value| (predicate, value.clone())).collect();
    match what {
        Enrichment::Label => vec![(rdfs::LABEL, record.label.clone())],
        Enrichment::Aliases => all(skos::ALT_LABEL, &record.aliases),
        Enrichment::Types => all(dcterms::TYPE, &record.types),
        Enrichment::Countries => all(schema::ADDRESS_COUNTRY, &record.countries),
        Enrichment::Parents => all(schema::CONTAINED_IN_PLACE, &record.parents),
        Enrichment::Dates => {
            let dates = record.dates.iter();
            dates
                .map(|(event, date)| (date_property(event), date.clone()))
                .collect()
        }
        Enrichment::Identifiers => {
            let identifiers = record.identifiers.iter();
            let named = identifiers.map(|(whose, value)| (dcterms::IDENTIFIER, format!("{whose}:{value}")));
            named.collect()
        }
        Enrichment::Description if record.description.is_empty() => Vec::new(),
        Enrichment::Description => vec![(schema::DESCRIPTION, record.description.clone())],
        Enrichment::Coordinates | Enrichment::Popularity => Vec::new(),
    }
}

/// The numbers of a field, with the property that they are copied as.
fn numbers(record: &Record, what: Enrichment) -> Vec<(NamedNodeRef<'static>, Literal)> {
    match (what, record.coordinates) {
        (Enrichment::Coordinates, Some((latitude, longitude))) => {
            let degrees = |value: f64| Literal::new_typed_literal(value.to_string(), xsd::DECIMAL);
            vec![(geo::LAT, degrees(latitude)), (geo::LONG, degrees(longitude))]
        }
        (Enrichment::Popularity, _) => {
            let count = Literal::new_typed_literal(record.popularity.to_string(), xsd::INTEGER);
            vec![(popularity_property(&record.id), count)]
        }
        _ => Vec::new(),
    }
}

/// An IRI where the value is one, else the text.
fn term(value: &str) -> Term {
    match value.starts_with("http") {
        true => NamedNode::new(value).map_or_else(|_| text(value).into(), Term::from),
        false => text(value).into(),
    }
}

fn date_property(event: &str) -> NamedNodeRef<'static> {
    match event {
        "birth" => schema::BIRTH_DATE,
        "death" => schema::DEATH_DATE,
        "end" => schema::DISSOLUTION_DATE,
        _ => schema::FOUNDING_DATE,
    }
}

/// Inhabitants where the record is a place of GeoNames, else articles.
fn popularity_property(id: &str) -> NamedNodeRef<'static> {
    match id.starts_with("https://sws.geonames.org/") {
        true => gn::POPULATION,
        false => wikibase::SITELINKS,
    }
}
