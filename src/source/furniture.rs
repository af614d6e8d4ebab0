//! Page furniture: what a line is, seen on its own.

use crate::lexicon::furniture::{FurnitureKind, FurnitureLexicon};
use crate::lexicon::line::{Word, words};

use super::byline::byline;
use super::dateline::bare_dateline;
use super::dates::date_alone;
use super::labels::labels;
use super::paragraphs::ends_sentence;

/// What a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// The table knows it as furniture.
    Furniture,
    /// The table knows it as the heading of other articles.
    Closing,
    /// It ends like a sentence, or introduces a list or a quotation.
    Sentence,
    /// Anything else: a headline, a caption, a button, the start of a menu.
    Fragment,
}

/// The longest text, in bytes, that is looked up in the table: buttons, labels and notices are short.
const MAX_FURNITURE_LENGTH: usize = 600;

/// The most words of a line that is furniture because of how it begins or what is in it.
const MAX_NOTICE_WORDS: usize = 30;

/// The most words of a counter line ("12 comments · 3 min read").
const MAX_COUNTER_WORDS: usize = 8;

/// The most words behind a caption's "Image:".
const MAX_CREDIT_WORDS: usize = 8;

/// The most words between two separators of a breadcrumb.
const MAX_STEP_WORDS: usize = 6;

/// Says what a line is.
pub(super) fn line_kind(lexicon: &FurnitureLexicon, text: &str) -> LineKind {
    if !text.contains(char::is_alphanumeric) {
        return LineKind::Furniture;
    }
    if text.len() <= MAX_FURNITURE_LENGTH {
        let line = words(text);
        if lexicon.is_whole(FurnitureKind::Closing, without_colon(&line)) {
            return LineKind::Closing;
        }
        if is_furniture(lexicon, text, &line) {
            return LineKind::Furniture;
        }
    }
    let introduces = text.ends_with([':', ';', ',']) && text.split_whitespace().count() > 1;
    match introduces || is_finished(text) {
        true => LineKind::Sentence,
        false => LineKind::Fragment,
    }
}

fn is_finished(text: &str) -> bool {
    ends_sentence(text) && text.split_whitespace().nth(1).is_some()
}

fn without_colon(line: &[Word]) -> &[Word] {
    match line.split_last() {
        Some((last, rest)) if last.is_symbol() => rest,
        _ => line,
    }
}

fn is_furniture(lexicon: &FurnitureLexicon, text: &str, line: &[Word]) -> bool {
    lexicon.is_whole(FurnitureKind::Line, without_colon(line))
        || date_alone(lexicon, line).is_some()
        || bare_dateline(lexicon, text).is_some()
        || is_notice(lexicon, line)
        || is_counter(lexicon, line)
        || is_breadcrumb(lexicon, text, line)
        || has_credit(lexicon, text, line)
        || !labels(lexicon, text).is_empty()
        || byline(lexicon, text).is_some()
}

fn is_notice(lexicon: &FurnitureLexicon, line: &[Word]) -> bool {
    let is_short = line.len() <= MAX_NOTICE_WORDS;
    let has_phrase = |from: usize| lexicon.prefix(FurnitureKind::Anywhere, &line[from..]).is_some();
    is_short && (lexicon.prefix(FurnitureKind::Start, line).is_some() || (0..line.len()).any(has_phrase))
}

fn is_counter(lexicon: &FurnitureLexicon, line: &[Word]) -> bool {
    let goes_with_a_counter =
        |word: &Word| is_amount(word) || word.is_symbol() || lexicon.has(FurnitureKind::Counter, word);
    line.len() <= MAX_COUNTER_WORDS && line.iter().any(is_amount) && line.iter().all(goes_with_a_counter)
}

/// `12`, `1,204`, `3.5k`.
fn is_amount(word: &Word) -> bool {
    let number = word.text.trim_end_matches(['k', 'm']);
    number.starts_with(|digit: char| digit.is_ascii_digit())
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte))
}

