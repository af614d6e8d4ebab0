//! Gradient descent: weights that make the right pairs win.

use std::collections::{BTreeMap, BTreeSet};

use super::entries::{ANY, LEAST, PHRASE};
use super::ids::Ids;
use super::view::{View, Viewer};
use super::weights::{Excess, Weights};
use super::{Entries, Entry, Lesson, frames};
use crate::argument::KnownPhrases;
use crate::derivation::{Frame, LabelWords};
use crate::pattern::is_general;
use crate::sighting::{Patterns, shares};

/// How many relations that an example does not name are looked at: they are likely, not certain, to be absent.
const OTHERS: usize = 4;
/// How much such a relation counts beside one that is named.
const OTHER_COUNTS: f32 = 0.2;
/// How much a named relation counts of which only the objects' words are in the text.
const OBJECT_COUNTS: f32 = 0.5;
/// How much a named relation counts whose words are not in the text.
const LOST_COUNTS: f32 = 0.1;
/// How sure it has to be that a relation is said, where examples were marked in full. Set by hand: on a part of
/// KnowledgeNet's training half .15 was worse and .45 better by .01 of F1.
const LEAST_SHARE: f32 = 0.3;
/// What is learnt. The figures were chosen by three-fold cross-validation on Text2KGBench's training halves.
#[derive(Clone, Copy)]
pub(super) enum Scope<'a> {
    /// Weights that hold for any relation, from nothing.
    General,
    /// Weights of each relation, beside those that hold for any.
    Relations(&'a Entries),
}

impl Scope<'_> {
    /// How often all examples are gone through.
    fn rounds(self) -> usize {
        match self {
            Self::General => 4,
            Self::Relations(_) => 5,
        }
    }

    /// In how many examples a pattern has to be seen.
    fn least_examples(self) -> u32 {
        match self {
            Self::General => 5,
            Self::Relations(_) => 2,
        }
    }

    /// Weights nearer to zero are not written.
    fn least_weight(self) -> f32 {
        match self {
            Self::General => 0.1,
            Self::Relations(_) => 0.005,
        }
    }

    /// The step size of general weights, and how strongly all weights are drawn to zero.
    fn general_step(self) -> (f32, f32) {
        match self {
            Self::General => (0.2, 0.01),
            Self::Relations(_) => (0.03, 0.001),
        }
    }
}

/// The step size of a relation's own weights, and how strongly they are drawn to zero.
const OWN_STEP: (f32, f32) = (0.05, 0.001);

/// The state of learning.
pub(super) struct Descent<'a> {
    scope: Scope<'a>,
    labels: Vec<String>,
    phrases: BTreeMap<(String, String), u32>,
    ids: Ids,
    views: Vec<View>,
    is_general: Vec<bool>,
    general: Weights,
    own: Vec<Weights>,
}

