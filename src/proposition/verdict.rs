//! Verdicts: why words that could say something do not, as the stages themselves find it.
//!
//! Whoever listens to the stages hears of each line of the lexicon that was tried and of each open predicate. Nobody
//! listens while documents are read for their claims, and then nothing is told.

use super::{Filler, Finding, PropositionReader};
use crate::lexicon::frame::{Frame, Role, Slot};
use crate::lexicon::relations::{Trigger, TriggerKind};
use crate::vocab::tm;

/// A side of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Side {
    /// What it is said of.
    Subject,
    /// What is said of it.
    Object,
}

impl Side {
    fn role(self) -> Role {
        match self {
            Self::Subject => Role::Subject,
            Self::Object => Role::Object,
        }
    }
}

/// Where words fell out that could have said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FellOut {
    /// The line asks for a negated clause.
    NotNegated,
    /// The line asks for an empty place where something stands.
    Occupied,
    /// A word is not there that the line asks for.
    WordMissing,
    /// Nothing that refers to something stands where this side is looked for.
    Unfilled(Side),
    /// Nothing on this side is of the class that the relation asks for.
    WrongClass(Side),
    /// Nothing on this side is of the narrower class that the line asks for.
    NotNarrower(Side),
    /// Both sides are the same thing.
    OneThing,
    /// The relation of the line is not in the ontology.
    Undeclared,
    /// An earlier line has said something else of the same object.
    Taken,
    /// "my arrest": what a noun says of the speaker is not taken.
    OfSpeaker,
    /// "be", "have" and "do" say too little to be an open predicate.
    LightVerb,
    /// The words put something in somebody's mouth; that is a claim, and no proposition of its own.
    Reporting,
    /// Somebody further out denies or leaves open that it was said.
    Disowned,
    /// A side is whoever speaks, and it is not known who that is.
    NoSpeaker,
    /// The declared direction of the relation would have a number or a text as subject.
    LiteralSubject,
    /// An earlier claim says the same with the same words.
    Repeated,
}

/// One line of the lexicon, or the words themselves, tried at a place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// The token of the verb or noun.
    pub at: usize,
    /// The line; none for the words themselves as open predicate.
    pub trigger: Option<&'a Trigger>,
    /// How many findings it gave, or where it fell out.
    pub fate: Result<usize, FellOut>,
}

impl<'a> Attempt<'a> {
    pub(super) fn new(
        at: usize,
        trigger: Option<&'a Trigger>,
        found: &Result<Vec<Finding>, FellOut>,
    ) -> Self {
        let fate = match found {
            Ok(found) => Ok(found.len()),
            Err(fell_out) => Err(*fell_out),
        };
        Self { at, trigger, fate }
    }
}

impl<'a> PropositionReader<'a> {
    /// The head tokens that stand where an attempt looked for a side, whether they refer to something or not.
    pub fn standing(self, attempt: &Attempt<'a>, side: Side) -> Vec<usize> {
        let clause = || self.clauses.clause(attempt.at);
        let tokens = match attempt.trigger {
            Some(trigger) if trigger.kind == TriggerKind::Noun => {
                self.in_slots(&trigger.frame, side, |slot| self.nominal_tokens(attempt.at, slot))
            }
            Some(trigger) => {
                let clause = clause();
                self.in_slots(&trigger.frame, side, |slot| {
                    self.verb_tokens(&clause, &trigger.frame, slot)
                })
            }
            None => self.beside(attempt.at, side),
        };
        let seen = tokens
            .into_iter()
            .flat_map(|token| self.clauses.see_through(token));
        seen.collect()
    }

    fn in_slots(self, frame: &Frame, side: Side, tokens: impl Fn(&Slot) -> Vec<usize>) -> Vec<usize> {
        frame.slots(&side.role()).iter().flat_map(tokens).collect()
    }

    /// What may stand on a side of an open predicate.
    fn beside(self, verb: usize, side: Side) -> Vec<usize> {
        let clause = self.clauses.clause(verb);
        match side {
            Side::Subject => clause.subjects,
            Side::Object => {
                let behind = self.own_obliques(verb).into_iter().map(|oblique| oblique.object);
                clause.objects.into_iter().chain(behind).collect()
            }
        }
    }

    /// Whether the token refers to something that may stand in a proposition, whoever speaks included.
    pub fn refers(self, token: usize) -> bool {
        self.filler(token).is_some()
    }

    /// Whether all that is known of what the token refers to is that it is something.
    pub fn is_unknown(self, token: usize) -> bool {
        let entity = self.entity_at(token);
        entity.is_some_and(|entity| !entity.is_named && entity.class.as_ref() == tm::ENTITY)
    }
}

/// Those of `fillers` for which `fits` holds; `otherwise` when there is none.
pub(super) fn fitting<'f>(
    fillers: impl Iterator<Item = &'f Filler>,
    fits: impl Fn(&Filler) -> bool,
    otherwise: FellOut,
) -> Result<Vec<&'f Filler>, FellOut> {
    let fitting: Vec<&Filler> = fillers.filter(|filler| fits(filler)).collect();
    match fitting.is_empty() {
        true => Err(otherwise),
        false => Ok(fitting),
    }
}
