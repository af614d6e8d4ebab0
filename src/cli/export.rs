//! `testimony export`: write the graph out, in a stable order.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use oxigraph::model::Quad;
use testimony::agreement::Files;
use testimony::export::{
    BulkWriter, MANIFEST, Network, Profile, Quotes, Reified, Syntax, View, lean, nanopublications, quoting,
    replace_file, select, view, write_canonical, write_quads,
};
use testimony::lexicon::ontolex;
use testimony::query::{ClaimFilter, RowFormat, list_claims, write_rows};
use testimony::store::{Answer, Detail, GraphFile, GraphSource, KnowledgeGraph, StoreError, Streamed};
use testimony::vocab::graph;

use super::limits::bytes;
use super::place::{ontology, open, place};
use super::scratch::Scratch;
use super::{Ending, Global};

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples: testimony export --format trig --output backup.trig\n          \
    testimony export --bulk parts --bulk-bytes 1G"
)]
pub(crate) struct ExportArgs {
    /// The format; Turtle, N-Triples and RDF/XML write all graphs into one
    #[arg(long, value_enum, default_value = "turtle")]
    format: ExportFormat,
    /// In how much detail
    #[arg(long, value_enum, default_value = "full")]
    profile: ExportProfile,
    /// Which part: all, accepted, inferred (what `testimony reason` added), claims (the documents' own graphs and who
    /// contradicts whom), links, or one document by its IRI, path or title
    #[arg(long, value_name = "PART", default_value = "all")]
    view: String,
    /// The most words of a text that are written for a span, or none; without this all, and the whole texts
    #[arg(long, value_name = "N|none")]
    quotes: Option<MostWords>,
    /// Write canonical N-Quads (RDFC-1.0), whose hash `testimony hash` prints
    #[arg(long, conflicts_with = "format")]
    canonical: bool,
    /// Write a new folder for bulk loaders: sorted N-Quads in parts, packed with gzip, and a manifest
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["format", "canonical", "output"])]
    bulk: Option<PathBuf>,
    /// About how many bytes of lines a part of --bulk has before it is packed, as 100M or 1G
    #[arg(long, value_name = "SIZE", default_value = "512M", value_parser = bytes, requires = "bulk")]
    bulk_bytes: u64,
    /// Write to a file, which is replaced only when all is written
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Formats for export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    Turtle,
    Trig,
    Nquads,
    Ntriples,
    Rdfxml,
    Jsonld,
    /// A row for each claim, comma-separated
    Csv,
    /// A row for each claim, tab-separated
    Tsv,
    /// Things as nodes, claims between two things as edges, in XML
    Graphml,
    /// The same for Graphviz
    Dot,
    /// The same as FollowTheMoney entities, one JSON object on each line
    Ftm,
}

/// Profiles for export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportProfile {
    /// Only what is accepted
    Plain,
    /// Claims and their evidence, without whole texts, other mentions and decisions
    Lean,
    /// Everything but the ontology
    Full,
    /// Everything but the ontology, with what is claimed as triple terms of RDF 1.2 (turtle, trig, ntriples, nquads)
    Rdf12,
    /// A nanopublication for each claim (trig, nquads, jsonld)
    Nanopub,
    /// The ontology and the lexicon as OntoLex entries; needs no graph
    Ontology,
}

/// How many words of a span are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MostWords(Quotes);

impl FromStr for MostWords {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.parse()) {
            ("none", _) => Ok(Self(Quotes::None)),
            (_, Ok(most)) => Ok(Self(Quotes::Words(most))),
            _ => Err(format!("`{text}` is neither a number nor `none`")),
        }
    }
}

/// What is written.
enum Content {
    Rdf(Vec<Quad>, Syntax),
    Reified(Reified, Syntax),
    Canonical(Vec<Quad>),
    Claims(Answer, RowFormat),
    Network(Network, ExportFormat),
    Streamed(Box<dyn GraphSource>, Stream),
}

/// What is written graph by graph.
struct Stream {
    view: View,
    quotes: Quotes,
    detail: Detail,
    syntax: Syntax,
    scratch: Scratch,
}

