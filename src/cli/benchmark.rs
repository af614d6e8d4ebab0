//! `testimony eval --ontology`: score triples in the relations of a user's ontology.

use std::io::Write;
use std::path::PathBuf;

use testimony::eval::BenchmarkScore;
use testimony::extraction::{SchemaLexicon, triples};
use testimony::pipeline::Readers;
use testimony::schema::Schema;

use super::learn::analysed;
use super::{Ending, schema};

/// Prints one table of figures for all gold files together.
pub(super) fn run(
    (readers, gold): (&Readers<'_>, &[PathBuf]),
    (schema, lexicon): &(Schema, SchemaLexicon),
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let mut score = BenchmarkScore::default();
    for path in gold {
        let records = schema::examples(path, schema)?;
        for (record, example) in records.iter().zip(analysed(readers, &records)) {
            score.add(schema, record, &triples(lexicon, example.reader()));
        }
    }
    write!(output, "{score}")?;
    Ok(Ending::Success)
}
