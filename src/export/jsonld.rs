//! [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/) in compact form: short names, one node on each line, sorted.
//!
//! Only what the shipped context has of the names in use goes along. A value that is not read as itself under its short
//! name is written out with its type, so that an ordinary parser gives back the same quads.

use std::collections::BTreeMap;
use std::io::{self, Write};

use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use serde_json::{Map, Value, json};

use super::context::{Context, Definition};
use super::{sorted, used_prefixes};
use crate::vocab::{PREFIXES, curie, rdf, xsd};

/// Writes quads in compact form.
pub(super) fn write_json_ld(quads: &[Quad], mut output: impl Write) -> io::Result<()> {
    let quads = sorted(quads);
    let writer = Compact::of(&quads);
    writeln!(output, "{{\"@context\": {},", writer.context(&quads))?;
    write!(output, "\"@graph\": [")?;
    let mut before = "";
    for graph in quads.chunk_by(|one, next| one.graph_name == next.graph_name) {
        let name = graph
            .first()
            .and_then(|quad| graph_name(&writer, &quad.graph_name));
        write!(output, "{before}")?;
        before = ",";
        match name {
            None => writer.write_nodes(graph, &mut output)?,
            Some(name) => {
                write!(output, "\n{{\"@id\": {name}, \"@graph\": [")?;
                writer.write_nodes(graph, &mut output)?;
                write!(output, "]}}")?;
            }
        }
    }
    writeln!(output, "\n]}}")?;
    output.flush()
}

fn graph_name(writer: &Compact, name: &GraphName) -> Option<Value> {
    match name {
        GraphName::NamedNode(node) => Some(json!(writer.iri(node.as_ref()))),
        GraphName::BlankNode(node) => Some(json!(node.to_string())),
        GraphName::DefaultGraph => None,
    }
}

/// How terms are shortened in one export.
struct Compact {
    prefixes: Vec<(&'static str, &'static str)>,
    terms: &'static Context,
}

impl Compact {
    fn of(quads: &[Quad]) -> Self {
        let mut prefixes = used_prefixes(quads);
        // An IRI that begins like a prefix would be taken for a shortened one.
        for quad in quads {
            prefixes.retain(|(prefix, _)| !super::iris(quad).any(|iri| has_scheme(iri, prefix)));
        }
        Self {
            prefixes,
            terms: Context::shipped(),
        }
    }

    /// What the context has of the names in use.
    fn context(&self, quads: &[Quad]) -> Value {
        let mut context: BTreeMap<String, Value> = BTreeMap::new();
        for (prefix, namespace) in &self.prefixes {
            context.insert((*prefix).to_owned(), json!(namespace));
        }
        for quad in quads {
            if let Some((name, definition)) = self.term(&quad.predicate)
                && !context.contains_key(name)
            {
                context.insert(name.to_owned(), definition.to_value());
                let kind = definition.kind.iter();
                let parts = kind.chain([&definition.id]);
                for part in parts.filter_map(|part| part.split_once(':')) {
                    let known = PREFIXES.iter().find(|(prefix, _)| *prefix == part.0);
                    context.extend(known.map(|(prefix, namespace)| ((*prefix).to_owned(), json!(namespace))));
                }
            }
        }
        json!(context)
    }

    fn term(&self, property: &NamedNode) -> Option<(&'static str, &'static Definition)> {
        let (name, definition) = self.terms.term(property.as_str())?;
        let has_prefix = |text: &str| {
            let prefix = text.split_once(':').map(|(prefix, _)| prefix);
            prefix.is_none_or(|prefix| self.may_use(prefix))
        };
        let is_usable = has_prefix(&definition.id) && definition.kind.as_deref().is_none_or(has_prefix);
        is_usable.then_some((name, definition))
    }

    /// Whether a prefix means what it should in this export: it is in the context, or no IRI begins with it.
    fn may_use(&self, prefix: &str) -> bool {
        self.prefixes.iter().any(|(known, _)| *known == prefix)
    }

    fn write_nodes(&self, quads: &[Quad], output: &mut impl Write) -> io::Result<()> {
        let mut before = "";
        for about in quads.chunk_by(|one, next| one.subject == next.subject) {
            write!(output, "{before}\n{}", self.node(about))?;
            before = ",";
        }
        Ok(())
    }

    fn node(&self, about: &[Quad]) -> Value {
        let mut node: Map<String, Value> = Map::new();
        if let Some(first) = about.first() {
            node.insert("@id".to_owned(), json!(self.subject(&first.subject)));
        }
        for values in about.chunk_by(|one, next| one.predicate == next.predicate) {
            let Some(first) = values.first() else { continue };
            let (types, others): (Vec<&Quad>, Vec<&Quad>) = values
                .iter()
                .partition(|quad| quad.predicate == rdf::TYPE && !matches!(quad.object, Term::Literal(_)));
            let classes = types.iter().map(|quad| json!(self.reference(&quad.object)));
            insert(&mut node, "@type".to_owned(), classes.collect());
            let term = self.term(&first.predicate);
            let kind = term.and_then(|(_, definition)| definition.kind.as_deref());
            let name = term.map_or_else(|| self.iri(first.predicate.as_ref()), |(name, _)| name.to_owned());
            let objects = others.iter().map(|quad| self.object(&quad.object, kind));
            insert(&mut node, name, objects.collect());
        }
        Value::Object(node)
    }

    /// The value under a name whose plain values are of `kind`.
    fn object(&self, object: &Term, kind: Option<&str>) -> Value {
        let literal = match object {
            Term::Literal(literal) => literal,
            other if kind == Some("@id") => return json!(self.reference(other)),
            other => return json!({"@id": self.reference(other)}),
        };
        let datatype = self.iri(literal.datatype());
        match (literal.language(), kind) {
            (Some(language), _) => json!({"@value": literal.value(), "@language": language}),
            (None, None) if literal.datatype() == xsd::STRING => json!(literal.value()),
            (None, Some(kind)) if kind == datatype => json!(literal.value()),
            (None, _) => self.typed(literal, &datatype),
        }
    }

