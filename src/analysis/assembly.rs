//! A text's parse on its way into the analysis of its document, where white space is no token.

use std::ops::Range;
use std::sync::Arc;

use super::attribute_ruler::Seen;
use super::model::LanguageModel;
use super::tree::Tree;
use super::words::{Reading, WordToken, Words};
use super::{Analysis, Dep, Name, NameLabel, Pos, Sentence, Tag, Token};
use crate::document::ByteSpan;

/// A text that is parsed on its own, and where it stands.
pub(super) struct Text<'a> {
    pub(super) block: usize,
    pub(super) start: usize,
    pub(super) text: &'a str,
    pub(super) tokens: Vec<WordToken>,
}

/// Names by their tokens in the text.
pub(super) type FoundNames = Vec<(Range<usize>, NameLabel)>;

/// What the networks found in a text.
pub(super) struct Parsed {
    pub(super) tags: Vec<Tag>,
    pub(super) tree: Tree,
    pub(super) is_space: Vec<bool>,
}

/// One text on its way into the document's analysis, where white space is left out.
pub(super) struct Assembly<'a> {
    text: &'a Text<'a>,
    parsed: &'a Parsed,
    names: &'a FoundNames,
    /// How many tokens that are not white space precede each token, and the whole text's end.
    positions: Vec<usize>,
}

impl<'a> Assembly<'a> {
    pub(super) fn new(text: &'a Text<'a>, parsed: &'a Parsed, names: &'a FoundNames) -> Self {
        let mut position = 0;
        let mut positions = Vec::with_capacity(parsed.is_space.len() + 1);
        for is_space in &parsed.is_space {
            positions.push(position);
            position += usize::from(!is_space);
        }
        positions.push(position);
        Self {
            text,
            parsed,
            names,
            positions,
        }
    }

    /// Appends the text's tokens, sentences and names.
    pub(super) fn append(&self, model: &LanguageModel, words: &mut Words, analysis: &mut Analysis) {
        let base = analysis.tokens.len();
        let heads = self.heads();
        for (index, (head, dep)) in heads
            .into_iter()
            .enumerate()
            .filter(|(index, _)| !self.parsed.is_space[*index])
        {
            let (pos, lemma) = self.reading(model, words, index);
            let token = self.text.tokens[index];
            analysis.tokens.push(Token {
                span: ByteSpan::new(self.text.start + token.start, self.text.start + token.end),
                lemma,
                pos,
                tag: self.parsed.tags[index],
                head: base + self.positions[head],
                dep,
            });
        }
        self.append_sentences(base, analysis);
        for (tokens, label) in self.names {
            let tokens = base + self.positions[tokens.start]..base + self.positions[tokens.end];
            if !tokens.is_empty() {
                analysis.names.push(Name {
                    tokens,
                    label: *label,
                });
            }
        }
    }

    fn append_sentences(&self, base: usize, analysis: &mut Analysis) {
        let mut starts: Vec<usize> = (0..self.parsed.is_space.len())
            .filter(|index| *index == 0 || self.parsed.tree.starts_sentence[*index])
            .map(|index| base + self.positions[index])
            .chain([analysis.tokens.len()])
            .collect();
        starts.dedup();
        for sentence in starts.windows(2) {
            analysis.sentences.push(Sentence {
                tokens: sentence[0]..sentence[1],
                block: self.text.block,
            });
        }
    }

    /// Heads and relations; a token that hung on white space hangs on what that hung on.
    fn heads(&self) -> Vec<(usize, Dep)> {
        let tree = &self.parsed.tree;
        let mut promoted: Vec<(usize, usize)> = Vec::new();
        (0..tree.heads.len())
            .map(|token| {
                let mut head = tree.heads[token];
                while self.parsed.is_space[head] && tree.heads[head] != head {
                    head = tree.heads[head];
                }
                if !self.parsed.is_space[head] || self.parsed.is_space[token] {
                    return (head, tree.deps[token]);
                }
                // The root was white space: the first token below it takes its place.
                match promoted.iter().find(|(root, _)| *root == head) {
                    Some((_, first)) => (*first, tree.deps[token]),
                    None => {
                        promoted.push((head, token));
                        (token, Dep::Root)
                    }
                }
            })
            .collect()
    }

    fn reading(&self, model: &LanguageModel, words: &mut Words, index: usize) -> Reading {
        let word = self.text.tokens[index].word;
        let (tag, dep) = (self.parsed.tags[index], self.parsed.tree.deps[index]);
        let is_paired = words.may_pair(word) && self.is_paired(model, index);
        if !is_paired && let Some(reading) = words.readings.get(&(word, tag, dep)) {
            return reading.clone();
        }
        let reading = self.new_reading(model, index);
        if !is_paired {
            words.readings.insert((word, tag, dep), reading.clone());
        }
        reading
    }

    fn is_paired(&self, model: &LanguageModel, index: usize) -> bool {
        let lower = self.lower_around(index);
        model
            .attribute_ruler
            .is_paired(|at| self.seen(&lower, index, at), index)
    }

    fn new_reading(&self, model: &LanguageModel, index: usize) -> Reading {
        let lower = self.lower_around(index);
        let attributes = model
            .attribute_ruler
            .attributes(|at| self.seen(&lower, index, at), index);
        let pos = attributes.pos.unwrap_or(Pos::X);
        let lemma = attributes.lemma.unwrap_or_else(|| {
            let form = attributes.form.unwrap_or_default();
            let characters = &model.words.characters;
            Arc::from(
                model
                    .lemmas
                    .lemma(self.token_text(index), (pos, form), characters),
            )
        });
        (pos, lemma)
    }

    /// The lower-case texts of a token and its neighbours.
    fn lower_around(&self, index: usize) -> [String; 3] {
        [index.wrapping_sub(1), index, index + 1].map(|at| self.token_text(at).to_lowercase())
    }

    fn seen<'s>(&self, lower: &'s [String; 3], index: usize, at: usize) -> Option<Seen<'s>> {
        Some(Seen {
            tag: *self.parsed.tags.get(at)?,
            dep: self.parsed.tree.deps[at],
            lower: lower.get((at + 1).checked_sub(index)?)?,
            is_space: self.parsed.is_space[at],
        })
    }

    fn token_text(&self, index: usize) -> &str {
        let token = self.text.tokens.get(index);
        token.map_or("", |token| &self.text.text[token.start..token.end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_on_white_space_hangs_on_what_that_hangs_on() {
        let text = Text {
            block: 0,
            start: 0,
            text: "",
            tokens: Vec::new(),
        };
        let parsed = Parsed {
            tags: Vec::new(),
            tree: Tree {
                heads: vec![1, 3, 1, 3, 4, 4, 4],
                deps: vec![
                    Dep::Det,
                    Dep::Dep,
                    Dep::Amod,
                    Dep::Root,
                    Dep::Root,
                    Dep::Nsubj,
                    Dep::Dobj,
                ],
                starts_sentence: vec![true, false, false, false, true, false, false],
            },
            is_space: vec![false, true, false, false, true, false, false],
        };
        let names = Vec::new();
        let heads = Assembly::new(&text, &parsed, &names).heads();
        let words = [0, 2, 3, 5, 6].map(|index| heads[index]);
        let expected = [
            (3, Dep::Det),
            (3, Dep::Amod),
            (3, Dep::Root),
            (5, Dep::Root),
            (5, Dep::Dobj),
        ];
        assert_eq!(words, expected);
    }
}
