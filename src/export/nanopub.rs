//! One nanopublication for each claim, by the [guidelines](https://nanopub.net/guidelines/working_draft/): a head, an
//! assertion, its provenance and what is said of the publication, each in a graph of its own.
//!
//! The assertion is that somebody claims something, never what is claimed, as a nanopublication asserts what it says.
//! It is named by the hash of what it says: the same claim, read the same way, is the same publication, and another
//! reading is another one. For the same reason it has no date of its own; its source has.

use std::collections::BTreeMap;

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use crate::document::text_hash;
use crate::rdf::{is_claim, is_document, text};
use crate::vocab::{dcterms, nif, np, prov, rdf, rdfs, schema, tm};

/// What the IRI of a nanopublication begins with.
const NAMESPACE: &str = "https://w3id.org/testimony/nanopublication/";

/// Who makes the publications.
const PROGRAM: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/testimony");

/// What is said of each node within one document's graph.
type Nodes<'a> = BTreeMap<&'a str, Vec<&'a Quad>>;

/// A triple of a publication, whose graph is named only when all is known.
type Triple = (NamedNode, NamedNode, Term);

/// What is asserted of a claim: who makes it, how, and about when.
const ASSERTED: [NamedNodeRef<'static>; 12] = [
    rdf::TYPE,
    rdfs::LABEL,
    tm::CLAIMANT,
    tm::VIA,
    tm::HAS_PROPOSITION,
    tm::HAS_OCCURRENCE,
    tm::STANCE,
    tm::CERTAINTY,
    tm::VOICE,
    tm::TIME_TEXT,
    tm::EARLIEST,
    tm::LATEST,
];

/// What tells where it was said: of the claim, of its spans and of its document.
const TRACED: [NamedNodeRef<'static>; 14] = [
    tm::IN_DOCUMENT,
    tm::EVIDENCE,
    tm::CUE,
    tm::CUE_SPAN,
    tm::CONFIDENCE,
    nif::ANCHOR_OF,
    nif::BEGIN_INDEX,
    nif::END_INDEX,
    tm::TEXT_HASH,
    dcterms::IDENTIFIER,
    schema::HEADLINE,
    schema::URL,
    schema::PUBLISHER,
    schema::DATE_PUBLISHED,
];

/// The nanopublications of all claims in the documents' graphs among `quads`, in the order of documents and claims.
pub fn nanopublications(quads: &[Quad]) -> Vec<Quad> {
    let mut graphs: BTreeMap<String, Nodes<'_>> = BTreeMap::new();
    for quad in quads.iter().filter(|quad| is_document(quad.graph_name.as_ref())) {
        if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
            let nodes = graphs.entry(quad.graph_name.to_string()).or_default();
            nodes.entry(subject.as_str()).or_default().push(quad);
        }
    }
    let graphs = graphs.values();
    let publications = graphs.flat_map(|nodes| {
        let claims = nodes
            .values()
            .filter(|about| about.iter().any(|quad| is_claim(quad)));
        claims.flat_map(|claim| publication(nodes, claim))
    });
    publications.collect()
}

fn publication(nodes: &Nodes<'_>, claim: &[&Quad]) -> Vec<Quad> {
    let assertion = assertion(nodes, claim);
    let traces = traces(nodes, claim);
    let about_assertion = about_assertion(claim);
    let about_publication = about_publication();
    let said = [&assertion, &traces].into_iter().flatten().map(written);
    let origin = about_assertion.iter().chain(&about_publication);
    let origin = origin.map(|(predicate, object)| format!("{predicate} {object}"));
    let lines: Vec<String> = said.chain(origin).collect();
    let hash = text_hash(&lines.join("\n"));
    let name = |part: &str| {
        NamedNode::new_unchecked(format!("{NAMESPACE}{}{part}", hash.get(..32).unwrap_or(&hash)))
    };
    let (this, head) = (name(""), name("#head"));
    let parts = [name("#assertion"), name("#provenance"), name("#pubinfo")];
    let [asserted, provenance, info] = &parts;
    let of = |subject: &NamedNode, about: Vec<(NamedNode, Term)>| -> Vec<Triple> {
        let about = about.into_iter();
        about
            .map(|(predicate, object)| (subject.clone(), predicate, object))
            .collect()
    };
    let links = [np::HAS_ASSERTION, np::HAS_PROVENANCE, np::HAS_PUBLICATION_INFO];
    let mut about_this = vec![(rdf::TYPE.into_owned(), np::NANOPUBLICATION.into())];
    about_this.extend(
        links
            .iter()
            .zip(&parts)
            .map(|(link, part)| (link.into_owned(), part.clone().into())),
    );
    let graphs = [
        (&head, of(&this, about_this)),
        (asserted, assertion),
        (provenance, [of(asserted, about_assertion), traces].concat()),
        (info, of(&this, about_publication)),
    ];
    let quads = graphs.into_iter().flat_map(|(graph, triples)| {
        let triples = triples.into_iter();
        triples.map(|(subject, predicate, object)| Quad::new(subject, predicate, object, graph.clone()))
    });
    quads.collect()
}

/// The claim, its proposition and occurrence, and what the things in them are called.
fn assertion(nodes: &Nodes<'_>, claim: &[&Quad]) -> Vec<Triple> {
    let mut said: Vec<Triple> = kept(claim, &ASSERTED);
    let described = [tm::HAS_PROPOSITION, tm::HAS_OCCURRENCE];
    let parts = claim
        .iter()
        .filter(|quad| described.iter().any(|link| quad.predicate == *link));
    for part in parts.filter_map(|quad| about(nodes, &quad.object)) {
        said.extend(part.iter().filter_map(|quad| triple(quad)));
    }
    let things: Vec<Term> = said.iter().map(|(.., object)| object.clone()).collect();
    let subjects = said.iter().map(|(subject, ..)| Term::from(subject.clone()));
    let named: Vec<Term> = things.into_iter().chain(subjects).collect();
    for thing in named.iter().filter_map(|thing| about(nodes, thing)) {
        said.extend(kept(thing, &[rdf::TYPE, rdfs::LABEL]));
    }
    in_order(said)
}

