//! A client of the [Reconciliation Service API](https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/) in
//! versions 0.1, 0.2 and the draft of 1.0: a service is asked for the names of things, and its candidates become records.
//!
//! ```text
//! Subject ──question──▶ batches ──protocol──▶ answers ──manifest──▶ Record ──▶ Answers
//! ```
//!
//! Each answer is kept in a folder under the question alone, so that a run is the same again without the service,
//! and one that was cut off goes on where it was.

mod extension;
mod manifest;
mod preview;
mod protocol;
mod question;

use std::collections::BTreeMap;
use std::path::PathBuf;

use oxigraph::model::{Literal, NamedNode, Triple};

use self::manifest::Manifest;
pub use self::preview::Page;
pub use self::protocol::ApiVersion;
use self::protocol::{Candidate, Wire};
use self::question::{Question, questions};
use super::links::LinkTarget;
use super::source::Answers;
use super::subject::Subject;
use crate::http::{AnswerCache, CacheError, HttpClient, HttpError, Limits, Method, Reply, Request};
use crate::rdf::LinkGraphs;
use crate::vocab::{prov, rdf, rdfs, schema, void};

/// What the client calls itself, before whom to write to.
const USER_AGENT: &str = concat!("testimony/", env!("CARGO_PKG_VERSION"));

/// Whether a service may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// What is not kept is asked for.
    Online,
    /// All is asked for again.
    Refresh,
    /// Only what is kept is used.
    Offline,
}

/// How a service is asked.
#[derive(Debug, Clone)]
pub struct ServiceSettings {
    /// The service's address.
    pub url: String,
    /// What links to it go by.
    pub name: String,
    /// The version to speak, when it is not the one that the manifest makes likely.
    pub version: Option<ApiVersion>,
    /// Whom those who run the service may write to.
    pub contact: Option<String>,
    /// The service's type for each class of ours.
    pub types: BTreeMap<NamedNode, String>,
    /// The service's properties whose values are the names of what a thing is in.
    pub properties: Vec<String>,
    /// The most questions of one request; fewer when the service says so.
    pub batch: usize,
    /// Time, size and retries.
    pub limits: Limits,
    /// Where answers are kept.
    pub cache: PathBuf,
    /// Whether it may be asked at all.
    pub access: Access,
}

/// A service that gave no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// It cannot be reached, or refuses.
    #[error(
        "the service `{url}` cannot be used; answers that came before are kept, so run the same again later"
    )]
    Http {
        /// The service.
        url: String,
        /// What went wrong.
        source: HttpError,
    },
    /// It answers something else than the interface has.
    #[error("the service `{url}` does not answer as the interface has it: {problem}")]
    Stranger {
        /// The service.
        url: String,
        /// What is wrong with its answer.
        problem: String,
    },
    /// It says nothing about properties.
    #[error(
        "the service `{url}` offers no further columns (its manifest has no `extend`), so `{property}` cannot be copied: leave it out of --enrich"
    )]
    NoExtension {
        /// The service.
        url: String,
        /// The first property that was to be copied.
        property: String,
    },
    /// An answer that is needed is not kept.
    #[error("the answer of `{url}` to {what} is not kept: run it once without --offline")]
    NotKept {
        /// The service.
        url: String,
        /// What was to be asked.
        what: String,
    },
    /// The folder of answers cannot be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// A service that said what it is.
pub struct Service {
    settings: ServiceSettings,
    user_agent: String,
    client: HttpClient,
    cache: AnswerCache,
    manifest: Manifest,
    wire: Wire,
}

impl Service {
    /// Asks a service what it is.
    pub fn open(settings: ServiceSettings) -> Result<Self, ServiceError> {
        let user_agent = match &settings.contact {
            Some(contact) => format!("{USER_AGENT} ({contact})"),
            None => USER_AGENT.to_owned(),
        };
        let mut service = Self {
            client: HttpClient::new(settings.limits),
            cache: AnswerCache::new(settings.cache.clone()),
            manifest: Manifest::default(),
            wire: Wire::new(ApiVersion::V02),
            user_agent,
            settings,
        };
        let key = format!("{}\nmanifest", service.settings.url);
        let body = match service.kept(&key, "what it is")? {
            Some(body) => body,
            None => {
                let body = service.send(&service.settings.url.clone(), "", None)?.body;
                Manifest::read(&body).map_err(|problem| service.stranger(problem))?;
                service.cache.put(&key, &body)?;
                body
            }
        };
        service.manifest = Manifest::read(&body).map_err(|problem| service.stranger(problem))?;
        let version = service
            .settings
            .version
            .unwrap_or_else(|| service.manifest.version());
        service.wire = Wire::new(version);
        Ok(service)
    }

    /// What is linked to.
    pub fn target(&self) -> LinkTarget {
        let dataset = LinkGraphs::of(&self.settings.name).dataset;
        let mut described = vec![Triple::new(dataset.clone(), rdf::TYPE, void::DATASET)];
        if !self.manifest.name.is_empty() {
            let name = Literal::from(self.manifest.name.as_str());
            described.push(Triple::new(dataset.clone(), rdfs::LABEL, name));
        }
        if let Ok(page) = NamedNode::new(&self.settings.url) {
            described.push(Triple::new(dataset.clone(), schema::URL, page.clone()));
            described.push(Triple::new(dataset, prov::WAS_DERIVED_FROM, page));
        }
        LinkTarget {
            name: self.settings.name.clone(),
            described,
        }
    }

