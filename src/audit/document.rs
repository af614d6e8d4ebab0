//! One document's graph: its text, its spans, and what is named by content.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use super::{Aspect, Finding};
use crate::document::text_hash;
use crate::rdf::hashed_iri;
use crate::syndication::Sketch;
use crate::vocab::{
    CLAIM_NAMESPACE, DOCUMENT_NAMESPACE, OCCURRENCE_NAMESPACE, PROPOSITION_NAMESPACE, nif, rdf, tm, xsd,
};

/// What helps when a document's graph is not what it was.
const AGAIN: &str =
    "`testimony restore` a revision that has it whole, or `testimony build --again` from its file";

/// What is said of one subject.
type Node<'a> = Vec<(NamedNodeRef<'a>, &'a Term)>;

/// A document's graph by subject.
struct Held<'a> {
    name: &'a NamedNode,
    nodes: BTreeMap<&'a str, Node<'a>>,
    findings: Vec<Finding>,
}

/// Examines the graph of one document.
pub(super) fn examine(name: &NamedNode, quads: &[Quad]) -> Vec<Finding> {
    let mut nodes: BTreeMap<&str, Node<'_>> = BTreeMap::new();
    for quad in quads {
        if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
            let node = nodes.entry(subject.as_str()).or_default();
            let said = (quad.predicate.as_ref(), &quad.object);
            if !node.contains(&said) {
                node.push(said);
            }
        }
    }
    let mut held = Held {
        name,
        nodes,
        findings: Vec::new(),
    };
    held.examine_text();
    held.examine_claims();
    held.findings
}

