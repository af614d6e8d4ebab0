//! Reports: what the tables lack, with the commonest first and a line for each that can be pasted.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedNode;
use serde::Serialize;

use super::gaps::{CueKey, NounUses, OpenKey, OpenUses};
use super::guess::{Guesses, class};
use super::reason::Stage;
use super::{Coverage, Sample, Standing, Uses};
use crate::adoption::{CLASSES, RELATIONS};
use crate::lexicon::Lexicon;
use crate::lexicon::attribution::CueKind;
use crate::ontology::Ontology;
use crate::vocab::{curie, tm};

/// What stands in a line where a term has to be filled in; such a line begins with `#`, so that it says nothing yet.
const TO_FILL_IN: &str = "tm:FILL_IN";

/// What documents give and what the tables lack for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many documents.
    pub documents: usize,
    /// How many sentences of each standing.
    pub sentences: SentenceFigures,
    /// Sentences without a claim: where something fell out, from the last stage to the first; then the others.
    pub without_claim: Vec<WithoutClaim>,
    /// Predicates without an entry in `relations.tsv`.
    pub predicates: Vec<Gap>,
    /// Words with a clause below them that `attribution.tsv` does not list.
    pub cues: Vec<Gap>,
    /// Words that leave open who says it, and words for speakers that refer to nothing.
    pub speakers: Vec<Gap>,
    /// Nouns without a class in `classes.tsv`.
    pub nouns: Vec<Gap>,
    /// How many different words there are of each kind, shown or not.
    pub found: GapFigures,
    /// The relations that are claimed nowhere.
    pub unused_relations: Vec<UnusedRelation>,
}

/// How many sentences of each standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SentenceFigures {
    /// Sentences of the articles.
    pub all: usize,
    /// Those that give a claim.
    pub claimed: usize,
    /// Those that say something that fell out.
    pub fell_out: usize,
    /// Those without a predicate.
    pub nothing_to_claim: usize,
    /// Blocks of furniture, which are no sentences.
    pub furniture: usize,
}

/// How many different words there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GapFigures {
    /// Predicates.
    pub predicates: usize,
    /// Cues.
    pub cues: usize,
    /// Words around unnamed speakers.
    pub speakers: usize,
    /// Nouns.
    pub nouns: usize,
}

/// Sentences without a claim that came equally far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WithoutClaim {
    /// `fell-out`, `nothing-to-claim` or `furniture`.
    pub standing: &'static str,
    /// The furthest stage that they came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// How many, and the first of them.
    #[serde(flatten)]
    pub uses: Uses,
}

/// Words that a table lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The words: "sell to".
    pub words: String,
    /// What kind of word it is, or how the text has it.
    pub kind: String,
    /// How often it was met.
    pub count: usize,
    /// The first places.
    pub examples: Vec<Sample>,
    /// The classes that lines of the lexicon asked for where a noun stands, the commonest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<String>,
    /// A line for the table; none where no table could have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
}

/// A line to paste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The table, below `ontology/lexicon/`.
    pub table: &'static str,
    /// The line, without the end of the line.
    pub text: String,
    /// Whether a term has still to be filled in and the `#` to be taken away.
    pub to_fill_in: bool,
}

/// A relation that no document claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnusedRelation {
    /// Its name: `tm:borders`.
    pub relation: String,
    /// Its label.
    pub label: String,
    /// How many words of `relations.tsv` express it or its inverse.
    pub words: usize,
    /// A line to begin with, where no word expresses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
}

