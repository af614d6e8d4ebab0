//! What the index has of each entry, and how words are told apart and made equal.

use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
    TokenizerManager,
};
use tantivy::{Index, TantivyError};

/// Small letters without accents and without endings.
const STEMMED: &str = "stemmed";
/// Small letters without accents.
const FOLDED: &str = "folded";
/// Longer words are no words; in bytes.
const LONGEST_WORD: usize = 200;

/// The fields of an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// What it is.
    pub(super) kind: Field,
    /// The IRI of the thing, document or claim.
    pub(super) node: Field,
    /// The document that it is read off; things have none.
    pub(super) source: Field,
    /// The text that is shown.
    pub(super) shown: Field,
    /// The words of a name or title, without endings.
    pub(super) names: Field,
    /// Any other words, without endings.
    pub(super) words: Field,
    /// All its words with their endings.
    pub(super) forms: Field,
    /// A name or title as a whole, as [`folded`] writes it.
    pub(super) whole: Field,
    /// The things that a document speaks of.
    pub(super) things: Field,
}

impl Fields {
    /// Those of our schema.
    pub(super) fn of(schema: &Schema) -> Result<Self, TantivyError> {
        Ok(Self {
            kind: schema.get_field("kind")?,
            node: schema.get_field("node")?,
            source: schema.get_field("source")?,
            shown: schema.get_field("shown")?,
            names: schema.get_field("names")?,
            words: schema.get_field("words")?,
            forms: schema.get_field("forms")?,
            whole: schema.get_field("whole")?,
            things: schema.get_field("things")?,
        })
    }
}

/// What an index of ours looks like.
pub(super) fn schema() -> Schema {
    let mut schema = Schema::builder();
    for name in ["kind", "node", "source"] {
        schema.add_text_field(name, STRING | STORED);
    }
    for name in ["shown", "things"] {
        schema.add_text_field(name, STORED);
    }
    let searched = |tokenizer: &str, option| {
        let indexing = TextFieldIndexing::default();
        TextOptions::default()
            .set_indexing_options(indexing.set_tokenizer(tokenizer).set_index_option(option))
    };
    for name in ["names", "words"] {
        schema.add_text_field(name, searched(STEMMED, IndexRecordOption::WithFreqsAndPositions));
    }
    schema.add_text_field("forms", searched(FOLDED, IndexRecordOption::Basic));
    schema.add_text_field("whole", STRING);
    schema.build()
}

/// Tells the index how words are made equal, which it does not keep.
pub(super) fn equip(index: &mut Index) {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(STEMMED, stemming());
    tokenizers.register(FOLDED, folding());
    index.set_tokenizers(tokenizers);
}

/// Takes words apart and takes case, accents and endings off.
pub(super) fn stemming() -> TextAnalyzer {
    let words =
        TextAnalyzer::builder(SimpleTokenizer::default()).filter(RemoveLongFilter::limit(LONGEST_WORD));
    let folded = words.filter(LowerCaser).filter(AsciiFoldingFilter);
    folded.filter(Stemmer::new(Language::English)).build()
}

/// Takes words apart and takes case and accents off.
pub(super) fn folding() -> TextAnalyzer {
    let words =
        TextAnalyzer::builder(SimpleTokenizer::default()).filter(RemoveLongFilter::limit(LONGEST_WORD));
    words.filter(LowerCaser).filter(AsciiFoldingFilter).build()
}

/// The words of a text as an analyser gives them, in the text's order.
pub(super) fn tokens(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    analyzer
        .token_stream(text)
        .process(&mut |token| tokens.push(token.text.clone()));
    tokens
}

/// A name as a whole: its words in small letters without accents, with one space between them.
pub(super) fn folded(text: &str) -> String {
    tokens(&mut folding(), text).join(" ")
}
