//! `testimony eval`: score the builder against texts that people marked.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use serde_json::json;
use testimony::annotation::Annotation;
use testimony::document::{Document, Metadata};
use testimony::eval::{Gold, GoldDocument, GoldExtractions, Score, Scores, read_gold};
use testimony::pipeline::{Readers, Resources, annotate_document, extract_propositions};
use testimony::source::{Input, Languages, ReadOptions, read};

use super::schema::{SchemaArgs, text};
use super::{Ending, Global, benchmark};

/// The first line of a file of scores.
const HEADING: &str = "set\tlayer\tprecision\trecall\tF1\tright\tfound\texpected";

/// Arguments of `eval`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all well, 1 a score is below --fail-under or fell below --baseline, 2 the gold \
                        cannot be used.\n\nExample: testimony eval gold/*.jsonl --baseline tests/corpus/scores.tsv\nExample: testimony eval \
                        --ontology boats.ttl --lexicon boats.tsv test.jsonl"
)]
pub(crate) struct EvalArgs {
    /// Gold files, also as .gz; with --ontology, sentences with triples or KnowledgeNet's passages, as `learn` takes them. Otherwise JSON Lines with claims, GUM's attributions or UDS' predicates; CaRB's table
    #[arg(required = true)]
    gold: Vec<PathBuf>,
    #[command(flatten)]
    schema: SchemaArgs,
    /// Print this many of the worst confusions of each layer, with their sentences
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Write scores and everything that went wrong as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the scores to a table
    #[arg(long, value_name = "FILE")]
    scores: Option<PathBuf>,
    /// A table of scores that none may fall below
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// The least F1 of a layer in every set, such as `whole claim=0.75`
    #[arg(long, value_name = "LAYER=F1", value_parser = bound)]
    fail_under: Vec<(String, f64)>,
}

/// The scores of one file.
struct Set {
    name: String,
    scores: Scores,
}

pub(crate) fn run(args: EvalArgs, _: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let resources = Resources::bundled();
    let readers = Readers::new(&resources, std::thread::available_parallelism()?)?;
    if let Some(schema) = args.schema.read()? {
        return benchmark::run((&readers, &args.gold), &schema, output);
    }
    let sets = args
        .gold
        .iter()
        .map(|path| set(&readers, path))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let table = table(&sets);
    output.write_all(table.as_bytes())?;
    for set in &sets {
        write_worst(set, args.errors, output)?;
    }
    if let Some(path) = &args.json {
        write_json(path, &sets)?;
    }
    let falls = falls(&args, &sets)?;
    if let Some(path) = &args.scores {
        fs::write(path, &table).with_context(|| format!("cannot write {}", path.display()))?;
    }
    for fall in &falls {
        eprintln!("testimony: {fall}");
    }
    Ok(match falls.is_empty() {
        true => Ending::Success,
        false => Ending::Incomplete,
    })
}

/// What went wrong most often in each layer, with its sentence.
fn write_worst(set: &Set, most: usize, output: &mut impl Write) -> anyhow::Result<()> {
    for confusion in set.scores.worst(most) {
        let (expected, found) = (&confusion.expected, &confusion.found);
        let place = format!("{} {} {}", set.name, confusion.document, confusion.layer);
        writeln!(output, "{place}: expected [{expected}] found [{found}]")?;
        if !confusion.sentence.is_empty() {
            writeln!(output, "    {}", confusion.sentence)?;
        }
    }
    Ok(())
}

fn set(readers: &Readers<'_>, path: &Path) -> anyhow::Result<Set> {
    let name = name(path);
    let text = text(path)?;
    let gold = read_gold(&text).with_context(|| format!("cannot use {}", path.display()))?;
    let scores = match &gold {
        Gold::Documents(gold) if gold.is_empty() => bail!("{} has no gold documents", path.display()),
        Gold::Documents(gold) => score_annotations(readers, gold),
        Gold::Extractions(gold) => score_extractions(readers, gold),
    };
    Ok(Set { name, scores })
}

fn score_annotations(readers: &Readers<'_>, gold: &[GoldDocument]) -> Scores {
    let mut scores = Scores::default();
    for batch in gold.chunks(readers.batch_size()) {
        for (document, found) in batch.iter().zip(annotate(readers, batch)) {
            document.score(&found, &mut scores);
        }
    }
    scores
}

fn score_extractions(readers: &Readers<'_>, gold: &GoldExtractions) -> Scores {
    let sentence = |text: &str| Document::of_paragraph(text.to_owned(), Metadata::default());
    let found = readers.map(gold.sentences().map(sentence).collect(), |cache, document| {
        extract_propositions(readers.resources, cache, &document)
    });
    gold.score(&found)
}

/// The folder and the file without its endings, `carb/dev`, since many files are called the same.
fn name(path: &Path) -> String {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let file = file.split('.').next().unwrap_or_default().to_owned();
    match path.parent().and_then(Path::file_name) {
        Some(folder) => format!("{}/{file}", folder.to_string_lossy()),
        None => file,
    }
}

fn annotate(readers: &Readers<'_>, gold: &[GoldDocument]) -> Vec<Annotation> {
    let lines = gold.iter().map(|gold| {
        let record = json!({"id": gold.id, "text": gold.text, "date": gold.date});
        record.to_string() + "\n"
    });
    let input = Input::Bytes {
        name: "gold.jsonl".to_owned(),
        bytes: lines.collect::<String>().into_bytes(),
    };
    let options = ReadOptions {
        languages: Languages::Any,
        ..ReadOptions::default()
    };
    let documents = read(&readers.resources.lexicon.furniture, vec![input], &options);
    // A text of punctuation alone is no document; nothing is found in it.
    let nothing = || Document::new(String::new(), Vec::new(), Metadata::default());
    let documents = documents.map(|document| document.unwrap_or_else(|_| nothing()));
    readers.map(documents.collect(), |cache, document| {
        annotate_document(readers.resources, cache, document)
    })
}

/// The scores as a table, rounded to three decimals.
fn table(sets: &[Set]) -> String {
    let mut table = format!("{HEADING}\n");
    for set in sets {
        for (layer, score) in set.scores.layers() {
            let Score { found, expected, .. } = score;
            let right = (score.right * 10.0).round() / 10.0;
            let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
            let _ = writeln!(
                table,
                "{}\t{layer}\t{precision:.3}\t{recall:.3}\t{f1:.3}\t{right}\t{found}\t{expected}",
                set.name
            );
        }
    }
    table
}

fn write_json(path: &Path, sets: &[Set]) -> anyhow::Result<()> {
    let sets: Vec<_> = sets
        .iter()
        .map(|set| {
            let layers: BTreeMap<_, _> = set.scores.layers().collect();
            json!({"set": set.name, "layers": layers, "confusions": set.scores.confusions})
        })
        .collect();
    fs::write(path, serde_json::to_string_pretty(&sets)?)
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Every score that is lower than it may be.
fn falls(args: &EvalArgs, sets: &[Set]) -> anyhow::Result<Vec<String>> {
    let mut falls = Vec::new();
    let baseline = args.baseline.as_ref().map(|path| baseline(path)).transpose()?;
    for set in sets {
        for (layer, score) in set.scores.layers() {
            let f1 = format!("{:.3}", score.f1()).parse::<f64>()?;
            let before = baseline
                .as_ref()
                .and_then(|all| all.get(&(set.name.clone(), layer.to_owned())));
            let bounds = args.fail_under.iter().filter(|(name, _)| name == layer);
            let bounds = bounds.map(|(_, least)| (*least, "--fail-under"));
            for (least, which) in bounds.chain(before.map(|f1| (*f1, "the baseline"))) {
                if f1 < least {
                    falls.push(format!(
                        "{} {layer}: F1 {f1:.3} is below {least:.3} of {which}",
                        set.name
                    ));
                }
            }
        }
    }
    Ok(falls)
}

/// F1 by set and layer.
fn baseline(path: &Path) -> anyhow::Result<BTreeMap<(String, String), f64>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().enumerate().skip(1);
    lines
        .map(|(index, line)| {
            let cells: Vec<_> = line.split('\t').collect();
            let f1 = cells.get(4).and_then(|f1| f1.parse().ok());
            match (cells.as_slice(), f1) {
                ([set, layer, ..], Some(f1)) => Ok((((*set).to_owned(), (*layer).to_owned()), f1)),
                _ => bail!("{}:{}: is not a line of scores", path.display(), index + 1),
            }
        })
        .collect()
}

fn bound(text: &str) -> Result<(String, f64), String> {
    let wanted = || format!("`{text}` is not LAYER=F1, such as `cue=0.8`");
    let (layer, f1) = text.split_once('=').ok_or_else(wanted)?;
    Ok((layer.to_owned(), f1.parse().map_err(|_| wanted())?))
}
