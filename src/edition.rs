//! The edition of the program: what a document's description rests on besides the document.
//!
//! A document rests on all of the ontology and of the tables that shape every reading, and on those lines of the word
//! tables that its own words can call up. Two descriptions with the same fingerprint are the same, but for the numbers
//! of the lines that they cite. So a document whose fingerprint is in the graph need not be read again, and a line that
//! is added, changed or taken away has only the documents read again that have its words.

mod citations;
mod entries;
mod reasons;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::agreement::Files;
use crate::analysis::{LanguageModel, PossibleWords, WordCache, add_possible_words};
use crate::document::{Document, hex, text_hash};

use citations::LinePlaces;
pub use citations::{Citations, Lines};
use entries::Entries;
pub use reasons::Reason;

/// The program's version, its word tables and its ontology.
#[derive(Debug, Clone)]
pub struct Edition {
    source: EditionSource,
    hash: String,
    entries: Entries,
    places: LinePlaces,
}

/// What an edition is made from, so that it can be kept and made again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionSource {
    /// The hash of each part that bears on every document: version, ontology, and tables whose words cannot be told.
    structure: BTreeMap<String, String>,
    /// The text of each word table, by its name, such as `names/places.tsv`.
    tables: BTreeMap<String, String>,
}

/// What a document's description follows from, apart from what lines it cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// A hash of the text, its blocks and its metadata.
    pub content: String,
    /// A hash of what the edition has to say about such words.
    pub reading: String,
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}-{}", self.content, self.reading)
    }
}

impl Edition {
    /// That of this program, with the tables and the ontology it ships with.
    pub fn bundled() -> Self {
        Self::of(&Files::bundled())
    }

    /// The same with one more part that bears on every document, such as a user's own files or another extractor.
    ///
    /// `name` is what it is called when it changes, and takes the place of a part of that name; `hash` stands for all of it.
    #[must_use]
    pub fn with(&self, name: &str, hash: &str) -> Self {
        self.with_tables((name, hash), BTreeMap::new())
    }

    /// The same, and with word tables besides, each by the name that its lines are cited as.
    #[must_use]
    pub fn with_tables(&self, (name, hash): (&str, &str), tables: BTreeMap<String, String>) -> Self {
        let mut source = self.source.clone();
        source.structure.insert(name.to_owned(), hash.to_owned());
        source.tables.extend(tables);
        Self::from(source)
    }

    /// That of this program with these files.
    pub fn of(files: &Files<'_>) -> Self {
        let mut source = EditionSource::default();
        let version = env!("CARGO_PKG_VERSION").to_owned();
        source.structure.insert("the program".to_owned(), version);
        for file in &files.ontology {
            source
                .structure
                .insert(file.path.display().to_string(), text_hash(file.text));
        }
        for file in &files.lexicon {
            let name = table_name(file.path);
            match entries::has_telling_words(&name) {
                true => source.tables.insert(name, file.text.to_owned()),
                false => source.structure.insert(name, text_hash(file.text)),
            };
        }
        Self::from(source)
    }

    /// What it is made from.
    pub fn source(&self) -> &EditionSource {
        &self.source
    }

    /// A hash of all of it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// A hash of all that this edition has to say about a document with these words.
    pub fn reading(&self, words: &PossibleWords) -> String {
        let mut hash = Sha256::new();
        for (part, content) in &self.source.structure {
            hash.update(format!("{part}\t{content}\n"));
        }
        for entry in self.entries.called_up(words) {
            hash.update(format!("{}\t{}\n", entry.table, entry.text));
        }
        shortened(hex(&hash.finalize()))
    }

    /// The lines that a document with these words calls up: each with its table's name and its number, from 1.
    pub fn called_up(&self, words: &PossibleWords) -> BTreeSet<(String, usize)> {
        let called = self.entries.called_up(words).into_iter();
        called.map(|entry| (entry.table.clone(), entry.line)).collect()
    }

    /// All lines of the word tables: each with its table's name and its number, from 1.
    pub fn lines(&self) -> BTreeSet<(String, usize)> {
        let entries = self.entries.iter();
        entries.map(|entry| (entry.table.clone(), entry.line)).collect()
    }

    /// What the description of a document by this edition follows from.
    pub fn fingerprint(&self, document: &Document, words: &PossibleWords) -> Fingerprint {
        let reading = self.reading(words);
        // Where the text itself might be taken for a citation, no line may be numbered anew without reading.
        let cites = document.text().contains(TABLE_ENDING);
        Fingerprint {
            content: content(document),
            reading: if cites {
                shortened(text_hash(&format!("{reading} {}", self.hash)))
            } else {
                reading
            },
        }
    }
}

/// What stands in a citation between the table's name and the line's number.
const TABLE_ENDING: &str = ".tsv:";

impl From<EditionSource> for Edition {
    fn from(source: EditionSource) -> Self {
        let mut hash = Sha256::new();
        for (name, text) in source.structure.iter().chain(&source.tables) {
            hash.update(format!("{name}\t{}\n", text_hash(text)));
        }
        let entries = Entries::of(&source.tables);
        Self {
            hash: hex(&hash.finalize()),
            places: LinePlaces::of(&entries),
            entries,
            source,
        }
    }
}

