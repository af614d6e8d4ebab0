//! `testimony extract`: read documents and print what they say, without a graph.

use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::iter;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;
use testimony::analysis::{WordCache, analyse};
use testimony::argument::ArgumentReader;
use testimony::document::{Document, Metadata};
use testimony::export::{Syntax, write_quads};
use testimony::extraction::{SchemaLexicon, triples};
use testimony::pipeline::{
    Readers, Resources, annotate_document, describe, describe_document, extract_lines, read_triples,
};
use testimony::rdf::Description;
use testimony::schema::Schema;
use testimony::source::{Input, Languages, ReadOptions, SourceError, read, read_stream};
use testimony::triples::{Triples, accepted_triples};

use super::extractors::{ExtractorArgs, Extractors, Setting, check};
use super::input::input;
use super::schema::SchemaArgs;
use super::{Ending, Global};

/// Arguments of `extract`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: echo '{\"text\": \"The ministry denied that the bank had closed.\"}' | testimony extract"
)]
pub(crate) struct ExtractArgs {
    /// Files, folders, glob patterns, or - for standard input (JSON Lines: id, text, date, title)
    #[arg(default_value = "-")]
    paths: Vec<PathBuf>,
    /// What to print of each document, on a line of its own
    #[arg(long, value_enum, default_value = "annotations")]
    format: ExtractFormat,
    #[command(flatten)]
    schema: SchemaArgs,
    #[command(flatten)]
    extractors: ExtractorArgs,
    /// Take each line of the inputs as one document: plain text, one sentence on a line
    #[arg(long)]
    lines: bool,
    /// How many threads read [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// The forms of what a document says; `docs/formats.md` documents them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExtractFormat {
    /// Claims, propositions and entities as spans of the text (JSON Lines)
    Annotations,
    /// What the document states and nobody in it denies: subject, relation, object in words (JSON Lines)
    Triples,
    /// Open propositions (tab-separated: sentence, confidence, predicate, arguments; one on a line)
    Openie,
    /// The quads of the document's graph, as `build` stores them, sorted
    Nquads,
}

/// What to print, and for triples in whose relations.
#[derive(Clone, Copy)]
struct Form<'a> {
    format: ExtractFormat,
    schema: Option<&'a SchemaLexicon>,
    /// Extractors whose proposals count.
    extractors: Option<&'a Extractors>,
}

/// What stands in the place of a document that could not be read.
#[derive(Serialize)]
struct Unread {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    error: String,
}

pub(crate) fn run(args: ExtractArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let threads = args.threads.map_or_else(std::thread::available_parallelism, Ok)?;
    let schema = args.schema.read()?;
    // Triples are in words and need no graph's ontology; whatever else is said is read with both.
    let schema = schema.filter(|_| args.format == ExtractFormat::Triples);
    let mut resources = match args.schema.files()? {
        Some(files) if schema.is_none() => Resources::bundled().with_own(&files)?,
        _ => Resources::bundled(),
    };
    let mut extractors = open_extractors(&args, (&resources, schema.as_ref()), global)?;
    extractors.equip(&mut resources);
    let form = Form {
        format: args.format,
        schema: schema.as_ref().map(|(_, lexicon)| lexicon),
        extractors: Some(&extractors).filter(|_| args.extractors.has_proposals()),
    };
    let readers = Readers::new(&resources, threads)?;
    let options = ReadOptions {
        languages: Languages::Any,
        ..ReadOptions::default()
    };
    let mut ending = Ending::Success;
    let mut documents = documents(&args, &resources, &options)?.peekable();
    while documents.peek().is_some() {
        let batch: Vec<_> = documents.by_ref().take(readers.batch_size()).collect();
        if batch.iter().any(Result::is_err) {
            ending = Ending::Incomplete;
        }
        write_batch(&readers, form, batch, output)?;
        output.flush()?;
    }
    for line in extractors.take_refused() {
        eprintln!("testimony: kept out: {line}");
    }
    if !extractors.is_complete() {
        ending = Ending::Incomplete;
    }
    Ok(ending)
}

/// The documents that are named, as they come.
fn documents<'a>(
    args: &ExtractArgs,
    resources: &'a Resources,
    options: &'a ReadOptions,
) -> anyhow::Result<Box<dyn Iterator<Item = Result<Document, SourceError>> + 'a>> {
    let furniture = &resources.lexicon.furniture;
    Ok(if args.lines {
        Box::new(line_documents(inputs(&args.paths)?)?.into_iter().map(Ok))
    } else if is_standard_input(&args.paths) {
        let mut input = BufReader::new(io::stdin());
        match input.fill_buf().context("cannot read standard input")? {
            // A stage of a pipe may have nothing to do.
            [] => Box::new(iter::empty()),
            _ => Box::new(read_stream(furniture, ("standard input", input), options)),
        }
    } else {
        Box::new(read(furniture, inputs(&args.paths)?, options))
    })
}

