//! The bridge from Oxigraph's terms to sophia's, for sophia's pretty writer.

use std::io::{self, Write};

use oxigraph::model::{GraphNameRef, LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};
use sophia::api::MownStr;
use sophia::api::prefix::{Prefix, PrefixMapPair};
use sophia::api::prelude::QuadSerializer;
use sophia::api::quad::Spog;
use sophia::api::source::StreamError;
use sophia::api::term::{BnodeId, IriRef, LanguageTag, SimpleTerm};
use sophia::iri::Iri;
use sophia::turtle::serializer::trig::{TriGConfig, TriGSerializer};

/// Writes TriG, which is Turtle where all quads are in the default graph.
pub(super) fn write(quads: &[Quad], prefixes: &[(&str, &str)], output: impl Write) -> io::Result<()> {
    let config = TriGConfig::new()
        .with_pretty(true)
        .with_own_prefix_map(prefixes.iter().map(prefix_pair).collect());
    let bridged: Vec<Spog<SimpleTerm<'_>>> = quads.iter().map(bridged_quad).collect();
    let mut output = io::BufWriter::new(output);
    match TriGSerializer::new_with_config(&mut output, config).serialize_dataset(&bridged) {
        Ok(_) => output.flush(),
        Err(StreamError::SinkError(error)) => Err(error),
    }
}

fn prefix_pair((prefix, namespace): &(&str, &str)) -> PrefixMapPair {
    (
        Prefix::new_unchecked((*prefix).into()),
        Iri::new_unchecked((*namespace).into()),
    )
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
