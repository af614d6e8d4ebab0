//! The words of the articles that show whom and what they mean.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::Term;

use super::subject::Subject;
use crate::query::{QueryError, ask};
use crate::store::{Answer, KnowledgeGraph};

const QUESTION: &str = include_str!("sentences.rq");

/// Gives each thing the sentences of claims about it.
pub fn add_sentences(subjects: &mut [Subject], graph: &KnowledgeGraph) -> Result<(), QueryError> {
    let Answer::Rows { rows, .. } = ask(graph, QUESTION)? else {
        return Ok(());
    };
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        if let [Some(Term::NamedNode(thing)), Some(Term::Literal(sentence))] = row.as_slice() {
            let sentences = found.entry(thing.as_str().to_owned()).or_default();
            sentences.insert(sentence.value().to_owned());
        }
    }
    for subject in subjects {
        subject.sentences = found.remove(subject.iri.as_str()).unwrap_or_default();
    }
    Ok(())
}
