//! Attributions of GUM: a discourse unit with the cue, and one that heads what is said.
//!
//! GUM (Zeldes 2017, <https://doi.org/10.1007/s10579-016-9343-x>) gives units as strings with spaces between tokens; they
//! are found in the text without regard to white space.

use serde::Deserialize;

use super::GoldDocument;
use super::coreference::{self, GoldEntity};
use super::matching::pair_off;
use super::score::{Confusion, Score, Scores};
use super::spans::{Span, Spans, overlap};
use crate::annotation::{Annotation, Polarity};

#[derive(Debug, Clone, Deserialize)]
struct GoldAttribution {
    polarity: String,
    cue_edu: String,
    content_head_edu: String,
}

/// Everything marked in one text.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct GoldGum {
    attributions: Vec<GoldAttribution>,
    #[serde(default)]
    entities: Vec<GoldEntity>,
}

pub(super) fn score(document: &GoldDocument, gold: &GoldGum, (found, scores): (&Annotation, &mut Scores)) {
    let text = Packed::new(&document.text);
    let spans = Spans::new(&document.text);
    let pairs = pair_off(&allowed(&text, gold, found));
    let total = Score::matched(pairs.len(), found.claims.len(), gold.attributions.len());
    scores.add("attribution", total);
    for (index, gold) in gold.attributions.iter().enumerate() {
        let pair = pairs.iter().find(|pair| pair.0 == index);
        if let Some(claim) = pair.and_then(|pair| found.claims.get(pair.1)) {
            let is_negative = claim.polarity == Polarity::Denied;
            scores.decide("polarity", is_negative == (gold.polarity == "negative"));
        } else {
            let place = text.places(&gold.cue_edu).first().copied();
            scores.confusions.push(Confusion {
                layer: "attribution",
                document: document.id.clone(),
                sentence: place.map_or(String::new(), |place| spans.sentence(place)),
                expected: format!("{} | {}", gold.cue_edu, gold.content_head_edu),
                found: String::new(),
            });
        }
    }
    coreference::score(&spans, &gold.entities, found, scores);
}

/// For each attribution the claims with their cue in the one unit and some of their content in the other.
fn allowed(text: &Packed, gold: &GoldGum, found: &Annotation) -> Vec<Vec<usize>> {
    let is_in = |places: &[Span], span: Span| places.iter().any(|place| overlap(*place, span));
    let of_attribution = |gold: &GoldAttribution| {
        let (cue, content) = (text.places(&gold.cue_edu), text.places(&gold.content_head_edu));
        let claims = found.claims.iter().enumerate();
        let claims =
            claims.filter(|(_, claim)| is_in(&cue, claim.cue.span) && is_in(&content, claim.content.span));
        claims.map(|(index, _)| index).collect()
    };
    gold.attributions.iter().map(of_attribution).collect()
}

/// A text without its white space, and where each character stood.
struct Packed {
    characters: Vec<char>,
    offsets: Vec<usize>,
}

impl Packed {
    fn new(text: &str) -> Self {
        let visible = text
            .chars()
            .enumerate()
            .filter(|(_, letter)| !letter.is_whitespace());
        let (offsets, characters) = visible.unzip();
        Self { characters, offsets }
    }

    /// Every place where `words` stand.
    fn places(&self, words: &str) -> Vec<Span> {
        let words: Vec<char> = words.chars().filter(|letter| !letter.is_whitespace()).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let windows = self.characters.windows(words.len()).enumerate();
        let starts = windows
            .filter(|(_, window)| *window == words)
            .map(|(start, _)| start);
        starts
            .filter_map(|start| {
                let last = self.offsets.get(start + words.len() - 1)?;
                Some([*self.offsets.get(start)?, last + 1])
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_white_space_is_between() {
        let text = Packed::new("He said: “No.”\nHe left.");
        assert_eq!(text.places("said : “ No"), [[3, 12]]);
        assert_eq!(text.places("He"), [[0, 2], [15, 17]]);
        assert!(text.places("").is_empty());
    }
}
