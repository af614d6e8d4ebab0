//! The stages in order, for a batch of texts at a time.

use std::ops::Range;
use std::sync::Arc;

use super::attribute_ruler::Seen;
use super::embedding::NO_VECTOR;
use super::encoder::{PADDING, Rows};
use super::model::LanguageModel;
use super::names::Surroundings;
use super::text;
use super::transitions::Room;
use super::tree::Tree;
use super::words::{Reading, WordToken, Words};
use super::{Analysis, Dep, Name, NameLabel, Pos, Sentence, Tag, Token};
use crate::document::{BlockKind, ByteSpan, Document};

/// What one thread keeps between documents: buffers, and the words seen so far.
///
/// It makes analyses faster and never changes them. It stays below about 70 MB.
#[derive(Default)]
pub struct WordCache {
    words: Words,
    rows: Rows,
    room: Room,
    tag_scores: Vec<f32>,
}

impl WordCache {
    /// An empty cache.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Texts are collected until they have this many tokens: enough rows to keep the kernels busy, few enough to
/// stay in a processor's second cache.
const BATCH: usize = 256;

/// Analyses a document's blocks, each on its own, leaving out furniture.
///
/// White space is no token, and no text is an error.
pub fn analyse(model: &LanguageModel, cache: &mut WordCache, document: &Document) -> Analysis {
    let mut analysis = Analysis::default();
    let mut batch = Batch::default();
    let blocks = document.blocks().iter().enumerate();
    for (index, block) in blocks.filter(|(_, block)| block.kind != BlockKind::Furniture) {
        for (start, text) in text::texts(document.slice(block.span)) {
            let tokens = text::tokens(model, &mut cache.words, text);
            batch.add(Text {
                block: index,
                start: block.span.start() + start,
                text,
                tokens,
            });
            if batch.token_count >= BATCH {
                batch.finish(model, cache, &mut analysis);
            }
        }
    }
    batch.finish(model, cache, &mut analysis);
    analysis.children = children(&analysis.tokens);
    analysis
}

/// A text that is parsed on its own, and where it stands.
struct Text<'a> {
    block: usize,
    start: usize,
    text: &'a str,
    tokens: Vec<WordToken>,
}

#[derive(Default)]
struct Batch<'a> {
    texts: Vec<Text<'a>>,
    token_count: usize,
}

impl<'a> Batch<'a> {
    fn add(&mut self, text: Text<'a>) {
        if !text.tokens.is_empty() {
            self.token_count += text.tokens.len();
            self.texts.push(text);
        }
    }

    /// The texts with the number of tokens before them.
    fn with_first(&self) -> impl Iterator<Item = (usize, &Text<'a>)> {
        self.texts.iter().scan(0, |next, text| {
            let first = *next;
            *next += text.tokens.len();
            Some((first, text))
        })
    }

    fn finish(&mut self, model: &LanguageModel, cache: &mut WordCache, analysis: &mut Analysis) {
        let tokens = self.texts.iter().flat_map(|text| text.tokens.iter().copied());
        cache.words.prepare(model, tokens);
        let parsed = self.parse(model, cache);
        let names = self.names(model, cache, &parsed);
        for ((text, parsed), names) in self.texts.drain(..).zip(parsed).zip(names) {
            Assembly::new(&text, &parsed, &names).append(model, &mut cache.words, analysis);
        }
        self.token_count = 0;
        cache.words.trim();
    }

    fn parse(&self, model: &LanguageModel, cache: &mut WordCache) -> Vec<Parsed> {
        let (words, rows) = (&cache.words, &mut cache.rows);
        rows.fill(&words.shared, self.rows(|token| words.shared_vector(token)));
        model.shared.encode(&words.shared, rows);
        let tags = model.tagger.tags(rows, &mut cache.tag_scores);
        let prepared = model.parser.transitions().prepare(rows, &mut cache.room);
        self.with_first()
            .map(|(first, text)| {
                let is_space: Vec<bool> = text
                    .tokens
                    .iter()
                    .map(|token| words.is_space(token.word))
                    .collect();
                Parsed {
                    tags: tags[first..first + text.tokens.len()].to_vec(),
                    tree: model.parser.parse(&prepared.starting_at(first), &is_space),
                    is_space,
                }
            })
            .collect()
    }

