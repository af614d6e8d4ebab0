//! Parts of speech from tags, by the model's list of patterns.
//!
//! A pattern asks for the tag, lower-case text and relation of one token or of two in a row. All patterns
//! that match are applied in their order, later ones over earlier ones.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use fancy_regex::Regex;
use serde::Deserialize;

use super::model_file::{ModelError, ModelFile, problem};
use super::{Dep, Pos, Tag};

/// What patterns look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) tag: Tag,
    pub(super) dep: Dep,
    pub(super) lower: &'a str,
    pub(super) is_space: bool,
}

/// What patterns set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) pos: Option<Pos>,
    pub(super) lemma: Option<Arc<str>>,
    pub(super) form: Option<Form>,
}

/// What a token's morphology says of its being a base form already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// Whatever it is: an infinitive, or a positive degree.
    pub(super) is_base: bool,
    /// If it is a noun: a singular.
    pub(super) is_base_noun: bool,
    /// If it is a verb: a finite present without a number.
    pub(super) is_base_verb: bool,
}

impl Form {
    /// Reads features such as `Tense=Pres|VerbForm=Fin`.
    fn parse(features: &str) -> Self {
        let has = |feature: &str| features.split('|').any(|other| other == feature);
        let has_number = features.split('|').any(|feature| feature.starts_with("Number="));
        Self {
            is_base: has("VerbForm=Inf") || has("VerbForm=None") || has("Degree=Pos"),
            is_base_noun: has("Number=Sing"),
            is_base_verb: has("VerbForm=Fin") && has("Tense=Pres") && !has_number,
        }
    }
}

enum Lower {
    Any,
    OneOf(Vec<String>),
    Like(Regex),
}

/// One token of a pattern; tags and relations are sets of bits.
struct Wanted {
    tags: u64,
    deps: u64,
    lower: Lower,
    is_space: Option<bool>,
}

struct Rule {
    patterns: Vec<Vec<Wanted>>,
    /// Which token of the pattern gets the attributes.
    index: usize,
    /// The tags that this token may have.
    tags: u64,
    attributes: Attributes,
}

/// The patterns.
pub(super) struct AttributeRuler {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Condition {
    Is(String),
    Flag(bool),
    Set(Set),
}

#[derive(Deserialize)]
enum Set {
    #[serde(rename = "IN")]
    In(Vec<String>),
    #[serde(rename = "NOT_IN")]
    NotIn(Vec<String>),
    #[serde(rename = "REGEX")]
    Regex(String),
}

#[derive(Deserialize)]
struct RuleEntry {
    patterns: Vec<Vec<BTreeMap<String, Condition>>>,
    attrs: BTreeMap<String, String>,
    index: usize,
}

impl AttributeRuler {
    pub(super) fn load(file: &ModelFile) -> Result<Self, ModelError> {
        let entries: Vec<RuleEntry> = file.json("attributes.rules")?;
        let rules = entries
            .into_iter()
            .map(Rule::read)
            .collect::<Option<_>>()
            .ok_or_else(|| problem("attributes.rules", "a pattern has an unknown condition"))?;
        Ok(Self { rules })
    }

    /// The attributes of the token at `index`.
    pub(super) fn attributes<'a>(
        &self,
        tokens: impl Fn(usize) -> Option<Seen<'a>>,
        index: usize,
    ) -> Attributes {
        let mut attributes = Attributes::default();
        let Some(here) = tokens(index) else {
            return attributes;
        };
        let may_match = |rule: &&Rule| rule.tags & bit(here.tag as u32) != 0;
        for rule in self
            .rules
            .iter()
            .filter(may_match)
            .filter(|rule| rule.matches(&tokens, index))
        {
            let Attributes { pos, lemma, form } = &rule.attributes;
            attributes.pos = pos.or(attributes.pos);
            attributes.form = form.or(attributes.form);
            attributes.lemma = lemma.clone().or(attributes.lemma);
        }
        attributes
    }

    /// Every base form that a pattern gives, whatever the word.
    pub(super) fn lemmas(&self) -> impl Iterator<Item = &str> {
        self.rules
            .iter()
            .filter_map(|rule| rule.attributes.lemma.as_deref())
    }

    /// Whether a word may get attributes from a pattern of two tokens.
    pub(super) fn may_pair(&self, lower: &str) -> bool {
        self.pair_rules().any(|rule| {
            rule.patterns
                .iter()
                .any(|pattern| pattern[rule.index].lower.matches(lower))
        })
    }

    /// Whether the token at `index` gets attributes from a pattern of two tokens.
    pub(super) fn is_paired<'a>(&self, tokens: impl Fn(usize) -> Option<Seen<'a>>, index: usize) -> bool {
        self.pair_rules().any(|rule| rule.matches(&tokens, index))
    }

    fn pair_rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules
            .iter()
            .filter(|rule| rule.patterns.iter().any(|pattern| pattern.len() > 1))
    }
}

impl Rule {
    fn read(entry: RuleEntry) -> Option<Self> {
        let read_pattern =
            |pattern: Vec<_>| pattern.into_iter().map(Wanted::read).collect::<Option<Vec<_>>>();
        let patterns: Vec<_> = entry
            .patterns
            .into_iter()
            .map(read_pattern)
            .collect::<Option<_>>()?;
        let attribute = |name: &str| entry.attrs.get(name).map(String::as_str);
        let attributes = Attributes {
            pos: attribute("POS").and_then(|pos| Pos::from_str(pos).ok()),
            lemma: attribute("LEMMA").map(Arc::from),
            form: attribute("MORPH").map(Form::parse),
        };
        let target = |pattern: &Vec<Wanted>| Some(pattern.get(entry.index)?.tags);
        Some(Self {
            index: entry.index,
            tags: patterns
                .iter()
                .map(target)
                .try_fold(0, |all, tags| Some(all | tags?))?,
            attributes,
            patterns,
        })
    }

