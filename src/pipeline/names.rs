//! Reading with the names that a GLiNER model recognises.

use std::collections::BTreeMap;

use oxigraph::model::NamedNode;

use super::{Parsed, Resources};
use crate::analysis::Analysis;
use crate::claim::Claim;
use crate::document::Document;
use crate::entity::{Entities, resolve_entities};
use crate::extractor::Extractor;
use crate::gliner::{Gliner, Recognised, put_names};
use crate::ontology::Ontology;

/// What a document speaks of, with a model's names among those of the program's own recogniser.
pub(super) fn parsed(
    resources: &Resources,
    recogniser: &Gliner,
    (document, mut analysis): (Document, Analysis),
) -> Parsed {
    let found = recogniser.recognise(&document, &analysis);
    put_names(&document, &mut analysis, &found);
    let mut entities = resolve_entities(&resources.lexicon, &resources.ontology, &document, &analysis);
    narrow(&resources.ontology, &mut entities, &found);
    Parsed {
        document,
        analysis,
        entities,
    }
}

/// Names the model beside the program, as both read the claims.
pub(super) fn sign(recogniser: &Gliner, claims: &mut [Claim]) {
    let own = Extractor::own();
    let version = format!("{}+gliner.{}", own.version, recogniser.version());
    let extractor = Extractor {
        version: version.into(),
        ..own
    };
    for claim in claims {
        claim.extractor = extractor.clone();
    }
}

/// Gives a thing the class that the model gives most of its mentions, where that is narrower than the one it has.
fn narrow(ontology: &Ontology, entities: &mut Entities, found: &[Recognised]) {
    let mentions = &entities.mentions;
    for entity in &mut entities.entities {
        let mut votes: BTreeMap<&NamedNode, usize> = BTreeMap::new();
        let heads = entity.chain.iter().filter_map(|link| mentions.get(link.mention));
        for head in heads.map(|mention| mention.head) {
            let mut around = found.iter().filter(|name| name.tokens.contains(&head));
            if let Some(name) = around.next() {
                *votes.entry(&name.class).or_default() += 1;
            }
        }
        let most = votes.values().max().copied().unwrap_or_default();
        let winner = votes.into_iter().find(|(_, count)| *count == most);
        if let Some((class, _)) = winner
            && ontology.is_subclass(class.as_ref(), entity.class.as_ref())
        {
            entity.class = class.clone();
        }
    }
}
