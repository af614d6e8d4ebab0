//! Factuality: for or against, how sure, and in whose words a statement is made.
//!
//! The three are kept apart, as in FactBank (Saurí and Pustejovsky 2009,
//! <https://doi.org/10.1007/s10579-009-9089-9>): polarity and certainty belong to a source.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};

/// Whether the claimant holds the proposition true.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// Says that it holds.
    Affirms,
    /// Says that it does not hold, or rejects it.
    Denies,
    /// Takes no position (asks, supposes, declines to say).
    Neutral,
}

/// How sure the claimant is, about the world; never multiplied with the extractor's confidence.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Said flatly.
    Certain,
    /// Believed, alleged, suspected, expected.
    Probable,
    /// May, might, could.
    Possible,
    /// The text does not show it.
    Unstated,
}

/// Whose words a claim is told in.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// The article's own words and its own statement.
    #[serde(rename = "author")]
    AuthorVoice,
    /// Reported speech.
    Reported,
    /// Between quotation marks.
    Quoted,
}

/// How strongly a statement is put forward, in the scheme of annotated corpora.
///
/// It says more of the future and of conditions than [`Certainty`], and less of the speaker's sureness: an accusation is
/// asserted here, and probable there.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// "says", "denies", "accuses".
    #[default]
    Asserted,
    /// "believes", "is likely to".
    Probable,
    /// "may", "fears".
    Possible,
    /// "plans to", "will", "threatens to".
    #[strum(serialize = "future/intended")]
    #[serde(rename = "future/intended")]
    Future,
    /// "if", "unless".
    Conditional,
}

impl Stance {
    /// The opposite stance; neutral stays neutral.
    pub fn opposite(self) -> Self {
        match self {
            Self::Affirms => Self::Denies,
            Self::Denies => Self::Affirms,
            Self::Neutral => Self::Neutral,
        }
    }
}

impl Certainty {
    /// The weaker of the two.
    pub fn weaker(self, other: Self) -> Self {
        self.max(other)
    }
}

impl Modality {
    /// What a degree of sureness amounts to where nothing else is said.
    pub fn of(certainty: Certainty) -> Self {
        match certainty {
            Certainty::Certain | Certainty::Unstated => Self::Asserted,
            Certainty::Probable => Self::Probable,
            Certainty::Possible => Self::Possible,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weaker_certainty_wins() {
        assert_eq!(
            Certainty::Certain.weaker(Certainty::Possible),
            Certainty::Possible
        );
        assert_eq!(Stance::Denies.opposite(), Stance::Affirms);
    }
}
