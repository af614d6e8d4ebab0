//! RML: triples from CSV and JSON by a mapping in RDF.
//!
//! ```text
//! mapping ──model──▶ TriplesMap ┐
//! CSV, JSON ──source──▶ Iteration ┴──term, triples──▶ N-Quads ──claims──▶ records of a source
//! ```
//!
//! Read are [RML-Core](https://kg-construct.github.io/rml-core/spec/docs/) and the older
//! [RML](https://rml.io/specs/rml/) with [R2RML](https://www.w3.org/TR/r2rml/)'s terms. What is not supported, such as
//! functions, databases and XML, is refused by its name before anything is read.

mod claims;
mod graph;
mod join;
mod json;
mod maps;
mod model;
mod path;
mod run;
mod source;
mod term;
mod terms;

pub use self::claims::records_of;
pub use self::model::{Mapping, Setting};
pub use self::run::run;
