//! Things of a record with their IRIs, and the terms that a block of records shares.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::error::RecordErrorKind;
use super::thing::Thing;
use super::vocabulary::{Class, Relation, Vocabulary, iri, iri_of, local_name};
use crate::entity::{EntityIri, slug};
use crate::vocab::{DOCUMENT_NAMESPACE, tm};

/// A thing, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Its IRI; until the document is known, the fragment of a thing that is only described.
    pub(super) iri: String,
    pub(super) label: String,
    pub(super) classes: Vec<Rc<Class>>,
    pub(super) aliases: Vec<String>,
    pub(super) is_named: bool,
}

impl Node {
    /// Puts a described thing into its document: it is another one in another.
    pub(super) fn settle(&mut self, document: &str) {
        if self.iri.starts_with('#') {
            self.iri.insert_str(0, document);
        }
    }

    /// Where its IRI sorts, also before its document is known.
    pub(super) fn place(&self) -> (&str, &str) {
        match self.iri.starts_with('#') {
            true => (DOCUMENT_NAMESPACE, &self.iri),
            false => (&self.iri, ""),
        }
    }

    /// Whether it stands for whoever the document leaves open, which is described by the ontology.
    pub(super) fn is_unspecified(&self) -> bool {
        self.iri == tm::UNSPECIFIED_SOURCE.as_str()
    }
}

/// The terms that were looked up so far, for one thread.
pub(super) struct Terms<'a> {
    vocabulary: &'a Vocabulary<'a>,
    relations: FxHashMap<String, Rc<Relation>>,
    classes: FxHashMap<String, Rc<Class>>,
}

impl<'a> Terms<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary<'a>) -> Self {
        Self {
            vocabulary,
            relations: FxHashMap::default(),
            classes: FxHashMap::default(),
        }
    }

    pub(super) fn relation(&mut self, words: &str) -> Result<Rc<Relation>, RecordErrorKind> {
        if let Some(known) = self.relations.get(words) {
            return Ok(Rc::clone(known));
        }
        let relation = Rc::new(self.vocabulary.relation(words)?);
        self.relations.insert(words.to_owned(), Rc::clone(&relation));
        Ok(relation)
    }

    fn class(&mut self, words: &str) -> Result<Rc<Class>, RecordErrorKind> {
        if let Some(known) = self.classes.get(words) {
            return Ok(Rc::clone(known));
        }
        let class = Rc::new(self.vocabulary.class(words)?);
        self.classes.insert(words.to_owned(), Rc::clone(&class));
        Ok(class)
    }

    /// The thing with its IRI; `of` is the class where it names none, and `part` what it is in the record.
    pub(super) fn node(
        &mut self,
        thing: &Thing,
        (of, part): (&str, &'static str),
    ) -> Result<Node, RecordErrorKind> {
        let mut classes = Vec::with_capacity(thing.types.len().max(1));
        for words in &thing.types {
            classes.push(self.class(words)?);
        }
        if !classes.iter().any(|class| class.is_known) {
            classes.push(self.class(of)?);
        }
        let (iri, label) = names(thing, part)?;
        let iri = match iri {
            Some(iri) => iri,
            None => made_iri(thing, &label, &classes)?,
        };
        Ok(Node {
            iri,
            label,
            classes,
            aliases: thing.aliases.clone(),
            is_named: !thing.is_described,
        })
    }
}

/// The IRI that was given, if any, and the name.
fn names(thing: &Thing, part: &'static str) -> Result<(Option<String>, String), RecordErrorKind> {
    let given = match (&thing.iri, &thing.words) {
        (Some(words), _) => Some(iri(words)?),
        (None, Some(words)) => iri_of(words)?,
        (None, None) => None,
    };
    let name = thing.label.as_ref().or(thing.words.as_ref());
    let name = name.map(|name| name.trim()).filter(|name| !name.is_empty());
    match (given, name) {
        (None, None) => Err(RecordErrorKind::NoName(part)),
        (None, Some(name)) => Ok((None, name.to_owned())),
        (Some(iri), _) if iri == tm::UNSPECIFIED_SOURCE => {
            Ok((Some(iri.into_string()), "unspecified source".to_owned()))
        }
        (Some(iri), Some(name)) if thing.label.is_some() => Ok((Some(iri.into_string()), name.to_owned())),
        (Some(iri), _) => {
            let name = local_name(&iri);
            Ok((Some(iri.into_string()), name))
        }
    }
}

/// The IRI that a name has in a text too, or the fragment of a description.
fn made_iri(thing: &Thing, label: &str, classes: &[Rc<Class>]) -> Result<String, RecordErrorKind> {
    let slug = slug(label);
    if slug.is_empty() {
        return Err(RecordErrorKind::NoLetters(label.to_owned()));
    }
    if thing.is_described {
        return Ok(format!("#entity={slug}"));
    }
    let known = classes.iter().find(|class| class.is_known);
    let family = known.map_or("thing", |class| class.family);
    Ok(EntityIri::named(family, label).into_string())
}
