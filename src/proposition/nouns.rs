//! Propositions of nouns that name a doing: "the RCMP's probe into X", "the arrest of X by Y".

use super::{Filler, Finding, PropositionReader};
use crate::analysis::Pos;
use crate::lexicon::frame::Role;
use crate::lexicon::relations::TriggerKind;

impl PropositionReader<'_> {
    /// What the nouns of the document say; both sides have to be named beside the noun.
    pub(super) fn noun_findings(self) -> Vec<Finding> {
        let tokens = self.clauses.analysis.tokens.iter().enumerate();
        let nouns = tokens
            .filter(|(_, token)| token.pos == Pos::Noun)
            .map(|(index, _)| index);
        nouns.flat_map(|noun| self.of_noun(noun)).collect()
    }

    fn of_noun(self, noun: usize) -> Vec<Finding> {
        let triggers = self
            .clauses
            .lexicon
            .triggers
            .get(TriggerKind::Noun, self.clauses.lemma(noun));
        for trigger in triggers {
            let subjects = self.nominal_fillers(noun, &trigger.frame, &Role::Subject);
            let objects = self.nominal_fillers(noun, &trigger.frame, &Role::Object);
            let is_about_speaker = subjects
                .iter()
                .any(|subject| matches!(subject, Filler::Claimant(_)));
            let found = self.combine(trigger, (&subjects, &objects), (noun, 0));
            if !found.is_empty() && !is_about_speaker {
                return found;
            }
        }
        Vec::new()
    }
}
