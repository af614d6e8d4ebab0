//! Names recognised by a GLiNER model (Zaratiana et al. 2024, <https://aclanthology.org/2024.naacl-long.300/>) from a folder that the user
//! names.
//!
//! Such a model is given kinds of names in words, and scores every span of a sentence for each of them. What it finds takes part
//! in the reading like the names of the program's own recogniser. The model runs in Rust, by tract, and nothing is downloaded.

mod decoding;
mod encoding;
mod labels;
mod session;

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use oxigraph::model::NamedNode;
use serde::Deserialize;
use tokenizers::Tokenizer;

use self::decoding::flat;
use self::encoding::{Encoded, Pieces, encode};
pub use self::labels::Labels;
use self::session::Session;
use crate::analysis::{Analysis, Name, NameLabel, Pos};
use crate::document::{Document, text_hash};
use crate::lexicon::table::LexiconError;

/// The span modes whose models score pairs of words.
const SPAN_MODE: &str = "marker";

/// A GLiNER model that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GlinerError {
    /// A file of the folder cannot be read.
    #[error("cannot read `{}`; the folder needs model.onnx, tokenizer.json and gliner_config.json", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of the folder is not what it should be.
    #[error("{}:1: {problem}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// The table of labels cannot be used.
    #[error(transparent)]
    Labels(#[from] LexiconError),
}

/// The settings of a model, as far as they matter here.
#[derive(Debug, Deserialize)]
struct Config {
    #[serde(default)]
    span_mode: String,
    max_width: usize,
    #[serde(default = "most_words")]
    max_len: usize,
    #[serde(default = "most_types")]
    max_types: usize,
    #[serde(default = "entity_mark")]
    ent_token: String,
    #[serde(default = "text_mark")]
    sep_token: String,
}

fn most_words() -> usize {
    384
}

fn most_types() -> usize {
    25
}

fn entity_mark() -> String {
    "<<ENT>>".to_owned()
}

fn text_mark() -> String {
    "<<SEP>>".to_owned()
}

/// A name that a model recognised.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognised {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The class of what it names.
    pub class: NamedNode,
    /// What the rules take it for.
    pub label: NameLabel,
    /// The model's score, from 0 to 1.
    pub score: f32,
}

/// A model with the labels that it is asked for. Threads may share it.
pub struct Gliner {
    session: Session,
    tokenizer: Tokenizer,
    config: Config,
    labels: Labels,
    threshold: f32,
    version: String,
    /// What went wrong first, when something did.
    failure: Mutex<Option<String>>,
}

impl Gliner {
    /// Opens the model in a folder; a span with a score above `threshold`, from 0 to 1, is a name.
    pub fn open(folder: &Path, labels: Labels, threshold: f32) -> Result<Self, GlinerError> {
        let path = |name: &str| folder.join(name);
        let [model, tokens, settings] =
            ["model.onnx", "tokenizer.json", "gliner_config.json"].map(|name| read(&path(name)));
        let (model, tokens, settings) = (model?, tokens?, settings?);
        let config: Config = serde_json::from_slice(&settings)
            .map_err(|error| problem(path("gliner_config.json"), error.to_string()))?;
        if !config.span_mode.starts_with(SPAN_MODE) || config.max_width == 0 {
            let mode = &config.span_mode;
            let message = format!("the span mode `{mode}` is not supported; take a model with `markerV0`");
            return Err(problem(path("gliner_config.json"), message));
        }
        let tokenizer = Tokenizer::from_bytes(&tokens)
            .map_err(|error| problem(path("tokenizer.json"), error.to_string()))?;
        let session = Session::load(&model).map_err(|message| problem(path("model.onnx"), message))?;
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let hashes = [&model, &tokens, &settings].map(|bytes| hash(bytes));
        let content = text_hash(&format!("{}\n{}\n{threshold}", hashes.join("\n"), labels.hash()));
        let gliner = Self {
            session,
            tokenizer,
            config,
            labels,
            threshold,
            version: format!("{name}-{}", &content[..12]),
            failure: Mutex::default(),
        };
        // One sentence that is made up shows whether the model runs at all.
        let asked = gliner
            .labels
            .chunk(gliner.config.max_types)
            .next()
            .unwrap_or_default();
        let words = ["one", "two"].map(str::to_owned);
        let tried = gliner
            .scores(&words, asked)
            .map_err(|message| problem(path("model.onnx"), message));
        tried.map(|_| gliner)
    }

