//! Claims: who says which proposition, how firmly, in whose voice, with which words.

use std::collections::BTreeSet;

use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};

use super::document::Sources;
use super::occurrence::describe_occurrence;
use super::proposition::{
    describe_open_relation, literal_words, open_relation, proposition_words, relation_words,
};
use super::span::{Spans, VerifiedSpan};
use super::{DroppedClaim, GraphQuads, PropositionNode, date_basis, hashed_iri, text};
use crate::claim::{Certainty, Claim, Claimant, Object, Predicate, Reading, Stance, Time, Voice};
use crate::entity::{Entity, EntityIndex};
use crate::extractor::Extractor;
use crate::ontology::Ontology;
use crate::vocab::{CLAIM_NAMESPACE, member, nif, rdf, schema, tm, xsd};

/// Writes the claims of one reading and notes who takes part in them.
pub(super) struct ClaimWriter<'a> {
    ontology: &'a Ontology,
    reading: &'a Reading,
    spans: &'a Spans<'a>,
    sources: &'a Sources,
    /// The claims written so far; a second one with the same IRI only adds evidence.
    written: BTreeSet<NamedNode>,
    /// The entities that take part in a claim.
    pub(super) participants: BTreeSet<EntityIndex>,
    extractors: BTreeSet<&'a Extractor>,
}

/// The parts of one claim, resolved and verified.
struct ClaimNode<'a> {
    iri: NamedNode,
    claim: &'a Claim,
    proposition: PropositionNode,
    proposition_label: String,
    claimant: NamedNode,
    claimant_label: String,
    evidence: VerifiedSpan<'a>,
    cue: Option<VerifiedSpan<'a>>,
}

impl<'a> ClaimWriter<'a> {
    pub(super) fn new(
        ontology: &'a Ontology,
        reading: &'a Reading,
        spans: &'a Spans<'a>,
        sources: &'a Sources,
    ) -> Self {
        Self {
            ontology,
            reading,
            spans,
            sources,
            written: BTreeSet::new(),
            participants: BTreeSet::new(),
            extractors: BTreeSet::new(),
        }
    }

    /// Writes every claim that has its evidence and returns the others.
    pub(super) fn describe_claims(&mut self, graph: &mut GraphQuads) -> Vec<DroppedClaim> {
        let claims = self.reading.claims.iter().enumerate();
        let dropped = claims
            .filter_map(|(index, claim)| {
                let reason = self.describe_claim(graph, claim).err()?;
                Some(DroppedClaim { claim: index, reason })
            })
            .collect();
        for extractor in &self.extractors {
            describe_extractor(graph, extractor);
        }
        dropped
    }

    fn describe_claim(&mut self, graph: &mut GraphQuads, claim: &'a Claim) -> Result<(), String> {
        let node = self.claim_node(claim)?;
        let mut rest = GraphQuads::new(graph.name.clone());
        self.describe_time(&mut rest, &node)?;
        self.describe_decisions(&mut rest, &node)?;
        self.describe_carriers(&mut rest, &node)?;
        self.describe_circumstances(&mut rest, &node)?;
        self.describe_evidence(graph, &node);
        graph.add(&node.iri, tm::HAS_EXTRACTOR, claim.extractor.iri());
        self.extractors.insert(&claim.extractor);
        if self.written.insert(node.iri.clone()) {
            describe_head(graph, &node);
            graph.quads.append(&mut rest.quads);
        }
        if let Predicate::Open(lemma) = &claim.proposition.predicate {
            describe_open_relation(graph, &node.proposition.predicate, lemma);
        }
        node.proposition.describe(graph, &node.proposition_label);
        self.note_participants(claim);
        Ok(())
    }

