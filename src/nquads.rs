//! N-Quads as text, written straight from strings.
//!
//! Terms of [`oxigraph::model`] own their strings, which is right for a graph and slow for millions of lines that
//! are printed and forgotten. What is written here has the bytes that their notation has; a test holds it to that.

use crate::vocab::{rdf, rdfs, xsd};

/// The object of a line, with its strings not yet escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// An IRI, which has to be a valid one.
    Iri(&'a str),
    /// A plain string.
    Text(&'a str),
    /// A literal with the IRI of its datatype.
    Typed(&'a str, &'a str),
    /// A string with a language tag in lower case.
    Tagged(&'a str, &'a str),
}

impl Value<'_> {
    /// Appends the term.
    pub(crate) fn write(self, text: &mut String) {
        match self {
            Self::Iri(iri) => push_iri(text, iri),
            Self::Text(value) => push_quoted(text, value),
            Self::Typed(value, datatype) => {
                push_quoted(text, value);
                if datatype != xsd::STRING.as_str() {
                    text.push_str("^^");
                    push_iri(text, datatype);
                }
            }
            Self::Tagged(value, language) => {
                push_quoted(text, value);
                text.push('@');
                text.push_str(language);
            }
        }
    }
}

/// Lines under construction, all in one graph.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    text: String,
    /// What ends each line: the graph's name and the full stop.
    end: String,
}

impl Lines {
    /// Puts the lines that follow into a graph.
    pub(crate) fn enter(&mut self, graph: &str) {
        self.end.clear();
        self.end.push(' ');
        push_iri(&mut self.end, graph);
        self.end.push_str(" .\n");
    }

    /// Adds a line.
    pub(crate) fn add(&mut self, subject: &str, predicate: &str, object: Value<'_>) {
        push_iri(&mut self.text, subject);
        self.text.push(' ');
        push_iri(&mut self.text, predicate);
        self.text.push(' ');
        object.write(&mut self.text);
        self.text.push_str(&self.end);
    }

    /// Adds that `subject` is of `class`.
    pub(crate) fn add_type(&mut self, subject: &str, class: &str) {
        self.add(subject, rdf::TYPE.as_str(), Value::Iri(class));
    }

    /// Adds a label.
    pub(crate) fn add_label(&mut self, subject: &str, label: &str) {
        self.add(subject, rdfs::LABEL.as_str(), Value::Text(label));
    }

    /// What was added so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Drops what was added after the first `length` bytes.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
    }

    /// All lines.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

fn push_iri(text: &mut String, iri: &str) {
    text.push('<');
    text.push_str(iri);
    text.push('>');
}

/// Appends a string between quotation marks; most need no escape and are copied as they are.
pub(crate) fn push_quoted(text: &mut String, value: &str) {
    text.push('"');
    let mut rest = value;
    while let Some(at) = rest.bytes().position(needs_look) {
        let (plain, tail) = rest.split_at(at);
        text.push_str(plain);
        let mut letters = tail.chars();
        if let Some(letter) = letters.next() {
            push_escaped(text, letter);
        }
        rest = letters.as_str();
    }
    text.push_str(rest);
    text.push('"');
}

/// Whether a byte is, or may begin, a character that is not written as it is.
fn needs_look(byte: u8) -> bool {
    // 0xEF begins U+FFFE and U+FFFF.
    byte < 0x20 || matches!(byte, b'"' | b'\\' | 0x7F | 0xEF)
}

fn push_escaped(text: &mut String, letter: char) {
    match letter {
        '\u{8}' => text.push_str("\\b"),
        '\t' => text.push_str("\\t"),
        '\n' => text.push_str("\\n"),
        '\u{C}' => text.push_str("\\f"),
        '\r' => text.push_str("\\r"),
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\0'..='\u{1F}' | '\u{7F}' | '\u{FFFE}' | '\u{FFFF}' => {
            text.push_str(&format!("\\u{:04X}", u32::from(letter)));
        }
        letter => text.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};

    use super::*;

    fn node(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("https://example.org/{name}"))
    }

    fn line(object: Value<'_>) -> String {
        let mut lines = Lines::default();
        lines.enter("https://example.org/g");
        lines.add("https://example.org/s", "https://example.org/p", object);
        lines.into_text()
    }

    fn expected(object: impl Into<Term>) -> String {
        let graph = GraphName::NamedNode(node("g"));
        format!("{} .\n", Quad::new(node("s"), node("p"), object, graph))
    }

    #[test]
    fn every_character_is_written_as_the_term_model_writes_it() {
        let odd = [
            '\u{FFFD}', '\u{FFFE}', '\u{FFFF}', 'é', '字', '😀', '\u{85}', '\u{EF}',
        ];
        for letter in (0..0x100).filter_map(char::from_u32).chain(odd) {
            let value = format!("a{letter}b");
            assert_eq!(
                line(Value::Text(&value)),
                expected(Literal::new_simple_literal(&value))
            );
        }
    }

    #[test]
    fn terms_of_every_kind_are_written_as_the_term_model_writes_them() {
        let integer = "http://www.w3.org/2001/XMLSchema#integer";
        assert_eq!(line(Value::Iri("https://example.org/o")), expected(node("o")));
        let typed = Literal::new_typed_literal("7", NamedNode::new_unchecked(integer));
        assert_eq!(line(Value::Typed("7", integer)), expected(typed));
        let tagged = Literal::new_language_tagged_literal_unchecked("sept", "fr");
        assert_eq!(line(Value::Tagged("sept", "fr")), expected(tagged));
        let text = Literal::new_simple_literal("7");
        assert_eq!(line(Value::Typed("7", xsd::STRING.as_str())), expected(text));
    }
}
