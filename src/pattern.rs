//! Patterns: what is seen of a possible subject, of a possible object, and of the two together.
//!
//! A pattern is a short text such as `o:up=pobj:by agent:direct` (the object hangs on "by", and that on "direct"), so
//! that a learnt entry can be read, weighed and struck out by a person. Those with words in them are learnt for one
//! relation; those without, for all relations alike.

mod path;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::analysis::{Dep, Pos};
use crate::argument::{Argument, ArgumentReader};

/// Words further apart than this have no pattern of the single words between them.
const NEAR: usize = 10;

/// Words further apart than this have no pattern of all the words between them.
const VERY_NEAR: usize = 5;

/// What patterns without words of the open classes begin with; they mean the same for every relation.
const GENERAL: [&str; 30] = [
    "s:kind=",
    "s:prev-tag=",
    "s:next-tag=",
    "s:length=",
    "s:first-tag=",
    "s:dep=",
    "s:place=",
    "o:kind=",
    "o:prev-tag=",
    "o:next-tag=",
    "o:length=",
    "o:first-tag=",
    "o:dep=",
    "o:place=",
    "kinds=",
    "order=",
    "distance=",
    "shape=",
    "inside",
    "path=none",
    "r:",
    "q:",
    "p:",
    "n:",
    "s:capitals=",
    "o:capitals=",
    "s:list=",
    "o:list=",
    "s:again",
    "s:main",
];

/// Whether a pattern means the same for every relation.
pub fn is_general(pattern: &str) -> bool {
    GENERAL.iter().any(|start| pattern.starts_with(start))
}

/// On which side of a relation an argument is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// As its subject.
    Subject,
    /// As its object.
    Object,
}

impl Side {
    fn letter(self) -> char {
        match self {
            Self::Subject => 's',
            Self::Object => 'o',
        }
    }
}

/// The patterns of one argument on one side.
pub fn side_patterns(reader: ArgumentReader<'_>, argument: &Argument, side: Side) -> Vec<String> {
    let mut patterns = reader.surroundings(argument);
    let Range { start, end } = argument.tokens;
    let dep = reader.dep(argument.head);
    patterns.push(format!("kind={}", argument.kind));
    patterns.push(format!("length={}", argument.tokens.len().min(5)));
    patterns.push(format!("first-tag={}", reader.tag_name(start)));
    patterns.push(format!("dep={}:{dep}", argument.kind));
    patterns.push(format!("place={}", reader.place(argument)));
    patterns.push(format!(
        "capitals={} {}",
        reader.capitals_of(argument),
        reader.tag_name(start)
    ));
    patterns.push(format!("capitals={}", reader.capitals_of(argument)));
    patterns.push(format!("list={}", reader.place_in_list(argument.head)));
    if reader.is_repeated(argument) {
        patterns.push("again".to_owned());
    }
    if reader.is_main_subject(argument) {
        patterns.push("main".to_owned());
    }
    patterns.extend(
        reader
            .governors(argument)
            .into_iter()
            .map(|up| format!("up={up}")),
    );
    patterns.push(format!("last={}", reader.lemma(end - 1)));
    patterns.push(format!("first={}", reader.lower(start)));
    patterns.push(format!(
        "words={}",
        reader.document.slice(argument.span).to_lowercase()
    ));
    let side = side.letter();
    patterns
        .into_iter()
        .map(|pattern| format!("{side}:{pattern}"))
        .collect()
}

/// The patterns of a subject and an object together.
pub fn pair_patterns(reader: ArgumentReader<'_>, subject: &Argument, object: &Argument) -> Vec<String> {
    let mut patterns = vec![format!("kinds={} {}", subject.kind, object.kind)];
    if subject.span.overlaps(object.span) {
        patterns.push("inside".to_owned());
        return patterns;
    }
    let (order, between) = between(subject, object);
    patterns.push(format!("order={order}"));
    patterns.push(format!("distance={order} {}", distance(between.len())));
    if between.len() <= VERY_NEAR {
        let words: Vec<_> = between.clone().map(|token| reader.lemma(token)).collect();
        patterns.push(format!("between={order} {}", words.join(" ")));
    }
    if between.len() <= NEAR {
        let words = reader.content_words(between);
        patterns.extend(words.iter().map(|word| format!("has={order} {word}")));
    }
    match reader.path(subject.head, object.head) {
        Some(path) => {
            patterns.push(format!("path={}", path.words));
            patterns.push(format!("shape={}", path.labels));
            patterns.extend(path.content.iter().map(|word| format!("via={order} {word}")));
        }
        None => patterns.push(format!("path=none {order}")),
    }
    patterns
}

/// The content words of a text, each once.
pub fn text_patterns(reader: ArgumentReader<'_>) -> Vec<String> {
    let words = reader.content_words(0..reader.analysis.tokens.len());
    words.into_iter().map(|word| format!("t:{word}")).collect()
}

/// Whether the subject comes first ("so"), and the tokens between the two.
pub(crate) fn between(subject: &Argument, object: &Argument) -> (&'static str, Range<usize>) {
    let (order, left, right) = match subject.tokens.end <= object.tokens.start {
        true => ("so", subject, object),
        false => ("os", object, subject),
    };
    let start = left.tokens.end;
    (order, start..right.tokens.start.max(start))
}

