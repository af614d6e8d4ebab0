//! Names that were meant: the declared term nearest to one that is not.

use crate::ontology::Ontology;
use crate::vocab::tm;

/// With more edits than one for each so many letters it is another name; `opposes` must not be near `operates`.
pub(crate) const LETTERS_FOR_EACH_EDIT: usize = 3;

/// "`tm:X` is not declared", with the nearest name that is.
pub(super) fn undeclared(ontology: &Ontology, name: &str) -> String {
    match nearest(ontology, name) {
        Some(meant) => format!("`tm:{name}` is not declared in the ontology; did you mean `tm:{meant}`?"),
        None => format!("`tm:{name}` is not declared in the ontology; declare it or use another term"),
    }
}

/// The declared local name that the fewest edits lead to, if few enough.
fn nearest<'a>(ontology: &'a Ontology, name: &str) -> Option<&'a str> {
    let declared = ontology.terms();
    let declared = declared.filter_map(|(term, _)| term.as_str().strip_prefix(tm::NAMESPACE));
    nearest_word(name, declared, name.len() / LETTERS_FOR_EACH_EDIT)
}

/// The known word that the fewest edits lead to, upper and lower case alike, if they are no more than `most`.
pub(crate) fn nearest_word<'a>(
    word: &str,
    known: impl Iterator<Item = &'a str>,
    most: usize,
) -> Option<&'a str> {
    let distance = |known: &str| strsim::damerau_levenshtein(&known.to_lowercase(), &word.to_lowercase());
    known
        .map(|known| (distance(known), known))
        .min()
        .filter(|(edits, _)| *edits <= most)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let ontology = Ontology::bundled();
        assert_eq!(nearest(&ontology, "locatdIn"), Some("locatedIn"));
        assert_eq!(nearest(&ontology, "investigate"), Some("investigates"));
        assert_eq!(nearest(&ontology, "person"), Some("Person"));
        assert_eq!(nearest(&ontology, "hasColour"), None);
    }
}
