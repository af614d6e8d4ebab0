//! What the tables lack: predicates, cues, speakers and nouns, counted over a document.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, NamedNodeRef};
use serde::Serialize;

use super::account::Accounts;
use super::{Coverage, Sample, Uses};
use crate::analysis::{Dep, Pos};
use crate::claim::{Claim, Claimant, Predicate};
use crate::document::ByteSpan;
use crate::lexicon::attribution::CueKind;
use crate::proposition::{Attempt, FellOut, Filler, Finding, PropositionReader, Side};
use crate::reading::trace_claims;
use crate::vocab::tm;

/// Whether the text has a predicate as active or as passive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::Display)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// "sold it to X".
    Active,
    /// "was sold to X".
    Passive,
}

/// A predicate that no line maps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpenKey {
    /// The base form with its particle: "set up".
    pub lemma: String,
    /// The preposition before the object; empty for a direct object.
    pub preposition: String,
    /// How the text has it.
    pub voice: Voice,
    /// Where subject and object stand, as `relations.tsv` writes it.
    pub frame: String,
}

/// How often a predicate without a line was met, between what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenUses {
    /// Where.
    pub uses: Uses,
    /// How often each pair of a subject's and an object's class.
    pub sides: BTreeMap<(NamedNode, NamedNode), usize>,
}

/// A word with a clause below it that no line lists as a cue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CueKey {
    /// The base form.
    pub lemma: String,
    /// What kind of word it is.
    pub kind: CueKind,
}

/// How often a noun without a class was met, and what was asked of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NounUses {
    /// Where.
    pub uses: Uses,
    /// How often each class was asked for where it stood.
    pub asked: BTreeMap<NamedNode, usize>,
}

impl OpenUses {
    pub(super) fn join(&mut self, later: Self) {
        self.uses.join(later.uses);
        add_counts(&mut self.sides, later.sides);
    }
}

impl NounUses {
    pub(super) fn join(&mut self, later: Self) {
        self.uses.join(later.uses);
        add_counts(&mut self.asked, later.asked);
    }
}

fn add_counts<K: Ord>(counts: &mut BTreeMap<K, usize>, later: BTreeMap<K, usize>) {
    for (key, count) in later {
        *counts.entry(key).or_default() += count;
    }
}

/// Tells what became of the sentences of a document, and which words of it the tables lack.
///
/// `learnt` is what was found besides the words of the lexicon.
pub fn cover(reader: PropositionReader<'_>, learnt: Vec<Finding>) -> Coverage {
    let trace = trace_claims(reader, learnt);
    let accounts = Accounts {
        reader,
        trace: &trace,
    };
    let mut coverage = Coverage {
        documents: 1,
        ..Coverage::default()
    };
    for (span, standing, _) in accounts.sentences() {
        let sample = accounts.sample(span);
        coverage.sentences.entry(standing).or_default().add(sample);
    }
    accounts.open_predicates(&mut coverage);
    accounts.cues(&mut coverage);
    accounts.speakers(&mut coverage);
    accounts.nouns(&mut coverage);
    for claim in &trace.claims {
        if let Predicate::Relation(relation) = &claim.proposition.predicate {
            *coverage.relations.entry(relation.clone()).or_default() += 1;
        }
    }
    coverage
}