/// "Home > World > Asia", "World | Business | Sport": two separators, or one behind the page's first step.
fn is_breadcrumb(lexicon: &FurnitureLexicon, text: &str, line: &[Word]) -> bool {
    let is_separator = |word: &Word| lexicon.has(FurnitureKind::Separator, word);
    let steps: Vec<_> = line.split(is_separator).collect();
    let has_short_steps = steps
        .iter()
        .rev()
        .skip(1)
        .all(|step| step.len() <= MAX_STEP_WORDS);
    let begins_at_home = steps
        .first()
        .is_some_and(|step| lexicon.is_whole(FurnitureKind::Line, step));
    let is_long_enough = steps.len() > 2 || (steps.len() == 2 && begins_at_home);
    is_long_enough && has_short_steps && !ends_sentence(text)
}

/// "Protesters at the gate. Image: Ada Reyes": the label begins a sentence and a short name follows.
fn has_credit(lexicon: &FurnitureLexicon, text: &str, line: &[Word]) -> bool {
    (0..line.len()).any(|at| {
        let Some(phrase) = lexicon.prefix(FurnitureKind::Credit, &line[at..]) else {
            return false;
        };
        let is_capitalised = text
            .get(line[at].span.start()..)
            .is_some_and(|rest| rest.starts_with(char::is_uppercase));
        let colon = at + phrase.words.len();
        let has_colon = line.get(colon).is_some_and(|word| word.text == ":");
        is_capitalised && has_colon && line.len() - colon - 1 <= MAX_CREDIT_WORDS
    })
}

/// The share of a text's words that prose cannot do without, 0 to 1.
pub(super) fn function_word_share(lexicon: &FurnitureLexicon, text: &str) -> f64 {
    let line = words(text);
    let small = line
        .iter()
        .filter(|word| lexicon.has(FurnitureKind::Function, word))
        .count();
    small as f64 / line.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(lines: &[&str]) -> Vec<LineKind> {
        let lexicon = FurnitureLexicon::bundled();
        lines.iter().map(|line| line_kind(&lexicon, line)).collect()
    }

    fn assert_all(expected: LineKind, lines: &[&str]) {
        for (kind, line) in kinds(lines).into_iter().zip(lines) {
            assert_eq!(kind, expected, "{line}");
        }
    }

    #[test]
    fn furniture_is_known_by_its_words() {
        assert_all(
            LineKind::Furniture,
            &[
                "Home > World > Asia",
                "Home/News",
                "World | Business | Sport | Culture",
                "You are here: Home » Politics » Ministers",
                "Writer:Ada Reyes Source: Harbour Gazette Posted: 2024-03-05 13:50:18 Comment count:",
                "12 comments",
                "1.2k shares · 4 min read",
                "3 hours ago",
                "Share this article",
                "READ MORE",
                "Read more: Ministry opens inquiry into crane sale",
                "© 2024 The Harbour Gazette. All rights reserved.",
                "By Ada Reyes, Health Editor",
                "With additional reporting from Tom Lind",
                "Tuesday, March 5, 2024",
                "Updated 5 March 2024, 13:50 GMT",
                "Cranes at the port. Image: Ada Reyes",
                "Photo: Tom Lind/Harbour Pictures",
                "Sign up for our newsletter to get the day's news by noon.",
                "* * *",
            ],
        );
    }

    #[test]
    fn prose_that_resembles_furniture_is_prose() {
        assert_all(
            LineKind::Sentence,
            &[
                "More than 100 people left the town.",
                "The ministry shared one picture: a burnt crane.",
                "Source: they had all left before the police arrived.",
                "By noon the bridge was shut, the mayor said.",
                "The firm changed its privacy policy, the regulator said.",
                "The court ruled on March 5, 2024.",
                "The sites are:",
                "Live ammunition was used, the police said.",
                "News of the sale reached Oslo on Monday.",
                "Share prices fell by 12 per cent.",
            ],
        );
    }

    #[test]
    fn headings_of_other_articles_are_told_apart() {
        assert_all(
            LineKind::Closing,
            &["Related articles", "Most read:", "More on this story"],
        );
    }

    #[test]
    fn a_line_that_does_not_end_is_a_fragment() {
        assert_all(
            LineKind::Fragment,
            &["Minister resigns over port", "What happens next", "Yes."],
        );
    }
}
