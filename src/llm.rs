//! A language model behind an OpenAI-compatible endpoint, as an extractor.
//!
//! It is asked about each part of a document, at temperature 0, for JSON that fits a schema made from the ontology. What it
//! answers are proposals ([`crate::proposal`]) and nothing more. Answers are kept in a folder under the hash of all that
//! was sent, so that the same question is asked, and paid for, once.

mod completion;
mod usage;

use std::path::PathBuf;

use serde_json::{Value, json};

use self::completion::{Completion, Unusable};
use self::usage::Usage;
pub use self::usage::{Figures, Prices};
use crate::document::{Document, text_hash};
use crate::edition::Edition;
use crate::extractor::Extractor;
use crate::http::{AnswerCache, CacheError, HttpClient, HttpError, Limits, Method, Request};
use crate::proposal::{Part, Prompt, ProposedPart, Terms, answer_schema, parts};

/// How often a model is asked whose answer cannot be used.
const ANSWERS: usize = 2;

/// Which model, where, and within which limits.
#[derive(Clone)]
pub struct LlmSettings {
    /// The address of the endpoint up to its version, such as `http://127.0.0.1:11434/v1`.
    pub url: String,
    /// The model's name there.
    pub model: String,
    /// The secret that is sent along; it is never written anywhere.
    pub key: Option<String>,
    /// The most tokens of one answer; the endpoint's own limit when there is none.
    pub max_tokens: Option<u32>,
    /// The folder of answers that were given.
    pub cache: Option<PathBuf>,
    /// How long and how often to ask.
    pub limits: Limits,
}

/// A model that cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum LlmError {
    /// There is no reply.
    #[error("cannot ask the model about `{document}`")]
    Http {
        /// The document's path, URL or id.
        document: String,
        /// Why.
        source: HttpError,
    },
    /// The folder of answers cannot be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// Something else than such an endpoint replied.
    #[error(
        "`{url}` does not reply as an OpenAI-compatible endpoint does: {problem}; its address often ends in /v1"
    )]
    Endpoint {
        /// The address.
        url: String,
        /// What is wrong with the reply.
        problem: String,
    },
}

/// A model that can be asked. Threads may share it.
pub struct Llm {
    settings: LlmSettings,
    url: String,
    authorization: Option<String>,
    client: HttpClient,
    cache: Option<AnswerCache>,
    prompt: Prompt,
    schema: Value,
    usage: Usage,
}

impl Llm {
    /// The model with its instructions, and the terms that its answers may use.
    pub fn new(settings: LlmSettings, prompt: Prompt, terms: &Terms) -> Self {
        Self {
            url: format!("{}/chat/completions", settings.url.trim_end_matches('/')),
            authorization: settings.key.as_ref().map(|key| format!("Bearer {key}")),
            client: HttpClient::new(settings.limits),
            cache: settings.cache.clone().map(AnswerCache::new),
            schema: answer_schema(terms),
            prompt,
            settings,
            usage: Usage::default(),
        }
    }

    /// The extractor that its claims name: `llm` in the version of the model.
    pub fn extractor(&self) -> Extractor {
        Extractor::new("llm", self.settings.model.clone())
    }

    /// An edition of which the model, its prompt and its schema are part.
    pub fn edition(&self, edition: &Edition) -> Edition {
        let parts = [
            self.extractor().to_string(),
            self.prompt.text().to_owned(),
            self.schema.to_string(),
        ];
        let hashes = parts.map(|part| text_hash(&part));
        edition.with("the language model or its prompt", &text_hash(&hashes.join("\n")))
    }

    /// What has been asked so far.
    pub fn figures(&self) -> Figures {
        self.usage.figures()
    }

    /// What the model proposes for each part of a document, in text order.
    pub fn propose(&self, document: &Document) -> Result<Vec<ProposedPart>, LlmError> {
        let parts = parts(document).into_iter();
        let answers = parts.map(|part| {
            Ok(ProposedPart {
                claims: self.ask(document, &part)?,
                part,
            })
        });
        answers.collect()
    }

    /// The claims of an answer; what is wrong with it when it cannot be used, however often it is asked for.
    fn ask(&self, document: &Document, part: &Part) -> Result<Result<Vec<Value>, String>, LlmError> {
        let body = self.body(part).to_string();
        // The version is part of the question, as another one may ask for something else.
        let question = format!("{}\n{body}", env!("CARGO_PKG_VERSION"));
        if let Some(cache) = &self.cache
            && let Some(answer) = cache.get(&question)?
            && let Ok(claims) = Completion::parse(&answer).and_then(|completion| completion.claims())
        {
            self.usage.count_cached();
            return Ok(Ok(claims));
        }
        let mut problem = String::new();
        for _ in 0..ANSWERS {
            let answer = self.send(document, body.as_bytes())?;
            let completion = Completion::parse(&answer).map_err(|unusable| self.stranger(unusable))?;
            self.usage.count(completion.tokens());
            match completion.claims() {
                Ok(claims) => {
                    if let Some(cache) = &self.cache {
                        cache.put(&question, &answer)?;
                    }
                    return Ok(Ok(claims));
                }
                Err(unusable) => problem = unusable.to_string(),
            }
        }
        Ok(Err(problem))
    }

    fn body(&self, part: &Part) -> Value {
        let mut body = json!({
            "model": self.settings.model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": self.prompt.text()},
                {"role": "user", "content": part.text},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "claims", "strict": true, "schema": self.schema},
            },
        });
        if let (Some(most), Value::Object(body)) = (self.settings.max_tokens, &mut body) {
            body.insert("max_tokens".to_owned(), most.into());
        }
        body
    }

    fn send(&self, document: &Document, body: &[u8]) -> Result<Vec<u8>, LlmError> {
        let mut headers = vec![
            ("content-type", "application/json"),
            ("accept", "application/json"),
        ];
        headers.extend(
            self.authorization
                .as_deref()
                .map(|value| ("authorization", value)),
        );
        let request = Request {
            method: Method::Post,
            url: &self.url,
            headers: &headers,
            body: Some(body),
        };
        let reply = self.client.send(request).map_err(|source| LlmError::Http {
            document: document.metadata.source.clone(),
            source,
        })?;
        Ok(reply.body)
    }

    fn stranger(&self, unusable: Unusable) -> LlmError {
        LlmError::Endpoint {
            url: self.url.clone(),
            problem: unusable.to_string(),
        }
    }
}
