//! Propositions of verbs, and of the adjectives behind a form of "be".

use super::{Filler, Finding, PropositionReader};
use crate::analysis::NameLabel;
use crate::claim::Predicate;
use crate::clause::{Clause, Oblique};
use crate::lexicon::attribution::CueKind;
use crate::lexicon::frame::{Role, Slot};
use crate::lexicon::relations::{Trigger, TriggerKind};

impl PropositionReader<'_> {
    /// What the clause of `verb` says.
    pub(super) fn verb_findings(self, verb: usize) -> Vec<Finding> {
        let clause = self.clauses.clause(verb);
        let mut findings = self.mapped(&clause);
        findings.extend(
            clause
                .attributes
                .iter()
                .flat_map(|attribute| self.adjective_findings(&clause, *attribute)),
        );
        if findings.is_empty() {
            findings.extend(self.open(&clause));
        }
        findings
    }

    /// The relations of every entry whose frame the clause fills.
    fn mapped(self, clause: &Clause) -> Vec<Finding> {
        let triggers = self
            .clauses
            .lexicon
            .triggers
            .get(TriggerKind::Verb, &clause.lemma);
        let filled = triggers
            .iter()
            .filter(|trigger| self.verb_constraints_hold(clause, &trigger.frame));
        let mut findings: Vec<Finding> = Vec::new();
        for trigger in filled {
            let subjects = self.verb_fillers(clause, &trigger.frame, &Role::Subject);
            let objects = self.verb_fillers(clause, &trigger.frame, &Role::Object);
            let negations = clause.negations - usize::from(trigger.frame.is_negative());
            let anchor = anchor(clause, trigger);
            let new = self.combine(trigger, (&subjects, &objects), (anchor, negations));
            let is_taken = |finding: &Finding| {
                findings
                    .iter()
                    .any(|other| other.predicate != finding.predicate && other.object == finding.object)
            };
            let new: Vec<Finding> = new.into_iter().filter(|finding| !is_taken(finding)).collect();
            findings.extend(new);
        }
        findings
            .into_iter()
            .flat_map(|finding| self.spread_out(finding))
            .collect()
    }

    /// "is concerned about X".
    fn adjective_findings(self, clause: &Clause, adjective: usize) -> Vec<Finding> {
        let triggers = self
            .clauses
            .lexicon
            .triggers
            .get(TriggerKind::Adjective, self.clauses.lemma(adjective));
        let findings = triggers.iter().map(|trigger| {
            let subjects = self.verb_fillers(clause, &trigger.frame, &Role::Subject);
            let objects = self.verb_fillers(clause, &trigger.frame, &Role::Object);
            self.combine(trigger, (&subjects, &objects), (clause.verb, clause.negations))
        });
        findings.flatten().collect()
    }

    /// One finding for each pair of a subject and an object that the relation allows; it hangs on the token
    /// `anchor`, which is negated `negations` times.
    pub(super) fn combine(
        self,
        trigger: &Trigger,
        (subjects, objects): (&[Filler], &[Filler]),
        (anchor, negations): (usize, usize),
    ) -> Vec<Finding> {
        let Some(relation) = self.ontology.relation(trigger.relation.as_ref()) else {
            return Vec::new();
        };
        let mut findings = Vec::new();
        for subject in subjects
            .iter()
            .filter(|subject| self.fits(subject, relation.domain.as_ref()))
            .filter(|subject| self.fits(subject, trigger.narrower.subject.as_ref()))
        {
            for object in objects
                .iter()
                .filter(|object| self.fits(object, relation.range.as_ref()))
                .filter(|object| self.fits(object, trigger.narrower.object.as_ref()))
            {
                if same_entity(subject, object) {
                    continue;
                }
                findings.push(Finding {
                    anchor,
                    subject: subject.clone(),
                    predicate: Predicate::Relation(trigger.relation.clone()),
                    object: object.clone(),
                    is_negated: negations % 2 == 1,
                    is_apposition: false,
                    entry: Some(trigger.entry.clone()),
                    likelihood: None,
                    words: self.words(&heads(anchor, subject, object)),
                });
            }
        }
        findings
    }

    /// The verb's own words as predicate: with its object, or with what stands behind its prepositions.
    fn open(self, clause: &Clause) -> Vec<Finding> {
        let subjects = self.all_fillers(&clause.subjects);
        if subjects.is_empty() || matches!(clause.lemma.as_str(), "be" | "have" | "do" | "") {
            return Vec::new();
        }
        let mut pairs: Vec<(String, Filler)> = Vec::new();
        for object in self.all_fillers(&clause.objects) {
            pairs.push((clause.lemma.clone(), object));
        }
        for oblique in self.own_obliques(clause.verb) {
            let predicate = format!("{} {}", clause.lemma, oblique.preposition);
            let fillers = self.fillers(oblique.object).into_iter();
            pairs.extend(fillers.map(|filler| (predicate.clone(), filler)));
        }
        let open = |subject: &Filler, (predicate, object): &(String, Filler)| Finding {
            anchor: clause.verb,
            subject: subject.clone(),
            predicate: Predicate::Open(predicate.clone()),
            object: object.clone(),
            is_negated: clause.negations % 2 == 1,
            is_apposition: false,
            entry: None,
            likelihood: None,
            words: self.words(&heads(clause.verb, subject, object)),
        };
        let all = subjects
            .iter()
            .flat_map(|subject| pairs.iter().map(move |pair| (subject, pair)));
        all.filter(|(subject, (_, object))| !same_entity(subject, object))
            .map(|(subject, pair)| open(subject, pair))
            .collect()
    }

    /// What stands behind the verb's own prepositions, cues ("according to") and dates left out.
    pub(crate) fn own_obliques(self, verb: usize) -> Vec<Oblique> {
        let cues = &self.clauses.lexicon.cues;
        let obliques = self.clauses.obliques_of(verb).into_iter();
        obliques
            .filter(|oblique| cues.get(CueKind::Preposition, &oblique.preposition).is_empty())
            .filter(|oblique| !self.is_circumstance(oblique.object))
            .collect()
    }

    fn all_fillers(self, tokens: &[usize]) -> Vec<Filler> {
        tokens.iter().flat_map(|token| self.fillers(*token)).collect()
    }

    /// Dates and times are when, not what.
    fn is_circumstance(self, token: usize) -> bool {
        let names = &self.clauses.analysis.names;
        names.iter().any(|name| {
            name.tokens.contains(&token) && matches!(name.label, NameLabel::Date | NameLabel::Time)
        })
    }
}

/// What is said with a predicate noun hangs on it: "**calling** them centres" is a cue, "centres" its content.
fn anchor(clause: &Clause, trigger: &Trigger) -> usize {
    let is_attribute = trigger.frame.slots(&Role::Object).contains(&Slot::Attribute);
    let attribute = clause.attributes.first().filter(|_| is_attribute);
    attribute.copied().unwrap_or(clause.verb)
}

/// The head tokens that a finding rests on.
pub(super) fn heads(anchor: usize, subject: &Filler, object: &Filler) -> Vec<usize> {
    let token = |filler: &Filler| match filler {
        Filler::Entity(_, token) | Filler::Claimant(Some(token)) => Some(*token),
        Filler::Claimant(None) | Filler::Literal(_) => None,
    };
    std::iter::once(anchor)
        .chain(token(subject))
        .chain(token(object))
        .collect()
}

pub(super) fn same_entity(subject: &Filler, object: &Filler) -> bool {
    match (subject, object) {
        (Filler::Entity(one, _), Filler::Entity(other, _)) => one == other,
        (Filler::Claimant(_), Filler::Claimant(_)) => true,
        (one, other) => one == other,
    }
}