impl Held<'_> {
    fn find(&mut self, aspect: Aspect, node: &str, message: String) {
        let node = NamedNodeRef::new_unchecked(node);
        self.findings.push(Finding::of_node(aspect, node, message));
    }

    fn objects(&self, subject: &str, predicate: NamedNodeRef<'_>) -> Vec<&Term> {
        let node = self.nodes.get(subject).into_iter().flatten();
        node.filter(|(known, _)| *known == predicate)
            .map(|(_, object)| *object)
            .collect()
    }

    fn text(&self, subject: &str, predicate: NamedNodeRef<'_>) -> Option<&str> {
        match self.objects(subject, predicate).as_slice() {
            [Term::Literal(text)] => Some(text.value()),
            _ => None,
        }
    }

    fn iri(&self, subject: &str, predicate: NamedNodeRef<'_>) -> Option<&str> {
        match self.objects(subject, predicate).as_slice() {
            [Term::NamedNode(iri)] => Some(iri.as_str()),
            _ => None,
        }
    }

    fn of_class(&self, class: NamedNodeRef<'_>) -> Vec<String> {
        let class = Term::from(class);
        let nodes = self.nodes.iter();
        nodes
            .filter(|(_, node)| {
                node.iter()
                    .any(|(known, object)| *known == rdf::TYPE && **object == class)
            })
            .map(|(name, _)| (*name).to_owned())
            .collect()
    }

    fn examine_text(&mut self) {
        let name = self.name.as_str().to_owned();
        let Some(text) = self.text(&name, nif::IS_STRING).map(str::to_owned) else {
            self.find(Aspect::Document, &name, format!("has not one text: {AGAIN}"));
            return;
        };
        let hash = text_hash(&text);
        let named = name.strip_prefix(DOCUMENT_NAMESPACE).unwrap_or_default();
        if named.is_empty() || !hash.starts_with(named) {
            let message = format!("has a text whose hash is {hash}, which does not name it: {AGAIN}");
            self.find(Aspect::Document, &name, message);
        }
        if self.text(&name, tm::TEXT_HASH).is_some_and(|told| told != hash) {
            let message = format!("says a hash of its text that is not {hash}: {AGAIN}");
            self.find(Aspect::Document, &name, message);
        }
        self.examine_sketch(&name);
        self.examine_fingerprint(&name);
        self.examine_spans(&text);
    }

    /// The bands follow from the sketch.
    fn examine_sketch(&mut self, name: &str) {
        let told: BTreeSet<String> = self
            .objects(name, tm::TEXT_BAND)
            .into_iter()
            .filter_map(|band| match band {
                Term::Literal(band) => Some(band.value().to_owned()),
                _ => None,
            })
            .collect();
        let sketch = self.text(name, tm::TEXT_SKETCH).map(str::to_owned);
        let wanted = sketch.as_deref().map(Sketch::parse);
        let bands: BTreeSet<String> = match &wanted {
            Some(Some(sketch)) => sketch.bands().collect(),
            _ => BTreeSet::new(),
        };
        if matches!(wanted, Some(None)) || bands != told {
            let message = format!("has a sketch of its text that does not hold together: {AGAIN}");
            self.find(Aspect::Document, name, message);
        }
    }

    /// What a fingerprint is made of is not in the graph, but its form is known.
    fn examine_fingerprint(&mut self, name: &str) {
        let Some(told) = self.text(name, tm::FINGERPRINT) else {
            return;
        };
        let fingerprint = told.split(' ').next().unwrap_or_default();
        let is_hash = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !fingerprint.split('-').all(is_hash) {
            let message = format!("has the fingerprint `{fingerprint}`, which is none: {AGAIN}");
            self.find(Aspect::Document, name, message);
        }
    }

    /// Each span is named by its place and cuts its words out of the text; each that is referred to is there.
    fn examine_spans(&mut self, text: &str) {
        let start = format!("{}#char=", self.name.as_str());
        let bytes: Vec<usize> = text
            .char_indices()
            .map(|(byte, _)| byte)
            .chain([text.len()])
            .collect();
        let objects = self.nodes.values().flatten();
        let mut spans: BTreeSet<String> = objects
            .filter_map(|(_, object)| match object {
                Term::NamedNode(iri) => Some(iri.as_str()),
                _ => None,
            })
            .chain(self.nodes.keys().copied())
            .filter(|iri| iri.starts_with(&start))
            .map(str::to_owned)
            .collect();
        spans.extend(self.of_class(tm::SPAN));
        for span in spans {
            let offset = |predicate| self.text(&span, predicate)?.parse::<usize>().ok();
            let place = offset(nif::BEGIN_INDEX).zip(offset(nif::END_INDEX));
            let cut = place.and_then(|(begin, end)| text.get(*bytes.get(begin)?..*bytes.get(end)?));
            let is_named = place.is_some_and(|(begin, end)| span == format!("{start}{begin},{end}"));
            if cut.is_none() || cut != self.text(&span, nif::ANCHOR_OF) {
                let message = format!("does not cut its words out of the text: {AGAIN}");
                self.find(Aspect::Span, &span, message);
            } else if !is_named {
                self.find(Aspect::Span, &span, format!("is not named by its place: {AGAIN}"));
            }
        }
    }

    fn examine_claims(&mut self) {
        let propositions = self.of_class(tm::PROPOSITION);
        for (class, what, wanted) in [
            (
                tm::PROPOSITION,
                "proposition",
                Self::proposition_iri as fn(&Self, &str) -> Named,
            ),
            (tm::CLAIM, "claim", Self::claim_iri),
            (tm::OCCURRENCE, "occurrence", Self::occurrence_iri),
        ] {
            for node in self.of_class(class) {
                let message = match wanted(self, &node) {
                    Named::By(iri) if iri != node => "says something else than it is named by",
                    Named::Incomplete => "lacks a part that it is named by",
                    Named::By(_) | Named::Unknown => continue,
                };
                self.find(Aspect::Claim, &node, format!("this {what} {message}: {AGAIN}"));
            }
        }
        for claim in self.of_class(tm::CLAIM) {
            let proposition = self.iri(&claim, tm::HAS_PROPOSITION);
            if !proposition.is_some_and(|iri| propositions.iter().any(|known| known == iri)) {
                self.find(
                    Aspect::Claim,
                    &claim,
                    format!("its proposition is not there: {AGAIN}"),
                );
            }
            if self.objects(&claim, tm::EVIDENCE).is_empty() {
                self.find(Aspect::Claim, &claim, format!("has no evidence: {AGAIN}"));
            }
        }
    }

    fn proposition_iri(&self, node: &str) -> Named {
        let parts = (self.iri(node, rdf::SUBJECT), self.iri(node, rdf::PREDICATE));
        let (Some(subject), Some(predicate)) = parts else {
            return Named::Incomplete;
        };
        match self.objects(node, rdf::OBJECT).as_slice() {
            // A database keeps the values of numbers and dates, and not how they were written.
            [Term::Literal(literal)] if literal.datatype() != xsd::STRING => Named::Unknown,
            [object] => Named::by(PROPOSITION_NAMESPACE, &[subject, predicate, &object.to_string()]),
            _ => Named::Incomplete,
        }
    }

    fn claim_iri(&self, node: &str) -> Named {
        let member = |predicate| self.iri(node, predicate)?.strip_prefix(tm::NAMESPACE);
        let parts = (
            self.iri(node, tm::IN_DOCUMENT),
            self.iri(node, tm::HAS_PROPOSITION),
            self.iri(node, tm::CLAIMANT),
            member(tm::STANCE),
            member(tm::CERTAINTY),
        );
        let (Some(document), Some(proposition), Some(claimant), Some(stance), Some(certainty)) = parts else {
            return Named::Incomplete;
        };
        let cue = match self.objects(node, tm::CUE_SPAN).as_slice() {
            [] => "",
            [Term::NamedNode(cue)] => cue.as_str(),
            _ => return Named::Incomplete,
        };
        let parts = [document, proposition, claimant, stance, certainty, cue];
        Named::by(CLAIM_NAMESPACE, &parts)
    }

    fn occurrence_iri(&self, node: &str) -> Named {
        let Some(proposition) = self.iri(node, tm::OCCURRENCE_OF) else {
            return Named::Incomplete;
        };
        let said = self.nodes.get(node).into_iter().flatten();
        let circumstances: BTreeSet<(&str, &str)> = said
            .filter(|(predicate, _)| *predicate != rdf::TYPE && *predicate != tm::OCCURRENCE_OF)
            .filter_map(|(role, object)| match object {
                Term::NamedNode(entity) => Some((role.as_str(), entity.as_str())),
                _ => None,
            })
            .collect();
        let circumstances = circumstances.iter().flat_map(|(role, entity)| [*role, *entity]);
        let parts: Vec<&str> = std::iter::once(proposition).chain(circumstances).collect();
        Named::by(OCCURRENCE_NAMESPACE, &parts)
    }
}

