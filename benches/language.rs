//! Times the language engine on one core: `cargo bench --bench language -- TEXTS.jsonl [avx512|avx2|portable]`.
//!
//! TEXTS.jsonl has one object with a field `text` on each line. `benches/language.py` runs this and spaCy in
//! turn. The output is one JSON object; times are seconds on the processor, not on the clock.

use std::fs;

use anyhow::{Context, bail};
use serde_json::{Value, json};
use testimony::analysis::{InstructionSet, LanguageModel, WordCache, analyse};
use testimony::document::{Block, BlockKind, ByteSpan, Document, Metadata};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(path) = arguments.next() else {
        eprintln!("no texts given: nothing is measured");
        return Ok(());
    };
    let instructions = match arguments.next().as_deref() {
        None => InstructionSet::best(),
        Some("avx512") => InstructionSet::Avx512,
        Some("avx2") => InstructionSet::Avx2,
        Some("portable") => InstructionSet::Portable,
        Some(other) => bail!("`{other}` is no instruction set"),
    };
    let documents = read(&path)?;
    let before = processor_seconds()?;
    let model = LanguageModel::with_instructions(instructions);
    let load = processor_seconds()? - before;
    let mut cache = WordCache::new();
    let mut passes = Vec::new();
    let mut tokens = 0;
    for _ in 0..3 {
        let before = processor_seconds()?;
        let analyses = documents
            .iter()
            .map(|document| analyse(&model, &mut cache, document));
        tokens = analyses.map(|analysis| analysis.tokens.len()).sum();
        passes.push(processor_seconds()? - before);
    }
    let report = json!({
        "instructions": format!("{instructions:?}"), "tokens": tokens, "load": load, "passes": passes,
    });
    println!("{report}");
    Ok(())
}

fn read(path: &str) -> anyhow::Result<Vec<Document>> {
    let lines = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    let records = lines.lines().map(|line| {
        let record: Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().context("a line has no `text`")?;
        Ok(document(text))
    });
    records.collect()
}

/// A document whose blocks are what stands between empty lines.
fn document(text: &str) -> Document {
    let mut blocks = Vec::new();
    let mut start = 0;
    for paragraph in text.split("\n\n") {
        let trimmed = paragraph.trim();
        let at = start + (paragraph.len() - paragraph.trim_start().len());
        start += paragraph.len() + 2;
        blocks.push(Block {
            span: ByteSpan::new(at, at + trimmed.len()),
            kind: BlockKind::Paragraph,
        });
    }
    Document::new(text.to_owned(), blocks, Metadata::default())
}

/// The time that this thread has spent on a processor; Linux only.
fn processor_seconds() -> anyhow::Result<f64> {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").context("no /proc: Linux only")?;
    let nanoseconds = statistics.split(' ').next().unwrap_or_default();
    Ok(nanoseconds.parse::<f64>()? * 1e-9)
}
