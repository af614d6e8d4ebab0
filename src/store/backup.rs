//! Exports read back: what `export` writes with its graphs is a backup.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad, QuadRef, Term};

use super::inferred::drop_outdated;
use super::{KnowledgeGraph, StoreError};
use crate::derived::{DERIVED_GRAPHS, Policy};
use crate::document::text_hash;
use crate::guard::{Doctypes, Guarded};
use crate::ontology::Ontology;
use crate::rdf::{Description, is_claim, is_document, is_of_links};
use crate::vocab::{DOCUMENT_NAMESPACE, graph, nif};

/// An export that cannot be taken in.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A syntax without graphs.
    #[error("`{}` does not keep documents apart: use what `export --format trig` or `nquads` wrote, in .trig or .nq", .0.display())]
    NoGraphs(PathBuf),
    /// A file that cannot be read.
    #[error("cannot read `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that breaks the rules of its syntax.
    #[error("`{}` is not well-formed", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong and where.
        source: oxigraph::io::RdfParseError,
    },
    /// A graph that is none of ours.
    #[error("`{}` has the graph {graph}, which `testimony export` does not write", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The graph.
        graph: String,
    },
    /// A document whose name is not the hash of its text.
    #[error("in `{}` the text of {document} is missing or has been changed", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// The document.
        document: NamedNode,
    },
    /// A file with no document in it.
    #[error("`{}` has no documents: `testimony export --format trig` writes them", .0.display())]
    Empty(PathBuf),
}

/// The documents of an export, the links to other datasets and what somebody wrote; what follows is worked out anew.
#[derive(Debug, Clone, Default)]
pub struct Backup {
    /// The documents, sorted by IRI.
    pub documents: Vec<Description>,
    /// The links.
    pub links: Vec<Quad>,
    /// What is in graphs that somebody wrote, by graph.
    pub others: BTreeMap<String, (GraphName, Vec<Quad>)>,
}

impl Backup {
    /// Reads an export in TriG or N-Quads; every document is checked against the hash it is named by.
    pub fn read(path: &Path) -> Result<Self, BackupError> {
        let mut documents: BTreeMap<NamedNode, Vec<Quad>> = BTreeMap::new();
        let (mut links, mut others) = (Vec::new(), BTreeMap::new());
        for quad in read_dataset(path)? {
            match &quad.graph_name {
                GraphName::NamedNode(name) if is_document(name.as_ref().into()) => {
                    documents.entry(name.clone()).or_default().push(quad);
                }
                GraphName::NamedNode(name) if is_of_links(name.as_str()) => links.push(quad),
                GraphName::NamedNode(name) if *name == graph::ONTOLOGY || is_derived(name) => {}
                GraphName::BlankNode(_) => {
                    return Err(BackupError::Foreign {
                        path: path.to_path_buf(),
                        graph: quad.graph_name.to_string(),
                    });
                }
                other => {
                    let name = other.clone();
                    let held = others
                        .entry(name.to_string())
                        .or_insert_with(|| (name, Vec::new()));
                    held.1.push(quad);
                }
            }
        }
        let described = documents.into_iter().map(|document| described(path, document));
        let documents: Vec<Description> = described.collect::<Result<_, _>>()?;
        match documents.is_empty() {
            true => Err(BackupError::Empty(path.to_path_buf())),
            false => Ok(Self {
                documents,
                links,
                others,
            }),
        }
    }
}

impl KnowledgeGraph {
    /// Puts a backup into the graph, beside what it has; a document that is there already is replaced.
    pub fn import(
        &mut self,
        backup: &Backup,
        (ontology, policy): (&Ontology, &Policy),
    ) -> Result<(), StoreError> {
        if self.store.is_empty()? {
            self.fill(backup)?;
            return self.settle(ontology, policy);
        }
        self.amend((&backup.documents, &[]), (ontology, policy))?;
        let mut transaction = self.store.start_transaction()?;
        transaction.extend(backup.links.iter().map(QuadRef::from));
        self.has_lost_inferred |= drop_outdated(&self.store, &mut transaction)?;
        transaction.commit()?;
        let others: Vec<_> = backup.others.values().cloned().collect();
        self.replace_others(&others)?;
        self.settle(ontology, policy)
    }

    /// Loads a backup into a graph without a quad, all at once: much faster than a transaction, which keeps each quad sorted.
    fn fill(&mut self, backup: &Backup) -> Result<(), StoreError> {
        self.amendable = Some(0);
        self.is_saved = false;
        let documents = backup.documents.iter().flat_map(|document| &document.quads);
        let others = backup.others.values().flat_map(|(_, quads)| quads);
        let mut loader = self.store.bulk_loader();
        loader.load_quads(documents.chain(&backup.links).chain(others).cloned())?;
        loader.commit()?;
        let documents = backup.documents.iter().map(|document| document.graph.clone());
        self.changed.extend(documents);
        self.changed
            .extend(backup.others.values().filter_map(|(name, _)| match name {
                GraphName::NamedNode(name) => Some(name.clone()),
                _ => None,
            }));
        Ok(())
    }
}

/// All quads of a file in TriG or N-Quads, each once.
pub fn read_dataset(path: &Path) -> Result<Vec<Quad>, BackupError> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let format = extension.and_then(RdfFormat::from_extension);
    let Some(format) = format.filter(|format| [RdfFormat::TriG, RdfFormat::NQuads].contains(format)) else {
        return Err(BackupError::NoGraphs(path.to_path_buf()));
    };
    let file = File::open(path).map_err(|source| BackupError::File {
        path: path.to_path_buf(),
        source,
    })?;
    let guarded = Guarded::new((format, Doctypes::Refused), BufReader::new(file));
    let parser = RdfParser::from_format(format).for_reader(guarded);
    let quads = parser.map(|quad| {
        quad.map_err(|source| BackupError::Syntax {
            path: path.to_path_buf(),
            source,
        })
    });
    let mut quads = quads.collect::<Result<Vec<_>, _>>()?;
    quads.sort_by_cached_key(Quad::to_string);
    quads.dedup();
    Ok(quads)
}

fn is_derived(name: &NamedNode) -> bool {
    DERIVED_GRAPHS
        .iter()
        .chain([&graph::INFERRED])
        .any(|derived| name == derived)
}

fn described(path: &Path, (graph, quads): (NamedNode, Vec<Quad>)) -> Result<Description, BackupError> {
    let is_text = |quad: &&Quad| quad.predicate == nif::IS_STRING && quad.subject == graph.clone().into();
    let is_genuine = match quads.iter().find(is_text).map(|quad| &quad.object) {
        Some(Term::Literal(text)) => {
            let name = graph
                .as_str()
                .strip_prefix(DOCUMENT_NAMESPACE)
                .unwrap_or_default();
            !name.is_empty() && text_hash(text.value()).starts_with(name)
        }
        _ => false,
    };
    match is_genuine {
        false => Err(BackupError::Changed {
            path: path.to_path_buf(),
            document: graph,
        }),
        true => Ok(Description {
            claims: quads.iter().filter(|quad| is_claim(quad)).count(),
            graph,
            quads,
            dropped: Vec::new(),
        }),
    }
}
