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
