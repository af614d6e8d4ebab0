//! Ways through the tree: what an argument hangs on, and what lies between two of them.

use crate::analysis::{Dep, Pos};
use crate::argument::{Argument, ArgumentReader};

/// The longest way through the tree that is spelt out.
const LONGEST: usize = 7;

/// The most conjunctions and appositions that are passed over.
const LONGEST_LIST: usize = 8;

/// A way through the tree.
#[derive(Default)]
pub(super) struct Path {
    /// Labels and lemmas, `<` upwards and `>` downwards.
    pub(super) words: String,
    /// Labels alone.
    pub(super) labels: String,
    /// The lemmas of content words on it, in its order.
    pub(super) content: Vec<String>,
}

impl Path {
    fn long() -> Self {
        Self {
            words: "long".to_owned(),
            labels: "long".to_owned(),
            content: Vec::new(),
        }
    }
}

impl ArgumentReader<'_> {
    /// The head that an argument hangs on, conjunctions passed over: the first of a list stands for all.
    pub(crate) fn anchor(self, head: usize) -> usize {
        let is_passed = |token: &usize| matches!(self.dep(*token), Dep::Conj | Dep::Compound | Dep::Appos);
        let mut at = head;
        for above in self.analysis.ancestors(head).take(LONGEST_LIST) {
            if !is_passed(&at) {
                break;
            }
            at = above;
        }
        at
    }

    /// What an argument hangs on, one step up and more where a preposition stands between.
    pub(super) fn governors(self, argument: &Argument) -> Vec<String> {
        let mut steps = self.governors_of(argument.head);
        steps.extend(self.governors_of(self.anchor(argument.head)));
        steps.sort();
        steps.dedup();
        steps
    }

    fn governors_of(self, start: usize) -> Vec<String> {
        let mut steps: Vec<String> = Vec::new();
        let mut at = start;
        for head in self.analysis.ancestors(start).take(3) {
            let step = format!("{}:{}", self.dep(at), self.lemma(head));
            let before = steps.last().map(|last| format!("{last} ")).unwrap_or_default();
            steps.push(format!("{before}{step}"));
            at = head;
            if self.pos(at) != Pos::Adp && steps.len() > 1 {
                break;
            }
        }
        steps
    }

    /// The tokens on the way from one head to another: upwards, then downwards, without `to`.
    fn ways(self, from: usize, to: usize) -> Option<(Vec<usize>, Vec<usize>)> {
        let chain = |start: usize| std::iter::once(start).chain(self.analysis.ancestors(start));
        let mut up: Vec<usize> = chain(from).collect();
        let mut down: Vec<usize> = chain(to).collect();
        let top = up.iter().copied().find(|token| down.contains(token))?;
        up.truncate(up.iter().position(|token| *token == top)?);
        down.truncate(down.iter().position(|token| *token == top)?);
        down.reverse();
        Some((up, down))
    }

    /// The tokens between two heads, without them.
    pub(crate) fn path_tokens(self, from: usize, to: usize) -> Option<Vec<usize>> {
        let (up, down) = self.ways(from, to)?;
        let tops = up.last().and_then(|token| self.analysis.ancestors(*token).next());
        let tokens = up.into_iter().chain(tops).chain(down);
        Some(tokens.filter(|token| *token != from && *token != to).collect())
    }

    pub(super) fn path(self, from: usize, to: usize) -> Option<Path> {
        let (up, down) = self.ways(from, to)?;
        if up.len() + down.len() > LONGEST {
            return Some(Path::long());
        }
        let mut path = Path::default();
        for token in up {
            self.step(&mut path, token, '<');
            let head = self.analysis.ancestors(token).next()?;
            if head != to && !self.is_in_list(token) {
                self.name(&mut path, head);
            }
        }
        for token in down {
            self.step(&mut path, token, '>');
            if token != to && !self.is_in_list(token) {
                self.name(&mut path, token);
            }
        }
        Some(path)
    }

    fn is_in_list(self, token: usize) -> bool {
        self.dep(token) == Dep::Conj
    }

    fn step(self, path: &mut Path, token: usize, way: char) {
        if !self.is_in_list(token) {
            let label = format!("{way}{}", self.dep(token));
            path.words.push_str(&label);
            path.words.push(' ');
            path.labels.push_str(&label);
        }
    }

    fn name(self, path: &mut Path, token: usize) {
        let lemma = self.lemma(token);
        path.words.push_str(&lemma);
        path.words.push(' ');
        if self.is_content(token) && !path.content.contains(&lemma) {
            path.content.push(lemma);
        }
    }
}
