//! Extraction by a user's ontology: what a text says in its relations.
//!
//! The pairs of arguments compete for each relation, as in [`crate::induction`]. Subject and object are always
//! slices of the text, and the relation is always one of the ontology's.

mod axioms;

use std::collections::BTreeMap;

use self::axioms::{Axioms, Candidate};
use crate::argument::{Argument, ArgumentReader, KnownPhrases, squeezed};
use crate::derivation::{Frame, LabelWords};
use crate::induction::{ANY, Entries, Ids, frames};
use crate::schema::{Schema, SchemaTriple};
use crate::sighting::{Sighting, shares};

/// The share that the best pair of a relation has at least, when the relation is said at all.
///
/// Chosen by cross-validation on Text2KGBench's training halves, for the F1 that leaves out relations that nobody
/// marked. Relations that were marked there would ask for 0.3.
const LEAST_SHARE: f32 = 0.02;

/// How large a pair's share is at least beside that of the best pair.
const BESIDE_BEST: f32 = 0.5;

/// A schema with the weights of its relations' patterns.
pub struct SchemaLexicon {
    words: LabelWords,
    labels: Vec<String>,
    frames: Vec<Frame>,
    known: KnownPhrases,
    axioms: Axioms,
    /// How sure it has to be that a relation is said.
    least: f32,
    ids: Ids,
    /// For each relation the weight of each pattern.
    weights: Vec<Vec<f32>>,
}

impl SchemaLexicon {
    /// Puts together what holds for any relation, as far as `learnt` does not say it otherwise, and for each what
    /// `learnt` adds.
    pub fn new(schema: &Schema, learnt: Option<&Entries>) -> Self {
        let words = LabelWords::bundled();
        let general = Entries::general();
        let learnt_entries = || learnt.into_iter().flat_map(Entries::iter);
        let mut ids = Ids::default();
        let mut by_relation: BTreeMap<&str, Vec<(u32, f32)>> = BTreeMap::new();
        for entry in general.iter().chain(learnt_entries()) {
            let weights = by_relation.entry(&entry.relation).or_default();
            weights.push((ids.number(entry.pattern.clone()), entry.weight));
        }
        let mut frames = frames(&words, schema);
        for (frame, relation) in frames.iter_mut().zip(&schema.relations) {
            if let Some(learnt) = learnt {
                learnt.change(&relation.label, frame);
            }
        }
        let mut for_any = vec![0.0; ids.count()];
        for (pattern, weight) in by_relation.remove(ANY).unwrap_or_default() {
            for_any[pattern as usize] = weight;
        }
        let weights = schema.relations.iter().map(|relation| {
            let mut weights = for_any.clone();
            let own = by_relation.get(relation.label.as_str());
            for (pattern, weight) in own.into_iter().flatten() {
                weights[*pattern as usize] += weight;
            }
            weights
        });
        let labels = schema.relations.iter().map(|relation| relation.label.clone());
        Self {
            weights: weights.collect(),
            labels: labels.collect(),
            frames,
            axioms: Axioms::of(schema),
            known: learnt.map(Entries::known_phrases).unwrap_or_default(),
            least: learnt.and_then(Entries::least_share).unwrap_or_default(),
            words,
            ids,
        }
    }
}

/// What a text says in the relations of a schema, each triple once, by relation and then by share.
pub fn triples(lexicon: &SchemaLexicon, reader: ArgumentReader<'_>) -> Vec<SchemaTriple> {
    let sighting = Sighting::new(reader, &lexicon.known);
    let mut candidates = Vec::new();
    for (relation, shares) in said(lexicon, &sighting) {
        for (share, (subject, object)) in best(&sighting, &shares) {
            candidates.push(Candidate {
                relation,
                subject: Words::new(subject),
                object: Words::new(object),
                share,
            });
        }
    }
    let kept = lexicon.axioms.keep(candidates).into_iter();
    kept.filter_map(|kept| {
        Some(SchemaTriple {
            sub: kept.subject.as_written,
            rel: lexicon.labels.get(kept.relation)?.clone(),
            obj: kept.object.as_written,
        })
    })
    .collect()
}

