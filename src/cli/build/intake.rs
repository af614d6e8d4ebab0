//! Documents on their way in: what is to be done about each, and how many there were.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedNode;
use testimony::analysis::WordCache;
use testimony::document::Document;
use testimony::edition::{Fingerprint, Reason, content, words_of};
use testimony::pipeline::Resources;
use testimony::rdf::Description;
use testimony::source::{Input, ReadOptions, SourceError, file_hash};
use testimony::store::{Arrival, HeldDocument, LastBuild, Plan, Step};

use super::progress::Progress;
use crate::cli::extractors::Extractors;
use crate::cli::gate::Checkpoint;
use crate::cli::input::STANDARD_INPUT;

/// What was read and what was not.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) documents: usize,
    pub(super) claims: usize,
    pub(super) failed: usize,
    pub(super) copies: usize,
    pub(super) unchanged: usize,
    pub(super) older: usize,
}

impl Counts {
    pub(super) fn add(&mut self, description: &Description) {
        self.documents += 1;
        self.claims += description.claims;
        for dropped in &description.dropped {
            eprintln!("testimony: {}: {dropped}", description.graph);
        }
    }

    /// The documents that are dealt with, one way or another, and the claims of those that were read.
    pub(super) fn done(&self) -> (usize, usize) {
        let passed = self.failed + self.copies + self.unchanged;
        (self.documents + passed, self.claims)
    }

    pub(super) fn report(&self, seconds: f64) {
        let Self {
            documents, claims, ..
        } = self;
        let rate = *documents as f64 / seconds.max(1e-9);
        let rest = [
            (self.unchanged, "unchanged"),
            (self.older, "older versions replaced"),
            (self.failed, "not read"),
            (self.copies, "with a text that was read already"),
        ];
        let rest: String = rest
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!(", {count} {what}"))
            .collect();
        eprintln!(
            "testimony: {documents} documents, {claims} claims, {seconds:.2} s, {rate:.1} documents/s{rest}"
        );
    }
}

/// What is to be done about documents, as they come.
pub(super) struct Planner<'a> {
    resources: &'a Resources,
    pub(super) plan: Plan,
    pub(super) last: LastBuild,
    cache: WordCache,
    /// The contents of the documents that came.
    seen: BTreeSet<String>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(resources: &'a Resources, (plan, last): (Plan, LastBuild)) -> Self {
        Self {
            resources,
            plan,
            last,
            cache: WordCache::new(),
            seen: BTreeSet::new(),
        }
    }

    /// What is to be done about a document, and the versions that go when it comes; one from standard input takes no
    /// other's place.
    pub(super) fn next(&mut self, document: &Document) -> (Step, Vec<NamedNode>) {
        let edition = &self.resources.edition;
        let content = content(document);
        let reading = self.last.reading(&content, || {
            let words = words_of(&self.resources.model, &mut self.cache, document);
            edition.fingerprint(document, &words).reading
        });
        self.seen.insert(content.clone());
        let source = document.metadata.source.as_str();
        let arrival = Arrival {
            document: document.iri().as_node(),
            fingerprint: &Fingerprint { content, reading }.to_string(),
            source: Some(source).filter(|source| !source.starts_with(STANDARD_INPUT)),
        };
        self.plan.next(edition, arrival)
    }

    /// Whether nothing is to be done about any of the documents of a file, by what is known of it; if so, notes that they
    /// came and returns how many of them are copies of others.
    fn pass_over(&mut self, file: &str) -> Option<Passed> {
        let edition = &self.resources.edition;
        let held = self.last.held(file)?;
        let known = held.iter().map(|held| {
            let reading = self.last.known_reading(&held.content)?;
            let document = NamedNode::new(held.document.as_str()).ok()?;
            Some((document, format!("{}-{reading}", held.content), held))
        });
        let known: Vec<_> = known.collect::<Option<_>>()?;
        let arrivals = known.iter().map(|(document, fingerprint, held)| Arrival {
            document,
            fingerprint,
            source: Some(held.source.as_str()),
        });
        if !arrivals
            .clone()
            .all(|arrival| self.plan.is_settled(edition, arrival))
        {
            return None;
        }
        let mut passed = Passed::default();
        for arrival in arrivals {
            match self.plan.next(edition, arrival).0 {
                Step::Copy => passed.copies += 1,
                _ => passed.unchanged += 1,
            }
        }
        let contents = held.iter().map(|held| held.content.clone());
        self.seen.extend(contents);
        Some(passed)
    }

    /// What the edition says about the document that the one before did not, in words.
    pub(super) fn reasons(&mut self, document: &Document) -> Vec<String> {
        let words = words_of(&self.resources.model, &mut self.cache, document);
        let before = self.last.edition_before();
        let reasons = before.map(|before| self.resources.edition.reasons(before, &words));
        reasons
            .unwrap_or_default()
            .iter()
            .map(Reason::to_string)
            .collect()
    }

    /// Keeps what was worked out for the next build.
    pub(super) fn save(&mut self) -> anyhow::Result<()> {
        let held: BTreeSet<&str> = self.plan.contents().collect();
        let seen = &self.seen;
        Ok(self
            .last
            .save(|content| seen.contains(content) || held.contains(content))?)
    }
}

