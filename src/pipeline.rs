//! The stages composed: from documents to readings and their descriptions, many documents at a time.

#[cfg(feature = "gliner")]
mod names;
mod proposals;

use std::num::NonZeroUsize;
use std::sync::{LazyLock, Mutex};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use crate::adoption::{AdoptionError, LearntRelations, OwnFiles, adopt};
use crate::analysis::{Analysis, LanguageModel, WordCache, analyse};
use crate::annotation::{Annotation, annotate};
use crate::claim::{Claim, Reading};
use crate::clause::ClauseReader;
use crate::coverage::{Coverage, SentenceAccount, cover, why_not};
use crate::document::Document;
use crate::edition::{Citations, Edition, words_of};
use crate::entity::{Entities, resolve_entities};
use crate::lexicon::Lexicon;
use crate::ontology::Ontology;
use crate::openie::{Extraction, extractions, lines};
use crate::proposition::{Finding, PropositionReader};
use crate::rdf::{Description, describe_reading};
use crate::reading::read_claims;
use crate::triples::{Triples, accepted_triples};

pub use self::proposals::{OwnClaims, read_proposals, triples_of_proposals};

/// What reading a document rests on. It never changes; threads share it.
pub struct Resources {
    /// The language model, unpacked when something is first read.
    pub model: LazyLock<LanguageModel>,
    /// The word tables.
    pub lexicon: Lexicon,
    /// Classes and relations.
    pub ontology: Ontology,
    /// What was learnt of a user's own relations.
    pub learnt: Option<LearntRelations>,
    /// What tells these resources from those of another version.
    pub edition: Edition,
    /// A model that recognises names, beside the one of the language model.
    #[cfg(feature = "gliner")]
    pub recogniser: Option<crate::gliner::Gliner>,
}

impl Resources {
    /// The model, tables and ontology that the program ships with.
    pub fn bundled() -> Self {
        let (edition, (lexicon, ontology)) = rayon::join(Edition::bundled, || {
            rayon::join(Lexicon::bundled, Ontology::bundled)
        });
        Self {
            model: LazyLock::new(LanguageModel::bundled),
            lexicon,
            ontology,
            learnt: None,
            edition,
            #[cfg(feature = "gliner")]
            recogniser: None,
        }
    }

    /// The same with a user's own ontology and tables.
    pub fn with_own(self, files: &OwnFiles) -> Result<Self, AdoptionError> {
        let adopted = adopt(&self.model, (&self.ontology, self.lexicon), files)?;
        Ok(Self {
            lexicon: adopted.lexicon,
            ontology: adopted.ontology,
            learnt: Some(adopted.learnt),
            edition: self
                .edition
                .with_tables(("your own ontology", &files.structure_hash()), adopted.tables),
            ..self
        })
    }

    /// What was learnt of a user's own relations and stands in a document.
    fn learnt_findings(&self, propositions: PropositionReader<'_>) -> Vec<Finding> {
        let learnt = self.learnt.as_ref();
        let found = learnt.map(|learnt| propositions.learnt_findings(learnt));
        found.unwrap_or_default()
    }
}

/// Reads a document: what it speaks of and who says what in it.
///
/// Total and deterministic: any text has a reading, and `cache` only makes it faster.
pub fn read_document(resources: &Resources, cache: &mut WordCache, document: Document) -> Reading {
    let parsed = Parsed::new(resources, cache, document);
    let claims = parsed.claims(resources);
    let Parsed {
        document,
        analysis,
        entities,
    } = parsed;
    Reading {
        document,
        analysis,
        entities,
        claims,
    }
}

/// Describes a document as the quads of its graph, with the fingerprint of all that they follow from.
pub fn describe_document(resources: &Resources, cache: &mut WordCache, document: Document) -> Description {
    let reading = read_document(resources, cache, document);
    describe(resources, cache, &reading)
}

/// Describes what was read, with the fingerprint of all that it follows from.
pub fn describe(resources: &Resources, cache: &mut WordCache, reading: &Reading) -> Description {
    let words = words_of(&resources.model, cache, &reading.document);
    let fingerprint = resources.edition.fingerprint(&reading.document, &words);
    let mut description = describe_reading(&resources.ontology, reading);
    let citations = Citations::of(&resources.edition, &description.quads);
    description.add_fingerprint(&format!("{fingerprint} {citations}"));
    description
}

/// Annotates a document: who says what in it, as spans of its text. As total and deterministic as a reading.
pub fn annotate_document(resources: &Resources, cache: &mut WordCache, document: Document) -> Annotation {
    annotate(Parsed::new(resources, cache, document).propositions(resources))
}

/// Tells what became of a document's sentences, and which of its words the tables lack.
pub fn cover_document(resources: &Resources, cache: &mut WordCache, document: Document) -> Coverage {
    let parsed = Parsed::new(resources, cache, document);
    let propositions = parsed.propositions(resources);
    cover(propositions, resources.learnt_findings(propositions))
}

/// Tells of each sentence of a document what was made of it, and why not more.
pub fn explain_sentences(
    resources: &Resources,
    cache: &mut WordCache,
    document: Document,
) -> Vec<SentenceAccount> {
    let parsed = Parsed::new(resources, cache, document);
    let propositions = parsed.propositions(resources);
    why_not(propositions, resources.learnt_findings(propositions))
}

/// Extracts open propositions from a document, in the lines that CaRB's reader takes; see [`lines`].
pub fn extract_lines(resources: &Resources, cache: &mut WordCache, document: &Document) -> String {
    read_clauses(resources, cache, (document, lines))
}

