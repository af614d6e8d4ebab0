//! Entities: what the mentions of a document refer to, one for each coreference chain.

mod addition;
mod antecedent;
mod cast;
mod description;
#[cfg(test)]
mod example;
mod government;
mod iri;
mod label;
mod naming;
mod pronoun;
mod resolution;
mod salience;
mod sets;
mod typing;

pub(crate) use self::addition::Newcomer;
pub(crate) use self::description::quantity::count_of;
pub(crate) use self::iri::{family_of, slug};

use oxigraph::model::NamedNode;
use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::document::Document;
use crate::entity::cast::{Cast, Number};
use crate::lexicon::Lexicon;
use crate::mention::nominals::glued;
use crate::mention::words::Words;
use crate::mention::{Mention, find_mentions};
use crate::ontology::Ontology;
use crate::vocab::ENTITY_NAMESPACE;

/// The IRI of an entity, made from its content: kind and canonical name, or its description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIri(NamedNode);

impl EntityIri {
    /// Takes the IRI of an entity that is named already.
    pub fn new(iri: NamedNode) -> Self {
        Self(iri)
    }

    /// The IRI of the named entity of a family (`person`, `organization`): the one that its name has in a text.
    pub fn named(family: &str, name: &str) -> Self {
        let slug = iri::slug(name);
        Self(NamedNode::new_unchecked(format!(
            "{ENTITY_NAMESPACE}{family}/{slug}"
        )))
    }

    /// As an RDF term.
    pub fn as_node(&self) -> &NamedNode {
        &self.0
    }

    /// As text.
    pub(crate) fn into_string(self) -> String {
        self.0.into_string()
    }
}

/// The position of an entity in [`Entities::entities`].
pub type EntityIndex = usize;

/// How many members a plural or counted description has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Count {
    /// "two sites".
    Exactly(u64),
    /// "at least 100 stations", "more than 100".
    AtLeast(u64),
    /// "up to 100", "fewer than 100".
    AtMost(u64),
    /// "about 100".
    About(u64),
}

/// Why a mention was taken to refer to its entity; shown by `explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coreference {
    /// Index into [`Entities::mentions`].
    pub mention: usize,
    /// The rule and what it rests on: "acronym of `Royal Canadian Mounted Police`".
    pub reason: String,
}

/// One thing that a document speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its IRI, made from content.
    pub iri: EntityIri,
    /// The canonical name, or the words of the fullest description.
    pub label: String,
    /// The most specific class of the ontology.
    pub class: NamedNode,
    /// Other names used in the document, sorted, without the label.
    pub aliases: Vec<String>,
    /// Whether it has a proper name.
    pub is_named: bool,
    /// Whether it stands for several things ("stations", "human rights groups").
    pub is_plural: bool,
    /// How many members it has, where the text says so.
    pub count: Option<Count>,
    /// The entity that this one is a part or subset of ("two Montreal-area sites" of "the stations").
    pub part_of: Option<EntityIndex>,
    /// Its mentions in text order, each with the reason.
    pub chain: Vec<Coreference>,
}

/// The entities of one document and the mentions they were made from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entities {
    /// All mentions, in text order of their heads.
    pub mentions: Vec<Mention>,
    /// All entities, in order of their first mention.
    pub entities: Vec<Entity>,
    /// From the head token of a mention to the entity.
    pub by_head: FxHashMap<usize, EntityIndex>,
    /// For the head of a description that says where things are: each place's token and the entity for what is
    /// there. "stations in Toronto and Vancouver" has a part for each city.
    pub located: FxHashMap<usize, Vec<(usize, EntityIndex)>>,
}

impl Entities {
    /// The mention with head token `head`, resolved or not.
    ///
    /// "We" in a quotation is a mention of kind [`crate::mention::MentionKind::Pronoun`] that [`Entities::at`] does not know.
    pub fn mention_at(&self, head: usize) -> Option<&Mention> {
        let found = self.mentions.binary_search_by_key(&head, |mention| mention.head);
        self.mentions.get(found.ok()?)
    }

    /// The entity that the mention with head token `head` refers to; none where that is left open.
    pub fn at(&self, head: usize) -> Option<EntityIndex> {
        self.by_head.get(&head).copied()
    }
}

/// Finds what a document speaks of, and which of its words refer to it.
///
/// Total and deterministic: any text has entities, possibly none, and the same text has the same ones.
pub fn resolve_entities(
    lexicon: &Lexicon,
    ontology: &Ontology,
    document: &Document,
    analysis: &Analysis,
) -> Entities {
    let words = Words {
        lexicon,
        document,
        analysis,
    };
    let mut cast = Cast::new(words, ontology, find_mentions(&words));
    naming::cast_names(&mut cast);
    resolution::resolve(&mut cast);
    collect(cast)
}

/// Turns drafts that somebody refers to into entities, in the order of their first mention.
fn collect(cast: Cast<'_>) -> Entities {
    let mut order: Vec<(usize, usize)> = cast
        .drafts
        .iter()
        .enumerate()
        .filter_map(|(draft, of)| Some((of.chain.iter().map(|link| link.mention).min()?, draft)))
        .collect();
    order.sort_unstable();
    let ranked = order.iter().enumerate();
    let place: FxHashMap<usize, EntityIndex> = ranked.map(|(index, (_, draft))| (*draft, index)).collect();
    let entities = order
        .iter()
        .filter_map(|(first, draft)| entity(&cast, *first, *draft, &place))
        .collect();
    Entities {
        by_head: by_head(&cast, &place),
        located: located(&cast, &place),
        entities,
        mentions: cast.found.into_iter().map(|found| found.mention).collect(),
    }
}

