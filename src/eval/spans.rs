//! Comparing spans by their words.

use std::collections::BTreeSet;

use fancy_regex::Regex;

/// First code point and one past the last.
pub(super) type Span = [usize; 2];

/// A text that spans point into, with its words.
pub(super) struct Spans {
    characters: Vec<char>,
    /// Start, end and whether it is an article.
    words: Vec<(usize, usize, bool)>,
    after_head: Regex,
    possessive: Regex,
    word: Regex,
}

/// Where a phrase goes on after its head word.
const AFTER_HEAD: &str =
    r"\s(?:of|in|by|to|at|from|for|on|with|that|who|which|called|linked|against|about)\s|,|\(";

impl Spans {
    #[expect(clippy::expect_used, reason = "the patterns are constants that tests compile")]
    pub(super) fn new(text: &str) -> Self {
        let pattern = |pattern: &str| Regex::new(pattern).expect("a constant pattern compiles");
        let characters: Vec<char> = text.chars().collect();
        Self {
            words: words(&characters),
            characters,
            after_head: pattern(AFTER_HEAD),
            possessive: pattern(r"['’]s\b"),
            word: pattern(r"[^\W_][\w.-]*"),
        }
    }

    /// The words of a span.
    pub(super) fn slice(&self, span: Span) -> String {
        let slice = self.characters.get(span[0]..span[1].max(span[0]));
        slice.unwrap_or_default().iter().collect()
    }

    /// The sentence around a span, as far as marks and breaks of lines tell.
    pub(super) fn sentence(&self, span: Span) -> String {
        let letter = |at: usize| self.characters.get(at).copied();
        let is_end = |at: &usize| match letter(*at) {
            Some('\n') | None => true,
            Some('.' | '!' | '?') => letter(at + 1).is_none_or(|next| !next.is_alphanumeric() && next != '.'),
            Some(_) => false,
        };
        if span[0] >= self.characters.len() {
            return String::new();
        }
        let first = span[0];
        let start = (0..first).rev().find(is_end).map_or(0, |end| end + 1);
        let last = span[1].saturating_sub(1).max(first);
        let end = (last..self.characters.len()).find(is_end);
        let end = end.map_or(self.characters.len(), |end| end + 1);
        self.slice([start, end]).trim().to_owned()
    }

    /// Where its words start, articles left out unless there is nothing else.
    fn starts(&self, span: Span) -> BTreeSet<usize> {
        let inside = || {
            let words = self.words.iter();
            words.filter(move |(start, end, _)| span[0] <= *start && *end <= span[1])
        };
        let full: BTreeSet<usize> = inside().filter(|word| !word.2).map(|word| word.0).collect();
        match full.is_empty() {
            true => inside().map(|word| word.0).collect(),
            false => full,
        }
    }

    /// F1 of the words that two spans share, 0 to 1.
    pub(super) fn f1(&self, one: Span, other: Span) -> f64 {
        let (one, other) = (self.starts(one), self.starts(other));
        match one.len() + other.len() {
            0 => 0.0,
            all => 2.0 * one.intersection(&other).count() as f64 / all as f64,
        }
    }

    /// Where the head word of a phrase begins: the last word before what goes on behind it.
    pub(super) fn head(&self, span: Span) -> usize {
        let text = self.slice(span);
        let end = self
            .after_head
            .find(&text)
            .ok()
            .flatten()
            .map_or(text.len(), |found| found.start());
        let phrase = text.get(..end).unwrap_or_default();
        let phrase = self.possessive.replace_all(phrase, "  ");
        let last = self.word.find_iter(phrase.as_ref()).flatten().last();
        let before = last.and_then(|last| phrase.get(..last.start()));
        span[0] + before.map_or(0, |before| before.chars().count())
    }

    /// Whether both spans are the same but for marks at their ends.
    pub(super) fn is_same(&self, one: Span, other: Span) -> bool {
        let trim = |span: Span| {
            let words = self.words.iter();
            let inside: Vec<_> = words
                .filter(|(start, end, _)| span[0] <= *start && *end <= span[1])
                .collect();
            match (inside.first(), inside.last()) {
                (Some(first), Some(last)) => [first.0, last.1],
                _ => span,
            }
        };
        trim(one) == trim(other)
    }
}

/// Whether two spans share a code point.
pub(super) fn overlap(one: Span, other: Span) -> bool {
    one[0].max(other[0]) < one[1].min(other[1])
}

fn words(characters: &[char]) -> Vec<(usize, usize, bool)> {
    let is_word = |at: usize| {
        let character = characters.get(at);
        character.is_some_and(|character| character.is_alphanumeric() || *character == '_')
    };
    let mut words = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        if !is_word(at) {
            at += 1;
            continue;
        }
        let start = at;
        while is_word(at) {
            at += 1;
        }
        let word: String = characters[start..at]
            .iter()
            .flat_map(|letter| letter.to_lowercase())
            .collect();
        words.push((start, at, matches!(word.as_str(), "the" | "a" | "an")));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_do_not_count_and_half_a_phrase_is_half() {
        let spans = Spans::new("the old bridge over the river");
        assert_eq!(spans.f1([0, 14], [4, 14]), 1.0);
        assert_eq!(spans.f1([4, 14], [8, 14]), 2.0 / 3.0);
        assert_eq!(spans.f1([0, 3], [4, 7]), 0.0);
    }

    #[test]
    fn a_sentence_ends_at_its_mark_and_not_within_a_number() {
        let spans = Spans::new("It rose by 2.5 metres. The dam broke.\nNobody came");
        assert_eq!(spans.sentence([3, 7]), "It rose by 2.5 metres.");
        assert_eq!(spans.sentence([27, 30]), "The dam broke.");
        assert_eq!(spans.sentence([38, 44]), "Nobody came");
        assert_eq!(spans.sentence([90, 99]), "");
    }

    #[test]
    fn the_head_is_the_last_word_before_what_follows() {
        let spans = Spans::new("the old bridge of Novo's town");
        assert_eq!(spans.head([0, 29]), 8);
        assert_eq!(spans.head([18, 29]), 25);
    }
}
