//! Whether what a clause names is said to have happened.
//!
//! The question of factuality (Saurí and Pustejovsky 2009, <https://doi.org/10.1007/s10579-009-9089-9>; White et al.
//! 2018, <https://aclanthology.org/D18-1501>), answered from the clause's own words and from those that govern it:
//! implicative and factive verbs share their standing with what they govern, others leave it open (Karttunen 1971,
//! <https://doi.org/10.2307/412084>).

use super::ClauseReader;
use crate::analysis::{Dep, Tag};
use crate::factuality::Modality;
use crate::lexicon::commitment::CommitmentKind;

/// How many words above a clause are asked.
const MAX_DEPTH: usize = 8;

/// What stands above a clause.
enum Above {
    /// A word that leaves it open.
    Open(Modality),
    /// A word that shares its standing.
    Same(usize),
    /// Nothing that matters.
    Nothing,
}

impl ClauseReader<'_> {
    /// How firmly the text commits to what the clause at `verb` names; the innermost word that leaves it open counts.
    pub fn commitment(self, verb: usize) -> Modality {
        let mut at = verb;
        for _ in 0..MAX_DEPTH {
            if let Some(modality) = self.own_words(at) {
                return modality;
            }
            match self.above(at) {
                Above::Open(modality) => return modality,
                Above::Same(governor) => at = governor,
                Above::Nothing => return Modality::Asserted,
            }
        }
        Modality::Asserted
    }

    /// Auxiliaries, adverbs and the conjunction under `verb`, and what its form says.
    fn own_words(self, verb: usize) -> Option<Modality> {
        let is_question = self.is_infinitive(verb) && self.has_question_word(verb);
        if is_question || self.dep(verb) == Dep::Conj && self.is_joined_request(verb) {
            return Some(Modality::Future);
        }
        let lemma = self.lemma(verb);
        let is_wish = self.is_committed(CommitmentKind::Wish, lemma);
        let mut children = self.analysis.children(verb);
        let own = children.find_map(|child| {
            let kind = match self.dep(child) {
                Dep::Aux => CommitmentKind::Modal,
                Dep::Advmod => CommitmentKind::Adverb,
                Dep::Mark => CommitmentKind::Conjunction,
                _ => return None,
            };
            let word = self.word(child);
            let is_wishing = is_wish && self.is_committed(CommitmentKind::Wishing, &word);
            let modality = self.lexicon.commitments.get(kind, &word);
            modality.filter(|modality| *modality != Modality::Asserted && !is_wishing)
        });
        own.or_else(|| self.prospective(verb))
    }

    /// "is **going** to leave".
    fn prospective(self, verb: usize) -> Option<Modality> {
        let lines = &self.lexicon.commitments;
        let modality = lines.get(CommitmentKind::Prospective, self.lemma(verb))?;
        let mut below = self.analysis.children_by(verb, Dep::Xcomp);
        let is_auxiliary = self.tag(verb) == Some(Tag::Vbg) && below.any(|verb| self.is_infinitive(verb));
        is_auxiliary.then_some(modality)
    }

    /// "they left, so **call** us": an imperative behind a clause that is none.
    fn is_joined_request(self, verb: usize) -> bool {
        let first = self.head(verb);
        // The tagger takes the second of two plural verbs for a base form: "they **won** the cup and **lead** the league".
        let is_plural = matches!(self.tag(first), Some(Tag::Vbp | Tag::Vbd));
        self.is_imperative(verb) && self.is_predicate(first) && self.is_finite(first) && !is_plural
    }

    fn is_committed(self, kind: CommitmentKind, word: &str) -> bool {
        self.lexicon.commitments.has(kind, word)
    }

    fn above(self, verb: usize) -> Above {
        let governor = self.head(verb);
        match self.dep(verb) {
            Dep::Conj if self.is_predicate(governor) => Above::Same(governor),
            Dep::Xcomp => self.governed(verb, governor),
            Dep::Ccomp if self.is_infinitive(verb) || !self.is_finite(verb) => self.governed(verb, governor),
            Dep::Ccomp => self.thought(governor),
            Dep::Pcomp => self.behind_preposition(governor),
            Dep::Advcl if self.is_infinitive(verb) && self.is_past(governor) => {
                Above::Open(Modality::Probable)
            }
            Dep::Advcl | Dep::Acl | Dep::Relcl if self.is_infinitive(verb) => Above::Open(Modality::Future),
            Dep::Advcl => self.beside(verb),
            Dep::Acl if self.is_participle(verb) => self.clause_of(governor),
            Dep::Acl => self.thought(governor),
            Dep::Csubj | Dep::Csubjpass if !self.is_finite(verb) => Above::Same(governor),
            Dep::Acomp | Dep::Attr | Dep::Oprd => Above::Same(governor),
            Dep::Dep | Dep::Parataxis if self.is_imperative(verb) => Above::Open(Modality::Future),
            Dep::Root => self.standing_alone(verb),
            _ => Above::Nothing,
        }
    }

    /// "managed **to leave**" is as firm as "managed"; "wanted **to leave**" leaves it open.
    fn governed(self, verb: usize, governor: usize) -> Above {
        let lemma = self.lemma_with_particle(governor);
        let mut auxiliaries = self.analysis.children_by(governor, Dep::Aux);
        let is_wish = self.is_committed(CommitmentKind::Wish, &lemma)
            && auxiliaries.any(|word| self.is_committed(CommitmentKind::Wishing, &self.word(word)));
        match self.lexicon.commitments.get(CommitmentKind::Governor, &lemma) {
            _ if is_wish => Above::Open(Modality::Future),
            Some(Modality::Asserted) => Above::Same(governor),
            Some(modality) => Above::Open(modality),
            None if self.is_infinitive(verb) || self.is_imperative(verb) => Above::Open(Modality::Future),
            None => Above::Same(governor),
        }
    }

    /// "hopes **that they leave**", "the chance **that they leave**".
    fn thought(self, governor: usize) -> Above {
        let lemma = self.lemma_with_particle(governor);
        match self.lexicon.commitments.get(CommitmentKind::Thinking, &lemma) {
            Some(modality) if modality != Modality::Asserted => Above::Open(modality),
            _ => Above::Nothing,
        }
    }

    /// "without **leaving**", "thought of **leaving**".
    fn behind_preposition(self, preposition: usize) -> Above {
        let word = self.word(preposition);
        match self.lexicon.commitments.get(CommitmentKind::Preposition, &word) {
            Some(Modality::Asserted) => return Above::Nothing,
            Some(modality) => return Above::Open(modality),
            None => {}
        }
        let governor = self.head(preposition);
        let lemma = self.lemma_with_particle(governor);
        match self.lexicon.commitments.get(CommitmentKind::Prospect, &lemma) {
            Some(modality) => Above::Open(modality),
            None => Above::Same(governor),
        }
    }

    /// A clause beside another: "**leaving** the hall, …", "when they **leave**, …", "**call** us, we …".
    fn beside(self, verb: usize) -> Above {
        let governor = self.head(verb);
        let openers = self.analysis.children(verb);
        let openers = openers.filter(|child| matches!(self.dep(*child), Dep::Mark | Dep::Advmod));
        let openers: Vec<String> = openers.map(|child| self.word(child)).collect();
        let lines = &self.lexicon.commitments;
        let limit = openers
            .iter()
            .find_map(|word| lines.get(CommitmentKind::Limit, word));
        let is_timed = openers
            .iter()
            .any(|word| self.is_committed(CommitmentKind::Time, word));
        let has_mark = self.has_child(verb, &[Dep::Mark]);
        match limit {
            _ if self.is_imperative(verb) => Above::Open(Modality::Future),
            _ if self.is_participle(verb) && !has_mark => Above::Same(governor),
            Some(modality) if !self.is_told(verb) => Above::Open(modality),
            None if is_timed && !self.is_told(verb) => Above::Same(governor),
            _ => Above::Nothing,
        }
    }

    /// Whether it is past or perfect: "left", "has left".
    fn is_told(self, verb: usize) -> bool {
        let has_auxiliary = self.has_child(verb, &[Dep::Aux]);
        self.is_past(verb) || has_auxiliary && self.tag(verb) == Some(Tag::Vbn)
    }

    /// The clause that the phrase of a noun stands in.
    fn clause_of(self, noun: usize) -> Above {
        let mut above = std::iter::once(noun).chain(self.analysis.ancestors(noun));
        match above.find(|token| self.is_predicate(*token)) {
            Some(verb) => Above::Same(verb),
            None => Above::Nothing,
        }
    }

    /// An imperative asks for what it names; a question that can be answered by "no" leaves it open.
    fn standing_alone(self, verb: usize) -> Above {
        if self.is_imperative(verb) {
            return Above::Open(Modality::Future);
        }
        match self.is_inverted(verb) && !self.has_question_word(verb) && self.ends_as_question(verb) {
            true => Above::Open(Modality::Conditional),
            false => Above::Nothing,
        }
    }

    /// "**did** they leave", "**is** it open": the subject stands behind the word that shows the tense.
    fn is_inverted(self, verb: usize) -> bool {
        let mut children = self.analysis.children(verb);
        let subject =
            children.find(|child| matches!(self.dep(*child), Dep::Nsubj | Dep::Nsubjpass | Dep::Expl));
        let mut children = self.analysis.children(verb);
        let auxiliary = children.find(|child| matches!(self.dep(*child), Dep::Aux | Dep::Auxpass));
        subject.is_some_and(|subject| auxiliary.unwrap_or(verb) < subject)
    }

    fn ends_as_question(self, verb: usize) -> bool {
        let sentence = self.analysis.sentences.get(self.analysis.sentence_of(verb));
        let last = sentence.and_then(|sentence| {
            let mut tokens = sentence.tokens.clone().rev();
            tokens.find(|token| !matches!(self.tag(*token), Some(Tag::Space | Tag::CloseQuote)))
        });
        last.is_some_and(|last| self.word(last) == "?")
    }

    fn is_participle(self, verb: usize) -> bool {
        matches!(self.tag(verb), Some(Tag::Vbg | Tag::Vbn))
    }

    /// How often the words above an infinitive or gerund say that it does not happen: "**failed** to leave", "did
    /// **not** try to leave", "**prevented** them from leaving".
    pub(crate) fn negations_above(self, verb: usize) -> usize {
        let mut negations = 0;
        let mut at = verb;
        for _ in 0..MAX_DEPTH {
            at = match self.dep(at) {
                Dep::Xcomp => self.head(at),
                Dep::Acl if self.is_infinitive(at) => self.head(at),
                Dep::Pcomp if self.may_deny(self.head(self.head(at))) => self.head(self.head(at)),
                Dep::Acomp => self.head(at),
                _ => break,
            };
            negations += usize::from(self.is_negative(at));
            negations += self.analysis.children_by(at, Dep::Neg).count();
            negations += self.denials_of_noun(at);
        }
        negations
    }

    /// Whether what governs a preposition can deny what stands behind it: "**prevented** them from leaving", "no
    /// **intention** of leaving".
    fn may_deny(self, governor: usize) -> bool {
        !self.is_predicate(governor) || self.is_negative(governor)
    }

    /// How often it is said that there is none: "**no** plan to leave", "did **not** make any attempt to leave".
    fn denials_of_noun(self, noun: usize) -> usize {
        if self.is_predicate(noun) {
            return 0;
        }
        let verb = self.head(noun);
        let is_carried = match self.dep(noun) {
            Dep::Dobj => self.lexicon.control.is_support(self.lemma(verb)),
            Dep::Attr => self.analysis.child(verb, Dep::Expl).is_some(),
            _ => false,
        };
        let above = self.analysis.children_by(verb, Dep::Neg).filter(|_| is_carried);
        usize::from(self.is_empty_argument(noun)) + above.count()
    }

    fn is_negative(self, word: usize) -> bool {
        self.lexicon.control.is_negative(&self.lemma_with_particle(word))
    }
}