/// The parse hangs "non", "-" and "profit" on the verb one by one: each of them answers for its mention.
fn by_head(cast: &Cast<'_>, place: &FxHashMap<usize, EntityIndex>) -> FxHashMap<usize, EntityIndex> {
    let mut by_head = FxHashMap::default();
    for (found, draft) in cast.found.iter().zip(&cast.drafts_of) {
        let entity = draft.and_then(|draft| place.get(&draft));
        for token in glued(&cast.words, found.mention.head) {
            by_head.extend(entity.map(|entity| (token, *entity)));
        }
    }
    by_head
}

fn located(
    cast: &Cast<'_>,
    place: &FxHashMap<usize, EntityIndex>,
) -> FxHashMap<usize, Vec<(usize, EntityIndex)>> {
    let mut located: FxHashMap<usize, Vec<(usize, EntityIndex)>> = FxHashMap::default();
    for (head, token, draft) in &cast.located {
        if let Some(entity) = place.get(draft) {
            located.entry(*head).or_default().push((*token, *entity));
        }
    }
    located
}

fn entity(
    cast: &Cast<'_>,
    first: usize,
    draft: usize,
    place: &FxHashMap<usize, EntityIndex>,
) -> Option<Entity> {
    let draft = cast.draft(draft)?;
    let start = cast
        .words
        .token(cast.found.get(first)?.mention.tokens.start)?
        .span;
    let offset = cast.words.document.char_span(start).start;
    let mut chain = draft.chain.clone();
    chain.sort_by_key(|link| link.mention);
    Some(Entity {
        iri: iri::entity_iri(cast, cast.words.document, draft, offset),
        label: draft.label.clone(),
        class: draft.class.clone(),
        aliases: draft
            .aliases
            .iter()
            .filter(|alias| **alias != draft.label)
            .cloned()
            .collect(),
        is_named: draft.is_named(),
        is_plural: draft.number == Number::Plural,
        count: draft.count,
        part_of: draft.part_of.and_then(|whole| place.get(&whole).copied()),
        chain,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::example::read;

    #[test]
    fn each_part_of_a_hyphenated_noun_answers_for_it() {
        let example = read("In a report, the non-profit said nothing.");
        let words = |token: usize| example.document.slice(example.analysis.tokens[token].span);
        let parts = (0..example.analysis.tokens.len())
            .filter(|token| ["non", "-", "profit"].contains(&words(*token)));
        let entities: Vec<_> = parts.map(|token| example.entities.at(token)).collect();
        assert_eq!(entities.len(), 3);
        assert!(
            entities
                .iter()
                .all(|entity| entity.is_some() && *entity == entities[0])
        );
    }

    #[test]
    fn a_list_of_places_says_what_is_where() {
        let example = read("They found depots in Porto and Lisbon.");
        let words = |token: usize| example.document.slice(example.analysis.tokens[token].span);
        let located = example.entities.located.values().flatten();
        let mut parts: Vec<_> = located
            .map(|(token, part)| format!("{}: {}", words(*token), example.entities.entities[*part].label))
            .collect();
        parts.sort();
        assert_eq!(parts, ["Lisbon: depots in Lisbon", "Porto: depots in Porto"]);
    }

    proptest! {
        #[test]
        fn any_text_has_entities_that_hold_together(text in texts()) {
            let example = read(&text);
            let entities = &example.entities;
            let heads: Vec<_> = entities.mentions.iter().map(|mention| mention.head).collect();
            prop_assert!(heads.windows(2).all(|pair| pair[0] < pair[1]), "heads are unique and in order");
            for (head, entity) in &entities.by_head {
                prop_assert!(*head < example.analysis.tokens.len() && *entity < entities.entities.len());
            }
            for (index, entity) in entities.entities.iter().enumerate() {
                prop_assert!(!entity.chain.is_empty() && !entity.label.is_empty());
                prop_assert!(entity.part_of.is_none_or(|whole| whole != index && whole < entities.entities.len()));
                for link in &entity.chain {
                    prop_assert!(link.mention < entities.mentions.len() && !link.reason.is_empty());
                }
            }
        }

        #[test]
        fn the_same_text_has_the_same_entities(text in texts()) {
            prop_assert_eq!(read(&text).entities, read(&text).entities);
        }
    }

    /// Random characters, and random sequences of words that the rules look at.
    #[expect(clippy::too_many_lines, reason = "a list of words, one on each line")]
    fn texts() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "the",
            "The",
            "China",
            "Beijing",
            "RCMP",
            "Sgt",
            "Ada",
            "Okafor",
            "said",
            "they",
            "it",
            "who",
            "two",
            "at",
            "least",
            "100",
            "sites",
            "in",
            "non",
            "-",
            "profit",
            "(",
            ")",
            "of",
            "and",
            "police",
            "federal",
            "'s",
            "\"",
            ",",
            ".",
            "US",
            "Senate",
            "one",
            "which",
            "government",
            "his",
            "such",
            "—",
            "是",
            "é",
            "\u{301}",
        ]);
        let sentences = prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "));
        prop_oneof!["\\PC{0,80}", "(?s).{0,60}", sentences]
    }
}
