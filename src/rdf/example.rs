//! Readings made by hand, for tests.

use std::sync::Arc;

use oxigraph::model::{Literal, NamedNode};

use crate::analysis::{Analysis, Dep, Pos, Sentence, Tag, Token};
use crate::claim::{Certainty, Claim, Claimant, Object, Predicate, Proposition, Reading, Stance, Voice};
use crate::document::{Block, BlockKind, ByteSpan, Document, Metadata};
use crate::entity::{Coreference, Entities, Entity, EntityIndex, EntityIri};
use crate::extractor::Extractor;
use crate::mention::{Mention, MentionKind};
use crate::vocab::{ENTITY_NAMESPACE, tm};

/// A reading under construction.
pub(crate) struct Example {
    pub(crate) reading: Reading,
}

impl Example {
    /// A reading of `text` from a paper called The Harbour Post, without entities and claims.
    pub(crate) fn new(text: &str) -> Self {
        let span = ByteSpan::new(0, text.len());
        let kind = BlockKind::Paragraph;
        let metadata = Metadata {
            source: "post.txt".into(),
            title: Some("Who runs the depots".into()),
            publisher: Some("The Harbour Post".into()),
            ..Metadata::default()
        };
        let document = Document::new(text.into(), vec![Block { span, kind }], metadata);
        Self {
            reading: Reading {
                analysis: analysis(text),
                document,
                entities: Entities::default(),
                claims: Vec::new(),
            },
        }
    }

    /// Adds an entity that `words` mention, their first occurrence.
    pub(crate) fn entity(&mut self, class: &str, words: &str) -> EntityIndex {
        let span = self.span(words);
        let tokens = &self.reading.analysis.tokens;
        let start = tokens.partition_point(|token| token.span.end() <= span.start());
        let end = tokens.partition_point(|token| token.span.start() < span.end());
        let mention = self.reading.entities.mentions.len();
        self.reading.entities.mentions.push(Mention {
            tokens: start..end,
            head: end - 1,
            kind: MentionKind::Name,
        });
        let slug = words.replace(' ', "-").to_lowercase();
        self.reading.entities.entities.push(Entity {
            iri: EntityIri::new(NamedNode::new_unchecked(format!("{ENTITY_NAMESPACE}{slug}"))),
            label: words.into(),
            class: NamedNode::new_unchecked(format!("{}{class}", tm::NAMESPACE)),
            aliases: Vec::new(),
            is_named: true,
            is_plural: false,
            count: None,
            part_of: None,
            chain: vec![Coreference {
                mention,
                reason: "first mention".into(),
            }],
        });
        self.reading.entities.entities.len() - 1
    }

    /// A flat, reported affirmation by nobody in particular; `evidence` must occur in the text.
    pub(crate) fn claim(&self, said: (EntityIndex, &str, Object), evidence: &str) -> Claim {
        let (subject, relation, object) = said;
        Claim {
            proposition: Proposition {
                subject,
                predicate: Predicate::Relation(relation_iri(relation)),
                object,
            },
            claimant: Claimant::Unspecified,
            via: Vec::new(),
            stance: Stance::Affirms,
            certainty: Certainty::Certain,
            voice: Voice::Reported,
            cue: None,
            evidence: self.span(evidence),
            circumstances: Vec::new(),
            time: None,
            confidence: 90,
            extractor: Extractor::own(),
            decisions: Vec::new(),
        }
    }

    /// The first occurrence of `words`.
    pub(crate) fn span(&self, words: &str) -> ByteSpan {
        let start = self.reading.document.text().find(words).expect(words);
        ByteSpan::new(start, start + words.len())
    }
}

/// A relation of the ontology.
pub(crate) fn relation_iri(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{name}", tm::NAMESPACE))
}

/// A whole number as an object.
pub(crate) fn number(value: i64) -> Object {
    Object::Literal(Literal::from(value))
}

/// The dispute that most tests read: the police search two depots; Ruritania denies running any; a watchdog says
/// there are at least 40.
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
pub(crate) fn dispute() -> Example {
    let mut example = Example::new(
        "“Café” news: Border Police said they are searching two depots. Ruritania denied running the depots. \
         Open Ports said Ruritania runs at least 40 depots, two depots among them. Novo is in Ruritania.",
    );
    let police = example.entity("LawEnforcementAgency", "Border Police");
    let two = example.entity("Facility", "two depots");
    let ruritania = example.entity("Country", "Ruritania");
    let depots = example.entity("Facility", "the depots");
    let watchdog = example.entity("NGO", "Open Ports");
    let novo = example.entity("City", "Novo");
    example.reading.entities.entities[two].part_of = Some(depots);
    example.reading.entities.entities[depots].is_plural = true;
    let searching = Claim {
        claimant: Claimant::Entity(police),
        cue: Some(example.span("said")),
        ..example.claim(
            (police, "investigates", Object::Entity(two)),
            "they are searching two depots",
        )
    };
    let denial = Claim {
        claimant: Claimant::Entity(ruritania),
        stance: Stance::Denies,
        cue: Some(example.span("denied")),
        ..example.claim(
            (ruritania, "operates", Object::Entity(depots)),
            "Ruritania denied running the depots",
        )
    };
    let allegation = Claim {
        claimant: Claimant::Entity(watchdog),
        certainty: Certainty::Probable,
        ..example.claim(
            (ruritania, "operates", Object::Entity(two)),
            "Ruritania runs at least 40 depots",
        )
    };
    let count = Claim {
        claimant: Claimant::Entity(watchdog),
        ..example.claim((depots, "minCount", number(40)), "at least 40 depots")
    };
    let place = Claim {
        claimant: Claimant::Author,
        voice: Voice::AuthorVoice,
        ..example.claim(
            (novo, "locatedIn", Object::Entity(ruritania)),
            "Novo is in Ruritania",
        )
    };
    example.reading.claims = vec![searching, denial, allegation, count, place];
    example
}

fn analysis(text: &str) -> Analysis {
    let mut analysis = Analysis::default();
    let mut at = 0;
    let mut first = 0;
    for word in text.split(' ') {
        analysis.tokens.push(Token {
            span: ByteSpan::new(at, at + word.len()),
            lemma: Arc::from(word),
            pos: Pos::X,
            tag: Tag::Xx,
            head: analysis.tokens.len(),
            dep: Dep::Root,
        });
        at += word.len() + 1;
        if word.ends_with('.') {
            let tokens = first..analysis.tokens.len();
            first = tokens.end;
            analysis.sentences.push(Sentence { tokens, block: 0 });
        }
    }
    analysis
}
