//! Outcomes as quads: links to records, what is copied of the linked records, and a description of what they are in.

use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use strum::{EnumIter, EnumString, IntoStaticStr};

use super::drawing::{Drawing, LinkPolicy, Linkset, Mapping};
use super::judge::{Outcome, Verdict};
use crate::dataset::{Meta, Record};
use crate::rdf::{GraphQuads, LinkGraphs, text};
use crate::vocab::{dcterms, geo, gn, graph, rdfs, schema, skos, void, wikibase, xsd};

/// What things are linked to.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkTarget {
    /// What its graphs go by.
    pub name: String,
    /// What is known of it, in terms of VoID.
    pub described: Vec<Triple>,
}

impl LinkTarget {
    /// An indexed dataset.
    pub fn of_dataset(meta: &Meta) -> Self {
        Self {
            described: meta.described(&LinkGraphs::of(&meta.name).dataset),
            name: meta.name.clone(),
        }
    }
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

/// Writes outcomes as the links to a dataset or service, with the facts that are asked for.
pub fn linkset(
    outcomes: &[Outcome],
    target: &LinkTarget,
    (policy, enrichment): (LinkPolicy, &[Enrichment]),
) -> Linkset {
    let graphs = LinkGraphs::of(&target.name);
    let mut drawing = Drawing::new(&graphs, policy);
    let mut facts = GraphQuads::new(graphs.facts.clone());
    for outcome in outcomes {
        let (Some(best), true) = (outcome.judgements.first(), outcome.verdict != Verdict::None) else {
            continue;
        };
        let record = NamedNode::new_unchecked(&best.record.id);
        let mapping = Mapping {
            subject: (&outcome.subject.iri, &outcome.subject.label),
            object: (&record, &best.record.label),
            verdict: outcome.verdict,
            signs: &best.signs,
            confidence: best.confidence(),
        };
        drawing.link(&outcome.subject.iri, &record, outcome.verdict);
        drawing.describe(&mapping);
        enrichment
            .iter()
            .for_each(|what| copy(&mut facts, (&record, &best.record), *what));
    }
    let mut all = GraphQuads::new(graph::LINKS.into_owned());
    all.add(&graphs.links, void::OBJECTS_TARGET, graphs.dataset.clone());
    for triple in &target.described {
        all.add(&graphs.dataset, triple.predicate.clone(), triple.object.clone());
    }
    drawing.finish(graphs, [facts.into_quads(), all.into_quads()].concat())
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