/// Who reads; a proposal is a claim or a triple, and no annotation.
fn open_extractors(
    args: &ExtractArgs,
    (resources, schema): (&Resources, Option<&(Schema, SchemaLexicon)>),
    global: &Global,
) -> anyhow::Result<Extractors> {
    let has_claims = matches!(args.format, ExtractFormat::Triples | ExtractFormat::Nquads);
    if args.extractors.has_proposals() && !has_claims {
        bail!("--extractor llm is for --format triples and --format nquads");
    }
    args.extractors.open(&Setting {
        ontology: &resources.ontology,
        schema: schema.map(|(schema, _)| schema),
        cache: None,
        is_quiet: global.quiet,
    })
}

/// Whether documents come through a pipe alone, so that they are read as they come.
fn is_standard_input(paths: &[PathBuf]) -> bool {
    paths.iter().all(|path| path.as_os_str() == "-") && !io::stdin().is_terminal()
}

fn inputs(paths: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    paths.iter().map(|path| input(path)).collect()
}

/// One document for each line that is not blank; its one paragraph is the line.
fn line_documents(inputs: Vec<Input>) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    for input in inputs {
        let bytes = match input {
            Input::Path(path) => {
                std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?
            }
            Input::Bytes { bytes, .. } => bytes,
        };
        let text = String::from_utf8_lossy(&bytes);
        let lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        documents.extend(lines.map(|(index, line)| line_document(index + 1, line)));
    }
    Ok(documents)
}

fn line_document(number: usize, line: &str) -> Document {
    let metadata = Metadata {
        source: number.to_string(),
        ..Metadata::default()
    };
    Document::of_paragraph(line.to_owned(), metadata)
}

/// One line for each document, in order; what could not be read says why on its line and on standard error.
fn write_batch(
    readers: &Readers<'_>,
    form: Form<'_>,
    batch: Vec<Result<Document, SourceError>>,
    output: &mut impl Write,
) -> anyhow::Result<()> {
    let mut errors = Vec::new();
    let mut documents = Vec::new();
    for (place, document) in batch.into_iter().enumerate() {
        match document {
            Ok(document) => documents.push(document),
            Err(error) => errors.push((place, error)),
        }
    }
    let read = readers.map(documents, |cache, document| {
        of_document(readers.resources, cache, (document, form))
    });
    check(readers.resources)?;
    let mut read = read.into_iter();
    let mut errors = errors.into_iter().peekable();
    for place in 0.. {
        if let Some((_, error)) = errors.next_if(|(at, _)| *at == place) {
            eprintln!("testimony: {error}");
            write_error(form.format, error, output)?;
        } else if let Some(read) = read.next() {
            output.write_all(&read?)?;
        } else {
            break;
        }
    }
    Ok(())
}

/// JSON Lines have a line for it; in the other forms there is no place for one.
fn write_error(format: ExtractFormat, error: SourceError, output: &mut impl Write) -> anyhow::Result<()> {
    if matches!(format, ExtractFormat::Annotations | ExtractFormat::Triples) {
        let error = Unread {
            error: error.to_string(),
            id: error.id,
        };
        writeln!(output, "{}", serde_json::to_string(&error)?)?;
    }
    Ok(())
}

/// What is printed of one document.
fn of_document(
    resources: &Resources,
    cache: &mut WordCache,
    (document, form): (Document, Form<'_>),
) -> anyhow::Result<Vec<u8>> {
    if let Some(extractors) = form.extractors {
        return by_extractors(resources, cache, (document, form, extractors));
    }
    if let Some(schema) = form.schema {
        return json_line(&schema_triples(resources, cache, (document, schema)));
    }
    match form.format {
        ExtractFormat::Annotations => json_line(&annotate_document(resources, cache, document)),
        ExtractFormat::Triples => json_line(&read_triples(resources, cache, document)),
        ExtractFormat::Openie => Ok(extract_lines(resources, cache, &document).into_bytes()),
        ExtractFormat::Nquads => nquads(&describe_document(resources, cache, document)),
    }
}

/// The same, by other extractors than the program alone.
fn by_extractors(
    resources: &Resources,
    cache: &mut WordCache,
    (document, form, extractors): (Document, Form<'_>, &Extractors),
) -> anyhow::Result<Vec<u8>> {
    if form.schema.is_some() {
        let triples = extractors.triples(resources, cache, &document)?;
        return json_line(&triples);
    }
    let reading = extractors.read(resources, cache, document)?;
    match form.format {
        ExtractFormat::Triples => json_line(&accepted_triples(&resources.ontology, &reading)),
        _ => nquads(&describe(resources, cache, &reading)),
    }
}

fn nquads(description: &Description) -> anyhow::Result<Vec<u8>> {
    let mut quads = Vec::new();
    write_quads(&description.quads, Syntax::NQuads, &mut quads)?;
    Ok(quads)
}

/// A text of one line is one paragraph, whatever it looks like: it was given as a sentence.
fn schema_triples(
    resources: &Resources,
    cache: &mut WordCache,
    (mut document, schema): (Document, &SchemaLexicon),
) -> Triples {
    if !document.text().trim().contains('\n') {
        document = Document::of_paragraph(document.text().to_owned(), document.metadata);
    }
    let analysis = analyse(&resources.model, cache, &document);
    let reader = ArgumentReader {
        document: &document,
        analysis: &analysis,
    };
    Triples {
        triples: triples(schema, reader),
        id: document.metadata.source,
    }
}

fn json_line(value: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    Ok(line)
}
