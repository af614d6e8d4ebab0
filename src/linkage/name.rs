//! Names made comparable, and how far two names agree.
//!
//! A name is prepared once ([`NameWords::name`]) and compared often ([`Name::agreement`]), in microseconds.

mod alignment;
mod words;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub use words::NameWords;

/// Marks inside a word that writers set or leave out: "O'Brien", "OBrien".
const APOSTROPHES: [char; 6] = ['\'', '’', '‘', 'ʼ', '`', '´'];

/// A text in small letters `a` to `z`, digits and single spaces.
///
/// Compatibility forms are resolved (NFKC), accents go, letters of other scripts are written in Latin ones,
/// an apostrophe joins and any other mark parts words. What it makes of a text it makes of its result.
pub fn normalise(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // Of ASCII the compatibility form is itself.
    match text.is_ascii() {
        true => text.chars().for_each(|character| fold(&mut folded, character)),
        false => text.nfkc().for_each(|character| fold(&mut folded, character)),
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn fold(folded: &mut String, character: char) {
    if character.is_ascii_alphanumeric() {
        folded.push(character.to_ascii_lowercase());
    } else if character.is_alphanumeric() || is_combining_mark(character) {
        let letters = any_ascii::any_ascii_char(character).chars();
        let letters = letters.filter(char::is_ascii_alphanumeric);
        folded.extend(letters.map(|letter| letter.to_ascii_lowercase()));
    } else if !APOSTROPHES.contains(&character) && !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// The words of a text, normalised, each once and in alphabetical order: the same for "Roe, Ann" and "Ann Roe".
pub fn fingerprint(text: &str) -> String {
    let normalised = normalise(text);
    let mut words: Vec<_> = normalised.split(' ').collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// The first letters of a text's words, normalised: "wto" for "World Trade Organization".
pub fn initials(text: &str) -> String {
    normalise(text)
        .split(' ')
        .filter_map(|word| word.chars().next())
        .collect()
}

/// How two names agree, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum NameLevel {
    /// They are different names.
    None,
    /// One has only the first letters of words of the other: "WTO", "J. Roe".
    Initials,
    /// One has words more than the other.
    Part,
    /// Some words differ by what a slip or another spelling accounts for.
    Typo,
    /// The same words, in any order, titles, joints and forms of companies set aside.
    SameTokens,
    /// The same but for case, accents, script and marks.
    Folded,
    /// Letter for letter the same.
    Exact,
}

/// How far two names agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NameAgreement {
    /// In which way.
    pub level: NameLevel,
    /// How much of both is shared, from 0 to 1; set by hand between levels, comparable within one.
    pub similarity: f64,
}

impl NameAgreement {
    const NONE: Self = Self::at(NameLevel::None, 0.0);

    const fn at(level: NameLevel, similarity: f64) -> Self {
        Self { level, similarity }
    }
}

/// A name, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    text: String,
    normalised: String,
    /// The normalised text without its spaces: "us" for "U.S.".
    compact: String,
    /// Words that are no title, joint or form, in their order.
    core: Vec<String>,
    /// The same in alphabetical order.
    sorted: Vec<String>,
    /// Legal forms, each by one spelling, in alphabetical order.
    forms: Vec<String>,
    /// Which of a parent and a child it names, where it does.
    generations: Vec<String>,
    /// The first letters of all words that are no form, and of those of the core.
    acronyms: [String; 2],
}

impl Name {
    /// The name as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name as [`normalise`] gives it.
    pub fn normalised(&self) -> &str {
        &self.normalised
    }

    /// The words that tell it from other names, in their order: no title, joint or legal form.
    pub fn core(&self) -> &[String] {
        &self.core
    }

    /// Whether the name has nothing to compare.
    pub fn is_empty(&self) -> bool {
        self.normalised.is_empty()
    }

    /// How far this name agrees with another; the same both ways round.
    pub fn agreement(&self, other: &Self) -> NameAgreement {
        if self.is_empty() || other.is_empty() {
            return NameAgreement::NONE;
        }
        if self.text == other.text {
            return NameAgreement::at(NameLevel::Exact, 1.0);
        }
        if self.compact == other.compact {
            return NameAgreement::at(NameLevel::Folded, 0.99);
        }
        let has_generation = !self.generations.is_empty() && !other.generations.is_empty();
        if has_generation && self.generations != other.generations {
            return NameAgreement::NONE;
        }
        let has_other_form = !self.forms.is_empty() && !other.forms.is_empty() && self.forms != other.forms;
        if self.sorted == other.sorted {
            let similarity = if has_other_form { 0.85 } else { 0.96 };
            return NameAgreement::at(NameLevel::SameTokens, similarity);
        }
        if self.abbreviates(other) || other.abbreviates(self) {
            return NameAgreement::at(NameLevel::Initials, 0.6);
        }
        let mut aligned = alignment::align(&self.core, &other.core);
        if has_other_form {
            aligned.similarity *= 0.9;
        }
        aligned
    }

    /// Whether this is one word of three letters or more, and they begin the words of the other.
    fn abbreviates(&self, other: &Self) -> bool {
        let is_acronym = self.compact.len() >= MIN_ACRONYM && self.is_one_word();
        is_acronym && other.core.len() > 1 && other.acronyms.contains(&self.compact)
    }

    fn is_one_word(&self) -> bool {
        !self.normalised.contains(' ') || self.normalised.len() == 2 * self.compact.len() - 1
    }
}

/// Two letters begin the words of too many names.
const MIN_ACRONYM: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn agreement(one: &str, other: &str) -> NameLevel {
        let words = NameWords::bundled();
        let (one, other) = (words.name(one), words.name(other));
        let there = one.agreement(&other);
        assert_eq!(there, other.agreement(&one), "{one:?} {other:?}");
        there.level
    }

    #[test]
    fn case_accents_script_and_marks_fold() {
        assert_eq!(normalise("  Ångström–Straße, №5!"), "angstrom strasse no5");
        assert_eq!(normalise("Łódź Ærø O’Brien"), "lodz aero obrien");
        assert_eq!(normalise("e\u{301}te\u{301}"), "ete");
        assert_eq!(normalise("Москва"), "moskva");
        assert_eq!(normalise("---"), "");
    }

    #[test]
    fn keys_forget_the_order_or_all_but_the_first_letters() {
        assert_eq!(fingerprint("Roe, Ann"), fingerprint("ANN ROE"));
        assert_eq!(initials("World Trade Organization"), "wto");
    }

    #[test]
    fn the_same_name_in_other_dress_agrees() {
        assert_eq!(agreement("Nordbank", "Nordbank"), NameLevel::Exact);
        assert_eq!(
            agreement("Société Générale", "SOCIETE GENERALE"),
            NameLevel::Folded
        );
        assert_eq!(agreement("U.S.", "US"), NameLevel::Folded);
        assert_eq!(
            agreement("Berg Holding GmbH", "The Berg Holding"),
            NameLevel::SameTokens
        );
        assert_eq!(agreement("Roe, Ann", "Dr. Ann Roe"), NameLevel::SameTokens);
        assert_eq!(agreement("Jonathon Meier", "Jonathan Meyer"), NameLevel::Typo);
    }

    #[test]
    fn parts_and_first_letters_are_told_apart_from_the_whole() {
        assert_eq!(agreement("Ann Roe", "Ann Maria Roe"), NameLevel::Part);
        assert_eq!(agreement("J. Roe", "Jane Roe"), NameLevel::Initials);
        assert_eq!(agreement("BOE", "Bank of England"), NameLevel::Initials);
        assert_eq!(agreement("R.N.P.", "Royal Northern Police"), NameLevel::Initials);
    }

    #[test]
    fn other_names_do_not_agree() {
        assert_eq!(agreement("Ann Roe", "Ben Roe"), NameLevel::None);
        assert_eq!(agreement("Route 66", "Route 67"), NameLevel::None);
        assert_eq!(agreement("Ben Roe Jr.", "Ben Roe Sr."), NameLevel::None);
        assert_eq!(agreement("Ben Roe Jr.", "Ben Roe Junior"), NameLevel::SameTokens);
        assert_eq!(agreement("Nordbank", "Harbour Freight"), NameLevel::None);
        assert_eq!(agreement("", ""), NameLevel::None);
    }

    #[test]
    fn two_forms_of_companies_weaken_a_match() {
        let words = NameWords::bundled();
        let name = |text| words.name(text);
        let same = name("Acme Ltd").agreement(&name("ACME Limited"));
        let other = name("Acme Ltd").agreement(&name("Acme GmbH"));
        assert!(same.similarity > other.similarity);
    }
}
