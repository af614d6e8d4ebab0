//! Links as quads, each with why it was drawn.
//!
//! A link is `skos:exactMatch` or `skos:closeMatch`; what was decided against is not written. Beside each stands a
//! mapping in terms of [SSSOM](https://mapping-commons.github.io/sssom/) with its confidence and its signs.

use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Triple};

use super::judge::Verdict;
use super::sign::{Sign, telling};
use super::subject::Subject;
use super::within::Within;
use crate::rdf::{GraphQuads, LinkGraphs, hashed_iri, text};
use crate::vocab::{MAPPING_NAMESPACE, graph, owl, semapv, skos, sssom, void, xsd};

/// What an exact match is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPolicy {
    /// As `skos:exactMatch`.
    Match,
    /// As `owl:sameAs` too, which has reasoners take the two for one.
    SameAs,
}

/// A set of links.
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

impl Linkset {
    /// Adds what was learnt of linked records beside what is copied of them.
    pub fn add_facts(&mut self, facts: Vec<Triple>) {
        let name = GraphName::from(self.graphs.facts.clone());
        self.quads
            .extend(facts.into_iter().map(|fact| fact.in_graph(name.clone())));
        in_order(&mut self.quads);
    }
}

/// Sorts quads, and leaves each there once.
fn in_order(quads: &mut Vec<Quad>) {
    quads.sort_by_cached_key(Quad::to_string);
    quads.dedup();
}

/// A link with why it was drawn.
pub(super) struct Mapping<'a> {
    /// The thing and its name.
    pub(super) subject: (&'a NamedNode, &'a str),
    /// The record, or the other thing, and its name.
    pub(super) object: (&'a NamedNode, &'a str),
    pub(super) verdict: Verdict,
    pub(super) signs: &'a [Sign],
    pub(super) confidence: f64,
}

/// Links as they are drawn.
pub(super) struct Drawing {
    links: GraphQuads,
    policy: LinkPolicy,
    exact: usize,
    close: usize,
}

impl Drawing {
    pub(super) fn new(graphs: &LinkGraphs, policy: LinkPolicy) -> Self {
        Self {
            links: GraphQuads::new(graphs.links.clone()),
            policy,
            exact: 0,
            close: 0,
        }
    }

    /// Draws a link; a thing that has none is passed over.
    pub(super) fn link(&mut self, subject: &NamedNode, object: &NamedNode, verdict: Verdict) {
        let Some(predicate) = predicate(verdict) else {
            return;
        };
        self.links.add(subject, predicate, object.clone());
        if verdict == Verdict::Exact && self.policy == LinkPolicy::SameAs {
            self.links.add(subject, owl::SAME_AS, object.clone());
        }
    }

    /// Says why a link was drawn, and counts it.
    pub(super) fn describe(&mut self, mapping: &Mapping<'_>) {
        let Some(predicate) = predicate(mapping.verdict) else {
            return;
        };
        match mapping.verdict {
            Verdict::Exact => self.exact += 1,
            Verdict::Close | Verdict::None => self.close += 1,
        }
        let ((subject, subject_label), (object, object_label)) = (mapping.subject, mapping.object);
        let node = hashed_iri(MAPPING_NAMESPACE, &[subject.as_str(), object.as_str()]);
        let justification = match mapping.signs.iter().any(|sign| sign.feature == "decision") {
            true => semapv::MANUAL_MAPPING_CURATION,
            false => semapv::COMPOSITE_MATCHING,
        };
        let links = &mut self.links;
        links.add_type(&node, sssom::MAPPING);
        links.add(&node, owl::ANNOTATED_SOURCE, subject.clone());
        links.add(&node, owl::ANNOTATED_PROPERTY, predicate);
        links.add(&node, owl::ANNOTATED_TARGET, object.clone());
        links.add(&node, sssom::SUBJECT_LABEL, text(subject_label));
        links.add(&node, sssom::OBJECT_LABEL, text(object_label));
        links.add(&node, sssom::MAPPING_JUSTIFICATION, justification);
        links.add(&node, sssom::MAPPING_TOOL, text(TOOL));
        let confidence = format!("{:.4}", mapping.confidence);
        let confidence = Literal::new_typed_literal(confidence, xsd::DECIMAL);
        links.add(&node, sssom::CONFIDENCE, confidence);
        for sign in telling(mapping.signs) {
            let line = format!("{} {}: {:+.2}", sign.feature, sign.level, sign.contribution);
            links.add(&node, sssom::OTHER, text(&line));
        }
    }

    /// The set of links with its description in terms of VoID, and with what else is to be kept beside it.
    pub(super) fn finish(self, graphs: LinkGraphs, more: Vec<Quad>) -> Linkset {
        let mut all = GraphQuads::new(graph::LINKS.into_owned());
        let count = (self.exact + self.close).to_string();
        all.add_type(&graphs.links, void::LINKSET);
        all.add(&graphs.links, void::SUBJECTS_TARGET, graph::ENTITIES);
        all.add(
            &graphs.links,
            void::TRIPLES,
            Literal::new_typed_literal(count, xsd::INTEGER),
        );
        let mut quads = self.links.into_quads();
        quads.extend(more);
        quads.extend(all.into_quads());
        in_order(&mut quads);
        Linkset {
            graphs,
            quads,
            exact: self.exact,
            close: self.close,
        }
    }
}

/// Writes what was found within a graph as links: between all things of a cluster, in both directions, and between
/// those of which it is unsure.
pub fn linkset_within(subjects: &[Subject], within: &Within, policy: LinkPolicy) -> Linkset {
    let graphs = LinkGraphs::within();
    let mut drawing = Drawing::new(&graphs, policy);
    for cluster in &within.clusters {
        let things: Vec<&Subject> = cluster.iter().filter_map(|place| subjects.get(*place)).collect();
        for one in &things {
            for other in things.iter().filter(|other| other.iri != one.iri) {
                drawing.link(&one.iri, &other.iri, Verdict::Exact);
            }
        }
    }
    for pair in &within.pairs {
        let (Some(one), Some(other)) = (subjects.get(pair.one), subjects.get(pair.other)) else {
            continue;
        };
        if pair.verdict == Verdict::Close {
            drawing.link(&one.iri, &other.iri, pair.verdict);
        }
        drawing.describe(&Mapping {
            subject: (&one.iri, &one.label),
            object: (&other.iri, &other.label),
            verdict: pair.verdict,
            signs: &pair.signs,
            confidence: pair.confidence(),
        });
    }
    let mut all = GraphQuads::new(graph::LINKS.into_owned());
    all.add(&graphs.links, void::OBJECTS_TARGET, graph::ENTITIES);
    drawing.finish(graphs, all.into_quads())
}

fn predicate(verdict: Verdict) -> Option<NamedNodeRef<'static>> {
    match verdict {
        Verdict::Exact => Some(skos::EXACT_MATCH),
        Verdict::Close => Some(skos::CLOSE_MATCH),
        Verdict::None => None,
    }
}

/// The tool that draws the links, with its version.
const TOOL: &str = concat!("testimony ", env!("CARGO_PKG_VERSION"));
