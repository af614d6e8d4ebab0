//! The signs by which a record is weighed.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedNode;

use super::alignment::Fit;
use super::context::{date_signs, description_signs};
use super::sign::{Sign, Signs};
use super::subject::Subject;
use super::weights::Weights;
use crate::dataset::{Hit, NameKind, Record};
use crate::linkage::name::normalise;

/// What is known of the things around a thing.
#[derive(Default)]
pub(super) struct Surroundings {
    /// The countries that each document names, by code or record.
    pub(super) named: BTreeMap<NamedNode, BTreeSet<String>>,
    /// The countries of each thing that was recognised.
    pub(super) recognised: BTreeMap<NamedNode, BTreeSet<String>>,
    /// The record, or the code of the region, that each recognised thing is.
    pub(super) records: BTreeMap<NamedNode, String>,
    /// The things of each document that were recognised.
    pub(super) neighbours: BTreeMap<NamedNode, BTreeSet<NamedNode>>,
}

/// A record that a thing may be.
pub(super) struct Candidate {
    pub(super) hit: Hit,
    /// Whether the service that found it calls it a match.
    pub(super) says: Option<bool>,
    /// How its names agree with those of the thing.
    pub(super) names: NameSigns,
    pub(super) record: Record,
    pub(super) fit: Fit,
    /// Whether somebody decided that it is the thing.
    pub(super) is_decided: bool,
}

/// The most neighbours that count.
const MOST_SUPPORT: usize = 3;

/// What speaks for and against a candidate, whose share of its name is `share`.
pub(super) fn signs(
    weights: &Weights,
    subject: &Subject,
    (candidate, share): (&Candidate, f64),
    around: &Surroundings,
) -> Vec<Sign> {
    let record = &candidate.record;
    let mut signs = Signs::new(weights);
    if candidate.is_decided {
        signs.add(("decision", "yes"), 1.0, record.id.clone());
    }
    signs.add(("prior", "any"), 1.0, String::new());
    candidate.names.add_to(&mut signs);
    let popularity = record.popularity.to_string();
    signs.add(("share", "logarithm"), share.ln(), format!("{share:.4}"));
    signs.add(("known", "power of ten"), weight(record).log10(), popularity);
    match candidate.fit {
        Fit::Same => signs.add(("type", "same"), 1.0, record.types.join(" ")),
        Fit::Wider => signs.add(("type", "wider"), 1.0, record.types.join(" ")),
        Fit::Unknown | Fit::Against => signs.add(("type", "unknown"), 1.0, record.types.join(" ")),
    }
    country_signs(&mut signs, subject, (record, around));
    region_signs(&mut signs, subject, (record, around));
    date_signs(&mut signs, subject, record);
    description_signs(&mut signs, subject, record);
    match candidate.says {
        Some(true) => signs.add(("service", "match"), 1.0, record.label.clone()),
        Some(false) => signs.add(("service", "other"), 1.0, record.label.clone()),
        None => {}
    }
    signs.into_signs()
}

/// How the name that found a record agrees with its names; the same whatever is known of the things around.
pub(super) struct NameSigns {
    level: &'static str,
    /// The name, and the record's usual one.
    evidence: String,
    /// Another name of the thing that is one of the record's.
    also: Option<String>,
}

impl NameSigns {
    pub(super) fn of(subject: &Subject, (kind, name): (NameKind, &str), record: &Record) -> Self {
        let folded = normalise(name);
        let label = normalise(&record.label);
        let level = match kind {
            NameKind::Whole if is_part(&folded, &normalise(&subject.label)) => "part",
            NameKind::Whole if folded == label => "label",
            NameKind::Whole if strsim::jaro_winkler(&folded, &label) < ALIKE => "unlike",
            NameKind::Whole => "alias",
            NameKind::Reordered => "reordered",
            NameKind::Initials => "initials",
            NameKind::Typo => "typo",
            NameKind::Words => "words",
        };
        let others = subject.names().map(|other| (other, normalise(other)));
        let others: Vec<_> = others.filter(|(_, other)| *other != folded).collect();
        let own: BTreeSet<String> = match others.is_empty() {
            true => BTreeSet::new(),
            false => record.names().map(normalise).collect(),
        };
        let also = others.into_iter().find(|(_, other)| own.contains(other));
        Self {
            level,
            evidence: format!("{name} = {}", record.label),
            also: also.map(|(other, _)| other.clone()),
        }
    }

