//! Where the descriptions of a build go.

use std::collections::BTreeMap;
use std::io::{self, Write};

use oxigraph::model::{NamedNode, Quad};
use testimony::derived::{Derivation, Policy};
use testimony::export::{GraphLines, Profile, Syntax, select, write_quads};
use testimony::ontology::Ontology;
use testimony::rdf::Description;
use testimony::search::follow;
use testimony::store::{KnowledgeGraph, Plan};

use super::PrintSyntax;
use crate::cli::place::save;

/// Where descriptions go.
pub(super) enum Target {
    /// Into a graph that is kept.
    Kept(KnowledgeGraph),
    /// Onto the output, graph by graph, with no store at all.
    Lines(Derivation, GraphLines),
    /// Onto the output, laid out, with no store at all.
    Layout(Derivation, Vec<Quad>, Syntax),
}

impl Target {
    /// One that prints and keeps nothing.
    pub(super) fn printed(syntax: PrintSyntax) -> Self {
        match syntax {
            PrintSyntax::Nquads => Self::Lines(Derivation::default(), GraphLines::default()),
            other => Self::Layout(Derivation::default(), Vec::new(), other.syntax()),
        }
    }

    /// Has the index for searching follow what is done next.
    pub(super) fn follow(&mut self) {
        if let Self::Kept(graph) = self {
            follow(graph);
        }
    }

    /// What is to be done, going by what is there already.
    pub(super) fn plan(&self) -> anyhow::Result<Plan> {
        match self {
            Self::Kept(graph) => Ok(Plan::of(graph)?),
            _ => Ok(Plan::default()),
        }
    }

    /// The graphs of documents that cite lines of the lexicon which stand elsewhere now.
    pub(super) fn renumbered(
        &self,
        documents: &[(NamedNode, BTreeMap<String, String>)],
    ) -> anyhow::Result<Vec<Description>> {
        let Self::Kept(graph) = self else {
            return Ok(Vec::new());
        };
        let documents = documents.iter();
        let renumbered = documents.map(|(document, moves)| Ok(graph.renumbered(document, moves)?));
        renumbered.collect()
    }

    /// Puts documents in and takes older versions out.
    pub(super) fn take(
        &mut self,
        (mut descriptions, older): (Vec<Description>, &[NamedNode]),
        rules: (&Ontology, &Policy),
    ) -> anyhow::Result<()> {
        match self {
            Self::Kept(_) if descriptions.is_empty() && older.is_empty() => {}
            Self::Kept(graph) => {
                for description in &mut descriptions {
                    graph.keep_imported(description)?;
                }
                graph.amend((&descriptions, older), rules)?;
            }
            Self::Lines(derivation, lines) => {
                for description in descriptions {
                    lines.add(&description.quads)?;
                    derivation.add(description.quads);
                }
            }
            Self::Layout(derivation, quads, _) => {
                for description in descriptions {
                    quads.extend(description.quads.iter().cloned());
                    derivation.add(description.quads);
                }
            }
        }
        Ok(())
    }

    /// Works out what follows from all documents, and keeps or prints it.
    pub(super) fn finish(
        &mut self,
        (ontology, policy): (&Ontology, &Policy),
        print: Option<PrintSyntax>,
        output: &mut impl Write,
    ) -> anyhow::Result<()> {
        match self {
            Self::Kept(graph) => {
                graph.settle(ontology, policy)?;
                save(graph, "build")?;
                if let Some(print) = print {
                    write_quads(&select(&graph.quads()?, Profile::Full), print.syntax(), output)?;
                }
            }
            Self::Lines(derivation, lines) => {
                std::mem::take(derivation).each_graph(ontology, policy, |graph| lines.add(&graph))?;
                lines.write(output)?;
            }
            Self::Layout(derivation, quads, syntax) => {
                std::mem::take(derivation).each_graph(ontology, policy, |graph| {
                    quads.extend(graph);
                    io::Result::Ok(())
                })?;
                write_quads(quads, *syntax, output)?;
            }
        }
        Ok(())
    }
}
