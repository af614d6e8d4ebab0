//! What is the same in two places: names compared, tables matched, decisions kept.
//!
//! Nothing here knows of news: two names, two rows or two things of two datasets are judged alike.

pub mod name;
