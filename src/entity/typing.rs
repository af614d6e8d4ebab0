//! What kind of thing a name names: a vote of all its mentions in the document.
//!
//! The recogniser gives one name different labels in different sentences, so its label is one vote among
//! others: a title before the name, a given name, a noun in apposition, "who" or "which" behind it, the last
//! word of the name itself. Of each kind of evidence only the strongest piece counts, so that a label repeated
//! ten times does not outvote an apposition. The weights were set by hand while reading development articles; what
//! matters is their order.

use oxigraph::model::NamedNode;

use crate::analysis::{Dep, NameLabel};
use crate::entity::cast::Cast;
use crate::entity::description::compound_of;
use crate::lexicon::classes::{Noun, NounFlag};
use crate::lexicon::names::FormRole;
use crate::mention::names::FoundName;
use crate::mention::words::Words;
use crate::ontology::Ontology;
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

const CONCLUSIVE: i32 = 60;
const STRONG: i32 = 40;
const WEAK: i32 = 20;
const HINT: i32 = 10;

/// The weight of a label that all mentions have; a label that half of them have weighs half.
const LABELS: i32 = 30;

/// The votes for each kind, and the class that nouns beside the name give it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Votes {
    /// The strongest evidence for each kind.
    strongest: [i32; 7],
    /// The strongest evidence against each kind, below nought.
    against: [i32; 7],
    /// How many mentions the recogniser labels so.
    labelled: [i32; 7],
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
        let total = self.labelled.iter().sum::<i32>().max(1);
        let votes = |sort: &Sort| {
            let at = |counts: &[i32; 7]| counts.get(*sort as usize).copied().unwrap_or_default();
            at(&self.strongest) + at(&self.against) + LABELS * at(&self.labelled) / total
        };
        let best = SORTS.iter().map(votes).max().filter(|best| *best > 0)?;
        SORTS.iter().find(|sort| votes(sort) == best).copied()
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (sort, index) in SORTS.into_iter().zip(0..) {
            let at = |counts: &[i32; 7]| counts.get::<usize>(index).copied().unwrap_or_default();
            self.vote(sort, at(&other.strongest));
            self.vote(sort, at(&other.against));
            if let Some(count) = self.labelled.get_mut(index) {
                *count += at(&other.labelled);
            }
        }
        self.labels.extend(&other.labels);
        self.nouns.extend(other.nouns.iter().cloned());
        self.modifiers.extend(other.modifiers.iter().cloned());
    }

    /// Counts that a person's name ends with it.
    pub(crate) fn ends_person(&mut self) {
        self.vote(Sort::Person, STRONG);
    }

    /// Counts evidence for a kind, or against it when `weight` is below nought.
    fn vote(&mut self, sort: Sort, weight: i32) {
        let counts = if weight < 0 {
            &mut self.against
        } else {
            &mut self.strongest
        };
        if let Some(count) = counts
            .get_mut(sort as usize)
            .filter(|count| weight.abs() > count.abs())
        {
            *count = weight;
        }
    }

    fn vote_noun(&mut self, cast: &Cast<'_>, lemma: &str, weight: i32) {
        if let Some(noun) = cast.words.lexicon.classes.noun(lemma) {
            let sort = match sort_of(cast, &noun.class) {
                Sort::Group if noun.has(NounFlag::General) => Sort::Organization,
                sort => sort,
            };
            self.vote(sort, weight);
            self.nouns.push(lemma.to_owned());
        }
    }
}

/// The kind that a class belongs to.
pub(crate) fn sort_of(cast: &Cast<'_>, class: &NamedNode) -> Sort {
    sort_in(cast.ontology, class)
}

