//! What is the same in two places: names compared, tables matched, decisions kept.
//!
//! ```text
//! Table ─columns──▶ Field ─vectors, blocking──▶ candidates ─comparison──▶ features ─judgement──▶ log-odds ─matching──▶ Pair
//! ```
//!
//! Nothing here knows of news: two names, two rows or two things of two datasets are judged alike. No example
//! of a match is needed: what agreement is worth is learnt from the two tables themselves.

pub mod name;
pub mod table;
pub mod columns;
mod vectors;
mod blocking;
mod comparison;
mod calibration;
mod judgement;
pub mod matching;
pub mod sssom;
pub mod clusters;
