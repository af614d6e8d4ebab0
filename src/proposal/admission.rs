//! Proposals that pass all checks become claims, or triples of a user's ontology.

use oxigraph::model::{NamedNode, NamedNodeRef};
use serde_json::Value;

use super::check::{Checked, Checker, Source};
use super::referent::Referents;
use super::sentence::Sentences;
use super::terms::Terms;
use super::{Objection, Proposal, ProposedPart, RefusedProposal};
use crate::claim::{Certainty, Claim, Claimant, Decision, Object, Predicate, Proposition, Stance};
use crate::clause::ClauseReader;
use crate::document::ByteSpan;
use crate::entity::{Entities, EntityIndex};
use crate::extractor::Extractor;
use crate::ontology::Ontology;
use crate::schema::SchemaTriple;
use crate::vocab::tm;

/// How sure one may be that the text makes a claim that was proposed and passed all checks, in hundredths; set by hand,
/// below that of a filled frame.
const PROPOSED: u8 = 60;

/// What proposals come from, and what they must be.
#[derive(Clone, Copy)]
pub struct Offer<'a> {
    /// Who proposes.
    pub extractor: &'a Extractor,
    /// The names that may be used.
    pub terms: &'a Terms,
    /// What is proposed for each part of the document.
    pub parts: &'a [ProposedPart],
}

/// The claims among proposals, in the order in which they came, and those that are none.
///
/// What the document's own entities are not enough for is added to `entities`.
pub fn admit(
    clauses: ClauseReader<'_>,
    ontology: &Ontology,
    entities: &mut Entities,
    offer: Offer<'_>,
) -> (Vec<Claim>, Vec<RefusedProposal>) {
    let sentences = Sentences::of(clauses);
    let mut referents = Referents {
        sentences: &sentences,
        ontology,
        entities,
        extractor: offer.extractor,
    };
    each(&sentences, offer, |checked| claim(&mut referents, offer, checked))
}

/// The plain triples among proposals: what the text states in its own voice, affirmed and with certainty. Those that
/// fail a check are told; an allegation is neither.
pub fn admitted_triples(
    clauses: ClauseReader<'_>,
    offer: Offer<'_>,
) -> (Vec<SchemaTriple>, Vec<RefusedProposal>) {
    let sentences = Sentences::of(clauses);
    let slice = |span: ByteSpan| {
        let words = clauses.document.slice(span).split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    };
    let (triples, refused) = each(&sentences, offer, |checked| {
        let is_stated = checked.source == Source::Author
            && checked.stance == Stance::Affirms
            && checked.certainty == Certainty::Certain;
        Ok(is_stated.then(|| SchemaTriple {
            sub: slice(checked.subject),
            rel: checked.relation.name.clone(),
            obj: slice(checked.object),
        }))
    });
    let mut triples: Vec<SchemaTriple> = triples.into_iter().flatten().collect();
    triples.sort();
    triples.dedup();
    (triples, refused)
}

