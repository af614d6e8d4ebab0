//! The words of what is said, and nothing that hangs on them by accident of the parse.

use super::spans::Spans;
use crate::analysis::{Dep, Pos, Tag};
use crate::attribution::{Attribution, is_answer, outer_cue};
use crate::document::ByteSpan;
use crate::factuality::Stance;
use crate::lexicon::attribution::CueKind;

/// The words of the content without the cue's own and without "that"; `of_cue` are all contents of the cue.
pub(super) fn content(
    spans: Spans<'_>,
    attribution: &Attribution,
    of_cue: &[&Attribution],
) -> Option<ByteSpan> {
    let reader = spans.reader();
    let head = attribution.content;
    let is_raised = attribution.kind == CueKind::Verb
        && reader.is_passive(attribution.cue)
        && reader.head(head) == attribution.cue
        && !matches!(
            reader.dep(head),
            Dep::Pcomp | Dep::Pobj | Dep::Ccomp | Dep::Nsubjpass
        )
        && attribution.sources.is_empty();
    let top = if is_raised { attribution.cue } else { head };
    let is_other = |child: usize| {
        let mut others = of_cue.iter();
        reader.dep(child) == Dep::Conj && !others.any(|other| other.content == child)
    };
    let tokens = reader.analysis.subtree_without(top, |child| {
        let is_own_cue = child == attribution.cue && !is_raised;
        is_own_cue
            || is_complementiser(spans, child)
            || outer_cue(reader, child).is_some()
            || is_answer(reader, child)
            || is_contrasted(spans, child)
            || is_other(child) && is_apart(spans, (head, child))
            || is_aside(spans, top, child)
    });
    let tokens = with_surroundings(spans, attribution, tokens);
    spans.trimmed(&tokens)
}

/// The tokens of the content with its circumstances, its target and what the parse cut off.
fn with_surroundings(spans: Spans<'_>, attribution: &Attribution, mut tokens: Vec<usize>) -> Vec<usize> {
    let reader = spans.reader();
    let head = attribution.content;
    if attribution.kind == CueKind::Verb && !reader.is_predicate(head) {
        tokens.extend(circumstances(spans, attribution));
        tokens.sort_unstable();
    }
    match attribution.kind {
        CueKind::Attributive => tokens.retain(|token| *token > attribution.cue),
        CueKind::Label => tokens.retain(|token| (*token > attribution.cue) == (head > attribution.cue)),
        _ => {}
    }
    if attribution.kind == CueKind::Preposition {
        tokens.extend(cut_off(spans, attribution));
        tokens.sort_unstable();
    }
    let is_passive = reader.is_passive(attribution.cue);
    if !is_passive || reader.dep(head) == Dep::Oprd {
        tokens.extend(
            attribution
                .targets
                .iter()
                .flat_map(|target| target_words(spans, *target)),
        );
        tokens.sort_unstable();
    }
    tokens
}

/// Whom the content is about, without what else hangs on the noun.
fn target_words(spans: Spans<'_>, target: usize) -> Vec<usize> {
    let reader = spans.reader();
    reader.analysis.subtree_without(target, |child| {
        matches!(
            reader.dep(child),
            Dep::Prep | Dep::Relcl | Dep::Acl | Dep::Appos | Dep::Punct | Dep::Conj | Dep::Cc
        )
    })
}

/// "A driver **is missing**, according to X": what stands before a clause that the parse leaves without a subject.
fn cut_off(spans: Spans<'_>, attribution: &Attribution) -> Vec<usize> {
    let reader = spans.reader();
    let head = attribution.content;
    let has_subject = reader.has_subject(head) || reader.has_child(head, &[Dep::Expl]);
    let sentence = reader.analysis.sentences.get(reader.analysis.sentence_of(head));
    match sentence {
        Some(sentence) if !has_subject && head < attribution.cue => (sentence.tokens.start..head).collect(),
        _ => Vec::new(),
    }
}