impl Report {
    /// Makes a report; of each kind of words and sentences it shows the first `top`.
    pub fn new(coverage: &Coverage, (lexicon, ontology): (&Lexicon, &Ontology), top: usize) -> Self {
        let guesses = Guesses::new(ontology, lexicon);
        let mut report = Self {
            documents: coverage.documents,
            sentences: SentenceFigures::of(coverage),
            without_claim: without_claim(coverage, top),
            predicates: commonest(&coverage.open, top, |(key, uses)| predicate(&guesses, key, uses)),
            cues: commonest(&coverage.cues, top, |(key, uses)| cue(key, uses)),
            speakers: [
                commonest(&coverage.speakers, top, |(lemma, uses)| speaker(lemma, uses)),
                commonest(&coverage.unspecified, top, |(words, uses)| {
                    unspecified(words, uses)
                }),
            ]
            .concat(),
            nouns: commonest(&coverage.nouns, top, |(lemma, uses)| noun(&guesses, lemma, uses)),
            found: GapFigures::of(coverage),
            unused_relations: unused(coverage, lexicon, ontology),
        };
        report.keep_one_line_of_each();
        report
    }

    /// Of gaps that one line fills, such as a verb that is met as active and as passive, the first has the line. A noun
    /// has one line, whatever it stands for.
    fn keep_one_line_of_each(&mut self) {
        let mut told = BTreeSet::new();
        let gaps = [
            &mut self.predicates,
            &mut self.cues,
            &mut self.speakers,
            &mut self.nouns,
        ];
        for gap in gaps.into_iter().flatten() {
            let is_told = |line: &mut Line| match line.table {
                CLASSES => !told.insert((line.table, gap.words.clone())),
                table => !told.insert((table, line.text.clone())),
            };
            gap.line.take_if(is_told);
        }
    }
}

impl GapFigures {
    fn of(coverage: &Coverage) -> Self {
        Self {
            predicates: coverage.open.len(),
            cues: coverage.cues.len(),
            speakers: coverage.speakers.len() + coverage.unspecified.len(),
            nouns: coverage.nouns.len(),
        }
    }
}

impl SentenceFigures {
    fn of(coverage: &Coverage) -> Self {
        let count = |name: &str| {
            let of_name = coverage.sentences.iter();
            let counts = of_name.filter(|(standing, _)| standing.name() == name);
            counts.map(|(_, uses)| uses.count).sum()
        };
        let [claimed, fell_out, nothing_to_claim] = ["claimed", "fell-out", "nothing-to-claim"].map(count);
        Self {
            all: claimed + fell_out + nothing_to_claim,
            claimed,
            fell_out,
            nothing_to_claim,
            furniture: count("furniture"),
        }
    }
}

fn without_claim(coverage: &Coverage, top: usize) -> Vec<WithoutClaim> {
    let mut standings: Vec<_> = coverage.sentences.iter().collect();
    standings.retain(|(standing, _)| **standing != Standing::Claimed);
    standings.sort_by_key(|(standing, _)| (standing.stage().is_none(), std::cmp::Reverse(standing.stage())));
    let shown = standings.into_iter().map(|(standing, uses)| WithoutClaim {
        standing: standing.name(),
        stage: standing.stage(),
        uses: Uses {
            count: uses.count,
            samples: uses.samples.iter().take(top).cloned().collect(),
        },
    });
    shown.collect()
}

/// The first `top` by how often they were met, then by their words.
fn commonest<K: Ord, U>(gaps: &BTreeMap<K, U>, top: usize, gap: impl Fn((&K, &U)) -> Gap) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = gaps.iter().map(gap).collect();
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.count));
    gaps.truncate(top);
    gaps
}

fn predicate(guesses: &Guesses<'_>, key: &OpenKey, uses: &OpenUses) -> Gap {
    let guess = guesses.relation(key, uses);
    let term = guess.map(|guess| curie(guess.as_ref()));
    let OpenKey { lemma, frame, .. } = key;
    let begin = format!("{lemma}\tverb\t{frame}\t");
    let words = format!("{lemma} {}", key.preposition);
    let voice = key.voice.to_string();
    gap(
        (words.trim_end(), &voice),
        &uses.uses,
        line(RELATIONS, (lemma, &begin), term),
    )
}