impl Stream {
    fn streamed(&self) -> Streamed<'_> {
        Streamed {
            view: &self.view,
            quotes: self.quotes,
            detail: self.detail,
            syntax: self.syntax,
            scratch: self.scratch.path(),
        }
    }
}

pub(crate) fn run(args: ExportArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    if let Some(folder) = &args.bulk {
        return write_bulk(&args, folder, global);
    }
    let content = content(&args, global)?;
    match &args.output {
        Some(path) => replace_file(path, |file| write(&content, global, file))
            .with_context(|| format!("cannot write {}", path.display()))?,
        None => write(&content, global, output)?,
    }
    Ok(Ending::Success)
}

/// Writes a folder for bulk loaders, and says what is in it.
fn write_bulk(args: &ExportArgs, folder: &Path, global: &Global) -> anyhow::Result<Ending> {
    let unwritable = || format!("cannot write the folder {}", folder.display());
    if !matches!(args.profile, ExportProfile::Full | ExportProfile::Lean) {
        bail!("--bulk writes graphs as they are: choose --profile full or lean");
    }
    let Content::Streamed(graph, stream) = whole(args, global, Syntax::NQuads)? else {
        bail!("--bulk cannot write --view {}: it takes whole graphs", args.view);
    };
    let mut bulk = BulkWriter::new(folder, args.bulk_bytes).with_context(unwritable)?;
    let written = stream.streamed().write(&*graph, &mut bulk);
    written.map_err(plain_error).with_context(unwritable)?;
    let manifest = bulk.finish().with_context(unwritable)?;
    if !global.quiet {
        eprintln!(
            "testimony: {} quads in {} parts, listed in {}",
            manifest.quads,
            manifest.parts.len(),
            folder.join(MANIFEST).display()
        );
    }
    Ok(Ending::Success)
}

fn content(args: &ExportArgs, global: &Global) -> anyhow::Result<Content> {
    let syntax = match args.format {
        _ if args.canonical => return Ok(Content::Canonical(quads(args, global)?)),
        ExportFormat::Turtle => Syntax::Turtle,
        ExportFormat::Trig => Syntax::TriG,
        ExportFormat::Nquads => Syntax::NQuads,
        ExportFormat::Ntriples => Syntax::NTriples,
        ExportFormat::Rdfxml => Syntax::RdfXml,
        ExportFormat::Jsonld => Syntax::JsonLd,
        ExportFormat::Csv => return claims(args, RowFormat::Csv, global),
        ExportFormat::Tsv => return claims(args, RowFormat::Tsv, global),
        network => return Ok(Content::Network(Network::of(&quads(args, global)?), network)),
    };
    let is_merged = matches!(syntax, Syntax::Turtle | Syntax::NTriples | Syntax::RdfXml);
    let has_triple_terms = !matches!(syntax, Syntax::JsonLd | Syntax::RdfXml);
    match args.profile {
        ExportProfile::Nanopub if is_merged => {
            bail!("a nanopublication has graphs of its own: choose --format trig, nquads or jsonld")
        }
        ExportProfile::Rdf12 if !has_triple_terms => {
            bail!("`{syntax}` has no triple terms: choose --format turtle, trig, ntriples or nquads")
        }
        ExportProfile::Full | ExportProfile::Lean => whole(args, global, syntax),
        ExportProfile::Rdf12 => Ok(Content::Reified(Reified::of(&quads(args, global)?), syntax)),
        _ => Ok(Content::Rdf(quads(args, global)?, syntax)),
    }
}

/// Graphs as they are: one after the other where the syntax allows it, else all at once.
fn whole(args: &ExportArgs, global: &Global, syntax: Syntax) -> anyhow::Result<Content> {
    let stream = |view| {
        let scratch = Scratch::new("export")?;
        anyhow::Ok(Stream {
            view,
            quotes: args.quotes.map_or(Quotes::All, |most| most.0),
            detail: match args.profile {
                ExportProfile::Lean => Detail::Lean,
                _ => Detail::Full,
            },
            syntax,
            scratch,
        })
    };
    if let Some(view) = named_part(&args.view)
        && let stream = stream(view)?
        && stream.streamed().is_possible()
        && let Some(file) = GraphFile::of(&place(global)?)?
    {
        return Ok(Content::Streamed(Box::new(file), stream));
    }
    let graph = open(global)?;
    let stream = stream(part(&args.view, &graph)?)?;
    match stream.streamed().is_possible() {
        true => Ok(Content::Streamed(Box::new(graph), stream)),
        false => Ok(Content::Rdf(chosen(args, &graph)?, syntax)),
    }
}

