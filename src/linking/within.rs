//! Which things of a graph are one: spelling variants, short forms and partial names that documents left apart.
//!
//! ```text
//! Subject ──keys──▶ pairs with something of a name in common ──evidence──▶ Pair ──join──▶ clusters
//! ```
//!
//! Pairs whose names agree as a whole are joined first, the surest before the others. A shorter name is joined to a
//! longer one only when nothing else that it could stand for is nearly as likely. Whatever the weights, things of classes
//! that exclude each other, and things that somebody decided to be different, never come together, by any way.

mod evidence;
mod keys;

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedNode;

use self::evidence::Evidence;
use self::keys::{candidate_pairs, own_names};
use super::decisions::Decisions;
use super::judge::Verdict;
use super::proposals::{Proposal, sentence};
use super::sign::{Sign, probability, total};
use super::subject::Subject;
use super::weights::Weights;
use crate::linkage::clusters::Clusters;
use crate::linkage::name::NameWords;
use crate::ontology::Ontology;
use crate::vocab::{DOCUMENT_NAMESPACE, tm};

/// Two things that may be one, by their places among the subjects, the lower first.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The one.
    pub one: usize,
    /// The other.
    pub other: usize,
    /// The signs for and against it.
    pub signs: Vec<Sign>,
    /// What they add up to.
    pub log_odds: f64,
    /// Which of the two has the shorter name, where one name is a part or short form of the other.
    pub shorter: Option<usize>,
    /// What is decided.
    pub verdict: Verdict,
}

impl Pair {
    /// How likely it is by its log-odds, between 0 and 1.
    pub fn confidence(&self) -> f64 {
        probability(self.log_odds)
    }

    /// The thing beside the one at `place`; nothing when that is neither.
    pub fn beside(&self, place: usize) -> Option<usize> {
        match place {
            _ if place == self.one => Some(self.other),
            _ if place == self.other => Some(self.one),
            _ => None,
        }
    }

    fn longer(&self) -> usize {
        match self.shorter {
            Some(shorter) if shorter == self.one => self.other,
            _ => self.one,
        }
    }
}

/// What was found of the things of a graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// The pairs that were weighed, the surest first.
    pub pairs: Vec<Pair>,
    /// The things that are one, by their places: clusters and members sorted.
    pub clusters: Vec<Vec<usize>>,
    /// Pairs that somebody decided to be one and that cannot be: their classes or another decision exclude it.
    pub contradictions: Vec<(String, String)>,
}

/// How the classes of two things go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinship {
    /// They have one in common.
    Same,
    /// One's is above the other's.
    Wider,
    /// They are two kinds of organisation, which one thing may be.
    Other,
    /// They exclude each other.
    Against,
}

/// Joins what is one among the named things of a graph.
pub struct Joiner<'a> {
    weights: &'a Weights,
    ontology: &'a Ontology,
    words: NameWords,
    decisions: &'a Decisions,
}

impl<'a> Joiner<'a> {
    /// A joiner by a table of weights and with what people decided.
    pub fn new(weights: &'a Weights, ontology: &'a Ontology, decisions: &'a Decisions) -> Self {
        Self {
            weights,
            ontology,
            words: NameWords::bundled(),
            decisions,
        }
    }

    /// Weighs and joins.
    pub fn join(&self, subjects: &[Subject]) -> Within {
        let mut pairs = self.weigh(subjects);
        let (mut clusters, contradictions) = self.begin(subjects, &pairs);
        let limit = |level: &str| self.weights.of("decide", level);
        let is_sure = |pair: &Pair| pair.log_odds >= limit("accept");
        for pair in pairs
            .iter_mut()
            .filter(|pair| pair.shorter.is_none() && is_sure(pair))
        {
            take(&mut clusters, subjects, pair);
        }
        let longer = longer_things(&pairs);
        for pair in pairs.iter_mut().filter(|pair| is_sure(pair)) {
            let Some(longer) = pair.shorter.and_then(|shorter| longer.get(&shorter)) else {
                continue;
            };
            if self.is_clear(subjects, (pair, longer), &clusters) {
                take(&mut clusters, subjects, pair);
            }
        }
        for pair in &mut pairs {
            let [one, other] = names(subjects, pair);
            let is_open = !clusters.are_one(one, other) && !clusters.differ(one, other);
            if is_open && pair.log_odds >= limit("unsure") {
                pair.verdict = Verdict::Close;
            }
        }
        Within {
            clusters: clusters_of(subjects, &clusters),
            pairs,
            contradictions,
        }
    }

