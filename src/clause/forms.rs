//! What a clause looks like: its tense, what it has beside its verb, which word opens it.

use super::ClauseReader;
use crate::analysis::{Dep, Pos, Tag};

/// How far up a relative clause is looked for.
const MAX_DEPTH: usize = 6;

impl ClauseReader<'_> {
    /// The token's fine-grained tag.
    pub fn tag(self, token: usize) -> Option<Tag> {
        self.analysis.tokens.get(token).map(|token| token.tag)
    }

    /// The token's part of speech.
    pub fn pos(self, token: usize) -> Option<Pos> {
        self.analysis.tokens.get(token).map(|token| token.pos)
    }

    /// Whether one of `deps` hangs on `token`.
    pub fn has_child(self, token: usize, deps: &[Dep]) -> bool {
        let mut children = self.analysis.children(token);
        children.any(|child| deps.contains(&self.dep(child)))
    }

    /// Whether the verb has a subject of its own, a noun or a clause.
    pub fn has_subject(self, verb: usize) -> bool {
        self.has_child(verb, &[Dep::Nsubj, Dep::Nsubjpass, Dep::Csubj])
    }

    /// Whether the verb shows a tense, by itself or by its auxiliary.
    pub fn is_finite(self, verb: usize) -> bool {
        let has_tense = |token: usize| {
            let tag = self.tag(token);
            matches!(tag, Some(Tag::Vbz | Tag::Vbd | Tag::Vbp | Tag::Md))
        };
        let mut children = self.analysis.children(verb);
        has_tense(verb)
            || children.any(|child| matches!(self.dep(child), Dep::Aux | Dep::Auxpass) && has_tense(child))
    }

    /// Whether "to" stands before the verb: "**to** leave".
    pub fn is_infinitive(self, verb: usize) -> bool {
        let mut auxiliaries = self.analysis.children_by(verb, Dep::Aux);
        auxiliaries.any(|auxiliary| self.tag(auxiliary) == Some(Tag::To))
    }

    /// Whether it asks for something: "**leave** the hall".
    pub fn is_imperative(self, verb: usize) -> bool {
        self.tag(verb) == Some(Tag::Vb)
            && !self.has_subject(verb)
            && !self.has_child(verb, &[Dep::Aux, Dep::Expl])
    }

    /// Whether a question word stands in the clause: "**what** to do", "**which road** did they take?".
    pub fn has_question_word(self, verb: usize) -> bool {
        let is_asking = |token: usize| {
            let tag = self.tag(token);
            matches!(tag, Some(Tag::Wp | Tag::WpS | Tag::Wdt | Tag::Wrb))
        };
        let mut children = self.analysis.children(verb);
        children.any(|child| {
            let is_phrase = !self.is_predicate(child);
            is_asking(child) || is_phrase && self.analysis.children(child).any(is_asking)
        })
    }

    /// Whether it is told as past: "**left**", "**was** leaving".
    pub fn is_past(self, verb: usize) -> bool {
        let is_past = |token: usize| self.tag(token) == Some(Tag::Vbd);
        let mut children = self.analysis.children(verb);
        is_past(verb)
            || children.any(|child| matches!(self.dep(child), Dep::Aux | Dep::Auxpass) && is_past(child))
    }

    /// Whether a conjunction leaves open whether the clause holds: "**if** they leave".
    pub fn is_conditional(self, verb: usize) -> bool {
        let mut marks = self.analysis.children_by(verb, Dep::Mark);
        marks.any(|mark| self.lexicon.control.is_condition(&self.word(mark)))
    }

    /// Whether a clause beside the verb makes it depend: "if they leave, we **stay**".
    pub fn has_condition(self, verb: usize) -> bool {
        let mut clauses = self.analysis.children_by(verb, Dep::Advcl);
        clauses.any(|clause| self.is_conditional(clause))
    }

    /// The noun that a relative pronoun stands for: "the depot **that** closed"; nothing for other words.
    pub fn antecedent(self, pronoun: usize) -> Option<usize> {
        if !matches!(self.tag(pronoun), Some(Tag::Wdt | Tag::Wp)) {
            return None;
        }
        let mut above = self.analysis.ancestors(pronoun).take(MAX_DEPTH);
        let relative = above.find(|verb| self.dep(*verb) == Dep::Relcl)?;
        let noun = self.head(relative);
        (noun < pronoun).then_some(noun)
    }

    /// Whether a comma stands before the phrase of `head`.
    pub fn is_after_comma(self, head: usize) -> bool {
        let first = self.analysis.subtree(head).first().copied();
        let before = first.and_then(|first| first.checked_sub(1));
        before.is_some_and(|before| self.tag(before) == Some(Tag::Comma))
    }

    /// Whether the token is a mark of punctuation or white space; so is a token that there is not.
    pub fn is_mark(self, token: usize) -> bool {
        matches!(self.pos(token), None | Some(Pos::Punct | Pos::Space))
    }
}
