//! The signs by which two things of the graph are weighed.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedNode;

use super::Kinship;
use crate::linkage::name::{Name, NameAgreement, NameLevel};
use crate::linking::context::days;
use crate::linking::sign::{Sign, Signs};
use crate::linking::subject::Subject;
use crate::linking::weights::Weights;

/// The most facts, rivals and neighbours that count.
const MOST: usize = 3;
/// A name of so many letters is another's only by much chance when one or two letters differ.
const LONG_NAME: usize = 10;
/// Days within which news speaks of one matter.
const NEAR: i32 = 7;
/// Days after which a partial name is likely another's.
const FAR: i32 = 730;

/// What is known of two things beside their names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    pub(super) kinship: Kinship,
    /// Whether both are people.
    pub(super) is_person: bool,
    /// Whether one of them is a place.
    pub(super) is_place: bool,
    /// Whether one of them is of one document only, so that others have namesakes.
    pub(super) is_own: bool,
    /// Whether somebody decided that they are one.
    pub(super) is_yes: bool,
}

/// What signs are seen in.
pub(super) struct Evidence<'a> {
    subjects: &'a [Subject],
    named: &'a [Vec<Name>],
    weights: &'a Weights,
    /// The things of each document.
    of_document: BTreeMap<&'a NamedNode, BTreeSet<usize>>,
    /// The things that have each word in a name.
    with_word: BTreeMap<&'a str, BTreeSet<usize>>,
    /// The things whose names have each row of first letters.
    with_letters: BTreeMap<String, BTreeSet<usize>>,
}

/// How the best names of two things agree.
struct Agreement {
    level: &'static str,
    evidence: String,
    /// The place of the thing with the shorter name, where one is a part or short form of the other.
    shorter: Option<usize>,
    /// The shorter name.
    short_name: Vec<String>,
}

impl<'a> Evidence<'a> {
    pub(super) fn of(subjects: &'a [Subject], named: &'a [Vec<Name>], weights: &'a Weights) -> Self {
        let mut of_document: BTreeMap<&NamedNode, BTreeSet<usize>> = BTreeMap::new();
        let mut with_word: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        let mut with_letters: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (place, (subject, names)) in subjects.iter().zip(named).enumerate() {
            for document in &subject.documents {
                of_document.entry(document).or_default().insert(place);
            }
            for name in names.iter().filter(|name| name.core().len() > 1) {
                for word in name.core() {
                    with_word.entry(word).or_default().insert(place);
                }
                let letters = name
                    .core()
                    .iter()
                    .filter_map(|word| word.chars().next())
                    .collect();
                with_letters.entry(letters).or_default().insert(place);
            }
        }
        Self {
            subjects,
            named,
            weights,
            of_document,
            with_word,
            with_letters,
        }
    }

    /// The signs of a pair, none when no names agree; and which has the shorter name, when one is part of the other's.
    pub(super) fn signs(&self, (one, other): (usize, usize), traits: Traits) -> (Vec<Sign>, Option<usize>) {
        let mut signs = Signs::new(self.weights);
        let agreement = self.agreement((one, other), traits);
        let (Some(left), Some(right)) = (self.subjects.get(one), self.subjects.get(other)) else {
            return (Vec::new(), None);
        };
        if traits.is_yes {
            signs.add(("decision", "yes"), 1.0, right.iri.as_str().to_owned());
        } else if agreement.is_none() {
            return (Vec::new(), None);
        }
        signs.add(("prior", "any"), 1.0, String::new());
        let shorter = agreement.as_ref().and_then(|agreement| agreement.shorter);
        if let Some(agreement) = agreement {
            self.name_signs(&mut signs, (one, other), agreement);
        }
        match traits.kinship {
            Kinship::Same => signs.add(("type", "same"), 1.0, listed(&left.classes)),
            Kinship::Wider => signs.add(("type", "wider"), 1.0, listed(&right.classes)),
            Kinship::Other | Kinship::Against => signs.add(("type", "other"), 1.0, listed(&right.classes)),
        }
        place_signs(&mut signs, left, right);
        self.document_signs(&mut signs, (one, other), shorter);
        date_signs(&mut signs, left, right);
        (signs.into_signs(), shorter)
    }

