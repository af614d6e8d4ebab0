//! Editions that differ from the bundled one, for tests.

use super::Edition;
use crate::agreement::Files;
use crate::ontology::OntologyFile;

/// The bundled edition with one table changed.
pub(super) fn edition_with(table: &str, change: impl Fn(&str) -> String) -> Edition {
    let mut files = Files::bundled();
    let place = files
        .lexicon
        .iter()
        .position(|file| file.path.ends_with(table))
        .unwrap();
    let text = change(files.lexicon[place].text);
    let mut changed = Files {
        lexicon: Vec::new(),
        ..files.clone()
    };
    changed.lexicon = files.lexicon.drain(..).collect();
    let path = changed.lexicon[place].path;
    changed.lexicon[place] = OntologyFile { path, text: &text };
    Edition::of(&changed)
}
