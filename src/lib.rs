//! Builds an RDF knowledge graph from news text, in which every statement knows who said it.
//!
//! ```text
//! file ──source──▶ Document ──analysis──▶ Analysis ──mention──▶ Entities
//!      ──proposition, attribution──▶ Claims ──rdf──▶ Quads ──store──▶ KnowledgeGraph ──export──▶ Turtle
//! ```
//!
//! The middle is pure: given the same document, lexicon and ontology it returns the same claims, and no
//! text makes it fail. Errors come only from what is read in (files, IRIs, data) and from the store.
//!
//! Modules are listed in dependency order. A module imports only from modules above it;
//! `tests/architecture.rs` holds us to that.

#![deny(unsafe_code)]
#![warn(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

pub mod vocab;
pub mod document;
pub mod sorting;
pub mod guard;
pub mod syndication;
pub mod ontology;
pub mod factuality;
pub mod lexicon;
pub mod linkage;
pub mod agreement;
pub mod schema;
pub mod source;
pub mod analysis;
#[cfg(feature = "gliner")]
pub mod gliner;
pub mod argument;
pub mod pattern;
pub mod derivation;
pub mod sighting;
pub mod induction;
pub mod extraction;
pub mod adoption;
pub mod consistency;
pub mod mention;
pub mod entity;
pub mod extractor;
pub mod claim;
pub mod time;
pub mod supervision;
pub mod clause;
pub mod proposition;
pub mod attribution;
pub mod reading;
pub mod coverage;
pub mod proposal;
pub mod openie;
pub mod annotation;
pub mod eval;
pub mod nquads;
pub mod template;
pub mod rdf;
pub mod record;
pub mod rml;
pub mod derived;
pub mod triples;
pub mod edition;
pub mod pipeline;
pub mod export;
pub mod hosts;
#[cfg(feature = "http")]
pub mod http;
pub mod federation;
#[cfg(feature = "llm")]
pub mod llm;
pub mod validation;
pub mod reasoning;
pub mod store;
#[cfg(feature = "http")]
pub mod push;
pub mod audit;
pub mod query;
pub mod search;
pub mod dataset;
pub mod linking;
pub mod server;
