//! N-Quads graph by graph: the graphs sorted by name, the lines sorted within each.
//!
//! A graph is turned into text and packed as soon as it is complete, so that many documents take little memory:
//! the text packs to about a tenth.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Write};

use oxigraph::model::{GraphName, Quad};
use rustc_hash::FxHashMap;

/// The lines of many graphs, each without its graph's name.
#[derive(Debug, Default)]
pub struct GraphLines {
    by_graph: BTreeMap<String, Vec<u8>>,
}

impl GraphLines {
    /// Adds the graphs of `quads`; a graph that is there already is replaced.
    pub fn add(&mut self, quads: &[Quad]) -> io::Result<()> {
        let mut lines: FxHashMap<&GraphName, Vec<String>> = FxHashMap::default();
        for quad in quads {
            let triple = format!("{} {} {}", quad.subject, quad.predicate, quad.object);
            lines.entry(&quad.graph_name).or_default().push(triple);
        }
        for (graph, mut lines) in lines {
            lines.sort_unstable();
            lines.dedup();
            let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
            for line in lines {
                // Writing to a string does not fail.
                let _ = writeln!(text, "{line}");
            }
            self.by_graph.insert(name(graph), pack(&text)?);
        }
        Ok(())
    }

    /// Writes all lines.
    pub fn write(&self, mut output: impl Write) -> io::Result<()> {
        for (graph, packed) in &self.by_graph {
            for line in BufReader::new(zstd::Decoder::new(packed.as_slice())?).lines() {
                writeln!(output, "{}{graph} .", line?)?;
            }
        }
        output.flush()
    }
}

/// Fast rather than small: the text is read once more and then gone.
fn pack(text: &str) -> io::Result<Vec<u8>> {
    const FASTEST: i32 = 1;
    zstd::bulk::compress(text.as_bytes(), FASTEST)
}

/// The graph's name with a space before it; nothing for the default graph.
fn name(graph: &GraphName) -> String {
    match graph {
        GraphName::DefaultGraph => String::new(),
        named => format!(" {named}"),
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{NamedNode, NamedNodeRef};

    use super::*;

    fn quad(subject: &str, graph: Option<&str>) -> Quad {
        let node = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
        let graph = graph.map_or(GraphName::DefaultGraph, |name| node(name).into());
        Quad::new(
            node(subject),
            NamedNodeRef::new_unchecked("http://example.org/p"),
            node("o"),
            graph,
        )
    }

    fn lines(parts: &[&[Quad]]) -> String {
        let mut lines = GraphLines::default();
        parts.iter().for_each(|part| lines.add(part).unwrap());
        let mut output = Vec::new();
        lines.write(&mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn the_order_of_adding_does_not_show() {
        let (one, other) = (
            [quad("b", Some("g")), quad("a", Some("g"))],
            [quad("c", None), quad("c", None)],
        );
        assert_eq!(lines(&[&one, &other]), lines(&[&other, &one]));
        assert_eq!(lines(&[&one, &other]).lines().count(), 3);
    }

    #[test]
    fn a_graph_that_comes_again_is_replaced() {
        let (old, new) = ([quad("a", Some("g"))], [quad("b", Some("g"))]);
        assert_eq!(lines(&[&old, &new]), lines(&[&new]));
    }
}
