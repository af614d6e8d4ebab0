//! Adoption: an ontology of a user's own becomes part of what documents are read with.
//!
//! Its classes and relations join the program's ontology, so that domains, ranges, inverses, narrower relations and exclusions
//! hold for them as for any other. What expresses a relation is said by the user's own `relations.tsv` where that has a
//! line of it, else by frames that are derived from its labels; what was learnt from examples speaks as well.

mod frames;
mod label;
mod learnt;
mod terms;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use self::learnt::{LearntRelations, LearntStatement};
use crate::analysis::LanguageModel;
use crate::document::text_hash;
use crate::induction::Entries;
use crate::lexicon::Lexicon;
use crate::lexicon::relations::Triggers;
use crate::lexicon::table::LexiconError;
use crate::ontology::{Ontology, OntologyFile};
use crate::schema::{Schema, SchemaError};

/// The name of the table that derived frames are cited as.
pub const DERIVED: &str = "derived.tsv";

/// The name of the table that the nouns are cited as which derived classes have.
const DERIVED_CLASSES: &str = "derived-classes.tsv";
/// The name of a user's `relations.tsv` where its lines are cited.
const OWN_RELATIONS: &str = "own/relations.tsv";
/// The name of a user's `classes.tsv` where its lines are cited.
const OWN_CLASSES: &str = "own/classes.tsv";

/// The tables of a user's own that say the same as the program's of that name; every other one holds learnt entries.
pub const RELATIONS: &str = "relations.tsv";
/// The table of nouns and their classes.
pub const CLASSES: &str = "classes.tsv";

/// A file with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// The path that errors name.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl OwnFile {
    fn is_named(&self, name: &str) -> bool {
        self.path.file_name().is_some_and(|own| own == name)
    }

    /// Whether it is a table of words like the program's.
    fn has_words(&self) -> bool {
        self.is_named(RELATIONS) || self.is_named(CLASSES)
    }
}

/// A user's ontology and tables, as they are in their files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFiles {
    /// The ontology; its ending tells the format.
    pub ontology: OwnFile,
    /// Tables: `relations.tsv` and `classes.tsv` as the program's, the others as `testimony learn` writes them.
    pub tables: Vec<OwnFile>,
}

impl OwnFiles {
    /// A hash of what the files say that bears on every document, and of the names that tell what they are: of the ontology and
    /// of what was learnt, whose words cannot be told.
    pub fn structure_hash(&self) -> String {
        let learnt = self.tables.iter().filter(|file| !file.has_words());
        let files = std::iter::once(&self.ontology).chain(learnt);
        let hashes = files.map(|file| {
            let name = file.path.file_name().unwrap_or_default().to_string_lossy();
            format!("{name} {}", text_hash(&file.text))
        });
        text_hash(&hashes.collect::<Vec<_>>().join("\n"))
    }

    /// The ontology itself.
    pub fn schema(&self) -> Result<Schema, SchemaError> {
        Schema::parse(&self.ontology.path, &self.ontology.text)
    }

    /// What was learnt of its relations; nothing where no table has learnt entries.
    pub fn entries(&self, schema: &Schema) -> Result<Option<Entries>, LexiconError> {
        let mut tables = Vec::new();
        for file in self.tables.iter().filter(|file| !file.has_words()) {
            let table = Entries::parse(&file.path, &file.text)?;
            table.check(&file.path, schema)?;
            tables.push(table);
        }
        Ok((!tables.is_empty()).then(|| Entries::joined(tables)))
    }

    fn table(&self, name: &str) -> Option<&OwnFile> {
        self.tables.iter().find(|file| file.is_named(name))
    }
}

/// Files of a user's own that cannot be used: which, where, and what would be right.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdoptionError {
    /// The ontology.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A table.
    #[error(transparent)]
    Table(#[from] LexiconError),
}

