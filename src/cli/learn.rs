//! `testimony learn`: learn from examples what expresses the relations of an ontology.

mod supervision;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use testimony::analysis::analyse;
use testimony::derivation::LabelWords;
use testimony::document::{Document, Metadata};
use testimony::extraction::SchemaLexicon;
use testimony::induction::{Entries, Example, ExampleRecord, Lesson, learn, learn_general};
use testimony::pipeline::{Readers, Resources};
use testimony::schema::Schema;

use self::supervision::SupervisionArgs;
use super::benchmark::TripleScore;
use super::{Ending, Global, schema};

/// Arguments of `learn`.
#[derive(Debug, Args)]
#[command(
    after_help = "An example is a line of JSON: {\"text\": …, \"triples\": [{\"sub\": …, \"rel\": …, \"obj\": …}]}; \
                        Text2KGBench's fields and KnowledgeNet's passages are read too, also as .gz. With --graph and --text, \
                        sentences that name both ends of a known fact are taken for examples.\nExit codes: 0 all well, 1 a \
                        text cannot be read, 2 ontology, examples or facts cannot be used.\n\nExamples: testimony learn --ontology boats.ttl \
                        --examples boats.jsonl --output boats.tsv\n          testimony learn --ontology boats.ttl --graph facts.ttl --text news \
                        --examples-out found.jsonl --output boats.tsv"
)]
pub(crate) struct LearnArgs {
    /// The ontology: OWL or RDFS (.ttl, .rdf, .owl, .nt, .jsonld) or Text2KGBench's JSON
    #[arg(long, value_name = "FILE", required = true)]
    ontology: Vec<PathBuf>,
    /// Examples of its relations (JSON Lines); only what they mark is learnt
    #[arg(long, value_name = "FILE", required_unless_present = "graph")]
    examples: Vec<PathBuf>,
    #[command(flatten)]
    supervision: SupervisionArgs,
    /// Write the entries to a table [default: standard output]
    #[arg(long, value_name = "FILE", conflicts_with = "folds")]
    output: Option<PathBuf>,
    /// Write no entries, but how well they would do: learn from all but each N-th example and score on those
    #[arg(long, value_name = "N", conflicts_with = "general")]
    folds: Option<usize>,
    /// Learn what holds for any relation, from several ontologies, each with its examples
    #[arg(long)]
    general: bool,
}

pub(crate) fn run(args: LearnArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    if args.ontology.len() > 1 && !args.general {
        bail!("several ontologies are learnt from with --general only; learn each by itself");
    }
    let resources = Resources::bundled();
    let readers = Readers::new(&resources, std::thread::available_parallelism()?)?;
    let (taught, ending) = taught(&readers, &args, global)?;
    let words = LabelWords::bundled();
    if let Some(folds) = args.folds {
        let score = taught.first().map(|taught| taught.cross_validate(&words, folds));
        write!(output, "{}", score.context("there is nothing to learn from")??)?;
        return Ok(ending);
    }
    let lessons: Vec<Lesson<'_>> = taught
        .iter()
        .map(|taught| taught.lesson(&taught.examples))
        .collect();
    let entries = match (args.general, lessons.as_slice()) {
        (true, lessons) => learn_general(&words, lessons),
        (false, [lesson, ..]) => learn(&words, &Entries::general(), lesson),
        (false, []) => bail!("there is nothing to learn from"),
    };
    match &args.output {
        Some(path) => {
            fs::write(path, entries.to_table()).with_context(|| format!("cannot write {}", path.display()))?
        }
        None => output.write_all(entries.to_table().as_bytes())?,
    }
    Ok(ending)
}

/// Each ontology with its examples: those that are given, and those that known facts find in texts.
fn taught(readers: &Readers<'_>, args: &LearnArgs, global: &Global) -> anyhow::Result<(Vec<Taught>, Ending)> {
    let found = args.supervision.is_given();
    if args.ontology.len() != args.examples.len() && !(found && args.examples.is_empty()) {
        bail!("give one --examples for each --ontology");
    }
    let mut taught = Vec::new();
    let mut ending = Ending::Success;
    for (place, ontology) in args.ontology.iter().enumerate() {
        let schema = schema::schema(ontology)?;
        let given = args.examples.get(place);
        let given = given
            .map(|examples| schema::examples(examples, &schema))
            .transpose()?;
        let mut records = given.unwrap_or_default();
        if found {
            let (found, ended) = args.supervision.examples(readers, &schema, global)?;
            records.extend(found);
            ending = ended;
        }
        let examples = analysed(readers, &records);
        taught.push(Taught {
            schema,
            records,
            examples,
        });
    }
    Ok((taught, ending))
}

/// An ontology with its examples, analysed.
struct Taught {
    schema: Schema,
    records: Vec<ExampleRecord>,
    examples: Vec<Example>,
}

impl Taught {
    fn lesson<'a>(&'a self, examples: &'a [Example]) -> Lesson<'a> {
        Lesson {
            schema: &self.schema,
            examples,
        }
    }

    /// Learns from all examples but each `folds`-th, `folds` times over, and scores on those that were left out.
    fn cross_validate(&self, words: &LabelWords, folds: usize) -> anyhow::Result<TripleScore> {
        if folds < 2 || folds > self.examples.len() {
            bail!(
                "--folds is at least 2 and at most the number of examples, {}",
                self.examples.len()
            );
        }
        let mut score = TripleScore::default();
        let documents = documents(&self.records);
        for fold in 0..folds {
            let (left_out, kept): (Vec<_>, Vec<_>) = (0..self.examples.len())
                .partition(|place| documents.get(*place).copied().unwrap_or_default() % folds == fold);
            let kept: Vec<Example> = kept
                .iter()
                .filter_map(|place| self.examples.get(*place))
                .cloned()
                .collect();
            let entries = learn(words, &Entries::general(), &self.lesson(&kept));
            let lexicon = SchemaLexicon::new(&self.schema, Some(&entries));
            for place in left_out {
                let (Some(record), Some(example)) = (self.records.get(place), self.examples.get(place))
                else {
                    continue;
                };
                score.add((&self.schema, &lexicon), record, example);
            }
        }
        Ok(score)
    }
}

/// For each record the number of its document, so that no document is both learnt from and scored on.
fn documents(records: &[ExampleRecord]) -> Vec<usize> {
    let mut numbers = BTreeMap::new();
    let documents = records.iter().map(|record| record.document.as_str());
    documents
        .map(|document| {
            let next = numbers.len();
            *numbers.entry(document).or_insert(next)
        })
        .collect()
}

/// The examples of records, each text one paragraph.
pub(super) fn analysed(readers: &Readers<'_>, records: &[ExampleRecord]) -> Vec<Example> {
    let documents = records
        .iter()
        .map(|record| Document::of_paragraph(record.text.clone(), Metadata::default()));
    let analysed = readers.map(documents.collect(), |cache, document| {
        let analysis = analyse(&readers.resources.model, cache, &document);
        (document, analysis)
    });
    let examples = analysed.into_iter().zip(records);
    examples
        .map(|((document, analysis), record)| Example {
            document,
            analysis,
            triples: record.triples.clone(),
            marked_in_full: record.marked_in_full(),
        })
        .collect()
}
