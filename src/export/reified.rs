//! Claims in the terms of RDF 1.2: what is claimed is a triple term, which claim and proposition reify.
//!
//! A proposition's `rdf:subject`, `rdf:predicate` and `rdf:object` become one `rdf:reifies <<( s p o )>>`, and each claim
//! reifies the same triple, so that a pattern of SPARQL 1.2 finds who says it: `<< ?s ?p ?o ~ ?claim >> tm:claimant ?who`.
//! Nothing is asserted that was not before. Syntax: [N-Triples](https://www.w3.org/TR/rdf12-n-triples/) and
//! [Turtle 1.2](https://www.w3.org/TR/rdf12-turtle/). Oxigraph writes it only with a feature that has to stay off, so
//! triple terms are written here.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use super::layout::{iri, object, write_layout_with};
use super::{Syntax, sorted, used_prefixes};
use crate::vocab::{rdf, tm};

/// `rdf:reifies`, which the vocabulary of RDF 1.1 lacks.
const REIFIES: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies");

/// The three parts of a triple term.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TripleTerm {
    subject: NamedNode,
    predicate: NamedNode,
    object: Term,
}

/// Quads in which what is claimed is a triple term.
#[derive(Debug, Clone, Default)]
pub struct Reified {
    /// An object of `rdf:reifies` is the proposition whose parts are in `terms`.
    quads: Vec<Quad>,
    terms: BTreeMap<NamedNode, TripleTerm>,
}

impl Reified {
    /// Turns propositions with all three parts into triple terms; other quads stay as they are.
    pub fn of(quads: &[Quad]) -> Self {
        let terms = triple_terms(quads);
        let mut reified = Self {
            quads: Vec::with_capacity(quads.len()),
            terms,
        };
        for quad in quads {
            reified.add(quad);
        }
        reified
    }

    fn add(&mut self, quad: &Quad) {
        let term_of = |node: &NamedNode| self.terms.contains_key(node);
        let reifies = |subject: &NamedOrBlankNode, proposition: &NamedNode| {
            Quad::new(
                subject.clone(),
                REIFIES,
                proposition.clone(),
                quad.graph_name.clone(),
            )
        };
        match (&quad.subject, &quad.object) {
            (NamedOrBlankNode::NamedNode(subject), _) if is_part(quad) && term_of(subject) => {
                if quad.predicate == rdf::SUBJECT {
                    self.quads.push(reifies(&quad.subject, subject));
                }
            }
            (subject, Term::NamedNode(proposition))
                if quad.predicate == tm::HAS_PROPOSITION && term_of(proposition) =>
            {
                let reified = reifies(subject, proposition);
                self.quads.extend([quad.clone(), reified]);
            }
            _ => self.quads.push(quad.clone()),
        }
    }

    /// Writes Turtle, TriG, N-Triples or N-Quads, sorted and without repetition; no other syntax has triple terms.
    pub fn write(&self, syntax: Syntax, output: impl Write) -> io::Result<()> {
        match syntax {
            Syntax::TriG => self.write_blocks(&sorted(&self.quads), output),
            Syntax::Turtle => self.write_blocks(&super::merged(&self.quads), output),
            Syntax::NQuads => self.write_lines(output, |graph| match graph {
                GraphName::DefaultGraph => String::new(),
                named => format!("{named} "),
            }),
            Syntax::NTriples => self.write_lines(output, |_| String::new()),
            Syntax::JsonLd | Syntax::RdfXml => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("`{syntax}` has no triple terms: choose turtle, trig, ntriples or nquads"),
            )),
        }
    }

    fn write_blocks(&self, quads: &[Quad], output: impl Write) -> io::Result<()> {
        let mut prefixes: BTreeSet<_> = used_prefixes(quads).into_iter().collect();
        prefixes.extend(used_prefixes(&self.parts()));
        let prefixes: Vec<_> = prefixes.into_iter().collect();
        let write_object = |quad: &Quad| match self.term(quad) {
            Some(term) => format!(
                "<<( {} {} {} )>>",
                iri(term.subject.as_ref()),
                iri(term.predicate.as_ref()),
                object(&term.object)
            ),
            None => object(&quad.object),
        };
        write_layout_with(quads, (&prefixes, &write_object), output)
    }

    /// The triple terms as triples.
    fn parts(&self) -> Vec<Quad> {
        let terms = self.terms.values().map(|term| {
            let object = term.object.clone();
            Quad::new(
                term.subject.clone(),
                term.predicate.clone(),
                object,
                GraphName::DefaultGraph,
            )
        });
        terms.collect()
    }

    fn write_lines(&self, mut output: impl Write, graph: impl Fn(&GraphName) -> String) -> io::Result<()> {
        let lines: BTreeSet<(String, String)> = self
            .quads
            .iter()
            .map(|quad| (graph(&quad.graph_name), self.line(quad)))
            .collect();
        for (graph, line) in lines {
            writeln!(output, "{line} {graph}.")?;
        }
        output.flush()
    }

    fn line(&self, quad: &Quad) -> String {
        let object = match self.term(quad) {
            Some(term) => format!("<<( {} {} {} )>>", term.subject, term.predicate, term.object),
            None => quad.object.to_string(),
        };
        format!("{} {} {object}", quad.subject, quad.predicate)
    }

    fn term(&self, quad: &Quad) -> Option<&TripleTerm> {
        match &quad.object {
            Term::NamedNode(proposition) if quad.predicate == REIFIES => self.terms.get(proposition),
            _ => None,
        }
    }
}

