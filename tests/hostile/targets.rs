//! What reads bytes from outside, each as a function of any bytes: `tests/hostile.rs` runs them on a kept corpus and on what it
//! makes of it, `fuzz/` runs them under libFuzzer.

use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use testimony::guard::{Doctypes, Guarded};
use testimony::lexicon::attribution::Cues;
use testimony::lexicon::furniture::FurnitureLexicon;
use testimony::lexicon::relations::Triggers;
use testimony::lexicon::times::TimeWords;
use testimony::linkage::sssom::MappingSet;
use testimony::ontology::Ontology;
use testimony::query::{ask_within, bind, parameters};
use testimony::record::{Blocks, TableMapping, Vocabulary, write_block};
use testimony::rml::{Mapping, Setting};
use testimony::schema::Schema;
use testimony::source::{Input, Languages, ReadOptions, read};
use testimony::store::{Allowance, KnowledgeGraph};

/// A reader of bytes; it may refuse them, and may not panic.
pub(crate) type Target = fn(&[u8]);

/// All readers, with the folders of their corpora.
pub(crate) const TARGETS: &[(&str, Target)] = &[
    ("html", html),
    ("jsonl", json_lines),
    ("sssom", sssom),
    ("lexicon", lexicon),
    ("ontology", ontology),
    ("records", records),
    ("mapping", mapping),
    ("rml", rml),
    ("parameters", query_parameters),
    ("query", query),
    ("rdf", rdf),
];

fn document(name: &str, bytes: &[u8]) {
    let furniture = FurnitureLexicon::bundled();
    let options = ReadOptions {
        languages: Languages::Any,
        ..ReadOptions::default()
    };
    let input = Input::Bytes {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    };
    read(&furniture, vec![input], &options).for_each(drop);
}

/// A page of the web, packed or not.
pub(crate) fn html(bytes: &[u8]) {
    document("a.html", bytes);
}

/// Documents as JSON Lines, packed or not.
pub(crate) fn json_lines(bytes: &[u8]) {
    document("a.jsonl", bytes);
}

/// A table of links.
pub(crate) fn sssom(bytes: &[u8]) {
    if let Ok(set) = MappingSet::parse(Path::new("a.sssom.tsv"), &String::from_utf8_lossy(bytes)) {
        let _ = set.write();
    }
}

/// Tables of words.
pub(crate) fn lexicon(bytes: &[u8]) {
    let (path, text) = (Path::new("a.tsv"), String::from_utf8_lossy(bytes));
    let _ = Cues::parse(path, &text);
    let _ = Triggers::parse(path, &text);
    let _ = FurnitureLexicon::parse(path, &text);
    let _ = TimeWords::parse(path, &text);
}

/// An ontology of a user's own, in each syntax.
pub(crate) fn ontology(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for name in ["a.ttl", "a.owl", "a.jsonld", "a.json", "a.nt"] {
        let _ = Schema::parse(Path::new(name), &text);
    }
}

/// Claims of another extractor.
pub(crate) fn records(bytes: &[u8]) {
    let ontology = Ontology::bundled();
    let vocabulary = Vocabulary::new(&ontology);
    let blocks = Blocks::of_reader("a.jsonl", std::io::Cursor::new(bytes.to_vec()));
    for block in blocks.into_iter().flatten().map_while(Result::ok) {
        let _ = write_block(&vocabulary, &block);
    }
}

/// A mapping of a table.
pub(crate) fn mapping(bytes: &[u8]) {
    let _ = TableMapping::parse(Path::new("a.toml"), &String::from_utf8_lossy(bytes));
}

/// An RML mapping.
pub(crate) fn rml(bytes: &[u8]) {
    let setting = Setting {
        file: None,
        base: None,
    };
    let _ = Mapping::parse(Path::new("a.ttl"), &String::from_utf8_lossy(bytes), setting);
}

fn graph() -> Option<KnowledgeGraph> {
    KnowledgeGraph::in_memory().ok()
}

/// The parameters that a query declares, with values: what is behind the first empty line, one `name=value` on each.
pub(crate) fn query_parameters(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (query, given) = text.split_once("\n\n").unwrap_or((&text, ""));
    let given: Vec<(String, String)> = given
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if let Some(graph) = graph() {
        let _ = bind(&graph, &parameters(query), &given);
    }
}

/// A query of a stranger, asked of an empty graph.
pub(crate) fn query(bytes: &[u8]) {
    let allowance = Allowance {
        rows: Some(100),
        ..Allowance::default()
    };
    if let Some(graph) = graph() {
        let _ = ask_within(&graph, (&String::from_utf8_lossy(bytes), &[]), &allowance);
    }
}

/// Triples of a stranger, in each syntax.
pub(crate) fn rdf(bytes: &[u8]) {
    for extension in ["ttl", "trig", "nt", "nq", "rdf", "jsonld"] {
        let Some(format) = RdfFormat::from_extension(extension) else {
            continue;
        };
        let guarded = Guarded::new((format, Doctypes::Refused), bytes);
        let quads = RdfParser::from_format(format).for_reader(guarded);
        quads.take_while(Result::is_ok).for_each(drop);
    }
}
