//! What kind of thing a name names: a vote of all its mentions in the document.
//!
//! The recogniser gives one name different labels in different sentences, so its label is one vote among
//! others: a title before the name, a given name, a noun in apposition, "who" or "which" behind it, the last
//! word of the name itself. The weights were set by hand on ten development articles, strong evidence being
//! what a reader would call conclusive; a test holds their order.

use oxigraph::model::NamedNode;

use crate::analysis::{Dep, NameLabel};
use crate::entity::cast::Cast;
use crate::lexicon::classes::{Noun, NounFlag};
use crate::lexicon::names::FormRole;
use crate::mention::names::FoundName;
use crate::mention::words::Words;
use crate::vocab::tm;

/// The broad kinds that names are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Person,
    Organization,
    Polity,
    Place,
    Group,
    Event,
    Thing,
}

const SORTS: [Sort; 7] = [
    Sort::Person,
    Sort::Organization,
    Sort::Polity,
    Sort::Place,
    Sort::Group,
    Sort::Event,
    Sort::Thing,
];

const CONCLUSIVE: i32 = 6;
const STRONG: i32 = 4;
const LABEL: i32 = 2;
const HINT: i32 = 1;

/// The votes for each kind, and the class that nouns beside the name give it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Votes {
    counts: [i32; 7],
    /// The recogniser's labels, in text order.
    labels: Vec<NameLabel>,
    /// Base forms of nouns that say what it is.
    pub(crate) nouns: Vec<String>,
    /// Words that modify those nouns: "prime".
    pub(crate) modifiers: Vec<String>,
}

impl Votes {
    /// The kind with the most votes; the earlier one of two with as many; none without evidence.
    pub(crate) fn winner(&self) -> Option<Sort> {
        let best = *self.counts.iter().max()?;
        let index = self.counts.iter().position(|count| *count == best)?;
        SORTS.get(index).copied().filter(|_| best > 0)
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        self.labels.extend(&other.labels);
        self.nouns.extend(other.nouns.iter().cloned());
        self.modifiers.extend(other.modifiers.iter().cloned());
    }

    fn vote(&mut self, sort: Sort, weight: i32) {
        if let Some(count) = self.counts.get_mut(sort as usize) {
            *count += weight;
        }
    }

    fn vote_noun(&mut self, cast: &Cast<'_>, lemma: &str, weight: i32) {
        if let Some(noun) = cast.words.lexicon.classes.noun(lemma) {
            self.vote(sort_of(cast, &noun.class), weight);
            self.nouns.push(lemma.to_owned());
        }
    }
}

/// The kind that a class belongs to.
pub(crate) fn sort_of(cast: &Cast<'_>, class: &NamedNode) -> Sort {
    let is_a = |ancestor| cast.is_a(class, ancestor);
    match () {
        () if is_a(tm::PERSON) => Sort::Person,
        () if is_a(tm::ORGANIZATION) => Sort::Organization,
        () if is_a(tm::GEOPOLITICAL_ENTITY) => Sort::Polity,
        () if is_a(tm::PLACE) => Sort::Place,
        () if is_a(tm::GROUP) => Sort::Group,
        () if is_a(tm::EVENT) => Sort::Event,
        () => Sort::Thing,
    }
}

/// What one mention of a name says about its kind.
pub(crate) fn votes(cast: &Cast<'_>, name: &FoundName) -> Votes {
    let words = &cast.words;
    let mut votes = Votes::default();
    vote_label(&mut votes, name);
    vote_form(cast, &mut votes, name);
    vote_company(cast, &mut votes, name);
    for child in words.analysis.children_by(name.head, Dep::Relcl) {
        vote_relative(words, &mut votes, child);
    }
    let is_speaker = words.dep(name.head) == Dep::Nsubj
        && words
            .lexicon
            .governments
            .speaks(&words.lemma(words.head(name.head)), "subject");
    if is_speaker {
        votes.vote(Sort::Person, HINT);
        votes.vote(Sort::Organization, HINT);
    }
    votes
}

fn vote_label(votes: &mut Votes, name: &FoundName) {
    let Some(label) = name.label else {
        return;
    };
    votes.labels.push(label);
    match label {
        NameLabel::Person => votes.vote(Sort::Person, LABEL),
        NameLabel::Org => votes.vote(Sort::Organization, LABEL),
        NameLabel::Gpe => votes.vote(Sort::Polity, LABEL),
        NameLabel::Loc | NameLabel::Fac => votes.vote(Sort::Place, LABEL),
        NameLabel::Norp => votes.vote(Sort::Group, LABEL),
        NameLabel::Event => votes.vote(Sort::Event, LABEL),
        _ => votes.vote(Sort::Thing, HINT),
    }
}

/// What the name's own words and its title say.
fn vote_form(cast: &Cast<'_>, votes: &mut Votes, name: &FoundName) {
    let words = &cast.words;
    let is_long = name.tokens.len() > 1;
    if name.title.is_some() {
        votes.vote(Sort::Person, CONCLUSIVE);
    }
    for title in &name.title_words {
        let mut parts: Vec<String> = title.split(' ').map(str::to_owned).collect();
        votes.nouns.extend(parts.pop());
        votes.nouns.push(title.clone());
        votes.modifiers.extend(parts);
    }
    if let Some(noun) = &name.class_noun {
        votes.vote_noun(cast, noun, CONCLUSIVE);
    }
    let first = words.text(name.tokens.start);
    if is_long && name.label != Some(NameLabel::Org) && words.lexicon.names.given_name(first).is_some() {
        votes.vote(Sort::Person, STRONG);
    }
    let last = name.tokens.end.saturating_sub(1);
    if is_long && words.tag(last) == crate::analysis::Tag::Nnps {
        votes.vote(Sort::Person, -LABEL);
        votes.vote(Sort::Organization, LABEL);
    }
    let is_people = words
        .lexicon
        .names
        .known(words.text(last), FormRole::People)
        .is_some();
    if is_long && is_people {
        votes.vote(Sort::Group, CONCLUSIVE);
    }
    if let Some(noun) = heading(words, name) {
        votes.vote(sort_of(cast, &noun.class), STRONG);
    }
}