/// Tables have all claims; who wants fewer asks `testimony claims`.
fn claims(args: &ExportArgs, format: RowFormat, global: &Global) -> anyhow::Result<Content> {
    if args.view != "all" || args.quotes.is_some() || args.profile != ExportProfile::Full {
        bail!(
            "a table has all claims as they are: leave out --view, --profile and --quotes, or use `testimony claims`"
        );
    }
    let answer = list_claims(&open(global)?, &ClaimFilter::default())?;
    Ok(Content::Claims(answer, format))
}

fn quads(args: &ExportArgs, global: &Global) -> anyhow::Result<Vec<Quad>> {
    if args.profile == ExportProfile::Ontology {
        return ontology_quads(global);
    }
    chosen(args, &open(global)?)
}

/// The quads of the part that was asked for, in the detail that was asked for.
fn chosen(args: &ExportArgs, graph: &KnowledgeGraph) -> anyhow::Result<Vec<Quad>> {
    let viewed = view(&graph.quads()?, &part(&args.view, graph)?);
    let detailed = match args.profile {
        ExportProfile::Plain => select(&viewed, Profile::Plain),
        ExportProfile::Lean => lean(&viewed),
        ExportProfile::Full | ExportProfile::Rdf12 | ExportProfile::Nanopub | ExportProfile::Ontology => {
            viewed
        }
    };
    let quoted = match args.quotes {
        Some(MostWords(quotes)) => quoting(&detailed, quotes),
        None => detailed,
    };
    Ok(match args.profile {
        ExportProfile::Nanopub => nanopublications(&quoted),
        _ => quoted,
    })
}

fn part(name: &str, graph: &KnowledgeGraph) -> anyhow::Result<View> {
    match named_part(name) {
        Some(view) => Ok(view),
        None => Ok(View::Document(graph.document_called(name)?)),
    }
}

/// The part that has this name in every graph.
fn named_part(name: &str) -> Option<View> {
    Some(match name {
        "all" => View::All,
        "accepted" => View::Accepted,
        "inferred" => View::Inferred,
        "claims" => View::Claims,
        "links" => View::Links,
        _ => return None,
    })
}

fn write(content: &Content, global: &Global, output: &mut impl Write) -> anyhow::Result<()> {
    match content {
        Content::Rdf(quads, syntax) => write_quads(quads, *syntax, output)?,
        Content::Reified(reified, syntax) => reified.write(*syntax, output)?,
        Content::Streamed(graph, stream) => {
            stream.streamed().write(&**graph, output).map_err(plain_error)?;
        }
        Content::Canonical(quads) => write_canonical(quads, output)?,
        Content::Claims(Answer::Rows { variables, rows }, format) => {
            write_rows((variables, rows), *format, output)?;
        }
        Content::Claims(_, _) => bail!("the list of claims has no rows"),
        Content::Network(network, ExportFormat::Graphml) => network.write_graphml(output)?,
        Content::Network(network, ExportFormat::Dot) => network.write_dot(output)?,
        Content::Network(network, _) => network.write_follow_the_money(&ontology(global)?, output)?,
    }
    Ok(())
}

/// Failing to write is told as for any other output, so that a closed pipe is known for one.
fn plain_error(error: StoreError) -> anyhow::Error {
    match error {
        StoreError::Output(source) => source.into(),
        other => other.into(),
    }
}

fn ontology_quads(global: &Global) -> anyhow::Result<Vec<Quad>> {
    let mut triples = ontology(global)?.triples();
    for table in Files::bundled().lexicon {
        triples.extend(ontolex::triples(table)?);
    }
    let quads = triples.into_iter().map(|triple| triple.in_graph(graph::ONTOLOGY));
    Ok(quads.collect())
}
