//! An article with its claims marked: marks may lie in one another and overlap, text may not be lost.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use super::cell::{Cell, Row, href};

/// A claim's words in the text, in code points, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Mark {
    /// From 1, in the order of the text.
    pub(super) number: usize,
    #[serde(skip)]
    pub(super) begin: usize,
    #[serde(skip)]
    pub(super) end: usize,
    /// Where the claim is described.
    pub(super) href: String,
    pub(super) claimant: Cell,
    pub(super) stance: Cell,
    pub(super) certainty: Cell,
    /// The words for what is said.
    pub(super) what: String,
}

/// A piece of text over which the same marks lie.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Piece<'a> {
    pub(super) text: String,
    /// Where it begins in the text, in code points.
    pub(super) begin: usize,
    /// The shortest mark over it, which it shows.
    pub(super) mark: Option<Look<'a>>,
    /// How many marks lie over it.
    pub(super) depth: usize,
    /// Who says what in all marks over it, for hovering.
    pub(super) says: String,
    /// The numbers of the marks that end with it.
    pub(super) ends: Vec<usize>,
}

/// What is shown of a mark where it lies over the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Look<'a> {
    pub(super) href: &'a str,
    pub(super) stance: &'a str,
    pub(super) certainty: &'a str,
}

/// The marks of rows that have all their parts, in the order of the text; of those that begin together the longest first.
pub(super) fn marks(rows: Vec<Row>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = rows.into_iter().filter_map(mark).collect();
    marks.sort_by(|one, other| {
        let key = |mark: &Mark| (mark.begin, Reverse(mark.end));
        key(one).cmp(&key(other)).then_with(|| one.href.cmp(&other.href))
    });
    marks.dedup();
    for (index, mark) in marks.iter_mut().enumerate() {
        mark.number = index + 1;
    }
    marks
}

/// The mark of a row, not numbered yet.
fn mark(mut row: Row) -> Option<Mark> {
    let place = |row: &Row, name: &str| row.get(name)?.text.parse().ok();
    Some(Mark {
        number: 0,
        begin: place(&row, "begin")?,
        end: place(&row, "end")?,
        href: href(&row.remove("claim")?.value),
        claimant: row.remove("claimant")?,
        stance: row.remove("stance")?,
        certainty: row.remove("certainty")?,
        what: row.remove("what")?.text,
    })
}

/// The paragraphs of a text, each in pieces.
pub(super) fn paragraphs<'a>(text: &str, marks: &'a [Mark]) -> Vec<Vec<Piece<'a>>> {
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
fn pieces<'a>(line: &[char], offset: usize, marks: &'a [Mark]) -> Vec<Piece<'a>> {
    let end = offset + line.len();
    let near: Vec<&'a Mark> = marks
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

fn piece<'a>(line: &[char], (offset, from, to): (usize, usize, usize), near: &[&'a Mark]) -> Piece<'a> {
    let over: Vec<&'a Mark> = near
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
        mark: shortest.map(|mark| look(mark)),
        depth: over.len().min(3),
        says: over.iter().map(|mark| says(mark)).collect::<Vec<_>>().join("\n"),
        ends: over
            .iter()
            .filter(|mark| mark.end == to)
            .map(|mark| mark.number)
            .collect(),
    }
}

fn look(mark: &Mark) -> Look<'_> {
    Look {
        href: &mark.href,
        stance: &mark.stance.name,
        certainty: &mark.certainty.name,
    }
}

fn says(mark: &Mark) -> String {
    let [claimant, stance, certainty] =
        [&mark.claimant, &mark.stance, &mark.certainty].map(|cell| &cell.text);
    format!("{claimant} {stance} ({certainty}): {}", mark.what)
}

#[cfg(test)]
mod tests {
    use super::super::cell::value;
    use super::*;

    fn mark(number: usize, begin: usize, end: usize) -> Mark {
        Mark {
            number,
            begin,
            end,
            href: format!("/claim/{number}"),
            claimant: value("the mayor"),
            stance: value("affirms"),
            certainty: value("certain"),
            what: "Copper Bank owns Open Ports".to_owned(),
        }
    }

    /// Each piece with the number of its mark, its depth and the marks that end with it.
    fn shown(text: &str, marks: &[Mark]) -> Vec<String> {
        let piece = |piece: &Piece| {
            let number = piece
                .mark
                .map_or("0", |mark| mark.href.trim_start_matches("/claim/"));
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
    fn rows_become_marks_in_the_order_of_the_text() {
        let row = |parts: [&str; 3]| {
            let named = ["claim", "begin", "end"].into_iter().zip(parts);
            let same = ["claimant", "stance", "certainty", "what"].map(|name| (name, name));
            let cells = named
                .chain(same)
                .map(|(name, text)| (name.to_owned(), value(text)));
            cells.collect::<Row>()
        };
        let mut rows: Vec<Row> = [
            ["c", "4", "9"],
            ["b", "4", "12"],
            ["a", "7", "8"],
            ["c", "4", "9"],
        ]
        .map(row)
        .to_vec();
        rows.push(row(["d", "none", "9"]));
        let found: Vec<_> = marks(rows)
            .iter()
            .map(|mark| (mark.number, mark.begin, mark.end))
            .collect();
        assert_eq!(found, [(1, 4, 12), (2, 4, 9), (3, 7, 8)]);
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
