//! The cast of a document: who and what it has spoken of, while its mentions are being resolved.

use std::collections::BTreeSet;

use oxigraph::model::{NamedNode, NamedNodeRef};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::entity::{Coreference, Count};
use crate::lexicon::names::Gender;
use crate::mention::words::Words;
use crate::mention::{Found, MentionKind};
use crate::ontology::Ontology;
use crate::vocab::tm;

/// One or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Number {
    Singular,
    Plural,
}

/// What an IRI is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Identity {
    /// The canonical name: the same thing in every document.
    Name(String),
    /// A name that several things in this document share; nobody else is meant by it.
    SharedName(String),
    /// A description that tells it from others in every document.
    Description(String),
    /// A description that means it in this document only.
    Here(String),
}

/// An entity that is still being put together.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) label: String,
    pub(crate) class: NamedNode,
    pub(crate) aliases: BTreeSet<String>,
    pub(crate) identity: Identity,
    pub(crate) number: Number,
    pub(crate) gender: Gender,
    pub(crate) count: Option<Count>,
    pub(crate) part_of: Option<usize>,
    pub(crate) chain: Vec<Coreference>,
    /// Base forms of the nouns that describe it: "airline", "president".
    pub(crate) nouns: BTreeSet<String>,
    /// The noun by which it was first described, as it is written there and in its base form.
    pub(crate) noun_text: String,
    pub(crate) noun: String,
    /// The description's own words, without a number or places behind it: "Chinese embassies".
    pub(crate) phrase: String,
    /// Descriptions in the tables that mean it where its country is clear: "federal police".
    pub(crate) descriptions: Vec<String>,
    /// Whose it is.
    pub(crate) owner: Option<usize>,
    /// Lower-case words that modify those nouns: "federal".
    pub(crate) modifiers: BTreeSet<String>,
    /// Entities named in its descriptions: China for "Chinese embassies".
    pub(crate) names: BTreeSet<usize>,
    /// The country that it belongs to, by its name in the tables.
    pub(crate) country: Option<String>,
    /// Where it is, as the description says, by entity.
    pub(crate) places: BTreeSet<usize>,
}

impl Draft {
    pub(crate) fn new(label: &str, class: NamedNode, identity: Identity) -> Self {
        Self {
            label: label.to_owned(),
            class,
            aliases: BTreeSet::new(),
            identity,
            number: Number::Singular,
            gender: Gender::Unknown,
            count: None,
            part_of: None,
            chain: Vec::new(),
            nouns: BTreeSet::new(),
            noun_text: String::new(),
            noun: String::new(),
            phrase: String::new(),
            descriptions: Vec::new(),
            owner: None,
            modifiers: BTreeSet::new(),
            names: BTreeSet::new(),
            country: None,
            places: BTreeSet::new(),
        }
    }

    pub(crate) fn is_named(&self) -> bool {
        matches!(self.identity, Identity::Name(_) | Identity::SharedName(_))
    }

    /// Several things described together, neither counted nor located nor part of others.
    pub(crate) fn is_whole(&self) -> bool {
        let is_described = self.number == Number::Plural && !self.is_named();
        is_described && self.count.is_none() && self.places.is_empty() && self.part_of.is_none()
    }

    /// The names in its descriptions and its owner's.
    pub(crate) fn all_names(&self) -> BTreeSet<usize> {
        self.names.iter().copied().chain(self.owner).collect()
    }

    /// The latest mention.
    pub(crate) fn latest(&self) -> usize {
        self.chain.last().map_or(0, |link| link.mention)
    }
}

/// All mentions of a document and what has been made of them so far.
#[derive(Debug)]
pub(crate) struct Cast<'a> {
    pub(crate) words: Words<'a>,
    pub(crate) ontology: &'a Ontology,
    /// All mentions, in text order of their heads.
    pub(crate) found: Vec<Found>,
    pub(crate) drafts: Vec<Draft>,
    /// The draft that each mention refers to.
    pub(crate) drafts_of: Vec<Option<usize>>,
    /// The sentence that each mention stands in.
    pub(crate) sentences: Vec<usize>,
    /// Named bodies that the tables give descriptions for.
    pub(crate) bodies: Vec<usize>,
    /// The descriptions that identify a draft.
    descriptions: FxHashSet<String>,
    /// Countries by their names in the tables.
    pub(crate) countries: FxHashMap<String, usize>,
    /// Drafts by the base forms of the nouns that describe them, in order of introduction.
    by_noun: FxHashMap<String, Vec<usize>>,
    /// For the head of a located description: each place's token and the draft for what is there.
    pub(crate) located: Vec<(usize, usize, usize)>,
}

