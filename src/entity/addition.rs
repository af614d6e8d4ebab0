//! Entities that another extractor speaks of and the rules here did not find.

use std::ops::Range;

use oxigraph::model::NamedNode;

use super::iri::{family_of, slug};
use super::{Coreference, Entities, Entity, EntityIndex, EntityIri};
use crate::document::Document;
use crate::mention::{Mention, MentionKind};
use crate::ontology::Ontology;

/// Words that refer to something not known so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Newcomer {
    /// The words.
    pub(crate) label: String,
    /// The class that is given for it.
    pub(crate) class: NamedNode,
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    /// The token that the parse hangs them on.
    pub(crate) head: usize,
    /// Whether the words are a name.
    pub(crate) is_named: bool,
    /// The code point at which the words begin.
    pub(crate) offset: usize,
    /// Who says that there is such a thing.
    pub(crate) reason: String,
}

impl Entities {
    /// Adds a mention, with the entity of that name where there is one already, else with a new one.
    pub(crate) fn admit(
        &mut self,
        ontology: &Ontology,
        document: &Document,
        newcomer: Newcomer,
    ) -> EntityIndex {
        let iri = iri_of(ontology, document, &newcomer);
        let kind = match newcomer.is_named {
            true => MentionKind::Name,
            false => MentionKind::Nominal,
        };
        let mention = self.place_mention(Mention {
            tokens: newcomer.tokens.clone(),
            head: newcomer.head,
            kind,
        });
        let link = Coreference {
            mention,
            reason: newcomer.reason.clone(),
        };
        let known = self.entities.iter().position(|entity| entity.iri == iri);
        let index = match known {
            Some(index) => index,
            None => {
                self.entities.push(entity(iri, newcomer.clone()));
                self.entities.len() - 1
            }
        };
        if let Some(entity) = self.entities.get_mut(index)
            && entity.chain.iter().all(|known| known.mention != mention)
        {
            entity.chain.push(link);
            entity.chain.sort_by_key(|link| link.mention);
        }
        self.by_head.insert(newcomer.head, index);
        index
    }

    /// Puts a mention in its place, or finds the one with the same head.
    fn place_mention(&mut self, mention: Mention) -> usize {
        let found = self
            .mentions
            .binary_search_by_key(&mention.head, |known| known.head);
        let place = match found {
            Ok(place) => return place,
            Err(place) => place,
        };
        self.mentions.insert(place, mention);
        let chains = self.entities.iter_mut().flat_map(|entity| &mut entity.chain);
        for link in chains.filter(|link| link.mention >= place) {
            link.mention += 1;
        }
        place
    }
}

fn entity(iri: EntityIri, newcomer: Newcomer) -> Entity {
    Entity {
        iri,
        label: newcomer.label,
        class: newcomer.class,
        aliases: Vec::new(),
        is_named: newcomer.is_named,
        is_plural: false,
        count: None,
        part_of: None,
        chain: Vec::new(),
    }
}

fn iri_of(ontology: &Ontology, document: &Document, newcomer: &Newcomer) -> EntityIri {
    let name = slug(&newcomer.label);
    if newcomer.is_named && !name.is_empty() {
        return EntityIri::named(family_of(ontology, newcomer.class.as_ref()), &newcomer.label);
    }
    let document = document.iri().as_node().as_str();
    EntityIri::new(NamedNode::new_unchecked(format!(
        "{document}#entity={name},{}",
        newcomer.offset
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::example::read;
    use crate::vocab::tm;

    #[test]
    fn a_mention_in_between_leaves_every_other_with_its_entity() {
        let mut example = read("The mayor of Novo praised the quokka yesterday. Ada Okafor left Porto.");
        let before: Vec<_> = words_of(&example.entities, &example.document, &example.analysis);
        let token = example
            .analysis
            .tokens
            .iter()
            .position(|token| example.document.slice(token.span) == "yesterday")
            .unwrap();
        let newcomer = Newcomer {
            label: "yesterday".into(),
            class: tm::EVENT.into_owned(),
            tokens: token..token + 1,
            head: token,
            is_named: false,
            offset: 37,
            reason: "proposed".into(),
        };
        let ontology = Ontology::bundled();
        let index = example
            .entities
            .admit(&ontology, &example.document, newcomer.clone());
        let again = example.entities.admit(&ontology, &example.document, newcomer);
        assert_eq!((index, again), (before.len(), before.len()));
        let after = words_of(&example.entities, &example.document, &example.analysis);
        assert_eq!(after[..before.len()], before);
        assert!(
            example.entities.entities[index]
                .iri
                .as_node()
                .as_str()
                .ends_with("#entity=yesterday,37")
        );
        assert_eq!(example.entities.at(token), Some(index));
    }

    fn words_of(
        entities: &Entities,
        document: &Document,
        analysis: &crate::analysis::Analysis,
    ) -> Vec<Vec<String>> {
        let words = |link: &Coreference| {
            let head = analysis.tokens[entities.mentions[link.mention].head].span;
            document.slice(head).to_owned()
        };
        let entities = entities.entities.iter();
        entities
            .map(|entity| entity.chain.iter().map(words).collect())
            .collect()
    }
}
