//! Quads as text: N-Quads, TriG and Turtle, the same bytes for the same quads whatever their order.
//!
//! Turtle and TriG have one block for each subject, sorted, with one predicate on each line, so that two exports can
//! be compared line by line. They are written in one pass, in time that grows with the data.

mod bulk;
mod canonical;
mod context;
mod difference;
mod file;
mod jsonld;
mod layout;
mod lines;
mod nanopub;
mod network;
mod order;
mod reified;
mod sorted;
mod view;

use std::io::{self, Write};

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, GraphNameRef, NamedOrBlankNode, Quad, QuadRef, Term, Triple};
use strum::{Display, EnumString, IntoStaticStr};

pub use bulk::{BulkPart, BulkWriter, MANIFEST, Manifest};
pub use canonical::{canonical_quads, dataset_hash, write_canonical};
pub use context::context;
pub use difference::{write_claims_that_differ, write_patch};
pub(crate) use file::put_file;
pub use file::{UNFINISHED, replace_file, sync_folder_of, with_ending};
pub use lines::GraphLines;
pub use nanopub::nanopublications;
pub use network::Network;
pub use reified::Reified;
pub(crate) use sorted::{SortedGraph, SortedLines, UsedPrefixes};
pub use view::{Quotes, View, lean, quoting, view};

use crate::vocab::{graph, rdf, rdfs};

/// A syntax for quads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Syntax {
    /// Triples only: graphs are written into one another.
    Turtle,
    /// Triples by graph.
    TriG,
    /// One quad on each line, sorted by graph and then by line.
    NQuads,
    /// One triple on each line, sorted; graphs are written into one another.
    NTriples,
    /// Triples by graph, as [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/) in compact form, with its context.
    JsonLd,
    /// Triples only, as [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/); graphs are written into one another.
    RdfXml,
}

/// Which part of a graph is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Profile {
    /// What is accepted, with the names and classes of what it speaks of.
    Plain,
    /// Everything but the ontology.
    Full,
}

/// Writes `quads` in `syntax`, sorted and without repetition.
pub fn write_quads(quads: &[Quad], syntax: Syntax, output: impl Write) -> io::Result<()> {
    match syntax {
        Syntax::NQuads => {
            let mut lines = GraphLines::default();
            lines.add(quads)?;
            lines.write(output)
        }
        Syntax::NTriples => {
            let triples = quads.iter().map(|quad| Triple::from(quad.clone()));
            write_lines(triples.map(|triple| triple.to_string()), output)
        }
        Syntax::JsonLd => jsonld::write_json_ld(quads, output),
        Syntax::TriG => write_blocks(&sorted(quads), output),
        Syntax::Turtle => write_blocks(&merged(quads), output),
        Syntax::RdfXml => {
            quads.iter().try_for_each(check_xml)?;
            write_sorted(&merged(quads), RdfFormat::RdfXml, output)
        }
    }
}

fn check_xml(quad: &Quad) -> io::Result<()> {
    check_xml_term(&quad.object)
}

/// XML 1.0 has no place for some characters, not even escaped: a term with one is refused before anything is written.
pub(crate) fn check_xml_term(term: &Term) -> io::Result<()> {
    let text = match term {
        Term::Literal(literal) => literal.value(),
        _ => return Ok(()),
    };
    let Some((at, strange)) = text.char_indices().find(|(_, letter)| !is_of_xml(*letter)) else {
        return Ok(());
    };
    let before: String = text
        .get(..at)
        .unwrap_or_default()
        .chars()
        .rev()
        .take(SHOWN_BEFORE)
        .collect();
    let before: String = before.chars().rev().collect();
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!(
            "XML cannot have the character `{}`, which stands behind \u{201c}{before}\u{201d}: choose another format",
            strange.escape_unicode()
        ),
    ))
}

/// How many characters are shown before one that cannot be written.
const SHOWN_BEFORE: usize = 30;

