//! Turtle and TriG that can be compared line by line: a block for each subject, a line for each object.
//!
//! Terms are written by Oxigraph; only their arrangement is decided here. What is written holds no blank node lists
//! and no collections, and is in the order it was given.

use std::io::{self, Write};

use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use crate::vocab::{curie, rdf, xsd};

/// What is written in the place of an object.
pub(super) type WriteObject<'a> = &'a dyn Fn(&Quad) -> String;

/// Writes quads that are sorted by graph, subject and predicate; those of the default graph stand without braces.
pub(super) fn write_layout(quads: &[Quad], prefixes: &[(&str, &str)], output: impl Write) -> io::Result<()> {
    write_layout_with(quads, (prefixes, &|quad| object(&quad.object)), output)
}

/// The same with objects written by `write_object`.
pub(super) fn write_layout_with(
    quads: &[Quad],
    (prefixes, write_object): (&[(&str, &str)], WriteObject<'_>),
    mut output: impl Write,
) -> io::Result<()> {
    write_prefixes(prefixes, &mut output)?;
    for graph in quads.chunk_by(|one, next| one.graph_name == next.graph_name) {
        let Some(first) = graph.first() else { continue };
        let indent = open_graph(&first.graph_name, &mut output)?;
        write_subjects(graph, (indent, write_object), &mut output)?;
        close_graph(&first.graph_name, &mut output)?;
    }
    output.flush()
}

pub(super) fn write_prefixes(prefixes: &[(&str, &str)], output: &mut impl Write) -> io::Result<()> {
    for (prefix, namespace) in prefixes {
        writeln!(output, "PREFIX {prefix}: <{namespace}>")?;
    }
    Ok(())
}

/// Begins a graph and returns how far its lines stand in.
pub(super) fn open_graph(name: &GraphName, output: &mut impl Write) -> io::Result<&'static str> {
    if *name == GraphName::DefaultGraph {
        return Ok("");
    }
    writeln!(output, "\n{} {{", graph_name(name))?;
    Ok("  ")
}

pub(super) fn close_graph(name: &GraphName, output: &mut impl Write) -> io::Result<()> {
    match name {
        GraphName::DefaultGraph => Ok(()),
        _ => writeln!(output, "}}"),
    }
}

