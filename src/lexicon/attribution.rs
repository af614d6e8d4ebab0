//! Attribution cues: the words that put a statement in somebody's mouth (`attribution.tsv`).

use std::path::Path;

use rustc_hash::FxHashMap;
use strum::{Display, EnumString};

use super::frame::Frame;
use super::table::{EntrySource, LexiconError, Row, rows};
use crate::factuality::{Certainty, Modality, Stance};

/// The lemma of the line that stands for every verb without one of its own.
pub(crate) const ANY_VERB: &str = "*";

/// The kind of word a cue is, which decides where it is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Display, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum CueKind {
    /// "said", "was accused of".
    Verb,
    /// "allegations that", "China's explanation".
    Noun,
    /// "was sceptical of".
    Adjective,
    /// "the alleged station".
    Attributive,
    /// "reportedly".
    Adverb,
    /// "according to".
    Preposition,
    /// The colon behind a speaker: "Ann Lee: We will rebuild".
    Label,
}

/// One cue with one frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// The base form, particles included: "rule out".
    pub lemma: String,
    /// What kind of word it is.
    pub kind: CueKind,
    /// Where source and content stand.
    pub frame: Frame,
    /// The stance it gives its source.
    pub stance: Stance,
    /// How sure it makes its source.
    pub certainty: Certainty,
    /// How strongly it puts the content forward.
    pub modality: Modality,
    /// The line it comes from.
    pub entry: EntrySource,
}

/// All cues, by kind and lemma; the order of the table within one lemma.
#[derive(Debug, Clone, Default)]
pub struct Cues {
    by_kind: FxHashMap<CueKind, FxHashMap<String, Vec<Cue>>>,
}

impl Cues {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut cues = Self::default();
        for row in rows(path, text) {
            for cue in parse_row(&row)? {
                let of_kind = cues.by_kind.entry(cue.kind).or_default();
                of_kind.entry(cue.lemma.clone()).or_default().push(cue);
            }
        }
        Ok(cues)
    }

    /// The cues of this kind and lemma.
    pub fn get(&self, kind: CueKind, lemma: &str) -> &[Cue] {
        let of_kind = self.by_kind.get(&kind);
        of_kind
            .and_then(|lemmas| lemmas.get(lemma))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether the line is the one for verbs that have no line of their own.
    pub fn is_for_any_verb(&self, entry: &EntrySource) -> bool {
        let cues = self.get(CueKind::Verb, ANY_VERB).iter();
        cues.map(|cue| &cue.entry).any(|known| known == entry)
    }

    /// All cues, sorted by kind and lemma.
    pub fn iter(&self) -> impl Iterator<Item = &Cue> {
        let kinds = self.by_kind.iter();
        let lists =
            kinds.flat_map(|(kind, lemmas)| lemmas.iter().map(move |(lemma, cues)| (kind, lemma, cues)));
        let mut lists: Vec<_> = lists.collect();
        lists.sort_by_key(|(kind, lemma, _)| (*kind, *lemma));
        lists.into_iter().flat_map(|(.., cues)| cues)
    }
}

fn parse_row(row: &Row<'_>) -> Result<Vec<Cue>, LexiconError> {
    let expected = "a kind of cue; use verb, noun, adjective, attributive, adverb, preposition or label";
    let kind = row.parse_cell(1, expected)?;
    let frame = Frame::parse(row.cell(2)).map_err(|error| row.error(error.to_string()))?;
    let stance = row.parse_cell(3, "a stance; use Affirms, Denies or Neutral")?;
    let certainty = row.parse_cell(4, "a certainty; use Certain, Probable, Possible or Unstated")?;
    let modality = row.modality_or(5, certainty)?;
    let cue = |lemma: &str| Cue {
        lemma: lemma.to_owned(),
        kind,
        frame: frame.clone(),
        stance,
        certainty,
        modality,
        entry: row.source(),
    };
    Ok(row.list(0).map(cue).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_gives_an_entry_to_each_of_its_lemmas() {
        let text = "# c\ndeny|reject\tverb\tsubj=source comp|obj=content\tDenies\tCertain\n";
        let cues = Cues::parse(Path::new("attribution.tsv"), text).unwrap();
        let cue = &cues.get(CueKind::Verb, "reject")[0];
        assert_eq!((cue.stance, cue.entry.line), (Stance::Denies, 2));
    }

    #[test]
    fn a_misspelt_stance_is_an_error_with_its_place() {
        let text = "say\tverb\tsubj=source\tAffrims\tCertain\n";
        let error = Cues::parse(Path::new("attribution.tsv"), text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "attribution.tsv:1: `Affrims` is not a stance; use Affirms, Denies or Neutral"
        );
    }
}
