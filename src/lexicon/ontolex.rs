//! The lexicon as [OntoLex-Lemon](https://www.w3.org/2016/05/ontolex/): the same entries, in RDF.
//!
//! The tables are the short form that people edit. A line `probe|look into⇥verb⇥…⇥tm:investigates` becomes one
//! entry for each lemma, with a written form and a sense that refers to the relation. Lemmas meet across tables:
//! "report" is one entry, whether it names a document or introduces a claim.

use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, Triple};

use super::table::{LexiconError, Row, rows};
use crate::document::text_hash;
use crate::ontology::OntologyFile;
use crate::vocab::{LEXICON_NAMESPACE, lexinfo, ontolex, rdf, tm};

/// Which columns of a table say what; lemmas are in the first.
#[derive(Debug, Clone, Copy)]
struct Columns {
    file: &'static str,
    kind: Column,
    frame: Column,
    reference: Column,
    stance: Column,
    certainty: Column,
}

/// Where a part of an entry is found.
#[derive(Debug, Clone, Copy)]
enum Column {
    At(usize),
    Always(&'static str),
    Nowhere,
}

use Column::{Always, At, Nowhere};

/// The tables whose lines are words with a meaning; the others list names or words of grammar.
const TABLES: &[Columns] = &[
    Columns {
        file: "relations.tsv",
        kind: At(1),
        frame: At(2),
        reference: At(3),
        stance: Nowhere,
        certainty: Nowhere,
    },
    Columns {
        file: "attribution.tsv",
        kind: At(1),
        frame: At(2),
        reference: Nowhere,
        stance: At(3),
        certainty: At(4),
    },
    Columns {
        file: "modality.tsv",
        kind: At(1),
        frame: Nowhere,
        reference: Nowhere,
        stance: Nowhere,
        certainty: At(2),
    },
    Columns {
        file: "classes.tsv",
        kind: Always("noun"),
        frame: Nowhere,
        reference: At(1),
        stance: Nowhere,
        certainty: Nowhere,
    },
];

/// The entries of a table, in its order; none when the table does not hold words with a meaning.
pub fn triples(table: OntologyFile<'_>) -> Result<Vec<Triple>, LexiconError> {
    let name = table.path.file_name().unwrap_or_default();
    let Some(columns) = TABLES.iter().find(|columns| name == columns.file) else {
        return Ok(Vec::new());
    };
    let mut triples = Vec::new();
    for row in rows(table.path, table.text) {
        let kind = columns.kind.of(&row);
        let part_of_speech =
            part_of_speech(kind).ok_or_else(|| row.error(format!("`{kind}` is not a kind of word")))?;
        for lemma in row.list(0) {
            describe_entry(&mut triples, lemma, part_of_speech);
            describe_sense(&mut triples, &entry(lemma, part_of_speech), *columns, &row);
        }
    }
    Ok(triples)
}

impl Column {
    fn of<'a>(self, row: &Row<'a>) -> &'a str {
        match self {
            At(column) => row.cell(column),
            Always(value) => value,
            Nowhere => "",
        }
    }
}

/// The part of speech in LexInfo's terms; the tables tell some uses apart that it does not.
fn part_of_speech(kind: &str) -> Option<NamedNodeRef<'static>> {
    Some(match kind {
        "verb" | "raising" | "intention" => lexinfo::VERB,
        "noun" => lexinfo::NOUN,
        "adjective" | "attributive" => lexinfo::ADJECTIVE,
        "adverb" | "lessening" => lexinfo::ADVERB,
        "label" => lexinfo::PUNCTUATION,
        "preposition" => lexinfo::PREPOSITION,
        "modal" => lexinfo::MODAL,
        _ => return None,
    })
}

fn entry(lemma: &str, part_of_speech: NamedNodeRef<'_>) -> NamedNode {
    let kind = part_of_speech.as_str().trim_start_matches(lexinfo::NAMESPACE);
    let slug: String = lemma
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '-' })
        .collect();
    NamedNode::new_unchecked(format!("{LEXICON_NAMESPACE}{slug}-{kind}"))
}

fn describe_entry(triples: &mut Vec<Triple>, lemma: &str, part_of_speech: NamedNodeRef<'static>) {
    let entry = entry(lemma, part_of_speech);
    let form = part(&entry, "form");
    let written = Literal::new_language_tagged_literal_unchecked(lemma, "en");
    triples.extend([
        Triple::new(entry.clone(), rdf::TYPE, ontolex::LEXICAL_ENTRY),
        Triple::new(entry.clone(), lexinfo::PART_OF_SPEECH, part_of_speech),
        Triple::new(entry, ontolex::CANONICAL_FORM, form.clone()),
        Triple::new(form.clone(), rdf::TYPE, ontolex::FORM),
        Triple::new(form, ontolex::WRITTEN_REP, written),
    ]);
}