/// Checks each proposal and makes something of those that pass.
fn each<T>(
    sentences: &Sentences<'_>,
    offer: Offer<'_>,
    mut make: impl FnMut(&Checked<'_>) -> Result<T, Objection>,
) -> (Vec<T>, Vec<RefusedProposal>) {
    let (mut made, mut refused) = (Vec::new(), Vec::new());
    let document = sentences.clauses.document;
    let mut refuse = |reason: String, proposal: Value| {
        refused.push(RefusedProposal::new(
            document,
            offer.extractor,
            (reason, proposal),
        ));
    };
    for part in offer.parts {
        let proposals = match &part.claims {
            Ok(proposals) => proposals,
            Err(problem) => {
                refuse(problem.clone(), Value::Null);
                continue;
            }
        };
        let checker = Checker {
            terms: offer.terms,
            document,
            blocks: &part.part.blocks,
        };
        for value in proposals {
            let result = read(value).and_then(|proposal| {
                let checked = checker.check(&proposal)?;
                sentences.check(&checked)?;
                make(&checked)
            });
            match result {
                Ok(one) => made.push(one),
                Err(objection) => refuse(objection.to_string(), value.clone()),
            }
        }
    }
    (made, refused)
}

fn read(value: &Value) -> Result<Proposal, Objection> {
    serde_json::from_value(value.clone()).map_err(|error| Objection::Malformed(error.to_string()))
}

fn claim(referents: &mut Referents<'_>, offer: Offer<'_>, checked: &Checked<'_>) -> Result<Claim, Objection> {
    let sentences = referents.sentences;
    let proposition = proposition(referents, offer, checked)?;
    let claimant = match checked.source {
        Source::Author => Claimant::Author,
        Source::Unspecified => Claimant::Unspecified,
        Source::Named(words) => Claimant::Entity(referents.entity(words, &tm::ENTITY.into_owned())?),
    };
    Ok(Claim {
        proposition,
        circumstances: Vec::new(),
        claimant,
        via: Vec::new(),
        stance: checked.stance,
        certainty: checked.certainty,
        voice: sentences.voice(checked),
        cue: checked.cue,
        evidence: checked.evidence,
        time: sentences.time(checked),
        confidence: PROPOSED,
        extractor: offer.extractor.clone(),
        decisions: vec![Decision {
            because: format!(
                "{} proposed it; its words stand in the text, and relation and classes fit",
                offer.extractor
            ),
            words: Some(checked.evidence),
            entry: None,
        }],
    })
}

fn proposition(
    referents: &mut Referents<'_>,
    offer: Offer<'_>,
    checked: &Checked<'_>,
) -> Result<Proposition, Objection> {
    let relation = NamedNode::new_unchecked(checked.relation.id.clone());
    let class = |name: &str| {
        let term = offer.terms.classes.get(name);
        term.map_or_else(
            || tm::ENTITY.into_owned(),
            |term| NamedNode::new_unchecked(term.id.clone()),
        )
    };
    let subject = referents.entity(checked.subject, &class(checked.subject_class))?;
    let range = referents.ontology.relation(relation.as_ref());
    let range = range.and_then(|relation| relation.range.clone());
    let object = match checked.relation.value() {
        Some(_) => Object::Literal(referents.literal(checked.object, range.as_ref())?),
        None => Object::Entity(referents.entity(checked.object, &class(checked.object_class))?),
    };
    if object == Object::Entity(subject) {
        return Err(Objection::Same(label(referents, subject)));
    }
    check_classes(referents, &relation, (subject, &object))?;
    Ok(Proposition {
        subject,
        predicate: Predicate::Relation(relation),
        object,
    })
}

/// What the program itself takes subject and object for must fit the relation as well.
fn check_classes(
    referents: &Referents<'_>,
    relation: &NamedNode,
    (subject, object): (EntityIndex, &Object),
) -> Result<(), Objection> {
    let Some(declared) = referents.ontology.relation(relation.as_ref()) else {
        return Ok(());
    };
    check_class(
        referents,
        ("subject", subject),
        (&declared.label, declared.domain.as_ref()),
    )?;
    match object {
        Object::Entity(object) => check_class(
            referents,
            ("object", *object),
            (&declared.label, declared.range.as_ref()),
        ),
        Object::Literal(_) => Ok(()),
    }
}

fn check_class(
    referents: &Referents<'_>,
    (side, index): (&'static str, EntityIndex),
    (relation, expected): (&str, Option<&NamedNode>),
) -> Result<(), Objection> {
    let Some(entity) = referents.entities.entities.get(index) else {
        return Ok(());
    };
    if referents.ontology.fits(entity.class.as_ref(), expected) {
        return Ok(());
    }
    let name = |class: NamedNodeRef<'_>| class.as_str().trim_start_matches(tm::NAMESPACE).to_owned();
    Err(Objection::Unfit {
        side,
        words: entity.label.clone(),
        class: name(entity.class.as_ref()),
        relation: relation.to_owned(),
        expected: expected.map(|class| name(class.as_ref())).unwrap_or_default(),
    })
}

fn label(referents: &Referents<'_>, index: EntityIndex) -> String {
    let entity = referents.entities.entities.get(index);
    entity.map(|entity| entity.label.clone()).unwrap_or_default()
}