    /// The folder's name and a hash of the model, its labels and the threshold.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What went wrong first with a sentence, when something did.
    pub fn failure(&self) -> Option<String> {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The names of a document, in text order; they do not overlap.
    pub fn recognise(&self, document: &Document, analysis: &Analysis) -> Vec<Recognised> {
        let mut found = Vec::new();
        for sentence in &analysis.sentences {
            let is_word = |token: &usize| {
                let token = analysis.tokens.get(*token);
                token.is_some_and(|token| token.pos != Pos::Space)
            };
            let mut tokens: Vec<usize> = sentence.tokens.clone().filter(is_word).collect();
            tokens.truncate(self.config.max_len);
            if tokens.is_empty() {
                continue;
            }
            match self.of_sentence(document, analysis, &tokens) {
                Ok(names) => found.extend(names),
                Err(message) => {
                    let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                    failure.get_or_insert(message);
                }
            }
        }
        found
    }

    fn of_sentence(
        &self,
        document: &Document,
        analysis: &Analysis,
        tokens: &[usize],
    ) -> Result<Vec<Recognised>, String> {
        let word = |token: &usize| document.slice(analysis.tokens[*token].span).to_owned();
        let words: Vec<String> = tokens.iter().map(word).collect();
        let mut spans = Vec::new();
        for asked in self.labels.chunk(self.config.max_types) {
            let scores = self.scores(&words, asked)?;
            spans.extend(
                decoding::spans(&scores, (words.len(), self.config.max_width), self.threshold)
                    .into_iter()
                    .filter_map(|span| Some((span.clone(), asked.get(span.label)?))),
            );
        }
        let names = flat(spans).into_iter().filter_map(|(span, label)| {
            Some(Recognised {
                tokens: *tokens.get(span.words.start)?..tokens.get(span.words.end - 1)? + 1,
                class: label.class.clone(),
                label: label.name,
                score: span.score,
            })
        });
        Ok(names.collect())
    }

    /// The scores of all spans of a sentence for some labels: words by widths by labels.
    fn scores(&self, words: &[String], asked: &[labels::Label]) -> Result<Vec<f32>, String> {
        let pieces = Pieces {
            words,
            labels: asked,
            marks: (&self.config.ent_token, &self.config.sep_token),
        };
        let encoded: Encoded = encode(&self.tokenizer, pieces, self.config.max_width)?;
        let expected = words.len() * self.config.max_width * asked.len();
        let scores = self.session.run(&encoded)?;
        match scores.len() == expected {
            true => Ok(scores),
            false => Err(format!(
                "it gives {} scores where {expected} are due; only span models are supported",
                scores.len()
            )),
        }
    }
}

/// Puts names into an analysis, each in the place of those of its own recogniser that it overlaps; dates and amounts stay.
pub fn put_names(document: &Document, analysis: &mut Analysis, found: &[Recognised]) {
    let overlaps = |one: &Range<usize>, other: &Range<usize>| one.start < other.end && other.start < one.end;
    for name in found {
        let has_capital = analysis.tokens.get(name.tokens.clone()).is_some_and(|tokens| {
            let mut words = tokens.iter().map(|token| document.slice(token.span));
            words.any(|word| word.chars().any(char::is_uppercase))
        });
        let is_measure = |known: &Name| is_measure(known.label) && overlaps(&known.tokens, &name.tokens);
        if !has_capital || analysis.names.iter().any(is_measure) {
            continue;
        }
        analysis
            .names
            .retain(|known| !overlaps(&known.tokens, &name.tokens));
        analysis.names.push(Name {
            tokens: name.tokens.clone(),
            label: name.label,
        });
    }
    analysis.names.sort_by_key(|name| name.tokens.start);
}

fn is_measure(label: NameLabel) -> bool {
    use NameLabel::{Cardinal, Date, Money, Ordinal, Percent, Quantity, Time};
    matches!(
        label,
        Cardinal | Date | Money | Ordinal | Percent | Quantity | Time
    )
}

fn read(path: &Path) -> Result<Vec<u8>, GlinerError> {
    fs::read(path).map_err(|source| GlinerError::File {
        path: path.to_owned(),
        source,
    })
}

fn problem(path: PathBuf, problem: String) -> GlinerError {
    GlinerError::Model { path, problem }
}

fn hash(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    crate::document::hex(&Sha256::digest(bytes))
}
