//! The stages in order, for a batch of texts at a time.

use super::assembly::{Assembly, FoundNames, Parsed, Text};
use super::embedding::NO_VECTOR;
use super::encoder::{PADDING, Rows};
use super::forms::ChunkForms;
use super::model::LanguageModel;
use super::names::Surroundings;
use super::text;
use super::transitions::Room;
use super::words::{WordToken, Words};
use super::{Analysis, Token};
use crate::document::{BlockKind, Document};

/// What one thread keeps between documents: buffers, and the words seen so far.
///
/// It makes analyses faster and never changes them. It stays below about 70 MB.
#[derive(Default)]
pub struct WordCache {
    words: Words,
    rows: Rows,
    room: Room,
    tag_scores: Vec<f32>,
    pub(super) forms: ChunkForms,
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
    use crate::analysis::{Dep, NameLabel};
    use crate::document::{Block, ByteSpan, Metadata};

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
            ("The mayor of Paris spoke. He wept.", BlockKind::Paragraph),
        ]);
        let analysis = analyse(&LanguageModel::bundled(), &mut WordCache::new(), &document);
        let sentences = analysis.sentences.iter().map(|sentence| {
            let tokens: Vec<_> = sentence.tokens.clone().collect();
            let span = analysis.span_of(&tokens).unwrap();
            (sentence.block, document.slice(span))
        });
        let expected = [
            (0, "Ferry sinks"),
            (2, "The mayor of Paris spoke."),
            (2, "He wept."),
        ];
        assert_eq!(sentences.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn positions_run_over_the_whole_document() {
        let document = document(&[
            ("Ferry sinks", BlockKind::Headline),
            ("The mayor of Paris spoke.", BlockKind::Paragraph),
        ]);
        let analysis = analyse(&LanguageModel::bundled(), &mut WordCache::new(), &document);
        let lemma = |token: usize| &*analysis.tokens[token].lemma;
        assert_eq!(lemma(6), "speak");
        assert_eq!(analysis.child(6, Dep::Nsubj).map(lemma), Some("mayor"));
        let names: Vec<_> = analysis
            .names
            .iter()
            .map(|name| (name.tokens.clone(), name.label))
            .collect();
        assert_eq!(names, [(5..6, NameLabel::Gpe)]);
    }
}