    fn typed(&self, literal: &Literal, datatype: &str) -> Value {
        match literal.datatype() == xsd::STRING {
            true => json!({"@value": literal.value()}),
            false => json!({"@value": literal.value(), "@type": datatype}),
        }
    }

    fn subject(&self, subject: &NamedOrBlankNode) -> String {
        match subject {
            NamedOrBlankNode::NamedNode(node) => self.iri(node.as_ref()),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        }
    }

    fn reference(&self, term: &Term) -> String {
        match term {
            Term::NamedNode(node) => self.iri(node.as_ref()),
            other => other.to_string(),
        }
    }

    /// The IRI with a prefix, where one in use shortens it to a plain name, and else in full.
    fn iri(&self, node: NamedNodeRef<'_>) -> String {
        let short = curie(node);
        match short.split_once(':') {
            Some((prefix, _)) if self.may_use(prefix) && !short.starts_with('<') => short,
            _ => node.as_str().to_owned(),
        }
    }
}

/// One value stands alone, several in a list; none is left out.
fn insert(node: &mut Map<String, Value>, name: String, mut values: Vec<Value>) {
    match values.len() {
        0 => {}
        1 => drop(node.insert(name, values.remove(0))),
        _ => drop(node.insert(name, Value::Array(values))),
    }
}

fn has_scheme(iri: &str, prefix: &str) -> bool {
    iri.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(':'))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
    use oxigraph::model::BlankNode;

    use super::super::example::example;
    use super::*;
    use crate::vocab::{rdfs, tm};

    fn written(quads: &[Quad]) -> String {
        let mut output = Vec::new();
        write_json_ld(quads, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    fn read_back(text: &str) -> HashSet<Quad> {
        let format = RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        };
        let parser = RdfParser::from_format(format).for_slice(text.as_bytes());
        parser.map(|quad| quad.unwrap()).collect()
    }

    fn same(quads: &[Quad]) {
        let text = written(quads);
        assert_eq!(read_back(&text), quads.iter().cloned().collect(), "{text}");
        let backwards: Vec<Quad> = quads.iter().rev().cloned().collect();
        assert_eq!(written(&backwards), text);
    }

    fn quad(predicate: NamedNodeRef<'_>, object: impl Into<Term>, graph: impl Into<GraphName>) -> Quad {
        let subject = NamedNode::new_unchecked("http://example.org/a b".replace(' ', "%20"));
        Quad::new(subject, predicate, object, graph)
    }

    #[test]
    fn a_parser_gives_back_the_same_quads() {
        same(&example());
        let merged: Vec<Quad> = example()
            .into_iter()
            .map(|quad| Quad {
                graph_name: GraphName::DefaultGraph,
                ..quad
            })
            .collect();
        same(&merged);
        same(&[]);
    }

    #[test]
    fn values_that_do_not_fit_their_name_are_written_out() {
        let typed = |text: &str, datatype: NamedNodeRef<'static>| Literal::new_typed_literal(text, datatype);
        let foreign = NamedNodeRef::new_unchecked("http://example.org/p");
        let graph = GraphName::from(NamedNode::new_unchecked(
            "https://w3id.org/testimony/graph/accepted",
        ));
        let default = GraphName::DefaultGraph;
        same(&[
            quad(
                tm::CLAIMANT,
                Literal::new_simple_literal("nobody"),
                default.clone(),
            ),
            quad(tm::CLAIMANT, tm::UNSPECIFIED_SOURCE, graph.clone()),
            quad(tm::EARLIEST, typed("2024-05-01", xsd::DATE), default.clone()),
            quad(tm::EARLIEST, typed("May", xsd::STRING), default.clone()),
            quad(tm::EARLIEST, typed("2024", xsd::G_YEAR), default.clone()),
            quad(
                tm::CUE,
                Literal::new_language_tagged_literal_unchecked("oui", "fr"),
                graph.clone(),
            ),
            quad(tm::CUE, typed("07", xsd::INTEGER), graph.clone()),
            quad(tm::CUE, typed("true", xsd::BOOLEAN), graph.clone()),
            quad(tm::CUE, tm::CLAIM, graph.clone()),
            quad(foreign, typed("0.90", xsd::DECIMAL), default.clone()),
            quad(
                foreign,
                NamedNode::new_unchecked("tm:like-a-prefix"),
                default.clone(),
            ),
            quad(rdf::TYPE, tm::CLAIM, graph.clone()),
            quad(rdf::TYPE, tm::PROPOSITION, graph),
            quad(
                rdfs::LABEL,
                Literal::new_simple_literal("a \"b\" \\ \n \u{1}"),
                default,
            ),
        ]);
    }

    #[test]
    fn names_are_short_and_only_those_in_use_are_explained() {
        let text = written(&example());
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["@context"]["claimant"]["@id"], "tm:claimant");
        assert!(value["@context"].get("locatedIn").is_some() && value["@context"].get("sued").is_none());
        assert!(text.contains("\"claimant\":\"entity:open-ports\""), "{text}");
        assert_eq!(text.matches("\"https://w3id.org/testimony#").count(), 1, "{text}");
    }

    #[test]
    fn a_blank_node_stays_one() {
        let node = BlankNode::new_unchecked("b0");
        let text = written(&[quad(tm::CLAIMANT, node, GraphName::DefaultGraph)]);
        assert!(text.contains("\"claimant\":\"_:b0\""), "{text}");
    }
}
