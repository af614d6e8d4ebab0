//! Mapped triples as claims: whatever a mapping yields, somebody says it.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Term, Triple};
use rustc_hash::FxHashMap;

use crate::document::text_hash;
use crate::factuality::{Certainty, Stance};
use crate::record::{ImportError, Object, Record, Source, Thing, Value};
use crate::vocab::{ENTITY_NAMESPACE, rdf};

/// Properties whose value is a name of the subject, the best first.
const NAMES: [&str; 5] = [
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://xmlns.com/foaf/0.1/name",
    "https://schema.org/name",
    "http://schema.org/name",
];

/// What the lines say of a subject besides its claims.
#[derive(Default)]
struct Known {
    types: Vec<String>,
    name: Option<(usize, String)>,
    /// Whether anything but types is said.
    has_more: bool,
}

/// The triples of some lines of N-Quads as claims that `publisher` makes flatly, in their order.
///
/// What is said of classes and names goes with the things themselves. A blank node becomes a thing of the publisher's
/// own, as no node of a graph is blank; the graphs that a mapping names are left out of account.
pub fn records_of(text: &str, publisher: &Thing) -> Result<Vec<Record>, ImportError> {
    let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(text);
    let triples = quads.map(|quad| Ok(Triple::from(quad?)));
    let triples = triples.collect::<Result<Vec<Triple>, ImportError>>()?;
    let whose = publisher.label.as_deref().unwrap_or_default();
    let mut known: FxHashMap<String, Known> = FxHashMap::default();
    for triple in &triples {
        let subject = iri_of(&triple.subject.clone().into(), whose);
        known.entry(subject).or_default().note(triple, whose);
    }
    let mut records = Vec::new();
    for triple in &triples {
        let subject = iri_of(&triple.subject.clone().into(), whose);
        let is_type = triple.predicate == rdf::TYPE;
        if is_type && known.get(&subject).is_some_and(|known| known.has_more) {
            continue;
        }
        records.push(record(triple, (thing(subject, &known), publisher), |term| {
            object(term, whose, &known)
        }));
    }
    Ok(records)
}

impl Known {
    fn note(&mut self, triple: &Triple, whose: &str) {
        if triple.predicate == rdf::TYPE {
            self.types.push(iri_of(&triple.object, whose));
            return;
        }
        self.has_more = true;
        let rank = NAMES.iter().position(|name| triple.predicate.as_str() == *name);
        if let (Some(rank), Term::Literal(name)) = (rank, &triple.object) {
            let is_better = self.name.as_ref().is_none_or(|(known, _)| rank < *known);
            if is_better && !name.value().trim().is_empty() {
                self.name = Some((rank, name.value().to_owned()));
            }
        }
    }
}

fn record(
    triple: &Triple,
    (subject, publisher): (Thing, &Thing),
    object: impl Fn(&Term) -> Object,
) -> Record {
    Record {
        subject,
        relation: triple.predicate.as_str().to_owned(),
        object: object(&triple.object),
        claimant: None,
        via: Vec::new(),
        stance: Stance::Affirms,
        certainty: Certainty::Certain,
        voice: None,
        document: Source {
            publisher: Some(publisher.clone()),
            ..Source::default()
        },
        span: None,
        cue: None,
        confidence: None,
        extractor: None,
    }
}

fn thing(iri: String, known: &FxHashMap<String, Known>) -> Thing {
    let known = known.get(&iri);
    Thing {
        words: None,
        label: known
            .and_then(|known| known.name.as_ref())
            .map(|(_, name)| name.clone()),
        types: known.map(|known| known.types.clone()).unwrap_or_default(),
        aliases: Vec::new(),
        is_described: false,
        iri: Some(iri),
    }
}

fn object(term: &Term, whose: &str, known: &FxHashMap<String, Known>) -> Object {
    match term {
        Term::Literal(literal) => Object::Value(Value {
            value: literal.value().to_owned(),
            datatype: match literal.language() {
                None => Some(literal.datatype().as_str().to_owned()),
                Some(_) => None,
            },
            natural: None,
            language: literal.language().map(str::to_owned),
        }),
        other => Object::Thing(thing(iri_of(other, whose), known)),
    }
}

/// The IRI of a node; that of a blank one says whose it is.
fn iri_of(term: &Term, whose: &str) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(node) => blank_iri(node.as_str(), whose),
        Term::Literal(literal) => literal.value().to_owned(),
    }
}

fn blank_iri(label: &str, whose: &str) -> String {
    let hash = text_hash(&format!("{whose}\n{label}"));
    let hash = hash.get(..32).unwrap_or_default();
    format!("{ENTITY_NAMESPACE}blank/{hash}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let publisher = Thing {
            label: Some("Port Register".to_owned()),
            ..Thing::default()
        };
        let records = records_of(text, &publisher).unwrap();
        let shown = records.iter().map(|record| {
            let subject = record.subject.label.as_deref().unwrap_or("?");
            let object = match &record.object {
                Object::Value(value) => value.value.clone(),
                Object::Thing(thing) => thing.label.clone().unwrap_or_default(),
                _ => String::new(),
            };
            let relation = record.relation.rsplit('/').next().unwrap_or_default();
            format!("{subject} {:?} {relation} {object}", record.subject.types.len())
        });
        shown.collect()
    }

    #[test]
    fn names_and_classes_go_with_the_things() {
        let text = "<https://e.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://e.org/Tug> .\n\
                    <https://e.org/1> <http://xmlns.com/foaf/0.1/name> \"Anna\" .\n\
                    <https://e.org/1> <https://e.org/tows> _:b2 .\n\
                    _:b2 <http://www.w3.org/2000/01/rdf-schema#label> \"barge\"@en .\n";
        assert_eq!(
            shown(text),
            [
                "Anna 1 name Anna",
                "Anna 1 tows barge",
                "barge 0 rdf-schema#label barge"
            ]
        );
    }

    #[test]
    fn a_thing_of_which_only_the_class_is_said_is_claimed_to_be_of_it() {
        let text =
            "<https://e.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://e.org/Tug> .\n";
        assert_eq!(shown(text).len(), 1);
    }

    #[test]
    fn a_blank_node_is_a_thing_of_its_source() {
        assert_eq!(blank_iri("b1", "a"), blank_iri("b1", "a"));
        assert_ne!(blank_iri("b1", "a"), blank_iri("b1", "b"));
    }
}