impl<'a> Descent<'a> {
    /// Looks at all examples and learns.
    pub(super) fn new(words: &LabelWords, scope: Scope<'a>, lessons: &[Lesson<'_>]) -> Self {
        let frames: Vec<Frame> = lessons
            .iter()
            .flat_map(|lesson| frames(words, lesson.schema))
            .collect();
        let relations = lessons.iter().flat_map(|lesson| &lesson.schema.relations);
        let phrases = phrases(scope, lessons);
        let mut known = KnownPhrases::default();
        phrases.keys().for_each(|(_, phrase)| known.insert(phrase));
        let viewer = Viewer {
            words,
            known: &known,
            frames: &frames,
        };
        let mut ids = Ids::default();
        let views = views(&viewer, &mut ids, lessons);
        let mut descent = Self {
            scope,
            labels: relations.map(|relation| relation.label.clone()).collect(),
            phrases,
            ids,
            views,
            is_general: Vec::new(),
            general: Weights::new(0),
            own: Vec::new(),
        };
        descent.drop_rare_patterns();
        descent.set_out();
        for _ in 0..scope.rounds() {
            descent.round();
        }
        descent
    }

    /// Leaves out patterns that are seen in few examples, and in general learning those of single relations.
    fn drop_rare_patterns(&mut self) {
        let mut examples = vec![0; self.ids.count()];
        for view in &self.views {
            let all = std::iter::once(&view.common).chain(view.of_relation.values());
            let seen: BTreeSet<u32> = all.flat_map(Patterns::iter).copied().collect();
            seen.into_iter()
                .for_each(|pattern| examples[pattern as usize] += 1);
        }
        let is_kept = |name: &str, examples: u32| {
            let is_in_scope = matches!(self.scope, Scope::Relations(_)) || is_general(name);
            examples >= self.scope.least_examples() && is_in_scope
        };
        let mut kept = Ids::default();
        let numbers: Vec<Option<u32>> = self
            .ids
            .names()
            .iter()
            .zip(examples)
            .map(|(name, examples)| is_kept(name, examples).then(|| kept.number(name.clone())))
            .collect();
        let number = |pattern: u32| numbers.get(pattern as usize).copied().flatten();
        for view in &mut self.views {
            view.common = std::mem::take(&mut view.common).filter_map(number);
            for patterns in view.of_relation.values_mut() {
                *patterns = std::mem::take(patterns).filter_map(number);
            }
        }
        self.ids = kept;
    }

    /// Weights at the start: nothing, or what holds for any relation.
    fn set_out(&mut self) {
        if let Scope::Relations(general) = self.scope {
            general.iter().for_each(|entry| {
                self.ids.number(entry.pattern.clone());
            });
        }
        self.is_general = self.ids.names().iter().map(|name| is_general(name)).collect();
        self.general = Weights::new(self.ids.count());
        if let Scope::Relations(general) = self.scope {
            for entry in general.iter() {
                if let Some(number) = self.ids.known(&entry.pattern) {
                    self.general.values[number as usize] = entry.weight;
                }
            }
            self.own = vec![Weights::new(self.ids.count()); self.labels.len()];
        }
    }

    /// Goes through all examples once.
    fn round(&mut self) {
        let mut excess = Excess::new(self.ids.count());
        let views = std::mem::take(&mut self.views);
        for view in &views {
            for (relation, patterns) in &view.of_relation {
                self.compare(view, (*relation, patterns), &mut excess);
                self.step(*relation, excess.drain());
            }
        }
        self.views = views;
    }

    fn step(&mut self, relation: usize, gradients: Vec<(u32, f32)>) {
        let general_step = self.scope.general_step();
        for (pattern, gradient) in gradients {
            if let Some(own) = self.own.get_mut(relation) {
                own.step(pattern, gradient, OWN_STEP);
            }
            if self.is_general[pattern as usize] {
                self.general.step(pattern, gradient, general_step);
            }
        }
    }

    /// Compares for one relation of an example what pairs get with what they should get.
    fn compare(&self, view: &View, (relation, patterns): (usize, &Patterns<u32>), sums: &mut Excess) {
        let own = self.own.get(relation);
        let weigh = |pattern: &u32| self.general.of(*pattern) + own.map_or(0.0, |own| own.of(*pattern));
        let parts = [&view.common, patterns];
        let shares = shares(&view.pairs, &parts, weigh);
        let (groups, counts, has_subjects) = match view.marked.get(&relation) {
            None if view.marked_in_full.contains(&relation) => (&[][..], 1.0, true),
            None => (&[][..], OTHER_COUNTS, true),
            Some(marked) if !marked.pairs.is_empty() => (marked.pairs.as_slice(), 1.0, true),
            Some(marked) if !marked.of_object.is_empty() => {
                (marked.of_object.as_slice(), OBJECT_COUNTS, false)
            }
            Some(_) => (&[][..], LOST_COUNTS, true),
        };
        let goal = goal(&shares, groups);
        let excess: Vec<f32> = shares
            .iter()
            .zip(goal)
            .map(|(share, goal)| (share - goal) * counts)
            .collect();
        for part in parts {
            let mut subjects = vec![0.0; part.subjects.len()];
            let mut objects = vec![0.0; part.objects.len()];
            for (place, ((subject, object), excess)) in view.pairs.iter().zip(&excess).enumerate() {
                objects[*object] += excess;
                // Where the right subject is not in the text, nothing is learnt about subjects.
                if has_subjects {
                    subjects[*subject] += excess;
                    sums.add(part.pairs.get(place), *excess);
                }
            }
            let sides = part.subjects.iter().zip(subjects);
            let sides = sides.chain(part.objects.iter().zip(objects));
            sides.for_each(|(patterns, excess)| sums.add(Some(patterns), excess));
            sums.add(Some(&part.text), excess.last().copied().unwrap_or_default());
        }
    }

    /// What was learnt.
    pub(super) fn entries(self) -> Entries {
        let mut entries = Vec::new();
        entries.extend(self.of_relation((ANY, &self.general), &BTreeMap::new()));
        for (relation, own) in self.own.iter().enumerate() {
            entries.extend(self.of_relation((&self.labels[relation], own), &self.figures(relation)));
        }
        let phrases = self.phrases.iter().map(|((relation, phrase), support)| Entry {
            relation: relation.clone(),
            pattern: format!("{PHRASE}{phrase}"),
            weight: 0.0,
            support: *support,
            precision: 1.0,
        });
        entries.extend(phrases);
        if self.views.iter().any(|view| !view.marked_in_full.is_empty()) {
            entries.push(Entry {
                relation: ANY.to_owned(),
                pattern: LEAST.to_owned(),
                weight: LEAST_SHARE,
                support: 0,
                precision: 0.0,
            });
        }
        Entries::new(entries)
    }

    fn of_relation(
        &self,
        (relation, weights): (&str, &Weights),
        figures: &BTreeMap<u32, [u32; 2]>,
    ) -> Vec<Entry> {
        let names = self.ids.names().iter().enumerate();
        let heavy = names.filter(|(place, _)| weights.values[*place].abs() >= self.scope.least_weight());
        heavy
            .map(|(place, name)| {
                let number = u32::try_from(place).unwrap_or(u32::MAX);
                let [support, seen] = figures.get(&number).copied().unwrap_or_default();
                Entry {
                    relation: relation.to_owned(),
                    pattern: name.clone(),
                    weight: weights.values[place],
                    support,
                    precision: support as f32 / seen.max(1) as f32,
                }
            })
            .collect()
    }

    /// For each pattern how many right arguments and pairs of a relation's examples show it, and how many at all.
    fn figures(&self, relation: usize) -> BTreeMap<u32, [u32; 2]> {
        let mut figures: BTreeMap<u32, [u32; 2]> = BTreeMap::new();
        for view in &self.views {
            let marked = view.marked.get(&relation);
            let groups = marked
                .map(|marked| &marked.pairs)
                .filter(|groups| !groups.is_empty());
            let (Some(groups), Some(patterns)) = (groups, view.of_relation.get(&relation)) else {
                continue;
            };
            let pairs: BTreeSet<usize> = groups.iter().flatten().copied().collect();
            let ends = pairs.iter().filter_map(|place| view.pairs.get(*place));
            let (subjects, objects): (BTreeSet<usize>, BTreeSet<usize>) = ends.copied().unzip();
            for part in [&view.common, patterns] {
                for (lists, right) in [
                    (&part.subjects, &subjects),
                    (&part.objects, &objects),
                    (&part.pairs, &pairs),
                ] {
                    for (place, list) in lists.iter().enumerate() {
                        for pattern in list {
                            let figure = figures.entry(*pattern).or_default();
                            figure[0] += u32::from(right.contains(&place));
                            figure[1] += 1;
                        }
                    }
                }
            }
        }
        figures
    }
}

