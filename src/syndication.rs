//! Texts that are copies of one another: an agency's story in several papers, with a headline, a line or an end changed.
//!
//! Of each text a sketch is made by MinHash (Broder 1997, <https://doi.org/10.1109/SEQUEN.1997.666900>) over its runs of
//! five words. The share of hashes that two sketches have in common is about the share of runs that the texts have in
//! common (Jaccard). Whether two texts are copies follows from the two alone, so that a document that comes or goes
//! changes nothing between others. Bands of a sketch are what an index finds likely copies by.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use txtfp::{Canonicalizer, Fingerprinter, MinHashFingerprinter, ShingleTokenizer, WordTokenizer};

use crate::document::{BlockKind, Document};

/// Hashes of a sketch.
const HASHES: usize = 60;

/// Hashes of a band. Of two texts with six of ten runs in common 99 in 100 share a band of three.
const ROWS: usize = 3;

/// Hashes that copies have in common, at least: six of ten runs of words. Articles on one event by two writers have
/// hardly one run of a hundred in common; a copy with a paragraph of five left out or changed has two thirds.
const COMMON: usize = 36;

/// Words in a run.
const RUN: usize = 5;

/// Texts of fewer words have no sketch: two may say the same by chance.
const FEWEST_WORDS: usize = 40;

/// What is kept of a text to tell its copies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sketch {
    hashes: Vec<u16>,
}

impl Sketch {
    /// That of a document's prose, without page furniture, whatever the case of its letters; none of a short text.
    pub fn of(document: &Document) -> Option<Self> {
        let prose = document.blocks().iter();
        let prose = prose
            .filter(|block| block.kind == BlockKind::Paragraph)
            .map(|block| document.slice(block.span));
        let text = prose.collect::<Vec<_>>().join("\n");
        if text.split_whitespace().count() < FEWEST_WORDS {
            return None;
        }
        let runs = ShingleTokenizer {
            k: RUN,
            inner: WordTokenizer,
        };
        let sketcher = MinHashFingerprinter::<_, HASHES>::new(Canonicalizer::default(), runs);
        let signature = sketcher.fingerprint(&text).ok()?;
        // The last sixteen bits are enough: two that differ are taken for the same once in 65,536 times.
        let hashes = signature.hashes.iter().map(|hash| (hash & 0xFFFF) as u16);
        Some(Self {
            hashes: hashes.collect(),
        })
    }

    /// Reads what `Display` writes: four hexadecimal digits for each hash.
    pub fn parse(text: &str) -> Option<Self> {
        let hash = |place: usize| u16::from_str_radix(text.get(place * 4..place * 4 + 4)?, 16).ok();
        let hashes: Vec<u16> = (0..HASHES).map_while(hash).collect();
        (hashes.len() == HASHES && text.len() == HASHES * 4).then_some(Self { hashes })
    }

    /// Whether the two texts are copies.
    pub fn is_copy(&self, other: &Self) -> bool {
        let pairs = self.hashes.iter().zip(&other.hashes);
        pairs.filter(|(one, other)| one == other).count() >= COMMON
    }

    /// Its bands, each as its number and its hashes: "07:03fa91bc22d0". Copies share one, but for few.
    pub fn bands(&self) -> impl Iterator<Item = String> {
        let bands = self.hashes.chunks(ROWS).enumerate();
        bands.map(|(number, rows)| {
            let hashes: String = rows.iter().map(|hash| format!("{hash:04x}")).collect();
            format!("{number:02}:{hashes}")
        })
    }
}

impl fmt::Display for Sketch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hashes
            .iter()
            .try_for_each(|hash| write!(formatter, "{hash:04x}"))
    }
}

/// The pairs of copies among sketches, as places in the list, the lesser first, sorted.
///
/// Only those that share a band are compared, so that the work grows with the copies that there are.
pub fn copies(sketches: &[&Sketch]) -> BTreeSet<(usize, usize)> {
    let mut by_band: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, sketch) in sketches.iter().enumerate() {
        for band in sketch.bands() {
            by_band.entry(band).or_default().push(place);
        }
    }
    let is_pair = |one: usize, other: usize| match (sketches.get(one), sketches.get(other)) {
        (Some(one), Some(other)) => one.is_copy(other),
        _ => false,
    };
    let mut pairs = BTreeSet::new();
    for places in by_band.values() {
        for (index, one) in places.iter().enumerate() {
            let others = places.iter().skip(index + 1);
            pairs.extend(
                others
                    .map(|other| (*one, *other))
                    .filter(|(one, other)| is_pair(*one, *other)),
            );
        }
    }
    pairs
}