    fn add_to(&self, signs: &mut Signs<'_>) {
        signs.add(("name", self.level), 1.0, self.evidence.clone());
        if let Some(other) = &self.also {
            signs.add(("also", "name"), 1.0, other.clone());
        }
    }
}

/// The least likeness (Jaro and Winkler's) of a record's other name to its usual one that is a spelling of it: "Kiev" and
/// "Kyiv" have .85, "Köln" and "Cologne" .73, "Bombay" and "Mumbai" .67, "Alaska" and "Fort Ashby" .51.
const ALIKE: f64 = 0.7;

/// Whether a name is some of the words of another, and not all.
fn is_part(name: &str, whole: &str) -> bool {
    let has = |word: &str| whole.split(' ').any(|known| known == word);
    name.len() < whole.len() && name.split(' ').all(has)
}

/// Where the graph and the documents place the thing, and whether its neighbours are in the record's country.
fn country_signs(signs: &mut Signs<'_>, subject: &Subject, (record, around): (&Record, &Surroundings)) {
    let is_here = |places: &BTreeSet<String>| record.countries.iter().any(|country| places.contains(country));
    let wholes: Vec<_> = subject
        .wholes
        .iter()
        .filter_map(|whole| around.recognised.get(whole))
        .collect();
    let named: Vec<_> = subject
        .documents
        .iter()
        .filter_map(|document| around.named.get(document))
        .collect();
    let countries = record.countries.join(" ");
    if record.countries.is_empty() {
        return;
    }
    let level = match (wholes.is_empty(), named.is_empty()) {
        (false, _) if wholes.iter().any(|places| is_here(places)) => "within",
        (false, _) => "elsewhere",
        (true, false) if named.iter().any(|places| is_here(places)) => "named",
        (true, false) => "other",
        (true, true) => return,
    };
    signs.add(("country", level), 1.0, countries.clone());
    let documents = subject
        .documents
        .iter()
        .filter_map(|document| around.neighbours.get(document));
    let things: BTreeSet<_> = documents
        .flatten()
        .filter(|thing| **thing != subject.iri)
        .collect();
    let support = things
        .into_iter()
        .filter(|thing| around.recognised.get(*thing).is_some_and(is_here));
    let support = support.count().min(MOST_SUPPORT);
    if support > 0 {
        signs.add(("support", "thing"), support as f64, countries);
    }
}

/// Whether the record is part of what the graph says that the thing is in.
fn region_signs(signs: &mut Signs<'_>, subject: &Subject, (record, around): (&Record, &Surroundings)) {
    let mut regions = subject
        .wholes
        .iter()
        .filter_map(|whole| around.records.get(whole));
    let found = regions.find(|region| record.parents.contains(region));
    if let Some(region) = found {
        signs.add(("region", "within"), 1.0, region.clone());
    }
}

/// How much a record takes of a name that it shares with others.
pub(super) fn weight(record: &Record) -> f64 {
    (record.popularity + 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::subject::example;

    #[test]
    fn a_part_of_a_name_and_a_name_that_is_unlike_the_usual_one_have_levels_of_their_own() {
        let level = |thing: &Subject, name: &str, names: [&str; 3]| {
            let [label, aliases @ ..] = names.map(str::to_owned);
            let record = Record {
                label,
                aliases: aliases.to_vec(),
                ..Record::default()
            };
            NameSigns::of(thing, (NameKind::Whole, name), &record).level
        };
        let mut strait = example("Gantu Strait");
        strait.aliases.insert("Gantu".to_owned());
        let gantu = ["Gantu", "Gantú", "Gantoe"];
        assert_eq!(level(&strait, "Gantu", gantu), "part");
        assert_eq!(level(&example("Gantu"), "Gantu", gantu), "label");
        let port = ["Port Ashen", "Salmar", "Porto Ashen"];
        assert_eq!(level(&example("Salmar"), "Salmar", port), "unlike");
        assert_eq!(level(&example("Porto Ashen"), "Porto Ashen", port), "alias");
    }
}