fn is_part(quad: &Quad) -> bool {
    [rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT]
        .iter()
        .any(|part| quad.predicate == *part)
}

fn triple_terms(quads: &[Quad]) -> BTreeMap<NamedNode, TripleTerm> {
    let mut parts: BTreeMap<&NamedNode, [Option<&Term>; 3]> = BTreeMap::new();
    for quad in quads {
        let NamedOrBlankNode::NamedNode(node) = &quad.subject else {
            continue;
        };
        let place = match quad.predicate.as_ref() {
            rdf::SUBJECT => 0,
            rdf::PREDICATE => 1,
            rdf::OBJECT => 2,
            _ => continue,
        };
        if let Some(part) = parts.entry(node).or_default().get_mut(place) {
            *part = Some(&quad.object);
        }
    }
    let whole = |(node, parts): (&NamedNode, [Option<&Term>; 3])| match parts {
        [
            Some(Term::NamedNode(subject)),
            Some(Term::NamedNode(predicate)),
            Some(object),
        ] => Some((
            node.clone(),
            TripleTerm {
                subject: subject.clone(),
                predicate: predicate.clone(),
                object: object.clone(),
            },
        )),
        _ => None,
    };
    parts.into_iter().filter_map(whole).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use oxigraph::io::{RdfFormat, RdfParser};

    use super::super::example::example;
    use super::*;

    fn written(quads: &[Quad], syntax: Syntax) -> String {
        let mut output = Vec::new();
        Reified::of(quads).write(syntax, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    /// Takes each triple term out and puts the node that stands for it in its place; returns the terms too.
    fn unreified(text: &str) -> (String, Vec<String>) {
        let mut terms: Vec<String> = Vec::new();
        let mut rest = text;
        let mut plain = String::new();
        while let Some((before, after)) = rest.split_once("<<( ") {
            let (term, after) = after.split_once(" )>>").unwrap();
            let index = terms
                .iter()
                .position(|known| known == term)
                .unwrap_or(terms.len());
            if index == terms.len() {
                terms.push(term.to_owned());
            }
            plain.push_str(before);
            plain.push_str(&format!("<http://example.org/term/{index}>"));
            rest = after;
        }
        plain.push_str(rest);
        (plain, terms)
    }

    fn parsed(text: &str, format: RdfFormat) -> HashSet<Quad> {
        let quads = RdfParser::from_format(format).for_slice(text.as_bytes());
        quads.map(|quad| quad.unwrap()).collect()
    }

    #[test]
    fn what_is_claimed_is_a_triple_term_and_all_else_is_as_before() {
        let quads = example();
        for (syntax, format) in [
            (Syntax::TriG, RdfFormat::TriG),
            (Syntax::NQuads, RdfFormat::NQuads),
            (Syntax::Turtle, RdfFormat::Turtle),
            (Syntax::NTriples, RdfFormat::NTriples),
        ] {
            let text = written(&quads, syntax);
            let (plain, terms) = unreified(&text);
            let found = parsed(&plain, format);
            let propositions: HashSet<_> = quads
                .iter()
                .filter(|quad| quad.predicate == rdf::SUBJECT)
                .map(|quad| quad.subject.clone())
                .collect();
            assert_eq!(terms.len(), propositions.len(), "{syntax}");
            assert!(!found.iter().any(is_part), "{syntax}");
            let reifying: HashSet<_> = found.iter().filter(|quad| quad.predicate == REIFIES).collect();
            let reifiers: HashSet<_> = reifying.iter().map(|quad| &quad.subject).collect();
            // Five claims, and the propositions themselves.
            assert_eq!(reifiers.len(), propositions.len() + 5, "{syntax}");
            if matches!(syntax, Syntax::NQuads | Syntax::TriG) {
                let kept: HashSet<Quad> = found
                    .into_iter()
                    .filter(|quad| quad.predicate != REIFIES)
                    .collect();
                let before: HashSet<Quad> = quads.iter().filter(|quad| !is_part(quad)).cloned().collect();
                assert_eq!(kept, before, "{syntax}");
            }
        }
    }

    #[test]
    fn a_triple_term_is_written_with_its_parts() {
        let text = written(&example(), Syntax::Turtle);
        assert!(
            text.contains("<<( entity:ruritania tm:operates entity:two-depots )>>"),
            "{text}"
        );
        assert!(
            text.contains("PREFIX entity:") && text.contains("PREFIX rdf:"),
            "{text}"
        );
        let lines = written(&example(), Syntax::NTriples);
        let term =
            "> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <https://w3id.org/testimony/entity/";
        assert!(lines.contains(term), "{lines}");
    }

    #[test]
    fn a_syntax_without_triple_terms_is_refused() {
        let error = Reified::of(&example())
            .write(Syntax::RdfXml, Vec::new())
            .unwrap_err();
        assert!(error.to_string().contains("choose turtle"), "{error}");
    }
}
