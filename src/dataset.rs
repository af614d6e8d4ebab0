//! External datasets, indexed once to be asked often: GeoNames, Wikidata, OpenSanctions, anybody's table.
//!
//! ```text
//! files ──input──▶ lines ──geonames, wikidata, rdf, table──▶ Record ──build──▶ folder ──index──▶ candidates
//! ```
//!
//! A [`Record`] is what a dataset says of one thing, in the few fields that tell whether it is the thing that a text
//! speaks of. An index is a folder that is written once and swapped in as a whole: the records in the order of the
//! files, a finite-state map of their normalised names, one of the words in them and one of their identifiers. All
//! are sorted in runs on disk and merged, so memory does not grow with the dataset.

mod archive;
mod build;
mod checkpoint;
mod claim;
mod error;
#[cfg(test)]
pub(crate) mod example;
mod folder;
mod format;
mod geonames;
mod groups;
mod index;
mod input;
mod intake;
mod key;
mod mapping;
mod meta;
mod objects;
mod postings;
mod rdf;
mod record;
mod table;
mod wikidata;

pub use error::DatasetError;
pub use folder::{Addition, Datasets};
pub use format::{Format, PROFILES};
pub use index::{Hit, Index, NameKind};
pub use intake::{BadLine, Progress, Strictness};
pub use mapping::Mapping;
pub use meta::{Meta, SourceFile};
pub use record::{Record, RecordNumber};