/// What belongs to a noun that is said and hangs on the cue: "declared a famine **in the north**", "threatened war **if
/// …**".
fn circumstances(spans: Spans<'_>, attribution: &Attribution) -> Vec<usize> {
    let reader = spans.reader();
    let behind = reader.analysis.children(attribution.cue);
    let behind = behind.filter(|child| *child > attribution.content && attribution.content > attribution.cue);
    let belongs = |child: usize| match reader.dep(child) {
        Dep::Prep => reader.lexicon.control.is_locative(&reader.word(child)),
        Dep::Advcl => reader.is_conditional(child),
        _ => false,
    };
    let belonging = behind.take_while(|child| belongs(*child) || reader.dep(*child) == Dep::Prt);
    belonging
        .flat_map(|child| reader.analysis.subtree(child))
        .collect()
}

/// ", **while the minister denied it**", ", **which the minister denied**".
fn is_contrasted(spans: Spans<'_>, child: usize) -> bool {
    let reader = spans.reader();
    match reader.dep(child) {
        Dep::Advcl => {
            let mut marks = reader.analysis.children_by(child, Dep::Mark);
            let has_subject = reader.has_child(child, &[Dep::Nsubj, Dep::Nsubjpass]);
            let is_contrast = |word: &str| reader.lexicon.control.is_contrast(word);
            let is_circumstance = |word: &str| reader.lexicon.control.is_circumstance(word);
            has_subject
                && marks.any(|mark| {
                    let word = reader.word(mark);
                    is_contrast(&word) || is_circumstance(&word) && reader.is_after_comma(child)
                })
        }
        Dep::Relcl => {
            let lemma = reader.lemma_with_particle(child);
            let mut cues = reader.lexicon.cues.get(CueKind::Verb, &lemma).iter();
            cues.any(|cue| cue.stance == Stance::Denies) && reader.is_after_comma(child)
        }
        _ => false,
    }
}

/// "that" before a clause.
fn is_complementiser(spans: Spans<'_>, token: usize) -> bool {
    let reader = spans.reader();
    reader.dep(token) == Dep::Mark && reader.tag(token) == Some(Tag::In) && reader.word(token) == "that"
}

/// A finite clause coordinated with a gerund or noun is the outer sentence's: "accused X of lying **and demands …**".
/// One with a subject of its own is a claim of its own.
fn is_apart(spans: Spans<'_>, (head, conjunct): (usize, usize)) -> bool {
    let reader = spans.reader();
    let has_subject = reader.has_child(conjunct, &[Dep::Nsubj, Dep::Nsubjpass]);
    reader.is_predicate(conjunct)
        && reader.is_finite(conjunct)
        && (!reader.is_finite(head)
            || reader.head(conjunct) == head
                && (has_subject || spans.modality(head) != spans.modality(conjunct)))
}

/// What stands behind a comma and only adds to the sentence: ", with many …" and, behind a noun, ", which …".
fn is_aside(spans: Spans<'_>, top: usize, child: usize) -> bool {
    let reader = spans.reader();
    if reader.head(child) != top || child < top || !reader.is_after_comma(child) {
        return false;
    }
    let is_noun = !reader.is_predicate(top);
    match reader.dep(child) {
        Dep::Relcl => true,
        Dep::Acl | Dep::Appos | Dep::Advcl => is_noun,
        _ => false,
    }
}

/// Whether a noun or pronoun only points at something said: "the claim", "this", not "the claim that …".
pub(super) fn is_bare(spans: Spans<'_>, head: usize) -> bool {
    let reader = spans.reader();
    let is_pronoun = matches!(reader.pos(head), Some(Pos::Pron | Pos::Det));
    let is_anaphor = is_pronoun && reader.lexicon.control.is_anaphor(&reader.word(head))
        || matches!(reader.tag(head), Some(Tag::Wdt | Tag::Wp));
    let nouns = &reader.lexicon.cues;
    let is_noun =
        reader.pos(head) == Some(Pos::Noun) && !nouns.get(CueKind::Noun, reader.lemma(head)).is_empty();
    let has_more = reader.has_child(head, &[Dep::Prep, Dep::Acl, Dep::Ccomp, Dep::Relcl, Dep::Poss]);
    is_anaphor || is_noun && !has_more
}