    fn names(&self, place: usize) -> &[Name] {
        self.named.get(place).map(Vec::as_slice).unwrap_or_default()
    }

    /// How the two names agree that agree best.
    fn agreement(&self, (one, other): (usize, usize), traits: Traits) -> Option<Agreement> {
        let pairs = self
            .names(one)
            .iter()
            .flat_map(|name| self.names(other).iter().map(move |beside| (name, beside)));
        let agreements = pairs.filter_map(|(name, beside)| {
            let agreement = name.agreement(beside);
            let (level, has_shorter) = level(agreement, (name, beside), traits)?;
            let is_shorter = letters(name) <= letters(beside);
            let (shorter, short) = if is_shorter { (one, name) } else { (other, beside) };
            Some(Agreement {
                level,
                evidence: format!("{} = {}", name.text(), beside.text()),
                shorter: has_shorter.then_some(shorter),
                short_name: short.core().to_vec(),
            })
        });
        let weight = |agreement: &Agreement| self.weights.of("name", agreement.level);
        agreements.reduce(|best, next| if weight(&next) > weight(&best) { next } else { best })
    }

    fn name_signs(&self, signs: &mut Signs<'_>, (one, other): (usize, usize), agreement: Agreement) {
        let same = |name: &Name, beside: &Name| name.normalised() == beside.normalised();
        let shared = self
            .names(one)
            .iter()
            .filter(|name| self.names(other).iter().any(|beside| same(name, beside)));
        let shared: Vec<&str> = shared.map(Name::text).collect();
        signs.add(("name", agreement.level), 1.0, agreement.evidence);
        if shared.len() > 1 {
            signs.add(("also", "name"), 1.0, shared.join(", "));
        }
        if let Some(shorter) = agreement.shorter {
            let longer = if shorter == one { other } else { one };
            let rivals = self.rivals(&agreement.short_name, (shorter, longer));
            match rivals.len() {
                0 => signs.add(("rival", "none"), 1.0, agreement.short_name.join(" ")),
                count => {
                    let names = rivals.iter().filter_map(|rival| self.subjects.get(*rival));
                    let names: Vec<&str> = names.map(|rival| rival.label.as_str()).take(MOST).collect();
                    signs.add(("rival", "thing"), count.min(MOST) as f64, names.join(", "));
                }
            }
        }
    }

    /// The other things with a name of which the short one is a part or the first letters.
    fn rivals(&self, short: &[String], (shorter, longer): (usize, usize)) -> BTreeSet<usize> {
        let mut found: Option<BTreeSet<usize>> = None;
        for word in short {
            let with = self.with_word.get(word.as_str()).cloned().unwrap_or_default();
            found = Some(match found {
                Some(found) => found.intersection(&with).copied().collect(),
                None => with,
            });
        }
        let mut found = found.unwrap_or_default();
        if let [letters] = short {
            found.extend(self.with_letters.get(letters).into_iter().flatten());
        }
        let own: BTreeSet<&[String]> = self.names(longer).iter().map(Name::core).collect();
        found.retain(|place| {
            let mut names = self.names(*place).iter();
            *place != shorter && *place != longer && !names.any(|name| own.contains(name.core()))
        });
        found
    }

    /// Whether documents speak of both, and of what else.
    fn document_signs(&self, signs: &mut Signs<'_>, (one, other): (usize, usize), shorter: Option<usize>) {
        let (Some(left), Some(right)) = (self.subjects.get(one), self.subjects.get(other)) else {
            return;
        };
        if let Some(document) = left.documents.intersection(&right.documents).next() {
            let level = if self.is_acronym(shorter) {
                "acronym"
            } else {
                "other"
            };
            signs.add(("document", level), 1.0, document.as_str().to_owned());
        }
        // What a document that speaks of both speaks of besides is around both anyway.
        let around = |subject: &Subject, beside: &Subject| -> BTreeSet<usize> {
            let documents = subject.documents.difference(&beside.documents);
            let things = documents.filter_map(|document| self.of_document.get(document));
            let others = things.flatten().copied();
            others.filter(|place| *place != one && *place != other).collect()
        };
        let shared: BTreeSet<usize> = around(left, right)
            .intersection(&around(right, left))
            .copied()
            .collect();
        let mut weighed: Vec<(f64, &str)> = shared
            .iter()
            .filter_map(|place| self.subjects.get(*place))
            // The more documents speak of a thing, the less it tells (Adamic and Adar 2003).
            .map(|thing| {
                (
                    1.0 / (thing.documents.len() as f64 + 1.0).ln(),
                    thing.label.as_str(),
                )
            })
            .collect();
        weighed.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
        weighed.truncate(MOST);
        if !weighed.is_empty() {
            let rarity = weighed.iter().map(|(rarity, _)| rarity).sum();
            let names: Vec<&str> = weighed.iter().map(|(_, name)| *name).collect();
            signs.add(("neighbour", "rarity"), rarity, names.join(", "));
        }
    }

