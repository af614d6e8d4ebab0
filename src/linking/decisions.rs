//! What people decided of links, and what the program proposes to them: rows of a mapping set.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::{Outcome, Verdict};
use crate::linkage::sssom::{self, Mapping, MappingSet};
use crate::vocab::{PREFIXES, curie, expand_curie, owl, skos};

/// A decision about something that no prefix of its table names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the prefix of `{0}` is in no curie_map; add it to the head of the table")]
pub struct UnknownPrefix(pub String);

/// What people decided, by the IRIs of things and records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// For each thing the records that it is.
    yes: BTreeMap<String, BTreeSet<String>>,
    /// Thing and record that are different.
    no: BTreeSet<(String, String)>,
}

impl Decisions {
    /// What people said yes and no to. Only `skos:exactMatch` and `owl:sameAs` count; prefixes are those of the table
    /// and ours.
    pub fn of(mappings: &MappingSet) -> Result<Self, UnknownPrefix> {
        let mut decisions = Self::default();
        for mapping in mappings.mappings() {
            let is_no = match mapping.verdict() {
                Some(sssom::Verdict::Yes) => false,
                Some(sssom::Verdict::No) => true,
                Some(sssom::Verdict::Unsure) | None => continue,
            };
            let node = |column| {
                let id = mapping.cell(column);
                let ours = || expand_curie(id).filter(|_| !id.contains("://"));
                let iri = ours().or_else(|| mappings.expanded(id));
                iri.ok_or_else(|| UnknownPrefix(id.to_owned()))
            };
            let predicate = node("predicate_id")?;
            let mut same = [skos::EXACT_MATCH, owl::SAME_AS].into_iter();
            if same.any(|term| predicate == term.as_str()) {
                decisions.add((node("subject_id")?, node("object_id")?), is_no);
            }
        }
        Ok(decisions)
    }

    fn add(&mut self, (subject, object): (String, String), is_no: bool) {
        if is_no {
            self.no.insert((subject, object));
        } else {
            self.yes.entry(subject).or_default().insert(object);
        }
    }

    /// The records that a thing was decided to be.
    pub(super) fn yes(&self, subject: &str) -> impl Iterator<Item = &str> {
        self.yes.get(subject).into_iter().flatten().map(String::as_str)
    }

    /// Whether a thing was decided not to be a record.
    pub(super) fn is_no(&self, subject: &str, record: &str) -> bool {
        self.no.contains(&(subject.to_owned(), record.to_owned()))
    }
}

/// A mapping set without rows for links to a dataset, with the prefixes that they need.
pub fn new_proposals(dataset: &str, outcomes: &[Outcome]) -> MappingSet {
    let best = outcomes.iter().find_map(|outcome| outcome.judgements.first());
    let namespace = best.map(|best| namespace(&best.record.id));
    let mut prefixes: Vec<(&str, &str)> = PREFIXES.to_vec();
    prefixes.extend(namespace.map(|namespace| (dataset, namespace)));
    MappingSet::new(&format!("https://w3id.org/testimony/links/{dataset}"), &prefixes)
}

/// Proposes each link that was made or may be one; earlier proposals make room, decisions stay. `sentences` show whom
/// the text means, by IRI.
pub fn propose(
    mappings: &mut MappingSet,
    (dataset, outcomes): (&str, &[Outcome]),
    sentences: &BTreeMap<String, String>,
) {
    mappings.clear_proposals();
    let judged = outcomes.iter().filter(|outcome| outcome.verdict != Verdict::None);
    for (outcome, best) in judged.filter_map(|outcome| Some((outcome, outcome.judgements.first()?))) {
        let subject = curie(outcome.subject.iri.as_ref());
        let object = match best.record.id.strip_prefix(namespace(&best.record.id)) {
            Some(name)
                if mappings.expanded(&format!("{dataset}:{name}")).as_ref() == Some(&best.record.id) =>
            {
                format!("{dataset}:{name}")
            }
            _ => best.record.id.clone(),
        };
        let row = Mapping::proposed(&subject, "skos:exactMatch", &object, best.confidence())
            .with("subject_label", &outcome.subject.label)
            .with("object_label", &best.record.label)
            .with(
                "comment",
                sentences
                    .get(outcome.subject.iri.as_str())
                    .map_or("", String::as_str),
            );
        mappings.push(row);
    }
}

/// An IRI up to its last name.
fn namespace(iri: &str) -> &str {
    let body = iri.trim_end_matches('/');
    let end = body.rfind(['/', '#']).map_or(iri.len(), |end| end + 1);
    iri.get(..end).unwrap_or(iri)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const HEAD: &str = "#curie_map:\n#  e: https://example.org/\nsubject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n";

    fn decisions(rows: &str) -> Result<Decisions, UnknownPrefix> {
        let text = format!("{HEAD}{rows}");
        Decisions::of(&MappingSet::parse(Path::new("d.sssom.tsv"), &text).unwrap())
    }

    #[test]
    fn what_somebody_curated_is_a_yes_or_a_no_and_what_a_program_matched_is_neither() {
        let rows = "place:novo\tskos:exactMatch\t\te:1\tsemapv:ManualMappingCuration\n\
                    place:novo\tskos:exactMatch\tNot\te:2\tsemapv:ManualMappingCuration\n\
                    place:novo\tskos:exactMatch\t\te:3\tsemapv:LexicalMatching\n";
        let decisions = decisions(rows).unwrap();
        let novo = "https://w3id.org/testimony/entity/place/novo";
        assert_eq!(decisions.yes(novo).collect::<Vec<_>>(), ["https://example.org/1"]);
        assert!(decisions.is_no(novo, "https://example.org/2"));
        assert!(!decisions.is_no(novo, "https://example.org/3"));
    }

    #[test]
    fn a_prefix_that_nobody_declared_is_named() {
        let rows = "place:novo\tskos:exactMatch\t\tnowhere:1\tsemapv:ManualMappingCuration\n";
        assert_eq!(decisions(rows), Err(UnknownPrefix("nowhere:1".to_owned())));
    }

    #[test]
    fn a_namespace_ends_before_the_last_name() {
        assert_eq!(
            namespace("https://sws.geonames.org/6077243/"),
            "https://sws.geonames.org/"
        );
        assert_eq!(namespace("https://example.org/a#b"), "https://example.org/a#");
        assert_eq!(namespace("novo"), "novo");
    }
}