    fn matches<'a>(&self, tokens: &impl Fn(usize) -> Option<Seen<'a>>, index: usize) -> bool {
        let Some(start) = index.checked_sub(self.index) else {
            return false;
        };
        self.patterns.iter().any(|pattern| {
            let mut places = pattern.iter().zip(start..);
            places.all(|(wanted, at)| tokens(at).is_some_and(|seen| wanted.matches(&seen)))
        })
    }
}

impl Wanted {
    fn read(conditions: BTreeMap<String, Condition>) -> Option<Self> {
        let mut wanted = Self {
            tags: u64::MAX,
            deps: u64::MAX,
            lower: Lower::Any,
            is_space: None,
        };
        for (attribute, condition) in conditions {
            match (attribute.as_str(), condition) {
                ("TAG", condition) => {
                    wanted.tags = condition.bits(|name| Some(bit(Tag::from_str(name).ok()? as u32)))?
                }
                ("DEP", condition) => {
                    wanted.deps = condition.bits(|name| Some(bit(Dep::from_str(name).ok()? as u32)))?
                }
                ("LOWER", condition) => wanted.lower = condition.lower()?,
                ("IS_SPACE", Condition::Flag(flag)) => wanted.is_space = Some(flag),
                _ => return None,
            }
        }
        Some(wanted)
    }

    fn matches(&self, seen: &Seen<'_>) -> bool {
        self.tags & bit(seen.tag as u32) != 0
            && self.deps & bit(seen.dep as u32) != 0
            && self.is_space.is_none_or(|is_space| is_space == seen.is_space)
            && self.lower.matches(seen.lower)
    }
}

impl Condition {
    /// The set of values; names that the model never assigns are left out.
    fn bits(self, value: impl Fn(&str) -> Option<u64>) -> Option<u64> {
        let bits = |names: &[String]| names.iter().filter_map(|name| value(name)).fold(0, |a, b| a | b);
        match self {
            Self::Is(name) => Some(bits(&[name])),
            Self::Set(Set::In(names)) => Some(bits(&names)),
            Self::Set(Set::NotIn(names)) => Some(!bits(&names)),
            Self::Set(Set::Regex(_)) | Self::Flag(_) => None,
        }
    }

    fn lower(self) -> Option<Lower> {
        match self {
            Self::Is(word) => Some(Lower::OneOf(vec![word])),
            Self::Set(Set::In(words)) => Some(Lower::OneOf(words)),
            Self::Set(Set::Regex(pattern)) => Some(Lower::Like(Regex::new(&pattern).ok()?)),
            Self::Set(Set::NotIn(_)) | Self::Flag(_) => None,
        }
    }
}

impl Lower {
    fn matches(&self, lower: &str) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(words) => words.iter().any(|word| word == lower),
            Self::Like(regex) => regex.is_match(lower).unwrap_or(false),
        }
    }
}

const fn bit(value: u32) -> u64 {
    1 << value
}
const _: () = assert!((Tag::Xx as u32) < 64 && (Dep::Xcomp as u32) < 64);

#[cfg(test)]
mod tests {
    use super::*;

    fn ruler(rules: &str) -> AttributeRuler {
        let entries: Vec<RuleEntry> = serde_json::from_str(rules).unwrap();
        AttributeRuler {
            rules: entries
                .into_iter()
                .map(|entry| Rule::read(entry).unwrap())
                .collect(),
        }
    }

    fn seen(tag: Tag, lower: &'static str) -> Seen<'static> {
        Seen {
            tag,
            dep: Dep::Nsubj,
            lower,
            is_space: false,
        }
    }

    #[test]
    fn a_later_pattern_wins_and_leaves_what_it_does_not_set() {
        let ruler = ruler(
            r#"[{"patterns": [[{"TAG": "VB"}]], "attrs": {"POS": "VERB", "MORPH": "VerbForm=Inf"}, "index": 0},
                {"patterns": [[{"TAG": {"NOT_IN": ["TO", ""]}, "DEP": {"IN": ["nsubj"]}}]],
                 "attrs": {"POS": "AUX"}, "index": 0}]"#,
        );
        let attributes = ruler.attributes(|index| (index == 0).then_some(seen(Tag::Vb, "be")), 0);
        assert_eq!(attributes.pos, Some(Pos::Aux));
        assert!(attributes.form.unwrap().is_base);
    }

    #[test]
    fn a_pattern_of_two_tokens_sets_the_one_it_names() {
        let ruler = ruler(
            r#"[{"patterns": [[{"LOWER": "let"}, {"LOWER": {"REGEX": "^'?s$"}}]],
                 "attrs": {"LEMMA": "us"}, "index": 1}]"#,
        );
        let words = ["let", "'s", "'s"];
        let tokens = |index: usize| words.get(index).map(|word| seen(Tag::Prp, word));
        assert!(ruler.may_pair("'s") && !ruler.may_pair("let"));
        assert!(ruler.is_paired(tokens, 1) && !ruler.is_paired(tokens, 2) && !ruler.is_paired(tokens, 0));
        assert_eq!(ruler.attributes(tokens, 1).lemma.as_deref(), Some("us"));
    }
}
