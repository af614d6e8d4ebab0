//! A sentence and the labels asked for as the tensors that GLiNER's span models take.

use tokenizers::{InputSequence, Tokenizer};

use super::labels::Label;

/// What is put together to one input.
#[derive(Clone, Copy)]
pub(super) struct Pieces<'a> {
    pub(super) words: &'a [String],
    pub(super) labels: &'a [Label],
    /// The mark before each label, and the one before the text.
    pub(super) marks: (&'a str, &'a str),
}

/// One input: lists of as many numbers as there are tokens, or spans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Encoded {
    pub(super) input_ids: Vec<i64>,
    pub(super) attention_mask: Vec<i64>,
    /// For the first token of each word of the text, the word's number from 1; else 0.
    pub(super) words_mask: Vec<i64>,
    pub(super) words: i64,
    /// First and last word of each span, word by word and width by width; 0 and 0 where the sentence has ended.
    pub(super) span_idx: Vec<i64>,
    pub(super) span_mask: Vec<bool>,
}

/// Encodes a sentence.
pub(super) fn encode(tokenizer: &Tokenizer, pieces: Pieces<'_>, max_width: usize) -> Result<Encoded, String> {
    let (entity, text) = pieces.marks;
    let mut sequence: Vec<&str> = Vec::new();
    for label in pieces.labels {
        sequence.extend([entity, label.words.as_str()]);
    }
    sequence.push(text);
    let prompt = sequence.len();
    sequence.extend(pieces.words.iter().map(String::as_str));
    let encoding = tokenizer
        .encode(InputSequence::from(sequence), true)
        .map_err(|error| format!("the tokenizer cannot encode a sentence: {error}"))?;
    let (span_idx, span_mask) = spans(pieces.words.len(), max_width);
    Ok(Encoded {
        input_ids: encoding.get_ids().iter().map(|id| i64::from(*id)).collect(),
        attention_mask: encoding
            .get_attention_mask()
            .iter()
            .map(|bit| i64::from(*bit))
            .collect(),
        words_mask: words_mask(encoding.get_word_ids(), prompt),
        words: number(pieces.words.len()),
        span_idx,
        span_mask,
    })
}

fn words_mask(words: &[Option<u32>], prompt: usize) -> Vec<i64> {
    let mut before = None;
    let mut mask = Vec::with_capacity(words.len());
    for word in words {
        let index = word
            .map(|word| word as usize)
            .filter(|word| *word >= prompt && Some(*word) != before);
        mask.push(index.map_or(0, |word| number(word - prompt) + 1));
        before = word.map(|word| word as usize);
    }
    mask
}

fn spans(words: usize, max_width: usize) -> (Vec<i64>, Vec<bool>) {
    let (mut pairs, mut mask) = (Vec::new(), Vec::new());
    for start in 0..words {
        for last in start..start + max_width {
            let is_inside = last < words;
            let pair = if is_inside { [start, last] } else { [0, 0] };
            pairs.extend(pair.map(number));
            mask.push(is_inside);
        }
    }
    (pairs, mask)
}

fn number(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_token_of_each_word_of_the_text_has_its_number() {
        let words = [None, Some(0), Some(1), Some(2), Some(3), Some(3), Some(4), None];
        assert_eq!(words_mask(&words, 3), [0, 0, 0, 0, 1, 0, 2, 0]);
    }

    #[test]
    fn a_span_beyond_the_sentence_is_masked() {
        let (pairs, mask) = spans(2, 2);
        assert_eq!(pairs, [0, 0, 0, 1, 1, 1, 0, 0]);
        assert_eq!(mask, [true, true, true, false]);
    }
}
