//! What a description says: noun, modifiers, number, whose it is, how many there are and where.

pub(crate) mod quantity;
pub(crate) mod whereabouts;

use std::collections::BTreeSet;

use oxigraph::model::NamedNode;

use crate::analysis::{Dep, Pos, Tag};
use crate::entity::Count;
use crate::entity::cast::{Cast, Number};
use crate::lexicon::classes::{ModifierKind, Noun, NounFlag};
use crate::mention::nominals::{glued, is_before_head};
use crate::mention::words::Words;
use crate::vocab::tm;

use self::quantity::count_of;
use self::whereabouts::places_of;

/// How a description is introduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Determiner {
    /// "the".
    Definite,
    /// "these", "that".
    Demonstrative,
    /// "a", "some", "no".
    Indefinite,
    /// "its", "China's".
    Possessive,
    /// Nothing.
    Bare,
}

/// A description, read.
#[derive(Debug, Clone)]
pub(crate) struct Description<'a> {
    pub(crate) mention: usize,
    pub(crate) head: usize,
    /// The base form of the head, "non-profit" in one piece.
    pub(crate) noun: String,
    /// The longest noun in the tables that the phrase ends with: "prime minister", "police station".
    pub(crate) compound: String,
    /// The noun's line in the tables.
    pub(crate) entry: Option<&'a Noun>,
    pub(crate) class: NamedNode,
    pub(crate) number: Number,
    pub(crate) determiner: Determiner,
    /// Lower-case words that describe, in text order.
    pub(crate) modifiers: Vec<String>,
    /// The drafts whose names stand before the noun.
    pub(crate) names: BTreeSet<usize>,
    /// Whose it is.
    pub(crate) owner: Option<usize>,
    /// Whether its head differs from its base form.
    has_plural_form: bool,
    /// Whether a word in it points back ("such stations").
    pub(crate) is_anaphoric: bool,
    /// Whether a word in it says that others are meant.
    pub(crate) is_contrastive: bool,
    /// Whether it says that there are none: "no troops".
    pub(crate) is_empty: bool,
    /// Whether it has a possessor, resolved or not.
    pub(crate) is_owned: bool,
    pub(crate) count: Option<Count>,
    /// Tokens and drafts of the places where it says to be.
    pub(crate) places: Vec<(usize, usize)>,
}

impl Description<'_> {
    /// Whether a collective noun without a plural form stands for one body: "police", "staff".
    pub(crate) fn is_body(&self) -> bool {
        self.has(NounFlag::Collective) && !self.has_plural_form
    }

    /// The nouns by which it may have been described before.
    pub(crate) fn nouns(&self) -> [&str; 2] {
        [&self.compound, &self.noun]
    }

    pub(crate) fn has(&self, flag: NounFlag) -> bool {
        self.entry.is_some_and(|noun| noun.has(flag))
    }

    /// The names before the noun and the owner's: "Chinese nationals" and "its nationals" may be the same.
    pub(crate) fn all_names(&self) -> BTreeSet<usize> {
        self.names.iter().copied().chain(self.owner).collect()
    }

    /// Whether it may mean something spoken of before.
    pub(crate) fn points_back(&self) -> bool {
        let is_marked = matches!(self.determiner, Determiner::Definite | Determiner::Demonstrative);
        (is_marked || self.is_anaphoric) && !self.is_contrastive
    }
}

/// Reads the description that is mention number `mention`.
pub(crate) fn describe<'a>(cast: &Cast<'a>, mention: usize) -> Description<'a> {
    let words = cast.words;
    let head = cast.head(mention);
    let noun = noun_of(&words, head);
    let compound = compound_of(&words, head, &noun);
    let entry = words.lexicon.classes.noun(&compound);
    let parts = modifiers_of(&words, head);
    let kind = |word: &str| words.lexicon.classes.modifier(word);
    let is_of_kind =
        |wanted: ModifierKind| parts.iter().any(|part| kind(&words.lower(*part)) == Some(wanted));
    let names: BTreeSet<usize> = parts.iter().filter_map(|part| name_at(cast, *part)).collect();
    let possessor = words.analysis.child(head, Dep::Poss);
    Description {
        mention,
        head,
        class: entry.map_or_else(|| tm::ENTITY.into_owned(), |noun| noun.class.clone()),
        number: number_of(&words, head),
        has_plural_form: words.lower(head) != words.lemma(head),
        determiner: determiner_of(&words, head, possessor.is_some()),
        is_anaphoric: is_of_kind(ModifierKind::Anaphoric),
        is_contrastive: is_of_kind(ModifierKind::Contrastive),
        owner: possessor.and_then(|possessor| cast.draft_at(possessor)),
        is_owned: possessor.is_some(),
        is_empty: words
            .analysis
            .children_by(head, Dep::Det)
            .any(|article| words.lexicon.control.is_nothing(&words.lower(article))),
        count: count_of(&words, head),
        places: places_of(cast, head),
        modifiers: parts
            .iter()
            .filter(|part| name_at(cast, **part).is_none() && !is_in_name(cast, **part))
            .map(|part| words.lower(*part))
            .filter(|word| kind(word).is_none())
            .collect(),
        names,
        noun,
        compound,
        entry,
    }
}