/// What the shares should be: each right triple has the same part, spread over its pairs as they stand; without
/// one, all goes to none.
fn goal(shares: &[f32], groups: &[Vec<usize>]) -> Vec<f32> {
    let mut goal = vec![0.0; shares.len()];
    if groups.is_empty() {
        if let Some(none) = goal.last_mut() {
            *none = 1.0;
        }
        return goal;
    }
    for group in groups {
        let total: f32 = group.iter().map(|pair| shares[*pair]).sum();
        for pair in group {
            goal[*pair] += shares[*pair] / total.max(1e-9) / groups.len() as f32;
        }
    }
    goal
}

/// Objects of the examples, by relation, with how often each is one; they are words, so they are no general matter.
fn phrases(scope: Scope<'_>, lessons: &[Lesson<'_>]) -> BTreeMap<(String, String), u32> {
    let mut phrases = BTreeMap::new();
    if matches!(scope, Scope::General) {
        return phrases;
    }
    let triples = lessons
        .iter()
        .flat_map(|lesson| lesson.examples)
        .flat_map(|example| &example.triples);
    for triple in triples {
        let words: Vec<&str> = triple
            .obj
            .split(|letter: char| letter.is_whitespace() || letter == '_')
            .collect();
        let phrase = words.join(" ").trim().to_lowercase();
        if !phrase.is_empty() {
            *phrases.entry((triple.rel.clone(), phrase)).or_default() += 1;
        }
    }
    phrases
}

/// All examples of all lessons as numbers.
fn views(viewer: &Viewer<'_>, ids: &mut Ids, lessons: &[Lesson<'_>]) -> Vec<View> {
    let mut views = Vec::new();
    let mut first = 0;
    for lesson in lessons {
        let count = lesson.schema.relations.len();
        for (place, example) in lesson.examples.iter().enumerate() {
            let others: Vec<usize> = (0..OTHERS.min(count))
                .map(|step| first + (place + step * 5) % count)
                .collect();
            let view = viewer.view(ids, (lesson.schema, first), (example, &others));
            views.extend((!view.pairs.is_empty()).then_some(view));
        }
        first += count;
    }
    views
}
