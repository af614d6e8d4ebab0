//! Reads texts, one JSON string a line, and prints their analyses, one JSON object a line.
//!
//! Each text is one block. `models/compare.py` runs this to compare with spaCy.

use std::io::{self, BufRead, Write};

use anyhow::Context;
use serde_json::{Value, json};
use testimony::analysis::{Analysis, LanguageModel, WordCache, analyse};
use testimony::document::{Block, BlockKind, ByteSpan, Document, Metadata};

fn main() -> anyhow::Result<()> {
    let model = LanguageModel::bundled();
    let mut cache = WordCache::new();
    let mut output = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?).context("a line is not a JSON string")?;
        let document = document(text);
        let analysis = analyse(&model, &mut cache, &document);
        writeln!(output, "{}", describe(&document, &analysis))?;
    }
    Ok(())
}

fn document(text: String) -> Document {
    let block = Block {
        span: ByteSpan::new(0, text.len()),
        kind: BlockKind::Paragraph,
    };
    Document::new(text, vec![block], Metadata::default())
}

fn describe(document: &Document, analysis: &Analysis) -> Value {
    let tokens = analysis.tokens.iter().map(|token| {
        let span = document.char_span(token.span);
        json!([
            span.start,
            span.end,
            token.tag.to_string(),
            token.pos.to_string(),
            &*token.lemma,
            token.head,
            token.dep.to_string()
        ])
    });
    let names = analysis
        .names
        .iter()
        .map(|name| json!([name.tokens.start, name.tokens.end, name.label.to_string()]));
    json!({
        "tokens": tokens.collect::<Vec<_>>(),
        "sentences": analysis.sentences.iter().map(|sentence| sentence.tokens.start).collect::<Vec<_>>(),
        "names": names.collect::<Vec<_>>(),
    })
}
