//! Tables of words: their relations are declared, and what several relations share is told.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::Declared;
use super::{Findings, tables};
use crate::agreement::{LETTERS_FOR_EACH_EDIT, Problem, nearest_word};
use crate::derivation::LabelWords;
use crate::induction::{ANY, Entries};
use crate::lexicon::table::{LexiconError, rows};
use crate::ontology::{OntologyFile, Place};
use crate::schema::Schema;

/// What an entry begins with that adds a word to a relation.
const WORD: &str = "word=";

/// Looks at every table, and at what the labels and the tables together derive.
pub(super) fn look(
    (declared, schema): (&Declared<'_>, &Schema),
    files: &[OntologyFile<'_>],
    findings: &mut Findings,
) {
    let mut own = Vec::new();
    for table in files {
        if tables::is_of_program(table.path) {
            findings.problems.extend(tables::problems(declared, *table));
            continue;
        }
        findings.problems.extend(strangers(schema, *table));
        match Entries::parse(table.path, table.text) {
            Ok(entries) => own.push(entries),
            Err(error) => findings.problems.push(broken(error)),
        }
    }
    let own = Entries::joined(own);
    findings.notes.extend(shared(declared, schema, &own));
}

/// One problem for each relation of a table that the ontology does not have.
fn strangers(schema: &Schema, table: OntologyFile<'_>) -> Vec<Problem> {
    let labels = || schema.relations.iter().map(|relation| relation.label.as_str());
    let mut told = BTreeSet::new();
    let mut problems = Vec::new();
    for row in rows(table.path, table.text) {
        let label = row.cell(0);
        let is_known = label == ANY || label.is_empty() || schema.relation(label).is_some();
        if is_known || !told.insert(label.to_owned()) {
            continue;
        }
        let most = (label.len() / LETTERS_FOR_EACH_EDIT).max(1);
        let meant = match nearest_word(label, labels(), most) {
            Some(meant) => format!("; did you mean `{meant}`?"),
            None => "; declare a relation with this label or take the line out".to_owned(),
        };
        problems.push(broken(
            row.error(format!("the ontology has no relation `{label}`{meant}")),
        ));
    }
    problems
}

pub(super) fn broken(error: LexiconError) -> Problem {
    let LexiconError { path, line, problem } = error;
    Problem {
        place: Place { path, line },
        message: problem,
    }
}

/// Words that speak for several relations alike.
fn shared(declared: &Declared<'_>, schema: &Schema, own: &Entries) -> Vec<Problem> {
    let mut relations_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in Entries::derived(&LabelWords::bundled(), schema, Some(own)).iter() {
        if let Some(word) = entry.pattern.strip_prefix(WORD) {
            let relations = relations_of.entry(word.to_owned()).or_default();
            relations.insert(entry.relation.clone());
        }
    }
    let mut words_of: BTreeMap<BTreeSet<String>, Vec<String>> = BTreeMap::new();
    for (word, relations) in relations_of {
        words_of.entry(relations).or_default().push(word);
    }
    let shared = words_of.iter().filter(|(relations, _)| relations.len() > 1);
    let notes = shared.filter_map(|(relations, words)| {
        let first = schema.relation(relations.first()?)?;
        let message = format!(
            "{} share words that speak for each of them alike: {}; a line `{}\tword={}\t0` in a table takes one away",
            listed(relations.iter()),
            listed(words.iter()),
            first.label,
            words.first()?
        );
        Some(declared.at(&first.id, message))
    });
    notes.collect()
}

fn listed<'a>(items: impl Iterator<Item = &'a String>) -> String {
    let items: Vec<String> = items.map(|item| format!("`{item}`")).collect();
    items.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, found_with};

    #[test]
    fn a_line_of_a_relation_that_is_not_declared_is_told_with_its_place() {
        assert_eq!(
            found_with(
                "",
                "# words\ncaptian\tword=helm\t1\ncaptian\tword=helm2\t1\n*\to:prev=by\t1\n",
                ""
            ),
            ["w.tsv:2: the ontology has no relation `captian`; did you mean `captain`?"]
        );
        let found = found_with("", "captain\tword=helm\tmuch\n", "");
        assert!(
            found[0].starts_with("w.tsv:1: `much` is not a weight"),
            "{found:?}"
        );
    }

    #[test]
    fn a_word_that_several_relations_share_is_told_until_a_table_takes_it_away() {
        let more = ":author a owl:ObjectProperty ; rdfs:label \"author\" .\n\
                    :writer a owl:ObjectProperty ; rdfs:label \"screenwriter\" .\n";
        let notes = found(more);
        assert_eq!(notes.len(), 1, "{notes:?}");
        let start = "note o.ttl:9: `author`, `screenwriter` share words that speak for each of them alike: ";
        assert!(
            notes[0].starts_with(start) && notes[0].contains("`write`"),
            "{notes:?}"
        );
        let less = found_with(more, "author\tword=write\t0\n", "");
        assert!(!less.iter().any(|note| note.contains("`write`")), "{less:?}");
    }
}
