//! Phrases of the text as spans.

use super::{ByteSpan, Modality, Words};
use crate::analysis::Dep;
use crate::clause::{ClauseReader, Oblique};
use crate::lexicon::modality::ModalKind;

/// The preposition that belongs to its noun.
const OF: &str = "of";

/// Turns tokens into words of the text.
#[derive(Clone, Copy)]
pub(super) struct Spans<'a>(pub(super) ClauseReader<'a>);

impl<'a> Spans<'a> {
    pub(super) fn reader(self) -> ClauseReader<'a> {
        self.0
    }

    /// The words of a byte span.
    pub(super) fn words(self, span: ByteSpan) -> Words {
        let document = self.0.document;
        let characters = document.char_span(span);
        Words {
            text: document.slice(span).to_owned(),
            span: [characters.start, characters.end],
        }
    }

    /// One token.
    pub(super) fn token(self, token: usize) -> Option<ByteSpan> {
        self.0.analysis.tokens.get(token).map(|token| token.span)
    }

    /// From the first to the last of `tokens`, without articles at the front and punctuation at either end.
    pub(super) fn trimmed(self, mut tokens: &[usize]) -> Option<ByteSpan> {
        while let [first, rest @ ..] = tokens
            && self.is_outside(*first)
        {
            tokens = rest;
        }
        while let [rest @ .., last] = tokens
            && (self.0.is_mark(*last) || self.0.dep(*last) == Dep::Cc)
        {
            tokens = rest;
        }
        self.0.analysis.span_of(tokens)
    }

    /// A noun phrase without relative clauses, appositions and conjuncts.
    pub(super) fn noun_phrase(self, head: usize) -> Option<ByteSpan> {
        let tokens = self
            .0
            .analysis
            .subtree_without(head, |child| self.is_apart(head, child));
        self.trimmed(&tokens)
    }

    /// The same for one who says something: "the police **of taking it**" hangs there by accident of the parse.
    pub(super) fn speaker_phrase(self, head: usize) -> Option<ByteSpan> {
        let tokens = self.0.analysis.subtree_without(head, |child| {
            let is_deed = self.0.dep(child) == Dep::Prep && self.0.has_child(child, &[Dep::Pcomp]);
            is_deed || self.is_apart(head, child)
        });
        self.trimmed(&tokens)
    }

    /// The same without what stands behind a preposition other than "of": the parse cannot tell well whether
    /// "losses **from its mines**" are one thing.
    pub(super) fn core(self, head: usize) -> Option<ByteSpan> {
        let tokens = self.0.analysis.subtree_without(head, |child| {
            let is_further = child > head && self.0.head(child) == head && self.is_further(child);
            is_further || self.is_apart(head, child)
        });
        self.trimmed(&tokens)
    }

    /// A prepositional phrase that [`Spans::core`] leaves out.
    fn is_further(self, preposition: usize) -> bool {
        self.0.dep(preposition) == Dep::Prep && self.0.word(preposition) != OF
    }

    /// What [`Spans::core`] leaves out.
    pub(super) fn further(self, head: usize) -> Vec<Oblique> {
        let prepositions = self.0.analysis.children(head);
        let prepositions = prepositions.filter(|child| *child > head && self.is_further(*child));
        prepositions
            .flat_map(|preposition| self.0.obliques_at(preposition))
            .collect()
    }

    fn is_apart(self, head: usize, child: usize) -> bool {
        matches!(
            self.0.dep(child),
            Dep::Relcl | Dep::Acl | Dep::Appos | Dep::Conj | Dep::Cc | Dep::Punct | Dep::Preconj
        ) || child > head && self.0.dep(child) == Dep::Case
    }

    /// How strongly the clause of `verb` puts itself forward: by its modal verb, adverb or a condition beside it.
    pub(super) fn modality(self, verb: usize) -> Modality {
        let lexicon = self.0.lexicon;
        if self.0.has_condition(verb) {
            return Modality::Conditional;
        }
        let own = self.0.analysis.children(verb).filter_map(|child| {
            let kind = match self.0.dep(child) {
                Dep::Aux => ModalKind::Modal,
                Dep::Advmod => ModalKind::Adverb,
                Dep::Acomp => ModalKind::Adjective,
                _ => return None,
            };
            let lemma = self.0.lemma(child).to_lowercase();
            lexicon.modals.get(kind, &lemma).map(|modal| modal.modality)
        });
        let lemma = self.0.lemma_with_particle(verb);
        let raising = lexicon.modals.get(ModalKind::Raising, &lemma);
        own.chain(raising.map(|modal| modal.modality))
            .max()
            .unwrap_or_default()
    }

    fn is_outside(self, token: usize) -> bool {
        let is_article = matches!(self.0.word(token).as_str(), "the" | "a" | "an");
        is_article || self.0.is_mark(token)
    }
}
