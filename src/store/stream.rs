//! Graphs written out one after the other, in memory that does not grow with the store.

use std::io::{self, Write};
use std::path::Path;

use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use rayon::current_num_threads;
use rayon::prelude::*;

use super::{KnowledgeGraph, StoreError};
use crate::export::{Quotes, SortedGraph, SortedLines, Syntax, UsedPrefixes, View, lean, quoting};
use crate::rdf::is_document;

/// How many documents' graphs are written at once for each thread.
const EACH_THREAD: usize = 4;

/// What of a graph is written, and how.
#[derive(Debug, Clone, Copy)]
pub struct Streamed<'a> {
    /// Which graphs.
    pub view: &'a View,
    /// How many of the texts' words.
    pub quotes: Quotes,
    /// In how much detail.
    pub detail: Detail,
    /// In which syntax.
    pub syntax: Syntax,
    /// A folder for what does not fit into memory.
    pub scratch: &'a Path,
}

/// In how much detail a graph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// As [`lean`] leaves it.
    Lean,
    /// All.
    Full,
}

impl Streamed<'_> {
    /// Whether this can be written graph by graph: Turtle, TriG, N-Triples or N-Quads of whole graphs.
    pub fn is_possible(&self) -> bool {
        let has_syntax = matches!(
            self.syntax,
            Syntax::Turtle | Syntax::TriG | Syntax::NTriples | Syntax::NQuads
        );
        has_syntax && *self.view != View::Accepted
    }

    /// What is written of a document's graph, or of one quad of another graph.
    fn shown(&self, quads: Vec<Quad>) -> Vec<Quad> {
        let detailed = match self.detail {
            Detail::Lean => lean(&quads),
            Detail::Full => quads,
        };
        match self.quotes {
            Quotes::All => detailed,
            quotes => quoting(&detailed, quotes),
        }
    }
}

impl KnowledgeGraph {
    /// Writes what [`crate::export::write_quads`] would write of the quads in view, byte by byte the same.
    ///
    /// Held in memory are a few documents' graphs and a fixed number of bytes; the rest is sorted in `scratch`.
    pub fn write_streamed(&self, streamed: &Streamed<'_>, mut output: impl Write) -> Result<(), StoreError> {
        let written = match streamed.syntax {
            Syntax::NQuads => self.write_quad_lines(streamed, &mut output),
            Syntax::NTriples => self.write_merged_lines(streamed, &mut output),
            Syntax::TriG => self.write_graphs(streamed, &mut output),
            _ => self.write_merged_graph(streamed, &mut output),
        };
        written?;
        output.flush().map_err(StoreError::Output)
    }

    /// Writes the triples of one graph as N-Triples, sorted, each once; what does not fit into memory is sorted in `scratch`.
    ///
    /// A blank node is an error, as its name means nothing elsewhere.
    pub fn write_graph_triples(
        &self,
        graph: &GraphName,
        scratch: &Path,
        output: &mut impl Write,
    ) -> Result<(), StoreError> {
        let mut lines = SortedLines::new(scratch);
        for quad in self
            .store
            .quads_for_pattern(None, None, None, Some(graph.as_ref()))
        {
            let quad = quad?;
            match (&quad.subject, &quad.object) {
                (NamedOrBlankNode::BlankNode(node), _) | (_, Term::BlankNode(node)) => {
                    return Err(StoreError::BlankNode(node.to_string()));
                }
                _ => lines.push(&quad).map_err(StoreError::Output)?,
            }
        }
        let written = lines.write(&GraphName::DefaultGraph, output);
        written.and_then(|()| output.flush()).map_err(StoreError::Output)
    }

    fn write_quad_lines(&self, streamed: &Streamed<'_>, output: &mut impl Write) -> Result<(), StoreError> {
        write_each(&self.graphs_in(streamed.view)?, output, |graph, mut output| {
            let mut lines = SortedLines::new(streamed.scratch);
            self.each_shown(streamed, graph, &mut |quad| lines.push(quad))?;
            lines.write(graph, &mut output).map_err(StoreError::Output)
        })
    }

    fn write_merged_lines(&self, streamed: &Streamed<'_>, output: &mut impl Write) -> Result<(), StoreError> {
        let mut lines = SortedLines::new(streamed.scratch);
        for graph in self.graphs_in(streamed.view)? {
            self.each_shown(streamed, &graph, &mut |quad| lines.push(quad))?;
        }
        let written = lines.write(&GraphName::DefaultGraph, output);
        written.map_err(StoreError::Output)
    }

    fn write_graphs(&self, streamed: &Streamed<'_>, output: &mut impl Write) -> Result<(), StoreError> {
        let graphs = self.graphs_in(streamed.view)?;
        let used = graphs.par_iter().map(|graph| {
            let mut used = UsedPrefixes::default();
            let added = self.each_shown(streamed, graph, &mut |quad| {
                used.add(quad);
                Ok(())
            });
            added.map(|()| used)
        });
        let used = used.try_reduce(UsedPrefixes::default, |one, other| Ok(one.or(&other)))?;
        used.write(output).map_err(StoreError::Output)?;
        write_each(&graphs, output, |graph, mut output| {
            let mut subjects = SortedGraph::new(streamed.scratch);
            let mut is_empty = true;
            self.each_shown(streamed, graph, &mut |quad| {
                is_empty = false;
                subjects.push(quad)
            })?;
            match is_empty {
                true => Ok(()),
                false => subjects.write(graph, &mut output).map_err(StoreError::Output),
            }
        })
    }