    /// All pairs that are not excluded, the surest first.
    pub(super) fn weigh(&self, subjects: &[Subject]) -> Vec<Pair> {
        let named: Vec<_> = subjects
            .iter()
            .map(|subject| own_names(subject, &self.words))
            .collect();
        let mut wanted = candidate_pairs(&named);
        wanted.extend(self.decided(subjects));
        let evidence = Evidence::of(subjects, &named, self.weights);
        let pairs = wanted.into_iter();
        let mut pairs: Vec<Pair> = pairs
            .filter_map(|places| self.pair(subjects, places, &evidence))
            .collect();
        pairs.sort_by(|left, right| {
            let by_odds = right.log_odds.total_cmp(&left.log_odds);
            by_odds.then((left.one, left.other).cmp(&(right.one, right.other)))
        });
        pairs
    }

    /// A pair with its signs; none when something excludes it, or when nothing of their names agrees.
    fn pair(
        &self,
        subjects: &[Subject],
        (one, other): (usize, usize),
        evidence: &Evidence<'_>,
    ) -> Option<Pair> {
        let (left, right) = (subjects.get(one)?, subjects.get(other)?);
        let kinship = self.kinship(left, right);
        let (left_iri, right_iri) = (left.iri.as_str(), right.iri.as_str());
        if kinship == Kinship::Against || self.decisions.is_no(left_iri, right_iri) {
            return None;
        }
        let traits = evidence::Traits {
            kinship,
            is_person: [left, right]
                .iter()
                .all(|subject| self.is_of(subject, &[tm::PERSON])),
            is_place: [left, right].iter().any(|subject| self.is_of(subject, &PLACES)),
            is_own: [left_iri, right_iri]
                .iter()
                .any(|iri| iri.starts_with(DOCUMENT_NAMESPACE)),
            is_yes: self.decisions.is_yes(left_iri, right_iri),
        };
        let (signs, shorter) = evidence.signs((one, other), traits);
        (!signs.is_empty()).then(|| Pair {
            one,
            other,
            log_odds: total(&signs),
            signs,
            shorter: shorter.filter(|_| !traits.is_yes),
            verdict: Verdict::None,
        })
    }

    /// The pairs that somebody decided to be one.
    fn decided(&self, subjects: &[Subject]) -> BTreeSet<(usize, usize)> {
        let places: BTreeMap<&str, usize> = subjects
            .iter()
            .enumerate()
            .map(|(place, subject)| (subject.iri.as_str(), place))
            .collect();
        let pairs = self.decisions.yes_pairs().filter_map(|(one, other)| {
            let (one, other) = (*places.get(one)?, *places.get(other)?);
            (one != other).then(|| (one.min(other), one.max(other)))
        });
        pairs.collect()
    }

    /// What differs, by decisions and by classes, and then what was decided to be one.
    fn begin(&self, subjects: &[Subject], pairs: &[Pair]) -> (Clusters, Vec<(String, String)>) {
        let mut clusters = Clusters::default();
        for (one, other) in self.decisions.no_pairs() {
            clusters.part(one, other);
        }
        for group in self.reachable(subjects, pairs) {
            for (place, one) in group.iter().enumerate() {
                let others = group.iter().skip(place + 1);
                for other in others.filter(|other| self.kinship(one, other) == Kinship::Against) {
                    clusters.part(one.iri.as_str(), other.iri.as_str());
                }
            }
        }
        let mut contradictions = Vec::new();
        for (one, other) in self.decisions.yes_pairs() {
            if !clusters.join(one, other) {
                contradictions.push((one.to_owned(), other.to_owned()));
            }
        }
        (clusters, contradictions)
    }