/// The same, where there is no cast.
pub(crate) fn sort_in(ontology: &Ontology, class: &NamedNode) -> Sort {
    let is_a = |ancestor| ontology.is_subclass(class.as_ref(), ancestor);
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
    let sort = match label {
        NameLabel::Person => Sort::Person,
        NameLabel::Org => Sort::Organization,
        NameLabel::Gpe => Sort::Polity,
        NameLabel::Loc | NameLabel::Fac => Sort::Place,
        NameLabel::Norp => Sort::Group,
        NameLabel::Event => Sort::Event,
        _ => Sort::Thing,
    };
    if let Some(count) = votes.labelled.get_mut(sort as usize) {
        *count += 1;
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
    let heading = heading(words, name);
    let may_be_surname = heading.is_none() || name.tokens.len() == 2;
    let has_given_name = words.lexicon.names.given_name(first).is_some();
    if is_long && may_be_surname && name.label != Some(NameLabel::Org) && has_given_name {
        votes.vote(Sort::Person, STRONG);
    }
    let last = name.tokens.end.saturating_sub(1);
    if is_long && words.tag(last) == crate::analysis::Tag::Nnps {
        votes.vote(Sort::Person, -WEAK);
        votes.vote(Sort::Organization, WEAK);
    }
    let names = &words.lexicon.names;
    let is_people = names.known(words.text(last), FormRole::People).is_some();
    if is_long && is_people {
        votes.vote(Sort::Group, CONCLUSIVE);
    }
    if let Some(noun) = heading {
        vote_heading(cast, votes, (name, noun));
    }
}

/// "High Court" is what courts are; "Institute for Peace" is a body whatever its heading.
fn vote_heading(cast: &Cast<'_>, votes: &mut Votes, (name, noun): (&FoundName, &Noun)) {
    let words = &cast.words;
    let is_for = name.tokens.clone().any(|token| words.text(token) == "for");
    let sort = if is_for {
        Sort::Organization
    } else {
        sort_of(cast, &noun.class)
    };
    votes.vote(sort, STRONG);
    votes.nouns.extend(heading_word(words, name));
}

/// The last word of a name, or the last before "of": "the park" may take up "Victoria Park".
fn heading_word(words: &Words<'_>, name: &FoundName) -> Option<String> {
    let of = name
        .tokens
        .clone()
        .find(|token| matches!(words.text(*token), "of" | "for"));
    let last = of.unwrap_or(name.tokens.end).checked_sub(1)?;
    (name.tokens.len() > 1).then(|| words.lower(last))
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
            votes.vote_noun(cast, &compound_of(words, child, &words.lemma(child)), STRONG);
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
        votes.vote(Sort::Organization, WEAK);
    }
    let has_article = words
        .analysis
        .children_by(name.head, Dep::Det)
        .any(|article| words.lower(article) == "the");
    if has_article {
        votes.vote(Sort::Person, -STRONG);
    }
    if is_where_something_is(words, name.head) || names_region(cast, name.head) {
        votes.vote(Sort::Polity, WEAK);
        votes.vote(Sort::Person, -WEAK);
    }
}

/// "in Jolo": behind a preposition of place; "at" and "on" come before bodies and things as well.
pub(crate) fn is_where_something_is(words: &Words<'_>, token: usize) -> bool {
    let first = words.first_of_list(token);
    let preposition = words.lower(words.head(first));
    let is_inside =
        words.lexicon.control.is_locative(&preposition) && !matches!(preposition.as_str(), "at" | "on");
    words.dep(first) == Dep::Pobj && is_inside
}

/// "the Sulu region": before a common noun for a part of the earth.
fn names_region(cast: &Cast<'_>, token: usize) -> bool {
    let words = &cast.words;
    let head = words.head(token);
    let noun = words
        .lexicon
        .classes
        .noun(&words.lemma(head))
        .filter(|_| !words.is_proper(head));
    let is_region = |noun: &Noun| cast.is_a(&noun.class, tm::PLACE) && !cast.is_a(&noun.class, tm::FACILITY);
    words.dep(token) == Dep::Compound && noun.is_some_and(is_region)
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
