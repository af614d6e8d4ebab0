//! The same bytes as [`super::write_quads`] writes, from quads that come one by one and in any order, in memory that does
//! not grow with them: what does not fit is sorted on disk.

use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

use super::layout::{close_graph, object, open_graph, write_prefixes, write_subjects};
use super::order::by_subject;
use crate::sorting::Runs;
use crate::vocab::{PREFIXES, rdf};

/// The prefixes that shorten some IRI, told quad by quad.
#[derive(Debug)]
pub(crate) struct UsedPrefixes {
    waiting: Vec<(&'static str, &'static str)>,
}

impl Default for UsedPrefixes {
    fn default() -> Self {
        Self {
            waiting: PREFIXES.to_vec(),
        }
    }
}

impl UsedPrefixes {
    pub(crate) fn add(&mut self, quad: &Quad) {
        self.waiting
            .retain(|(_, namespace)| !super::iris(quad).any(|iri| iri.starts_with(namespace)));
    }

    /// Adds those that are used elsewhere.
    pub(crate) fn add_all(&mut self, other: &Self) {
        self.waiting.retain(|prefix| other.waiting.contains(prefix));
    }

    /// Those that are used, sorted.
    pub(super) fn prefixes(&self) -> Vec<(&'static str, &'static str)> {
        let mut used = PREFIXES.to_vec();
        used.retain(|prefix| !self.waiting.contains(prefix));
        used
    }

    pub(crate) fn write(&self, output: &mut impl Write) -> io::Result<()> {
        write_prefixes(&self.prefixes(), output)
    }
}

/// The lines of one graph in N-Triples or N-Quads.
pub(crate) struct SortedLines {
    runs: Runs,
}

impl SortedLines {
    /// None yet; what does not fit into memory goes to files in `scratch`.
    pub(crate) fn new(scratch: &Path) -> Self {
        Self {
            runs: Runs::new(scratch.to_path_buf(), "lines"),
        }
    }

    pub(crate) fn push(&mut self, quad: &Quad) -> io::Result<()> {
        let Quad {
            subject,
            predicate,
            object,
            ..
        } = quad;
        self.runs
            .push_written(|line| write!(line, "{subject} {predicate} {object}"))
    }

    /// Writes each line once, with the graph's name unless it is the default graph.
    pub(crate) fn write(self, graph: &GraphName, output: &mut impl Write) -> io::Result<()> {
        let end = match graph {
            GraphName::DefaultGraph => " .\n".to_owned(),
            named => format!(" {named} .\n"),
        };
        self.runs.each_once(|line| {
            output.write_all(line)?;
            output.write_all(end.as_bytes())
        })
    }
}

/// The subjects of one graph in Turtle or TriG.
pub(crate) struct SortedGraph {
    /// What came while it was little.
    few: Vec<Quad>,
    /// All, once it is more.
    runs: Runs,
}

/// How many quads are little.
const FEW: usize = 10_000;

/// Stands between the parts of a quad, and in none of them: N-Triples escapes it.
const SEPARATOR: u8 = 0;

impl SortedGraph {
    /// None yet; what does not fit into memory goes to files in `scratch`.
    pub(crate) fn new(scratch: &Path) -> Self {
        Self {
            few: Vec::new(),
            runs: Runs::new(scratch.to_path_buf(), "subjects"),
        }
    }

    pub(crate) fn push(&mut self, quad: Quad) -> io::Result<()> {
        self.few.push(quad);
        match self.few.len() < FEW {
            true => Ok(()),
            false => self.move_to_runs(),
        }
    }

    fn move_to_runs(&mut self) -> io::Result<()> {
        let between = char::from(SEPARATOR);
        self.few.drain(..).try_for_each(|quad| {
            let Quad {
                subject,
                predicate,
                object,
                ..
            } = quad;
            let types_first = if predicate == rdf::TYPE { 0 } else { 1 };
            self.runs.push_written(|key| {
                write!(
                    key,
                    "{subject}{between}{types_first}{}{between}{object}",
                    predicate.as_str()
                )
            })
        })
    }

    /// Writes a block for each subject, within the graph's braces unless it is the default graph.
    pub(crate) fn write(mut self, graph: &GraphName, output: &mut impl Write) -> io::Result<()> {
        let indent = open_graph(graph, output)?;
        let layout = |block: &[Quad], output: &mut _| {
            write_subjects(block, (indent, &|quad: &Quad| object(&quad.object)), output)
        };
        if self.runs.is_empty() {
            self.few.sort_unstable_by(by_subject);
            self.few.dedup();
            layout(&self.few, output)?;
            return close_graph(graph, output);
        }
        self.move_to_runs()?;
        let mut block: Vec<Quad> = Vec::new();
        self.runs.each_once(|key| {
            let quad = quad(key, graph).ok_or_else(|| io::Error::other("a sorted quad is damaged"))?;
            if block.last().is_some_and(|last| last.subject != quad.subject) {
                layout(&block, output)?;
                block.clear();
            }
            block.push(quad);
            Ok(())
        })?;
        layout(&block, output)?;
        close_graph(graph, output)
    }
}

fn quad(key: &[u8], graph: &GraphName) -> Option<Quad> {
    let mut parts = std::str::from_utf8(key).ok()?.split(char::from(SEPARATOR));
    let (subject, predicate, object) = (parts.next()?, parts.next()?.get(1..)?, parts.next()?);
    let subject: NamedOrBlankNode = match Term::from_str(subject).ok()? {
        Term::NamedNode(node) => node.into(),
        Term::BlankNode(node) => node.into(),
        Term::Literal(_) => return None,
    };
    Some(Quad::new(
        subject,
        NamedNode::new_unchecked(predicate),
        Term::from_str(object).ok()?,
        graph.clone(),
    ))
}

#[cfg(test)]
mod tests {
    use oxigraph::model::Literal;

    use super::super::example::example;
    use super::super::{Syntax, write_quads};
    use super::*;
    use crate::vocab::tm;

    #[test]
    fn quads_that_come_one_by_one_are_written_as_all_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut quads = example();
        for quad in &mut quads {
            quad.graph_name = GraphName::DefaultGraph;
        }
        let odd = Literal::new_simple_literal("tab\t nul\u{0} \u{7f} \"quoted\"\n\\ é");
        quads.push(Quad::new(tm::CLAIM, tm::CUE, odd, GraphName::DefaultGraph));
        let (mut lines, mut graph, mut used) = (
            SortedLines::new(folder.path()),
            SortedGraph::new(folder.path()),
            UsedPrefixes::default(),
        );
        for quad in quads.iter().rev().chain(&quads) {
            lines.push(quad).unwrap();
            graph.push(quad.clone()).unwrap();
            used.add(quad);
        }
        let at_once = |syntax| {
            let mut output = Vec::new();
            write_quads(&quads, syntax, &mut output).unwrap();
            String::from_utf8(output).unwrap()
        };
        let mut output = Vec::new();
        lines.write(&GraphName::DefaultGraph, &mut output).unwrap();
        assert_eq!(String::from_utf8(output).unwrap(), at_once(Syntax::NTriples));
        let mut output = Vec::new();
        used.write(&mut output).unwrap();
        graph.write(&GraphName::DefaultGraph, &mut output).unwrap();
        assert_eq!(String::from_utf8(output).unwrap(), at_once(Syntax::Turtle));
    }
}
