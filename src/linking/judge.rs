//! Weighs the records that a thing may be, and decides.

use std::collections::{BTreeMap, BTreeSet};

use super::alignment::{Alignment, Fit};
use super::decisions::Decisions;
use super::signs::{Candidate, Sign, Surroundings, signs, weight};
use super::subject::Subject;
use super::weights::Weights;
use crate::dataset::{DatasetError, Hit, Index, NameKind, Record, RecordNumber};
use crate::vocab::tm;

/// What speaks for and against a record being the thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The record's number.
    pub number: RecordNumber,
    /// The record.
    pub record: Record,
    /// The signs, in the order of the table.
    pub signs: Vec<Sign>,
    /// What they add up to.
    pub log_odds: f64,
}

/// What is decided of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The best record is the thing.
    Exact,
    /// It may be.
    Close,
    /// There is none.
    None,
}

/// A thing with what was weighed and decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The thing.
    pub subject: Subject,
    /// The records that may be it, the best first.
    pub judgements: Vec<Judgement>,
    /// What is decided of the best.
    pub verdict: Verdict,
}

impl Judgement {
    /// How likely it is by its log-odds, between 0 and 1.
    pub fn confidence(&self) -> f64 {
        1.0 / (1.0 + (-self.log_odds).exp())
    }
}

/// The most judgements that are kept of a thing.
const MOST_KEPT: usize = 8;

/// Weighs things of a graph against a dataset.
pub struct Linker<'a> {
    index: &'a Index,
    weights: &'a Weights,
    alignment: &'a Alignment<'a>,
    decisions: &'a Decisions,
}