    fn claim_node(&self, claim: &'a Claim) -> Result<ClaimNode<'a>, String> {
        let (proposition, proposition_label) = self.proposition(claim)?;
        let (claimant, claimant_label) = self.claimant(claim)?;
        let evidence = self.spans.verify(claim.evidence)?;
        let cue = claim.cue.map(|cue| self.spans.verify(cue)).transpose()?;
        let iri = self.claim_iri(claim, &proposition, (&claimant, cue.as_ref()));
        Ok(ClaimNode {
            iri,
            claim,
            proposition,
            proposition_label,
            claimant,
            claimant_label,
            evidence,
            cue,
        })
    }

    fn claim_iri(
        &self,
        claim: &Claim,
        proposition: &PropositionNode,
        (claimant, cue): (&NamedNode, Option<&VerifiedSpan<'_>>),
    ) -> NamedNode {
        let parts = [
            self.spans.document().iri().as_node().as_str(),
            proposition.iri.as_str(),
            claimant.as_str(),
            claim.stance.into(),
            claim.certainty.into(),
            cue.map_or("", |cue| cue.iri.as_str()),
        ];
        hashed_iri(CLAIM_NAMESPACE, &parts)
    }

    fn proposition(&self, claim: &Claim) -> Result<(PropositionNode, String), String> {
        let said = &claim.proposition;
        let subject = self.entity(said.subject)?.iri.as_node().clone();
        let predicate = match &said.predicate {
            Predicate::Relation(relation) => relation.clone(),
            Predicate::Open(lemma) => open_relation(lemma),
        };
        let object: Term = match &said.object {
            Object::Entity(index) => self.entity(*index)?.iri.as_node().clone().into(),
            Object::Literal(literal) => literal.clone().into(),
        };
        let node = PropositionNode::new(self.ontology, subject, predicate, object);
        let label = self.proposition_label(claim, &node)?;
        Ok((node, label))
    }

    /// The proposition as a sentence, in the direction in which it is stored.
    fn proposition_label(&self, claim: &Claim, node: &PropositionNode) -> Result<String, String> {
        let said = &claim.proposition;
        let subject = self.entity(said.subject)?;
        let relation = match &said.predicate {
            Predicate::Relation(_) => relation_words(self.ontology, node.predicate.as_ref()),
            Predicate::Open(lemma) => lemma.clone(),
        };
        let is_turned = node.subject != *subject.iri.as_node();
        let (first, last) = match &said.object {
            Object::Entity(index) if is_turned => (self.entity(*index)?.label.clone(), subject.label.clone()),
            Object::Entity(index) => (subject.label.clone(), self.entity(*index)?.label.clone()),
            Object::Literal(_) => (subject.label.clone(), literal_words(&node.object)),
        };
        Ok(proposition_words(&first, &relation, &last))
    }

    fn claimant(&self, claim: &Claim) -> Result<(NamedNode, String), String> {
        match claim.claimant {
            Claimant::Author => Ok((self.sources.author.clone(), self.sources.author_label.clone())),
            Claimant::Unspecified => Ok((tm::UNSPECIFIED_SOURCE.into_owned(), "unspecified source".into())),
            Claimant::Entity(index) => {
                let entity = self.entity(index)?;
                Ok((entity.iri.as_node().clone(), entity.label.clone()))
            }
        }
    }

    fn entity(&self, index: EntityIndex) -> Result<&'a Entity, String> {
        let entity = self.reading.entities.entities.get(index);
        entity.ok_or_else(|| format!("it speaks of entity {index}, which the reading does not have"))
    }

    fn note_participants(&mut self, claim: &Claim) {
        let said = &claim.proposition;
        self.participants.insert(said.subject);
        self.participants.extend(&claim.via);
        let circumstances = claim.circumstances.iter();
        self.participants
            .extend(circumstances.map(|circumstance| circumstance.entity));
        if let Object::Entity(object) = said.object {
            self.participants.insert(object);
        }
        if let Claimant::Entity(claimant) = claim.claimant {
            self.participants.insert(claimant);
        }
    }

    fn describe_carriers(&self, graph: &mut GraphQuads, node: &ClaimNode<'_>) -> Result<(), String> {
        let carriers = node.claim.via.iter();
        let carriers = carriers.map(|carrier| Ok(self.entity(*carrier)?.iri.as_node().clone()));
        let carriers = carriers.collect::<Result<Vec<_>, String>>()?;
        for carrier in &carriers {
            graph.add(&node.iri, tm::VIA, carrier.clone());
        }
        if carriers.len() > 1 {
            let order = NamedNode::new_unchecked(format!("{}#via", node.iri.as_str()));
            graph.add(&node.iri, tm::VIA_ORDER, order.clone());
            graph.add(&order, rdf::TYPE, rdf::SEQ);
            for (index, carrier) in carriers.into_iter().enumerate() {
                graph.add(&order, member(index + 1), carrier);
            }
        }
        Ok(())
    }

    fn describe_circumstances(&self, graph: &mut GraphQuads, node: &ClaimNode<'_>) -> Result<(), String> {
        let mut circumstances = Vec::new();
        for circumstance in &node.claim.circumstances {
            let entity = self.entity(circumstance.entity)?.iri.as_node().clone();
            circumstances.push((circumstance.role.clone(), entity));
        }
        if let Some(occurrence) = describe_occurrence(graph, &node.proposition, circumstances) {
            graph.add(&node.iri, tm::HAS_OCCURRENCE, occurrence);
        }
        Ok(())
    }

    fn describe_evidence(&self, graph: &mut GraphQuads, node: &ClaimNode<'_>) {
        let evidence = &node.evidence;
        evidence.describe_words(graph);
        graph.add(&node.iri, tm::EVIDENCE, evidence.iri.clone());
        if let Some(sentence) = self.spans.sentence_at(node.claim.evidence) {
            sentence.describe(graph, nif::SENTENCE_CLASS);
            graph.add(&evidence.iri, nif::SENTENCE, sentence.iri);
        }
    }

    fn describe_time(&self, graph: &mut GraphQuads, node: &ClaimNode<'_>) -> Result<(), String> {
        let Some(time) = &node.claim.time else {
            return Ok(());
        };
        let words = self.spans.verify(time.span)?.words;
        graph.add(&node.iri, tm::TIME_TEXT, text(words));
        describe_days(graph, &node.iri, time);
        Ok(())
    }

    fn describe_decisions(&self, graph: &mut GraphQuads, node: &ClaimNode<'_>) -> Result<(), String> {
        for (index, decision) in node.claim.decisions.iter().enumerate() {
            let step = index + 1;
            let iri = NamedNode::new_unchecked(format!("{}-step-{step}", node.iri.as_str()));
            graph.add(&node.iri, tm::DECISION, iri.clone());
            graph.add_type(&iri, tm::DECISION_CLASS);
            graph.add(&iri, tm::STEP, number(step));
            graph.add(&iri, tm::BECAUSE, text(&decision.because));
            if let Some(entry) = &decision.entry {
                graph.add(&iri, tm::ENTRY, text(entry));
            }
            if let Some(words) = decision.words {
                let words = self.spans.verify(words)?;
                words.describe_words(graph);
                graph.add(&iri, tm::WORDS, words.iri);
            }
        }
        Ok(())
    }
}

/// Writes everything about a claim that it has once.
fn describe_head(graph: &mut GraphQuads, node: &ClaimNode<'_>) {
    let claim = node.claim;
    let verb = speech_verb(claim.stance, claim.certainty);
    graph.add_type(&node.iri, tm::CLAIM);
    graph.add_label(
        &node.iri,
        &format!("{} {verb}: {}", node.claimant_label, node.proposition_label),
    );
    graph.add(&node.iri, tm::IN_DOCUMENT, graph.name.clone());
    graph.add(&node.iri, tm::HAS_PROPOSITION, node.proposition.iri.clone());
    graph.add(&node.iri, tm::CLAIMANT, node.claimant.clone());
    graph.add(&node.iri, tm::STANCE, stance_node(claim.stance));
    graph.add(&node.iri, tm::CERTAINTY, certainty_node(claim.certainty));
    graph.add(&node.iri, tm::VOICE, voice_node(claim.voice));
    graph.add(&node.iri, tm::CONFIDENCE, confidence(claim.confidence));
    if let Some(cue) = &node.cue {
        cue.describe_words(graph);
        graph.add(&node.iri, tm::CUE_SPAN, cue.iri.clone());
        graph.add(&node.iri, tm::CUE, text(cue.words));
    }
}

fn describe_extractor(graph: &mut GraphQuads, extractor: &Extractor) {
    let iri = extractor.iri();
    graph.add_type(&iri, tm::EXTRACTOR);
    graph.add_label(&iri, &extractor.to_string());
    if !extractor.version.is_empty() {
        graph.add(&iri, schema::SOFTWARE_VERSION, text(&extractor.version));
    }
}

fn describe_days(graph: &mut GraphQuads, claim: &NamedNode, time: &Time) {
    if let Some(earliest) = time.earliest {
        graph.add(claim, tm::EARLIEST, day(earliest));
    }
    if let Some(latest) = time.latest {
        graph.add(claim, tm::LATEST, day(latest));
    }
    if let Some((date, basis)) = time.anchor {
        graph.add(claim, tm::TIME_ANCHOR, day(date));
        graph.add(claim, tm::TIME_BASIS, date_basis(basis));
    }
}

/// The verb for a claim in its label, in step with the speech-act graph.
pub(crate) fn speech_verb(stance: Stance, certainty: Certainty) -> &'static str {
    let is_weak = matches!(certainty, Certainty::Probable | Certainty::Possible);
    match (stance, is_weak) {
        (Stance::Affirms, false) => "reports",
        (Stance::Affirms, true) => "suspects",
        (Stance::Denies, false) => "denies",
        (Stance::Denies, true) => "doubts",
        (Stance::Neutral, _) => "takes no position",
    }
}

