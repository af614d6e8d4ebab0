//! A sighting: everything in one text that may be said by some relation, and what is seen of it.
//!
//! Subject and object of a pair are looked at one by one and together. A pair's patterns are those of its two
//! arguments and its own, so that each argument is looked at once however many pairs it is in.

use crate::argument::{Argument, ArgumentReader, KnownPhrases};
use crate::derivation::{Expression, Frame, LabelWords};
use crate::pattern::{Side, pair_patterns, side_patterns, text_patterns};

/// The most pairs of one text that are looked at; the first subjects come first.
const MOST_PAIRS: usize = 4_000;

/// The possible subjects, objects and pairs of a text.
pub struct Sighting<'a> {
    reader: ArgumentReader<'a>,
    /// All arguments; each may be an object.
    pub arguments: Vec<Argument>,
    /// The places of those that may be subjects.
    pub subjects: Vec<usize>,
    /// A place in `subjects` and a place in `arguments`.
    pub pairs: Vec<(usize, usize)>,
}

/// What is seen of each subject, each object, each pair, and of the text as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patterns<T> {
    /// One list for each subject.
    pub subjects: Vec<Vec<T>>,
    /// One list for each argument.
    pub objects: Vec<Vec<T>>,
    /// One list for each pair.
    pub pairs: Vec<Vec<T>>,
    /// What speaks for no pair at all.
    pub text: Vec<T>,
}

impl<T> Patterns<T> {
    /// The same with each pattern turned into something else; those that are turned into nothing are left out.
    pub fn filter_map<U>(self, mut turn: impl FnMut(T) -> Option<U>) -> Patterns<U> {
        let mut list = |patterns: Vec<T>| patterns.into_iter().filter_map(&mut turn).collect::<Vec<_>>();
        let text = list(self.text);
        let mut lists = |all: Vec<Vec<T>>| all.into_iter().map(&mut list).collect();
        Patterns {
            subjects: lists(self.subjects),
            objects: lists(self.objects),
            pairs: lists(self.pairs),
            text,
        }
    }

    /// Every pattern, as often as it is seen.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let lists = self.subjects.iter().chain(&self.objects).chain(&self.pairs);
        lists.flatten().chain(&self.text)
    }
}

impl<'a> Sighting<'a> {
    /// Finds the arguments of a text and pairs them; a subject lies in no object.
    pub fn new(reader: ArgumentReader<'a>, known: &KnownPhrases) -> Self {
        let arguments = reader.arguments(known);
        let subjects: Vec<usize> = (0..arguments.len())
            .filter(|place| {
                arguments
                    .get(*place)
                    .is_some_and(|argument| argument.kind.may_be_subject())
            })
            .collect();
        let mut pairs = Vec::new();
        for (subject, place) in subjects.iter().enumerate() {
            let inside = arguments.get(*place).map(|argument| argument.span);
            let objects = arguments.iter().enumerate();
            let others = objects.filter(|(_, object)| inside.is_some_and(|span| !object.span.contains(span)));
            pairs.extend(others.map(|(object, _)| (subject, object)));
        }
        pairs.truncate(MOST_PAIRS);
        Self {
            reader,
            arguments,
            subjects,
            pairs,
        }
    }

    /// The subject and the object of a pair.
    pub fn pair(&self, pair: (usize, usize)) -> Option<(&Argument, &Argument)> {
        let subject = self.arguments.get(*self.subjects.get(pair.0)?)?;
        Some((subject, self.arguments.get(pair.1)?))
    }

    /// The argument's words.
    pub fn words(&self, argument: &Argument) -> &'a str {
        self.reader.document.slice(argument.span)
    }

    /// What is seen whatever the relation.
    pub fn patterns(&self) -> Patterns<String> {
        let text = text_patterns(self.reader);
        let of_arguments = self.collect(
            |subject| side_patterns(self.reader, subject, Side::Subject),
            |object| side_patterns(self.reader, object, Side::Object),
            |subject, object| pair_patterns(self.reader, subject, object),
        );
        Patterns { text, ..of_arguments }
    }

    /// What is seen of one relation's words.
    pub fn relation_patterns(&self, words: &LabelWords, frame: &Frame) -> Patterns<String> {
        let expression = Expression::new(words, frame, self.reader);
        let of_arguments = self.collect(
            |subject| expression.subject_patterns(subject),
            |object| expression.object_patterns(object),
            |subject, object| expression.pair_patterns(subject, object),
        );
        Patterns {
            text: expression.text_patterns(),
            ..of_arguments
        }
    }

    fn collect(
        &self,
        of_subject: impl Fn(&Argument) -> Vec<String>,
        of_object: impl Fn(&Argument) -> Vec<String>,
        of_pair: impl Fn(&Argument, &Argument) -> Vec<String>,
    ) -> Patterns<String> {
        let subjects = self
            .subjects
            .iter()
            .filter_map(|place| self.arguments.get(*place));
        let pairs = self.pairs.iter().filter_map(|pair| self.pair(*pair));
        Patterns {
            subjects: subjects.map(of_subject).collect(),
            objects: self.arguments.iter().map(of_object).collect(),
            pairs: pairs.map(|(subject, object)| of_pair(subject, object)).collect(),
            text: Vec::new(),
        }
    }
}

/// How strongly each pair is spoken for, and last how strongly none is; they add up to one.
///
/// A pair's strength is the sum of what `weigh` gives for each of its patterns in each of `parts`, as a power of e.
pub fn shares<T>(pairs: &[(usize, usize)], parts: &[&Patterns<T>], weigh: impl Fn(&T) -> f32) -> Vec<f32> {
    let sum = |patterns: &Vec<T>| patterns.iter().map(&weigh).sum::<f32>();
    let mut strengths = vec![0.0; pairs.len()];
    let mut none = 0.0;
    for part in parts {
        let subjects: Vec<f32> = part.subjects.iter().map(sum).collect();
        let objects: Vec<f32> = part.objects.iter().map(sum).collect();
        let own = part.pairs.iter().map(sum);
        for ((strength, (subject, object)), own) in strengths.iter_mut().zip(pairs).zip(own) {
            let sides = subjects.get(*subject).zip(objects.get(*object));
            *strength += own + sides.map_or(0.0, |(subject, object)| subject + object);
        }
        none += part.text.iter().map(&weigh).sum::<f32>();
    }
    strengths.push(none);
    let largest = strengths.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = strengths
        .iter()
        .map(|strength| (strength - largest).exp())
        .collect();
    let total: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_whose_patterns_weigh_most_has_the_largest_share() {
        let patterns = Patterns {
            subjects: vec![vec![0.0]],
            objects: vec![vec![1.0], vec![0.0]],
            pairs: vec![vec![1.0], vec![]],
            text: vec![0.5],
        };
        let shares = shares(&[(0, 0), (0, 1)], &[&patterns], |weight| *weight);
        assert!(shares[0] > shares[2] && shares[2] > shares[1], "{shares:?}");
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