/// Documents of a file that nothing is to be done about.
#[derive(Debug, Default)]
struct Passed {
    copies: usize,
    unchanged: usize,
}

/// Documents on their way in.
pub(super) struct Intake<'a> {
    pub(super) planner: Planner<'a>,
    pub(super) counts: Counts,
    pub(super) progress: Progress,
    pub(super) checkpoint: Checkpoint,
    pub(super) extractors: &'a Extractors,
    /// The hash of the file that is being read and what it held so far, as long as all of it could be read.
    file: Option<(String, Vec<HeldDocument>)>,
}

/// A batch of documents, sorted out.
#[derive(Default)]
pub(super) struct Batch {
    /// Those that are to be read.
    pub(super) to_read: Vec<Document>,
    /// Those that only cite lines of the lexicon which stand elsewhere now, with old and new places.
    pub(super) to_renumber: Vec<(NamedNode, BTreeMap<String, String>)>,
    /// The versions that go when the others come.
    pub(super) older: Vec<NamedNode>,
}

impl Batch {
    /// How much there is to do about it.
    pub(super) fn len(&self) -> usize {
        self.to_read.len() + self.to_renumber.len() + self.older.len()
    }
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        planner: Planner<'a>,
        (progress, checkpoint): (Progress, Checkpoint),
        extractors: &'a Extractors,
    ) -> Self {
        Self {
            planner,
            counts: Counts::default(),
            progress,
            checkpoint,
            extractors,
            file: None,
        }
    }

    /// Whether an input need not be read: it is a file whose documents are known, and nothing is to be done about them.
    pub(super) fn pass_over(&mut self, input: &Input, options: &ReadOptions) -> bool {
        let Input::Path(path) = input else {
            return false;
        };
        let Ok(hash) = file_hash(path, options) else {
            return false;
        };
        let passed = self.planner.pass_over(&hash);
        if let Some(Passed { copies, unchanged }) = &passed {
            self.counts.copies += copies;
            self.counts.unchanged += unchanged;
        } else {
            self.file = Some((hash, Vec::new()));
        }
        passed.is_some()
    }

    /// Notes that the file which was being read has come to its end.
    pub(super) fn end_file(&mut self) {
        if let Some((hash, held)) = self.file.take() {
            self.planner.last.hold(hash, held);
        }
    }

    /// Sorts documents out; what cannot be read is named on standard error.
    pub(super) fn sort_out(
        &mut self,
        documents: impl IntoIterator<Item = Result<Document, SourceError>>,
        sorted: &mut Batch,
    ) {
        for document in documents {
            match document {
                Ok(document) => self.place(document, sorted),
                Err(error) => {
                    eprintln!("testimony: {error}");
                    self.counts.failed += 1;
                    self.file = None;
                }
            }
        }
    }

    fn place(&mut self, document: Document, sorted: &mut Batch) {
        if let Some((_, held)) = &mut self.file {
            held.push(HeldDocument {
                document: document.iri().as_node().as_str().to_owned(),
                content: content(&document),
                source: document.metadata.source.clone(),
            });
        }
        let (step, older) = self.planner.next(&document);
        self.counts.older += older.len();
        sorted.older.extend(older);
        match step {
            Step::Read => sorted.to_read.push(document),
            Step::Unchanged => self.counts.unchanged += 1,
            Step::Copy => self.counts.copies += 1,
            Step::Renumber(moves) => {
                sorted.to_renumber.push((document.iri().as_node().clone(), moves));
                self.counts.unchanged += 1;
            }
        }
    }
}