    /// The things that could come together if all pairs that are likely enough, and all decisions, were followed.
    fn reachable<'b>(&self, subjects: &'b [Subject], pairs: &[Pair]) -> Vec<Vec<&'b Subject>> {
        let mut all = Clusters::default();
        for (one, other) in self.decisions.yes_pairs() {
            all.join(one, other);
        }
        let accept = self.weights.of("decide", "accept");
        for pair in pairs.iter().filter(|pair| pair.log_odds >= accept) {
            let [one, other] = names(subjects, pair);
            all.join(one, other);
        }
        let places: BTreeMap<&str, &Subject> = subjects
            .iter()
            .map(|subject| (subject.iri.as_str(), subject))
            .collect();
        let groups = all.joined().into_iter();
        groups
            .map(|group| {
                group
                    .iter()
                    .filter_map(|iri| places.get(iri.as_str()).copied())
                    .collect()
            })
            .collect()
    }

    /// Whether nothing else that the shorter name could stand for is nearly as likely; `longer` are all things that it
    /// could, the surest first.
    fn is_clear(
        &self,
        subjects: &[Subject],
        (pair, longer): (&Pair, &[(f64, usize)]),
        clusters: &Clusters,
    ) -> bool {
        let least = pair.log_odds - self.weights.of("decide", "margin");
        let iri = |place: usize| subjects.get(place).map_or("", |subject| subject.iri.as_str());
        let (meant, shorter) = (
            iri(pair.longer()),
            iri(pair.beside(pair.longer()).unwrap_or(pair.one)),
        );
        let mut rivals = longer.iter().take_while(|(odds, _)| *odds > least);
        !rivals.any(|(_, rival)| {
            let rival = iri(*rival);
            !clusters.are_one(rival, meant) && !clusters.differ(rival, shorter)
        })
    }

    /// How the classes of two things go together; a class that is not known excludes nothing.
    fn kinship(&self, one: &Subject, other: &Subject) -> Kinship {
        let pairs = one
            .classes
            .iter()
            .flat_map(|class| other.classes.iter().map(move |beside| (class, beside)));
        let kinships = pairs.map(|(class, beside)| self.kinship_of(class, beside));
        let rank = |kinship: &Kinship| match kinship {
            Kinship::Same => 0,
            Kinship::Wider => 1,
            Kinship::Other => 2,
            Kinship::Against => 3,
        };
        kinships.min_by_key(rank).unwrap_or(Kinship::Wider)
    }

    fn kinship_of(&self, one: &NamedNode, other: &NamedNode) -> Kinship {
        let (one, other) = (one.as_ref(), other.as_ref());
        let both_are =
            |class| self.ontology.is_subclass(one, class) && self.ontology.is_subclass(other, class);
        if one == other {
            Kinship::Same
        } else if self.ontology.is_subclass(one, other) || self.ontology.is_subclass(other, one) {
            Kinship::Wider
        } else if both_are(tm::ORGANIZATION) && !self.ontology.is_disjoint(one, other) {
            Kinship::Other
        } else {
            Kinship::Against
        }
    }

    fn is_of(&self, subject: &Subject, classes: &[oxigraph::model::NamedNodeRef<'static>]) -> bool {
        let mut own = subject.classes.iter();
        own.any(|own| {
            classes
                .iter()
                .any(|class| self.ontology.is_subclass(own.as_ref(), *class))
        })
    }
}

/// For each thing with a shorter name those that it could stand for, in the order of the pairs.
fn longer_things(pairs: &[Pair]) -> BTreeMap<usize, Vec<(f64, usize)>> {
    let mut longer: BTreeMap<usize, Vec<(f64, usize)>> = BTreeMap::new();
    for pair in pairs {
        if let Some(shorter) = pair.shorter {
            let things = longer.entry(shorter).or_default();
            things.push((pair.log_odds, pair.longer()));
        }
    }
    longer
}

/// What has names of which a part names something else: York, New York.
const PLACES: [oxigraph::model::NamedNodeRef<'static>; 2] = [tm::PLACE, tm::GEOPOLITICAL_ENTITY];

/// Joins a pair where nothing excludes it.
fn take(clusters: &mut Clusters, subjects: &[Subject], pair: &mut Pair) {
    let [one, other] = names(subjects, pair);
    if clusters.join(one, other) {
        pair.verdict = Verdict::Exact;
    }
}

/// The IRIs of a pair.
fn names<'a>(subjects: &'a [Subject], pair: &Pair) -> [&'a str; 2] {
    [pair.one, pair.other].map(|place| subjects.get(place).map_or("", |subject| subject.iri.as_str()))
}

fn clusters_of(subjects: &[Subject], clusters: &Clusters) -> Vec<Vec<usize>> {
    let places: BTreeMap<&str, usize> = subjects
        .iter()
        .enumerate()
        .map(|(place, subject)| (subject.iri.as_str(), place))
        .collect();
    let groups = clusters.joined().into_iter();
    let groups = groups.map(|group| -> Vec<usize> {
        group
            .iter()
            .filter_map(|iri| places.get(iri.as_str()).copied())
            .collect()
    });
    groups.filter(|group| group.len() > 1).collect()
}

/// The pairs that were joined or may be one, to be proposed.
pub fn proposed_pairs(subjects: &[Subject], within: &Within) -> Vec<Proposal> {
    let judged = within.pairs.iter().filter(|pair| pair.verdict != Verdict::None);
    let proposals = judged.filter_map(|pair| {
        let (one, other) = (subjects.get(pair.one)?, subjects.get(pair.other)?);
        let side = |subject: &Subject| (subject.iri.as_str().to_owned(), subject.label.clone());
        let sentences: BTreeSet<&str> = [sentence(one), sentence(other)].into_iter().collect();
        let sentences: Vec<&str> = sentences.into_iter().filter(|text| !text.is_empty()).collect();
        Some(Proposal {
            subject: side(one),
            object: side(other),
            confidence: pair.confidence(),
            comment: sentences.join(" | "),
        })
    });
    proposals.collect()
}

#[cfg(test)]
mod tests;