/// To which group of copies each of `count` texts belongs: the least place of those that it is tied to, pair by pair.
pub fn groups(count: usize, pairs: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..count).collect();
    loop {
        let before = groups.clone();
        for (one, other) in pairs {
            if let (Some(first), Some(second)) = (groups.get(*one).copied(), groups.get(*other).copied()) {
                let least = first.min(second);
                for place in [*one, *other] {
                    if let Some(group) = groups.get_mut(place) {
                        *group = least;
                    }
                }
            }
        }
        if groups == before {
            return groups;
        }
    }
}

/// How many sources are independent: the most documents of which no two have one publisher or one text.
///
/// Each document is given by its publisher and the group of copies that it belongs to.
pub fn independent_sources(documents: &[(usize, usize)]) -> usize {
    let mut texts: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (publisher, text) in documents {
        texts.entry(*publisher).or_default().insert(*text);
    }
    let mut published = BTreeMap::new();
    let has_own_text =
        |publisher: &&usize| find_text(&texts, **publisher, (&mut published, &mut BTreeSet::new()));
    texts.keys().filter(has_own_text).count()
}

/// Finds a text for a publisher that no other needs; others may change theirs (Kuhn 1955).
fn find_text(
    texts: &BTreeMap<usize, BTreeSet<usize>>,
    publisher: usize,
    (published, tried): (&mut BTreeMap<usize, usize>, &mut BTreeSet<usize>),
) -> bool {
    for text in texts.get(&publisher).into_iter().flatten() {
        if !tried.insert(*text) {
            continue;
        }
        let owner = published.get(text).copied();
        if owner.is_none_or(|owner| find_text(texts, owner, (published, tried))) {
            published.insert(*text, publisher);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, ByteSpan, Metadata};

    /// Ten sentences, no two with a run of words in common.
    fn story(seed: &str) -> Vec<String> {
        let words = [
            "harbour", "ferry", "union", "council", "bridge", "market", "storm", "school", "mayor", "train",
        ];
        let sentence = |number: usize| {
            let words: Vec<String> = (0..9)
                .map(|place| format!("{}{seed}{number}", words[(place * 3 + number) % 10]))
                .collect();
            format!("{}.", words.join(" "))
        };
        (0..10).map(sentence).collect()
    }

    fn sketch(sentences: &[String]) -> Option<Sketch> {
        let text = sentences.join(" ");
        let span = ByteSpan::new(0, text.len());
        let block = Block {
            span,
            kind: BlockKind::Paragraph,
        };
        Sketch::of(&Document::new(text, vec![block], Metadata::default()))
    }

    #[test]
    fn a_copy_with_another_line_or_without_its_end_is_one_and_another_story_is_none() {
        let (story, other) = (story("a"), story("b"));
        let original = sketch(&story).unwrap();
        let mut changed = story.clone();
        changed[4] = other[4].clone();
        let shouted: Vec<String> = story.iter().map(|sentence| sentence.to_uppercase()).collect();
        for copy in [&changed, &shouted, &story[..8].to_vec(), &story[1..].to_vec()] {
            let copy = sketch(copy).unwrap();
            assert!(original.is_copy(&copy) && copies(&[&original, &copy]).len() == 1);
        }
        assert!(!original.is_copy(&sketch(&other).unwrap()));
        let half = [&story[..5], &other[5..]].concat();
        assert!(!original.is_copy(&sketch(&half).unwrap()));
        assert_eq!(sketch(&story[..2]), None);
    }

    #[test]
    fn a_sketch_is_written_and_read_and_never_changes() {
        let sketch = sketch(&story("a")).unwrap();
        assert_eq!(Sketch::parse(&sketch.to_string()), Some(sketch.clone()));
        assert_eq!(Sketch::parse("03fa"), None);
        assert_eq!(sketch.bands().count(), 20);
        // As of txtfp 0.3: another version that gives other hashes would not know the copies of what is stored.
        assert_eq!(
            crate::document::text_hash(&sketch.to_string()).get(..16),
            Some("d9828403e18da876")
        );
    }

    #[test]
    fn copies_of_copies_are_of_one_group() {
        let pairs = [(0, 3), (2, 3), (4, 5)].into();
        assert_eq!(groups(6, &pairs), [0, 1, 0, 0, 4, 4]);
    }

    #[test]
    fn sources_are_independent_with_publishers_and_texts_of_their_own() {
        assert_eq!(independent_sources(&[]), 0);
        // Two papers with one agency's story; then one of them with a story of its own too.
        assert_eq!(independent_sources(&[(0, 0), (1, 0)]), 1);
        assert_eq!(independent_sources(&[(0, 0), (1, 0), (1, 1)]), 2);
        // Whichever comes first: the first paper gives the shared text up.
        assert_eq!(independent_sources(&[(0, 0), (0, 1), (1, 0)]), 2);
        assert_eq!(independent_sources(&[(0, 0), (0, 1), (0, 2)]), 1);
    }
}
