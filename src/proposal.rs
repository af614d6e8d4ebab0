//! Proposals: claims that another extractor proposes, and the checks that each must pass to be one.
//!
//! A language model writes fluent claims that the text does not make. So nothing it says is taken on trust: every word that it
//! gives must stand in the text, relation and classes must be the ontology's and fit each other, whoever is named as
//! claimant must have a cue in the evidence, and what the program's own reading of the sentence speaks against is no
//! claim. What fails is told with its reason and never reaches a graph.

mod admission;
mod check;
mod place;
mod referent;
mod request;
mod sentence;
mod terms;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::admission::{Offer, admit, admitted_triples};
pub use self::request::{Part, Prompt, PromptError, answer_schema, parts};
pub use self::terms::{ClassTerm, RelationTerm, Terms};
use crate::document::Document;
use crate::extractor::Extractor;

/// Whose statement a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Speaker {
    /// The article's own.
    Author,
    /// That of somebody whom the text names or describes.
    Named,
    /// The text leaves it open.
    Unspecified,
}

/// A claim as it is proposed: words of the text, and names of classes and relations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What it is about.
    pub subject: String,
    /// The class of the subject.
    pub subject_class: String,
    /// What it says.
    pub relation: String,
    /// Of what it says so.
    pub object: String,
    /// The class of the object, or the kind of value.
    pub object_class: String,
    /// Whose statement it is.
    pub speaker: Speaker,
    /// Who says it, of a named speaker.
    #[serde(default)]
    pub claimant: Option<String>,
    /// The words that attribute it.
    #[serde(default)]
    pub cue: Option<String>,
    /// `Affirms`, `Denies` or `Neutral`.
    pub stance: String,
    /// `Certain`, `Probable`, `Possible` or `Unstated`.
    pub certainty: String,
    /// The words that say it.
    pub evidence: String,
}

/// What an extractor proposes for one part of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedPart {
    /// The part.
    pub part: Part,
    /// The claims, as they came; or what is wrong with all of them.
    pub claims: Result<Vec<Value>, String>,
}

/// A proposal that is no claim, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RefusedProposal {
    /// The document version.
    pub document: String,
    /// The path, URL or id that the document was read from.
    pub source: String,
    /// Who proposed it.
    pub extractor: String,
    /// Why it is no claim.
    pub reason: String,
    /// What was proposed; `null` when the whole answer could not be used.
    pub proposal: Value,
}

impl RefusedProposal {
    fn new(document: &Document, extractor: &Extractor, (reason, proposal): (String, Value)) -> Self {
        Self {
            document: document.iri().as_node().as_str().to_owned(),
            source: document.metadata.source.clone(),
            extractor: extractor.to_string(),
            reason,
            proposal,
        }
    }
}

/// Why a proposal is no claim.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    /// It lacks a part, or has one of the wrong kind.
    #[error("not a claim: {0}")]
    Malformed(String),
    /// Words are not in the text.
    #[error("the {part} `{words}` does not stand in the text word for word")]
    NotInText {
        /// Which part of the claim.
        part: &'static str,
        /// Its words.
        words: String,
    },
    /// A name that the ontology does not have.
    #[error("the ontology has no {kind} `{name}`")]
    Unknown {
        /// "class", "relation", "stance" or "certainty".
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A side of the relation is of another kind than the relation asks for.
    #[error("the {side} `{words}` is of the class `{class}`, and `{relation}` asks for `{expected}`")]
    Unfit {
        /// "subject" or "object".
        side: &'static str,
        /// Its words.
        words: String,
        /// Its class.
        class: String,
        /// The relation.
        relation: String,
        /// The classes that it asks for.
        expected: String,
    },
    /// The words do not stand for a value of the kind that the relation asks for.
    #[error("`{words}` is no value of the kind `{kind}`")]
    NoValue {
        /// The words.
        words: String,
        /// The kind of value.
        kind: String,
    },
    /// The evidence has neither subject nor object in it.
    #[error("neither subject nor object stands in the evidence")]
    Elsewhere,
    /// A named speaker without a name.
    #[error("the speaker is `Named`, but no claimant is given")]
    NoClaimant,
    /// Somebody is made to say it without a word that shows it.
    #[error("no cue shows that `{0}` says so")]
    NoCue(String),
    /// The cue stands somewhere else.
    #[error("the cue `{0}` does not stand in the evidence")]
    CueElsewhere(String),
    /// The text attributes it to somebody.
    #[error("the text attributes it with `{0}`, and the proposal makes it the author's own statement")]
    Attributed(String),
    /// It is somebody's words.
    #[error("it stands between quotation marks, and the proposal makes it the author's own statement")]
    Quoted,
    /// The text says the opposite.
    #[error("the text turns it round with `{0}`, and the proposal affirms it")]
    Reversed(String),
    /// A word that stands for something else, which is not found.
    #[error("what `{0}` refers to is not known")]
    NoReferent(String),
    /// A relation of a thing to itself.
    #[error("subject and object are the same thing, `{0}`")]
    Same(String),
}
