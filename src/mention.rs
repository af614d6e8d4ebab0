//! Mentions: the words in a text that refer to something.
//!
//! A mention refers; what it refers to is an [`crate::entity::Entity`]. The two are never the same thing.

use std::ops::Range;

/// How a mention refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionKind {
    /// By a proper name, titles and roles left out: "Justin Trudeau", "RCMP", "Beijing".
    Name,
    /// By description: "the federal force", "two Montreal-area sites", "officials".
    Nominal,
    /// By a pronoun, possessives included: "they", "its", "who".
    Pronoun,
}

/// Words that refer to something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The tokens of the mention itself: a name without titles, a description from its first modifier to its
    /// head (what follows the head is left out).
    pub tokens: Range<usize>,
    /// The token that the parse hangs the mention on; unique among the mentions of a document.
    pub head: usize,
    /// How it refers.
    pub kind: MentionKind,
}
