//! What is asked for: words, the beginning of a word, and words side by side.

use super::fields::{folding, stemming, tokens};

/// A part of a question that an entry may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A word, without its ending.
    Word(String),
    /// A word without its ending, or the beginning of one as it was written.
    Beginning {
        /// Without its ending.
        stem: String,
        /// As it was written.
        form: String,
    },
    /// Words side by side, without their endings; two at least.
    Phrase(Vec<String>),
}

/// A question as the index takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// Its parts, in their order.
    pub(super) parts: Vec<Part>,
    /// All its words as they were written, in small letters without accents.
    pub(super) forms: Vec<String>,
}

impl Question {
    /// Reads what a person wrote. The last word may go on, unless something follows it.
    pub(super) fn parse(text: &str) -> Self {
        let (mut stemming, mut folding) = (stemming(), folding());
        let mut question = Self {
            parts: Vec::new(),
            forms: tokens(&mut folding, text),
        };
        let marked = text.replace(['“', '”', '„', '«', '»'], "\"");
        for (index, piece) in marked.split('"').enumerate() {
            let stems = tokens(&mut stemming, piece);
            match (index % 2 == 1, stems.len()) {
                (true, 2..) => question.parts.push(Part::Phrase(stems)),
                _ => question.parts.extend(stems.into_iter().map(Part::Word)),
            }
        }
        let may_go_on =
            marked.ends_with(char::is_alphanumeric) && marked.matches('"').count().is_multiple_of(2);
        if may_go_on
            && let (Some(Part::Word(stem)), Some(form)) = (question.parts.last(), question.forms.last())
        {
            let beginning = Part::Beginning {
                stem: stem.clone(),
                form: form.clone(),
            };
            question.parts.pop();
            question.parts.push(beginning);
        }
        question
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let part = |part: &Part| match part {
            Part::Word(stem) => stem.clone(),
            Part::Beginning { stem, form } => format!("{stem}/{form}*"),
            Part::Phrase(stems) => format!("\"{}\"", stems.join(" ")),
        };
        Question::parse(text).parts.iter().map(part).collect()
    }

    #[test]
    fn case_accents_and_endings_do_not_count() {
        assert_eq!(parts("CAFÉS Denied "), ["cafe", "deni"]);
    }

    #[test]
    fn the_last_word_may_go_on_and_words_in_quotation_marks_stay_together() {
        assert_eq!(parts("river min"), ["river", "min/min*"]);
        assert_eq!(parts("\"two depots\" ran "), ["\"two depot\"", "ran"]);
        assert_eq!(parts("ran “two depots”"), ["ran", "\"two depot\""]);
        assert_eq!(parts("\"depots\""), ["depot"]);
        assert_eq!(parts("\"two dep"), ["\"two dep\""]);
    }

    #[test]
    fn nothing_is_no_question() {
        assert!(parts(" \"\" -- ").is_empty());
    }
}
