//! Full-text search over names, claims, evidence and documents, the most relevant first.
//!
//! The index is tantivy's, and a companion of the graph like its history. It bears a mark of the graph it was made of: whoever
//! changes the graph by documents takes it along ([`follow`], then [`keep`]), document by document; whoever finds it with
//! another mark makes it anew. So it is never needed: a reader who can keep none makes one in memory, with the same answers.
//!
//! Answers follow from the graph alone. Scores are BM25 over what there is now, whatever was taken out before, and equal scores
//! go by kind, length and IRI.

mod companion;
mod entry;
mod fields;
mod question;
mod ranking;
mod seal;

use std::io;
use std::path::PathBuf;

use oxigraph::model::{Literal, NamedNode, Variable};
use strum::{Display, EnumString, IntoStaticStr};
use tantivy::{Index, Searcher, TantivyError};

use crate::store::{Answer, KnowledgeGraph, Place, StoreError};
use fields::Fields;

pub use companion::{follow, keep, set_aside};

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// A thing, by one of its names.
    Entity,
    /// A document, by its title or its text.
    Document,
    /// A claim, by its words for people.
    Claim,
    /// A claim, by the words of the document that it rests on.
    Evidence,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The name, title or words that were found.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// The thing, document or claim.
    pub node: NamedNode,
}

