//! Examples from a graph and texts: sentences that name both ends of a known fact.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use testimony::analysis::analyse;
use testimony::induction::{ExampleRecord, read_examples};
use testimony::pipeline::Readers;
use testimony::schema::Schema;
use testimony::source::{Input, ReadOptions, read};
use testimony::store::{KnowledgeGraph, Place};
use testimony::supervision::{Facts, supervise};

use crate::cli::input::input;
use crate::cli::{Ending, Global, schema};

/// Where facts and texts are.
#[derive(Debug, Args)]
pub(super) struct SupervisionArgs {
    /// Known facts in the ontology's relations, with labels: RDF (.ttl, .nt, .nq, .trig, .rdf, .jsonld), or the folder of a graph
    #[arg(long, value_name = "PLACE", requires = "text", conflicts_with = "general")]
    graph: Option<PathBuf>,
    /// Texts in which sentences that name both ends of a fact are looked for: files, folders, patterns
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "graph")]
    text: Vec<PathBuf>,
    /// Write the sentences that were found, with their facts, to a file of examples for review
    #[arg(long, value_name = "FILE", requires = "graph")]
    examples_out: Option<PathBuf>,
}

impl SupervisionArgs {
    /// Whether facts are given.
    pub(super) fn is_given(&self) -> bool {
        self.graph.is_some()
    }

    /// The examples that the facts find in the texts, written to the file that is asked for.
    pub(super) fn examples(
        &self,
        readers: &Readers<'_>,
        schema: &Schema,
        global: &Global,
    ) -> anyhow::Result<(Vec<ExampleRecord>, Ending)> {
        let graph = self.graph.as_deref().context("name the facts with --graph")?;
        let facts = facts(graph, schema)?;
        if facts.is_empty() {
            bail!(
                "{} has no fact in a relation of the ontology; its predicates have to be the ontology's",
                graph.display()
            );
        }
        let (lines, ending) = self.lines(readers, &facts)?;
        if lines.is_empty() {
            bail!(
                "no sentence names both ends of one of the {} facts; the facts need labels (rdfs:label, skos:altLabel) as the texts have them",
                facts.len()
            );
        }
        if let Some(path) = &self.examples_out {
            fs::write(path, &lines).with_context(|| format!("cannot write {}", path.display()))?;
        }
        let (records, _) = read_examples(schema, &lines)?;
        if !global.quiet {
            eprintln!("testimony: {} sentences name both ends of a fact", records.len());
        }
        Ok((records, ending))
    }

    /// The sentences as lines of JSON, in the order of the texts; what cannot be read is named on standard error.
    fn lines(&self, readers: &Readers<'_>, facts: &Facts) -> anyhow::Result<(String, Ending)> {
        let lexicon = &readers.resources.lexicon;
        let inputs = self.text.iter().map(|path| input(path));
        let inputs = inputs.collect::<anyhow::Result<Vec<Input>>>()?;
        let options = ReadOptions::default();
        let mut documents = read(&lexicon.furniture, inputs, &options).peekable();
        let (mut lines, mut ending) = (String::new(), Ending::Success);
        while documents.peek().is_some() {
            let mut batch = Vec::new();
            for document in documents.by_ref().take(readers.batch_size()) {
                match document {
                    Ok(document) => batch.push(document),
                    Err(error) => {
                        eprintln!("testimony: {error}");
                        ending = Ending::Incomplete;
                    }
                }
            }
            let found = readers.map(batch, |cache, document| {
                let analysis = analyse(&readers.resources.model, cache, &document);
                supervise(facts, &lexicon.times, (&document, &analysis))
            });
            for sentence in found.into_iter().flatten() {
                lines.push_str(&sentence.to_line()?);
            }
        }
        Ok((lines, ending))
    }
}

/// Reads facts from a file of RDF or from the folder of a graph.
fn facts(place: &Path, schema: &Schema) -> anyhow::Result<Facts> {
    if place.is_dir() {
        let graph = KnowledgeGraph::open(Place::from_path(place.to_owned()))?;
        return Ok(Facts::of(schema, &graph.quads()?));
    }
    Ok(Facts::parse(schema, place, &schema::text(place)?)?)
}