/// Whether [XML 1.0](https://www.w3.org/TR/xml/#NT-Char) can have a character.
fn is_of_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// The triples of all graphs in one, sorted.
fn merged(quads: &[Quad]) -> Vec<Quad> {
    let mut merged = quads.to_vec();
    for quad in &mut merged {
        quad.graph_name = GraphName::DefaultGraph;
    }
    sorted(&merged)
}

/// The quads of a profile.
pub fn select(quads: &[Quad], profile: Profile) -> Vec<Quad> {
    match profile {
        Profile::Full => {
            let is_ontology = |quad: &&Quad| quad.graph_name.as_ref() == GraphNameRef::from(graph::ONTOLOGY);
            quads.iter().filter(|quad| !is_ontology(quad)).cloned().collect()
        }
        Profile::Plain => plain(quads),
    }
}

fn plain(quads: &[Quad]) -> Vec<Quad> {
    let is_in = |quad: &Quad, name| quad.graph_name.as_ref() == GraphNameRef::from(name);
    let accepted = quads.iter().filter(|quad| is_in(quad, graph::ACCEPTED));
    let mut kept: Vec<Quad> = accepted.cloned().collect();
    let spoken_of: rustc_hash::FxHashSet<Term> = kept
        .iter()
        .flat_map(|quad| [quad.subject.clone().into(), quad.object.clone()])
        .collect();
    let names = quads.iter().filter(|quad| {
        let is_name = quad.predicate == rdf::TYPE || quad.predicate == rdfs::LABEL;
        is_name && is_in(quad, graph::ENTITIES) && spoken_of.contains(&Term::from(quad.subject.clone()))
    });
    kept.extend(names.cloned());
    kept
}

fn write_lines(lines: impl Iterator<Item = String>, mut output: impl Write) -> io::Result<()> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort_unstable();
    lines.dedup();
    for line in lines {
        writeln!(output, "{line} .")?;
    }
    output.flush()
}

/// Sorts by graph, subject, predicate (types first) and object.
///
/// [`SortedGraph`] has the same order.
fn sorted(quads: &[Quad]) -> Vec<Quad> {
    let mut sorted = quads.to_vec();
    sorted.sort_by(order::by_graph);
    sorted.dedup();
    sorted
}

fn write_blocks(quads: &[Quad], output: impl Write) -> io::Result<()> {
    layout::write_layout(quads, &used_prefixes(quads), output)
}

fn write_sorted(quads: &[Quad], format: RdfFormat, output: impl Write) -> io::Result<()> {
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in used_prefixes(quads) {
        let known = serializer.with_prefix(prefix, namespace);
        serializer = known.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    }
    let mut writer = serializer.for_writer(output);
    for quad in quads {
        writer.serialize_quad(QuadRef::from(quad))?;
    }
    writer.finish()?.flush()
}

/// The prefixes that shorten some IRI of `quads`.
fn used_prefixes(quads: &[Quad]) -> Vec<(&'static str, &'static str)> {
    let mut used = UsedPrefixes::default();
    quads.iter().for_each(|quad| used.add(quad));
    used.prefixes()
}

/// The IRIs that a quad is made of, that of its datatype among them.
fn iris(quad: &Quad) -> impl Iterator<Item = &str> {
    let subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    };
    let object = match &quad.object {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.datatype().as_str()),
        Term::BlankNode(_) => None,
    };
    let graph = match &quad.graph_name {
        GraphName::NamedNode(node) => Some(node.as_str()),
        GraphName::BlankNode(_) | GraphName::DefaultGraph => None,
    };
    let parts = [subject, Some(quad.predicate.as_str()), object, graph];
    parts.into_iter().flatten()
}

#[cfg(test)]
mod example {
    use super::Quad;
    use crate::derived::{Policy, derive_graphs};
    use crate::ontology::Ontology;
    use crate::rdf::describe_reading;
    use crate::rdf::example::dispute;