/// Extracts open propositions from a document.
pub fn extract_propositions(
    resources: &Resources,
    cache: &mut WordCache,
    document: &Document,
) -> Vec<Extraction> {
    read_clauses(resources, cache, (document, extractions))
}

fn read_clauses<T>(
    resources: &Resources,
    cache: &mut WordCache,
    (document, read): (&Document, fn(ClauseReader<'_>) -> T),
) -> T {
    let analysis = analyse(&resources.model, cache, document);
    read(ClauseReader {
        lexicon: &resources.lexicon,
        document,
        analysis: &analysis,
    })
}

/// Reads a document and gives what may be taken from it as plain triples; see [`accepted_triples`].
pub fn read_triples(resources: &Resources, cache: &mut WordCache, document: Document) -> Triples {
    let reading = read_document(resources, cache, document);
    accepted_triples(&resources.ontology, &reading)
}

/// A document with its parse and what it speaks of.
struct Parsed {
    document: Document,
    analysis: Analysis,
    entities: Entities,
}

impl Parsed {
    fn new(resources: &Resources, cache: &mut WordCache, document: Document) -> Self {
        let analysis = analyse(&resources.model, cache, &document);
        #[cfg(feature = "gliner")]
        if let Some(recogniser) = &resources.recogniser {
            return names::parsed(resources, recogniser, (document, analysis));
        }
        let entities = resolve_entities(&resources.lexicon, &resources.ontology, &document, &analysis);
        Self {
            document,
            analysis,
            entities,
        }
    }

    #[cfg_attr(
        not(feature = "gliner"),
        expect(unused_mut, reason = "a recogniser signs the claims")
    )]
    fn claims(&self, resources: &Resources) -> Vec<Claim> {
        let propositions = self.propositions(resources);
        let mut claims = read_claims(propositions, resources.learnt_findings(propositions));
        #[cfg(feature = "gliner")]
        if let Some(recogniser) = &resources.recogniser {
            names::sign(recogniser, &mut claims);
        }
        claims
    }

    fn propositions<'a>(&'a self, resources: &'a Resources) -> PropositionReader<'a> {
        PropositionReader {
            clauses: ClauseReader {
                lexicon: &resources.lexicon,
                document: &self.document,
                analysis: &self.analysis,
            },
            ontology: &resources.ontology,
            entities: &self.entities,
        }
    }
}

/// Reads many documents with several threads, in their order.
pub struct Readers<'a> {
    /// What reading rests on.
    pub resources: &'a Resources,
    pool: ThreadPool,
    /// Caches that no thread uses just now.
    caches: Mutex<Vec<WordCache>>,
}

impl<'a> Readers<'a> {
    /// As many readers as `threads`.
    pub fn new(resources: &'a Resources, threads: NonZeroUsize) -> Result<Self, ThreadPoolBuildError> {
        Ok(Self {
            resources,
            pool: ThreadPoolBuilder::new().num_threads(threads.get()).build()?,
            caches: Mutex::default(),
        })
    }

    /// How many documents to hand over at once, so that all threads are busy and few documents are in memory.
    pub fn batch_size(&self) -> usize {
        self.pool.current_num_threads() * 8
    }

    /// Describes `documents` as quads, in their order; the number of threads changes nothing else.
    pub fn describe(&self, documents: Vec<Document>) -> Vec<Description> {
        self.map(documents, |cache, document| {
            describe_document(self.resources, cache, document)
        })
    }

    /// What `read` makes of each of `documents`, in their order.
    pub fn map<T: Send>(
        &self,
        documents: Vec<Document>,
        read: impl Fn(&mut WordCache, Document) -> T + Sync,
    ) -> Vec<T> {
        let read = |document| {
            let mut cache = self.take_cache();
            let made = read(&mut cache, document);
            self.put_back(cache);
            made
        };
        self.pool
            .install(|| documents.into_par_iter().with_max_len(1).map(read).collect())
    }

    fn take_cache(&self) -> WordCache {
        let caches = self.caches.lock().ok();
        caches.and_then(|mut caches| caches.pop()).unwrap_or_default()
    }

    fn put_back(&self, cache: WordCache) {
        if let Ok(mut caches) = self.caches.lock() {
            caches.push(cache);
        }
    }
}

#[cfg(test)]
mod rereading;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, BlockKind, ByteSpan, Metadata};
    use crate::export::{Syntax, write_quads};

    fn document(text: &str) -> Document {
        let span = ByteSpan::new(0, text.len());
        let kind = BlockKind::Paragraph;
        Document::new(text.into(), vec![Block { span, kind }], Metadata::default())
    }

    fn bytes(threads: usize) -> Vec<String> {
        let resources = Resources::bundled();
        let readers = Readers::new(&resources, NonZeroUsize::new(threads).unwrap()).unwrap();
        let texts = [
            "The ministry said Ruritania operates two depots in Novo. Ruritania denied operating the depots.",
            "Ann Lee, a spokeswoman for Open Ports, said the police are investigating the sale.",
            "",
            "Novo police arrested three men on Monday, according to the mayor.",
        ];
        let described = readers.describe(texts.map(document).into());
        described
            .iter()
            .map(|description| {
                let mut output = Vec::new();
                write_quads(&description.quads, Syntax::TriG, &mut output).unwrap();
                String::from_utf8(output).unwrap()
            })
            .collect()
    }

    #[test]
    fn the_number_of_threads_leaves_no_trace() {
        let one = bytes(1);
        assert_eq!(one, bytes(3));
        assert!(one[0].contains("tm:Denies"), "{}", one[0]);
        assert!(!one[2].contains("tm:Claim"));
    }
}