impl<'a> Linker<'a> {
    /// A linker to one dataset, by a table of weights and with what people decided.
    pub fn new(
        index: &'a Index,
        (weights, alignment): (&'a Weights, &'a Alignment<'a>),
        decisions: &'a Decisions,
    ) -> Self {
        Self {
            index,
            weights,
            alignment,
            decisions,
        }
    }

    /// Weighs and decides all things, in their order.
    pub fn link(&self, subjects: &[Subject]) -> Result<Vec<Outcome>, DatasetError> {
        let candidates = subjects.iter().map(|subject| match self.decided(subject)? {
            Some(decided) => Ok(decided),
            None => self.candidates(subject),
        });
        let candidates = candidates.collect::<Result<Vec<_>, DatasetError>>()?;
        let pass = |around: &Surroundings| -> Vec<Outcome> {
            let things = subjects.iter().zip(&candidates);
            things
                .map(|(subject, candidates)| self.outcome((subject, candidates), around))
                .collect()
        };
        let alone = pass(&Surroundings::default());
        let countries = pass(&self.surroundings(&alone, Verdict::None));
        Ok(pass(&self.surroundings(&countries, Verdict::Exact)))
    }

    /// What is known when things are taken for what was found: countries only, or all that was accepted.
    fn surroundings(&self, outcomes: &[Outcome], taken: Verdict) -> Surroundings {
        let mut around = Surroundings::default();
        for outcome in outcomes
            .iter()
            .filter(|outcome| outcome.verdict == Verdict::Exact)
        {
            let Some(best) = outcome.judgements.first() else {
                continue;
            };
            let record = &best.record;
            let is_country = self.alignment.is_of(tm::COUNTRY, &record.types);
            let places: BTreeSet<String> = match is_country {
                true => record.countries.iter().chain([&record.id]).cloned().collect(),
                false => record.countries.iter().cloned().collect(),
            };
            for document in &outcome.subject.documents {
                if is_country {
                    around
                        .named
                        .entry(document.clone())
                        .or_default()
                        .extend(places.clone());
                } else if taken == Verdict::Exact {
                    let things = around.neighbours.entry(document.clone()).or_default();
                    things.insert(outcome.subject.iri.clone());
                }
            }
            around.recognised.insert(outcome.subject.iri.clone(), places);
        }
        around
    }

    fn outcome(&self, (subject, candidates): (&Subject, &[Candidate]), around: &Surroundings) -> Outcome {
        let mut judgements: Vec<_> = candidates
            .iter()
            .map(|candidate| {
                let alike = candidates
                    .iter()
                    .filter(|other| other.hit.kind == candidate.hit.kind);
                let share = weight(&candidate.record) / alike.map(|other| weight(&other.record)).sum::<f64>();
                self.judgement(subject, (candidate, share), around)
            })
            .collect();
        let order = |one: &Judgement, other: &Judgement| other.log_odds.total_cmp(&one.log_odds);
        judgements.sort_by(|one, other| order(one, other).then_with(|| one.record.id.cmp(&other.record.id)));
        let verdict = self.verdict(&judgements);
        judgements.truncate(MOST_KEPT);
        Outcome {
            subject: subject.clone(),
            judgements,
            verdict,
        }
    }

    /// The record that somebody decided a thing to be, when the dataset has it.
    fn decided(&self, subject: &Subject) -> Result<Option<Vec<Candidate>>, DatasetError> {
        for id in self.decisions.yes(subject.iri.as_str()) {
            if let Some(record) = self.index.with_id(id)? {
                let hit = Hit {
                    record,
                    kind: NameKind::Whole,
                };
                return Ok(Some(vec![Candidate {
                    hit,
                    name: subject.label.clone(),
                    record: self.index.record(record)?,
                    fit: Fit::Unknown,
                    is_decided: true,
                }]));
            }
        }
        Ok(None)
    }

    /// The records that a thing may be: found by its names, of a kind that fits, and not decided against.
    fn candidates(&self, subject: &Subject) -> Result<Vec<Candidate>, DatasetError> {
        let mut candidates = Vec::new();
        for (hit, name) in self.hits(subject)? {
            let record = self.index.record(hit.record)?;
            let fit = self.alignment.fit(&subject.classes, &record.types);
            if fit != Fit::Against && !self.decisions.is_no(subject.iri.as_str(), &record.id) {
                candidates.push(Candidate {
                    hit,
                    name,
                    record,
                    fit,
                    is_decided: false,
                });
            }
        }
        Ok(candidates)
    }

    /// The records that one of its names finds, each once, in the closest way, with that name.
    fn hits(&self, subject: &Subject) -> Result<Vec<(Hit, String)>, DatasetError> {
        let mut best: BTreeMap<RecordNumber, (Hit, String)> = BTreeMap::new();
        for name in std::iter::once(&subject.label).chain(&subject.aliases) {
            for hit in self.index.candidates(name)? {
                let is_closer = best
                    .get(&hit.record)
                    .is_none_or(|(known, _)| hit.kind < known.kind);
                if is_closer {
                    best.insert(hit.record, (hit, name.clone()));
                }
            }
        }
        Ok(best.into_values().collect())
    }

    fn verdict(&self, judgements: &[Judgement]) -> Verdict {
        let limit = |level: &str| self.weights.of("decide", level);
        let Some(best) = judgements.first() else {
            return Verdict::None;
        };
        let runner_up = judgements.get(1).map_or(f64::NEG_INFINITY, |next| next.log_odds);
        let is_clear = best.log_odds - runner_up >= limit("margin");
        match best.log_odds {
            odds if odds >= limit("accept") && is_clear => Verdict::Exact,
            odds if odds >= limit("unsure") => Verdict::Close,
            _ => Verdict::None,
        }
    }

    fn judgement(
        &self,
        subject: &Subject,
        (candidate, share): (&Candidate, f64),
        around: &Surroundings,
    ) -> Judgement {
        let record = &candidate.record;
        let signs = signs(self.weights, subject, (candidate, share), around);
        Judgement {
            number: candidate.hit.record,
            log_odds: signs.iter().map(|sign| sign.contribution).sum(),
            record: record.clone(),
            signs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::example::{addition, line, written};
    use std::collections::BTreeSet;

    use oxigraph::model::NamedNode;

    use crate::dataset::Datasets;
    use crate::ontology::Ontology;

    /// Ruritania (RU) and Arvenia (AR), a large Novo in the one and a small one in the other, and Lindow.
    fn index(folder: &tempfile::TempDir) -> Index {
        let place = |id: u32, name: &str, (kind, country): (&str, &str), people: &str| {
            let line = line(id, name).replace("\tP\tPPL\tRU\t", &format!("\t{kind}\t{country}\t"));
            line.replace("\t1200\t", &format!("\t{people}\t"))
        };
        let text = [
            place(1, "Ruritania", ("A\tPCLI", "RU"), "5000000"),
            place(2, "Arvenia", ("A\tPCLI", "AR"), "4000000"),
            place(3, "Novo", ("P\tPPL", "RU"), "900000"),
            place(4, "Novo", ("P\tPPL", "AR"), "30000"),
            place(5, "Lindow", ("P\tPPL", "AR"), "80000"),
        ];
        let datasets = Datasets::in_folder(folder.path().join("datasets"));
        let places = addition(written(folder, "places.txt", &text.concat()));
        datasets.replace(&places, &mut |_| {}).unwrap();
        datasets.open("places").unwrap()
    }

    fn thing(ontology: &Ontology, class: &str, name: &str) -> Subject {
        let node = |local: &str| NamedNode::new(format!("https://example.org/{local}")).unwrap();
        Subject {
            iri: node(&name.to_lowercase()),
            label: name.to_owned(),
            aliases: BTreeSet::new(),
            classes: vec![ontology.class(class).unwrap().into_owned()],
            documents: BTreeSet::from([node("document")]),
            wholes: BTreeSet::new(),
        }
    }

    /// What each thing is linked to, as verdict and number of the record.
    fn linked(things: &[Subject], decisions: &Decisions) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let (index, ontology, weights) = (index(&folder), Ontology::bundled(), Weights::bundled());
        let alignment = Alignment::bundled(&ontology);
        let linker = Linker::new(&index, (&weights, &alignment), decisions);
        let outcomes = linker.link(things).unwrap().into_iter();
        let shown = outcomes.map(|outcome| match outcome.verdict {
            Verdict::None => "none".to_owned(),
            verdict => {
                let id = &outcome.judgements[0].record.id;
                format!(
                    "{verdict:?} {}",
                    id.trim_start_matches("https://sws.geonames.org/")
                )
            }
        });
        shown.collect()
    }

    #[test]
    fn a_city_is_the_largest_of_its_name_unless_the_graph_or_the_documents_say_otherwise() {
        let ontology = Ontology::bundled();
        let [novo, lindow] = ["Novo", "Lindow"].map(|name| thing(&ontology, "City", name));
        let arvenia = thing(&ontology, "Country", "Arvenia");
        let none = Decisions::default();
        assert_eq!(linked(std::slice::from_ref(&novo), &none), ["Exact 3/"]);
        let mut within = novo.clone();
        within.wholes.insert(arvenia.iri.clone());
        assert_eq!(
            linked(&[arvenia.clone(), within], &none),
            ["Exact 2/", "Exact 4/"]
        );
        let beside = linked(&[arvenia, novo, lindow], &none);
        assert_eq!(beside, ["Exact 2/", "Close 3/", "Exact 5/"]);
    }

    #[test]
    fn what_is_of_another_kind_or_of_no_name_has_no_link() {
        let ontology = Ontology::bundled();
        let none = Decisions::default();
        assert_eq!(linked(&[thing(&ontology, "Person", "Novo")], &none), ["none"]);
        assert_eq!(linked(&[thing(&ontology, "City", "Zzyzx")], &none), ["none"]);
    }

    #[test]
    fn a_decision_goes_before_every_weight() {
        let ontology = Ontology::bundled();
        let novo = thing(&ontology, "City", "Novo");
        let decided = |modifier: &str, id: u32| {
            let head = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n";
            let row = format!(
                "https://example.org/novo\tskos:exactMatch\t{modifier}\thttps://sws.geonames.org/{id}/\tsemapv:ManualMappingCuration\n"
            );
            let text = format!("{head}{row}");
            let mappings = crate::linkage::sssom::MappingSet::parse(std::path::Path::new("d.tsv"), &text);
            Decisions::of(&mappings.unwrap()).unwrap()
        };
        assert_eq!(linked(std::slice::from_ref(&novo), &decided("", 4)), ["Exact 4/"]);
        assert_eq!(
            linked(std::slice::from_ref(&novo), &decided("Not", 3)),
            ["Exact 4/"]
        );
    }
}
