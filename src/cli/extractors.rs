//! Who reads claims off documents: the program itself, or another extractor whose proposals are checked.

#[cfg(feature = "llm")]
mod llm;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::bail;
use clap::{Args, ValueEnum};
use testimony::analysis::WordCache;
use testimony::claim::Reading;
use testimony::document::Document;
use testimony::edition::Edition;
use testimony::extractor::Extractor;
use testimony::ontology::Ontology;
use testimony::pipeline::{
    OwnClaims, Readers, Resources, describe, read_document, read_proposals, triples_of_proposals,
};
use testimony::proposal::{Offer, ProposedPart, RefusedProposal, Terms};
use testimony::rdf::Description;
use testimony::schema::Schema;
use testimony::triples::Triples;

/// Extractors by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExtractorName {
    /// The program's own rules
    Testimony,
    /// A language model behind an OpenAI-compatible endpoint, whose claims are checked word by word
    Llm,
}

/// Who reads.
#[derive(Debug, Args)]
pub(super) struct ExtractorArgs {
    /// Who reads claims off documents; of several, separated by commas, each claim names those that read it
    #[arg(
        long,
        value_enum,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "testimony"
    )]
    extractor: Vec<ExtractorName>,
    #[cfg(feature = "llm")]
    #[command(flatten)]
    llm: llm::LlmArgs,
}

/// What an extractor needs to know to begin.
#[cfg_attr(
    not(feature = "llm"),
    expect(dead_code, reason = "only other extractors need to know it")
)]
pub(super) struct Setting<'a> {
    /// The program's ontology.
    pub(super) ontology: &'a Ontology,
    /// A user's, when there is one.
    pub(super) schema: Option<&'a Schema>,
    /// Where answers are kept when nothing is said about that.
    pub(super) cache: Option<PathBuf>,
    /// Whether to say nothing but errors.
    pub(super) is_quiet: bool,
}

/// Extractors at work.
pub(super) struct Extractors {
    own: OwnClaims,
    #[cfg(feature = "llm")]
    llm: Option<llm::Model>,
    /// What was refused so far, a line of JSON each.
    refused: Mutex<BTreeSet<String>>,
}

impl ExtractorArgs {
    /// Begins to work with the extractors that are named.
    pub(super) fn open(&self, setting: &Setting<'_>) -> anyhow::Result<Extractors> {
        let is_named = |name| self.extractor.contains(&name);
        #[cfg(not(feature = "llm"))]
        if is_named(ExtractorName::Llm) {
            bail!(
                "this program was built without `llm`; build it with `cargo build --release --features llm`"
            );
        }
        #[cfg(feature = "llm")]
        self.llm.check(is_named(ExtractorName::Llm))?;
        let own = match is_named(ExtractorName::Testimony) {
            true => OwnClaims::Kept,
            false => OwnClaims::LeftOut,
        };
        if setting.schema.is_some() && self.extractor.len() > 1 {
            bail!("--ontology takes one extractor; name `testimony` or another");
        }
        Ok(Extractors {
            own,
            #[cfg(feature = "llm")]
            llm: match is_named(ExtractorName::Llm) {
                true => Some(self.llm.open(setting)?),
                false => None,
            },
            refused: Mutex::default(),
        })
    }

    /// Whether only the program itself reads.
    pub(super) fn is_own_alone(&self) -> bool {
        self.extractor == [ExtractorName::Testimony]
    }
}

impl Extractors {
    /// The edition that tells descriptions by these extractors from those by others.
    pub(super) fn edition(&self, edition: &Edition) -> Edition {
        #[cfg(feature = "llm")]
        if let Some(model) = &self.llm {
            let edition = model.llm.edition(edition);
            return match self.own {
                OwnClaims::Kept => edition.with(&["testimony"]),
                OwnClaims::LeftOut => edition,
            };
        }
        edition.clone()
    }

    /// Describes documents in their order; an extractor that cannot be asked is an error.
    pub(super) fn describe(
        &self,
        readers: &Readers<'_>,
        documents: Vec<Document>,
    ) -> anyhow::Result<Vec<Description>> {
        let described = readers.map(documents, |cache, document| {
            let reading = self.read(readers.resources, cache, document)?;
            Ok(describe(readers.resources, &reading))
        });
        described.into_iter().collect()
    }

    /// Reads one document.
    pub(super) fn read(
        &self,
        resources: &Resources,
        cache: &mut WordCache,
        document: Document,
    ) -> anyhow::Result<Reading> {
        let Some((proposer, parts)) = self.propose(&document)? else {
            return Ok(read_document(resources, cache, document));
        };
        let offer = proposer.offer(&parts);
        let (reading, refused) = read_proposals(resources, cache, document, (self.own, offer));
        self.refuse(&refused)?;
        Ok(reading)
    }

    /// The plain triples that another extractor proposes in the terms of a user's ontology; none when only the program
    /// itself reads.
    pub(super) fn triples(
        &self,
        resources: &Resources,
        cache: &mut WordCache,
        document: &Document,
    ) -> anyhow::Result<Option<Triples>> {
        let Some((proposer, parts)) = self.propose(document)? else {
            return Ok(None);
        };
        let (triples, refused) = triples_of_proposals(resources, cache, document, proposer.offer(&parts));
        self.refuse(&refused)?;
        Ok(Some(triples))
    }

    /// What was refused, a line of JSON each, sorted.
    pub(super) fn refused(&self) -> BTreeSet<String> {
        self.refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn propose(&self, document: &Document) -> anyhow::Result<Option<(Proposer<'_>, Vec<ProposedPart>)>> {
        #[cfg(feature = "llm")]
        if let Some(model) = &self.llm {
            let proposer = Proposer {
                extractor: &model.extractor,
                terms: &model.terms,
            };
            return Ok(Some((proposer, model.llm.propose(document)?)));
        }
        let _ = document;
        Ok(None)
    }

    fn refuse(&self, refused: &[RefusedProposal]) -> anyhow::Result<()> {
        let lines = refused.iter().map(serde_json::to_string);
        let lines = lines.collect::<Result<Vec<_>, _>>()?;
        self.refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(lines);
        Ok(())
    }
}

/// Another extractor, and the terms that it may use.
struct Proposer<'a> {
    extractor: &'a Extractor,
    terms: &'a Terms,
}

impl Proposer<'_> {
    fn offer<'a>(&'a self, parts: &'a [ProposedPart]) -> Offer<'a> {
        Offer {
            extractor: self.extractor,
            terms: self.terms,
            parts,
        }
    }
}