fn cue(key: &CueKey, uses: &Uses) -> Gap {
    let frame = match key.kind {
        CueKind::Noun => "by|from|poss|subj=source comp=content",
        _ => "subj=source finite=content",
    };
    let CueKey { lemma, kind } = key;
    let text = format!("{lemma}\t{kind}\t{frame}\tAffirms\tUnstated");
    let line = is_plain(lemma).then_some(Line {
        table: "attribution.tsv",
        text,
        to_fill_in: false,
    });
    gap((lemma, &kind.to_string()), uses, line)
}

fn speaker(lemma: &str, uses: &Uses) -> Gap {
    let begin = format!("{lemma}\t");
    let agent = Some(curie(tm::AGENT));
    let line = line(CLASSES, (lemma, &begin), agent);
    gap((lemma, "speaker that refers to nothing"), uses, line)
}

fn unspecified(words: &str, uses: &Uses) -> Gap {
    match words {
        "" => gap(("", "quotation without a speaker"), uses, None),
        words => gap((words, "names nobody"), uses, None),
    }
}

fn noun(guesses: &Guesses<'_>, lemma: &str, uses: &NounUses) -> Gap {
    let class = class(guesses.ontology, &guesses.words, lemma);
    let term = class.map(|class| curie(class.as_ref()));
    let begin = format!("{lemma}\t");
    let mut asked: Vec<_> = uses.asked.iter().collect();
    asked.sort_by_key(|(class, count)| (std::cmp::Reverse(**count), *class));
    let asked = asked.into_iter().map(|(class, _)| curie(class.as_ref()));
    Gap {
        asked: asked.collect(),
        ..gap((lemma, "noun"), &uses.uses, line(CLASSES, (lemma, &begin), term))
    }
}

fn gap((words, kind): (&str, &str), uses: &Uses, line: Option<Line>) -> Gap {
    Gap {
        words: words.to_owned(),
        kind: kind.to_owned(),
        count: uses.count,
        examples: uses.samples.clone(),
        asked: Vec::new(),
        line,
    }
}

/// A line of a table, with a term at its end; without one it is a comment until a term is filled in.
fn line(table: &'static str, (word, begin): (&str, &str), term: Option<String>) -> Option<Line> {
    let text = match &term {
        Some(term) => format!("{begin}{term}"),
        None => format!("#{begin}{TO_FILL_IN}"),
    };
    is_plain(word).then_some(Line {
        table,
        text,
        to_fill_in: term.is_none(),
    })
}

/// Whether a table can hold the word as it is.
fn is_plain(word: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '\'' | '’');
    word.starts_with(char::is_alphanumeric) && word.chars().all(is_letter)
}

fn unused(coverage: &Coverage, lexicon: &Lexicon, ontology: &Ontology) -> Vec<UnusedRelation> {
    let mut words: BTreeMap<&NamedNode, usize> = BTreeMap::new();
    for trigger in lexicon.triggers.iter() {
        let relation = ontology.relation(trigger.relation.as_ref());
        let declared = relation.and_then(|relation| relation.inverse_of.as_ref());
        *words.entry(declared.unwrap_or(&trigger.relation)).or_default() += 1;
    }
    let pattern_relations: Vec<&NamedNode> = lexicon.patterns.relations().collect();
    let unused = ontology
        .relations()
        .filter(|relation| relation.inverse_of.is_none() && !coverage.relations.contains_key(&relation.iri));
    let shown = unused.map(|relation| {
        let name = curie(relation.iri.as_ref());
        let words = words.get(&relation.iri).copied().unwrap_or_default();
        let lacks_words = words == 0 && !pattern_relations.contains(&&relation.iri);
        let text = format!("#FILL_IN\tverb\tsubj=subject obj=object\t{name}");
        UnusedRelation {
            line: lacks_words.then_some(Line {
                table: RELATIONS,
                text,
                to_fill_in: true,
            }),
            relation: name,
            label: relation.label.clone(),
            words,
        }
    });
    shown.collect()
}