    /// Whether the shorter name is one word without small letters.
    fn is_acronym(&self, shorter: Option<usize>) -> bool {
        let names = shorter.map(|place| self.names(place)).unwrap_or_default();
        names
            .iter()
            .any(|name| name.core().len() == 1 && !name.text().chars().any(char::is_lowercase))
    }
}

fn letters(name: &Name) -> usize {
    name.core().iter().map(String::len).sum()
}

/// Which level of the table it is, and whether one name is a part or short form of the other.
fn level(
    agreement: NameAgreement,
    (one, other): (&Name, &Name),
    traits: Traits,
) -> Option<(&'static str, bool)> {
    let (short, long) = if letters(one) <= letters(other) {
        (one, other)
    } else {
        (other, one)
    };
    let is_one_word = short.core().len() == 1;
    match agreement.level {
        NameLevel::None => None,
        NameLevel::Exact | NameLevel::Folded | NameLevel::SameTokens if traits.is_own => {
            Some(("common", false))
        }
        NameLevel::Exact | NameLevel::Folded => Some(("same", false)),
        NameLevel::SameTokens => Some(("reordered", false)),
        NameLevel::Typo if letters(short) >= LONG_NAME => Some(("spelling", false)),
        NameLevel::Typo => Some(("slip", false)),
        NameLevel::Initials if is_one_word && short.core().first().is_some_and(|word| word.len() > 1) => {
            Some(("acronym", true))
        }
        NameLevel::Initials => Some(("initials", true)),
        NameLevel::Part if traits.is_person && is_one_word => Some(match short.core().first() {
            word if word == long.core().last() => ("surname", true),
            word if word == long.core().first() => ("forename", true),
            _ => ("piece", true),
        }),
        NameLevel::Part if traits.is_person && short.core().last() == long.core().last() => {
            Some(("longer", true))
        }
        NameLevel::Part if !traits.is_place && long.core().starts_with(short.core()) => {
            Some(("beginning", true))
        }
        NameLevel::Part => Some(("piece", true)),
    }
}

fn place_signs(signs: &mut Signs<'_>, left: &Subject, right: &Subject) {
    if let Some(whole) = left.wholes.intersection(&right.wholes).next() {
        signs.add(("place", "same"), 1.0, whole.as_str().to_owned());
    } else if let (Some(one), Some(other)) = (left.wholes.first(), right.wholes.first()) {
        signs.add(
            ("place", "other"),
            1.0,
            format!("{}, {}", one.as_str(), other.as_str()),
        );
    }
    let facts: Vec<String> = left
        .facts
        .intersection(&right.facts)
        .map(|(relation, object)| format!("{} {object}", relation.as_str()))
        .take(MOST)
        .collect();
    if !facts.is_empty() {
        signs.add(("fact", "same"), facts.len() as f64, facts.join(", "));
    }
}

fn date_signs(signs: &mut Signs<'_>, left: &Subject, right: &Subject) {
    let gaps = left
        .dates
        .iter()
        .flat_map(|one| right.dates.iter().map(move |other| days(*one, *other).abs()));
    match gaps.min() {
        Some(gap) if gap <= NEAR => signs.add(("date", "near"), 1.0, format!("{gap} days")),
        Some(gap) if gap > FAR => signs.add(("date", "far"), 1.0, format!("{gap} days")),
        Some(_) | None => {}
    }
}

fn listed(classes: &[NamedNode]) -> String {
    let classes: Vec<&str> = classes.iter().map(NamedNode::as_str).collect();
    classes.join(" ")
}
