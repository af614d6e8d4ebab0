//! Surface propositions: what each clause and noun phrase says, in the order in which the sentence puts it.
//!
//! The layer below relations: nothing is mapped to the ontology and no entity is looked up. Annotations print it as
//! spans ([`crate::annotation`]), open information extraction as lines ([`lines`]). Clause types follow ClausIE (Del
//! Corro and Gemulla 2013, <https://doi.org/10.1145/2488388.2488420>); propositions of appositions and titles follow
//! OpenIE 4 (<https://github.com/knowitall/openie>).

mod clauses;
mod copulas;
mod extraction;
mod nouns;
mod phrases;

pub use extraction::{Extraction, extractions, lines};

use crate::analysis::Dep;
use crate::clause::ClauseReader;
use crate::factuality::Modality;

/// What a proposition is read off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A verb: "Ruritania **closed** the depot".
    Verb,
    /// A form of "be" with a noun, adjective or preposition: "**is** ill", "**is signatory of** the treaty".
    Copula,
    /// A verb that says what its object is: "described it as a success".
    Naming,
    /// A noun beside a noun: "Lee, the **mayor** of Novo".
    Apposition,
    /// A role before a name: "**President** Lee".
    Title,
    /// "Novo's depots".
    Possession,
}

/// The part that a further argument plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// What stands behind a preposition, in lower case.
    Preposition(String),
    /// A bare time or measure: "last week".
    Time,
    /// An infinitive that completes the verb.
    Infinitive,
}

/// A further argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The part it plays.
    pub role: Role,
    /// The head token of its phrase, without the preposition.
    pub head: usize,
}

/// What a clause or noun phrase says; every argument is the head token of its phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurfaceProposition {
    /// What it is read off.
    pub kind: Kind,
    /// The token that carries it: the verb, or the noun where there is none.
    pub head: usize,
    /// The last token of the predicate: the noun of "is signatory of", else the head.
    pub last: usize,
    /// The predicate's base form with its particle, and with its noun and preposition: "be signatory of".
    pub lemma: String,
    /// The grammatical subjects, relative pronouns resolved, coordinated ones one by one.
    pub subjects: Vec<usize>,
    /// The objects, predicate nouns or adjectives, coordinated ones one by one.
    pub objects: Vec<usize>,
    /// Prepositional phrases, times and infinitives, in text order.
    pub arguments: Vec<Argument>,
    /// Whether it is negated.
    pub is_negated: bool,
    /// Whether it is a passive.
    pub is_passive: bool,
    /// Whether it is said to have happened.
    pub modality: Modality,
}

/// All surface propositions of a document, in text order of their heads.
///
/// Total: every predicate has one, whatever is missing beside it.
pub fn surface_propositions(reader: ClauseReader<'_>) -> Vec<SurfaceProposition> {
    let mut found: Vec<SurfaceProposition> = reader
        .predicates()
        .filter(|verb| reader.dep(*verb) != Dep::Prep)
        .flat_map(|verb| clauses::of_verb(reader, verb))
        .collect();
    found.extend(nouns::of_nouns(reader));
    found.sort_by_key(|proposition| (proposition.head, proposition.kind));
    found
}