/// Words of a text, which are the same as others when only case and white space differ.
struct Words {
    as_written: String,
    squeezed: String,
}

impl Words {
    fn new(as_written: String) -> Self {
        Self {
            squeezed: squeezed(&as_written),
            as_written,
        }
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.squeezed == other.squeezed
    }
}

/// Where a text says something in a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The relation's label.
    pub relation: String,
    /// The subject.
    pub subject: Argument,
    /// The object.
    pub object: Argument,
    /// How likely the relation is said of them, 0 to 1, among all pairs and that it is not said at all.
    pub share: f32,
}

/// The same as [`triples`] by place: each mention of subject and object by itself.
pub fn statements(lexicon: &SchemaLexicon, reader: ArgumentReader<'_>) -> Vec<Statement> {
    let sighting = Sighting::new(reader, &lexicon.known);
    let mut statements = Vec::new();
    for (relation, shares) in said(lexicon, &sighting) {
        let label = lexicon.labels.get(relation).cloned().unwrap_or_default();
        for (share, subject, object) in best_places(&sighting, &shares) {
            statements.push(Statement {
                relation: label.clone(),
                subject: subject.clone(),
                object: object.clone(),
                share,
            });
        }
    }
    statements
}

/// The places of the relations that a text may say something in, with the share of each pair.
fn said<'a>(
    lexicon: &'a SchemaLexicon,
    sighting: &'a Sighting<'_>,
) -> impl Iterator<Item = (usize, Vec<f32>)> {
    let number = |pattern: String| lexicon.ids.known(&pattern);
    let common = sighting.patterns().filter_map(number);
    let relations = lexicon.frames.iter().zip(&lexicon.weights).enumerate();
    relations.filter_map(move |(relation, (frame, weights))| {
        let of_relation = sighting
            .relation_patterns(&lexicon.words, frame)
            .filter_map(number);
        let weigh = |pattern: &u32| weights.get(*pattern as usize).copied().unwrap_or_default();
        let shares = shares(&sighting.pairs, &[&common, &of_relation], weigh);
        let none = shares.last().copied().unwrap_or(1.0);
        (1.0 - none >= lexicon.least).then_some((relation, shares))
    })
}

/// The share of a subject and an object.
type Shared<'a> = (f32, &'a Argument, &'a Argument);

/// The best pair of places and those near it, when it is good enough; a pair that overlaps a better one on both sides
/// counts with that.
fn best_places<'a>(sighting: &'a Sighting<'_>, shares: &[f32]) -> Vec<Shared<'a>> {
    let mut pairs: Vec<Shared<'a>> = sighting
        .pairs
        .iter()
        .zip(shares)
        .filter_map(|(pair, share)| {
            let (subject, object) = sighting.pair(*pair)?;
            Some((*share, subject, object))
        })
        .collect();
    pairs.sort_by(|one, other| {
        other
            .0
            .total_cmp(&one.0)
            .then(one.1.span.cmp(&other.1.span))
            .then(one.2.span.cmp(&other.2.span))
    });
    let mut found: Vec<Shared<'a>> = Vec::new();
    for (share, subject, object) in pairs {
        let same = |better: &&mut Shared<'a>| {
            better.1.span.overlaps(subject.span) && better.2.span.overlaps(object.span)
        };
        match found.iter_mut().find(same) {
            Some(better) => better.0 += share,
            None => found.push((share, subject, object)),
        }
    }
    let best = found.iter().map(|(share, ..)| *share).fold(0.0, f32::max);
    found.retain(|(share, ..)| is_good(*share, best));
    found
}

/// Whether a share is good enough by itself and beside the best.
fn is_good(share: f32, best: f32) -> bool {
    best >= LEAST_SHARE && share >= best * BESIDE_BEST
}

