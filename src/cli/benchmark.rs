//! `testimony eval --ontology`: score triples in the relations of a user's ontology.

use std::fmt;
use std::io::Write;
use std::path::PathBuf;

use testimony::eval::{BenchmarkScore, PassageScore};
use testimony::extraction::{SchemaLexicon, statements, triples};
use testimony::induction::{Example, ExampleRecord};
use testimony::pipeline::Readers;
use testimony::schema::Schema;

use super::learn::analysed;
use super::{Ending, schema};

/// Figures of what was marked by its words, and of what was marked by its place.
#[derive(Default)]
pub(super) struct TripleScore {
    by_words: BenchmarkScore,
    by_place: PassageScore,
}

impl TripleScore {
    /// Reads a marked text and adds what is right and wrong.
    pub(super) fn add(
        &mut self,
        (schema, lexicon): (&Schema, &SchemaLexicon),
        record: &ExampleRecord,
        example: &Example,
    ) {
        match &record.passage {
            Some(passage) => self.by_place.add(passage, &statements(lexicon, example.reader())),
            None => self
                .by_words
                .add(schema, record, &triples(lexicon, example.reader())),
        }
    }
}

impl fmt::Display for TripleScore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (has_words, has_places) = (!self.by_words.is_empty(), !self.by_place.is_empty());
        if has_words || !has_places {
            write!(formatter, "{}", self.by_words)?;
        }
        if has_places {
            write!(formatter, "{}", self.by_place)?;
        }
        Ok(())
    }
}

/// Prints the figures for all gold files together.
pub(super) fn run(
    (readers, gold): (&Readers<'_>, &[PathBuf]),
    (schema, lexicon): &(Schema, SchemaLexicon),
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let mut score = TripleScore::default();
    for path in gold {
        let records = schema::examples(path, schema)?;
        for (record, example) in records.iter().zip(analysed(readers, &records)) {
            score.add((schema, lexicon), record, &example);
        }
    }
    write!(output, "{score}")?;
    Ok(Ending::Success)
}
