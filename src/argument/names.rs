//! Names: what the recogniser found, and what the capitals say.

use std::ops::Range;

use super::{ArgumentKind, ArgumentReader, Found};
use crate::analysis::{Dep, Pos, Tag};

/// The most tokens of an argument.
const LONGEST: usize = 14;

/// The most groups of capitalised words that are joined to one name: "House | of | Flying Daggers" has two.
const MOST_GROUPS: usize = 5;

impl ArgumentReader<'_> {
    /// Recognised names, without an article before and a genitive after; years and days of dates by themselves.
    pub(super) fn names(self, sentence: Range<usize>, found: &mut Found) {
        let names = self.analysis.names.iter();
        for name in names.filter(|name| sentence.contains(&name.tokens.start)) {
            let kind = ArgumentKind::of_name(name.label);
            let trimmed = self.trimmed(name.tokens.clone());
            add(found, trimmed.clone(), kind);
            add(found, name.tokens.start..trimmed.end, kind);
            add(found, self.with_article(trimmed.clone()), kind);
            if kind == ArgumentKind::Date {
                for token in trimmed.filter(|token| self.tag(*token) == Some(Tag::Cd)) {
                    add(found, token..token + 1, kind);
                }
            }
        }
    }

    fn trimmed(self, mut tokens: Range<usize>) -> Range<usize> {
        if tokens.len() > 1 && self.tag(tokens.start) == Some(Tag::Dt) {
            tokens.start += 1;
        }
        if tokens.len() > 1 && self.tag(tokens.end - 1) == Some(Tag::Pos) {
            tokens.end -= 1;
        }
        tokens
    }

    /// The same with an article that stands before it.
    fn with_article(self, tokens: Range<usize>) -> Range<usize> {
        let before = tokens.start.checked_sub(1);
        let article = before.filter(|token| self.tag(*token) == Some(Tag::Dt));
        article.unwrap_or(tokens.start)..tokens.end
    }

    /// Groups of capitalised words, and groups joined by small words and marks: "Academy Award for Best Song".
    pub(super) fn capitals(self, sentence: Range<usize>, found: &mut Found) {
        let groups = self.groups(sentence);
        for (index, first) in groups.iter().enumerate() {
            if first.clone().any(|token| self.is_name_word(token)) {
                add(found, first.clone(), ArgumentKind::Capitals);
                add(found, self.with_article(first.clone()), ArgumentKind::Capitals);
            }
            if first.len() > 1 && self.tag(first.start) == Some(Tag::Dt) {
                add(found, first.start + 1..first.end, ArgumentKind::Capitals);
            }
            let mut end = first.end;
            for next in groups.iter().skip(index + 1).take(MOST_GROUPS - 1) {
                if !self.are_joined(end..next.start) || next.end - first.start > LONGEST {
                    break;
                }
                end = next.end;
                add(found, first.start..end, ArgumentKind::Capitals);
            }
        }
    }

    /// Unbroken runs of words that begin with a capital or a digit.
    fn groups(self, sentence: Range<usize>) -> Vec<Range<usize>> {
        let mut groups: Vec<Range<usize>> = Vec::new();
        for token in sentence.filter(|token| self.is_capitalised(*token)) {
            match groups.last_mut() {
                Some(group) if group.end == token => group.end = token + 1,
                _ => groups.push(token..token + 1),
            }
        }
        groups
    }

    fn is_capitalised(self, token: usize) -> bool {
        let word = self.word(token);
        self.begins_upper(token) || word.starts_with(|first: char| first.is_ascii_digit())
    }

    /// Whether a word has a capital that is not only that of a sentence's first small word.
    fn is_name_word(self, token: usize) -> bool {
        let is_small = matches!(
            self.pos(token),
            Pos::Pron | Pos::Det | Pos::Adp | Pos::Cconj | Pos::Sconj
        );
        self.begins_upper(token) && !is_small
    }

    fn begins_upper(self, token: usize) -> bool {
        self.word(token).starts_with(char::is_uppercase)
    }

    /// Whether nothing but small words and marks of titles stands in `between`.
    fn are_joined(self, between: Range<usize>) -> bool {
        let is_small = |token: usize| {
            let small_word = matches!(
                self.pos(token),
                Pos::Adp | Pos::Det | Pos::Cconj | Pos::Part | Pos::Sconj | Pos::Pron | Pos::Aux
            ) && self.word(token).len() <= 4;
            small_word || is_joint(self.word(token))
        };
        between.len() <= 3 && between.into_iter().all(is_small)
    }

    /// What stands before the first verb of the sentence, or before a bracket, comma or genitive: often a title.
    pub(super) fn opening(self, sentence: Range<usize>, found: &mut Found) {
        let mut start = sentence.start;
        while sentence.contains(&start) && self.pos(start) == Pos::Punct {
            start += 1;
        }
        for end in start..sentence.end {
            let is_verb = matches!(self.pos(end), Pos::Verb | Pos::Aux) && !self.begins_upper(end);
            let is_mark = matches!(
                self.tag(end),
                Some(Tag::OpenBracket | Tag::Comma | Tag::Pos | Tag::CloseBracket)
            );
            if is_verb || is_mark {
                self.add_opening(start..end, found);
            }
            if is_verb {
                break;
            }
        }
    }

    fn add_opening(self, tokens: Range<usize>, found: &mut Found) {
        let is_beside = |token: &usize| matches!(self.pos(*token), Pos::Adv | Pos::Punct);
        let mut last = tokens.end;
        while last > tokens.start && is_beside(&(last - 1)) {
            last -= 1;
        }
        add(found, tokens.start..last, ArgumentKind::Opening);
        add(found, tokens.clone(), ArgumentKind::Opening);
        if self.tag(tokens.start) == Some(Tag::Dt) {
            add(found, tokens.start + 1..last, ArgumentKind::Opening);
        }
    }

    pub(crate) fn tag(self, token: usize) -> Option<Tag> {
        self.analysis.tokens.get(token).map(|token| token.tag)
    }

    pub(crate) fn dep(self, token: usize) -> Dep {
        self.analysis
            .tokens
            .get(token)
            .map_or(Dep::None, |token| token.dep)
    }
}

/// Marks that titles have inside.
fn is_joint(word: &str) -> bool {
    matches!(
        word,
        ":" | "-" | "–" | "&" | "'" | "’" | "'s" | "’s" | "." | "!" | "?" | "/" | "#" | ","
    )
}

/// Adds an argument that is not too long.
pub(super) fn add(found: &mut Found, tokens: Range<usize>, kind: ArgumentKind) {
    if !tokens.is_empty() && tokens.len() <= LONGEST {
        found.entry((tokens.start, tokens.end)).or_insert(kind);
    }
}