    fn names(&self, model: &LanguageModel, cache: &mut WordCache, parsed: &[Parsed]) -> Vec<FoundNames> {
        let (words, rows) = (&cache.words, &mut cache.rows);
        rows.fill(&words.private, self.rows(|token| words.private_vector(token)));
        model.private.encode(&words.private, rows);
        let prepared = model.names.transitions().prepare(rows, &mut cache.room);
        let texts = self.with_first().zip(parsed);
        texts
            .map(|((first, _), parsed)| {
                let surroundings = Surroundings {
                    is_space: &parsed.is_space,
                    starts_sentence: &parsed.tree.starts_sentence,
                };
                model.names.names(&prepared.starting_at(first), &surroundings)
            })
            .collect()
    }

    /// The vectors of all tokens, with padding before, between and after texts.
    fn rows(&self, vector: impl Fn(WordToken) -> u32) -> impl Iterator<Item = u32> {
        let padding = std::iter::repeat_n(NO_VECTOR, PADDING);
        let texts = self.texts.iter().flat_map(move |text| {
            let tokens = text.tokens.iter().map(|token| vector(*token)).collect::<Vec<_>>();
            tokens.into_iter().chain(padding.clone())
        });
        std::iter::repeat_n(NO_VECTOR, PADDING).chain(texts)
    }
}

type FoundNames = Vec<(Range<usize>, NameLabel)>;

struct Parsed {
    tags: Vec<Tag>,
    tree: Tree,
    is_space: Vec<bool>,
}

/// One text on its way into the document's analysis, where white space is left out.
struct Assembly<'a> {
    text: &'a Text<'a>,
    parsed: &'a Parsed,
    names: &'a FoundNames,
    /// How many tokens that are not white space precede each token, and the whole text's end.
    positions: Vec<usize>,
}

impl<'a> Assembly<'a> {
    fn new(text: &'a Text<'a>, parsed: &'a Parsed, names: &'a FoundNames) -> Self {
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

    fn append(&self, model: &LanguageModel, words: &mut Words, analysis: &mut Analysis) {
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

fn children(tokens: &[Token]) -> Vec<Vec<usize>> {
    let mut children = vec![Vec::new(); tokens.len()];
    for (index, token) in tokens.iter().enumerate() {
        if token.head != index {
            children[token.head].push(index);
        }
    }
    children
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Metadata};

    /// A document of one block for each text.
    fn document(texts: &[(&str, BlockKind)]) -> Document {
        let mut whole = String::new();
        let mut blocks = Vec::new();
        for (text, kind) in texts {
            let start = whole.len();
            whole += text;
            let span = ByteSpan::new(start, whole.len());
            blocks.push(Block { span, kind: *kind });
            whole += "\n";
        }
        Document::new(whole, blocks, Metadata::default())
    }

    #[test]
    fn furniture_is_left_out_and_blocks_are_sentences_of_their_own() {
        let document = document(&[
            ("Ferry sinks", BlockKind::Headline),
            ("Share this", BlockKind::Furniture),
            ("The mayor of Riga spoke. He wept.", BlockKind::Paragraph),
        ]);
        let analysis = analyse(&LanguageModel::bundled(), &mut WordCache::new(), &document);
        let words = |tokens: &Range<usize>| {
            let tokens = analysis.tokens[tokens.clone()].iter();
            tokens
                .map(|token| document.slice(token.span))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let sentences: Vec<_> = analysis
            .sentences
            .iter()
            .map(|sentence| (sentence.block, words(&sentence.tokens)))
            .collect();
        assert_eq!(
            sentences,
            [
                (0, "Ferry sinks".to_owned()),
                (2, "The mayor of Riga spoke .".to_owned()),
                (2, "He wept .".to_owned())
            ]
        );
        let [name] = &analysis.names[..] else {
            panic!("{:?}", analysis.names);
        };
        assert_eq!(
            (words(&name.tokens).as_str(), name.label),
            ("Riga", NameLabel::Gpe)
        );
        let spoke = analysis
            .tokens
            .iter()
            .position(|token| &*token.lemma == "speak")
            .unwrap();
        let mayor = analysis.child(spoke, Dep::Nsubj).unwrap();
        assert_eq!(
            (&*analysis.tokens[mayor].lemma, analysis.tokens[mayor].pos),
            ("mayor", Pos::Noun)
        );
    }

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
