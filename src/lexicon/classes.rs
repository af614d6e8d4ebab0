//! Common nouns and the ontology's classes: "airline" is an organisation, "site" a general word for a place.
//!
//! `classes.tsv` has one noun a line: its lemma, its class and flags. `modifiers.tsv` lists words before a
//! noun that do not help to tell what it stands for ("alleged", "such", "same").

use oxigraph::model::NamedNode;
use rustc_hash::{FxHashMap, FxHashSet};
use strum::EnumString;

use crate::lexicon::table::{EntrySource, LexiconError, Row, rows, table};
use crate::ontology::OntologyFile;

/// What a noun's line says beside its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum NounFlag {
    /// A word that may stand for anything of its class that was described before: "site", "group".
    General,
    /// A collective: singular in form, taken up by "they" as well as by "it".
    Collective,
    /// What a person does or is: "spokesman", "director".
    Role,
    /// Stands for its country when the country is named beside it: "government", "regime".
    Government,
    /// Heads names of organisations and places: "Ministry", "University".
    Heading,
    /// Only counts what follows "of": "dozens of people".
    Partitive,
    /// Means a woman or girl.
    Female,
    /// Means a man or boy.
    Male,
}

/// A common noun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noun {
    /// The most specific class that it names.
    pub class: NamedNode,
    /// What else is known about it.
    pub flags: Vec<NounFlag>,
    /// Its line.
    pub source: EntrySource,
}

impl Noun {
    /// Whether the line carries `flag`.
    pub fn has(&self, flag: NounFlag) -> bool {
        self.flags.contains(&flag)
    }
}

/// What a word before a noun contributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum ModifierKind {
    /// Says that somebody doubts or claims the description: "alleged", "so-called".
    Hedge,
    /// Points back: "such", "same", "aforementioned".
    Anaphoric,
    /// Says that others are meant than those spoken of: "other", "another".
    Contrastive,
    /// Tells members of a sequence apart: "first", "latest".
    Order,
    /// Says how much, not what: "several", "entire".
    Degree,
    /// Is joined to the next word by a hyphen and makes one noun with it: "non" in "non-profit".
    Prefix,
}

/// Common nouns by lemma.
#[derive(Debug, Clone, Default)]
pub struct Classes {
    nouns: FxHashMap<String, Noun>,
    modifiers: FxHashMap<String, ModifierKind>,
    synonyms: FxHashMap<String, FxHashSet<String>>,
}

