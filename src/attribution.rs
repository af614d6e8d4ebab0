//! Attribution: who says what, with which word.
//!
//! An attribution has a source, a cue and a content, as in the PARC corpus (Pareti 2016,
//! <https://aclanthology.org/L16-1619>). Cues come from the lexicon; the parse says where source and content
//! stand. Attributions nest: each content may hold further ones.

mod cues;
mod quotes;

use crate::analysis::Dep;
use crate::clause::ClauseReader;
use crate::document::ByteSpan;
use crate::factuality::{Certainty, Modality, Stance};
use crate::lexicon::attribution::CueKind;
use crate::lexicon::table::EntrySource;

pub(crate) use cues::{is_answer, is_said, outer_cue};
pub use quotes::{Quote, quotes};

/// One cue with its source and content; tokens are the heads of their phrases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The cue's token: "said", "according", "allegations".
    pub cue: usize,
    /// The cue's words.
    pub cue_span: ByteSpan,
    /// What kind of word the cue is.
    pub kind: CueKind,
    /// Who says it; empty when the text leaves that open.
    pub sources: Vec<usize>,
    /// Whom the content is about, where the cue says so ("accused **China** of").
    pub targets: Vec<usize>,
    /// The head of what is said: a verb, or a noun.
    pub content: usize,
    /// The stance that the cue gives the source.
    pub stance: Stance,
    /// How sure the cue makes the source.
    pub certainty: Certainty,
    /// How strongly the cue puts the content forward.
    pub modality: Modality,
    /// The lexicon line of the cue.
    pub entry: EntrySource,
}

/// All attributions of a document, in text order of their contents.
///
/// Sentences between quotation marks without a cue of their own go to the speaker of the quotation.
pub fn attributions(reader: ClauseReader<'_>, quotes: &[Quote]) -> Vec<Attribution> {
    let mut found = cues::cued(reader);
    found.extend(quotes::continued(reader, quotes, &found));
    found.sort_by_key(|attribution| (attribution.content, attribution.cue));
    found.dedup_by_key(|attribution| (attribution.content, attribution.cue));
    found
}

/// The attributions that `token` stands in, innermost first.
///
/// What stands inside a source ("according to X, **which monitors** Y") is not part of the content.
pub fn chain<'a>(reader: ClauseReader<'_>, all: &'a [Attribution], token: usize) -> Vec<&'a Attribution> {
    let mut below = vec![token];
    let mut chain = Vec::new();
    for at in std::iter::once(token).chain(reader.analysis.ancestors(token)) {
        below.push(at);
        let first = all.partition_point(|attribution| attribution.content < at);
        let here = all
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(|attribution| attribution.content == at);
        let mut here: Vec<_> = here
            .filter(|attribution| !below.contains(&attribution.cue))
            .collect();
        here.sort_by_key(|attribution| depth(reader, attribution.cue));
        chain.extend(here.into_iter().rev());
    }
    chain
}

/// How many heads stand above `token`: a deeper cue is an inner one.
fn depth(reader: ClauseReader<'_>, token: usize) -> usize {
    let is_below = reader.dep(token) != Dep::Root;
    reader.analysis.ancestors(token).count() + usize::from(is_below)
}
