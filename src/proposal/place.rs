//! Where words stand in a text: word for word, whole words only, any run of white space like any other.

use crate::document::ByteSpan;

/// Every place within the given stretches of the text at which `words` stand, in text order.
pub(super) fn places(text: &str, within: &[ByteSpan], words: &str) -> Vec<ByteSpan> {
    let words = words.trim();
    let Some(first) = words.split_whitespace().next() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for stretch in within {
        let slice = text.get(stretch.range()).unwrap_or_default();
        let starts = slice.match_indices(first).map(|(start, _)| start);
        let spans = starts.filter_map(|start| {
            let end = end_of_match(slice, start, words)?;
            is_whole(slice, start, end).then(|| ByteSpan::new(stretch.start() + start, stretch.start() + end))
        });
        found.extend(spans);
    }
    found
}

/// Of several places, one inside `near`, else the last before it, else the first.
pub(super) fn nearest(places: &[ByteSpan], near: ByteSpan) -> Option<ByteSpan> {
    let inside = places.iter().find(|place| near.contains(**place));
    let before = || places.iter().rev().find(|place| place.end() <= near.start());
    inside.or_else(before).or(places.first()).copied()
}

/// Where `words` end that begin at `start`.
fn end_of_match(text: &str, start: usize, words: &str) -> Option<usize> {
    let mut at = start;
    for (index, word) in words.split_whitespace().enumerate() {
        if index > 0 {
            let rest = text.get(at..)?;
            let space = rest.len() - rest.trim_start().len();
            at += (space > 0).then_some(space)?;
        }
        at += text.get(at..)?.starts_with(word).then_some(word.len())?;
    }
    Some(at)
}

/// Whether no letter or digit goes on before or behind.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let [before, inside] = [text.get(..start), text.get(start..end)].map(Option::unwrap_or_default);
    let goes_on_before = is_word(before.chars().next_back()) && is_word(inside.chars().next());
    let behind = text.get(end..).unwrap_or_default();
    let goes_on_behind = is_word(inside.chars().next_back()) && is_word(behind.chars().next());
    !goes_on_before && !goes_on_behind
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, words: &str) -> Vec<String> {
        let whole = [ByteSpan::new(0, text.len())];
        let places = places(text, &whole, words);
        places
            .iter()
            .map(|place| text[place.range()].to_owned())
            .collect()
    }

    #[test]
    fn a_line_break_is_a_space_and_a_part_of_a_word_is_no_word() {
        assert_eq!(
            found("The port\n authority and ports", "port authority"),
            ["port\n authority"]
        );
        assert_eq!(found("ports and port", "port"), ["port"]);
        assert_eq!(found("Éva said", "va"), [""; 0]);
        assert_eq!(found("the sale", ""), [""; 0]);
        assert_eq!(found("the sale", "The sale"), [""; 0]);
    }

    #[test]
    fn the_place_inside_the_evidence_comes_first_and_then_the_last_before_it() {
        let [one, two, three] = [0, 10, 20].map(|start| ByteSpan::new(start, start + 3));
        assert_eq!(nearest(&[one, two, three], ByteSpan::new(8, 15)), Some(two));
        assert_eq!(nearest(&[one, two, three], ByteSpan::new(15, 18)), Some(two));
        assert_eq!(nearest(&[two, three], ByteSpan::new(0, 5)), Some(two));
        assert_eq!(nearest(&[], ByteSpan::new(0, 5)), None);
    }
}
