//! The reasons why something fell out, in words.

use oxigraph::model::NamedNode;
use serde::Serialize;

use super::account::Accounts;
use crate::lexicon::relations::Trigger;
use crate::proposition::{Attempt, FellOut, Filler, Finding, Side};
use crate::vocab::curie;

/// The stage at which something fell out, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, Serialize)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nothing stands on a side.
    Argument,
    /// What stands on a side refers to nothing.
    Mention,
    /// No line of the lexicon fits, and the words alone are no open predicate.
    Entry,
    /// A side is not of the class that is asked for.
    Class,
    /// The proposition is there, but nobody who says it, or it is said already, or it only reports what somebody says.
    Claim,
}

impl Stage {
    /// What falls out there, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Argument => "nothing stands on one side",
            Self::Mention => "what stands on one side refers to nothing",
            Self::Entry => "no line of the lexicon fits",
            Self::Class => "a side is not of the class that is asked for",
            Self::Claim => "there is a proposition, but it gives no claim of its own",
        }
    }
}

impl Accounts<'_> {
    /// Where an attempt fell out and why.
    pub(super) fn of_attempt(&self, attempt: &Attempt<'_>, fell_out: FellOut) -> (Stage, String) {
        match fell_out {
            FellOut::Unfilled(side) => self.unfilled(attempt, side),
            FellOut::WrongClass(side) | FellOut::NotNarrower(side) => {
                let found = self.found_classes(attempt, side);
                let asked = self.asked(attempt.trigger, fell_out);
                let asked = asked.map_or("of another class".to_owned(), |class| curie(class.as_ref()));
                (Stage::Class, format!("the {side} has to be {asked}; {found}"))
            }
            FellOut::LightVerb => {
                let word = self.reader.clauses.lemma(attempt.at);
                let because =
                    format!("no line of relations.tsv fits, and “{word}” alone is no open predicate");
                (Stage::Entry, because)
            }
            other => plain(other),
        }
    }

    /// Why a finding gives no claim.
    pub(super) fn of_finding(&self, finding: &Finding, fell_out: FellOut) -> (Stage, String) {
        match fell_out {
            FellOut::NoSpeaker => {
                let tokens = [&finding.subject, &finding.object].map(|filler| match filler {
                    Filler::Claimant(Some(token)) => self.words_of(*token),
                    _ => String::new(),
                });
                let words = tokens.concat();
                let because = match words.is_empty() {
                    true => "a side is whoever speaks, and nobody is named for it".to_owned(),
                    false => format!("“{words}” is whoever speaks, and nobody is named for it"),
                };
                (Stage::Claim, because)
            }
            other => plain(other),
        }
    }

    /// The class that a line or its relation asked for and did not get.
    pub(super) fn asked(&self, trigger: Option<&Trigger>, fell_out: FellOut) -> Option<NamedNode> {
        let trigger = trigger?;
        let relation = self.reader.ontology.relation(trigger.relation.as_ref())?;
        match fell_out {
            FellOut::WrongClass(Side::Subject) => relation.domain.clone(),
            FellOut::WrongClass(Side::Object) => relation.range.clone(),
            FellOut::NotNarrower(Side::Subject) => trigger.narrower.subject.clone(),
            FellOut::NotNarrower(Side::Object) => trigger.narrower.object.clone(),
            _ => None,
        }
    }

    fn unfilled(&self, attempt: &Attempt<'_>, side: Side) -> (Stage, String) {
        let standing = self.reader.standing(attempt, side);
        match standing.as_slice() {
            [] => {
                let word = self.words_of(attempt.at);
                (Stage::Argument, format!("no {side} stands beside “{word}”"))
            }
            tokens => {
                let words: Vec<String> = tokens
                    .iter()
                    .map(|token| format!("“{}”", self.words_of(*token)))
                    .collect();
                let because = format!("{} as {side} refers to nothing", words.join(", "));
                (Stage::Mention, because)
            }
        }
    }

    /// What stands on a side and of which class it is.
    fn found_classes(&self, attempt: &Attempt<'_>, side: Side) -> String {
        let found = self.reader.standing(attempt, side).into_iter().map(|token| {
            let words = self.words_of(token);
            match self.reader.entity_at(token) {
                _ if self.reader.is_unknown(token) => {
                    format!("“{words}” has no class: classes.tsv has no line for it")
                }
                Some(entity) => format!("“{words}” is {}", curie(entity.class.as_ref())),
                None => format!("“{words}” refers to nothing"),
            }
        });
        found.collect::<Vec<_>>().join(", ")
    }
}

/// The reasons that need no words of the text.
fn plain(fell_out: FellOut) -> (Stage, String) {
    let (stage, because) = match fell_out {
        FellOut::NotNegated => (Stage::Entry, "the line asks for a negation"),
        FellOut::Occupied => (Stage::Entry, "something stands where the line asks for nothing"),
        FellOut::WordMissing => (Stage::Entry, "a word is not there that the line asks for"),
        FellOut::Undeclared => (Stage::Entry, "the ontology has no such relation"),
        FellOut::LightVerb => (Stage::Entry, "the words alone are no open predicate"),
        FellOut::Unfilled(_) => (Stage::Argument, "nothing stands on one side"),
        FellOut::WrongClass(_) | FellOut::NotNarrower(_) => (Stage::Class, "a side is of another class"),
        FellOut::OneThing => (Stage::Claim, "both sides are the same thing"),
        FellOut::Taken => (
            Stage::Claim,
            "an earlier line has said something else of the same object",
        ),
        FellOut::OfSpeaker => (Stage::Claim, "what a noun says of whoever speaks is not taken"),
        FellOut::Reporting => (
            Stage::Claim,
            "it reports what somebody says; that is an attribution, and no proposition of its own",
        ),
        FellOut::Disowned => (
            Stage::Claim,
            "somebody further out denies or leaves open that it was said",
        ),
        FellOut::NoSpeaker => (
            Stage::Claim,
            "a side is whoever speaks, and nobody is named for it",
        ),
        FellOut::LiteralSubject => (
            Stage::Claim,
            "turned to its declared direction, the relation would have a number or a text as subject",
        ),
        FellOut::Repeated => (Stage::Claim, "an earlier claim says the same with the same words"),
    };
    (stage, because.to_owned())
}
