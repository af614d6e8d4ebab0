//! Labels: who stands before a colon at the start of a sentence, or behind one at the end of a headline.

use std::ops::Range;

use super::plain;
use crate::analysis::{NameLabel, Tag};
use crate::attribution::Attribution;
use crate::clause::ClauseReader;
use crate::lexicon::attribution::CueKind;
use crate::lexicon::classes::NounFlag;

/// A longer phrase before a colon is a sentence of its own.
const LONGEST: usize = 6;

/// "**Ann Lee:** We will rebuild", "Two men were hurt**: police**".
pub(super) fn label_cue(reader: ClauseReader<'_>, mark: usize) -> Vec<Attribution> {
    let cues = reader.lexicon.cues.get(CueKind::Label, reader.lemma(mark));
    let analysis = reader.analysis;
    let sentence = analysis.sentences.get(analysis.sentence_of(mark));
    let (Some(cue), Some(sentence)) = (cues.first(), sentence) else {
        return Vec::new();
    };
    let (before, behind) = (sentence.tokens.start..mark, mark + 1..sentence.tokens.end);
    let first = speaker(reader, before.clone()).zip(clause_in(reader, behind.clone()));
    let last = || speaker(reader, behind).zip(clause_in(reader, before));
    let attribution = first.or_else(last).map(|(speaker, content)| Attribution {
        sources: vec![speaker],
        content,
        ..plain(reader, cue, mark)
    });
    attribution.into_iter().collect()
}

/// The head of a phrase of nouns alone, where it is one that can speak; a mark at its end makes it a sentence.
fn speaker(reader: ClauseReader<'_>, phrase: Range<usize>) -> Option<usize> {
    let is_nominal = |token: usize| {
        matches!(
            reader.tag(token),
            Some(Tag::Nnp | Tag::Nnps | Tag::Nn | Tag::Nns | Tag::Dt | Tag::Jj)
        )
    };
    let is_phrase = phrase.len() <= LONGEST && phrase.clone().all(is_nominal);
    let head = phrase.last().filter(|_| is_phrase)?;
    can_speak(reader, head).then_some(head)
}

fn can_speak(reader: ClauseReader<'_>, head: usize) -> bool {
    let mut names = reader.analysis.names.iter();
    let is_name = names
        .any(|name| name.tokens.contains(&head) && matches!(name.label, NameLabel::Person | NameLabel::Org));
    let noun = reader.lexicon.classes.noun(reader.lemma(head));
    is_name || noun.is_some_and(|noun| noun.has(NounFlag::Role) || noun.has(NounFlag::Collective))
}

/// The first predicate that depends on nothing else on this side of the colon.
fn clause_in(reader: ClauseReader<'_>, side: Range<usize>) -> Option<usize> {
    let is_top = |token: &usize| reader.head(*token) == *token || !side.contains(&reader.head(*token));
    side.clone()
        .filter(is_top)
        .find(|token| reader.is_predicate(*token))
}
