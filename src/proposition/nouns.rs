//! Propositions of nouns that name a doing: "the RCMP's probe into X", "the arrest of X by Y".

use super::{Filler, Finding, PropositionReader};
use crate::analysis::Pos;
use crate::lexicon::frame::Role;
use crate::lexicon::relations::{Trigger, TriggerKind};

impl<'a> PropositionReader<'a> {
    /// What the nouns of the document say; both sides have to be named beside the noun.
    pub(super) fn noun_findings(self) -> Vec<Finding> {
        let tokens = self.clauses.analysis.tokens.iter().enumerate();
        let nouns = tokens
            .filter(|(index, token)| token.pos == Pos::Noun || self.titled(*index).is_some())
            .map(|(index, _)| index);
        nouns.flat_map(|noun| self.of_noun(noun)).collect()
    }

    fn of_noun(self, noun: usize) -> Vec<Finding> {
        for trigger in self.noun_triggers(noun) {
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