/// The noun that heads a body's or place's name: "Ministry" in "Ministry of Defence", "Court" in "High Court".
pub(crate) fn heading<'a>(words: &Words<'a>, name: &FoundName) -> Option<&'a Noun> {
    let of = name
        .tokens
        .clone()
        .find(|token| matches!(words.text(*token), "of" | "for"));
    let end = of.unwrap_or(name.tokens.end);
    let noun_of = |start: usize| {
        let phrase = words.phrase(&(start..end)).to_lowercase();
        words.lexicon.classes.noun(&phrase)
    };
    let first = name.tokens.start.max(end.saturating_sub(3));
    (first..end)
        .find_map(noun_of)
        .filter(|noun| noun.has(NounFlag::Heading))
}

/// What the words around it say: nouns before it and in apposition, roles held "with" or "for" it.
fn vote_company(cast: &Cast<'_>, votes: &mut Votes, name: &FoundName) {
    let words = &cast.words;
    if let Some(noun) = noun_before(words, name) {
        votes.vote_noun(cast, &noun, STRONG);
    }
    for child in words.analysis.children_by(name.head, Dep::Appos) {
        let has_article = words.analysis.child(child, Dep::Det).is_some();
        if has_article && !words.is_proper(child) {
            votes.vote_noun(cast, &words.lemma(child), STRONG);
        }
    }
    let head = words.head(name.head);
    if words.dep(name.head) == Dep::Appos && !words.is_proper(head) {
        votes.vote_noun(cast, &words.lemma(head), STRONG);
    }
    let is_employer =
        words.dep(name.head) == Dep::Pobj && matches!(words.lower(head).as_str(), "with" | "for");
    let governor = words.lexicon.classes.noun(&words.lemma(words.head(head)));
    if is_employer && governor.is_some_and(|noun| noun.has(NounFlag::Role)) {
        votes.vote(Sort::Organization, LABEL);
    }
}

/// The common noun right before a name, in the same phrase: "airline" in "Iranian airline Mahan Air".
pub(crate) fn noun_before(words: &Words<'_>, name: &FoundName) -> Option<String> {
    let before = name.tokens.start.checked_sub(1)?;
    let is_modifier = matches!(
        words.dep(before),
        Dep::Compound | Dep::Nmod | Dep::Appos | Dep::Amod
    ) && name.tokens.contains(&words.head(before));
    let lemma = words.lemma(before);
    let is_noun =
        words.pos(before) == crate::analysis::Pos::Noun && words.lexicon.classes.noun(&lemma).is_some();
    (is_modifier && is_noun).then_some(lemma)
}

/// "who" follows persons, "which" anything else.
fn vote_relative(words: &Words<'_>, votes: &mut Votes, verb: usize) {
    let subject = words
        .analysis
        .children(verb)
        .find(|child| matches!(words.dep(*child), Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj));
    match subject.map(|subject| words.lower(subject)).as_deref() {
        Some("who" | "whom") => votes.vote(Sort::Person, STRONG),
        Some("which") => votes.vote(Sort::Person, -STRONG),
        _ => {}
    }
}

/// The class of a name of this kind, the most specific that its heading or the nouns beside it give.
pub(crate) fn class_of(cast: &Cast<'_>, votes: &Votes, heading: Option<&Noun>) -> NamedNode {
    let Some(sort) = votes.winner() else {
        return tm::ENTITY.into_owned();
    };
    let nouns = votes
        .nouns
        .iter()
        .filter_map(|noun| cast.words.lexicon.classes.noun(noun));
    let specific = heading
        .into_iter()
        .chain(nouns)
        .find(|noun| sort_of(cast, &noun.class) == sort);
    match (specific, sort) {
        (_, Sort::Person) => tm::PERSON.into_owned(),
        (Some(noun), _) => noun.class.clone(),
        (None, Sort::Organization) => tm::ORGANIZATION.into_owned(),
        (None, Sort::Polity) => tm::GEOPOLITICAL_ENTITY.into_owned(),
        (None, Sort::Place) if votes.labels.contains(&NameLabel::Fac) => tm::FACILITY.into_owned(),
        (None, Sort::Place) => tm::PLACE.into_owned(),
        (None, Sort::Group) => tm::GROUP.into_owned(),
        (None, Sort::Event) => tm::EVENT.into_owned(),
        (None, Sort::Thing) => class_of_thing(votes),
    }
}

fn class_of_thing(votes: &Votes) -> NamedNode {
    let class = match votes.labels.first() {
        Some(NameLabel::Product) => tm::ARTIFACT,
        Some(NameLabel::WorkOfArt) => tm::DOCUMENT,
        Some(NameLabel::Law) => tm::LAW,
        Some(NameLabel::Language) => tm::CONCEPT,
        _ => tm::ENTITY,
    };
    class.into_owned()
}
