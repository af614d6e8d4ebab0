//! Guesses: the relation of the ontology that is nearest to a word, by labels and related words.

use oxigraph::model::{NamedNode, NamedNodeRef, TermRef};

use super::gaps::{OpenKey, OpenUses};
use crate::derivation::{Frame as LabelFrame, LabelWords};
use crate::lexicon::Lexicon;
use crate::lexicon::frame::Frame;
use crate::lexicon::relations::TriggerKind;
use crate::ontology::{Ontology, Relation};
use crate::vocab::skos;

/// What a word of the label's family counts; the other points only order relations that the same words speak for.
const OF_LABEL: usize = 6;
/// What it counts that the lexicon has the word for the relation, with another frame.
const OF_LEXICON: usize = 4;
/// What a word counts that is related to one of the label.
const RELATED: usize = 3;
/// What the preposition of the label counts.
const PREPOSITION: usize = 1;

/// The ontology's relations with the words of their labels.
pub(super) struct Guesses<'a> {
    pub(super) ontology: &'a Ontology,
    lexicon: &'a Lexicon,
    pub(super) words: LabelWords,
    relations: Vec<(&'a Relation, LabelFrame)>,
}

impl<'a> Guesses<'a> {
    pub(super) fn new(ontology: &'a Ontology, lexicon: &'a Lexicon) -> Self {
        let words = LabelWords::bundled();
        let relations = ontology.relations().filter(|relation| !relation.is_literal);
        Self {
            relations: relations
                .map(|relation| {
                    (
                        relation,
                        LabelFrame::of_labels(&words, &labels(ontology, relation)),
                    )
                })
                .collect(),
            ontology,
            lexicon,
            words,
        }
    }

    /// The relation that most speaks for, if anything does: first by words, then by IRI.
    pub(super) fn relation(&self, key: &OpenKey, uses: &OpenUses) -> Option<NamedNode> {
        let scored = self.relations.iter().filter_map(|(relation, frame)| {
            let score = self.score(key, relation, frame);
            (score > PREPOSITION && self.fits(relation, uses) && !self.is_listed(key, relation))
                .then_some((score, relation))
        });
        let best = scored.min_by(|(score, relation), (other_score, other)| {
            let by_score = other_score.cmp(score);
            by_score.then_with(|| relation.iri.cmp(&other.iri))
        });
        best.map(|(_, relation)| relation.iri.clone())
    }

    fn score(&self, key: &OpenKey, relation: &Relation, frame: &LabelFrame) -> usize {
        let word = key.lemma.split(' ').next().unwrap_or_default();
        let is_of_family = |own: &String| self.words.are_one_family(own, word);
        let triggers = self.lexicon.triggers.get(TriggerKind::Verb, &key.lemma);
        let is_in_lexicon = triggers.iter().any(|trigger| {
            // A line that asks for words beside the verb says nothing of the verb alone.
            trigger.relation == relation.iri && trigger.frame.constraints().next().is_none()
        });
        let by_word = if frame.own.iter().any(is_of_family) {
            OF_LABEL
        } else if is_in_lexicon {
            OF_LEXICON
        } else if frame.related.iter().any(|related| related == word) {
            RELATED
        } else {
            0
        };
        let has_preposition = frame.small.contains(&key.preposition);
        by_word + usize::from(has_preposition) * PREPOSITION
    }

    /// Whether the classes that were met most may stand on the relation's sides.
    fn fits(&self, relation: &Relation, uses: &OpenUses) -> bool {
        let most = uses.sides.iter().max_by_key(|(_, count)| **count);
        most.is_none_or(|((subject, object), _)| {
            self.ontology.fits(subject.as_ref(), relation.domain.as_ref())
                && self.ontology.fits(object.as_ref(), relation.range.as_ref())
        })
    }

    /// Whether the lexicon has the very line already.
    fn is_listed(&self, key: &OpenKey, relation: &Relation) -> bool {
        let frame = Frame::parse(&key.frame).unwrap_or_default();
        let triggers = self.lexicon.triggers.get(TriggerKind::Verb, &key.lemma);
        triggers
            .iter()
            .any(|trigger| trigger.relation == relation.iri && trigger.frame == frame)
    }
}

/// The class that is called as a noun is.
pub(super) fn class(ontology: &Ontology, words: &LabelWords, lemma: &str) -> Option<NamedNode> {
    let is_called_so = |class: &NamedNodeRef<'_>| {
        let label = ontology.label(*class).unwrap_or_default().to_lowercase();
        let last = label.rsplit(' ').next().unwrap_or_default();
        words.are_one_family(last, lemma)
    };
    ontology
        .classes()
        .find(is_called_so)
        .map(NamedNodeRef::into_owned)
}

fn labels(ontology: &Ontology, relation: &Relation) -> Vec<String> {
    let others = ontology
        .graph()
        .objects_for_subject_predicate(&relation.iri, skos::ALT_LABEL);
    let others = others.filter_map(|other| match other {
        TermRef::Literal(label) => Some(label.value().to_owned()),
        _ => None,
    });
    let mut labels: Vec<String> = others.collect();
    labels.sort();
    labels.insert(0, relation.label.clone());
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Voice;
    use crate::vocab::tm;

    /// The relation that is nearest to a verb between two things of which nothing is known.
    fn nearest(lemma: &str, preposition: &str, frame: &str) -> Option<String> {
        let (lexicon, ontology) = (Lexicon::bundled(), Ontology::bundled());
        let key = OpenKey {
            lemma: lemma.to_owned(),
            preposition: preposition.to_owned(),
            voice: Voice::Active,
            frame: frame.to_owned(),
        };
        let mut uses = OpenUses::default();
        let entity = tm::ENTITY.into_owned();
        uses.sides.insert((entity.clone(), entity), 1);
        let guess = Guesses::new(&ontology, &lexicon).relation(&key, &uses);
        guess.map(|guess| crate::vocab::curie(guess.as_ref()))
    }

    #[test]
    fn a_word_of_a_label_s_family_is_nearest() {
        let guess = nearest("investigate", "about", "subj=subject about=object");
        assert_eq!(guess.as_deref(), Some("tm:investigates"));
    }

    #[test]
    fn a_word_that_nothing_speaks_for_has_no_guess() {
        assert_eq!(nearest("serenade", "", "subj=subject obj=object"), None);
    }

    #[test]
    fn a_line_that_is_there_already_is_no_guess() {
        let guess = nearest("investigate", "", "subj=subject obj=object");
        assert_ne!(guess.as_deref(), Some("tm:investigates"));
    }

    #[test]
    fn a_noun_is_of_the_class_that_is_called_so() {
        let (ontology, words) = (Ontology::bundled(), LabelWords::bundled());
        let person = ontology.class("Person").unwrap().into_owned();
        assert_eq!(class(&ontology, &words, "persons"), Some(person));
        assert_eq!(class(&ontology, &words, "gizmo"), None);
    }
}
