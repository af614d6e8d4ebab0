//! What a record says, looked up and checked, before it is known in which document.

use std::rc::Rc;

use super::document::Origin;
use super::error::RecordErrorKind;
use super::node::{Node, Terms};
use super::thing::{Object, Thing, Value};
use super::value::Written;
use super::vocabulary::Relation;
use super::{Record, Source};
use crate::factuality::{Certainty, Stance, Voice};
use crate::nquads;
use crate::rdf::{proposition_words, speech_verb};

/// The object of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Side {
    Node(Node),
    Value(Written),
}

impl Side {
    fn label(&self) -> &str {
        match self {
            Self::Node(node) => &node.label,
            Self::Value(value) => &value.value,
        }
    }

    pub(super) fn term(&self) -> nquads::Value<'_> {
        match self {
            Self::Node(node) => nquads::Value::Iri(&node.iri),
            Self::Value(value) => value.term(),
        }
    }
}

/// A record's claim. Subject and object stand in the declared direction of the relation.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) subject: Node,
    pub(super) predicate: String,
    /// The words of a predicate that the ontology does not have.
    pub(super) open: Option<String>,
    pub(super) object: Side,
    /// What is said, as a sentence.
    pub(super) label: String,
    /// Nobody but the document.
    pub(super) claimant: Option<Node>,
    pub(super) via: Vec<Node>,
    pub(super) stance: Stance,
    pub(super) certainty: Certainty,
    pub(super) voice: Voice,
    /// As a decimal.
    pub(super) confidence: Option<String>,
}

impl Statement {
    pub(super) fn new(
        terms: &mut Terms<'_>,
        record: &Record,
        origin: &Origin,
    ) -> Result<Self, RecordErrorKind> {
        let relation = terms.relation(&record.relation)?;
        let subject = terms.node(&record.subject, ("tm:Entity", "subject"))?;
        let object = side(terms, &record.object, &relation)?;
        let (claimant, voice) = speaker(terms, record, origin)?;
        let via = record.via.iter();
        let via = via.map(|carrier| terms.node(carrier, ("tm:Entity", "via")));
        let mut statement = Self {
            via: via.collect::<Result<_, _>>()?,
            confidence: record.confidence.map(decimal).transpose()?,
            predicate: relation.iri.clone(),
            open: relation.is_open.then(|| relation.words.clone()),
            label: String::new(),
            stance: record.stance,
            certainty: record.certainty,
            subject,
            object,
            claimant,
            voice,
        };
        statement.turn(&relation);
        Ok(statement)
    }

    /// Brings subject and object into the order in which the proposition is stored, and words it.
    fn turn(&mut self, relation: &Rc<Relation>) {
        let mut words = relation.words.as_str();
        if let Side::Node(object) = &mut self.object {
            if let Some((iri, declared)) = &relation.inverse_of {
                std::mem::swap(object, &mut self.subject);
                self.predicate.clone_from(iri);
                words = declared;
            } else if relation.is_symmetric && object.place() < self.subject.place() {
                std::mem::swap(object, &mut self.subject);
            }
        }
        self.label = proposition_words(&self.subject.label, words, self.object.label());
    }

    /// The whole claim as a sentence, `author` being who speaks in the document's own voice.
    pub(super) fn claim_label(&self, author: &str) -> String {
        let claimant = self.claimant.as_ref().map_or(author, |claimant| &claimant.label);
        let verb = speech_verb(self.stance, self.certainty);
        format!("{claimant} {verb}: {}", self.label)
    }

    /// What a document says whose text is not known.
    pub(super) fn sentence(&self, author: &str) -> String {
        let is_flat = matches!(self.certainty, Certainty::Certain | Certainty::Unstated);
        match self.claimant {
            None if self.stance == Stance::Affirms && is_flat => self.label.clone(),
            _ => self.claim_label(author),
        }
    }

    /// Every thing that takes part.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        let object = match &self.object {
            Side::Node(node) => Some(node),
            Side::Value(_) => None,
        };
        let rest = object.into_iter().chain(&self.claimant).chain(&self.via);
        [&self.subject].into_iter().chain(rest)
    }

    /// Puts what is only described into its document.
    pub(super) fn settle(&mut self, document: &str) {
        self.subject.settle(document);
        if let Side::Node(node) = &mut self.object {
            node.settle(document);
        }
        for node in self.claimant.iter_mut().chain(&mut self.via) {
            node.settle(document);
        }
    }
}

fn side(terms: &mut Terms<'_>, object: &Object, relation: &Relation) -> Result<Side, RecordErrorKind> {
    let part = ("tm:Entity", "object");
    match object {
        Object::Words(words) if relation.datatype.is_some() => {
            let value = Value {
                value: words.clone(),
                datatype: None,
                natural: None,
                language: None,
            };
            Ok(Side::Value(Written::new(&value, relation)?))
        }
        Object::Words(words) => Ok(Side::Node(terms.node(&Thing::of(words), part)?)),
        Object::Thing(thing) => Ok(Side::Node(terms.node(thing, part)?)),
        Object::Value(value) => Ok(Side::Value(Written::new(value, relation)?)),
        Object::Mixed => Err(RecordErrorKind::ThingAndValue),
    }
}

/// Who speaks and in whose voice; a claimant who is the publisher is written as the publisher is.
fn speaker(
    terms: &mut Terms<'_>,
    record: &Record,
    origin: &Origin,
) -> Result<(Option<Node>, Voice), RecordErrorKind> {
    let Some(claimant) = &record.claimant else {
        return match record.voice {
            None | Some(Voice::AuthorVoice) => Ok((None, Voice::AuthorVoice)),
            Some(Voice::Reported) => Err(RecordErrorKind::NobodysVoice("reported")),
            Some(Voice::Quoted) => Err(RecordErrorKind::NobodysVoice("quoted")),
        };
    };
    let claimant = terms.node(claimant, ("tm:Entity", "claimant"))?;
    let publisher = origin.publisher.as_ref();
    let publisher =
        publisher.filter(|publisher| publisher.iri == claimant.iri || publisher.label == claimant.label);
    match (record.voice, publisher) {
        (Some(Voice::AuthorVoice), Some(_)) => Ok((None, Voice::AuthorVoice)),
        (Some(Voice::AuthorVoice), None) => Err(RecordErrorKind::AuthorsVoice(claimant.label)),
        (voice, publisher) => Ok((
            Some(publisher.cloned().unwrap_or(claimant)),
            voice.unwrap_or(Voice::Reported),
        )),
    }
}

/// In the canonical form, with four places at most.
fn decimal(confidence: f64) -> Result<String, RecordErrorKind> {
    if !(0.0..=1.0).contains(&confidence) {
        return Err(RecordErrorKind::Confidence(confidence));
    }
    let value = format!("{confidence:.4}");
    Ok(value.trim_end_matches('0').trim_end_matches('.').to_owned())
}

impl Source {
    /// Whether the text is given.
    pub(super) fn has_text(&self) -> bool {
        self.text.is_some()
    }
}
