//! Modality inside the clause: modal verbs, hedges, conditions, questions, and negation above the clause.

use super::Reader;
use crate::analysis::Dep;
use crate::claim::{Certainty, Decision, Stance};
use crate::document::ByteSpan;
use crate::factuality::Modality;
use crate::lexicon::attribution::CueKind;
use crate::lexicon::modality::{Modal, ModalKind};
use crate::proposition::{Filler, Finding};

impl Reader<'_> {
    /// How sure the clause itself sounds, and the words that make it so.
    pub(super) fn modality(self, finding: &Finding) -> (Certainty, Vec<Decision>) {
        let mut certainty = Certainty::Certain;
        let mut decisions = Vec::new();
        for (token, modal) in self.modals(finding.anchor) {
            certainty = certainty.weaker(modal.certainty);
            let words = self
                .propositions
                .clauses
                .analysis
                .tokens
                .get(token)
                .map(|token| token.span);
            let text = words
                .map(|words| self.propositions.clauses.document.slice(words))
                .unwrap_or_default();
            decisions.push(Decision {
                because: format!("“{text}” makes it {}", modal.certainty),
                words,
                entry: Some(modal.entry.to_string()),
            });
        }
        if certainty == Certainty::Certain {
            certainty = self.open_certainty(finding.anchor);
        }
        (certainty, decisions)
    }

    /// What is only planned, wished or asked for by the words above the clause is not said for certain: "gathered **to
    /// protest**".
    fn open_certainty(self, anchor: usize) -> Certainty {
        let clauses = self.propositions.clauses;
        match clauses.commitment(anchor) {
            // What depends on a condition takes no position, see `with_polarity`.
            Modality::Asserted | Modality::Conditional => Certainty::Certain,
            Modality::Probable | Modality::Future => Certainty::Probable,
            Modality::Possible => Certainty::Possible,
        }
    }

    /// The modal words of the clause at `anchor` and of the verbs that govern it up to its own attribution.
    fn modals(self, anchor: usize) -> Vec<(usize, Modal)> {
        let clauses = self.propositions.clauses;
        let mut modals = self.modal_words(anchor);
        for verb in self.governors(anchor) {
            modals.extend(self.modal_words(verb));
            let lemma = clauses.lemma_with_particle(verb);
            let kinds = [ModalKind::Raising, ModalKind::Intention, ModalKind::Adjective];
            let own = kinds.iter().find_map(|kind| self.modal(verb, *kind, &lemma));
            modals.extend(own.map(|modal| self.lessened(verb).unwrap_or(modal)));
        }
        modals
    }

    /// Modal verbs, adverbs and predicate adjectives directly under a verb.
    fn modal_words(self, verb: usize) -> Vec<(usize, Modal)> {
        let clauses = self.propositions.clauses;
        let children = clauses.analysis.children(verb);
        let modals = children.filter_map(|child| {
            let kind = match clauses.dep(child) {
                Dep::Aux => ModalKind::Modal,
                Dep::Advmod => ModalKind::Adverb,
                Dep::Acomp => ModalKind::Adjective,
                _ => return None,
            };
            let modal = self.modal(child, kind, &clauses.lemma(child).to_lowercase())?;
            Some(self.lessened(child).unwrap_or(modal))
        });
        modals.collect()
    }

    /// "**less** likely", "**hardly** probable".
    fn lessened(self, modal: usize) -> Option<(usize, Modal)> {
        let clauses = self.propositions.clauses;
        let mut words = clauses.analysis.children_by(modal, Dep::Advmod);
        words.find_map(|word| self.modal(word, ModalKind::Lessening, &clauses.word(word)))
    }

    fn modal(self, token: usize, kind: ModalKind, lemma: &str) -> Option<(usize, Modal)> {
        self.propositions
            .clauses
            .lexicon
            .modals
            .get(kind, lemma)
            .map(|modal| (token, modal.clone()))
    }

    /// "the **alleged** station": said by somebody, and not for certain.
    pub(super) fn hedge(self, finding: &Finding) -> Option<(Certainty, Decision)> {
        let clauses = self.propositions.clauses;
        let heads = [&finding.subject, &finding.object]
            .into_iter()
            .filter_map(|filler| match filler {
                Filler::Entity(_, token) => Some(*token),
                Filler::Claimant(_) | Filler::Literal(_) => None,
            });
        let modifiers = heads.flat_map(|head| clauses.analysis.children_by(head, Dep::Amod));
        let mut hedges = modifiers.filter_map(|modifier| {
            let by_word = clauses
                .lexicon
                .cues
                .get(CueKind::Attributive, &clauses.word(modifier))
                .first();
            let cue = by_word?;
            let words = clauses.analysis.tokens.get(modifier)?.span;
            let because = format!("“{}” makes it {}", clauses.document.slice(words), cue.certainty);
            Some((
                cue.certainty,
                Decision {
                    because,
                    words: Some(words),
                    entry: Some(cue.entry.to_string()),
                },
            ))
        });
        hedges.next()
    }

    /// The stance after negation; conditions and questions leave it open.
    pub(super) fn with_polarity(self, finding: &Finding, stance: Stance) -> Stance {
        if self.is_open(finding.anchor, finding.words) {
            return Stance::Neutral;
        }
        let is_negated = finding.is_negated ^ self.is_negated_above(finding.anchor);
        if is_negated { stance.opposite() } else { stance }
    }

    /// "if they left", "did they leave?".
    pub(super) fn is_open(self, anchor: usize, words: ByteSpan) -> bool {
        let clauses = self.propositions.clauses;
        let is_question = self.sentence_span(words).is_some_and(|sentence| {
            clauses
                .document
                .slice(sentence)
                .trim_end_matches(['"', '”', '\''])
                .ends_with('?')
        });
        let is_conditional = std::iter::once(anchor)
            .chain(self.governors(anchor))
            .any(|verb| clauses.is_conditional(verb) || clauses.has_condition(verb));
        is_question || is_conditional
    }

    /// "did not try to leave", "failed to leave".
    fn is_negated_above(self, anchor: usize) -> bool {
        let clauses = self.propositions.clauses;
        let negations = self.governors(anchor).into_iter().filter(|verb| {
            let is_negative = clauses
                .lexicon
                .control
                .is_negative(&clauses.lemma_with_particle(*verb));
            let is_negated = clauses.analysis.child(*verb, Dep::Neg).is_some();
            is_negative != is_negated
        });
        negations.count() % 2 == 1
    }

    /// The verbs above an infinitive, nearest first, up to the next attribution.
    pub(super) fn governors(self, anchor: usize) -> Vec<usize> {
        let clauses = self.propositions.clauses;
        let mut governors = Vec::new();
        let mut at = anchor;
        while matches!(clauses.dep(at), Dep::Xcomp | Dep::Conj) && !self.is_content(at) && governors.len() < 8
        {
            let is_conjunct = clauses.dep(at) == Dep::Conj;
            at = clauses.head(at);
            if !is_conjunct {
                governors.push(at);
            }
        }
        governors
    }

    fn is_content(self, token: usize) -> bool {
        self.attributions
            .iter()
            .any(|attribution| attribution.content == token)
    }
}
