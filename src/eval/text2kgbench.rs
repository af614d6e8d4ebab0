//! Triples as [Text2KGBench](https://github.com/cenguix/Text2KGBench) scores them (Mihindukulasooriya et al. 2023,
//! <https://doi.org/10.1007/978-3-031-47243-5_14>).
//!
//! Precision, recall and F1 are means over texts. Of what was found only the relations that the text's marked triples
//! have are counted, because nobody marked the others; a text of which nothing is left scores zero. Names are the same
//! when they differ in case, white space and underscores only.

use std::collections::BTreeSet;
use std::fmt;

use super::score::share;
use crate::argument::squeezed;
use crate::induction::ExampleRecord;
use crate::schema::{Schema, SchemaTriple};

/// The sums over the texts seen so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BenchmarkScore {
    texts: usize,
    precision: f64,
    recall: f64,
    f1: f64,
    conformance: f64,
    subject_hallucination: f64,
    object_hallucination: f64,
    right: usize,
    found: usize,
    found_of_any_relation: usize,
    expected: usize,
}

impl BenchmarkScore {
    /// Adds one text; one without a marked triple says nothing and is passed over.
    pub fn add(&mut self, schema: &Schema, gold: &ExampleRecord, found: &[SchemaTriple]) {
        if gold.triples.is_empty() {
            return;
        }
        let key = |triple: &SchemaTriple| [&triple.sub, &triple.rel, &triple.obj].map(|part| squeezed(part));
        let expected: BTreeSet<_> = gold.triples.iter().map(key).collect();
        let relations: BTreeSet<_> = expected.iter().map(|[_, relation, _]| relation.clone()).collect();
        let all: BTreeSet<_> = found.iter().map(key).collect();
        let counted: BTreeSet<_> = all
            .iter()
            .filter(|[_, relation, _]| relations.contains(relation))
            .collect();
        let right = counted
            .iter()
            .filter(|triple| expected.contains(**triple))
            .count();
        self.texts += 1;
        self.right += right;
        self.found += counted.len();
        self.found_of_any_relation += all.len();
        self.expected += expected.len();
        if right > 0 {
            let (precision, recall) = (share(right, counted.len()), share(right, expected.len()));
            self.precision += precision;
            self.recall += recall;
            self.f1 += 2.0 * precision * recall / (precision + recall);
        }
        self.add_faults(schema, gold, found);
    }

    /// Relations that the ontology does not have, and names that the text does not have.
    fn add_faults(&mut self, schema: &Schema, gold: &ExampleRecord, found: &[SchemaTriple]) {
        let text = squeezed(&gold.text);
        let share =
            |is_so: &dyn Fn(&&SchemaTriple) -> bool| share(found.iter().filter(is_so).count(), found.len());
        self.conformance += match found.is_empty() {
            true => 1.0,
            false => share(&|triple| schema.relation(&triple.rel).is_some()),
        };
        self.subject_hallucination += share(&|triple| !text.contains(&squeezed(&triple.sub)));
        self.object_hallucination += share(&|triple| !text.contains(&squeezed(&triple.obj)));
    }

    /// Whether nothing was scored yet.
    pub fn is_empty(&self) -> bool {
        self.texts == 0
    }

    /// The mean F1 over texts, 0 to 1.
    pub fn f1(&self) -> f64 {
        self.mean(self.f1)
    }

    fn mean(&self, sum: f64) -> f64 {
        match self.texts {
            0 => 0.0,
            texts => sum / texts as f64,
        }
    }

    /// F1 over all triples together.
    fn micro(&self, found: usize) -> f64 {
        share(2 * self.right, found + self.expected)
    }
}

impl fmt::Display for BenchmarkScore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = [
            ("precision", self.mean(self.precision)),
            ("recall", self.mean(self.recall)),
            ("F1", self.mean(self.f1)),
            ("F1 over all triples", self.micro(self.found)),
            (
                "F1 with unmarked relations as mistakes",
                self.micro(self.found_of_any_relation),
            ),
            ("conformance", self.mean(self.conformance)),
            ("subject hallucination", self.mean(self.subject_hallucination)),
            ("object hallucination", self.mean(self.object_hallucination)),
        ];
        writeln!(formatter, "texts\t{}", self.texts)?;
        for (name, figure) in figures {
            writeln!(formatter, "{name}\t{figure:.3}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn triple(sub: &str, rel: &str, obj: &str) -> SchemaTriple {
        let [sub, rel, obj] = [sub, rel, obj].map(str::to_owned);
        SchemaTriple { sub, rel, obj }
    }

    fn score(found: &[SchemaTriple]) -> BenchmarkScore {
        let ontology =
            r#"{"relations": [{"pid": "P1", "label": "built by"}, {"pid": "P2", "label": "owner"}]}"#;
        let schema = Schema::parse(Path::new("o.json"), ontology).unwrap();
        let gold = ExampleRecord {
            id: "1".to_owned(),
            document: "1".to_owned(),
            passage: None,
            text: "Novo Yard built Zeta for Ada Reyes.".to_owned(),
            triples: vec![triple("Zeta", "built by", "Novo_Yard")],
        };
        let mut score = BenchmarkScore::default();
        score.add(&schema, &gold, found);
        score
    }

    #[test]
    fn unmarked_relations_are_left_out_of_the_mean() {
        let found = [
            triple("zeta", "built by", "Novo Yard"),
            triple("Zeta", "owner", "Ada Reyes"),
        ];
        let score = score(&found);
        assert_eq!(score.f1(), 1.0);
        let text = score.to_string();
        assert!(
            text.contains("F1 with unmarked relations as mistakes\t0.667"),
            "{text}"
        );
        assert!(text.contains("conformance\t1.000"), "{text}");
    }

    #[test]
    fn nothing_found_scores_zero_and_inventions_are_counted() {
        assert_eq!(score(&[]).f1(), 0.0);
        let text = score(&[triple("Kestrel", "sold to", "Novo Yard")]).to_string();
        assert!(
            text.contains("conformance\t0.000") && text.contains("subject hallucination\t1.000"),
            "{text}"
        );
        assert!(text.contains("object hallucination\t0.000"), "{text}");
    }
}
