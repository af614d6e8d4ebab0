//! Who wrote and who published an article, as its page says it in words.

use crate::lexicon::furniture::{FurnitureKind, FurnitureLexicon, FurnitureRole, Phrase};
use crate::lexicon::line::{Word, words};

use super::paragraphs::ends_sentence;

/// The people named by a byline, and whether they are the writers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Byline {
    pub(super) people: Vec<String>,
    pub(super) role: FurnitureRole,
}

/// Reads "By Ada Reyes and Tom Lind, Health Editor" and the like; names have two to five words.
///
/// A finished sentence is a byline only behind two or more words of the table ("Reporting by …"), because
/// "By" alone also begins prose.
pub(super) fn byline(lexicon: &FurnitureLexicon, text: &str) -> Option<Byline> {
    let line = words(text);
    let phrase = lexicon.prefix(FurnitureKind::Byline, &line)?;
    if phrase.words.len() == 1 && ends_sentence(text) {
        return None;
    }
    let people = people(lexicon, text_after(text, &line, phrase));
    (!people.is_empty()).then_some(Byline {
        people,
        role: phrase.role,
    })
}

fn text_after<'a>(text: &'a str, line: &[Word], phrase: &Phrase) -> &'a str {
    let last = line.get(phrase.words.len() - 1);
    let start = last.map_or(0, |word| word.span.end());
    text.get(start..).unwrap_or_default()
}

/// The people's names that `text` begins with, listed with commas, semicolons, "and" or "&".
pub(super) fn people(lexicon: &FurnitureLexicon, text: &str) -> Vec<String> {
    text.split([',', ';', '&', '|', '/', '\n'])
        .flat_map(|part| part.split(" and "))
        .map_while(|part| person(lexicon, part))
        .collect()
}

/// The name that `text` begins with: capitalised words and particles, the rest in lower case.
fn person(lexicon: &FurnitureLexicon, text: &str) -> Option<String> {
    let tokens: Vec<&str> = text
        .split_whitespace()
        .map(|token| token.trim_matches(['(', ')', ':', '"']))
        .collect();
    let length = tokens
        .iter()
        .position(|token| !is_capitalised(token) && !is_particle(lexicon, token))
        .unwrap_or(tokens.len());
    let name = tokens.get(..length)?;
    let is_person = (2..=5).contains(&length)
        && name.iter().filter(|token| is_capitalised(token)).count() >= 2
        && name
            .first()
            .is_some_and(|token| is_capitalised(token) || length > 2)
        && name.iter().all(|token| may_name_a_person(lexicon, token));
    let has_digits_behind = tokens
        .iter()
        .skip(length)
        .any(|token| token.starts_with(char::is_numeric));
    (is_person && !has_digits_behind).then(|| name.join(" ").trim_end_matches(['.', ',']).to_owned())
}

fn is_capitalised(token: &str) -> bool {
    token.starts_with(char::is_uppercase)
}

fn is_particle(lexicon: &FurnitureLexicon, token: &str) -> bool {
    words(token)
        .first()
        .is_some_and(|word| lexicon.has(FurnitureKind::Particle, word))
}

fn may_name_a_person(lexicon: &FurnitureLexicon, token: &str) -> bool {
    let is_name_like = token
        .chars()
        .all(|letter| letter.is_alphabetic() || ".'’-".contains(letter));
    let is_excluded = |word: &Word| {
        [
            FurnitureKind::Organisation,
            FurnitureKind::Month,
            FurnitureKind::Weekday,
        ]
        .iter()
        .any(|kind| lexicon.has(*kind, word))
    };
    is_name_like && !words(token).iter().any(is_excluded)
}

/// A news organisation's name, if `value` can be one: up to six words, the first capitalised, none of them a
/// user name such as "center2".
pub(super) fn publisher(value: &str) -> Option<String> {
    let value = value.trim().trim_end_matches(['.', ',', ';']);
    let tokens: Vec<&str> = value.split_whitespace().collect();
    let is_user_name =
        |token: &&str| token.starts_with(char::is_lowercase) && token.ends_with(char::is_numeric);
    let is_name = (1..=6).contains(&tokens.len())
        && value.starts_with(char::is_uppercase)
        && !value.contains(['@', ':', '[', '【'])
        && !tokens.iter().any(is_user_name);
    is_name.then(|| value.to_owned())
}

/// The publisher named by a copyright line: "© 2024 The Harbour Gazette. All rights reserved."
pub(super) fn copyright_holder(lexicon: &FurnitureLexicon, text: &str) -> Option<String> {
    let line = words(text);
    let phrase = lexicon
        .prefix(FurnitureKind::Start, &line)
        .filter(|phrase| phrase.role == FurnitureRole::Publisher)?;
    let mut behind = line.iter().skip(phrase.words.len());
    let holder = behind.find(|word| word.text.starts_with(char::is_alphabetic))?;
    let name = text.get(holder.span.start()..)?.split(['.', '|']).next()?;
    publisher(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        match byline(&FurnitureLexicon::bundled(), line) {
            Some(Byline {
                people,
                role: FurnitureRole::Author,
            }) => people.join("; "),
            Some(byline) => format!("({})", byline.people.join("; ")),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn bylines_name_their_writers() {
        assert_eq!(shown("By Ada Reyes"), "Ada Reyes");
        assert_eq!(
            shown("By ADA REYES and Tom J. van der Lind, Health Editor"),
            "ADA REYES; Tom J. van der Lind"
        );
        assert_eq!(
            shown("Reporting by Ada Reyes in Oslo; editing by Tom Lind."),
            "Ada Reyes"
        );
    }

    #[test]
    fn helpers_are_not_writers() {
        assert_eq!(shown("With additional reporting from Tom Lind"), "(Tom Lind)");
        assert_eq!(shown("Editing by Tom Lind"), "(Tom Lind)");
    }

    #[test]
    fn prose_and_desks_are_not_bylines() {
        assert_eq!(shown("By Tuesday Morning"), "none");
        assert_eq!(shown("By Paul Lind's account, the bridge was shut."), "none");
        assert_eq!(shown("By our own correspondent"), "none");
        assert_eq!(shown("By News Desk"), "none");
    }

    #[test]
    fn an_account_is_not_a_person() {
        assert!(people(&FurnitureLexicon::bundled(), "Press center3").is_empty());
        assert!(people(&FurnitureLexicon::bundled(), "Ada Reyes 12").is_empty());
    }

    #[test]
    fn a_publisher_has_a_name() {
        assert_eq!(publisher("France 24"), Some("France 24".to_owned()));
        assert_eq!(publisher("Wire desk7"), None);
        assert_eq!(publisher(""), None);
        let lexicon = FurnitureLexicon::bundled();
        assert_eq!(
            copyright_holder(&lexicon, "© 2024 The Harbour Gazette. All rights reserved."),
            Some("The Harbour Gazette".to_owned())
        );
    }
}
