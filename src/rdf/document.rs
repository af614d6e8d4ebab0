//! A document version with its exact text and what is known about it.

use oxigraph::model::{Literal, NamedNode, NamedNodeRef};

use super::{GraphQuads, date_basis, text};
use crate::claim::Reading;
use crate::document::text_hash;
use crate::entity::EntityIri;
use crate::syndication::Sketch;
use crate::vocab::{dcterms, nif, schema, tm, xsd};

/// Those who speak without being an entity of the text.
pub(super) struct Sources {
    /// The claimant of what the article says itself.
    pub(super) author: NamedNode,
    /// Its name.
    pub(super) author_label: String,
}

/// Describes the document and its publisher and writers; returns who speaks in the article's own voice.
pub(super) fn describe_document(graph: &mut GraphQuads, reading: &Reading) -> Sources {
    let document = graph.name.clone();
    let metadata = &reading.document.metadata;
    graph.add_type(&document, tm::GRAPH_OF_DOCUMENT);
    graph.add_type(&document, tm::DOCUMENT_VERSION);
    graph.add_type(&document, nif::CONTEXT);
    graph.add(&document, nif::IS_STRING, text(reading.document.text()));
    graph.add(
        &document,
        tm::TEXT_HASH,
        text(&text_hash(reading.document.text())),
    );
    if let Some(sketch) = Sketch::of(&reading.document) {
        graph.add(&document, tm::TEXT_SKETCH, text(&sketch.to_string()));
        for band in sketch.bands() {
            graph.add(&document, tm::TEXT_BAND, text(&band));
        }
    }
    let label = metadata.title.as_deref().unwrap_or(&metadata.source);
    graph.add_label(&document, label);
    describe_origin(graph, reading);
    for writer in &metadata.authors {
        let person = agent(graph, reading, &Agent::writer(writer));
        graph.add(&document, schema::AUTHOR, person);
    }
    match &metadata.publisher {
        Some(publisher) => {
            let author = agent(graph, reading, &Agent::publisher(publisher));
            graph.add(&document, schema::PUBLISHER, author.clone());
            Sources {
                author,
                author_label: publisher.clone(),
            }
        }
        None => Sources {
            author: document,
            author_label: label.to_owned(),
        },
    }
}

fn describe_origin(graph: &mut GraphQuads, reading: &Reading) {
    let document = graph.name.clone();
    let metadata = &reading.document.metadata;
    if !metadata.source.is_empty() {
        graph.add(&document, dcterms::IDENTIFIER, text(&metadata.source));
    }
    if let Some(title) = &metadata.title {
        graph.add(&document, schema::HEADLINE, text(title));
    }
    if let Some(url) = &metadata.url {
        let url = Literal::new_typed_literal(url, xsd::ANY_URI);
        graph.add(&document, schema::URL, url);
    }
    if let Some((date, basis)) = metadata.date {
        let date = Literal::new_typed_literal(date.to_string(), xsd::DATE);
        graph.add(&document, schema::DATE_PUBLISHED, date);
        graph.add(&document, tm::DATE_BASIS, date_basis(basis));
    }
}

struct Agent<'a> {
    class: NamedNodeRef<'static>,
    family: &'static str,
    name: &'a str,
}

impl<'a> Agent<'a> {
    fn writer(name: &'a str) -> Self {
        Self {
            class: tm::PERSON,
            family: "person",
            name,
        }
    }

    fn publisher(name: &'a str) -> Self {
        Self {
            class: tm::MEDIA_ORGANIZATION,
            family: "organization",
            name,
        }
    }
}

/// The entity of that name in the text, or else one made from the name.
fn agent(graph: &mut GraphQuads, reading: &Reading, agent: &Agent<'_>) -> NamedNode {
    let in_text = reading.entities.entities.iter().find(|entity| {
        let is_its_name = |name: &str| name.eq_ignore_ascii_case(agent.name);
        entity.is_named
            && (is_its_name(&entity.label) || entity.aliases.iter().any(|alias| is_its_name(alias)))
    });
    let iri = match in_text {
        Some(entity) => entity.iri.clone(),
        None => EntityIri::named(agent.family, agent.name),
    };
    let iri = iri.as_node();
    graph.add_type(iri, agent.class);
    graph.add_label(iri, agent.name);
    graph.add(iri, tm::IS_NAMED, Literal::from(true));
    iri.clone()
}
