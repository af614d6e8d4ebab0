//! Documents by what people call them: an IRI, the path or record they came from, or a title.

use std::path::Path;

use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashSet;

use super::contents::own_text;
use super::{KnowledgeGraph, StoreError};
use crate::rdf::{is_claim, is_document, plain_text, text};
use crate::vocab::{dcterms, expand_curie, graph, rdfs, tm};

/// The most candidates that an error lists.
const MOST_CANDIDATES: usize = 8;

/// A document, and what is in the graph for its sake alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Its version's IRI.
    pub document: NamedNode,
    /// Its title, or the name it came by.
    pub title: String,
    /// How many claims it makes or carries.
    pub claims: usize,
    /// How many things no other document speaks of.
    pub things: usize,
}

impl KnowledgeGraph {
    /// The one document that is called `name`: by its IRI, else its path or record, else the end of its path, else
    /// its title in any case.
    pub fn document_called(&self, name: &str) -> Result<NamedNode, StoreError> {
        let ways = [
            Self::with_iri,
            Self::with_source,
            Self::with_end_of_path,
            Self::with_title,
        ];
        let mut found = Vec::new();
        for way in ways {
            found = way(self, name)?;
            if !found.is_empty() {
                break;
            }
        }
        found.sort();
        found.dedup();
        match found.as_slice() {
            [document] => Ok(document.clone()),
            [] => Err(StoreError::NoSuchDocument(name.to_owned())),
            several => Err(StoreError::AmbiguousDocument {
                name: name.to_owned(),
                candidates: several
                    .iter()
                    .take(MOST_CANDIDATES)
                    .map(|document| format!("\n  {}", document.as_str()))
                    .collect(),
            }),
        }
    }

    fn with_iri(&self, name: &str) -> Result<Vec<NamedNode>, StoreError> {
        let iri = expand_curie(name).unwrap_or_else(|| name.trim_matches(['<', '>']).to_owned());
        let document = NamedNode::new(iri).ok();
        let document = document.filter(|document| is_document(document.as_ref().into()));
        Ok(match document {
            Some(document) if self.store.contains_named_graph(&document)? => vec![document],
            _ => Vec::new(),
        })
    }

    fn with_source(&self, name: &str) -> Result<Vec<NamedNode>, StoreError> {
        let source = text(name);
        let found = self.store.quads_for_pattern(
            None,
            Some(dcterms::IDENTIFIER),
            Some(source.as_ref().into()),
            None,
        );
        let mut documents = Vec::new();
        for quad in found {
            documents.extend(own_text(quad?).map(|(document, _)| document));
        }
        Ok(documents)
    }

    fn with_end_of_path(&self, name: &str) -> Result<Vec<NamedNode>, StoreError> {
        let path = Path::new(name.strip_prefix("./").unwrap_or(name));
        let mut sources = self.texts_of(dcterms::IDENTIFIER)?;
        sources.retain(|(_, source)| is_path_within(path, Path::new(source)));
        Ok(sources.into_iter().map(|(document, _)| document).collect())
    }

    fn with_title(&self, name: &str) -> Result<Vec<NamedNode>, StoreError> {
        let title = name.to_lowercase();
        let mut found = Vec::new();
        for document in self.documents()? {
            let node = document.as_ref();
            let titles =
                self.store
                    .quads_for_pattern(Some(node.into()), Some(rdfs::LABEL), None, Some(node.into()));
            for quad in titles {
                if plain_text(&quad?.object).to_lowercase() == title {
                    found.push(document.clone());
                }
            }
        }
        Ok(found)
    }