/// A search that failed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The graph could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index could not be made, written or read.
    #[error("the index for searching failed")]
    Index(#[from] TantivyError),
    /// A file or folder could not be used.
    #[error("cannot use `{}`", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// An index of all that a graph has in words, as it was when this was opened.
pub struct TextIndex {
    fields: Fields,
    searcher: Searcher,
}

impl TextIndex {
    fn opened(index: &Index) -> Result<Self, SearchError> {
        Ok(Self {
            fields: Fields::of(&index.schema())?,
            searcher: companion::searcher(index)?,
        })
    }

    /// The index that is kept with the graph in a file, where it has the mark of the file as it is; the graph need not be read.
    ///
    /// Comes with the file's mark, for [`Self::of`]. A graph that is kept otherwise has none before it is opened.
    pub fn at(place: &Place) -> Result<(Option<Self>, Option<String>), SearchError> {
        let Place::File(path) = place else {
            return Ok((None, None));
        };
        let mark = companion::file_mark(path)?;
        Ok((companion::kept(place, &mark), Some(mark)))
    }

    /// The index of a graph: that which is kept with it where it has the graph's mark, else one that is made now.
    ///
    /// What is made is kept where it can be and is certain to be that of the graph as it is kept: when nobody else may write to it,
    /// or its file still has the mark that it had `before` the graph was read.
    pub fn of(graph: &KnowledgeGraph, before: Option<&str>) -> Result<Self, SearchError> {
        let mark = companion::mark(graph)?;
        if let Some(kept) = mark
            .as_ref()
            .and_then(|mark| companion::kept(graph.place(), mark))
        {
            return Ok(kept);
        }
        let is_certain = graph.is_held() || (before.is_some() && before == mark.as_deref());
        if is_certain
            && companion::renew(graph).is_ok()
            && let Some(kept) = mark.and_then(|mark| companion::kept(graph.place(), &mark))
        {
            return Ok(kept);
        }
        Self::in_memory(graph)
    }

    fn in_memory(graph: &KnowledgeGraph) -> Result<Self, SearchError> {
        let index = Index::create_in_ram(fields::schema());
        companion::fill(&index, graph)?;
        Self::opened(&index)
    }

    /// What has all words of `question`, or else most of them; at most `limit`, the most relevant first.
    ///
    /// Words are compared without case, accents and endings. The last may be the beginning of a word. Words in quotation marks
    /// stand side by side. Where nothing has any of them, and none are in quotation marks,
    /// names and texts count that have them within a word.
    pub fn find(&self, question: &str, kind: Option<Kind>, limit: usize) -> Result<Vec<Found>, SearchError> {
        ranking::find(self, question, (kind, limit))
    }
}

/// What was found as the rows of an answer: `found`, `kind` and `node`.
pub fn found_answer(found: Vec<Found>) -> Answer {
    let row = |found: Found| {
        let kind: &'static str = found.kind.into();
        vec![
            Some(Literal::from(found.text).into()),
            Some(Literal::from(kind).into()),
            Some(found.node.into()),
        ]
    };
    Answer::Rows {
        variables: ["found", "kind", "node"].map(Variable::new_unchecked).to_vec(),
        rows: found.into_iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derived::Policy;
    use crate::ontology::Ontology;
    use crate::rdf::describe_reading;
    use crate::rdf::example::{Example, dispute};

    /// Another article, which speaks of some things of the dispute.
    fn other(text: &str) -> Example {
        let mut example = Example::new(text);
        let novo = example.entity("City", "Novo");
        let ruritania = example.entity("Country", "Ruritania");
        let object = crate::claim::Object::Entity(ruritania);
        example.reading.claims = vec![example.claim((novo, "supports", object), "spoke of Ruritania")];
        example
    }

    /// A graph that documents came to and went from, with its index taken along each time.
    fn living(place: Place) -> KnowledgeGraph {
        let ontology = Ontology::bundled();
        let policy = Policy::default();
        let rules = (&ontology, &policy);
        let texts = ["Novo spoke of Ruritania.", "Novo spoke of Ruritania again."];
        let [one, two] = texts.map(|text| describe_reading(&ontology, &other(text).reading));
        let dispute = describe_reading(&ontology, &dispute().reading);
        let mut graph = KnowledgeGraph::open_to_write(place).unwrap();
        let gone = [one.graph.clone()];
        for (came, went) in [(vec![one], &[][..]), (vec![dispute], &[]), (vec![two], &gone)] {
            follow(&mut graph);
            graph.amend((&came, went), rules).unwrap();
            graph.settle(&ontology, &policy).unwrap();
            graph.save().unwrap();
            keep(&graph, graph.changed_documents()).unwrap();
            graph.record("build", "now").unwrap();
        }
        graph
    }

    fn found(index: &TextIndex, question: &str) -> Vec<String> {
        let line = |found: Found| format!("{} | {} | {}", found.kind, found.text, found.node);
        index
            .find(question, None, 100)
            .unwrap()
            .into_iter()
            .map(line)
            .collect()
    }

    #[test]
    fn an_index_that_was_taken_along_answers_as_one_that_is_made_now() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from_path(folder.path().join("news.nq"));
        let graph = living(place.clone());
        let (kept, mark) = TextIndex::at(&place).unwrap();
        let (kept, made) = (kept.unwrap(), TextIndex::in_memory(&graph).unwrap());
        assert_eq!(mark, companion::mark(&graph).unwrap());
        for question in [
            "ruritania",
            "novo",
            "depots",
            "spoke of r",
            "denied \"running the depots\"",
            "uri",
        ] {
            let answer = found(&kept, question);
            assert!(!answer.is_empty(), "{question}");
            assert_eq!(answer, found(&made, question), "{question}");
        }
    }

    #[test]
    fn a_name_that_is_the_whole_question_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let graph = living(Place::from_path(folder.path().join("news.nq")));
        let index = TextIndex::of(&graph, None).unwrap();
        let first = &index.find("RURITANIÁ", None, 1).unwrap()[0];
        assert_eq!((first.kind, first.text.as_str()), (Kind::Entity, "Ruritania"));
        let claims = index.find("ruritania", Some(Kind::Claim), 100).unwrap();
        assert!(!claims.is_empty() && claims.iter().all(|found| found.kind == Kind::Claim));
        assert!(index.find("\"Ruritania operates\" depot", None, 9).unwrap().len() > 1);
        assert!(index.find("\"operates Ruritania\"", None, 9).unwrap().is_empty());
    }

    #[test]
    fn an_index_is_of_its_graph_until_something_else_writes_there() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from_path(folder.path().join("news.nq"));
        let mut graph = living(place.clone());
        follow(&mut graph);
        assert!(
            TextIndex::at(&place).unwrap().0.is_some(),
            "nothing has changed yet"
        );
        set_aside(&graph);
        assert!(TextIndex::at(&place).unwrap().0.is_none());
        assert!(!found(&TextIndex::of(&graph, None).unwrap(), "ruritania").is_empty());
        assert!(
            TextIndex::at(&place).unwrap().0.is_some(),
            "its writer has made it anew"
        );
    }
}
