//! The words of one line of a page, as the furniture table compares them.
//!
//! Case and ordinary punctuation are left out; colons, breadcrumb arrows, copyright signs and other symbols
//! are words of their own, because they tell a label from a sentence.

use crate::document::ByteSpan;

/// One word or symbol of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In lower case.
    pub text: String,
    /// Where it stands, in bytes from the start of the line.
    pub span: ByteSpan,
}

impl Word {
    /// Whether it is written in digits only.
    pub fn is_number(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether it is a symbol.
    pub fn is_symbol(&self) -> bool {
        !self.text.starts_with(char::is_alphanumeric)
    }
}

/// Splits a line into words: letters and digits with what joins them (`o'neil`, `u.s`, `13:50`, `2024-03-05`).
pub fn words(line: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = line.char_indices().peekable();
    let mut previous = ' ';
    while let Some((start, first)) = rest.next() {
        let next = rest.peek().map_or(' ', |(_, next)| *next);
        let end = start + first.len_utf8();
        let joins = first.is_alphanumeric() || joins_words(previous, first, next);
        let follows = words
            .last()
            .is_some_and(|word| word.span.end() == start && !word.is_symbol());
        match words.last_mut() {
            Some(word) if joins && follows => {
                word.text.extend(first.to_lowercase());
                word.span = ByteSpan::new(word.span.start(), end);
            }
            _ if first.is_alphanumeric() || is_telling(first) => words.push(Word {
                text: first.to_lowercase().collect(),
                span: ByteSpan::new(start, end),
            }),
            _ => {}
        }
        previous = first;
    }
    words
}

/// Whether two titles have the same words; case, punctuation and symbols are left out of account.
pub fn is_same_title(title: &str, other: &str) -> bool {
    // Much longer texts are not taken apart for nothing.
    let is_comparable = other.len() <= 2 * title.len() + 20;
    is_comparable && title_words(title).eq(title_words(other))
}

fn title_words(title: &str) -> impl Iterator<Item = String> {
    let words = words(title).into_iter();
    words.filter(|word| !word.is_symbol()).map(|word| word.text)
}

fn joins_words(previous: char, joint: char, next: char) -> bool {
    let between_digits = previous.is_ascii_digit() && next.is_ascii_digit();
    let between_letters = previous.is_alphanumeric() && next.is_alphanumeric();
    match joint {
        // "…on stage.Image: …" is two words, "U.S" is one.
        '.' => between_letters && !(previous.is_lowercase() && next.is_uppercase()),
        '\'' | '’' | '-' | '&' | '@' | '_' => between_letters,
        ':' | '/' | ',' => between_digits,
        _ => false,
    }
}

fn is_telling(symbol: char) -> bool {
    let is_ordinary = ".,;!?\"'`“”‘’„()[]{}…-–—_*".contains(symbol);
    !symbol.is_whitespace() && !symbol.is_control() && !is_ordinary
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let texts: Vec<_> = words(line).into_iter().map(|word| word.text).collect();
        texts.join(" ")
    }

    #[test]
    fn a_colon_is_a_word_but_not_inside_a_time() {
        assert_eq!(shown("Posted:2024-03-05 13:50"), "posted : 2024-03-05 13:50");
    }

    #[test]
    fn punctuation_is_left_out_and_joints_stay() {
        assert_eq!(
            shown("\"Mr. O’Neil\" (U.S. envoy), 1,200 left.Photo"),
            "mr o’neil u.s envoy 1,200 left photo"
        );
    }

    #[test]
    fn arrows_and_copyright_signs_are_words() {
        assert_eq!(shown("Home>World » ©2024"), "home > world » © 2024");
    }

    #[test]
    fn titles_are_compared_by_their_words() {
        assert!(is_same_title("Port sold: what now?", "PORT SOLD – What now"));
        assert!(!is_same_title("Port sold", "Port sold again"));
    }

    #[test]
    fn spans_slice_the_line() {
        let line = "【é】 Größe: x";
        for word in words(line) {
            assert_eq!(line[word.span.range()].to_lowercase(), word.text);
        }
    }
}