/// Writes quads that are sorted by subject and predicate.
pub(super) fn write_subjects(
    quads: &[Quad],
    (indent, write_object): (&str, WriteObject<'_>),
    output: &mut impl Write,
) -> io::Result<()> {
    for block in quads.chunk_by(|one, next| one.subject == next.subject) {
        let Some(first) = block.first() else { continue };
        write!(output, "\n{indent}{}", subject(&first.subject))?;
        let mut before: Option<&Quad> = None;
        for quad in block {
            match before {
                None => write!(output, " {} ", predicate(&quad.predicate))?,
                Some(before) if before.predicate == quad.predicate => write!(output, " ,\n{indent}    ")?,
                Some(_) => write!(output, " ;\n{indent}  {} ", predicate(&quad.predicate))?,
            }
            write!(output, "{}", write_object(quad))?;
            before = Some(quad);
        }
        writeln!(output, " .")?;
    }
    Ok(())
}

fn graph_name(name: &GraphName) -> String {
    match name {
        GraphName::NamedNode(node) => iri(node.as_ref()),
        other => other.to_string(),
    }
}

fn subject(subject: &NamedOrBlankNode) -> String {
    match subject {
        NamedOrBlankNode::NamedNode(node) => iri(node.as_ref()),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn predicate(predicate: &NamedNode) -> String {
    match *predicate == rdf::TYPE {
        true => "a".to_owned(),
        false => iri(predicate.as_ref()),
    }
}

pub(super) fn object(object: &Term) -> String {
    match object {
        Term::NamedNode(node) => iri(node.as_ref()),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(value) if is_bare(value) => value.value().to_owned(),
        Term::Literal(value) if value.datatype() == xsd::STRING || value.language().is_some() => {
            value.to_string()
        }
        Term::Literal(value) => {
            let text = Literal::new_simple_literal(value.value());
            format!("{text}^^{}", iri(value.datatype()))
        }
    }
}

/// The short form, where its last part is of letters and digits that need no escape in any syntax.
pub(super) fn iri(node: NamedNodeRef<'_>) -> String {
    let short = curie(node);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    match short.split_once(':') {
        Some((_, rest)) if rest.chars().all(is_plain) && !rest.starts_with('-') => short,
        _ => node.to_string(),
    }
}

/// Whether a literal is read back as itself without quotation marks
/// ([Turtle, 2.5](https://www.w3.org/TR/turtle/#abbrev)).
fn is_bare(literal: &Literal) -> bool {
    let text = literal.value();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let datatype = literal.datatype();
    if datatype == xsd::BOOLEAN {
        return text == "true" || text == "false";
    }
    match digits.split_once('.') {
        None => datatype == xsd::INTEGER && is_digits(digits),
        Some((whole, part)) => datatype == xsd::DECIMAL && is_digits(whole) && is_digits(part),
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::io::{RdfFormat, RdfParser};

    use super::*;
    use crate::vocab::tm;

    fn written(quads: &[Quad]) -> String {
        let mut output = Vec::new();
        write_layout(
            quads,
            &[
                ("tm", tm::NAMESPACE),
                ("xsd", "http://www.w3.org/2001/XMLSchema#"),
            ],
            &mut output,
        )
        .unwrap();
        String::from_utf8(output).unwrap()
    }

    fn quad(predicate: NamedNodeRef<'_>, object: impl Into<Term>, graph: GraphName) -> Quad {
        Quad::new(
            NamedNode::new_unchecked("http://example.org/a"),
            predicate,
            object,
            graph,
        )
    }

    #[test]
    fn a_subject_is_a_block_and_an_object_a_line() {
        let text = written(&[
            quad(rdf::TYPE, tm::CLAIM, tm::CLAIM.into()),
            quad(
                tm::CUE,
                Literal::new_simple_literal("he \"said\"\n"),
                tm::CLAIM.into(),
            ),
            quad(tm::CUE, Literal::from(7), tm::CLAIM.into()),
        ]);
        assert_eq!(
            text,
            "PREFIX tm: <https://w3id.org/testimony#>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n\ntm:Claim {\n\n  <http://example.org/a> a tm:Claim ;\n    \
             tm:cue \"he \\\"said\\\"\\n\" ,\n      7 .\n}\n"
        );
    }

    #[test]
    fn every_literal_is_read_back_as_itself() {
        let typed = |text: &str, datatype: NamedNodeRef<'static>| Literal::new_typed_literal(text, datatype);
        let literals = [
            typed("7", xsd::INTEGER),
            typed("-07", xsd::INTEGER),
            typed("+7", xsd::INTEGER),
            typed("seven", xsd::INTEGER),
            typed("0.9", xsd::DECIMAL),
            typed("7", xsd::DECIMAL),
            typed("7.", xsd::DECIMAL),
            typed("true", xsd::BOOLEAN),
            typed("1", xsd::BOOLEAN),
            typed("2024-05-01", xsd::DATE),
            Literal::new_language_tagged_literal_unchecked("oui", "fr"),
            Literal::new_simple_literal("tab\t \u{7f} \u{1} \\ \u{fffe} \"\"\""),
        ];
        for literal in literals {
            let before = quad(tm::CUE, literal, GraphName::DefaultGraph);
            let text = written(std::slice::from_ref(&before));
            let parser = RdfParser::from_format(RdfFormat::Turtle).for_slice(text.as_bytes());
            let after: Vec<Quad> = parser.map(|quad| quad.unwrap()).collect();
            assert_eq!(after, [before], "{text}");
        }
    }
}
