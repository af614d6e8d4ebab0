//! Frames of a relation from its labels, in the notation of `relations.tsv`.

use std::fmt::Write as _;

use super::label::{Kind, Label, LabelReader};
use crate::analysis::LanguageModel;
use crate::derivation::{Frame, LabelWords};
use crate::schema::{Schema, SchemaRelation};

/// What the table says at its top.
const HEADING: &str = "\
# Derived from the labels of the ontology. Save lines of it, changed as you like, as relations.tsv in a folder that --lexicon
# names: the lines of a relation there take the place of all that is derived for it.
#
# words (base forms)	kind	frame	relation
";

/// One line for each word and frame of each relation between things, by the relation's label.
pub(super) fn table(model: &LanguageModel, schema: &Schema) -> String {
    let words = LabelWords::bundled();
    let mut reader = LabelReader::new(model);
    let mut table = HEADING.to_owned();
    for relation in schema.relations.iter().filter(|relation| !relation.is_literal) {
        let iri = schema.iri(&relation.id);
        let mut lines = lines(&mut reader, &words, relation);
        lines.sort();
        lines.dedup();
        for (lemma, kind, frame) in lines {
            let _ = writeln!(table, "{lemma}\t{kind}\t{frame}\t{iri}");
        }
    }
    table
}

type Line = (String, &'static str, String);

fn lines(reader: &mut LabelReader<'_>, words: &LabelWords, relation: &SchemaRelation) -> Vec<Line> {
    let labels = std::iter::once(&relation.label).chain(&relation.other_labels);
    let labels: Vec<Label> = labels.filter_map(|label| reader.read(label)).collect();
    let mut lines: Vec<Line> = labels.iter().flat_map(lines_of).collect();
    let frame = Frame::derive(words, relation);
    let is_noun = labels.iter().any(|label| label.kind == Kind::Noun);
    let verb = labels
        .iter()
        .find(|label| !matches!(label.kind, Kind::Noun | Kind::NounOf(_)));
    let is_one_word = !relation.label.trim().contains(' ');
    for related in frame.related.iter().filter(|_| is_one_word) {
        let Some(lemma) = reader.bare_verb(related) else {
            continue;
        };
        match verb {
            Some(label) => lines.extend(lines_of(&Label {
                lemma,
                kind: label.kind.clone(),
            })),
            None if is_noun => lines.extend(of_related(reader, &frame, lemma)),
            None => {}
        }
    }
    lines
}

fn lines_of(label: &Label) -> Vec<Line> {
    let line = |kind, frame: String| (label.lemma.clone(), kind, frame);
    match &label.kind {
        Kind::Active(preposition) if preposition.is_empty() => {
            vec![line("verb", "subj=subject obj=object".to_owned())]
        }
        Kind::Active(preposition) => vec![line("verb", format!("subj=subject {preposition}=object"))],
        Kind::PassiveBy => vec![line("verb", "obj=subject subj=object".to_owned())],
        Kind::Either(preposition) => vec![
            line("verb", format!("obj=subject {preposition}=object")),
            line("verb", format!("subj=subject obj=- {preposition}=object")),
        ],
        Kind::Passive(preposition) => vec![line("verb", format!("obj=subject {preposition}=object"))],
        Kind::Noun => vec![line("noun", "attr=object of|poss=subject".to_owned())],
        Kind::NounOf(preposition) => vec![line("noun", format!("attr=subject {preposition}|poss=object"))],
    }
}

/// A verb related to a noun: what an author does is write, where headquarters are is where something is based.
fn of_related(reader: &LabelReader<'_>, frame: &Frame, lemma: String) -> Vec<Line> {
    let has = |kinds: &[&str]| {
        frame
            .object_kinds
            .iter()
            .any(|kind| kinds.contains(&kind.as_str()))
    };
    if has(&["place"]) {
        let near = reader.near();
        vec![
            (lemma.clone(), "verb", format!("obj=subject {near}=object")),
            (lemma, "verb", format!("subj=subject obj=- {near}=object")),
        ]
    } else if has(&["person", "organization"]) {
        vec![(lemma, "verb", "subj=object obj=subject".to_owned())]
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn derived(label: &str, range: &str) -> Vec<String> {
        let text = format!(
            r#"{{"relations": [{{"pid": "P1", "label": "{label}", "domain": "ship", "range": "{range}"}}]}}"#
        );
        let schema = Schema::parse(Path::new("o.json"), &text).unwrap();
        let table = table(&LanguageModel::bundled(), &schema);
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| line.rsplit_once('\t').unwrap().0.replace('\t', " | "))
            .collect()
    }

    #[test]
    fn verbs_participles_and_nouns_give_their_frames() {
        for (label, expected) in [
            ("employs", "employ | verb | subj=subject obj=object"),
            ("builtBy", "build | verb | obj=subject subj=object"),
            ("moored in", "moor | verb | obj=subject in=object"),
            ("moored in", "moor | verb | subj=subject obj=- in=object"),
            ("worksFor", "work | verb | subj=subject for=object"),
            ("hasCaptain", "captain | noun | attr=object of|poss=subject"),
            ("member of", "member | noun | attr=subject of|poss=object"),
            (
                "chief engineer",
                "chief engineer | noun | attr=object of|poss=subject",
            ),
        ] {
            let derived = derived(label, "person");
            assert!(
                derived.iter().any(|line| line == expected),
                "{label}: {derived:?}"
            );
        }
    }

    #[test]
    fn a_related_verb_does_what_the_noun_names() {
        let author = derived("author", "person");
        assert!(
            author.contains(&"write | verb | subj=object obj=subject".to_owned()),
            "{author:?}"
        );
    }

    #[test]
    fn a_label_of_many_nouns_gives_no_frame() {
        assert!(derived("date of first voyage", "date").is_empty());
    }
}
