//! Links from things of the graph to records of a dataset.
//!
//! ```text
//! KnowledgeGraph ──subject──▶ Subject ──dataset──▶ candidates ──judge──▶ Judgement ──links──▶ quads
//! ```
//!
//! Each candidate is weighed by signs whose weights are data (`ontology/linkage/weights.tsv`). The weights add up to
//! log-odds, which never saturate; what is best is accepted when they are high and far from the runner-up, doubted when
//! they are not, and otherwise the thing has no link. A thing is weighed twice: the second time its neighbours in the
//! documents, as far as they were recognised, speak for the records of their countries.

mod alignment;
mod decisions;
mod judge;
mod links;
mod sentences;
mod signs;
mod subject;
mod weights;

pub use alignment::{Alignment, Fit};
pub use decisions::{Decisions, UnknownPrefix, new_proposals, propose};
pub use judge::{Judgement, Linker, Outcome, Verdict};
pub use links::{Enrichment, LinkPolicy, Linkset, linkset};
pub use sentences::sentences;
pub use signs::Sign;
pub use subject::{Subject, subjects};
pub use weights::{Weights, WeightsError};
