//! What tests show of the entities of a text.

use std::sync::LazyLock;

use crate::analysis::{Analysis, LanguageModel, WordCache, analyse};
use crate::document::{Block, BlockKind, ByteSpan, Document, Metadata};
use crate::entity::{Entities, Entity, resolve_entities};
use crate::lexicon::Lexicon;
use crate::ontology::Ontology;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::bundled);
static ONTOLOGY: LazyLock<Ontology> = LazyLock::new(Ontology::bundled);
static MODEL: LazyLock<LanguageModel> = LazyLock::new(LanguageModel::bundled);

/// A text, analysed and resolved.
pub(super) struct Example {
    pub(super) document: Document,
    pub(super) analysis: Analysis,
    pub(super) entities: Entities,
}

/// Reads a text, each line of which is a paragraph.
pub(super) fn read(text: &str) -> Example {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let span = ByteSpan::new(at, at + line.len());
        blocks.push(Block {
            span,
            kind: BlockKind::Paragraph,
        });
        at += line.len() + 1;
    }
    let document = Document::new(text.to_owned(), blocks, Metadata::default());
    let analysis = analyse(&MODEL, &mut WordCache::new(), &document);
    let entities = resolve_entities(&LEXICON, &ONTOLOGY, &document, &analysis);
    Example {
        document,
        analysis,
        entities,
    }
}

/// The entities that are named or mentioned more than once: "Label: mention, mention".
pub(super) fn chains(text: &str) -> String {
    let example = read(text);
    let entities = example.entities.entities.iter();
    let chains = entities.filter(|entity| entity.is_named || entity.chain.len() > 1);
    let lines = chains.map(|entity| format!("{}: {}", entity.label, example.mentions(entity).join(", ")));
    lines.collect::<Vec<_>>().join("\n")
}

/// What is known of the entity with this label: class, number, count, whole.
pub(super) fn facts(text: &str, label: &str) -> String {
    let example = read(text);
    let entities = &example.entities.entities;
    let Some(entity) = entities.iter().find(|entity| entity.label == label) else {
        let labels: Vec<_> = entities.iter().map(|entity| entity.label.as_str()).collect();
        return format!("no `{label}` among: {}", labels.join("; "));
    };
    let mut facts = vec![
        entity
            .class
            .as_str()
            .rsplit('#')
            .next()
            .unwrap_or_default()
            .to_owned(),
    ];
    facts.extend(entity.is_plural.then(|| "several".to_owned()));
    facts.extend(entity.count.map(|count| format!("{count:?}")));
    let whole = entity.part_of.and_then(|whole| entities.get(whole));
    facts.extend(whole.map(|whole| format!("part of {}", whole.label)));
    facts.join(", ")
}

/// The part of the IRI of the entity with this label that tells it from others.
pub(super) fn iri(text: &str, label: &str) -> String {
    let example = read(text);
    let entity = example
        .entities
        .entities
        .iter()
        .find(|entity| entity.label == label);
    let iri = entity.map_or("", |entity| entity.iri.as_node().as_str());
    iri.trim_start_matches(crate::vocab::ENTITY_NAMESPACE)
        .trim_start_matches(example.document.iri().as_node().as_str())
        .to_owned()
}

impl Example {
    /// The words of an entity's mentions, in text order.
    fn mentions(&self, entity: &Entity) -> Vec<String> {
        let mentions = entity
            .chain
            .iter()
            .filter_map(|link| self.entities.mentions.get(link.mention));
        mentions
            .filter_map(|mention| self.analysis.span_of(&mention.tokens.clone().collect::<Vec<_>>()))
            .map(|span| self.document.slice(span).to_owned())
            .collect()
    }
}
