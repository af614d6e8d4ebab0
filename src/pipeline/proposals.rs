//! Reading with the claims that another extractor proposes.

use super::{Parsed, Resources};
use crate::analysis::{WordCache, analyse};
use crate::claim::Reading;
use crate::clause::ClauseReader;
use crate::document::Document;
use crate::proposal::{Offer, RefusedProposal, admit, admitted_triples};
use crate::triples::Triples;

/// What becomes of the program's own claims when another extractor proposes some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnClaims {
    /// They stand beside the others; a claim that both read is one, and names both.
    Kept,
    /// Only the other extractor's claims count.
    LeftOut,
}

/// Reads a document, with the proposals that pass as claims of their extractor, and tells those that do not.
pub fn read_proposals(
    resources: &Resources,
    cache: &mut WordCache,
    document: Document,
    (own, offer): (OwnClaims, Offer<'_>),
) -> (Reading, Vec<RefusedProposal>) {
    let mut parsed = Parsed::new(resources, cache, document);
    let mut claims = match own {
        OwnClaims::Kept => parsed.claims(resources),
        OwnClaims::LeftOut => Vec::new(),
    };
    let clauses = ClauseReader {
        lexicon: &resources.lexicon,
        document: &parsed.document,
        analysis: &parsed.analysis,
    };
    let (proposed, refused) = admit(clauses, &resources.ontology, &mut parsed.entities, offer);
    claims.extend(proposed);
    claims.sort_by_key(|claim| claim.evidence);
    let reading = Reading {
        document: parsed.document,
        analysis: parsed.analysis,
        entities: parsed.entities,
        claims,
    };
    (reading, refused)
}

/// The plain triples of a user's ontology among proposals, and the proposals that do not pass.
pub fn triples_of_proposals(
    resources: &Resources,
    cache: &mut WordCache,
    document: &Document,
    offer: Offer<'_>,
) -> (Triples, Vec<RefusedProposal>) {
    let analysis = analyse(&resources.model, cache, document);
    let clauses = ClauseReader {
        lexicon: &resources.lexicon,
        document,
        analysis: &analysis,
    };
    let (triples, refused) = admitted_triples(clauses, offer);
    let id = document.metadata.source.clone();
    (Triples { id, triples }, refused)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::claim::{Claimant, Stance, Voice};
    use crate::document::Metadata;
    use crate::extractor::Extractor;
    use crate::proposal::{ProposedPart, Terms, parts};

    const TEXT: &str = "Nordbank bought Harbour Freight in March 2024. Berg Holding denied that Nordbank owns the ferry Alba. \
        “The port operates two depots,” said Ada Okafor. Nordbank has not sold the Novo terminal.";

    /// A proposal with some of its parts changed.
    fn proposal(changes: Value) -> Value {
        let mut proposal = json!({
            "subject": "Nordbank", "subject_class": "Company", "relation": "bought",
            "object": "Harbour Freight", "object_class": "Company", "speaker": "Author", "claimant": null, "cue": null,
            "stance": "Affirms", "certainty": "Certain", "evidence": "Nordbank bought Harbour Freight",
        });
        for (name, value) in changes.as_object().unwrap() {
            proposal[name] = value.clone();
        }
        proposal
    }

    fn denial(changes: Value) -> Value {
        let mut denial = proposal(json!({
            "relation": "owns", "object": "the ferry Alba", "object_class": "Vehicle", "speaker": "Named",
            "claimant": "Berg Holding", "cue": "denied", "stance": "Denies",
            "evidence": "Berg Holding denied that Nordbank owns the ferry Alba",
        }));
        for (name, value) in changes.as_object().unwrap() {
            denial[name] = value.clone();
        }
        denial
    }

    fn read(own: OwnClaims, proposals: Vec<Value>) -> (Reading, Vec<RefusedProposal>) {
        let resources = Resources::bundled();
        let document = Document::of_paragraph(TEXT.to_owned(), Metadata::default());
        let part = parts(&document).remove(0);
        let terms = Terms::of_ontology(&resources.ontology);
        let parts = [ProposedPart {
            part,
            claims: Ok(proposals),
        }];
        let offer = Offer {
            extractor: &Extractor::new("llm", "small".into()),
            terms: &terms,
            parts: &parts,
        };
        read_proposals(&resources, &mut WordCache::new(), document, (own, offer))
    }

    fn reasons(proposals: Vec<Value>) -> Vec<String> {
        let (reading, refused) = read(OwnClaims::LeftOut, proposals);
        assert_eq!(reading.claims, []);
        refused.into_iter().map(|refused| refused.reason).collect()
    }

    #[test]
    fn what_passes_is_a_claim_of_its_extractor_about_the_entities_of_the_text() {
        let (reading, refused) = read(OwnClaims::LeftOut, vec![proposal(json!({})), denial(json!({}))]);
        assert_eq!(refused, []);
        let label = |index: usize| reading.entities.entities[index].label.as_str();
        let [bought, denied] = reading.claims.as_slice() else {
            panic!("{:?}", reading.claims)
        };
        assert_eq!(label(bought.proposition.subject), "Nordbank");
        assert_eq!(bought.proposition.subject, denied.proposition.subject);
        assert_eq!(
            (bought.claimant, bought.voice),
            (Claimant::Author, Voice::AuthorVoice)
        );
        assert!(bought.time.as_ref().is_some_and(|time| time.earliest.is_some()));
        let Claimant::Entity(claimant) = denied.claimant else {
            panic!("{denied:?}")
        };
        assert_eq!((label(claimant), denied.stance), ("Berg Holding", Stance::Denies));
        assert_eq!(denied.extractor.to_string(), "llm small");
    }

    #[test]
    fn a_claim_that_both_read_names_both_extractors() {
        let (reading, _) = read(OwnClaims::Kept, vec![proposal(json!({}))]);
        let resources = Resources::bundled();
        let description = super::super::describe(&resources, &mut WordCache::new(), &reading);
        let named = |iri: String| {
            let quads = description.quads.iter();
            quads
                .filter(|quad| {
                    quad.predicate == crate::vocab::tm::HAS_EXTRACTOR && quad.object.to_string() == iri
                })
                .map(|quad| quad.subject.to_string())
                .collect::<std::collections::BTreeSet<_>>()
        };
        let [own, other] = [Extractor::own(), Extractor::new("llm", "small".into())]
            .map(|extractor| named(extractor.iri().to_string()));
        assert_eq!(other.len(), 1);
        assert!(other.is_subset(&own) && own.len() > 1, "{own:?} {other:?}");
    }

    #[test]
    fn words_that_the_text_does_not_have_are_refused() {
        assert_eq!(
            reasons(vec![
                proposal(json!({"object": "Harbour Freight Ltd"})),
                proposal(json!({"evidence": "Nordbank has bought Harbour Freight"})),
                denial(json!({"claimant": "Berg Holding AG"})),
                denial(json!({"cue": "rejected"})),
            ]),
            [
                "the object `Harbour Freight Ltd` does not stand in the text word for word",
                "the evidence `Nordbank has bought Harbour Freight` does not stand in the text word for word",
                "the claimant `Berg Holding AG` does not stand in the text word for word",
                "the cue `rejected` does not stand in the text word for word",
            ]
        );
    }

    #[test]
    fn names_that_the_ontology_does_not_have_and_sides_that_do_not_fit_are_refused() {
        assert_eq!(
            reasons(vec![
                proposal(json!({"relation": "gobbledUp"})),
                proposal(json!({"subject_class": "Firm"})),
                proposal(json!({"subject_class": "Event"})),
                proposal(json!({"stance": "Shrugs"})),
                json!({"subject": "Nordbank"}),
            ])
            .iter()
            .map(|reason| reason.split(';').next().unwrap())
            .collect::<Vec<_>>(),
            [
                "the ontology has no relation `gobbledUp`",
                "the ontology has no class `Firm`",
                "the subject `Nordbank` is of the class `Event`, and `bought` asks for `Agent`",
                "the ontology has no stance `Shrugs`",
                "not a claim: missing field `subject_class`",
            ]
        );
    }

    #[test]
    fn nobody_is_made_to_say_anything_without_a_cue() {
        assert_eq!(
            reasons(vec![
                denial(json!({"cue": null})),
                denial(json!({"claimant": null})),
                denial(json!({"cue": "said"})),
                denial(json!({"speaker": "Unspecified", "claimant": null, "cue": null})),
            ]),
            [
                "no cue shows that `Berg Holding` says so",
                "the speaker is `Named`, but no claimant is given",
                "the cue `said` does not stand in the evidence",
                "no cue shows that `somebody` says so",
            ]
        );
    }

    #[test]
    fn what_the_text_attributes_quotes_or_denies_is_not_the_authors_statement() {
        let depots = json!({
            "subject": "The port", "subject_class": "Organization", "relation": "operates", "object": "two depots",
            "object_class": "Facility", "evidence": "The port operates two depots",
        });
        let sold = json!({
            "relation": "sold", "object": "the Novo terminal", "object_class": "Facility",
            "evidence": "Nordbank has not sold the Novo terminal",
        });
        let reasons = reasons(vec![
            denial(json!({"speaker": "Author", "claimant": null, "cue": null, "stance": "Affirms"})),
            denial(json!({"stance": "Affirms"})),
            proposal(depots),
            proposal(sold),
        ]);
        assert_eq!(
            reasons[..2],
            [
                "the text attributes it with `denied`, and the proposal makes it the author's own statement",
                "the text turns it round with `denied`, and the proposal affirms it",
            ]
        );
        assert!(reasons[2].contains("author's own statement"), "{reasons:?}");
        assert!(reasons[3].starts_with("the text turns it round"), "{reasons:?}");
    }
}
