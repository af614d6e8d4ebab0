//! Phrases as text: which words belong to an argument, and how they are put together.

use crate::analysis::Dep;
use crate::clause::ClauseReader;

/// The words of `tokens` in text order: neighbours with what stands between them in the text, gaps closed with one
/// space; white space of any kind is one space.
pub(super) fn text(reader: ClauseReader<'_>, tokens: &[usize]) -> String {
    let runs = tokens.chunk_by(|one, next| one + 1 == *next);
    let pieces = runs.filter_map(|run| reader.analysis.span_of(run));
    let pieces: Vec<&str> = pieces
        .flat_map(|span| reader.document.slice(span).split_whitespace())
        .collect();
    pieces.join(" ")
}

/// The phrase of `head`: everything below it but clauses that say something of their own.
pub(super) fn phrase(reader: ClauseReader<'_>, head: usize) -> Vec<usize> {
    let tokens = reader.analysis.subtree_without(head, |child| {
        let stops = matches!(reader.dep(child), Dep::Relcl | Dep::Parataxis);
        stops || reader.dep(child) == Dep::Appos && child > head
    });
    trimmed(reader, tokens)
}

/// Without punctuation at either end, opening quotation marks and brackets included.
pub(super) fn trimmed(reader: ClauseReader<'_>, tokens: Vec<usize>) -> Vec<usize> {
    let first = tokens.iter().position(|token| !reader.is_mark(*token));
    let last = tokens.iter().rposition(|token| !reader.is_mark(*token));
    match (first, last) {
        (Some(first), Some(last)) => tokens.get(first..=last).unwrap_or_default().to_vec(),
        _ => Vec::new(),
    }
}
