//! What the lexicon's tables owe the ontology: every `tm:` cell is a term, and no line stands twice.

use rustc_hash::FxHashMap;

use super::Problem;
use super::declarations::{is_declared, names};
use super::nearest::undeclared;
use crate::lexicon::attribution::Cues;
use crate::lexicon::classes::Classes;
use crate::lexicon::relations::Triggers;
use crate::lexicon::table::{LexiconError, rows};
use crate::ontology::{Ontology, OntologyFile};

/// Every name in a table that is not a term, and every line that repeats an earlier one.
pub(super) fn problems(ontology: &Ontology, table: OntologyFile<'_>) -> Vec<Problem> {
    let mut first_lines: FxHashMap<&str, usize> = FxHashMap::default();
    let mut problems = Vec::new();
    let lines: Vec<_> = table.text.lines().collect();
    for row in rows(table.path, table.text) {
        let text = lines.get(row.line - 1).copied().unwrap_or_default().trim();
        for (_, name) in names(text).filter(|(_, name)| !is_declared(ontology, name)) {
            problems.push(Problem::new(table, row.line, undeclared(ontology, name)));
        }
        let first = *first_lines.entry(text).or_insert(row.line);
        if first != row.line {
            problems.push(Problem::new(
                table,
                row.line,
                format!("repeats line {first}; remove one"),
            ));
        }
    }
    problems.extend(malformed(table));
    problems
}

/// The first line of a table of words that the program could not read.
fn malformed(table: OntologyFile<'_>) -> Option<Problem> {
    let OntologyFile { path, text } = table;
    let name = path.file_name()?.to_str()?;
    let read = match name {
        "relations.tsv" => Triggers::parse(path, text).map(drop),
        "attribution.tsv" => Cues::parse(path, text).map(drop),
        "classes.tsv" => Classes::of_nouns(table).map(drop),
        _ => Ok(()),
    };
    let LexiconError { line, problem, .. } = read.err()?;
    Some(Problem::new(table, line, problem))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::lexicon::table::bundled_tables;

    #[test]
    fn a_term_that_is_not_declared_is_found_with_its_line_and_a_suggestion() {
        let text = "# verb\trelation\nlive\ttm:livesIn\nlie\ttm:locatdIn|tm:basedIn\n";
        let table = OntologyFile {
            path: Path::new("verbs.tsv"),
            text,
        };
        let found = problems(&Ontology::bundled(), table);
        let found: Vec<_> = found.iter().map(Problem::to_string).collect();
        assert_eq!(
            found,
            ["verbs.tsv:3: `tm:locatdIn` is not declared in the ontology; did you mean `tm:locatedIn`?"]
        );
    }

    #[test]
    fn a_table_that_the_program_could_not_read_is_found_with_its_line() {
        let found = |path, text| {
            let table = OntologyFile {
                path: Path::new(path),
                text,
            };
            let problems = problems(&Ontology::bundled(), table);
            problems.iter().map(Problem::to_string).collect::<Vec<_>>()
        };
        let relations = found("o/relations.tsv", "# words\nsell\tverb\tsubj subject\ttm:sold\n");
        assert!(
            relations[0].starts_with("o/relations.tsv:2: `subj` is not a slot=role pair"),
            "{relations:?}"
        );
        let classes = found("classes.tsv", "mine\ttm:Facility\t\nmine|pit\ttm:Facility\t\n");
        assert_eq!(classes, ["classes.tsv:2: `mine` has a line already; remove one"]);
        let cues = found("attribution.tsv", "say\tverb\tsubj=source\tAffrims\tCertain\n");
        assert!(cues[0].contains("`Affrims` is not a stance"), "{cues:?}");
    }

    #[test]
    fn a_line_that_stands_twice_is_found() {
        let text = "say\ttm:Affirms\n\ndeny\ttm:Denies\nsay\ttm:Affirms\n";
        let table = OntologyFile {
            path: Path::new("cues.tsv"),
            text,
        };
        let found = problems(&Ontology::bundled(), table);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), "cues.tsv:4: repeats line 1; remove one");
    }

    #[test]
    fn the_bundled_words_become_lexical_entries() {
        let senses = bundled_tables()
            .into_iter()
            .flat_map(|table| crate::lexicon::ontolex::triples(table).unwrap());
        let senses = senses.filter(|triple| triple.predicate == crate::vocab::ontolex::SENSE);
        assert!(senses.count() > 1);
    }

    #[test]
    fn every_table_of_the_folder_is_bundled() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let on_disk = walkdir::WalkDir::new(root.join("ontology/lexicon")).sort_by_file_name();
        let on_disk: Vec<_> = on_disk
            .into_iter()
            .map(|entry| entry.unwrap().into_path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "tsv"))
            .map(|path| path.strip_prefix(root).unwrap().to_owned())
            .collect();
        let bundled: Vec<_> = bundled_tables()
            .iter()
            .map(|table| table.path.to_owned())
            .collect();
        assert_eq!(bundled, on_disk, "list every table in `bundled`, sorted by path");
    }
}
