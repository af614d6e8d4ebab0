//! Propositions of verbs, and of the adjectives behind a form of "be".

use oxigraph::model::NamedNode;

use super::verdict::fitting;
use super::{Attempt, FellOut, Filler, Finding, PropositionReader, Side};
use crate::analysis::NameLabel;
use crate::claim::Predicate;
use crate::clause::{Clause, Oblique};
use crate::lexicon::attribution::CueKind;
use crate::lexicon::frame::{Role, Slot};
use crate::lexicon::relations::{Narrower, Trigger, TriggerKind};

impl<'a> PropositionReader<'a> {
    /// What the clause of `verb` says; `note` hears of each attempt.
    pub(super) fn verb_findings(self, verb: usize, note: &mut impl FnMut(Attempt<'a>)) -> Vec<Finding> {
        let clause = self.clauses.clause(verb);
        let mut findings = self.mapped(&clause, note);
        for attribute in &clause.attributes {
            findings.extend(self.adjective_findings(&clause, *attribute, note));
        }
        if findings.is_empty() {
            let open = self.open(&clause);
            note(Attempt::new(verb, None, &open));
            findings.extend(open.into_iter().flatten());
        }
        findings
    }

    /// The relations of every entry whose frame the clause fills.
    fn mapped(self, clause: &Clause, note: &mut impl FnMut(Attempt<'a>)) -> Vec<Finding> {
        let triggers = &self.clauses.lexicon.triggers;
        let mut findings: Vec<Finding> = Vec::new();
        for trigger in triggers.get(TriggerKind::Verb, &clause.lemma) {
            let found = self.of_verb(clause, trigger);
            let new = found.and_then(|found| untaken(&findings, found));
            note(Attempt::new(clause.verb, Some(trigger), &new));
            findings.extend(new.into_iter().flatten());
        }
        findings
            .into_iter()
            .flat_map(|finding| self.spread_out(finding))
            .collect()
    }

    /// What an entry finds in a clause.
    fn of_verb(self, clause: &Clause, trigger: &Trigger) -> Result<Vec<Finding>, FellOut> {
        self.verb_constraints(clause, &trigger.frame)?;
        let subjects = self.verb_fillers(clause, &trigger.frame, &Role::Subject);
        let objects = self.verb_fillers(clause, &trigger.frame, &Role::Object);
        let negations = clause.negations - usize::from(trigger.frame.is_negative());
        let anchor = anchor(clause, trigger);
        self.combine(trigger, (&subjects, &objects), (anchor, negations))
    }

    /// "is concerned about X".
    fn adjective_findings(
        self,
        clause: &Clause,
        adjective: usize,
        note: &mut impl FnMut(Attempt<'a>),
    ) -> Vec<Finding> {
        let triggers = &self.clauses.lexicon.triggers;
        let mut findings = Vec::new();
        for trigger in triggers.get(TriggerKind::Adjective, self.clauses.lemma(adjective)) {
            let subjects = self.verb_fillers(clause, &trigger.frame, &Role::Subject);
            let objects = self.verb_fillers(clause, &trigger.frame, &Role::Object);
            let found = self.combine(trigger, (&subjects, &objects), (clause.verb, clause.negations));
            note(Attempt::new(clause.verb, Some(trigger), &found));
            findings.extend(found.into_iter().flatten());
        }
        findings
    }

    /// One finding for each pair of a subject and an object that the relation allows; it hangs on the token
    /// `anchor`, which is negated `negations` times.
    pub(super) fn combine(
        self,
        trigger: &Trigger,
        (subjects, objects): (&[Filler], &[Filler]),
        (anchor, negations): (usize, usize),
    ) -> Result<Vec<Finding>, FellOut> {
        let relation = self.ontology.relation(trigger.relation.as_ref());
        let relation = relation.ok_or(FellOut::Undeclared)?;
        for (side, fillers) in [(Side::Subject, subjects), (Side::Object, objects)] {
            if fillers.is_empty() {
                return Err(FellOut::Unfilled(side));
            }
        }
        let Narrower { subject, object } = &trigger.narrower;
        let subjects = self.allowed(Side::Subject, subjects, [&relation.domain, subject])?;
        let objects = self.allowed(Side::Object, objects, [&relation.range, object])?;
        let pairs = subjects
            .iter()
            .flat_map(|subject| objects.iter().map(move |object| (*subject, *object)));
        let findings = pairs
            .filter(|(subject, object)| !same_entity(subject, object))
            .map(|(subject, object)| Finding {
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
        at_least_one(findings.collect(), FellOut::OneThing)
    }

    /// Those that are of the class that the relation asks for and of the one that the word asks for.
    fn allowed<'f>(
        self,
        side: Side,
        fillers: &'f [Filler],
        [asked, narrower]: [&Option<NamedNode>; 2],
    ) -> Result<Vec<&'f Filler>, FellOut> {
        let is_allowed = |filler: &Filler| self.fits(filler, asked.as_ref());
        let is_narrower = |filler: &Filler| self.fits(filler, narrower.as_ref());
        let of_class = fitting(fillers.iter(), is_allowed, FellOut::WrongClass(side))?;
        fitting(of_class.into_iter(), is_narrower, FellOut::NotNarrower(side))
    }

    /// The verb's own words as predicate: with its object, or with what stands behind its prepositions.
    fn open(self, clause: &Clause) -> Result<Vec<Finding>, FellOut> {
        if matches!(clause.lemma.as_str(), "be" | "have" | "do" | "") {
            return Err(FellOut::LightVerb);
        }
        let subjects = self.all_fillers(&clause.subjects);
        if subjects.is_empty() {
            return Err(FellOut::Unfilled(Side::Subject));
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
        if pairs.is_empty() {
            return Err(FellOut::Unfilled(Side::Object));
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
        let different = all.filter(|(subject, (_, object))| !same_entity(subject, object));
        let findings = different.map(|(subject, pair)| open(subject, pair)).collect();
        at_least_one(findings, FellOut::OneThing)
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

/// The findings that say nothing else of an object of which `earlier` ones say something.
fn untaken(earlier: &[Finding], found: Vec<Finding>) -> Result<Vec<Finding>, FellOut> {
    let is_taken = |finding: &Finding| {
        earlier
            .iter()
            .any(|other| other.predicate != finding.predicate && other.object == finding.object)
    };
    let untaken = found.into_iter().filter(|finding| !is_taken(finding));
    at_least_one(untaken.collect(), FellOut::Taken)
}

fn at_least_one(findings: Vec<Finding>, otherwise: FellOut) -> Result<Vec<Finding>, FellOut> {
    match findings.is_empty() {
        true => Err(otherwise),
        false => Ok(findings),
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
