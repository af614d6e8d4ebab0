//! The named graphs as they are here: their triples in order, with a hash.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode};
use sha2::{Digest, Sha256};

use super::PushError;
use crate::document::hex;
use crate::store::{KnowledgeGraph, StoreError};

/// A named graph of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalGraph {
    /// Its IRI.
    pub name: String,
    /// The SHA-256 of its triples as sorted N-Triples.
    pub hash: String,
    /// How many triples it has; none is empty.
    pub triples: u64,
}

/// All named graphs with a triple, sorted by name, each read once in memory that does not grow with it.
pub fn local_graphs(graph: &KnowledgeGraph, scratch: &Path) -> Result<Vec<LocalGraph>, PushError> {
    let mut graphs = Vec::new();
    for name in graph.graph_names()? {
        let NamedOrBlankNode::NamedNode(name) = name else {
            continue;
        };
        let mut lines = HashedLines::default();
        write_lines(graph, (&name, scratch), &mut lines)?;
        if lines.count > 0 {
            graphs.push(LocalGraph {
                name: name.into_string(),
                hash: hex(&lines.hash.finalize()),
                triples: lines.count,
            });
        }
    }
    Ok(graphs)
}

impl LocalGraph {
    /// Writes the triples as sorted N-Triples to a file of the folder, which the next graph replaces.
    pub(super) fn write(&self, graph: &KnowledgeGraph, scratch: &Path) -> Result<PathBuf, PushError> {
        let path = scratch.join("graph.nt");
        let unwritable = |source| PushError::File {
            path: path.clone(),
            source,
        };
        let mut file = BufWriter::new(File::create(&path).map_err(unwritable)?);
        let name = NamedNode::new_unchecked(&self.name);
        write_lines(graph, (&name, scratch), &mut file)?;
        Ok(path)
    }
}

fn write_lines(
    graph: &KnowledgeGraph,
    (name, scratch): (&NamedNode, &Path),
    output: &mut impl Write,
) -> Result<(), PushError> {
    match graph.write_graph_triples(&GraphName::from(name.clone()), scratch, output) {
        Err(StoreError::BlankNode(node)) => Err(PushError::BlankNode {
            graph: name.as_str().to_owned(),
            node,
        }),
        other => Ok(other?),
    }
}

/// Counts and hashes lines instead of keeping them.
#[derive(Default)]
struct HashedLines {
    hash: Sha256,
    count: u64,
}

impl Write for HashedLines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        self.count += lines as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
