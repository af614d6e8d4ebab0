//! Graphs written out one after the other, in memory that does not grow with the store.

use std::fs::File;
use std::io::{self, BufWriter, IntoInnerError, Seek, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use rayon::current_num_threads;
use rayon::prelude::*;

use super::{GraphSource, KnowledgeGraph, StoreError};
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

    /// An empty file to write to and to read from again.
    fn scratch_file(&self, name: &str) -> io::Result<File> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(true);
        options.open(self.scratch.join(name))
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

impl Streamed<'_> {
    /// Writes what [`crate::export::write_quads`] would write of the quads in view, byte by byte the same.
    ///
    /// Held in memory are a few documents' graphs and a fixed number of bytes; the rest is sorted in `scratch`.
    pub fn write(&self, source: &dyn GraphSource, mut output: impl Write) -> Result<(), StoreError> {
        let written = match self.syntax {
            Syntax::NQuads => self.write_quad_lines(source, &mut output),
            Syntax::NTriples => self.write_merged_lines(source, &mut output),
            Syntax::TriG => self.write_graphs(source, &mut output),
            _ => self.write_merged_graph(source, &mut output),
        };
        written?;
        output.flush().map_err(StoreError::Output)
    }

    fn write_quad_lines(&self, source: &dyn GraphSource, output: &mut impl Write) -> Result<(), StoreError> {
        write_each(&self.graphs_in(source)?, output, |graph, mut output| {
            let mut lines = SortedLines::new(self.scratch);
            self.each_shown((source, graph), &mut |quad| lines.push(&quad))?;
            lines.write(graph, &mut output).map_err(StoreError::Output)
        })
    }

    fn write_merged_lines(
        &self,
        source: &dyn GraphSource,
        output: &mut impl Write,
    ) -> Result<(), StoreError> {
        let mut lines = SortedLines::new(self.scratch);
        for graph in self.graphs_in(source)? {
            self.each_shown((source, &graph), &mut |quad| lines.push(&quad))?;
        }
        let written = lines.write(&GraphName::DefaultGraph, output);
        written.map_err(StoreError::Output)
    }

    /// The prefixes stand first, and are known when all graphs are written: these wait in a file.
    fn write_graphs(&self, source: &dyn GraphSource, output: &mut impl Write) -> Result<(), StoreError> {
        let waiting = self.scratch_file("graphs").map_err(StoreError::Output)?;
        let mut waiting = BufWriter::new(waiting);
        let used = self.write_without_prefixes(source, &mut waiting)?;
        let written = waiting.into_inner().map_err(IntoInnerError::into_error);
        let copied = written.and_then(|mut waiting| {
            waiting.rewind()?;
            used.write(output)?;
            io::copy(&mut waiting, output)
        });
        copied.map(|_| ()).map_err(StoreError::Output)
    }

    fn write_without_prefixes(
        &self,
        source: &dyn GraphSource,
        output: &mut impl Write,
    ) -> Result<UsedPrefixes, StoreError> {
        let all_used = Mutex::new(UsedPrefixes::default());
        write_each(&self.graphs_in(source)?, output, |graph, mut output| {
            let (mut subjects, mut used) = (SortedGraph::new(self.scratch), UsedPrefixes::default());
            let mut is_empty = true;
            self.each_shown((source, graph), &mut |quad| {
                is_empty = false;
                used.add(&quad);
                subjects.push(quad)
            })?;
            if is_empty {
                return Ok(());
            }
            let mut all_used = all_used.lock().unwrap_or_else(PoisonError::into_inner);
            all_used.add_all(&used);
            drop(all_used);
            subjects.write(graph, &mut output).map_err(StoreError::Output)
        })?;
        Ok(all_used.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn write_merged_graph(
        &self,
        source: &dyn GraphSource,
        output: &mut impl Write,
    ) -> Result<(), StoreError> {
        let mut used = UsedPrefixes::default();
        let mut subjects = SortedGraph::new(self.scratch);
        for graph in self.graphs_in(source)? {
            self.each_shown((source, &graph), &mut |quad| {
                let quad = Quad {
                    graph_name: GraphName::DefaultGraph,
                    ..quad
                };
                used.add(&quad);
                subjects.push(quad)
            })?;
        }
        let written = used
            .write(output)
            .and_then(|()| subjects.write(&GraphName::DefaultGraph, output));
        written.map_err(StoreError::Output)
    }

    /// The graphs that are in view, in the order in which they are written.
    fn graphs_in(&self, source: &dyn GraphSource) -> Result<Vec<GraphName>, StoreError> {
        let mut graphs = source.names()?;
        graphs.retain(|graph| self.view.shows(graph.as_ref()));
        graphs.sort_by_cached_key(|graph| match graph {
            GraphName::DefaultGraph => String::new(),
            named => named.to_string(),
        });
        Ok(graphs)
    }

    /// Hands on what is written of a graph.
    fn each_shown(
        &self,
        (source, graph): (&dyn GraphSource, &GraphName),
        take: &mut dyn FnMut(Quad) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let mut take_all = |quads: Vec<Quad>| -> Result<(), StoreError> {
            let mut shown = self.shown(quads).into_iter();
            shown.try_for_each(&mut *take).map_err(StoreError::Output)
        };
        if !is_document(graph.as_ref()) {
            return source.each_quad_of(graph, &mut |quad| take_all(vec![quad]));
        }
        let mut quads = Vec::new();
        source.each_quad_of(graph, &mut |quad| {
            quads.push(quad);
            Ok(())
        })?;
        take_all(quads)
    }
}

impl KnowledgeGraph {
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
        self.each_quad_of(graph, &mut |quad| match (&quad.subject, &quad.object) {
            (NamedOrBlankNode::BlankNode(node), _) | (_, Term::BlankNode(node)) => {
                Err(StoreError::BlankNode(node.to_string()))
            }
            _ => lines.push(&quad).map_err(StoreError::Output),
        })?;
        let written = lines.write(&GraphName::DefaultGraph, output);
        written.and_then(|()| output.flush()).map_err(StoreError::Output)
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
        streamed.write(graph, &mut output).unwrap();
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
