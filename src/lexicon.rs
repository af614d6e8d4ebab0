//! The lexicon: the words that drive extraction, loaded from tables under `ontology/lexicon/`.
//!
//! A word list is data that a non-programmer can edit. Every entry knows the file and line it came from, so
//! that `explain` can cite it and an error can point at it.

pub mod table;