/// The program's ontology and lexicon with a user's own.
pub struct Adoption {
    /// Classes and relations, the user's among them.
    pub ontology: Ontology,
    /// Words, those of the user's relations before the program's.
    pub lexicon: Lexicon,
    /// What was learnt, and what the labels tell of objects that are no things.
    pub learnt: LearntRelations,
    /// The text of each word table that joined the program's, by the name that its lines are cited as.
    pub tables: BTreeMap<String, String>,
}

/// The program's ontology with a user's, for whoever reads no text.
pub fn adopt_ontology(
    (ontology, lexicon): (&Ontology, &Lexicon),
    files: &OwnFiles,
) -> Result<Ontology, AdoptionError> {
    Ok(ontology.with(terms::triples(&files.schema()?, (lexicon, ontology))))
}

/// Takes a user's files into the program's ontology and lexicon; either all of them or, with the error, nothing.
pub fn adopt(
    model: &LanguageModel,
    (ontology, mut lexicon): (&Ontology, Lexicon),
    files: &OwnFiles,
) -> Result<Adoption, AdoptionError> {
    let schema = files.schema()?;
    let entries = files.entries(&schema)?;
    let adopted = ontology.with(terms::triples(&schema, (&lexicon, ontology)));
    let own = match files.table(RELATIONS) {
        Some(file) => Triggers::parse(&file.path, &file.text)?,
        None => Triggers::default(),
    };
    check_relations(&adopted, &own, files)?;
    let derived = derived_frames(model, &schema);
    let is_open = |line: &&str| {
        !own.iter()
            .any(|trigger| line.contains(&format!("{}", trigger.relation)))
    };
    let derived: Vec<&str> = derived
        .lines()
        .map(|line| if is_open(&line) { line } else { "" })
        .collect();
    let derived = derived.join("\n");
    let mut triggers = own.cited_as(OWN_RELATIONS);
    triggers.follow_with(Triggers::parse(Path::new(DERIVED), &derived)?);
    triggers.follow_with(std::mem::take(&mut lexicon.triggers));
    lexicon.triggers = triggers;
    let nouns = terms::nouns(&schema);
    put_classes_over(&mut lexicon, &nouns, files)?;
    Ok(Adoption {
        learnt: LearntRelations::new(&schema, entries.as_ref()),
        ontology: adopted,
        lexicon,
        tables: word_tables((derived, nouns), files),
    })
}

/// Puts the nouns of derived classes over the program's, and a user's own over both.
fn put_classes_over(lexicon: &mut Lexicon, derived: &str, files: &OwnFiles) -> Result<(), LexiconError> {
    let derived = OntologyFile {
        path: Path::new(DERIVED_CLASSES),
        text: derived,
    };
    lexicon.classes.put_over(derived, DERIVED_CLASSES)?;
    match files.table(CLASSES) {
        Some(OwnFile { path, text }) => lexicon.classes.put_over(OntologyFile { path, text }, OWN_CLASSES),
        None => Ok(()),
    }
}

fn word_tables((relations, nouns): (String, String), files: &OwnFiles) -> BTreeMap<String, String> {
    let own = [(OWN_RELATIONS, RELATIONS), (OWN_CLASSES, CLASSES)];
    let own = own
        .into_iter()
        .filter_map(|(cited, name)| Some((cited.to_owned(), files.table(name)?.text.clone())));
    let derived = [(DERIVED, relations), (DERIVED_CLASSES, nouns)];
    let derived = derived.into_iter().map(|(cited, text)| (cited.to_owned(), text));
    derived.chain(own).collect()
}

/// The frames that labels give, as the lines of a `relations.tsv`; the same labels always give the same lines.
pub fn derived_frames(model: &LanguageModel, schema: &Schema) -> String {
    frames::table(model, schema)
}

