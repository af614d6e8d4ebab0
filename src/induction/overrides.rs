//! What is derived from a relation's labels, as entries that people can read and change.
//!
//! `word=` is a word that speaks for the relation, `subject-kind=` and `object-kind=` are what its sides look like. In a
//! table of one's own, such a line adds to what is derived when its weight is above zero, and takes away when it is not.

use super::entries::{Entries, Entry};
use super::frames;
use crate::derivation::{Frame, LabelWords};
use crate::schema::Schema;

const WORD: &str = "word=";
const SUBJECT_KIND: &str = "subject-kind=";
const OBJECT_KIND: &str = "object-kind=";

impl Entries {
    /// What is derived from the labels of a schema's relations, changed as `own` says.
    pub fn derived(words: &LabelWords, schema: &Schema, own: Option<&Self>) -> Self {
        let mut entries = Vec::new();
        for (relation, mut frame) in schema.relations.iter().zip(frames(words, schema)) {
            if let Some(own) = own {
                own.change(&relation.label, &mut frame);
            }
            let lists = [
                (WORD, &frame.own),
                (WORD, &frame.related),
                (SUBJECT_KIND, &frame.subject_kinds),
                (OBJECT_KIND, &frame.object_kinds),
            ];
            for (start, list) in lists {
                entries.extend(list.iter().map(|item| Entry {
                    relation: relation.label.clone(),
                    pattern: format!("{start}{item}"),
                    weight: 1.0,
                    support: 0,
                    precision: 0.0,
                }));
            }
        }
        entries.dedup();
        Self::new(entries)
    }

    /// The table without the lines that change what is derived.
    pub fn without_derived(self) -> Self {
        let is_derived = |entry: &Entry| {
            let starts = [WORD, SUBJECT_KIND, OBJECT_KIND];
            starts.iter().any(|start| entry.pattern.starts_with(start))
        };
        let entries = self.iter().filter(|entry| !is_derived(entry)).cloned();
        Self::new(entries.collect())
    }

    /// Changes what is derived for a relation as this table says.
    pub fn change(&self, relation: &str, frame: &mut Frame) {
        for entry in self.iter().filter(|entry| entry.relation == relation) {
            let is_added = entry.weight > 0.0;
            if let Some(word) = entry.pattern.strip_prefix(WORD) {
                if !is_added {
                    frame.own.retain(|own| own != word);
                }
                if !frame.own.iter().any(|own| own == word) {
                    put(&mut frame.related, word, is_added);
                }
            } else if let Some(kind) = entry.pattern.strip_prefix(SUBJECT_KIND) {
                put(&mut frame.subject_kinds, kind, is_added);
            } else if let Some(kind) = entry.pattern.strip_prefix(OBJECT_KIND) {
                put(&mut frame.object_kinds, kind, is_added);
            }
        }
    }
}

/// Puts an item into a sorted list, or takes it out.
fn put(list: &mut Vec<String>, item: &str, is_added: bool) {
    list.retain(|known| known != item);
    if is_added {
        list.push(item.to_owned());
        list.sort();
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn derived(own: &str) -> Vec<String> {
        let ontology =
            r#"{"relations": [{"pid": "P1", "label": "author", "domain": "book", "range": "person"}]}"#;
        let schema = Schema::parse(Path::new("o.json"), ontology).unwrap();
        let own = Entries::parse(Path::new("own.tsv"), own).unwrap();
        let entries = Entries::derived(&LabelWords::bundled(), &schema, Some(&own));
        entries.iter().map(|entry| entry.pattern.clone()).collect()
    }

    #[test]
    fn words_and_kinds_are_derived_from_labels() {
        let derived = derived("");
        for pattern in [
            "word=author",
            "word=write",
            "object-kind=person",
            "subject-kind=work",
        ] {
            assert!(derived.iter().any(|known| known == pattern), "{derived:?}");
        }
    }

    #[test]
    fn a_line_of_one_s_own_adds_and_takes_away() {
        let own = "author\tword=scribble\t1\nauthor\tword=write\t0\nauthor\tobject-kind=person\t-1\n";
        let derived = derived(own);
        assert!(derived.contains(&"word=scribble".to_owned()), "{derived:?}");
        assert!(!derived.contains(&"word=write".to_owned()), "{derived:?}");
        assert!(!derived.contains(&"object-kind=person".to_owned()), "{derived:?}");
    }
}
