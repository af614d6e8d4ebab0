//! Who reads claims off documents: the program itself, or another extractor whose proposals are checked.

#[cfg(feature = "gliner")]
mod gliner;
#[cfg(feature = "llm")]
mod llm;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
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
    /// The program's own rules, with the names that a GLiNER model recognises
    Gliner,
}

/// Extractors that are cargo features, and whether they are there.
const FEATURES: &[(ExtractorName, &str, bool)] = &[
    (ExtractorName::Llm, "llm", cfg!(feature = "llm")),
    (ExtractorName::Gliner, "gliner", cfg!(feature = "gliner")),
];

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
    #[cfg(feature = "gliner")]
    #[command(flatten)]
    gliner: gliner::GlinerArgs,
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
    #[cfg(feature = "gliner")]
    recogniser: Option<testimony::gliner::Gliner>,
    /// What was refused and not told yet, a line of JSON each.
    refused: Mutex<BTreeSet<String>>,
    /// Whether a whole answer could not be used.
    has_gap: AtomicBool,
}

impl ExtractorArgs {
    /// Begins to work with the extractors that are named.
    pub(super) fn open(&self, setting: &Setting<'_>) -> anyhow::Result<Extractors> {
        let is_named = |name| self.extractor.contains(&name);
        for (name, feature, is_built_in) in FEATURES {
            if is_named(*name) && !is_built_in {
                bail!(
                    "this program was built without `{feature}`; build it with `cargo build --release --features {feature}`"
                );
            }
        }
        #[cfg(feature = "llm")]
        self.llm.check(is_named(ExtractorName::Llm))?;
        let own = match is_named(ExtractorName::Testimony) || is_named(ExtractorName::Gliner) {
            true => OwnClaims::Kept,
            false => OwnClaims::LeftOut,
        };
        if setting.schema.is_some() && (self.extractor.len() > 1 || is_named(ExtractorName::Gliner)) {
            bail!("--ontology takes one extractor, `testimony` or `llm`");
        }
        Ok(Extractors {
            own,
            #[cfg(feature = "llm")]
            llm: match is_named(ExtractorName::Llm) {
                true => Some(self.llm.open(setting)?),
                false => None,
            },
            #[cfg(feature = "gliner")]
            recogniser: self
                .gliner
                .open(is_named(ExtractorName::Gliner), setting.ontology)?,
            refused: Mutex::default(),
            has_gap: AtomicBool::new(false),
        })
    }

    /// Whether claims are proposed.
    pub(super) fn has_proposals(&self) -> bool {
        self.extractor.contains(&ExtractorName::Llm)
    }
}

impl Extractors {
    /// The edition that tells descriptions by these extractors from those by others.
    pub(super) fn edition(&self, edition: &Edition) -> Edition {
        let edition = edition.clone();
        #[cfg(feature = "gliner")]
        let edition = match &self.recogniser {
            Some(recogniser) => edition.with("the GLiNER model", recogniser.version()),
            None => edition,
        };
        #[cfg(feature = "llm")]
        let edition = match (&self.llm, self.own) {
            (None, _) => edition,
            (Some(model), OwnClaims::LeftOut) => model.llm.edition(&edition),
            (Some(model), OwnClaims::Kept) => model
                .llm
                .edition(&edition)
                .with("who reads besides the model", "testimony"),
        };
        edition
    }

    /// Has resources read as these extractors do.
    pub(super) fn equip(&mut self, resources: &mut Resources) {
        resources.edition = self.edition(&resources.edition);
        #[cfg(feature = "gliner")]
        {
            resources.recogniser = self.recogniser.take();
        }
    }

    /// Describes documents in their order; an extractor that cannot be asked is an error.
    pub(super) fn describe(
        &self,
        readers: &Readers<'_>,
        documents: Vec<Document>,
    ) -> anyhow::Result<Vec<Description>> {
        let described = readers.map(documents, |cache, document| {
            let reading = self.read(readers.resources, cache, document)?;
            Ok(describe(readers.resources, cache, &reading))
        });
        check(readers.resources)?;
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

    /// What was refused since this was asked last, a line of JSON each, sorted.
    pub(super) fn take_refused(&self) -> BTreeSet<String> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *refused)
    }

    /// Whether every part of every document had an answer that could be used.
    pub(super) fn is_complete(&self) -> bool {
        !self.has_gap.load(Ordering::Relaxed)
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
        if refused.iter().any(|refused| refused.proposal.is_null()) {
            self.has_gap.store(true, Ordering::Relaxed);
        }
        let lines = refused.iter().map(serde_json::to_string);
        let lines = lines.collect::<Result<Vec<_>, _>>()?;
        self.refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(lines);
        Ok(())
    }
}

/// Whether the model that recognises names ran on every sentence so far.
pub(super) fn check(resources: &Resources) -> anyhow::Result<()> {
    #[cfg(feature = "gliner")]
    if let Some(failure) = resources.recogniser.as_ref().and_then(|model| model.failure()) {
        bail!("the GLiNER model cannot be used: {failure}");
    }
    let _ = resources;
    Ok(())
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
