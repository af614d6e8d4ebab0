//! Tables in the form of the program's own: `relations.tsv` and `classes.tsv` of a user's.

use std::path::Path;

use oxigraph::model::NamedNode;

use super::declared::Declared;
use super::words::broken;
use crate::adoption::{CLASSES, RELATIONS};
use crate::agreement::Problem;
use crate::lexicon::classes::Classes;
use crate::lexicon::relations::Triggers;
use crate::lexicon::table::{LexiconError, Row, rows};
use crate::ontology::OntologyFile;

/// Whether a table has the form of one of the program's, by its name.
pub(super) fn is_of_program(path: &Path) -> bool {
    [RELATIONS, CLASSES].iter().any(|name| path.ends_with(name))
}

/// What the program could not read, and every relation and class that neither the user nor the program declares.
pub(super) fn problems(declared: &Declared<'_>, table: OntologyFile<'_>) -> Vec<Problem> {
    let OntologyFile { path, text } = table;
    let is_relations = path.ends_with(RELATIONS);
    let read = match is_relations {
        true => Triggers::parse(path, text).map(drop),
        false => Classes::of_nouns(table).map(drop),
    };
    if let Err(error) = read {
        return vec![broken(error)];
    }
    let strangers = rows(path, text).filter_map(|row| match is_relations {
        true => relation(declared, &row).or_else(|| narrower(declared, &row)),
        false => class(declared, &row, row.cell(1)),
    });
    strangers.map(broken).collect()
}

fn relation(declared: &Declared<'_>, row: &Row<'_>) -> Option<LexiconError> {
    let relation = row.term(3).ok()?;
    let is_ours = declared.ours.relation(relation.as_ref()).is_some();
    let is_known = is_ours || declared.relations.contains(relation.as_str());
    (!is_known).then(|| {
        let meant = declared.meant(relation.as_str(), declared.relations.iter());
        stranger(declared, row, ("relation", &relation, &meant))
    })
}

/// A class that a word asks for beyond those of its relation: `object=<…>`.
fn narrower(declared: &Declared<'_>, row: &Row<'_>) -> Option<LexiconError> {
    let mut asked = row.cell(4).split(' ').filter_map(|part| part.split_once('='));
    asked.find_map(|(_, name)| class(declared, row, name))
}

fn class(declared: &Declared<'_>, row: &Row<'_>, name: &str) -> Option<LexiconError> {
    let class = row.named_term(name).ok()?;
    let is_ours = declared.ours.classes().any(|ours| ours == class.as_ref());
    let is_known = is_ours || declared.classes.contains(class.as_str());
    (!is_known).then(|| {
        let meant = declared.meant(class.as_str(), declared.classes.iter());
        stranger(declared, row, ("class", &class, &meant))
    })
}

fn stranger(
    declared: &Declared<'_>,
    row: &Row<'_>,
    (kind, term, meant): (&str, &NamedNode, &str),
) -> LexiconError {
    let name = declared.name(term.as_str());
    row.error(format!("the ontology has no {kind} {name}{meant}"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::declared::Declared;
    use super::super::tests::BOATS;
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let file = |path, text| OntologyFile {
            path: Path::new(path),
            text,
        };
        let declared = Declared::read(&[file("o.ttl", BOATS)]).unwrap();
        let problems = problems(&declared, file(path, text));
        problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn a_line_names_relations_and_classes_of_the_user_or_the_program() {
        let line = |relation: &str, more: &str| {
            format!("skipper\tnoun\tattr=object of=subject\t{relation}\t{more}\n")
        };
        let boats = "https://example.org/boats#";
        let sound = line(&format!("<{boats}captain>"), &format!("subject=<{boats}Ferry>"))
            + &line("tm:knows", "object=tm:Person");
        assert_eq!(
            found("w/relations.tsv", &sound.replace("tm:knows", "tm:operates")),
            Vec::<String>::new()
        );
        assert_eq!(
            found("relations.tsv", &line(&format!("<{boats}captian>"), "")),
            ["relations.tsv:1: the ontology has no relation `:captian`; did you mean `:captain`?"]
        );
        assert_eq!(
            found(
                "relations.tsv",
                &line("tm:operates", &format!("object=<{boats}Boot>"))
            ),
            ["relations.tsv:1: the ontology has no class `:Boot`; did you mean `:Boat`?"]
        );
        assert_eq!(
            found(
                "classes.tsv",
                &format!("ship\t<{boats}Boat>\t\ntanker\ttm:Boot\t\n")
            ),
            ["classes.tsv:2: the ontology has no class `tm:Boot`; did you mean `:Boat`?"]
        );
    }
}
