//! The canonical form of a dataset and its hash, by sophia's RDFC-1.0, to whose terms this is the bridge.
//!
//! Oxigraph has the algorithm too; sophia's gives up on data that is made to take for ever, as the specification
//! advises. A test holds the two to the same bytes.

use std::collections::HashSet;
use std::io::{self, Write};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphNameRef, LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};
use sha2::{Digest, Sha256};
use sophia::api::MownStr;
use sophia::api::quad::Spog;
use sophia::api::term::{BnodeId, IriRef, LanguageTag, SimpleTerm};
use sophia::c14n::rdfc10::normalize;

use crate::document::hex;

/// Writes `quads` as canonical N-Quads ([RDFC-1.0](https://www.w3.org/TR/rdf-canon/)).
pub fn write_canonical(quads: &[Quad], mut output: impl Write) -> io::Result<()> {
    let dataset: HashSet<Spog<SimpleTerm<'_>>> = quads.iter().map(bridged_quad).collect();
    normalize(&dataset, &mut output).map_err(|error| io::Error::other(error.to_string()))?;
    output.flush()
}

/// The same quads, sorted, with the canonical names of blank nodes.
pub fn canonical_quads(quads: &[Quad]) -> io::Result<Vec<Quad>> {
    let mut lines = Vec::new();
    write_canonical(quads, &mut lines)?;
    let parser = RdfParser::from_format(RdfFormat::NQuads).for_slice(&lines);
    parser.collect::<Result<_, _>>().map_err(io::Error::other)
}

/// The SHA-256 of the canonical N-Quads of `quads`, in hexadecimal digits.
pub fn dataset_hash(quads: &[Quad]) -> io::Result<String> {
    let mut hashed = Hashed(Sha256::new());
    write_canonical(quads, &mut hashed)?;
    Ok(hex(&hashed.0.finalize()))
}

/// Bytes that are hashed as they are written.
struct Hashed(Sha256);

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn bridged_quad(quad: &Quad) -> Spog<SimpleTerm<'_>> {
    let subject = match quad.subject.as_ref() {
        NamedOrBlankNodeRef::NamedNode(node) => iri(node),
        NamedOrBlankNodeRef::BlankNode(node) => blank(node.as_str()),
    };
    let graph = match quad.graph_name.as_ref() {
        GraphNameRef::NamedNode(node) => Some(iri(node)),
        GraphNameRef::BlankNode(node) => Some(blank(node.as_str())),
        GraphNameRef::DefaultGraph => None,
    };
    let object = match quad.object.as_ref() {
        TermRef::NamedNode(node) => iri(node),
        TermRef::BlankNode(node) => blank(node.as_str()),
        TermRef::Literal(value) => literal(value),
    };
    ([subject, iri(quad.predicate.as_ref()), object], graph)
}

fn iri(node: NamedNodeRef<'_>) -> SimpleTerm<'_> {
    SimpleTerm::Iri(IriRef::new_unchecked(MownStr::from(node.as_str())))
}

fn blank(label: &str) -> SimpleTerm<'_> {
    SimpleTerm::BlankNode(BnodeId::new_unchecked(MownStr::from(label)))
}

fn literal(value: LiteralRef<'_>) -> SimpleTerm<'_> {
    let text = MownStr::from(value.value());
    match value.language() {
        Some(tag) => SimpleTerm::LiteralLanguage(text, LanguageTag::new_unchecked(MownStr::from(tag)), None),
        None => {
            let datatype = IriRef::new_unchecked(MownStr::from(value.datatype().as_str()));
            SimpleTerm::LiteralDatatype(text, datatype)
        }
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::model::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
    use oxigraph::model::{BlankNode, Dataset, Literal, NamedNode};

    use super::*;

    fn quads() -> Vec<Quad> {
        let node = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
        let text = |value: &str| Literal::new_simple_literal(value);
        let blank = |name: &str| BlankNode::new_unchecked(name);
        vec![
            Quad::new(
                node("a"),
                node("p"),
                text("line\n\ttab \u{7f} \"said\" \\ \u{1} é"),
                node("g"),
            ),
            Quad::new(node("a"), node("p"), Literal::from(7), node("g")),
            Quad::new(
                node("a"),
                node("p"),
                Literal::new_language_tagged_literal_unchecked("oui", "fr"),
                node("f"),
            ),
            Quad::new(blank("x"), node("p"), blank("y"), node("g")),
            Quad::new(blank("y"), node("q"), blank("x"), node("g")),
        ]
    }

    fn canonical(quads: &[Quad]) -> String {
        let mut output = Vec::new();
        write_canonical(quads, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn sophia_and_oxigraph_agree_on_the_canonical_form() {
        let mut dataset: Dataset = quads().into_iter().collect();
        dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
            hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
        });
        let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .")).collect();
        lines.sort();
        assert_eq!(canonical(&quads()).lines().collect::<Vec<_>>(), lines);
    }

    #[test]
    fn neither_order_nor_repetition_nor_names_of_blank_nodes_show() {
        let mut other = quads();
        other.reverse();
        other.extend(quads());
        assert_eq!(canonical(&quads()), canonical(&other));
        assert_eq!(dataset_hash(&quads()).unwrap(), dataset_hash(&other).unwrap());
        other.retain(|quad| quad.object != Literal::from(7).into());
        assert_ne!(dataset_hash(&quads()).unwrap(), dataset_hash(&other).unwrap());
    }

    #[test]
    fn the_hash_of_nothing_is_that_of_no_bytes() {
        assert!(dataset_hash(&[]).unwrap().starts_with("e3b0c442"));
    }
}