fn distance(tokens: usize) -> &'static str {
    match tokens {
        0 => "0",
        1 => "1",
        2 => "2",
        3..=4 => "3-4",
        5..=8 => "5-8",
        9..=16 => "9-16",
        _ => "far",
    }
}

impl ArgumentReader<'_> {
    /// The words before and after, and what kinds of words they are.
    fn surroundings(self, argument: &Argument) -> Vec<String> {
        let sentence = self.sentence(argument);
        let at = |token: Option<usize>| token.filter(|token| sentence.contains(token));
        let before = at(argument.tokens.start.checked_sub(1));
        let after = at(Some(argument.tokens.end));
        let previous = before.map_or_else(|| "^".to_owned(), |token| self.lower(token));
        let next = after.map_or_else(|| "$".to_owned(), |token| self.lower(token));
        let tag = |token: Option<usize>| token.map_or_else(|| "^".to_owned(), |token| self.tag_name(token));
        let mut patterns = vec![
            format!("prev={previous}"),
            format!("next={next}"),
            format!("prev-tag={}", tag(before)),
            format!("next-tag={}", tag(after)),
        ];
        if let Some(second) = at(argument.tokens.start.checked_sub(2)) {
            patterns.push(format!("prev2={} {previous}", self.lower(second)));
        }
        if let Some(second) = at(Some(argument.tokens.end + 1)) {
            patterns.push(format!("next2={next} {}", self.lower(second)));
        }
        patterns
    }

    /// How many of the argument's words, small ones left out, have a capital or are numbers.
    fn capitals_of(self, argument: &Argument) -> &'static str {
        let words = argument.tokens.clone().filter(|token| {
            let is_small = matches!(
                self.pos(*token),
                Pos::Punct | Pos::Adp | Pos::Det | Pos::Cconj | Pos::Part | Pos::Pron | Pos::Aux
            );
            !is_small
        });
        let has_capital = |token| !self.word(token).starts_with(char::is_lowercase);
        let (with, without): (Vec<bool>, Vec<bool>) = words.map(has_capital).partition(|has| *has);
        match (with.len(), without.len()) {
            (0, 0) => "no-words",
            (0, _) => "none",
            (_, 0) => "all",
            _ => "some",
        }
    }

    /// Whether the argument begins a list, follows in one, or stands alone.
    fn place_in_list(self, head: usize) -> &'static str {
        match self.analysis.child(head, Dep::Conj) {
            _ if self.dep(head) == Dep::Conj => "later",
            Some(_) => "first",
            None => "no",
        }
    }

    /// Whether the argument's words stand in the text more than once.
    fn is_repeated(self, argument: &Argument) -> bool {
        let words = self.document.slice(argument.span);
        words.len() > 3 && self.document.text().matches(words).nth(1).is_some()
    }

    /// Whether the argument is the subject of its sentence's main verb.
    fn is_main_subject(self, argument: &Argument) -> bool {
        let is_subject = matches!(self.dep(argument.head), Dep::Nsubj | Dep::Nsubjpass);
        is_subject && self.analysis.ancestors(argument.head).count() == 1
    }

    fn place(self, argument: &Argument) -> &'static str {
        match argument
            .tokens
            .start
            .saturating_sub(self.sentence(argument).start)
        {
            0 => "first",
            1..4 => "early",
            _ => "later",
        }
    }

    fn sentence(self, argument: &Argument) -> Range<usize> {
        let index = self.analysis.sentence_of(argument.tokens.start);
        let sentence = self.analysis.sentences.get(index);
        sentence.map_or(argument.tokens.clone(), |sentence| sentence.tokens.clone())
    }

    /// The lemmas of a stretch's content words, prepositions among them, each once.
    fn content_words(self, tokens: Range<usize>) -> BTreeSet<String> {
        let content = tokens.filter(|token| self.is_content(*token));
        content.map(|token| self.lemma(token)).collect()
    }

    fn is_content(self, token: usize) -> bool {
        matches!(
            self.pos(token),
            Pos::Verb | Pos::Noun | Pos::Adj | Pos::Adp | Pos::Adv | Pos::Propn
        )
    }

    /// A word of the closed classes itself, of another word its class and whether it has a capital.
    fn tag_name(self, token: usize) -> String {
        match self.pos(token) {
            Pos::Punct | Pos::Adp | Pos::Det | Pos::Cconj | Pos::Part | Pos::Pron | Pos::Aux => {
                self.lower(token)
            }
            pos if self.word(token).starts_with(char::is_uppercase) => format!("{pos}+"),
            pos => pos.to_string(),
        }
    }

    pub(crate) fn lower(self, token: usize) -> String {
        self.word(token).to_lowercase()
    }

    /// The lemma in lower case; numbers are all alike.
    pub(crate) fn lemma(self, token: usize) -> String {
        let token = self.analysis.tokens.get(token);
        let lemma = token.map(|token| token.lemma.to_lowercase()).unwrap_or_default();
        match lemma.starts_with(|first: char| first.is_ascii_digit()) {
            true => "#".to_owned(),
            false => lemma,
        }
    }
}