/// Where it was said: the spans that it rests on, and the document.
fn traces(nodes: &Nodes<'_>, claim: &[&Quad]) -> Vec<Triple> {
    let mut traces = kept(claim, &TRACED);
    let places: Vec<Term> = traces.iter().map(|(.., object)| object.clone()).collect();
    for place in places.iter().filter_map(|place| about(nodes, place)) {
        traces.extend(kept(place, &TRACED));
    }
    in_order(traces)
}

fn about_assertion(claim: &[&Quad]) -> Vec<(NamedNode, Term)> {
    let links = [
        (tm::IN_DOCUMENT, prov::WAS_DERIVED_FROM),
        (tm::CLAIMANT, prov::WAS_ATTRIBUTED_TO),
    ];
    let found = links.iter().flat_map(|(link, relation)| {
        let of_link = claim.iter().filter(|quad| quad.predicate == *link);
        of_link.map(|quad| (relation.into_owned(), quad.object.clone()))
    });
    found.collect()
}

fn about_publication() -> Vec<(NamedNode, Term)> {
    let version = concat!("testimony ", env!("CARGO_PKG_VERSION"));
    vec![
        (dcterms::CREATOR.into_owned(), PROGRAM.into()),
        (tm::BUILT_WITH.into_owned(), text(version).into()),
    ]
}

fn about<'n, 'q>(nodes: &'n Nodes<'q>, term: &Term) -> Option<&'n [&'q Quad]> {
    match term {
        Term::NamedNode(node) => nodes.get(node.as_str()).map(Vec::as_slice),
        _ => None,
    }
}

fn kept(about: &[&Quad], predicates: &[NamedNodeRef<'_>]) -> Vec<Triple> {
    let kept = about
        .iter()
        .filter(|quad| predicates.iter().any(|predicate| quad.predicate == *predicate));
    kept.filter_map(|quad| triple(quad)).collect()
}

fn triple(quad: &Quad) -> Option<Triple> {
    match &quad.subject {
        NamedOrBlankNode::NamedNode(subject) => {
            Some((subject.clone(), quad.predicate.clone(), quad.object.clone()))
        }
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

fn in_order(mut triples: Vec<Triple>) -> Vec<Triple> {
    triples.sort_by_cached_key(written);
    triples.dedup();
    triples
}

fn written((subject, predicate, object): &Triple) -> String {
    format!("{subject} {predicate} {object}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::example::example;
    use super::*;

    fn objects(quads: &[Quad], predicate: NamedNodeRef<'_>) -> Vec<String> {
        let found = quads.iter().filter(|quad| quad.predicate == predicate);
        found.map(|quad| quad.object.to_string()).collect()
    }

    #[test]
    fn each_claim_is_a_publication_of_four_graphs_tied_together_in_its_head() {
        let quads = nanopublications(&example());
        let publications: Vec<&Quad> = quads
            .iter()
            .filter(|quad| quad.object == Term::from(np::NANOPUBLICATION))
            .collect();
        assert_eq!(publications.len(), 5);
        let graphs: BTreeSet<String> = quads.iter().map(|quad| quad.graph_name.to_string()).collect();
        assert_eq!(graphs.len(), 20);
        for publication in publications {
            let this = publication.subject.to_string();
            let head: Vec<Quad> = quads
                .iter()
                .filter(|quad| quad.graph_name == publication.graph_name)
                .cloned()
                .collect();
            assert!(head.iter().all(|quad| quad.subject == publication.subject) && head.len() == 4);
            let [asserted, provenance, info] =
                [np::HAS_ASSERTION, np::HAS_PROVENANCE, np::HAS_PUBLICATION_INFO]
                    .map(|link| objects(&head, link)[0].clone());
            let about = |graph: &str, subject: &str| {
                let is_there = |quad: &&Quad| {
                    quad.graph_name.to_string() == graph && quad.subject.to_string() == subject
                };
                quads.iter().filter(is_there).count()
            };
            assert!(graphs.contains(&asserted));
            assert!(
                about(&provenance, &asserted) >= 2 && about(&info, &this) >= 2,
                "{this}"
            );
        }
    }

    #[test]
    fn what_is_claimed_is_described_and_never_asserted() {
        let quads = nanopublications(&example());
        assert!(
            !quads
                .iter()
                .any(|quad| quad.predicate.as_str().ends_with("#operates"))
        );
        assert_eq!(objects(&quads, rdf::PREDICATE).len(), 5);
        assert!(objects(&quads, rdfs::LABEL).contains(&"\"two depots\"".to_owned()));
        assert!(objects(&quads, nif::IS_STRING).is_empty() && !objects(&quads, nif::ANCHOR_OF).is_empty());
    }

    #[test]
    fn a_publication_is_named_by_what_it_says() {
        let mut quads = example();
        let before = nanopublications(&quads);
        quads.reverse();
        assert_eq!(nanopublications(&quads), before);
        for quad in &mut quads {
            if quad.object == Term::from(tm::STANCE_DENIES) {
                quad.object = tm::STANCE_NEUTRAL.into();
            }
        }
        let names = |quads: &[Quad]| -> BTreeSet<String> {
            quads.iter().map(|quad| quad.graph_name.to_string()).collect()
        };
        let (before, after) = (names(&before), names(&nanopublications(&quads)));
        assert_eq!(before.intersection(&after).count(), 16);
    }
}
