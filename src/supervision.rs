//! Distant supervision: a sentence that names both ends of a known fact becomes an example of its relation (Mintz et al.
//! 2009, <https://aclanthology.org/P09-1113>).
//!
//! Not every such sentence says the fact, so that what is learnt from them is weighed as ever: by how many right pairs
//! show a pattern, and how many of all that show it are right. Which fact a triple comes from stands beside it.

mod facts;
mod names;

use std::collections::BTreeSet;

use serde::Serialize;

pub use self::facts::Facts;

use self::names::NameInText;
use crate::analysis::Analysis;
use crate::document::{ByteSpan, Document};
use crate::lexicon::times::TimeWords;
use crate::time::times;

/// A sentence with the facts whose ends it names, as a line of a file of examples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Supervised {
    /// The document's source and the place in it, counted in code points.
    pub id: String,
    /// The sentence, on one line.
    pub text: String,
    /// What it may say, in text order.
    pub triples: Vec<SupervisedTriple>,
}

/// A triple in the words of a sentence, with the fact that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SupervisedTriple {
    /// The subject's words.
    pub sub: String,
    /// The relation's label.
    pub rel: String,
    /// The object's words.
    pub obj: String,
    /// The fact, as N-Triples writes it.
    pub fact: String,
}

impl Supervised {
    /// The sentence as a line of JSON, which [`crate::induction::read_examples`] reads.
    pub fn to_line(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string(self)? + "\n")
    }
}

/// The sentences of a document that name both ends of a fact, in text order.
///
/// Two ends that several relations join give a triple for each. Names inside longer ones do not count.
pub fn supervise(
    facts: &Facts,
    words: &TimeWords,
    (document, analysis): (&Document, &Analysis),
) -> Vec<Supervised> {
    let times = times(words, document, analysis);
    let sentences = analysis.sentences.iter().filter_map(|sentence| {
        let tokens = sentence.tokens.clone();
        let last = tokens.end.checked_sub(1)?;
        let span = analysis.span_of(&[tokens.start, last])?;
        let of_tokens = analysis.tokens.get(tokens)?;
        let mut found = facts.names_in(document, of_tokens);
        found.extend(facts.days_in(times.iter().map(|(_, time)| time), span));
        let triples = triples(facts, document, &found);
        (!triples.is_empty()).then(|| Supervised {
            id: format!("{}#{}", document.metadata.source, document.char_span(span)),
            text: one_line(document.slice(span)),
            triples,
        })
    });
    sentences.collect()
}

fn triples(facts: &Facts, document: &Document, found: &[NameInText]) -> Vec<SupervisedTriple> {
    let words = |span: ByteSpan| one_line(document.slice(span));
    let mut triples = BTreeSet::new();
    for subject in found {
        for object in found.iter().filter(|object| !object.span.overlaps(subject.span)) {
            for fact in facts.between(&subject.ends, &object.ends) {
                let triple = SupervisedTriple {
                    sub: words(subject.span),
                    rel: fact.relation.clone(),
                    obj: words(object.span),
                    fact: fact.statement.clone(),
                };
                triples.insert((subject.span, object.span, triple));
            }
        }
    }
    let mut told = BTreeSet::new();
    let triples = triples.into_iter().map(|(_, _, triple)| triple);
    let new = triples.filter(|triple| told.insert(triple.clone()));
    new.collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::analysis::{LanguageModel, WordCache, analyse};
    use crate::document::Metadata;
    use crate::induction::read_examples;
    use crate::lexicon::Lexicon;
    use crate::schema::Schema;

    const ONTOLOGY: &str = "@prefix : <https://example.org/b#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:captain a owl:ObjectProperty ; rdfs:label \"captain\" .
:owner a owl:ObjectProperty ; rdfs:label \"owner\" .
:launched a owl:DatatypeProperty ; rdfs:label \"launch date\" .
";

    const FACTS: &str = "@prefix : <https://example.org/b#> . @prefix d: <https://example.org/d/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
d:zeta rdfs:label \"Zeta Star\" ; skos:altLabel \"Zeta\" ; :captain d:ada ; :owner d:ada, d:novo ;
	:launched \"1987-05-03\"^^xsd:date .
d:ada rdfs:label \"Ada Reyes\"@en .
d:novo rdfs:label \"Novo\" .
d:bank rdfs:label \"Bank of Novo\" ; :owner d:zeta .
";

    fn supervised(text: &str) -> Vec<Supervised> {
        let schema = Schema::parse(Path::new("b.ttl"), ONTOLOGY).unwrap();
        let facts = Facts::parse(&schema, Path::new("f.ttl"), FACTS).unwrap();
        let document = Document::of_paragraph(text.to_owned(), Metadata::default());
        let model = LanguageModel::bundled();
        let analysis = analyse(&model, &mut WordCache::new(), &document);
        supervise(&facts, &Lexicon::bundled().times, (&document, &analysis))
    }

    fn found(text: &str) -> Vec<String> {
        let sentences = supervised(text).into_iter();
        let triples = sentences.flat_map(|sentence| sentence.triples);
        let told = triples.map(|triple| format!("{} | {} | {}", triple.sub, triple.rel, triple.obj));
        told.collect()
    }

    #[test]
    fn two_ends_give_every_relation_that_joins_them() {
        assert_eq!(
            found("The Zeta sails under Ada Reyes."),
            ["Zeta | captain | Ada Reyes", "Zeta | owner | Ada Reyes"]
        );
    }

    #[test]
    fn one_end_gives_nothing_and_neither_does_a_name_inside_another() {
        assert_eq!(found("The Zeta sails. Ada Reyes is ill."), Vec::<String>::new());
        assert_eq!(
            found("The Zeta Star belongs to the Bank of Novo."),
            ["Bank of Novo | owner | Zeta Star"]
        );
        assert_eq!(found("Zetas sail under Ada Reyes."), Vec::<String>::new());
    }

    #[test]
    fn a_date_is_found_however_it_is_written() {
        assert_eq!(
            found("The Zeta was launched on May 3, 1987."),
            ["Zeta | launch date | May 3, 1987"]
        );
    }

    #[test]
    fn a_sentence_is_written_as_an_example_with_its_fact() {
        let sentences = supervised("It rained. The Zeta sails under Ada Reyes.");
        let line = sentences[0].to_line().unwrap();
        assert!(
            line.starts_with(r##"{"id":"#char=11,42","text":"The Zeta sails"##),
            "{line}"
        );
        assert!(
            line.contains("<https://example.org/b#captain> <https://example.org/d/ada>"),
            "{line}"
        );
        let schema = Schema::parse(Path::new("b.ttl"), ONTOLOGY).unwrap();
        let (records, strays) = read_examples(&schema, &line).unwrap();
        assert!(strays.is_empty());
        assert_eq!(records[0].triples.len(), 2);
    }
}
