//! From a block of text to tokens: blocks cut to a size, chunks between white space, exceptions joined.

use super::model::LanguageModel;
use super::words::{WordToken, Words};

/// The longest text in bytes that is parsed at once, about 2,000 tokens; a longer block is cut.
///
/// The longest paragraph in a thousand news articles is a tenth of it. Time and memory for a text grow with
/// its length, so the limit keeps both flat whatever is read.
pub(super) const LONGEST_TEXT: usize = 10_000;

/// Cuts a block into texts of at most [`LONGEST_TEXT`] bytes.
///
/// A cut goes after the last line of a text, else after its last sentence mark, else after its last white
/// space, else where the limit falls.
pub(super) fn texts(block: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &block[start..];
        if rest.is_empty() {
            return None;
        }
        let text = &rest[..text_length(rest)];
        let at = start;
        start += text.len();
        Some((at, text))
    })
}

fn text_length(rest: &str) -> usize {
    if rest.len() <= LONGEST_TEXT {
        return rest.len();
    }
    let window = &rest[..rest.floor_char_boundary(LONGEST_TEXT)];
    let after_sentence = |window: &str| {
        let mut marks = window.rmatch_indices(['.', '!', '?']);
        marks.find_map(|(at, _)| {
            let after = at + 1;
            window[after..].starts_with(char::is_whitespace).then_some(after)
        })
    };
    let after = |found: Option<usize>| found.map(|at| at + 1).filter(|cut| *cut > window.len() / 2);
    after(window.rfind('\n'))
        .or(after_sentence(window).filter(|cut| *cut > window.len() / 2))
        .or(window.rfind(' ').map(|at| at + 1))
        .unwrap_or(window.len())
}

/// Cuts a text into tokens.
pub(super) fn tokens(model: &LanguageModel, words: &mut Words, text: &str) -> Vec<WordToken> {
    let mut tokens = Vec::with_capacity(text.len() / 4);
    let space = &model.words.characters.space;
    let mut start = 0;
    let mut was_space = text.starts_with(|first| space.contains(first));
    for (at, character) in text.char_indices() {
        if space.contains(character) == was_space {
            continue;
        }
        if start < at {
            push_chunk(model, words, (start, &text[start..at]), &mut tokens);
        }
        start = at;
        // One space belongs to the token before it; what follows is a token of its own.
        if character == ' ' {
            start += 1;
            mark_space(&mut tokens, true);
        }
        was_space = !was_space;
    }
    if start < text.len() {
        push_chunk(model, words, (start, &text[start..]), &mut tokens);
        mark_space(&mut tokens, text.ends_with(' ') && !was_space);
    }
    join_sequences(model, words, text, &mut tokens);
    tokens
}

fn push_chunk(
    model: &LanguageModel,
    words: &mut Words,
    (start, chunk): (usize, &str),
    tokens: &mut Vec<WordToken>,
) {
    let first = tokens.len();
    words.cut_chunk(model, chunk, tokens);
    for token in &mut tokens[first..] {
        *token = token.shifted(start);
    }
}

fn mark_space(tokens: &mut [WordToken], has_space: bool) {
    if let Some(last) = tokens.last_mut() {
        last.has_space = has_space;
    }
}

/// Puts exceptions over several tokens in place of these, the longest first, then the leftmost.
fn join_sequences(model: &LanguageModel, words: &mut Words, text: &str, tokens: &mut Vec<WordToken>) {
    let found = sequences(model, words, text, tokens);
    if found.is_empty() {
        return;
    }
    let mut joined = Vec::with_capacity(tokens.len());
    let mut next = 0;
    for (start, end) in found {
        joined.extend_from_slice(&tokens[next..start]);
        let (from, to) = (tokens[start].start, tokens[end - 1].end);
        match model.tokenizer.exception(&text[from..to]) {
            Some(pieces) => {
                for piece in pieces {
                    let word = words.word(model, &text[from + piece.start..from + piece.end], piece.norm);
                    joined.push(WordToken::new(&piece, word).shifted(from));
                }
                mark_space(&mut joined, tokens[end - 1].has_space);
            }
            None => joined.extend_from_slice(&tokens[start..end]),
        }
        next = end;
    }
    joined.extend_from_slice(&tokens[next..]);
    *tokens = joined;
}

/// The exceptions over several tokens that do not overlap, in text order.
fn sequences(model: &LanguageModel, words: &Words, text: &str, tokens: &[WordToken]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, token) in tokens.iter().enumerate() {
        if words.starts_sequence(token.word) {
            let mut texts = tokens[start..].iter().map(|token| &text[token.start..token.end]);
            let first = texts.next().unwrap_or_default();
            let lengths = model.tokenizer.sequence_lengths(first, texts);
            found.extend(lengths.map(|length| (start, start + length)));
        }
    }
    found.sort_by_key(|(start, end)| (std::cmp::Reverse(end - start), *start));
    let mut taken = vec![false; if found.is_empty() { 0 } else { tokens.len() }];
    found.retain(|(start, end)| {
        let is_free = !taken[*start] && !taken[end - 1];
        taken[*start..*end].fill(true);
        is_free
    });
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::kernel::InstructionSet;

    fn shown(text: &str) -> String {
        let model = LanguageModel::with_instructions(InstructionSet::Portable);
        let tokens = tokens(&model, &mut Words::default(), text);
        let shown = tokens.iter().map(|token| {
            let space = if token.has_space { "_" } else { "" };
            format!("{:?}{space}", &text[token.start..token.end])
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_space_belongs_to_the_token_before_it() {
        assert_eq!(shown("a b  c\n d "), r#""a"_ "b"_ " " "c" "\n " "d"_"#);
        assert_eq!(shown(" a"), r#"" " "a""#);
        assert_eq!(shown(""), "");
    }

    #[test]
    fn an_exception_over_several_tokens_is_joined() {
        assert_eq!(shown("fine:) (x"), r#""fine" ":)"_ "(" "x""#);
    }

    #[test]
    fn a_long_block_is_cut_after_a_sentence_and_nothing_is_lost() {
        let block = "Nobody came. ".repeat(2_000);
        let texts: Vec<_> = texts(&block).collect();
        assert!(texts.len() > 2);
        assert!(texts.iter().all(|(_, text)| text.len() <= LONGEST_TEXT));
        assert!(texts.iter().rev().skip(1).all(|(_, text)| text.ends_with('.')));
        assert_eq!(texts.iter().map(|(_, text)| *text).collect::<String>(), block);
    }

    #[test]
    fn a_long_block_without_sentences_is_cut_at_lines_then_at_spaces_then_anywhere() {
        let first = |block: &str| texts(block).next().map(|(_, text)| text.to_owned()).unwrap();
        assert!(first(&"no stop here\n".repeat(2_000)).ends_with('\n'));
        assert!(first(&"no stop here ".repeat(2_000)).ends_with(' '));
        assert_eq!(first(&"é".repeat(9_000)).len(), LONGEST_TEXT);
    }
}
