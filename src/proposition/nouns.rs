//! Propositions of nouns that name a doing: "the RCMP's probe into X", "the arrest of X by Y".

use super::{Attempt, FellOut, Filler, Finding, PropositionReader};
use crate::analysis::Pos;
use crate::lexicon::frame::Role;
use crate::lexicon::relations::{Trigger, TriggerKind};

impl<'a> PropositionReader<'a> {
    /// What the nouns of the document say; both sides have to be named beside the noun.
    pub(super) fn noun_findings(self, note: &mut impl FnMut(Attempt<'a>)) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (noun, token) in self.clauses.analysis.tokens.iter().enumerate() {
            if token.pos == Pos::Noun || self.titled(noun).is_some() {
                findings.extend(self.of_noun(noun, note));
            }
        }
        findings
    }

    fn of_noun(self, noun: usize, note: &mut impl FnMut(Attempt<'a>)) -> Vec<Finding> {
        for trigger in self.noun_triggers(noun) {
            let found = self.by_trigger(noun, trigger);
            note(Attempt::new(noun, Some(trigger), &found));
            if let Ok(found) = found {
                return found;
            }
        }
        Vec::new()
    }

    fn by_trigger(self, noun: usize, trigger: &Trigger) -> Result<Vec<Finding>, FellOut> {
        let subjects = self.nominal_fillers(noun, &trigger.frame, &Role::Subject);
        let objects = self.nominal_fillers(noun, &trigger.frame, &Role::Object);
        let found = self.combine(trigger, (&subjects, &objects), (noun, 0))?;
        let mut subjects = subjects.iter();
        match subjects.any(|subject| matches!(subject, Filler::Claimant(_))) {
            true => Err(FellOut::OfSpeaker),
            false => Ok(found),
        }
    }

    /// The entries of the noun with the word before it ("chief executive"), else of the noun alone.
    fn noun_triggers(self, noun: usize) -> &'a [Trigger] {
        let triggers = &self.clauses.lexicon.triggers;
        let lemma = self.clauses.lemma(noun).to_lowercase();
        let before = noun
            .checked_sub(1)
            .filter(|before| self.clauses.head(*before) == noun);
        let together = before.map(|before| format!("{} {lemma}", self.clauses.word(before)));
        let found = together.map_or(&[][..], |words| triggers.get(TriggerKind::Noun, &words));
        match found {
            [] => triggers.get(TriggerKind::Noun, &lemma),
            found => found,
        }
    }
}
