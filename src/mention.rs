//! Mentions: the words in a text that refer to something.
//!
//! A mention refers; what it refers to is an [`crate::entity::Entity`]. The two are never the same thing.

pub(crate) mod names;
pub(crate) mod nominals;
mod pieces;
pub(crate) mod pronouns;
mod recognition;
pub(crate) mod words;

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::mention::names::{FoundName, find_names};
use crate::mention::nominals::find_nominals;
use crate::mention::pronouns::find_pronouns;
use crate::mention::words::Words;

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

/// A mention before it is known what it refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) mention: Mention,
    /// What is known of it where it is a name.
    pub(crate) name: Option<FoundName>,
}

/// All mentions of a document, in text order of their heads, each head once.
pub(crate) fn find_mentions(words: &Words<'_>) -> Vec<Found> {
    let names = find_names(words);
    let taken: FxHashSet<usize> = names.iter().flat_map(|name| name.tokens.clone()).collect();
    let mut found: Vec<Found> = names.into_iter().map(of_name).collect();
    found.extend(
        find_nominals(words, &taken)
            .into_iter()
            .map(|(tokens, head)| unnamed(tokens, head, MentionKind::Nominal)),
    );
    let pronouns = find_pronouns(words)
        .into_iter()
        .filter(|token| !taken.contains(token));
    found.extend(pronouns.map(|token| unnamed(token..token + 1, token, MentionKind::Pronoun)));
    found.sort_by_key(|found| (found.mention.head, found.mention.kind));
    found.dedup_by_key(|found| found.mention.head);
    found
}

fn of_name(name: FoundName) -> Found {
    let mention = Mention {
        tokens: name.tokens.clone(),
        head: name.head,
        kind: MentionKind::Name,
    };
    Found {
        mention,
        name: Some(name),
    }
}

fn unnamed(tokens: Range<usize>, head: usize, kind: MentionKind) -> Found {
    Found {
        mention: Mention { tokens, head, kind },
        name: None,
    }
}
