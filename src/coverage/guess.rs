//! Guesses: the relation of the ontology that is nearest to a word, by labels and related words.

use std::collections::BTreeMap;

use oxigraph::model::{NamedNode, NamedNodeRef, TermRef};

use super::gaps::{OpenKey, OpenUses};
use crate::derivation::{Frame as LabelFrame, LabelWords};
use crate::lexicon::Lexicon;
use crate::lexicon::frame::{Frame, Role};
use crate::lexicon::relations::Trigger;
use crate::ontology::{Ontology, Relation};
use crate::vocab::{skos, tm};

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
    pub(super) words: LabelWords,
    relations: Vec<Candidate<'a>>,
}

/// A relation with the words of its labels and the lines of the lexicon that express it.
struct Candidate<'a> {
    relation: &'a Relation,
    label: LabelFrame,
    triggers: Vec<&'a Trigger>,
}

impl<'a> Guesses<'a> {
    pub(super) fn new(ontology: &'a Ontology, lexicon: &'a Lexicon) -> Self {
        let words = LabelWords::bundled();
        let mut triggers: BTreeMap<&NamedNode, Vec<&Trigger>> = BTreeMap::new();
        for trigger in lexicon.triggers.iter() {
            triggers.entry(&trigger.relation).or_default().push(trigger);
        }
        let relations = ontology.relations().filter(|relation| !relation.is_literal);
        let candidates = relations.map(|relation| Candidate {
            label: LabelFrame::of_labels(&words, &labels(ontology, relation)),
            triggers: triggers.remove(&relation.iri).unwrap_or_default(),
            relation,
        });
        Self {
            relations: candidates.collect(),
            ontology,
            words,
        }
    }

    /// The relation that most speaks for, if anything does: first by words, then by IRI.
    pub(super) fn relation(&self, key: &OpenKey, uses: &OpenUses) -> Option<NamedNode> {
        let frame = Frame::parse(&key.frame).unwrap_or_default();
        let possible = self.relations.iter().filter(|candidate| {
            self.fits(candidate.relation, uses)
                && candidate.takes(key, &frame)
                && !candidate.has_line(&key.lemma, &frame)
        });
        let scored = possible.filter_map(|candidate| Some((self.score(key, candidate)?, candidate.relation)));
        let best = scored.min_by(|(score, relation), (other_score, other)| {
            let by_score = other_score.cmp(score);
            by_score.then_with(|| relation.iri.cmp(&other.iri))
        });
        best.map(|(_, relation)| relation.iri.clone())
    }

    /// How much speaks for a relation; none when no word does.
    fn score(&self, key: &OpenKey, candidate: &Candidate<'_>) -> Option<usize> {
        let (word, particle) = key.lemma.split_once(' ').unwrap_or((&key.lemma, ""));
        let Candidate { label, triggers, .. } = candidate;
        let has_particle =
            particle.is_empty() || label.own.iter().chain(&label.small).any(|own| own == particle);
        let is_of_family = |own: &String| self.words.are_one_family(own, word);
        // A line that asks for words beside the verb says nothing of the verb alone.
        let is_plain = |trigger: &Trigger| trigger.frame.constraints().next().is_none();
        let mut of_lemma = triggers.iter().filter(|trigger| trigger.lemma == key.lemma);
        let by_word = if has_particle && label.own.iter().any(is_of_family) {
            OF_LABEL
        } else if of_lemma.any(|trigger| is_plain(trigger)) {
            OF_LEXICON
        } else if has_particle && label.related.iter().any(|related| related == word) {
            RELATED
        } else {
            return None;
        };
        Some(by_word + usize::from(label.small.contains(&key.preposition)) * PREPOSITION)
    }

    /// Whether the classes that were met most may stand on the relation's sides.
    fn fits(&self, relation: &Relation, uses: &OpenUses) -> bool {
        let most = uses.sides.iter().max_by_key(|(_, count)| **count);
        most.is_none_or(|((subject, object), _)| {
            self.ontology.fits(subject.as_ref(), relation.domain.as_ref())
                && self.ontology.fits(object.as_ref(), relation.range.as_ref())
        })
    }
}

impl Candidate<'_> {
    /// Whether the relation's object can stand where the key has it: as its label says, or as a line of the lexicon does.
    fn takes(&self, key: &OpenKey, frame: &Frame) -> bool {
        let by_label = match key.preposition.as_str() {
            "" => self.label.small.is_empty(),
            preposition => self.label.small.iter().any(|small| small == preposition),
        };
        let is_alike = |role: &Role, trigger: &Trigger| {
            let places = frame.slots(role);
            trigger.frame.slots(role).iter().any(|slot| places.contains(slot))
        };
        let mut triggers = self.triggers.iter();
        by_label
            || triggers.any(|trigger| is_alike(&Role::Subject, trigger) && is_alike(&Role::Object, trigger))
    }

    /// Whether the lexicon has the very line already.
    fn has_line(&self, lemma: &str, frame: &Frame) -> bool {
        let mut triggers = self.triggers.iter();
        triggers.any(|trigger| trigger.lemma == lemma && trigger.frame == *frame)
    }
}

/// The class of things that is called as a noun is; the classes of the claim model are none.
pub(super) fn class(ontology: &Ontology, words: &LabelWords, lemma: &str) -> Option<NamedNode> {
    let is_called_so = |class: &NamedNodeRef<'_>| {
        let label = ontology.label(*class).unwrap_or_default().to_lowercase();
        let last = label.rsplit(' ').next().unwrap_or_default();
        words.are_one_family(last, lemma)
    };
    let classes = ontology.classes();
    let mut things = classes.filter(|class| ontology.is_subclass(*class, tm::ENTITY));
    things.find(is_called_so).map(NamedNodeRef::into_owned)
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
        let guess = nearest("investigate", "into", "subj=subject into=object");
        assert_eq!(guess.as_deref(), Some("tm:investigates"));
        let guess = nearest("investigate", "during", "subj=subject during=object");
        assert_eq!(guess, None, "no line of the relation has its object there");
        let guess = nearest("reside", "in", "subj=subject in=object");
        assert!(guess.is_some_and(|guess| guess.ends_with("In")));
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
        assert_eq!(class(&ontology, &words, "proposition"), None);
    }
}
