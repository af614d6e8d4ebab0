//! Which things have something of a name in common, so that they are worth a closer look.

use std::collections::{BTreeMap, BTreeSet};

use crate::linkage::name::{Name, NameLevel, NameWords};
use crate::linking::subject::Subject;

/// A key of more things than this leads to none of them: it tells too little.
const MOST_OF_A_KEY: usize = 60;
/// A word, or a row of first letters, that is shorter than this is no key of its own, in letters.
const SHORTEST_WORD: usize = 3;
/// A name that is shorter than this has no slip, in letters; nor has one that is longer than the next.
const SHORTEST_WITH_SLIP: usize = 6;
const LONGEST_WITH_SLIP: usize = 40;

/// The names of a thing that are no parts or short forms of others it has: "Roe" beside "Ann Roe" is not more of a
/// sign that Ben Roe is meant.
pub(super) fn own_names(subject: &Subject, words: &NameWords) -> Vec<Name> {
    let names: Vec<Name> = subject.names().map(|name| words.name(name)).collect();
    let letters = |name: &Name| name.core().iter().map(String::len).sum::<usize>();
    let is_short_for = |name: &Name, longer: &Name| {
        let level = name.agreement(longer).level;
        matches!(level, NameLevel::Part | NameLevel::Initials) && letters(name) < letters(longer)
    };
    let own = names
        .iter()
        .filter(|name| !names.iter().any(|longer| is_short_for(name, longer)));
    own.cloned().collect()
}

/// What a name has that another may have too. Letters before the key keep the kinds of keys apart.
fn keys(name: &Name, keys: &mut BTreeSet<String>) {
    let compact: String = name.normalised().split(' ').collect();
    keys.insert(format!("c{compact}"));
    let letters: String = name
        .core()
        .iter()
        .filter_map(|word| word.chars().next())
        .collect();
    let all: String = name
        .normalised()
        .split(' ')
        .filter_map(|word| word.chars().next())
        .collect();
    let letters = [letters, all]
        .into_iter()
        .filter(|letters| letters.len() >= SHORTEST_WORD);
    keys.extend(letters.map(|letters| format!("c{letters}")));
    let words = name.core().iter().filter(|word| word.len() >= SHORTEST_WORD);
    keys.extend(words.map(|word| format!("w{word}")));
    if (SHORTEST_WITH_SLIP..=LONGEST_WITH_SLIP).contains(&compact.len()) {
        keys.insert(format!("s{compact}"));
        // Two names that differ in a letter are the same without it, on one side or on both.
        for place in 0..compact.len() {
            let shorter: String = compact
                .char_indices()
                .filter(|(index, _)| *index != place)
                .map(|(_, letter)| letter)
                .collect();
            keys.insert(format!("s{shorter}"));
        }
    }
}

/// The pairs of things that share a key, by their places, the lower first.
pub(super) fn candidate_pairs(named: &[Vec<Name>]) -> BTreeSet<(usize, usize)> {
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, names) in named.iter().enumerate() {
        let mut own = BTreeSet::new();
        names.iter().for_each(|name| keys(name, &mut own));
        for key in own {
            by_key.entry(key).or_default().push(place);
        }
    }
    let mut pairs = BTreeSet::new();
    for places in by_key.values().filter(|places| places.len() <= MOST_OF_A_KEY) {
        for (index, one) in places.iter().enumerate() {
            pairs.extend(places.iter().skip(index + 1).map(|other| (*one, *other)));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkage::name::NameWords;

    #[test]
    fn names_with_a_word_the_first_letters_or_all_but_a_letter_in_common_meet() {
        let words = NameWords::bundled();
        let names = [
            "Royal Northern Police",
            "RNP",
            "Zelensky",
            "Zelenskyy",
            "Northern Rail",
            "Oslo",
        ];
        let named: Vec<_> = names.iter().map(|name| vec![words.name(name)]).collect();
        let pairs: Vec<_> = candidate_pairs(&named).into_iter().collect();
        assert_eq!(pairs, [(0, 1), (0, 4), (2, 3)]);
    }

    #[test]
    fn parts_and_short_forms_of_a_thing_s_own_names_are_left_out() {
        let mut roe = crate::linking::subject::example("Ann Roe");
        roe.aliases = ["Roe", "A. Roe", "Ann Lind"]
            .map(str::to_owned)
            .into_iter()
            .collect();
        let names = own_names(&roe, &NameWords::bundled());
        let names: Vec<&str> = names.iter().map(Name::text).collect();
        assert_eq!(names, ["Ann Roe", "Ann Lind"]);
    }

    #[test]
    fn a_word_of_very_many_names_brings_nobody_together() {
        let words = NameWords::bundled();
        let letters = |number: u8| {
            format!(
                "Bank {0}{1}{0}{1}",
                (b'a' + number % 9) as char,
                (b'k' + number / 9) as char
            )
        };
        let named: Vec<_> = (0..80).map(|number| vec![words.name(&letters(number))]).collect();
        assert!(candidate_pairs(&named).is_empty());
    }
}
