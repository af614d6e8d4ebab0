//! Labels: who stands before a colon at the start of a sentence, in headlines and transcripts.

use std::ops::Range;

use super::plain;
use crate::analysis::{NameLabel, Tag};
use crate::attribution::Attribution;
use crate::clause::ClauseReader;
use crate::lexicon::attribution::CueKind;
use crate::lexicon::classes::NounFlag;

/// A longer phrase before a colon is a sentence of its own.
const LONGEST: usize = 6;

/// "**Ann Lee:** We will rebuild", "**Police:** two men were hurt".
pub(super) fn label_cue(reader: ClauseReader<'_>, mark: usize) -> Vec<Attribution> {
    let cues = reader.lexicon.cues.get(CueKind::Label, reader.lemma(mark));
    let analysis = reader.analysis;
    let sentence = analysis.sentences.get(analysis.sentence_of(mark));
    let (Some(cue), Some(sentence)) = (cues.first(), sentence) else {
        return Vec::new();
    };
    let speaker = speaker(reader, sentence.tokens.start..mark);
    let content = clause_behind(reader, mark + 1..sentence.tokens.end);
    let attribution = speaker.zip(content).map(|(speaker, content)| Attribution {
        sources: vec![speaker],
        content,
        ..plain(reader, cue, mark)
    });
    attribution.into_iter().collect()
}

/// The head of a phrase of nouns alone, where it is one that can speak.
fn speaker(reader: ClauseReader<'_>, before: Range<usize>) -> Option<usize> {
    let is_nominal = |token: usize| {
        matches!(
            reader.tag(token),
            Some(Tag::Nnp | Tag::Nnps | Tag::Nn | Tag::Nns | Tag::Dt | Tag::Jj)
        )
    };
    let is_phrase = before.len() <= LONGEST && before.clone().all(is_nominal);
    let head = before.last().filter(|_| is_phrase)?;
    can_speak(reader, head).then_some(head)
}

fn can_speak(reader: ClauseReader<'_>, head: usize) -> bool {
    let mut names = reader.analysis.names.iter();
    let is_name = names
        .any(|name| name.tokens.contains(&head) && matches!(name.label, NameLabel::Person | NameLabel::Org));
    let noun = reader.lexicon.classes.noun(reader.lemma(head));
    is_name || noun.is_some_and(|noun| noun.has(NounFlag::Role) || noun.has(NounFlag::Collective))
}

/// The first predicate that depends on nothing else behind the colon.
fn clause_behind(reader: ClauseReader<'_>, behind: Range<usize>) -> Option<usize> {
    let is_top = |token: &usize| reader.head(*token) == *token || !behind.contains(&reader.head(*token));
    behind
        .clone()
        .filter(is_top)
        .find(|token| reader.is_predicate(*token))
}
