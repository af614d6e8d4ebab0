//! The words of the articles that show whoever reviews a link what is meant.

use std::collections::BTreeMap;

use oxigraph::model::Term;

use crate::query::{QueryError, ask};
use crate::store::{Answer, KnowledgeGraph};

const QUESTION: &str = include_str!("sentences.rq");

/// A sentence of a claim about each thing, by the thing's IRI: the first of them in the order of characters.
pub fn sentences(graph: &KnowledgeGraph) -> Result<BTreeMap<String, String>, QueryError> {
    let Answer::Rows { rows, .. } = ask(graph, QUESTION)? else {
        return Ok(BTreeMap::new());
    };
    let pairs = rows.into_iter().filter_map(|row| match row.as_slice() {
        [Some(Term::NamedNode(thing)), Some(Term::Literal(sentence))] => {
            Some((thing.as_str().to_owned(), sentence.value().to_owned()))
        }
        _ => None,
    });
    Ok(pairs.collect())
}