impl Accounts<'_> {
    fn sample(&self, span: ByteSpan) -> Sample {
        let document = self.reader.clauses.document;
        let name = match document.metadata.source.as_str() {
            "" => document.iri().as_node().as_str(),
            source => source,
        };
        let words: Vec<&str> = document.slice(span).split_whitespace().collect();
        Sample {
            place: format!("{name}#{}", document.char_span(span)),
            words: words.join(" "),
        }
    }

    /// The sentence of a token.
    fn sentence(&self, token: usize) -> Sample {
        let analysis = self.reader.clauses.analysis;
        let sentence = analysis.sentences.get(analysis.sentence_of(token));
        let tokens = sentence.map(|sentence| sentence.tokens.clone().collect::<Vec<_>>());
        let span = tokens.and_then(|tokens| analysis.span_of(&tokens));
        self.sample(span.unwrap_or(ByteSpan::new(0, 0)))
    }

    fn open_predicates(&self, coverage: &mut Coverage) {
        let mut told = BTreeSet::new();
        for outcome in &self.trace.outcomes {
            let is_claimed = outcome.fates.iter().any(Result::is_ok);
            if let (true, Predicate::Open(words)) = (is_claimed, &outcome.finding.predicate) {
                if !told.insert((outcome.finding.anchor, words)) {
                    continue;
                }
                let key = self.open_key(outcome.finding.anchor, words);
                let sides = self.sides(&outcome.finding);
                self.add_open(coverage, key, (outcome.finding.anchor, sides));
            }
        }
        for attempt in &self.trace.attempts {
            let lacks_subject = attempt.fate == Err(FellOut::Unfilled(Side::Subject));
            if attempt.trigger.is_none() && lacks_subject {
                self.agentless(coverage, attempt.at);
            }
        }
    }

    fn add_open(
        &self,
        coverage: &mut Coverage,
        key: OpenKey,
        (token, sides): (usize, (NamedNode, NamedNode)),
    ) {
        let uses = coverage.open.entry(key).or_default();
        uses.uses.add(self.sentence(token));
        *uses.sides.entry(sides).or_default() += 1;
    }

    fn open_key(&self, verb: usize, words: &str) -> OpenKey {
        let clauses = self.reader.clauses;
        let lemma = clauses.lemma_with_particle(verb);
        let preposition = words.strip_prefix(lemma.as_str()).unwrap_or_default().trim();
        let object = match preposition {
            "" => "obj=object".to_owned(),
            preposition => format!("{}=object", preposition.replace(' ', "_")),
        };
        OpenKey {
            lemma,
            preposition: preposition.to_owned(),
            voice: match clauses.is_passive(verb) {
                true => Voice::Passive,
                false => Voice::Active,
            },
            frame: format!("subj=subject {object}"),
        }
    }

    /// "The mine was sold to the bank": nobody does it, so that it is no open predicate; a line could map it.
    fn agentless(&self, coverage: &mut Coverage, verb: usize) {
        let clause = self.reader.clauses.clause(verb);
        let object = clause.objects.iter().find(|object| self.reader.refers(**object));
        let (true, Some(object)) = (clause.is_passive, object) else {
            return;
        };
        for oblique in self.reader.own_obliques(verb) {
            if self.reader.refers(oblique.object) {
                let place = oblique.preposition.replace(' ', "_");
                let key = OpenKey {
                    lemma: clause.lemma.clone(),
                    preposition: oblique.preposition,
                    voice: Voice::Passive,
                    frame: format!("obj=subject {place}=object"),
                };
                let sides = (self.class_at(*object), self.class_at(oblique.object));
                self.add_open(coverage, key, (verb, sides));
            }
        }
    }

    fn sides(&self, finding: &Finding) -> (NamedNode, NamedNode) {
        let class = |filler: &Filler| match filler {
            Filler::Entity(entity, _) => self.class(*entity),
            _ => tm::ENTITY.into_owned(),
        };
        (class(&finding.subject), class(&finding.object))
    }

    fn class(&self, entity: usize) -> NamedNode {
        let entity = self.reader.entities.entities.get(entity);
        entity.map_or(tm::ENTITY.into_owned(), |entity| entity.class.clone())
    }

    fn class_at(&self, token: usize) -> NamedNode {
        let entity = self.reader.entities.at(token);
        entity.map_or(tm::ENTITY.into_owned(), |entity| self.class(entity))
    }

    /// Verbs that only the line for any verb reads, and nouns and adjectives with a clause that nothing reads.
    fn cues(&self, coverage: &mut Coverage) {
        let clauses = self.reader.clauses;
        let cues = &clauses.lexicon.cues;
        let mut known = BTreeSet::new();
        for attribution in &self.trace.attributions {
            let is_new = known.insert(attribution.cue);
            if is_new && cues.is_for_any_verb(&attribution.entry) {
                let lemma = clauses.lemma_with_particle(attribution.cue);
                self.add_cue(coverage, (lemma, CueKind::Verb), attribution.cue);
            }
        }
        for (token, found) in clauses.analysis.tokens.iter().enumerate() {
            let kind = match found.pos {
                Pos::Noun => CueKind::Noun,
                Pos::Adj => CueKind::Adjective,
                _ => continue,
            };
            let lemma = clauses.lemma(token).to_lowercase();
            let is_listed = known.contains(&token) || !cues.get(kind, &lemma).is_empty();
            if !is_listed && self.has_clause(token) {
                self.add_cue(coverage, (lemma, kind), token);
            }
        }
    }

    /// "the notion **that it was late**".
    fn has_clause(&self, token: usize) -> bool {
        let clauses = self.reader.clauses;
        clauses.analysis.children(token).any(|child| {
            matches!(clauses.dep(child), Dep::Ccomp | Dep::Acl)
                && clauses.is_finite(child)
                && clauses.has_child(child, &[Dep::Mark])
                && !clauses.is_conditional(child)
        })
    }

    fn add_cue(&self, coverage: &mut Coverage, (lemma, kind): (String, CueKind), token: usize) {
        let sample = self.sentence(token);
        coverage
            .cues
            .entry(CueKey { lemma, kind })
            .or_default()
            .add(sample);
    }

    fn speakers(&self, coverage: &mut Coverage) {
        for claim in &self.trace.claims {
            if claim.claimant == Claimant::Unspecified {
                let words = self.leaves_open(claim);
                let uses = coverage.unspecified.entry(words).or_default();
                uses.add(self.sample(claim.evidence));
            }
        }
        let mut told = BTreeSet::new();
        for attribution in &self.trace.attributions {
            for source in &attribution.sources {
                let is_noun = self.reader.clauses.pos(*source) == Some(Pos::Noun);
                if is_noun && !self.reader.refers(*source) && told.insert(*source) {
                    let lemma = self.reader.clauses.lemma(*source).to_lowercase();
                    let uses = coverage.speakers.entry(lemma).or_default();
                    uses.add(self.sentence(*source));
                }
            }
        }
    }

    /// The words that leave open who says it: those of the cue, else of what was decided first; none for a quotation.
    fn leaves_open(&self, claim: &Claim) -> String {
        let decided = claim.decisions.iter().filter(|decision| decision.entry.is_some());
        let words = claim
            .cue
            .or_else(|| decided.filter_map(|decision| decision.words).next());
        let words = words.map(|words| self.reader.clauses.document.slice(words));
        words.unwrap_or_default().to_lowercase()
    }

    fn nouns(&self, coverage: &mut Coverage) {
        let asked = self.asked_of_nouns();
        let mut told = BTreeSet::new();
        for verb in self.reader.clauses.predicates() {
            let open = Attempt {
                at: verb,
                trigger: None,
                fate: Ok(0),
            };
            let sides = [Side::Subject, Side::Object].map(|side| self.reader.standing(&open, side));
            for noun in sides.concat() {
                if !self.lacks_class(noun) || !told.insert(noun) {
                    continue;
                }
                let lemma = self.reader.clauses.lemma(noun).to_lowercase();
                let uses = coverage.nouns.entry(lemma).or_default();
                uses.uses.add(self.sentence(noun));
                for class in asked.get(&noun).into_iter().flatten() {
                    *uses.asked.entry(class.clone()).or_default() += 1;
                }
            }
        }
    }

    /// The classes that lines asked for at each token and did not get.
    fn asked_of_nouns(&self) -> BTreeMap<usize, Vec<NamedNode>> {
        let mut asked: BTreeMap<usize, Vec<NamedNode>> = BTreeMap::new();
        for attempt in &self.trace.attempts {
            let Err(fell_out) = attempt.fate else { continue };
            let (FellOut::WrongClass(side) | FellOut::NotNarrower(side)) = fell_out else {
                continue;
            };
            let Some(class) = self.asked(attempt.trigger, fell_out) else {
                continue;
            };
            for token in self.reader.standing(attempt, side) {
                asked.entry(token).or_default().push(class.clone());
            }
        }
        asked
    }

    /// Whether the token is a common noun that no line of `classes.tsv` has, and of which nothing is known otherwise.
    fn lacks_class(&self, token: usize) -> bool {
        let clauses = self.reader.clauses;
        let lemma = clauses.lemma(token).to_lowercase();
        let entity = self.reader.entity_at(token);
        let is_known = entity.is_some_and(|entity| {
            let class: NamedNodeRef<'_> = entity.class.as_ref();
            entity.is_named || class != tm::ENTITY
        });
        clauses.pos(token) == Some(Pos::Noun)
            && !is_known
            && clauses.lexicon.classes.noun(&lemma).is_none()
            && clauses.lexicon.classes.modifier(&lemma).is_none()
    }
}
