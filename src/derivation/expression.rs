//! Where the words of a relation stand in a text, and the patterns that this gives.

use super::{Frame, LabelWords};
use crate::analysis::Dep;
use crate::argument::{Argument, ArgumentReader};
use crate::pattern::between;

/// For each token whether it is one of some words.
type Marks = Vec<bool>;

/// One relation in one text.
pub struct Expression<'a> {
    reader: ArgumentReader<'a>,
    frame: &'a Frame,
    /// Words of the label's families, and words related to them, under the names that patterns have for them.
    words: [(&'static str, Marks); 2],
    range: Marks,
    domain: Marks,
}

impl<'a> Expression<'a> {
    /// Marks the words of a frame in a text.
    pub fn new(words: &LabelWords, frame: &'a Frame, reader: ArgumentReader<'a>) -> Self {
        let tokens = 0..reader.analysis.tokens.len();
        let lemmas: Vec<String> = tokens.map(|token| reader.lemma(token)).collect();
        let marks = |set: &[String]| -> Marks {
            let is_marked = |lemma: &String| set.iter().any(|word| words.are_one_family(word, lemma));
            lemmas.iter().map(is_marked).collect()
        };
        Self {
            words: [("own", marks(&frame.own)), ("near", marks(&frame.related))],
            range: marks(&frame.range),
            domain: marks(&frame.domain),
            reader,
            frame,
        }
    }

    /// What an argument has to do with the relation's words when it is the object.
    pub fn object_patterns(&self, argument: &Argument) -> Vec<String> {
        let kinds = match self.frame.object_kinds.as_slice() {
            [] => vec!["any"],
            kinds => kinds.iter().map(String::as_str).collect(),
        };
        let mut patterns: Vec<String> = kinds
            .iter()
            .map(|kind| format!("r:fit={kind} {}", argument.kind))
            .collect();
        for (name, marks) in &self.words {
            self.neighbours(argument, (name, marks), &mut patterns);
            self.governor(argument, (name, marks), &mut patterns);
            patterns.push(format!("r:nearest={name} {}", nearest(argument, marks)));
        }
        patterns.extend(self.class_patterns(argument).into_iter().map(str::to_owned));
        patterns
    }

    fn neighbours(&self, argument: &Argument, (name, marks): (&str, &Marks), patterns: &mut Vec<String>) {
        let (start, end) = (argument.tokens.start, argument.tokens.end);
        let at = |token: Option<usize>| is_marked(marks, token);
        let mut add = |what: &str, holds: bool| {
            if holds {
                patterns.push(format!("r:{what}={name}"));
            }
        };
        add("before", at(start.checked_sub(1)));
        add("before2", at(start.checked_sub(2)));
        add("after", at(Some(end)));
        add("last", at(Some(end - 1)));
        add(
            "in",
            !at(Some(end - 1)) && argument.tokens.clone().any(|token| at(Some(token))),
        );
        let mut below = self.reader.analysis.children(argument.head);
        add(
            "child",
            below.any(|child| at(Some(child)) && !argument.tokens.contains(&child)),
        );
    }

    /// The nearest word above the argument in the tree that is marked, at most three steps up.
    fn governor(&self, argument: &Argument, (name, marks): (&str, &Marks), patterns: &mut Vec<String>) {
        let mut at = self.reader.anchor(argument.head);
        let ancestors = self.reader.analysis.ancestors(at);
        for (step, above) in ancestors.take(3).enumerate() {
            if is_marked(marks, Some(above)) {
                patterns.push(format!("r:up={name} {step} {}", self.reader.dep(at)));
                patterns.push(format!("r:up={name}"));
                break;
            }
            at = above;
        }
    }

    fn class_patterns(&self, argument: &Argument) -> Vec<&'static str> {
        let (start, end) = (argument.tokens.start, argument.tokens.end);
        let before = start.checked_sub(1);
        let is_range = |token: Option<usize>| is_marked(&self.range, token);
        let previous = before.map(|token| self.reader.lower(token));
        let ends_in_range = is_range(Some(end - 1));
        let holds = [
            (
                "r:small-before",
                previous.is_some_and(|word| self.frame.small.contains(&word)),
            ),
            ("r:range-last", ends_in_range),
            (
                "r:range-in",
                !ends_in_range && argument.tokens.clone().any(|token| is_range(Some(token))),
            ),
            ("r:range-after", is_range(Some(end))),
            ("r:range-before", is_range(before)),
            (
                "r:domain-last",
                !ends_in_range && is_marked(&self.domain, Some(end - 1)),
            ),
        ];
        let holding = holds.into_iter().filter(|(_, holds)| *holds);
        holding.map(|(pattern, _)| pattern).collect()
    }

    /// What an argument has to do with the relation's words when it is the subject.
    pub fn subject_patterns(&self, argument: &Argument) -> Vec<String> {
        let kinds = self.frame.subject_kinds.iter();
        let mut patterns: Vec<String> = kinds
            .map(|kind| format!("q:fit={kind} {}", argument.kind))
            .collect();
        let end = argument.tokens.end;
        let (own, near) = (&self.words[0].1, &self.words[1].1);
        let is_domain = |token: Option<usize>| is_marked(&self.domain, token);
        let above = self.reader.analysis.ancestors(argument.head).next();
        let attribute = above.and_then(|verb| self.reader.analysis.child(verb, Dep::Attr));
        let ends_in_domain = is_domain(Some(end - 1));
        let holds = [
            ("q:domain-last", ends_in_domain),
            ("q:domain-before", is_domain(argument.tokens.start.checked_sub(1))),
            ("q:is-domain", attribute.is_some() && is_domain(attribute)),
            ("q:last=own", is_marked(own, Some(end - 1))),
            ("q:after=own", is_marked(own, Some(end))),
            (
                "q:range-last",
                !ends_in_domain && is_marked(&self.range, Some(end - 1)),
            ),
        ];
        let holding = holds.into_iter().filter(|(_, holds)| *holds);
        patterns.extend(holding.map(|(pattern, _)| pattern.to_owned()));
        for (name, marks) in [("own", own), ("near", near)] {
            if above.is_some() && is_marked(marks, above) {
                patterns.push(format!("q:up={name} {}", self.reader.dep(argument.head)));
            }
        }
        patterns
    }

    /// Whether the relation's words stand between the two, and on the way through the tree.
    pub fn pair_patterns(&self, subject: &Argument, object: &Argument) -> Vec<String> {
        let mut patterns = Vec::new();
        let (order, between) = between(subject, object);
        let path = self.reader.path_tokens(subject.head, object.head);
        for (name, marks) in &self.words {
            if between.clone().any(|token| is_marked(marks, Some(token))) {
                patterns.push(format!("p:between={name} {order}"));
            }
            let on_path = path.as_ref().map(|path| {
                (
                    path.len(),
                    path.iter().any(|token| is_marked(marks, Some(*token))),
                )
            });
            match on_path {
                Some((length, true)) => patterns.push(format!("p:path={name} {}", length.min(4))),
                Some((_, false)) => patterns.push(format!("p:path=not {name}")),
                None => {}
            }
        }
        patterns
    }

    /// What tells whether the text speaks of the relation at all.
    pub fn text_patterns(&self) -> Vec<String> {
        let has = |marks: &Marks| marks.contains(&true);
        let related = self.words[1].1.iter().filter(|mark| **mark).count();
        vec![
            "n:always".to_owned(),
            format!("n:own={}", has(&self.words[0].1)),
            format!("n:near={}", related.min(3)),
            format!("n:range={}", has(&self.range)),
            format!("n:domain={}", has(&self.domain)),
        ]
    }
}

fn is_marked(marks: &[bool], token: Option<usize>) -> bool {
    token.and_then(|token| marks.get(token)).copied().unwrap_or(false)
}

/// On which side the nearest marked word outside the argument stands, and how far away.
fn nearest(argument: &Argument, marks: &[bool]) -> String {
    let (start, end) = (argument.tokens.start, argument.tokens.end);
    let left = marks.iter().take(start).rev().position(|mark| *mark);
    let right = marks.iter().skip(end).position(|mark| *mark);
    let (steps, side) = match (left, right) {
        (Some(left), Some(right)) if right < left => (right, "right"),
        (Some(left), _) => (left, "left"),
        (None, Some(right)) => (right, "right"),
        (None, None) => return "none".to_owned(),
    };
    let distance = match steps + 1 {
        1 => "1",
        2..=3 => "3",
        4..=6 => "6",
        7..=12 => "12",
        _ => "far",
    };
    format!("{side} {distance}")
}
