//! Lines of labels and values: "author: Ada Reyes  source: Harbour Gazette  Comments: 12".

use crate::lexicon::furniture::{FurnitureKind, FurnitureLexicon, FurnitureRole};
use crate::lexicon::line::{Word, words};

use super::paragraphs::ends_sentence;

/// What a label stands for, and the text behind it up to the next label.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Labelled<'a> {
    pub(super) role: FurnitureRole,
    pub(super) value: &'a str,
}

/// The most words behind a lone label; longer lines are prose that happens to begin like one.
const MAX_VALUE_WORDS: usize = 25;

/// A finished sentence of more words than this behind a lone label is prose ("Source: they had all left.").
const MAX_SENTENCE_WORDS: usize = 6;

/// The labels of a line that begins with one; empty when the line is prose.
pub(super) fn labels<'a>(lexicon: &FurnitureLexicon, text: &'a str) -> Vec<Labelled<'a>> {
    let line = words(text);
    let starts = label_starts(lexicon, &line);
    if starts.first().is_none_or(|start| start.first_word > 0) {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).map(|next| next.from).chain([text.len()]);
    let labelled: Vec<_> = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| Labelled {
            role: start.role,
            value: text.get(start.value_from..end).unwrap_or_default().trim(),
        })
        .collect();
    match labelled.as_slice() {
        [only] if is_prose(only.value) => Vec::new(),
        _ => labelled,
    }
}

fn is_prose(value: &str) -> bool {
    let count = value.split_whitespace().count();
    count > MAX_VALUE_WORDS || (count > MAX_SENTENCE_WORDS && ends_sentence(value))
}

struct LabelStart {
    first_word: usize,
    from: usize,
    value_from: usize,
    role: FurnitureRole,
}

fn label_starts(lexicon: &FurnitureLexicon, line: &[Word]) -> Vec<LabelStart> {
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(word) = line.get(at) {
        let phrase = lexicon.prefix(FurnitureKind::Label, &line[at..]);
        let colon = phrase.and_then(|phrase| line.get(at + phrase.words.len()));
        at += match (phrase, colon) {
            (Some(phrase), Some(colon)) if is_colon(colon) => {
                starts.push(LabelStart {
                    first_word: at,
                    from: word.span.start(),
                    value_from: colon.span.end(),
                    role: phrase.role,
                });
                phrase.words.len() + 1
            }
            _ => 1,
        };
    }
    starts
}

fn is_colon(word: &Word) -> bool {
    word.text == ":" || word.text == "："
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Vec<String> {
        labels(&FurnitureLexicon::bundled(), line)
            .iter()
            .map(|label| format!("{:?}={}", label.role, label.value))
            .collect()
    }

    #[test]
    fn a_row_of_labels_is_taken_apart() {
        assert_eq!(
            shown("Writer:Ada Reyes Source: Harbour Gazette Posted: 2024-03-05 13:50:18 Comment count:"),
            [
                "Author=Ada Reyes",
                "Publisher=Harbour Gazette",
                "Date=2024-03-05 13:50:18",
                "None="
            ]
        );
    }

    #[test]
    fn a_sentence_behind_a_label_is_prose() {
        assert!(shown("Source: they had all left before the police arrived.").is_empty());
        assert!(shown("The minister gave one source: a letter.").is_empty());
    }

    #[test]
    fn a_time_of_day_has_no_label() {
        assert!(shown("10:30 the court rose").is_empty());
    }
}
