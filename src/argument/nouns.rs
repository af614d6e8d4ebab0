//! Groups of words around a common noun, whole and in parts: "American tennis player", "tennis player".

use std::ops::Range;

use super::names::add;
use super::{ArgumentKind, ArgumentReader, Found};
use crate::analysis::{Dep, Pos};

/// The longest stretch inside a group that is an argument of its own.
const LONGEST_PART: usize = 3;

impl ArgumentReader<'_> {
    /// Noun groups with every part of them that may be meant, and with what hangs on a preposition.
    pub(super) fn nouns(self, sentence: Range<usize>, found: &mut Found) {
        for head in sentence.clone() {
            match self.pos(head) {
                Pos::Noun | Pos::Propn => self.noun(head, sentence.start, found),
                Pos::Pron => add(found, head..head + 1, ArgumentKind::Pronoun),
                Pos::Adj | Pos::Verb if self.may_be_named(head) => {
                    add(found, head..head + 1, ArgumentKind::Part);
                }
                _ => {}
            }
        }
    }

    /// Adjectives and verb forms that stand where a noun stands.
    fn may_be_named(self, token: usize) -> bool {
        matches!(
            self.dep(token),
            Dep::Amod | Dep::Acomp | Dep::Pobj | Dep::Dobj | Dep::Pcomp | Dep::Conj | Dep::Attr
        )
    }

    fn noun(self, head: usize, first: usize, found: &mut Found) {
        let group = self.group(head, first);
        if self.dep(head) != Dep::Compound {
            add(found, group.clone(), ArgumentKind::Noun);
            self.pair(group.clone(), found);
            for end in self.ends_of_complements(head) {
                for start in group.clone().filter(|start| self.pos(*start) != Pos::Punct) {
                    add(found, start..end, ArgumentKind::Noun);
                }
            }
        }
        for start in group.clone().filter(|start| self.pos(*start) != Pos::Punct) {
            add(found, start..group.end, ArgumentKind::Part);
            for end in start + 1..=(start + LONGEST_PART).min(group.end) {
                if self.pos(end - 1) != Pos::Punct {
                    add(found, start..end, ArgumentKind::Part);
                }
            }
        }
    }

    /// Two nouns with a conjunction between them: "rhythm and blues".
    fn pair(self, group: Range<usize>, found: &mut Found) {
        let second = group.end + 1;
        let is_pair = self.dep(group.end) == Dep::Cc && self.dep(second) == Dep::Conj;
        if is_pair && matches!(self.pos(second), Pos::Noun | Pos::Propn) {
            add(found, group.start..second + 1, ArgumentKind::Part);
        }
    }

    /// The noun and the words to its left that describe it, without article and possessor.
    fn group(self, head: usize, first: usize) -> Range<usize> {
        let belongs = |token: &usize| {
            let is_in_group = matches!(
                self.pos(*token),
                Pos::Noun | Pos::Propn | Pos::Adj | Pos::Num | Pos::Punct | Pos::Verb | Pos::Adv | Pos::Sym
            );
            is_in_group && self.hangs_on(*token, head)
        };
        let mut start = (first..head).rev().take_while(belongs).last().unwrap_or(head);
        while start < head && self.pos(start) == Pos::Punct {
            start += 1;
        }
        start..head + 1
    }

    /// Whether `head` is above `token`, at most a few steps.
    fn hangs_on(self, token: usize, head: usize) -> bool {
        self.analysis.ancestors(token).take(4).any(|above| above == head)
    }

    /// Where the noun ends with one complement and with all that follow on each other: "member of the House of Lords".
    fn ends_of_complements(self, head: usize) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut end = head + 1;
        let mut noun = head;
        while let Some(object) = self.complement(noun, end) {
            end = object + 1;
            ends.push(end);
            noun = object;
            if ends.len() == 3 {
                break;
            }
        }
        ends
    }

    /// The object of a preposition that stands right at `at` and hangs on `noun`.
    fn complement(self, noun: usize, at: usize) -> Option<usize> {
        let is_preposition = self.dep(at) == Dep::Prep
            && self
                .analysis
                .tokens
                .get(at)
                .is_some_and(|token| token.head == noun);
        is_preposition.then(|| self.analysis.child(at, Dep::Pobj))?
    }
}