    /// A document with a dispute, and what follows from it.
    pub(super) fn example() -> Vec<Quad> {
        let ontology = Ontology::bundled();
        let mut quads = describe_reading(&ontology, &dispute().reading).quads;
        quads.extend(derive_graphs(&ontology, Policy::default(), quads.clone()));
        quads
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::io::RdfParser;
    use oxigraph::model::{Literal, NamedNode};
    use sophia::isomorphism::isomorphic_datasets;

    use super::example::example;
    use super::*;
    use crate::vocab::nif;

    fn written(quads: &[Quad], syntax: Syntax) -> String {
        let mut output = Vec::new();
        write_quads(quads, syntax, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    fn read_back(text: &str, format: RdfFormat) -> Vec<Quad> {
        let parser = RdfParser::from_format(format).for_slice(text.as_bytes());
        parser.map(|quad| quad.unwrap()).collect()
    }

    fn is_same(one: &[Quad], other: &[Quad]) -> bool {
        let [one, other] = [one, other].map(|quads| {
            let unique: std::collections::HashSet<&Quad> = quads.iter().collect();
            unique
                .into_iter()
                .map(canonical::bridged_quad)
                .collect::<Vec<_>>()
        });
        isomorphic_datasets(&one, &other).unwrap()
    }

    #[test]
    fn what_is_written_reads_back_as_the_same_dataset() {
        let quads = example();
        for (syntax, format) in [
            (Syntax::TriG, RdfFormat::TriG),
            (Syntax::NQuads, RdfFormat::NQuads),
        ] {
            assert!(
                is_same(&quads, &read_back(&written(&quads, syntax), format)),
                "{syntax}"
            );
        }
        let merged = read_back(&written(&quads, Syntax::Turtle), RdfFormat::Turtle);
        let in_xml = read_back(&written(&quads, Syntax::RdfXml), RdfFormat::RdfXml);
        assert!(is_same(&merged, &in_xml));
        assert!(is_same(
            &merged,
            &read_back(&written(&quads, Syntax::NTriples), RdfFormat::NTriples)
        ));
    }

    #[test]
    fn what_xml_has_no_place_for_is_refused_with_the_character() {
        let mut quads = example();
        quads[0].object = Literal::from("a bell \u{7} rings").into();
        let mut output = Vec::new();
        let error = write_quads(&quads, Syntax::RdfXml, &mut output).unwrap_err();
        assert!(error.to_string().contains("`\\u{7}`"), "{error}");
        assert!(output.is_empty());
        assert!(write_quads(&quads, Syntax::Turtle, output).is_ok());
    }

    #[test]
    fn the_order_of_quads_leaves_no_trace() {
        let quads = example();
        let backwards: Vec<Quad> = quads.iter().rev().cloned().collect();
        for syntax in [
            Syntax::Turtle,
            Syntax::TriG,
            Syntax::NQuads,
            Syntax::NTriples,
            Syntax::RdfXml,
        ] {
            assert_eq!(written(&quads, syntax), written(&backwards, syntax), "{syntax}");
        }
    }

    #[test]
    fn a_text_of_very_many_lines_does_not_exhaust_the_stack() {
        let mut quads = example();
        let text = "line\n\"quoted\"\n".repeat(100_000);
        let document = NamedNode::new_unchecked("https://example.org/long");
        quads.push(Quad::new(
            document,
            nif::IS_STRING,
            Literal::new_simple_literal(text),
            GraphName::DefaultGraph,
        ));
        assert!(is_same(
            &quads,
            &read_back(&written(&quads, Syntax::TriG), RdfFormat::TriG)
        ));
    }

    #[test]
    fn the_plain_profile_holds_what_is_accepted_and_its_names() {
        let plain = written(&select(&example(), Profile::Plain), Syntax::Turtle);
        assert!(plain.contains("tm:investigates entity:two-depots"), "{plain}");
        assert!(plain.contains("\"two depots\""));
        assert!(
            !plain.contains("tm:operates") && !plain.contains("tm:denies"),
            "{plain}"
        );
    }

    #[test]
    fn only_prefixes_in_use_are_declared() {
        let text = written(&example(), Syntax::TriG);
        assert!(text.contains("PREFIX tm:") && !text.contains("PREFIX ontolex:"));
    }
}
