//! Frames: where around a word its arguments stand, and what role each plays.
//!
//! A frame is written `subj=subject obj=object`: slots on the left, roles on the right. `at|into=object` gives
//! one role to either of two slots; `obj="presence"` asks for a word and fills no role. Prepositions of several
//! words are written with `_`: `on_behalf_of=subject`. `obj=-` asks for an empty slot, and a leading `not`
//! for a negated clause, whose negation then belongs to the meaning ("will **not** tolerate").

use std::fmt;

/// A syntactic place beside a predicate.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Who does it: the active subject, the agent of a passive, the controller of an infinitive.
    Subject,
    /// To whom it is done: the direct object, or the subject of a passive.
    Object,
    /// A direct object of any kind; for cues, `obj` is only something said or done.
    Thing,
    /// A direct object that is not granted or refused (`granted` in `control.tsv`): "denied **the raid**", not "denied
    /// bail".
    Fact,
    /// A direct object of any kind, where a name or a document came upon it: "**the survey** found three stations", not
    /// "the children found a boat".
    Finding,
    /// A finite clause: "agreed **that it was late**", not "agreed to leave".
    Finite,
    /// The passive clause itself: "**gunfire was reported** near the bridge".
    Clause,
    /// A direct object that can speak: "citing **two officials**", not "citing the cost".
    Speaker,
    /// The clause that a participle stands beside: "**the bank sold the mine**, citing two officials".
    Main,
    /// The predicate noun or adjective: "are **part** of", "called them **service centres**".
    Attribute,
    /// A clause: "said **that it left**", "denied **running it**".
    Complement,
    /// The possessor, or the compound before a noun: "**China's** explanation", "the **RCMP** probe".
    Possessor,
    /// The person who speaks: fills the role with the claimant itself ("will not be tolerated, police said").
    Claimant,
    /// What stands behind a preposition.
    Preposition(String),
}

impl Slot {
    fn parse(word: &str) -> Self {
        match word {
            "subj" => Self::Subject,
            "obj" => Self::Object,
            "thing" => Self::Thing,
            "fact" => Self::Fact,
            "finding" => Self::Finding,
            "finite" => Self::Finite,
            "clause" => Self::Clause,
            "speaker" => Self::Speaker,
            "main" => Self::Main,
            "attr" => Self::Attribute,
            "comp" => Self::Complement,
            "poss" => Self::Possessor,
            "claimant" => Self::Claimant,
            preposition => Self::Preposition(preposition.replace('_', " ")),
        }
    }
}

/// What an argument is to a predicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// The subject of a relation.
    Subject,
    /// The object of a relation.
    Object,
    /// Who says it.
    Source,
    /// What is said.
    Content,
    /// Whom the content is about.
    Target,
    /// Who is told; fills nothing in a claim.
    Addressee,
    /// No role: one of these words has to stand here.
    Words(Vec<String>),
    /// No role: nothing may stand here.
    Absent,
}

/// One part of a frame: a role and the slots that may fill it, in order of preference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where to look.
    pub slots: Vec<Slot>,
    /// What is found there.
    pub role: Role,
}

/// The parts of one frame, in the order written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    parts: Vec<Part>,
    is_negative: bool,
}

/// What is wrong with a frame as written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// A part without `=`.
    #[error("`{0}` is not a slot=role pair; write for example `subj=subject`")]
    NotAPair(String),
    /// A role that does not exist.
    #[error("`{0}` is not a role; use subject, object, source, content, target, addressee, - or a \"word\"")]
    UnknownRole(String),
}

impl Frame {
    /// Reads a frame in the notation of the tables; the empty text is the empty frame.
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        let positive = text.strip_prefix("not ").unwrap_or(text);
        let parts = split_parts(positive)
            .into_iter()
            .map(parse_part)
            .collect::<Result<_, _>>()?;
        let is_negative = positive.len() < text.len();
        Ok(Self { parts, is_negative })
    }

    /// The slots that may fill `role`, in order of preference; empty when the frame has no such role.
    pub fn slots(&self, role: &Role) -> &[Slot] {
        self.parts
            .iter()
            .find(|part| part.role == *role)
            .map_or(&[], |part| &part.slots)
    }

    /// The words that have to be present, with the slots to find them in.
    pub fn constraints(&self) -> impl Iterator<Item = (&[Slot], &[String])> {
        self.parts.iter().filter_map(|part| match &part.role {
            Role::Words(words) => Some((part.slots.as_slice(), words.as_slice())),
            _ => None,
        })
    }

    /// The slots that have to be empty.
    pub fn absences(&self) -> impl Iterator<Item = &Slot> {
        let absent = self.parts.iter().filter(|part| part.role == Role::Absent);
        absent.flat_map(|part| &part.slots)
    }

    /// Whether the frame asks for a negated clause.
    pub fn is_negative(&self) -> bool {
        self.is_negative
    }

    /// Whether `role` is part of the frame.
    pub fn has(&self, role: &Role) -> bool {
        !self.slots(role).is_empty()
    }
}

/// Splits at spaces outside quotation marks.
fn split_parts(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|character: char| {
        is_quoted ^= character == '"';
        character == ' ' && !is_quoted
    })
    .filter(|part| !part.is_empty())
    .collect()
}

fn parse_part(part: &str) -> Result<Part, FrameError> {
    let (slots, role) = part
        .split_once('=')
        .ok_or_else(|| FrameError::NotAPair(part.to_owned()))?;
    let slots = slots.split('|').map(Slot::parse).collect();
    Ok(Part {
        slots,
        role: parse_role(role)?,
    })
}

fn parse_role(role: &str) -> Result<Role, FrameError> {
    if let Some(words) = role.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Ok(Role::Words(words.split('|').map(str::to_owned).collect()));
    }
    match role {
        "subject" => Ok(Role::Subject),
        "object" => Ok(Role::Object),
        "source" => Ok(Role::Source),
        "content" => Ok(Role::Content),
        "target" => Ok(Role::Target),
        "addressee" => Ok(Role::Addressee),
        "-" => Ok(Role::Absent),
        other => Err(FrameError::UnknownRole(other.to_owned())),
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Subject => "subj",
            Self::Object => "obj",
            Self::Thing => "thing",
            Self::Fact => "fact",
            Self::Finding => "finding",
            Self::Finite => "finite",
            Self::Clause => "clause",
            Self::Speaker => "speaker",
            Self::Main => "main",
            Self::Attribute => "attr",
            Self::Complement => "comp",
            Self::Possessor => "poss",
            Self::Claimant => "claimant",
            Self::Preposition(preposition) => preposition,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_names_slots_roles_and_required_words() {
        let frame =
            Frame::parse(r#"subj=subject obj="police presence|presence" in|on_top_of=object"#).unwrap();
        assert_eq!(frame.slots(&Role::Subject), [Slot::Subject]);
        let places = [
            Slot::Preposition("in".into()),
            Slot::Preposition("on top of".into()),
        ];
        assert_eq!(frame.slots(&Role::Object), places);
        let (slots, words) = frame.constraints().next().unwrap();
        assert_eq!((slots, words.len()), (&[Slot::Object][..], 2));
    }

    #[test]
    fn an_unknown_role_is_named() {
        let error = Frame::parse("subj=sbject").unwrap_err();
        assert!(error.to_string().starts_with("`sbject` is not a role"));
    }
}