fn describe_sense(triples: &mut Vec<Triple>, entry: &NamedNode, columns: Columns, row: &Row<'_>) {
    let [frame, reference] = [columns.frame, columns.reference].map(|column| column.of(row));
    let [stance, certainty] = [columns.stance, columns.certainty].map(|column| column.of(row));
    let content = [
        columns.file,
        columns.kind.of(row),
        frame,
        reference,
        stance,
        certainty,
    ]
    .join("\t");
    let sense = part(entry, &format!("sense-{}", &text_hash(&content)[..8]));
    let mut add = |property: NamedNodeRef<'static>, value: Term| {
        triples.push(Triple::new(sense.clone(), property, value));
    };
    add(rdf::TYPE, ontolex::LEXICAL_SENSE.into());
    add(tm::DEFINED_AT, Literal::from(row.source().to_string()).into());
    if let Some(term) = ours(reference.trim_start_matches("tm:")).or_else(|| speech_act(stance, certainty)) {
        add(ontolex::REFERENCE, term.into());
    }
    if let Some(term) = ours(stance) {
        add(tm::INTRODUCES_STANCE, term.into());
    }
    if let Some(term) = ours(certainty) {
        add(tm::INTRODUCES_CERTAINTY, term.into());
    }
    if !frame.is_empty() {
        add(tm::FRAME, Literal::from(frame).into());
    }
    triples.push(Triple::new(entry.clone(), ontolex::SENSE, sense));
}

/// What somebody does who uses a cue with this stance and certainty.
fn speech_act(stance: &str, certainty: &str) -> Option<NamedNode> {
    match (stance, certainty) {
        ("Affirms", "Certain") => Some(tm::REPORTS.into()),
        ("Affirms", _) => Some(tm::SUSPECTS.into()),
        ("Denies", "Certain") => Some(tm::DENIES.into()),
        ("Denies", _) => Some(tm::DOUBTS.into()),
        _ => None,
    }
}

fn ours(name: &str) -> Option<NamedNode> {
    (!name.is_empty()).then(|| NamedNode::new_unchecked(format!("{}{name}", tm::NAMESPACE)))
}

fn part(entry: &NamedNode, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}#{name}", entry.as_str()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::vocab::curie;

    fn described(file: &str, text: &str) -> Vec<String> {
        let triples = triples(OntologyFile {
            path: Path::new(file),
            text,
        })
        .unwrap();
        let line = |triple: &Triple| format!("{} {}", curie(triple.predicate.as_ref()), triple.object);
        triples.iter().map(line).collect()
    }

    #[test]
    fn a_word_refers_to_its_relation() {
        let found = described(
            "ontology/lexicon/relations.tsv",
            "look into\tverb\tsubj=subject obj=object\ttm:investigates\n",
        );
        for expected in [
            "ontolex:writtenRep \"look into\"@en",
            "lexinfo:partOfSpeech <http://www.lexinfo.net/ontology/3.0/lexinfo#verb>",
            "ontolex:reference <https://w3id.org/testimony#investigates>",
            "tm:frame \"subj=subject obj=object\"",
            "tm:definedAt \"relations.tsv:1\"",
        ] {
            assert!(
                found.iter().any(|line| line == expected),
                "no `{expected}` in {found:#?}"
            );
        }
    }

    #[test]
    fn a_cue_refers_to_the_speech_act_it_performs() {
        let found = described(
            "attribution.tsv",
            "deny\tverb\tsubj=source obj=content\tDenies\tCertain\n",
        );
        assert!(
            found.contains(&"ontolex:reference <https://w3id.org/testimony#denies>".to_owned()),
            "{found:#?}"
        );
        assert!(
            found.contains(&"tm:introducesStance <https://w3id.org/testimony#Denies>".to_owned()),
            "{found:#?}"
        );
    }

    #[test]
    fn one_lemma_is_one_entry_in_every_table() {
        let noun = triples(OntologyFile {
            path: Path::new("classes.tsv"),
            text: "report\ttm:Report\n",
        })
        .unwrap();
        let cue = "report\tnoun\tof=content\tAffirms\tCertain\n";
        let cue = triples(OntologyFile {
            path: Path::new("attribution.tsv"),
            text: cue,
        })
        .unwrap();
        assert_eq!(noun[0], cue[0]);
        assert!(noun.last() != cue.last(), "two senses");
    }

    #[test]
    fn tables_of_names_hold_no_entries() {
        assert!(described("places.tsv", "Glasgow\t\ttm:City\n").is_empty());
    }
}