    fn write_merged_graph(&self, streamed: &Streamed<'_>, output: &mut impl Write) -> Result<(), StoreError> {
        let mut used = UsedPrefixes::default();
        let mut subjects = SortedGraph::new(streamed.scratch);
        for graph in self.graphs_in(streamed.view)? {
            self.each_shown(streamed, &graph, &mut |quad| {
                used.add(&Quad {
                    graph_name: GraphName::DefaultGraph,
                    ..quad.clone()
                });
                subjects.push(quad)
            })?;
        }
        let written = used
            .write(output)
            .and_then(|()| subjects.write(&GraphName::DefaultGraph, output));
        written.map_err(StoreError::Output)
    }

    /// The graphs that a view shows, in the order in which they are written.
    fn graphs_in(&self, view: &View) -> Result<Vec<GraphName>, StoreError> {
        let mut graphs = vec![GraphName::DefaultGraph];
        for name in self.store.named_graphs() {
            graphs.push(match name? {
                NamedOrBlankNode::NamedNode(node) => node.into(),
                NamedOrBlankNode::BlankNode(node) => node.into(),
            });
        }
        graphs.retain(|graph| view.shows(graph.as_ref()));
        graphs.sort_by_cached_key(|graph| match graph {
            GraphName::DefaultGraph => String::new(),
            named => named.to_string(),
        });
        Ok(graphs)
    }

    /// Hands on what is written of a graph.
    fn each_shown(
        &self,
        streamed: &Streamed<'_>,
        graph: &GraphName,
        take: &mut dyn FnMut(&Quad) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let mut take_all = |quads: Vec<Quad>| -> Result<(), StoreError> {
            let shown = streamed.shown(quads);
            shown.iter().try_for_each(&mut *take).map_err(StoreError::Output)
        };
        if is_document(graph.as_ref()) {
            return take_all(self.graph_quads(graph.as_ref())?);
        }
        for quad in self
            .store
            .quads_for_pattern(None, None, None, Some(graph.as_ref()))
        {
            take_all(vec![quad?])?;
        }
        Ok(())
    }
}

/// Writes graph after graph: those of documents a few at once, each into memory, the large ones one by one.
fn write_each(
    graphs: &[GraphName],
    output: &mut dyn Write,
    write: impl Fn(&GraphName, &mut dyn Write) -> Result<(), StoreError> + Sync,
) -> Result<(), StoreError> {
    let is_of_document = |graph: &GraphName| is_document(graph.as_ref());
    for alike in graphs.chunk_by(|one, other| is_of_document(one) == is_of_document(other)) {
        if !alike.first().is_some_and(is_of_document) {
            alike.iter().try_for_each(|graph| write(graph, output))?;
            continue;
        }
        for few in alike.chunks(EACH_THREAD * current_num_threads()) {
            let written = few.par_iter().map(|graph| {
                let mut bytes = Vec::new();
                write(graph, &mut bytes).map(|()| bytes)
            });
            for bytes in written.collect::<Result<Vec<_>, _>>()? {
                output.write_all(&bytes).map_err(StoreError::Output)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;
    use crate::derived::Policy;
    use crate::export::{view, write_quads};
    use crate::ontology::Ontology;
    use crate::rdf::describe_reading;
    use crate::rdf::example::{Example, dispute};

    fn graph() -> KnowledgeGraph {
        let ontology = Ontology::bundled();
        let mut graph = KnowledgeGraph::open_to_write(Place::Memory).unwrap();
        let mut other = Example::new("Novo spoke of \"Ruritania\".");
        let novo = other.entity("City", "Novo");
        let ruritania = other.entity("Country", "Ruritania");
        let object = crate::claim::Object::Entity(ruritania);
        other.reading.claims = vec![other.claim((novo, "supports", object), "spoke of")];
        for example in [dispute(), other] {
            graph
                .replace_document(&describe_reading(&ontology, &example.reading))
                .unwrap();
        }
        graph.refresh(&ontology, Policy::default()).unwrap();
        graph
    }

    fn streamed(graph: &KnowledgeGraph, streamed: &Streamed<'_>) -> String {
        let mut output = Vec::new();
        graph.write_streamed(streamed, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn what_is_streamed_is_what_is_written_at_once() {
        let (graph, folder) = (graph(), tempfile::tempdir().unwrap());
        let document = graph.documents().unwrap().remove(0);
        let views = [View::All, View::Claims, View::Links, View::Document(document)];
        for syntax in [Syntax::Turtle, Syntax::TriG, Syntax::NTriples, Syntax::NQuads] {
            for shown in &views {
                for (detail, quotes) in [
                    (Detail::Full, Quotes::All),
                    (Detail::Lean, Quotes::Words(2)),
                    (Detail::Full, Quotes::None),
                ] {
                    let request = Streamed {
                        view: shown,
                        quotes,
                        detail,
                        syntax,
                        scratch: folder.path(),
                    };
                    assert!(request.is_possible());
                    let mut quads = view(&graph.quads().unwrap(), shown);
                    if detail == Detail::Lean {
                        quads = lean(&quads);
                    }
                    let mut at_once = Vec::new();
                    write_quads(&quoting(&quads, quotes), syntax, &mut at_once).unwrap();
                    let at_once = String::from_utf8(at_once).unwrap();
                    assert_eq!(streamed(&graph, &request), at_once, "{syntax} {shown:?}");
                }
            }
        }
    }

    #[test]
    fn what_needs_all_at_once_is_not_streamed() {
        let request = |view, syntax| {
            let scratch = Path::new(".");
            Streamed {
                view,
                quotes: Quotes::All,
                detail: Detail::Full,
                syntax,
                scratch,
            }
            .is_possible()
        };
        assert!(!request(&View::Accepted, Syntax::NQuads) && !request(&View::All, Syntax::JsonLd));
    }
}
