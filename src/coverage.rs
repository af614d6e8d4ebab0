//! Coverage: which sentences of some documents give no claim, and which words the tables lack.
//!
//! What is told here comes from the stages themselves ([`crate::reading::trace_claims`]): each line of the lexicon that
//! was tried, each finding, and where it fell out. [`why_not`] tells it sentence by sentence, [`cover`] counts it, and
//! [`Report`] makes lines of it that can be pasted into the tables.

mod account;
mod gaps;
mod guess;
mod reason;
mod report;
mod text;

use std::collections::BTreeMap;

use oxigraph::model::NamedNode;
use serde::Serialize;

pub use self::account::{PredicateAccount, SentenceAccount, Standing, Step, StepKind, why_not};
pub use self::gaps::{CueKey, NounUses, OpenKey, OpenUses, Voice, cover};
pub use self::reason::Stage;
pub use self::report::{Gap, Line, Report, SentenceFigures, UnusedRelation, WithoutClaim};

/// How many places are kept of each word.
const SAMPLES: usize = 3;

/// How many sentences are kept of each standing.
const SENTENCES: usize = 100;

/// Words and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// The document's source and the place in it, counted in code points: `news/a.txt#char=10,52`.
    pub place: String,
    /// The words.
    pub words: String,
}

/// How often something was met, and where first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Uses {
    /// How often.
    pub count: usize,
    /// The first places, in the order of the documents.
    pub samples: Vec<Sample>,
}

impl Uses {
    fn add(&mut self, sample: Sample) {
        self.join(Self {
            count: 1,
            samples: vec![sample],
        });
    }

    fn join(&mut self, later: Self) {
        self.keep(later, SAMPLES);
    }

    fn keep(&mut self, later: Self, most: usize) {
        self.count += later.count;
        let room = most.saturating_sub(self.samples.len());
        self.samples.extend(later.samples.into_iter().take(room));
    }
}

/// What documents say and what the tables lack for it. Documents are joined in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many documents.
    pub documents: usize,
    /// What became of their sentences; each block of furniture counts as one.
    pub sentences: BTreeMap<Standing, Uses>,
    /// Predicates that no line of `relations.tsv` maps.
    pub open: BTreeMap<OpenKey, OpenUses>,
    /// How often each relation is claimed.
    pub relations: BTreeMap<NamedNode, usize>,
    /// Words with a clause below them that no line of `attribution.tsv` lists.
    pub cues: BTreeMap<CueKey, Uses>,
    /// Words that leave open who says it.
    pub unspecified: BTreeMap<String, Uses>,
    /// Words for speakers that refer to nothing known.
    pub speakers: BTreeMap<String, Uses>,
    /// Nouns on a side of a predicate that no line of `classes.tsv` has.
    pub nouns: BTreeMap<String, NounUses>,
}

impl Coverage {
    /// Adds what was found in later documents.
    pub fn join(&mut self, later: Self) {
        self.documents += later.documents;
        for (standing, uses) in later.sentences {
            self.sentences.entry(standing).or_default().keep(uses, SENTENCES);
        }
        for (key, uses) in later.open {
            self.open.entry(key).or_default().join(uses);
        }
        for (relation, count) in later.relations {
            *self.relations.entry(relation).or_default() += count;
        }
        join_uses(&mut self.cues, later.cues);
        join_uses(&mut self.unspecified, later.unspecified);
        join_uses(&mut self.speakers, later.speakers);
        for (noun, uses) in later.nouns {
            self.nouns.entry(noun).or_default().join(uses);
        }
    }
}

fn join_uses<K: Ord>(all: &mut BTreeMap<K, Uses>, later: BTreeMap<K, Uses>) {
    for (key, uses) in later {
        all.entry(key).or_default().join(uses);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::WordCache;
    use crate::document::{Document, Metadata};
    use crate::pipeline::{Resources, cover_document, explain_sentences};

    fn document(text: &str) -> Document {
        let metadata = Metadata {
            source: "a.txt".to_owned(),
            ..Metadata::default()
        };
        Document::of_paragraph(text.to_owned(), metadata)
    }

    fn covered(texts: &[&str]) -> (Coverage, Report) {
        let resources = Resources::bundled();
        let mut coverage = Coverage::default();
        for text in texts {
            coverage.join(cover_document(&resources, &mut WordCache::new(), document(text)));
        }
        let report = Report::new(&coverage, (&resources.lexicon, &resources.ontology), 20);
        (coverage, report)
    }

    fn lines(gaps: &[Gap]) -> Vec<&str> {
        let lines = gaps.iter().filter_map(|gap| gap.line.as_ref());
        lines.map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn a_passive_without_an_agent_is_a_predicate_without_an_entry() {
        let (_, report) = covered(&["The report was pinned to the ferry."]);
        assert_eq!(
            lines(&report.predicates),
            ["#pin\tverb\tobj=subject to=object\ttm:FILL_IN"]
        );
        assert_eq!(report.predicates[0].kind, "passive");
    }

    #[test]
    fn a_line_that_fills_two_gaps_is_told_once() {
        let texts = [
            "The police serenaded Ann Lee.",
            "Ann Lee was serenaded by the police.",
        ];
        let (coverage, report) = covered(&texts);
        assert_eq!((coverage.documents, report.predicates.len()), (2, 2));
        assert_eq!(
            lines(&report.predicates),
            ["#serenade\tverb\tsubj=subject obj=object\ttm:FILL_IN"]
        );
    }

    #[test]
    fn counts_are_joined_and_the_first_places_are_kept() {
        let texts = ["The police serenaded Ann Lee."; 5];
        let (coverage, _) = covered(&texts);
        let uses = &coverage.open.values().next().unwrap().uses;
        assert_eq!((uses.count, uses.samples.len()), (5, SAMPLES));
        assert_eq!(uses.samples[0].place, "a.txt#char=0,29");
        assert_eq!(coverage.sentences[&Standing::Claimed].count, 5);
    }

    #[test]
    fn a_speaker_that_refers_to_nothing_is_told_with_its_word() {
        let (coverage, _) = covered(&["Allegedly the police arrested Ann Lee."]);
        assert!(coverage.unspecified.contains_key("allegedly"), "{coverage:?}");
        assert!(coverage.speakers.is_empty());
    }

    #[test]
    fn each_step_of_a_sentence_names_its_line() {
        let resources = Resources::bundled();
        let text = document("The police arrested the report.");
        let accounts = explain_sentences(&resources, &mut WordCache::new(), text);
        let steps = &accounts[0].predicates[0].steps;
        let of_class = steps.iter().find(|step| step.stage == Some(Stage::Class));
        let entry = of_class.and_then(|step| step.entry.as_deref()).unwrap();
        assert!(entry.starts_with("relations.tsv:"), "{steps:?}");
    }
}
