//! How many: "two sites", "at least 100", "more than 50 people".

use crate::analysis::{Dep, Pos, Tag};
use crate::entity::Count;
use crate::lexicon::quantities::Bound;
use crate::mention::words::Words;

/// How many things the phrase with this head counts, where it says so.
pub(crate) fn count_of(words: &Words<'_>, head: usize) -> Option<Count> {
    let number = if words.tag(head) == Tag::Cd {
        head
    } else {
        words
            .analysis
            .child(head, Dep::Nummod)
            .filter(|number| *number < head)?
    };
    let (value, first) = value_of(words, number)?;
    let bound = (1..=3).rev().find_map(|length| {
        let start = first.checked_sub(length)?;
        words
            .lexicon
            .quantities
            .bound(&words.phrase(&(start..first)).to_lowercase())
    });
    Some(match bound {
        Some(Bound::AtLeast) => Count::AtLeast(value),
        Some(Bound::AtMost) => Count::AtMost(value),
        Some(Bound::About) => Count::About(value),
        Some(Bound::Exactly) | None => Count::Exactly(value),
    })
}

/// The value of a number of one or more words ("2 million") that ends at `last`, and its first token.
fn value_of(words: &Words<'_>, last: usize) -> Option<(u64, usize)> {
    let value = words.lexicon.quantities.value(words.text(last))?;
    let before = last
        .checked_sub(1)
        .filter(|before| words.head(*before) == last && words.pos(*before) == Pos::Num);
    match before.and_then(|before| Some((words.lexicon.quantities.value(words.text(before))?, before))) {
        Some((factor, first)) if value >= 100 => Some((factor.saturating_mul(value), first)),
        Some(_) => None,
        None => Some((value, last)),
    }
}
