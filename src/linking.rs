//! Links from things of the graph to records of a dataset, and between things of the graph.
//!
//! ```text
//! KnowledgeGraph ──subject──▶ Subject ──source──▶ candidates ──judge──▶ Outcome ──links──▶ quads
//!                                     ──within──▶ Pair ──▶ clusters ──drawing──▶ quads
//! ```
//!
//! Each candidate is weighed by signs whose weights are data (`ontology/linkage/weights.tsv` for records,
//! `within.tsv` for things of the graph). The weights add up to log-odds, which never saturate; what is best is accepted
//! when they are high and far from the runner-up, doubted when they are not, and otherwise the thing has no link. A thing
//! is weighed twice against records: the second time its neighbours in the documents, as far as they were recognised, speak
//! for the records of their countries. What people judged teaches other weights (`learning`).

mod alignment;
mod sign;
mod weights;
mod subject;
mod sentences;
mod decisions;
mod source;
mod context;
mod signs;
mod judge;
mod proposals;
mod within;
mod drawing;
mod links;
mod learning;
mod scores;
#[cfg(feature = "http")]
mod service;

pub use alignment::{Alignment, Fit};
pub use decisions::{Decisions, UnknownPrefix};
pub use drawing::{LinkPolicy, Linkset, linkset_within};
pub use judge::{Judgement, Linker, Outcome, Verdict};
pub use learning::{
    Example, Examples, Learnt, Support, TooFew, examples_of_records, examples_of_things, learn,
};
pub use links::{Enrichment, LinkTarget, linkset};
pub use proposals::{Proposal, new_proposals, proposals, propose};
pub use scores::{Gold, Link, LinkScores};
pub use sentences::add_sentences;
#[cfg(feature = "http")]
pub use service::{Access, ApiVersion, Page, Service, ServiceError, ServiceSettings};
pub use sign::{Sign, telling};
pub use source::{Answers, Source};
pub use subject::{Subject, share_names, subjects};
pub use weights::{Judged, Weights, WeightsError};
pub use within::{Joiner, Pair, Within, proposed_pairs};
