//! N-Quads graph by graph: the graphs sorted by name, the lines sorted within each.
//!
//! A graph is turned into text and packed as soon as it is complete, so that many documents take little memory:
//! the text packs to about a tenth.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Write};
use std::ops::Range;

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
        let mut graphs: FxHashMap<&GraphName, Lines> = FxHashMap::default();
        for quad in quads {
            graphs.entry(&quad.graph_name).or_default().push(quad);
        }
        for (graph, lines) in graphs {
            self.by_graph.insert(name(graph), pack(&lines.sorted())?);
        }
        Ok(())
    }

    /// Writes all lines.
    pub fn write(&self, mut output: impl Write) -> io::Result<()> {
        let mut line = String::new();
        for (graph, packed) in &self.by_graph {
            let mut lines = BufReader::new(zstd::Decoder::new(packed.as_slice())?);
            while lines.read_line(&mut line)? > 0 {
                writeln!(output, "{}{graph} .", line.trim_end_matches('\n'))?;
                line.clear();
            }
        }
        output.flush()
    }
}

/// The lines of one graph in one text, in the order they came, and where each begins and ends.
#[derive(Debug, Default)]
struct Lines {
    text: String,
    places: Vec<Range<usize>>,
}

impl Lines {
    fn push(&mut self, quad: &Quad) {
        let start = self.text.len();
        // Writing to a string does not fail.
        let _ = write!(self.text, "{} {} {}", quad.subject, quad.predicate, quad.object);
        self.places.push(start..self.text.len());
    }

    fn sorted(&self) -> String {
        let line = |place: &Range<usize>| self.text.get(place.clone()).unwrap_or_default();
        let mut lines: Vec<&str> = self.places.iter().map(line).collect();
        lines.sort_unstable();
        lines.dedup();
        let mut sorted = String::with_capacity(self.text.len() + lines.len());
        for line in lines {
            sorted.push_str(line);
            sorted.push('\n');
        }
        sorted
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