impl<'a> Cast<'a> {
    pub(crate) fn new(words: Words<'a>, ontology: &'a Ontology, found: Vec<Found>) -> Self {
        let sentences = found
            .iter()
            .map(|found| words.analysis.sentence_of(found.mention.head))
            .collect();
        Self {
            words,
            ontology,
            drafts: Vec::new(),
            drafts_of: vec![None; found.len()],
            sentences,
            found,
            bodies: Vec::new(),
            countries: FxHashMap::default(),
            descriptions: FxHashSet::default(),
            by_noun: FxHashMap::default(),
            located: Vec::new(),
        }
    }

    /// Adds a draft and returns its index.
    ///
    /// Of two things described alike in one document, only the first is known by the description alone.
    pub(crate) fn add(&mut self, mut draft: Draft) -> usize {
        if let Identity::Description(words) = &draft.identity
            && !self.descriptions.insert(words.clone())
        {
            draft.identity = Identity::Here(words.clone());
        }
        let index = self.drafts.len();
        let nouns: Vec<String> = draft.nouns.iter().cloned().collect();
        self.drafts.push(draft);
        for noun in nouns {
            self.by_noun.entry(noun).or_default().push(index);
        }
        index
    }

    /// Makes a description of a whole its identity, if it has none yet and the description is nobody else's.
    pub(crate) fn identify(&mut self, draft: usize, words: String) {
        let is_open = |of: &Draft| of.is_whole() && matches!(of.identity, Identity::Here(_));
        if let Some(of) = self.drafts.get_mut(draft).filter(|of| is_open(of))
            && self.descriptions.insert(words.clone())
        {
            of.identity = Identity::Description(words);
        }
    }

    /// Says that `noun` describes `draft`.
    pub(crate) fn add_noun(&mut self, draft: usize, noun: &str) {
        let is_new = self
            .drafts
            .get_mut(draft)
            .is_some_and(|of| of.nouns.insert(noun.to_owned()));
        if is_new {
            self.by_noun.entry(noun.to_owned()).or_default().push(draft);
        }
    }

    /// The drafts that one of `nouns` or a synonym describes, the latest introduced first, and not more than a few.
    pub(crate) fn described_as(&self, nouns: [&str; 2]) -> Vec<usize> {
        const REACH: usize = 24;
        let classes = &self.words.lexicon.classes;
        let mut drafts: Vec<usize> = nouns
            .into_iter()
            .flat_map(|noun| classes.synonyms(noun))
            .filter_map(|noun| self.by_noun.get(noun))
            .flat_map(|drafts| drafts.iter().rev().take(REACH).copied())
            .collect();
        drafts.sort_unstable_by(|one, other| other.cmp(one));
        drafts.dedup();
        drafts
    }

    /// Says that `mention` refers to `draft`, and why.
    pub(crate) fn refer(&mut self, mention: usize, draft: usize, reason: impl Into<String>) {
        if let (Some(slot), Some(draft_of)) = (self.drafts_of.get_mut(mention), self.drafts.get_mut(draft)) {
            *slot = Some(draft);
            draft_of.chain.push(Coreference {
                mention,
                reason: reason.into(),
            });
        }
    }

    /// The mention whose head is `token`.
    pub(crate) fn mention_at(&self, token: usize) -> Option<usize> {
        self.found
            .binary_search_by_key(&token, |found| found.mention.head)
            .ok()
    }

    /// The draft that the mention with head `token` refers to.
    pub(crate) fn draft_at(&self, token: usize) -> Option<usize> {
        self.drafts_of.get(self.mention_at(token)?).copied().flatten()
    }

    pub(crate) fn draft(&self, draft: usize) -> Option<&Draft> {
        self.drafts.get(draft)
    }

    pub(crate) fn head(&self, mention: usize) -> usize {
        self.found.get(mention).map_or(0, |found| found.mention.head)
    }

    pub(crate) fn sentence(&self, mention: usize) -> usize {
        self.sentences.get(mention).copied().unwrap_or_default()
    }

    pub(crate) fn kind(&self, mention: usize) -> MentionKind {
        self.found
            .get(mention)
            .map_or(MentionKind::Nominal, |found| found.mention.kind)
    }

    /// The words of a mention.
    pub(crate) fn phrase(&self, mention: usize) -> &'a str {
        self.found
            .get(mention)
            .map_or("", |found| self.words.phrase(&found.mention.tokens))
    }

    /// Whether everything of `class` is also of `ancestor`.
    pub(crate) fn is_a(&self, class: &NamedNode, ancestor: NamedNodeRef<'_>) -> bool {
        self.ontology.is_subclass(class.as_ref(), ancestor)
    }

    pub(crate) fn is_person(&self, class: &NamedNode) -> bool {
        self.is_a(class, tm::PERSON)
    }

    pub(crate) fn is_agent(&self, class: &NamedNode) -> bool {
        self.is_a(class, tm::AGENT)
    }

    /// Whether two classes can hold of one thing: one is narrower than the other.
    pub(crate) fn fits(&self, one: &NamedNode, other: &NamedNode) -> bool {
        self.ontology.fits(one.as_ref(), Some(other))
    }
}