/// The draft named by `token` or, in "Montreal-area", by the words that hang on it.
fn name_at(cast: &Cast<'_>, token: usize) -> Option<usize> {
    cast.draft_at(token)
        .filter(|draft| cast.draft(*draft).is_some_and(super::cast::Draft::is_named))
}

/// Whether the word belongs to a longer name: "Roman" in "Roman Catholic".
fn is_in_name(cast: &Cast<'_>, token: usize) -> bool {
    let head = cast.words.head(token);
    let holds = |mention: usize| {
        cast.found
            .get(mention)
            .is_some_and(|found| found.name.is_some() && found.mention.tokens.contains(&token))
    };
    cast.mention_at(head).is_some_and(holds)
}

/// The head's base form, with a prefix that a hyphen joins to it.
fn noun_of(words: &Words<'_>, head: usize) -> String {
    let glue = glued(words, head);
    if glue.start < head {
        return words.phrase(&glue).to_lowercase();
    }
    words.lemma(head)
}

/// The noun with as many words before it as the tables know to be one noun with it.
pub(crate) fn compound_of(words: &Words<'_>, head: usize, noun: &str) -> String {
    let compounds = |length: usize| {
        let start = head.checked_sub(length)?;
        let is_compound =
            (start..head).all(|token| matches!(words.dep(token), Dep::Compound | Dep::Amod | Dep::Nmod));
        let before = words.phrase(&(start..head)).to_lowercase();
        let phrase = format!("{before} {noun}");
        (is_compound && words.lexicon.classes.noun(&phrase).is_some()).then_some(phrase)
    };
    compounds(3)
        .or_else(|| compounds(2))
        .or_else(|| compounds(1))
        .unwrap_or_else(|| noun.to_owned())
}

/// The words before the head that describe it: adjectives, compounds, names; numbers and articles left out.
fn modifiers_of(words: &Words<'_>, head: usize) -> Vec<usize> {
    let start = glued(words, head).start;
    let mut parts: Vec<usize> = words
        .analysis
        .children(head)
        .filter(|child| *child < start && is_before_head(words.dep(*child)))
        .filter(|child| {
            !matches!(
                words.dep(*child),
                Dep::Det | Dep::Predet | Dep::Poss | Dep::Nummod | Dep::Quantmod
            )
        })
        .flat_map(|child| words.analysis.subtree(child))
        .filter(|part| {
            !matches!(
                words.pos(*part),
                Pos::Punct | Pos::Det | Pos::Num | Pos::Part | Pos::Cconj
            )
        })
        .collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

fn number_of(words: &Words<'_>, head: usize) -> Number {
    let is_one = |token: usize| words.lower(token) == "one" || words.text(token) == "1";
    let is_plural = match words.tag(head) {
        Tag::Nns | Tag::Nnps => true,
        Tag::Cd => !is_one(head),
        Tag::Jj | Tag::Jjr | Tag::Jjs | Tag::Vbn => words.analysis.child(head, Dep::Det).is_some(),
        _ => false,
    };
    if is_plural {
        Number::Plural
    } else {
        Number::Singular
    }
}

fn determiner_of(words: &Words<'_>, head: usize, is_owned: bool) -> Determiner {
    let glue = glued(words, head);
    let article = glue
        .clone()
        .flat_map(|part| words.analysis.children_by(part, Dep::Det).collect::<Vec<_>>())
        .find(|article| *article < head);
    let before = glue
        .start
        .checked_sub(1)
        .filter(|before| words.pos(*before) == Pos::Det);
    match article.or(before).map(|article| words.lower(article)).as_deref() {
        _ if is_owned => Determiner::Possessive,
        Some("the") => Determiner::Definite,
        Some("this" | "that" | "these" | "those") => Determiner::Demonstrative,
        Some(_) => Determiner::Indefinite,
        None => Determiner::Bare,
    }
}