/// The best pair of words and those near it, when it is good enough; pairs of the same words count together.
fn best(sighting: &Sighting<'_>, shares: &[f32]) -> Vec<(f32, (String, String))> {
    let mut sums: BTreeMap<(String, String), (f32, (String, String))> = BTreeMap::new();
    for (pair, share) in sighting.pairs.iter().zip(shares) {
        if let Some((subject, object)) = sighting.pair(*pair) {
            let (subject, object) = (sighting.words(subject), sighting.words(object));
            let same = sums.entry((squeezed(subject), squeezed(object)));
            same.or_insert_with(|| (0.0, (subject.to_owned(), object.to_owned())))
                .0 += share;
        }
    }
    let mut found: Vec<(f32, (String, String))> = sums.into_values().collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let best = found.first().map_or(0.0, |(share, _)| *share);
    found
        .into_iter()
        .take_while(|(share, _)| is_good(*share, best))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use super::*;
    use crate::analysis::{Analysis, LanguageModel, WordCache, analyse};
    use crate::document::{Document, Metadata};
    use crate::induction::{Example, Lesson, learn};

    static MODEL: LazyLock<LanguageModel> = LazyLock::new(LanguageModel::bundled);

    fn schema() -> Schema {
        let ontology = r#"{"concepts": [{"qid": "B", "label": "boat"}, {"qid": "P", "label": "human"}], "relations": [
            {"pid": "P1", "label": "captain", "domain": "B", "range": "P"},
            {"pid": "P2", "label": "painter", "domain": "B", "range": "P"}]}"#;
        Schema::parse(Path::new("boats.json"), ontology).unwrap()
    }

    fn read(text: &str) -> (Document, Analysis) {
        let document = Document::of_paragraph(text.to_owned(), Metadata::default());
        let analysis = analyse(&MODEL, &mut WordCache::new(), &document);
        (document, analysis)
    }

    fn found(lexicon: &SchemaLexicon, text: &str) -> Vec<String> {
        let (document, analysis) = read(text);
        let reader = ArgumentReader {
            document: &document,
            analysis: &analysis,
        };
        let triples = triples(lexicon, reader);
        let shown = triples
            .into_iter()
            .map(|triple| [triple.sub, triple.rel, triple.obj].join(" | "));
        shown.collect()
    }

    fn taught() -> SchemaLexicon {
        let boats = [
            ("Zeta", "Ada Reyes"),
            ("Orla", "Tom Berg"),
            ("Kestrel", "Mia Lund"),
            ("Polaris", "Jan Novak"),
        ];
        let examples = boats.iter().map(|(boat, name)| {
            let (document, analysis) = read(&format!("The {boat} sails under {name}."));
            let triple = SchemaTriple {
                sub: (*boat).to_owned(),
                rel: "captain".to_owned(),
                obj: (*name).to_owned(),
            };
            Example {
                document,
                analysis,
                triples: vec![triple],
                marked_in_full: Vec::new(),
            }
        });
        let examples: Vec<Example> = examples.collect();
        let schema = schema();
        let lesson = Lesson {
            schema: &schema,
            examples: &examples,
        };
        let entries = learn(&LabelWords::bundled(), &Entries::general(), &lesson);
        SchemaLexicon::new(&schema, Some(&entries))
    }

    #[test]
    fn a_pattern_of_the_examples_is_found_with_other_names() {
        let found = found(&taught(), "The Aurora sails under Eva Stone.");
        assert!(
            found.contains(&"Aurora | captain | Eva Stone".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn a_relation_is_found_by_its_own_words_without_an_example() {
        let found = found(
            &SchemaLexicon::new(&schema(), None),
            "The captain of the Aurora is Eva Stone.",
        );
        assert!(
            found.iter().any(|triple| triple.ends_with("captain | Eva Stone")),
            "{found:?}"
        );
    }

    #[test]
    fn every_triple_is_words_of_the_text_and_a_relation_of_the_ontology() {
        let text =
            "Painted by Eva Stone in 1998, the Aurora — a ferry — lay in Novo; its captain, Tom Berg, wept.";
        for triple in found(&taught(), text) {
            let parts: Vec<_> = triple.split(" | ").collect();
            assert!(text.contains(parts[0]) && text.contains(parts[2]), "{triple}");
            assert!(["captain", "painter"].contains(&parts[1]), "{triple}");
        }
    }

    #[test]
    fn a_text_without_words_says_nothing() {
        assert!(found(&taught(), "?!").is_empty());
        assert!(found(&taught(), "").is_empty());
    }
}
