//! An article with its claims marked: marks may lie in one another and overlap, text may not be lost.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cell::Row;

/// A claim's words in the text, in code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Mark {
    /// From 1, in the order of the text.
    pub(super) number: usize,
    pub(super) begin: usize,
    pub(super) end: usize,
    pub(super) claim: Row,
}

/// A piece of text over which the same marks lie.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Where it begins in the text, in code points.
    pub(super) begin: usize,
    /// The shortest mark over it, which it shows.
    pub(super) mark: Option<Mark>,
    /// How many marks lie over it.
    pub(super) depth: usize,
    /// Who says what in all marks over it, for hovering.
    pub(super) says: String,
    /// The numbers of the marks that end with it.
    pub(super) ends: Vec<usize>,
}

/// The marks of rows with `begin` and `end`.
pub(super) fn marks(rows: Vec<Row>) -> Vec<Mark> {
    let place = |row: &Row, name: &str| row.get(name).and_then(|cell| cell.text.parse().ok());
    let placed = rows.into_iter().filter_map(|row| {
        let (begin, end) = (place(&row, "begin")?, place(&row, "end")?);
        Some((begin, end, row))
    });
    let numbered = placed.enumerate().map(|(index, (begin, end, claim))| Mark {
        number: index + 1,
        begin,
        end,
        claim,
    });
    numbered.collect()
}

/// The paragraphs of a text, each in pieces.
pub(super) fn paragraphs(text: &str, marks: &[Mark]) -> Vec<Vec<Piece>> {
    let letters: Vec<char> = text.chars().collect();
    let mut paragraphs = Vec::new();
    let mut begin = 0;
    for line in letters.split(|letter| *letter == '\n') {
        let end = begin + line.len();
        if !line.iter().all(|letter| letter.is_whitespace()) {
            paragraphs.push(pieces(line, begin, marks));
        }
        begin = end + 1;
    }
    paragraphs
}

/// The pieces of a line that begins at `offset`.
fn pieces(line: &[char], offset: usize, marks: &[Mark]) -> Vec<Piece> {
    let end = offset + line.len();
    let near: Vec<&Mark> = marks
        .iter()
        .filter(|mark| mark.begin < end && mark.end > offset)
        .collect();
    let mut cuts: BTreeSet<usize> = [offset, end].into();
    for mark in &near {
        cuts.extend(
            [mark.begin, mark.end]
                .into_iter()
                .filter(|cut| (offset..end).contains(cut)),
        );
    }
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let bounds = cuts.iter().zip(cuts.iter().skip(1));
    bounds
        .map(|(from, to)| piece(line, (offset, *from, *to), &near))
        .collect()
}

fn piece(line: &[char], (offset, from, to): (usize, usize, usize), near: &[&Mark]) -> Piece {
    let over: Vec<&Mark> = near
        .iter()
        .copied()
        .filter(|mark| mark.begin <= from && mark.end >= to)
        .collect();
    let shortest = over
        .iter()
        .min_by_key(|mark| (mark.end - mark.begin, mark.number));
    let letters = line.get(from - offset..to - offset).unwrap_or_default();
    Piece {
        text: letters.iter().collect(),
        begin: from,
        mark: shortest.map(|mark| (*mark).clone()),
        depth: over.len().min(3),
        says: over
            .iter()
            .map(|mark| says(&mark.claim))
            .collect::<Vec<_>>()
            .join("\n"),
        ends: over
            .iter()
            .filter(|mark| mark.end == to)
            .map(|mark| mark.number)
            .collect(),
    }
}

fn says(claim: &Row) -> String {
    let part = |name: &str| claim.get(name).map_or("", |cell| cell.text.as_str());
    let certainty = part("certainty");
    format!(
        "{} {} ({certainty}): {}",
        part("claimant"),
        part("stance"),
        part("what")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(number: usize, begin: usize, end: usize) -> Mark {
        Mark {
            number,
            begin,
            end,
            claim: Row::new(),
        }
    }

    /// Each piece with the number of its mark, its depth and the marks that end with it.
    fn shown(text: &str, marks: &[Mark]) -> Vec<String> {
        let piece = |piece: &Piece| {
            let number = piece.mark.as_ref().map_or(0, |mark| mark.number);
            format!("{}|{number}|{}|{:?}", piece.text, piece.depth, piece.ends)
        };
        paragraphs(text, marks).iter().flatten().map(piece).collect()
    }

    #[test]
    fn marks_in_one_another_and_across_cut_the_text_into_pieces() {
        let marks = [mark(1, 0, 6), mark(2, 2, 4), mark(3, 3, 8)];
        assert_eq!(
            shown("äbcdefgh.", &marks),
            [
                "äb|1|1|[]",
                "c|2|2|[]",
                "d|2|3|[2]",
                "ef|3|2|[1]",
                "gh|3|1|[3]",
                ".|0|0|[]"
            ]
        );
    }

    #[test]
    fn a_mark_over_two_lines_shows_in_both_and_a_broken_one_in_none() {
        assert_eq!(
            shown("ab\n\ncd", &[mark(1, 1, 5)]),
            ["a|0|0|[]", "b|1|1|[]", "c|1|1|[1]", "d|0|0|[]"]
        );
        assert_eq!(
            shown("ab", &[mark(1, 5, 9), mark(2, 1, 1)]),
            ["a|0|0|[]", "b|0|0|[]"]
        );
    }

    #[test]
    fn no_letter_is_lost() {
        let text = "One two\nthree\n\n four";
        let all: String = paragraphs(text, &[mark(1, 2, 12), mark(2, 5, 19)])
            .iter()
            .flatten()
            .map(|piece| piece.text.clone())
            .collect();
        assert_eq!(all, text.replace('\n', ""));
    }
}
