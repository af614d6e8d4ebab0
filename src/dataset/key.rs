//! The keys under which a record is found: its names without case, marks and punctuation, and what is made from them.

/// What stands before keys that are no whole name.
pub(super) const SORTED: char = '\u{1}';
/// What stands before initials.
pub(super) const INITIALS: char = '\u{2}';

/// The words of a normalised name in order: as a key of its own, and as the name that another may have.
pub(super) fn sorted_words(normalised: &str) -> [String; 2] {
    let mut words: Vec<_> = normalised.split(' ').collect();
    words.sort_unstable();
    let sorted = words.join(" ");
    [format!("{SORTED}{sorted}"), sorted]
}

/// The key under which a name whose words are out of order is found by another order of them.
pub(super) fn sorted_key(normalised: &str) -> Option<String> {
    let is_sorted = normalised.split(' ').is_sorted();
    (!is_sorted).then(|| {
        let [key, _] = sorted_words(normalised);
        key
    })
}

/// The fewest and most words whose first letters make a name.
const INITIALED: std::ops::RangeInclusive<usize> = 3..=8;

/// The first letters of a name of several words, as a key of its own.
pub(super) fn initials(normalised: &str) -> Option<String> {
    let words = normalised.split(' ');
    if !INITIALED.contains(&words.clone().count()) {
        return None;
    }
    let letters: String = words.filter_map(|word| word.chars().next()).collect();
    letters.is_ascii().then(|| format!("{INITIALS}{letters}"))
}

/// The words of a name that has several.
pub(super) fn words(normalised: &str) -> impl Iterator<Item = &str> {
    let is_several = normalised.contains(' ');
    normalised
        .split(' ')
        .filter(move |word| is_several && word.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_out_of_order_and_initials_are_keys_of_their_own() {
        assert_eq!(
            sorted_key("royal canadian"),
            Some("\u{1}canadian royal".to_owned())
        );
        assert_eq!(sorted_key("canadian royal"), None);
        assert_eq!(
            initials("royal canadian mounted police"),
            Some("\u{2}rcmp".to_owned())
        );
        assert_eq!(initials("new york"), None);
    }
}
