//! Derivation: what a relation's own words tell about how a text expresses it.
//!
//! "director" has the family "direct, directed, direction" and the related words "film, helm"; its range "human"
//! looks like a person's name. Where these words stand around two arguments gives patterns (`r:up=own`, the object
//! hangs on a word of the label's family) that mean the same for every relation. So what is learnt about them with one
//! ontology holds for another, and a relation is found without a single example.

mod expression;
mod families;

use std::collections::BTreeSet;

pub use self::expression::Expression;
pub use self::families::LabelWords;
use crate::schema::{SchemaRelation, spelt_out};

/// What the words of a relation and of its classes tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The words of its labels, without small ones.
    pub own: Vec<String>,
    /// Words that stand where a label's word is meant.
    pub related: Vec<String>,
    /// The small words of its labels: "by", "in".
    pub small: Vec<String>,
    /// The words of the classes of its subjects.
    pub domain: Vec<String>,
    /// The words of the classes of its objects.
    pub range: Vec<String>,
    /// What its subjects look like: "person", "work".
    pub subject_kinds: Vec<String>,
    /// What its objects look like.
    pub object_kinds: Vec<String>,
}

impl Frame {
    /// Derives the frame of a relation.
    pub fn derive(words: &LabelWords, relation: &SchemaRelation) -> Self {
        let labels = std::iter::once(&relation.label).chain(&relation.other_labels);
        let frame = Self::of_labels(words, &labels.cloned().collect::<Vec<_>>());
        let classes = |labels: &[String]| {
            let all = labels.iter().flat_map(|label| split(label));
            let content: BTreeSet<_> = all.filter(|word| !words.is_small(word)).collect();
            Vec::from_iter(content)
        };
        let of_classes = |labels: &[String]| {
            let kinds = labels.iter().flat_map(|label| words.kinds(&split(label)));
            Vec::from_iter(kinds.collect::<BTreeSet<_>>())
        };
        let mut object_kinds = of_classes(&relation.range);
        if object_kinds.is_empty() {
            object_kinds = words.kinds(&frame.own);
        }
        Self {
            domain: classes(&relation.domain),
            range: classes(&relation.range),
            subject_kinds: of_classes(&relation.domain),
            object_kinds,
            ..frame
        }
    }

    /// What labels alone tell: their words, the small ones, and those that stand where they are meant.
    pub fn of_labels(words: &LabelWords, labels: &[String]) -> Self {
        let split: Vec<Vec<String>> = labels.iter().map(|label| split(label)).collect();
        let all: BTreeSet<String> = split.iter().flatten().cloned().collect();
        let (small, own): (Vec<_>, Vec<_>) = all.into_iter().partition(|word| words.is_small(word));
        let related: BTreeSet<String> = split.iter().flat_map(|label| words.related(label)).collect();
        Self {
            related: related.into_iter().collect(),
            small,
            own,
            ..Self::default()
        }
    }
}

fn split(label: &str) -> Vec<String> {
    spelt_out(label).split(' ').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(label: &str, range: &str) -> Frame {
        let relation = SchemaRelation {
            id: "P1".to_owned(),
            label: label.to_owned(),
            domain: vec!["film".to_owned()],
            range: vec![range.to_owned()],
            ..SchemaRelation::default()
        };
        Frame::derive(&LabelWords::bundled(), &relation)
    }

    #[test]
    fn a_frame_has_the_label_and_what_the_sides_look_like() {
        let frame = frame("filmedIn", "city");
        assert_eq!(
            (frame.own.join(" "), frame.small.join(" ")),
            ("filmed".into(), "in".into())
        );
        assert_eq!(
            (frame.subject_kinds.join(" "), frame.object_kinds.join(" ")),
            ("work".into(), "place".into())
        );
    }

    #[test]
    fn a_label_tells_what_a_class_does_not() {
        assert_eq!(frame("launch date", "").object_kinds, ["date"]);
        assert_eq!(frame("launch date", "thingamajig").object_kinds, ["date"]);
    }

    #[test]
    fn related_words_come_from_the_table() {
        assert!(frame("author", "human").related.contains(&"write".to_owned()));
    }

    #[test]
    fn two_words_together_have_a_sense_of_their_own() {
        let related = |label| frame(label, "").related;
        assert!(related("based on").contains(&"novel".to_owned()));
        let seat = related("basedIn");
        assert!(seat.contains(&"headquarter".to_owned()), "{seat:?}");
        assert!(!seat.contains(&"book".to_owned()), "{seat:?}");
    }
}