pub(crate) fn stance_node(stance: Stance) -> NamedNodeRef<'static> {
    match stance {
        Stance::Affirms => tm::STANCE_AFFIRMS,
        Stance::Denies => tm::STANCE_DENIES,
        Stance::Neutral => tm::STANCE_NEUTRAL,
    }
}

pub(crate) fn certainty_node(certainty: Certainty) -> NamedNodeRef<'static> {
    match certainty {
        Certainty::Certain => tm::CERTAINTY_CERTAIN,
        Certainty::Probable => tm::CERTAINTY_PROBABLE,
        Certainty::Possible => tm::CERTAINTY_POSSIBLE,
        Certainty::Unstated => tm::CERTAINTY_UNSTATED,
    }
}

pub(crate) fn voice_node(voice: Voice) -> NamedNodeRef<'static> {
    match voice {
        Voice::AuthorVoice => tm::VOICE_AUTHOR,
        Voice::Reported => tm::VOICE_REPORTED,
        Voice::Quoted => tm::VOICE_QUOTED,
    }
}

/// In the canonical form, "0.9" and not "0.90", which is how a store gives it back.
fn confidence(hundredths: u8) -> Literal {
    let hundredths = hundredths.min(100);
    let value = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let value = value.trim_end_matches('0').trim_end_matches('.');
    Literal::new_typed_literal(value, xsd::DECIMAL)
}

fn day(date: jiff::civil::Date) -> Literal {
    Literal::new_typed_literal(date.to_string(), xsd::DATE)
}

fn number(value: usize) -> Literal {
    Literal::new_typed_literal(value.to_string(), xsd::INTEGER)
}
