//! Paragraphs of plain text.
//!
//! A blank line always ends a paragraph. Inside a run of lines the rule is, in this order:
//!
//! 1. a line that begins deeper than the one before starts a paragraph, and so does a list item;
//! 2. a line that begins in lower case, after one that is not a finished sentence, continues it;
//! 3. in a hard-wrapped file, a line continues the one before if its first word would not have fitted there;
//! 4. every other line is a paragraph of its own.
//!
//! A file is hard-wrapped when its longest line has 40 to 120 characters, at least half of the breaks inside
//! its runs come where the next word would not have fitted, and at most half of them after a full sentence.

use crate::document::ByteSpan;

/// The paragraphs of `text` in order, without the white space around them.
pub(super) fn paragraphs(text: &str) -> Vec<ByteSpan> {
    let lines = lines(text);
    let column = wrap_column(&lines);
    let mut paragraphs: Vec<ByteSpan> = Vec::new();
    let mut before: Option<&Line<'_>> = None;
    for line in &lines {
        match (before, paragraphs.last_mut()) {
            _ if line.is_blank() => {}
            (Some(before), Some(last)) if continues(before, line, column) => {
                *last = last.cover(line.span);
            }
            _ => paragraphs.push(line.span),
        }
        before = Some(line).filter(|line| !line.is_blank());
    }
    paragraphs
}

/// Whether `line` goes on with the sentence that `before` leaves open: it begins in lower case.
pub(super) fn is_continued(before: &str, line: &str) -> bool {
    let is_open = !before.is_empty() && !ends_sentence(before) && !before.ends_with(':');
    is_open && line.starts_with(char::is_lowercase)
}

/// Whether `text` ends like a sentence: with a stop, behind closing quotes, brackets or markup.
pub(super) fn ends_sentence(text: &str) -> bool {
    let closing = |mark: char| "\"'”’»)]*_`".contains(mark) || mark.is_whitespace();
    text.trim_end_matches(closing)
        .ends_with(['.', '!', '?', '…', '。', '।', '؟'])
}

/// Whether `text` begins with a bullet or a dash and a space.
pub(super) fn is_list_item(text: &str) -> bool {
    let bullets = ["- ", "* ", "• ", "– "];
    bullets.iter().any(|bullet| text.starts_with(bullet))
}

struct Line<'a> {
    /// Without the white space around it; empty on a blank line.
    text: &'a str,
    span: ByteSpan,
    indent: usize,
    width: usize,
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    fn first_word_width(&self) -> usize {
        let first = self.text.split_whitespace().next().unwrap_or_default();
        first.chars().count()
    }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for raw in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let trimmed = raw.trim();
        let indent = raw.len() - raw.trim_start().len();
        let from = start + indent;
        let is_second_half_of_crlf = raw == "\n" && text[..start].ends_with('\r');
        if !is_second_half_of_crlf {
            lines.push(Line {
                text: trimmed,
                span: ByteSpan::new(from, from + trimmed.len()),
                indent,
                width: raw.trim_end().chars().count(),
            });
        }
        start += raw.len();
    }
    lines
}

fn continues(before: &Line<'_>, line: &Line<'_>, column: Option<usize>) -> bool {
    if line.indent > before.indent || is_list_item(line.text) {
        return false;
    }
    if is_continued(before.text, line.text) {
        return true;
    }
    column.is_some_and(|column| is_full(before, line, column))
}

/// Whether the first word of `line` would not have fitted behind `before`.
fn is_full(before: &Line<'_>, line: &Line<'_>, column: usize) -> bool {
    before.width + 1 + line.first_word_width() > column
}

/// The column at which the file is hard-wrapped, if it is.
fn wrap_column(lines: &[Line<'_>]) -> Option<usize> {
    let longest = lines.iter().map(|line| line.width).max()?;
    let breaks = || {
        lines
            .iter()
            .zip(lines.iter().skip(1))
            .filter(|(before, line)| !before.is_blank() && !line.is_blank())
    };
    let count = breaks().count();
    let full = breaks().filter(|(before, line)| is_full(before, line, longest));
    let finished = breaks().filter(|(before, _)| ends_sentence(before.text));
    let is_wrapped =
        (40..=120).contains(&longest) && full.count() * 2 >= count && finished.count() * 2 <= count;
    is_wrapped.then_some(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        paragraphs(text)
            .into_iter()
            .map(|span| text[span.range()].replace('\n', "/"))
            .collect()
    }

    #[test]
    fn a_blank_line_ends_a_paragraph() {
        assert_eq!(shown("One.\r\n \t\r\n\r\n  Two. \n\n"), ["One.", "Two."]);
    }

    #[test]
    fn hard_wrapped_lines_stay_together_and_a_short_line_ends_them() {
        let text = "Minister resigns over port\n\
                    By Ada Reyes\n\
                    The minister for ports resigned on Tuesday after a court in\n\
                    Valparaíso ordered the release of the company contracts. She\n\
                    gave no reason.\n\
                    Opposition leaders asked for a new inquiry into the sale of\n\
                    the cranes, which Parliament had approved in May.";
        assert_eq!(
            shown(text),
            [
                "Minister resigns over port",
                "By Ada Reyes",
                "The minister for ports resigned on Tuesday after a court in/\
                 Valparaíso ordered the release of the company contracts. She/\
                 gave no reason.",
                "Opposition leaders asked for a new inquiry into the sale of/\
                 the cranes, which Parliament had approved in May.",
            ]
        );
    }

    #[test]
    fn one_paragraph_a_line_needs_no_blank_lines() {
        let text = "The ministry denied the sale.\n\
                    A union leader, Rosa Lind, said that the contract had been signed in March.\n\
                    The company did not answer questions about the price or the buyer on Monday.";
        assert_eq!(shown(text).len(), 3);
    }

    #[test]
    fn a_line_in_lower_case_continues_an_open_sentence() {
        let text = "The ministry denied the sale,\nwhich a union leader had reported.\nIt gave no reason.";
        assert_eq!(
            shown(text),
            [
                "The ministry denied the sale,/which a union leader had reported.",
                "It gave no reason."
            ]
        );
    }

    #[test]
    fn list_items_and_indented_lines_start_a_paragraph() {
        let text = "Sites:\n- two in London\n- one in Glasgow\n  Police are looking at all of them.";
        assert_eq!(shown(text).len(), 4);
    }

    #[test]
    fn a_sentence_is_finished_behind_quotes_and_brackets() {
        assert!(ends_sentence("He said: \"We did not.\") "));
        assert!(ends_sentence("\"It is over.''"));
        assert!(!ends_sentence("By Ada Reyes"));
    }
}