/// What a node ought to be called.
enum Named {
    /// This.
    By(String),
    /// What it is made from is not kept as it was.
    Unknown,
    /// Something is missing, or there twice.
    Incomplete,
}

impl Named {
    fn by(namespace: &str, parts: &[&str]) -> Self {
        Self::By(hashed_iri(namespace, parts).into_string())
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::model::Literal;

    use super::*;
    use crate::ontology::Ontology;
    use crate::rdf::describe_reading;
    use crate::rdf::example::dispute;

    fn described() -> (NamedNode, Vec<Quad>) {
        let description = describe_reading(&Ontology::bundled(), &dispute().reading);
        (description.graph, description.quads)
    }

    /// What is found when the objects of a predicate are changed, or removed.
    fn found(predicate: NamedNodeRef<'_>, change: impl Fn(&Term) -> Option<Term>) -> Vec<String> {
        let (name, quads) = described();
        let changed: Vec<Quad> = quads
            .into_iter()
            .filter_map(|quad| match quad.predicate == predicate {
                true => change(&quad.object).map(|object| Quad { object, ..quad }),
                false => Some(quad),
            })
            .collect();
        let findings = examine(&name, &changed);
        findings.iter().map(ToString::to_string).collect()
    }

    fn text(value: &str) -> impl Fn(&Term) -> Option<Term> {
        move |_| Some(Literal::from(value).into())
    }

    #[test]
    fn nothing_is_found_in_a_graph_as_it_is_written() {
        let (name, quads) = described();
        assert_eq!(examine(&name, &quads), []);
    }

    #[test]
    fn a_text_that_was_changed_is_found_with_all_spans_that_it_moves() {
        let findings = found(nif::IS_STRING, text("Another text."));
        assert!(
            findings
                .iter()
                .any(|line| line.starts_with("document: ") && line.contains("does not name it"))
        );
        assert!(
            findings.iter().any(|line| line.starts_with("span: ")),
            "{findings:?}"
        );
        assert!(found(nif::IS_STRING, |_| None)[0].contains("has not one text"));
        assert!(found(tm::TEXT_HASH, text("00"))[0].contains("says a hash"));
    }

    #[test]
    fn words_and_places_that_were_changed_are_found() {
        for (predicate, value) in [(nif::ANCHOR_OF, "other words"), (nif::END_INDEX, "3")] {
            let findings = found(predicate, text(value));
            assert!(
                findings
                    .iter()
                    .any(|line| line.contains("does not cut its words")),
                "{findings:?}"
            );
        }
    }

    #[test]
    fn claims_and_propositions_that_say_something_else_are_found() {
        let other = NamedNode::new_unchecked("https://example.org/other");
        let changed = |predicate| found(predicate, |_| Some(other.clone().into()));
        assert!(
            changed(rdf::SUBJECT)
                .iter()
                .any(|line| line.contains("this proposition says something else"))
        );
        assert!(
            changed(tm::CLAIMANT)
                .iter()
                .any(|line| line.contains("this claim says something else"))
        );
        assert!(
            changed(tm::HAS_PROPOSITION)
                .iter()
                .any(|line| line.contains("its proposition is not there"))
        );
        assert!(
            found(tm::STANCE, |_| None)
                .iter()
                .any(|line| line.contains("lacks a part"))
        );
        assert!(
            found(tm::EVIDENCE, |_| None)
                .iter()
                .any(|line| line.contains("has no evidence"))
        );
    }
}
