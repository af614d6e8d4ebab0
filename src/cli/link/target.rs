//! What things of the graph are held against, and by which weights and decisions.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use testimony::linkage::sssom::MappingSet;
use testimony::linking::{
    Alignment, Decisions, Joiner, Judged, LinkTarget, Linker, Source, Subject, Weights, add_sentences,
    share_names, subjects,
};
use testimony::ontology::Ontology;
use testimony::store::KnowledgeGraph;

use super::found::Found;
use crate::cli::dataset::HomeArg;

/// What things are held against.
#[derive(Debug, Args)]
pub(super) struct TargetArgs {
    /// The dataset to link to, as `testimony dataset list` calls it
    #[arg(long, value_name = "DATASET")]
    pub(super) to: Option<String>,
    /// Join things of the graph that are one under several names
    #[arg(long, conflicts_with = "to")]
    pub(super) within: bool,
    #[command(flatten)]
    pub(super) home: HomeArg,
    /// Another table of weights than ontology/linkage/weights.tsv, or within.tsv with --within
    #[arg(long, value_name = "FILE.tsv")]
    pub(super) weights: Option<PathBuf>,
}

impl TargetArgs {
    /// Whether a target is named at all.
    pub(super) fn is_named(&self) -> bool {
        self.within || self.to.is_some()
    }

    /// What its graphs go by.
    pub(super) fn name(&self) -> anyhow::Result<&str> {
        match &self.to {
            Some(dataset) => Ok(dataset),
            None if self.within => Ok("within"),
            None => bail!("say what things are held against: --to DATASET, or --within"),
        }
    }

    /// The table of weights that is named, or the one that is compiled in.
    pub(super) fn weights(&self) -> anyhow::Result<Weights> {
        let judged = if self.within {
            Judged::Things
        } else {
            Judged::Records
        };
        match &self.weights {
            Some(path) => Ok(Weights::parse(judged, &path.display().to_string(), &read(path)?)?),
            None => Ok(Weights::bundled(judged)),
        }
    }

    /// The named things of a graph, with what this target needs to know of them.
    pub(super) fn things(&self, graph: &KnowledgeGraph) -> anyhow::Result<Vec<Subject>> {
        let mut things = subjects(graph)?;
        add_sentences(&mut things, graph)?;
        if !self.within {
            share_names(&mut things, graph)?;
        }
        Ok(things)
    }

    /// Weighs things and decides.
    pub(super) fn find(
        &self,
        things: Vec<Subject>,
        (ontology, decisions): (&Ontology, &Decisions),
    ) -> anyhow::Result<Found> {
        let weights = self.weights()?;
        if self.within {
            let within = Joiner::new(&weights, ontology, decisions).join(&things);
            return Ok(Found::Things { things, within });
        }
        let index = self.home.datasets()?.open(self.name()?)?;
        let alignment = Alignment::bundled(ontology);
        let linker = Linker::new(Source::from(&index), (&weights, &alignment), decisions);
        Ok(Found::Records {
            things: things.len(),
            outcomes: linker.link(&things)?,
            target: LinkTarget::of_dataset(index.meta()),
            facts: Vec::new(),
            pages: BTreeMap::new(),
        })
    }
}

/// What people decided, by the table at a path; without one nothing.
pub(super) fn decisions(path: Option<&Path>) -> anyhow::Result<Decisions> {
    match path {
        Some(path) => {
            let decided = Decisions::of(&mappings(path)?);
            decided.with_context(|| format!("cannot use `{}`", path.display()))
        }
        None => Ok(Decisions::default()),
    }
}

/// The rows of an SSSOM table.
pub(super) fn mappings(path: &Path) -> anyhow::Result<MappingSet> {
    Ok(MappingSet::parse(path, &read(path)?)?)
}

pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}