    /// What the service answers to the names of things.
    pub fn ask(&self, subjects: &[Subject]) -> Result<Answers, ServiceError> {
        let questions = questions(subjects, &self.settings);
        let mut answered: BTreeMap<&Question, Vec<Candidate>> = BTreeMap::new();
        let mut open = Vec::new();
        for question in &questions {
            let what = format!("`{}`", question.name);
            match self.kept(&self.key(question), &what)? {
                Some(body) => {
                    let candidates = serde_json::from_slice(&body);
                    let candidates = candidates.map_err(|error| self.stranger(error.to_string()))?;
                    answered.insert(question, candidates);
                }
                None => open.push(question),
            }
        }
        let answer = |batch: &[&Question]| {
            let reply = self.sent(batch)?;
            let answers = self.wire.answers(&reply.body, batch.len());
            let answers = answers.map_err(|problem| self.stranger(problem))?;
            for (question, candidates) in batch.iter().zip(&answers) {
                let kept = serde_json::to_vec(candidates).unwrap_or_default();
                self.cache.put(&self.key(question), &kept)?;
            }
            Ok(answers)
        };
        answered.extend(open.iter().copied().zip(self.in_batches(&open, &answer)?));
        self.gathered(&answered)
    }

    /// The answers to all of `asked`, in order, in batches that are no larger than the service takes.
    fn in_batches<T, A>(&self, asked: &[T], answer: &Batched<'_, T, A>) -> Result<Vec<A>, ServiceError> {
        let size = self.settings.batch.min(self.manifest.batch_size()).max(1);
        let mut answers = Vec::new();
        for batch in asked.chunks(size) {
            answers.extend(halved(batch, answer)?);
        }
        Ok(answers)
    }

    fn sent(&self, batch: &[&Question]) -> Result<Reply, ServiceError> {
        let body = self.wire.body(batch);
        let mut routes = self.wire.routes().iter();
        loop {
            let url = self.below(routes.next().copied().unwrap_or_default());
            match self.send(&url, self.wire.content_type(), Some(body.as_bytes())) {
                // The draft has called the route by two names.
                Err(ServiceError::Http {
                    source:
                        HttpError::Status {
                            status: 404 | 405, ..
                        },
                    ..
                }) if routes.len() > 0 => {}
                other => return other,
            }
        }
    }

    /// An address below the service's.
    fn below(&self, route: &str) -> String {
        match route {
            "" => self.settings.url.clone(),
            route => format!("{}{route}", self.settings.url.trim_end_matches('/')),
        }
    }

    fn send(&self, url: &str, content_type: &str, body: Option<&[u8]>) -> Result<Reply, ServiceError> {
        let mut headers = vec![
            ("user-agent", self.user_agent.as_str()),
            ("accept", self.wire.accept()),
        ];
        if body.is_some() {
            headers.push(("content-type", content_type));
        }
        let request = Request {
            method: body.map_or(Method::Get, |_| Method::Post),
            url,
            headers: &headers,
            body,
        };
        self.client.send(request).map_err(|source| ServiceError::Http {
            url: self.settings.url.clone(),
            source,
        })
    }

    /// A kept answer, unless all is to be asked for again.
    fn kept(&self, key: &str, what: &str) -> Result<Option<Vec<u8>>, ServiceError> {
        match (self.settings.access, self.cache.get(key)) {
            (Access::Refresh, _) => Ok(None),
            (Access::Offline, Ok(None)) => Err(ServiceError::NotKept {
                url: self.settings.url.clone(),
                what: what.to_owned(),
            }),
            (_, found) => Ok(found?),
        }
    }

    fn key(&self, question: &Question) -> String {
        let version = self.wire.version();
        format!("{}\n{version}\n{}", self.settings.url, self.wire.query(question))
    }

    fn gathered(&self, answered: &BTreeMap<&Question, Vec<Candidate>>) -> Result<Answers, ServiceError> {
        let mut answers = Answers::default();
        for (question, candidates) in answered {
            for candidate in candidates {
                let record = self.manifest.record(candidate);
                let record = record.map_err(|problem| self.stranger(problem))?;
                answers.called(&record.id, &candidate.id);
                answers.add(&question.name, record, candidate.is_match);
            }
        }
        Ok(answers)
    }

    fn stranger(&self, problem: String) -> ServiceError {
        ServiceError::Stranger {
            url: self.settings.url.clone(),
            problem,
        }
    }
}

/// What sends a batch and reads the answers to it, in its order.
type Batched<'a, T, A> = dyn Fn(&[T]) -> Result<Vec<A>, ServiceError> + 'a;

/// The answers to a batch, which is halved as long as it is too large.
fn halved<T, A>(batch: &[T], answer: &Batched<'_, T, A>) -> Result<Vec<A>, ServiceError> {
    match answer(batch) {
        Err(ServiceError::Http {
            source: HttpError::Status {
                status: TOO_LARGE, ..
            },
            ..
        }) if batch.len() > 1 => {
            let (first, second) = batch.split_at(batch.len() / 2);
            let mut answers = halved(first, answer)?;
            answers.extend(halved(second, answer)?);
            Ok(answers)
        }
        answered => answered,
    }
}

/// The status of a batch that is too large.
const TOO_LARGE: u16 = 413;