/// A hash of a document's text, its blocks and its metadata.
pub fn content(document: &Document) -> String {
    // Neither blocks nor metadata hold anything that JSON cannot.
    let [blocks, metadata] = [
        serde_json::to_string(document.blocks()).unwrap_or_default(),
        serde_json::to_string(&document.metadata).unwrap_or_default(),
    ];
    let parts = [document.iri().as_node().as_str(), &blocks, &metadata];
    shortened(text_hash(&parts.join("\n")))
}

/// All words that a document may be said to have, in its text and in what is known about it.
pub fn words_of(model: &LanguageModel, cache: &mut WordCache, document: &Document) -> PossibleWords {
    let mut words = PossibleWords::default();
    add_possible_words(model, cache, (document.text(), &mut words));
    let metadata = &document.metadata;
    let said = metadata
        .authors
        .iter()
        .chain(&metadata.title)
        .chain(&metadata.publisher);
    for text in said {
        add_possible_words(model, cache, (text, &mut words));
    }
    words
}

fn shortened(mut hash: String) -> String {
    hash.truncate(32);
    hash
}

/// What a table is called, whatever folder the lexicon is in: "names/places.tsv".
pub(crate) fn table_name(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let kept = match parts.as_slice() {
        [.., folder, file] if folder == "names" => vec![folder.clone(), file.clone()],
        [.., file] => vec![file.clone()],
        [] => Vec::new(),
    };
    kept.join("/")
}

#[cfg(test)]
mod example;

#[cfg(test)]
mod tests {
    use super::example::edition_with;
    use super::*;
    use crate::document::Metadata;

    fn document(text: &str, source: &str) -> Document {
        let metadata = Metadata {
            source: source.to_owned(),
            ..Metadata::default()
        };
        Document::new(text.to_owned(), Vec::new(), metadata)
    }

    fn words(words: &[&str]) -> PossibleWords {
        words.iter().map(|word| Box::from(*word)).collect()
    }

    #[test]
    fn text_and_metadata_change_the_fingerprint_and_nothing_else_does() {
        let edition = Edition::bundled();
        let print = |text, source| edition.fingerprint(&document(text, source), &words(&["rise"]));
        assert_eq!(print("It rose.", "a.txt"), print("It rose.", "a.txt"));
        assert_ne!(print("It rose.", "a.txt"), print("It fell.", "a.txt"));
        assert_ne!(print("It rose.", "a.txt"), print("It rose.", "b.txt"));
    }

    #[test]
    fn a_line_bears_on_documents_with_its_words_and_on_no_other() {
        let before = Edition::bundled();
        let line = "zorble|look askance\tverb\tsubj=subject obj=object\ttm:investigates\n";
        let after = edition_with("relations.tsv", |text| format!("{line}{text}"));
        assert_ne!(before.hash(), after.hash());
        for (text, is_same) in [
            (&["zorble"][..], false),
            (&["look", "askance"], false),
            (&["look", "seize"], true),
        ] {
            let [one, other] = [&before, &after].map(|edition| edition.reading(&words(text)));
            assert_eq!(one == other, is_same, "{text:?}");
        }
    }

    #[test]
    fn a_comment_bears_on_nothing_and_page_furniture_on_everything() {
        let before = Edition::bundled();
        let comment = edition_with("relations.tsv", |text| format!("# A comment.\n{text}"));
        let furniture = edition_with("furniture.tsv", |text| format!("line\tzorble\n{text}"));
        let text = words(&["seize"]);
        assert_eq!(before.reading(&text), comment.reading(&text));
        assert_ne!(before.reading(&text), furniture.reading(&text));
    }

    #[test]
    fn a_text_that_cites_a_line_itself_is_read_by_every_edition_anew() {
        let [one, other] = [
            Edition::bundled(),
            edition_with("relations.tsv", |text| format!("# A comment.\n{text}")),
        ];
        for (text, is_same) in [("See places.tsv:6.", false), ("See places.", true)] {
            let [one, other] =
                [&one, &other].map(|edition| edition.fingerprint(&document(text, ""), &words(&[])));
            assert_eq!(one == other, is_same, "{text}");
        }
    }

    #[test]
    fn another_part_bears_on_every_document_and_is_named_as_the_reason() {
        let before = Edition::bundled();
        let [small, large] = ["small", "large"].map(|hash| before.with("the model", hash));
        let text = words(&["seize"]);
        let readings = [&before, &small, &large].map(|edition| edition.reading(&text));
        assert_eq!(readings.into_iter().collect::<BTreeSet<_>>().len(), 3);
        let reasons = small.reasons(&large, &text);
        assert_eq!(reasons, [Reason::Whole("the model".to_owned())]);
        assert_ne!(small.hash(), before.with("another model", "small").hash());
    }

    #[test]
    fn an_edition_that_was_kept_comes_back() {
        let edition = Edition::bundled();
        let kept = serde_json::to_string(edition.source()).unwrap();
        let again = Edition::from(serde_json::from_str::<EditionSource>(&kept).unwrap());
        assert_eq!(again.hash(), edition.hash());
        assert_eq!(again.reading(&words(&["say"])), edition.reading(&words(&["say"])));
    }
}