/// A line of a user's own table may only name relations that there are.
fn check_relations(ontology: &Ontology, own: &Triggers, files: &OwnFiles) -> Result<(), LexiconError> {
    let unknown = |relation| ontology.relation(relation).is_none();
    let mut own = own.iter().filter(|trigger| unknown(trigger.relation.as_ref()));
    match (own.next(), files.table(RELATIONS)) {
        (Some(trigger), Some(file)) => Err(LexiconError {
            path: file.path.clone(),
            line: trigger.entry.line,
            problem: format!(
                "{} is no relation of `{}`; declare it there, or write the IRI of one that is",
                trigger.relation,
                files.ontology.path.display()
            ),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOATS: &str = "@prefix : <https://example.org/boats#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix tm: <https://w3id.org/testimony#> .
:Boat a owl:Class ; rdfs:label \"boat\" .
:Ferry a owl:Class ; rdfs:label \"ferry\" ; rdfs:subClassOf :Boat .
:Person a owl:Class ; rdfs:label \"person\" .
:Yard a owl:Class ; rdfs:label \"shipyard\" ; rdfs:subClassOf tm:Company .
:captain a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:label \"captain\" ; rdfs:domain :Boat ; rdfs:range :Person .
:builtBy a owl:ObjectProperty ; rdfs:label \"built by\" ; rdfs:domain :Boat ; rdfs:range :Yard .
:built a owl:ObjectProperty ; rdfs:label \"built\" ; owl:inverseOf :builtBy .
";

    fn files(tables: &[(&str, &str)]) -> OwnFiles {
        let file = |(name, text): (&str, &str)| OwnFile {
            path: name.into(),
            text: text.to_owned(),
        };
        OwnFiles {
            ontology: file(("boats.ttl", BOATS)),
            tables: tables.iter().copied().map(file).collect(),
        }
    }

    fn adopted(tables: &[(&str, &str)]) -> Result<Adoption, AdoptionError> {
        let (model, ontology) = (LanguageModel::bundled(), Ontology::bundled());
        adopt(&model, (&ontology, Lexicon::bundled()), &files(tables))
    }

    fn node(name: &str) -> oxigraph::model::NamedNode {
        oxigraph::model::NamedNode::new_unchecked(format!("https://example.org/boats#{name}"))
    }

    #[test]
    fn classes_and_relations_join_the_program_s() {
        let adoption = adopted(&[]).unwrap();
        let ontology = &adoption.ontology;
        assert!(ontology.is_subclass(node("Ferry").as_ref(), crate::vocab::tm::ENTITY));
        let company = ontology.class("Company").unwrap();
        assert!(ontology.is_subclass(node("Yard").as_ref(), company));
        let person = ontology.class("Person").unwrap();
        assert!(ontology.is_subclass(node("Person").as_ref(), person));
        let built = ontology.relation(node("built").as_ref()).unwrap();
        assert_eq!(built.inverse_of, Some(node("builtBy")));
        assert_eq!(
            built.domain,
            Some(node("Yard")),
            "an inverse has the sides changed over"
        );
        assert!(ontology.relation(node("captain").as_ref()).unwrap().is_functional);
    }

    #[test]
    fn a_line_of_one_s_own_takes_the_place_of_what_is_derived() {
        use crate::lexicon::relations::TriggerKind;
        let line = "skipper\tnoun\tattr=object of|poss=subject\t<https://example.org/boats#captain>\n";
        let adoption = adopted(&[("relations.tsv", line)]).unwrap();
        let first = |word| {
            let found = adoption.lexicon.triggers.get(TriggerKind::Noun, word);
            found
                .iter()
                .filter(|trigger| trigger.relation == node("captain"))
                .count()
        };
        assert_eq!((first("skipper"), first("captain")), (1, 0));
        let derived = adopted(&[]).unwrap();
        let found = derived.lexicon.triggers.get(TriggerKind::Noun, "captain");
        assert!(found.iter().any(|trigger| trigger.entry.file == DERIVED));
    }

    #[test]
    fn a_line_for_an_undeclared_relation_is_an_error_with_its_place() {
        let line = "# own\nskipper\tnoun\tattr=object of=subject\t<https://example.org/boats#skipper>\n";
        let error = adopted(&[("own/relations.tsv", line)]).err().unwrap().to_string();
        assert!(
            error.starts_with("own/relations.tsv:2: <https://example.org/boats#skipper> is no relation"),
            "{error}"
        );
    }
}