impl Classes {
    /// Reads `classes.tsv` and `modifiers.tsv` among `tables`.
    pub fn parse(tables: &[OntologyFile<'_>]) -> Result<Self, LexiconError> {
        let nouns = table(tables, "classes.tsv")?;
        let modifiers = table(tables, "modifiers.tsv")?;
        let mut classes = Self::of_nouns(nouns)?;
        for row in rows(modifiers.path, modifiers.text) {
            let kind = parsed(&row, 1, "hedge, anaphoric, contrastive, order, degree, prefix")?;
            classes.modifiers.insert(row.cell(0).to_owned(), kind);
        }
        Ok(classes)
    }

    /// Reads a table of nouns.
    pub fn of_nouns(table: OntologyFile<'_>) -> Result<Self, LexiconError> {
        let mut classes = Self::default();
        for row in rows(table.path, table.text) {
            classes.add_noun(&row)?;
        }
        Ok(classes)
    }

    /// Reads a table whose nouns take the place of those that are here, and whose lines are cited as those of `name`; a line
    /// without flags keeps the flags.
    pub fn put_over(&mut self, table: OntologyFile<'_>, name: &str) -> Result<(), LexiconError> {
        for row in rows(table.path, table.text) {
            let lemmas: Vec<&str> = row.list(0).collect();
            let older = lemmas.iter().find_map(|lemma| self.nouns.remove(*lemma));
            for lemma in &lemmas {
                self.nouns.remove(*lemma);
            }
            self.add_noun(&row)?;
            let flags = older.map(|older| older.flags).filter(|_| row.cell(2).is_empty());
            for lemma in lemmas {
                if let Some(noun) = self.nouns.get_mut(lemma) {
                    name.clone_into(&mut noun.source.file);
                    if let Some(flags) = &flags {
                        noun.flags.clone_from(flags);
                    }
                }
            }
        }
        Ok(())
    }

    /// The noun with this lemma, in lower case.
    pub fn noun(&self, lemma: &str) -> Option<&Noun> {
        self.nouns.get(lemma)
    }

    /// What the word contributes before a noun, when that is not description.
    pub fn modifier(&self, word: &str) -> Option<ModifierKind> {
        self.modifiers.get(word).copied()
    }

    /// Whether the two lemmas share a line of `classes.tsv`: "non-profit" and "NGO".
    pub fn are_synonyms(&self, one: &str, other: &str) -> bool {
        one == other || self.synonyms.get(one).is_some_and(|known| known.contains(other))
    }

    /// The lemma and all that share a line with it, in no order.
    pub fn synonyms<'a>(&'a self, lemma: &'a str) -> impl Iterator<Item = &'a str> {
        let others = self.synonyms.get(lemma).into_iter().flatten();
        std::iter::once(lemma).chain(others.map(String::as_str).filter(move |other| *other != lemma))
    }

    /// Every class that a line names, with the line, in no order.
    pub fn named_classes(&self) -> impl Iterator<Item = (&NamedNode, &EntrySource)> {
        self.nouns.values().map(|noun| (&noun.class, &noun.source))
    }

    fn add_noun(&mut self, row: &Row<'_>) -> Result<(), LexiconError> {
        let noun = Noun {
            class: class_node(row, 1)?,
            flags: row
                .list(2)
                .map(|flag| {
                    flag.parse()
                        .map_err(|_| row.error(format!("`{flag}` is not a flag of a noun")))
                })
                .collect::<Result<_, _>>()?,
            source: row.source(),
        };
        let lemmas: FxHashSet<String> = row.list(0).map(str::to_owned).collect();
        for lemma in row.list(0) {
            let is_new = self.nouns.insert(lemma.to_owned(), noun.clone()).is_none();
            if !is_new {
                return Err(row.error(format!("`{lemma}` has a line already; remove one")));
            }
            self.synonyms.insert(lemma.to_owned(), lemmas.clone());
        }
        Ok(())
    }
}

/// The class in `column`, written `tm:Name`, or a whole IRI in angle brackets.
pub(crate) fn class_node(row: &Row<'_>, column: usize) -> Result<NamedNode, LexiconError> {
    match row.term(column) {
        Ok(class) => Ok(class),
        Err(_) => Err(row.error(format!(
            "`{}` is not a class; write one of the ontology's as `tm:Person`",
            row.cell(column)
        ))),
    }
}

/// The cell in `column` as one of an enum's words; `choices` names them in the error.
pub(crate) fn parsed<T: std::str::FromStr>(
    row: &Row<'_>,
    column: usize,
    choices: &str,
) -> Result<T, LexiconError> {
    row.cell(column)
        .parse()
        .map_err(|_| row.error(format!("`{}` is none of: {choices}", row.cell(column))))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn nouns_on_one_line_are_synonyms() {
        let classes = Classes::parse(&crate::lexicon::table::bundled_tables()).unwrap();
        assert!(classes.are_synonyms("ngo", "non-profit"));
        assert!(!classes.are_synonyms("ngo", "airline"));
        assert!(
            classes
                .noun("site")
                .is_some_and(|noun| noun.has(NounFlag::General))
        );
    }

    #[test]
    fn an_unknown_flag_is_an_error_with_its_line() {
        let mut classes = Classes::default();
        let path = Path::new("classes.tsv");
        let error = rows(path, "# nouns\nsite\ttm:Facility\tgeneric\n")
            .try_for_each(|row| classes.add_noun(&row))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "classes.tsv:2: `generic` is not a flag of a noun"
        );
    }
}