    /// What goes when `documents` do, in their order; a thing that only they speak of counts for the first of them.
    pub fn holdings(&self, documents: &[NamedNode]) -> Result<Vec<Holding>, StoreError> {
        let going: FxHashSet<Term> = documents.iter().cloned().map(Term::from).collect();
        let mut counted = FxHashSet::default();
        let mut holdings = Vec::new();
        for document in documents {
            let quads = self.graph_quads(document.as_ref().into())?;
            let is_title =
                |quad: &&Quad| quad.subject == document.clone().into() && quad.predicate == rdfs::LABEL;
            let mut things = 0;
            for thing in quads.iter().filter(|quad| quad.predicate == tm::IS_NAMED) {
                let goes = self.is_spoken_of_only_in(&going, &thing.subject)?;
                things += usize::from(goes && counted.insert(thing.subject.clone()));
            }
            let title = quads.iter().find(is_title).map(|quad| plain_text(&quad.object));
            holdings.push(Holding {
                document: document.clone(),
                title: title.unwrap_or_default(),
                claims: quads.iter().filter(|quad| is_claim(quad)).count(),
                things,
            });
        }
        Ok(holdings)
    }

    fn is_spoken_of_only_in(
        &self,
        documents: &FxHashSet<Term>,
        thing: &NamedOrBlankNode,
    ) -> Result<bool, StoreError> {
        let speaking = Some(tm::MENTIONED_IN);
        let graph = Some(graph::ENTITIES.into());
        for quad in self
            .store
            .quads_for_pattern(Some(thing.as_ref()), speaking, None, graph)
        {
            if !documents.contains(&quad?.object) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Whether one path is the end of the other, part by part.
fn is_path_within(one: &Path, other: &Path) -> bool {
    !one.as_os_str().is_empty() && (other.ends_with(one) || one.ends_with(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derived::Policy;
    use crate::ontology::Ontology;
    use crate::rdf::describe_reading;
    use crate::rdf::example::{Example, dispute};

    /// A graph with the dispute and another article of the same title.
    fn graph() -> (KnowledgeGraph, [NamedNode; 2]) {
        let ontology = Ontology::bundled();
        let mut graph = KnowledgeGraph::in_memory().unwrap();
        let mut other = Example::new("Novo grew.");
        let novo = other.entity("City", "Novo");
        other.reading.claims =
            vec![other.claim((novo, "count", crate::rdf::example::number(2)), "Novo grew")];
        let documents = [dispute(), other].map(|example| {
            let description = describe_reading(&ontology, &example.reading);
            graph.replace_document(&description).unwrap();
            description.graph
        });
        graph.refresh(&ontology, Policy::default()).unwrap();
        (graph, documents)
    }

    #[test]
    fn an_iri_is_enough_and_a_title_of_two_is_not() {
        let (graph, [dispute, _]) = graph();
        let iri = dispute.as_str();
        for name in [iri, &format!("<{iri}>"), &crate::vocab::curie(dispute.as_ref())] {
            assert_eq!(graph.document_called(name).unwrap(), dispute, "{name}");
        }
        for name in [
            "who runs the DEPOTS",
            "post.txt",
            "./post.txt",
            "/home/ada/post.txt",
        ] {
            let error = graph.document_called(name).unwrap_err().to_string();
            assert!(error.contains("may be any of these"), "{name}: {error}");
        }
        for name in ["", "ost.txt", "Who runs"] {
            let error = graph.document_called(name);
            assert!(matches!(error, Err(StoreError::NoSuchDocument(_))), "{name}");
        }
    }

    #[test]
    fn what_two_documents_speak_of_goes_only_with_both() {
        let (graph, documents) = graph();
        let counts = |documents: &[NamedNode]| -> Vec<_> {
            let holdings = graph.holdings(documents).unwrap();
            holdings
                .iter()
                .map(|holding| (holding.claims, holding.things))
                .collect()
        };
        // The dispute speaks of six things and its paper; the paper and Novo are in both.
        assert_eq!(counts(&documents[..1]), [(5, 5)]);
        assert_eq!(counts(&documents[1..]), [(1, 0)]);
        assert_eq!(counts(&documents), [(5, 7), (1, 0)]);
    }
}
