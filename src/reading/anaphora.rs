//! Claims that point back: "China denied it", "he was sceptical of the company's explanation".
//!
//! What is denied or confirmed stands in an earlier sentence; the new claim takes over its proposition.

use super::{POINTS_BACK, Reader};
use crate::analysis::Dep;
use crate::attribution::{Attribution, chain, is_said};
use crate::claim::{Claim, Claimant, Decision, Object, Stance};
use crate::document::ByteSpan;
use crate::entity::EntityIndex;
use crate::extractor::Extractor;

/// How many sentences back an unowned "it" or "the claim" reaches.
const REACH: usize = 3;

impl Reader<'_> {
    /// The claims that take over the proposition of an earlier one; `claims` is in text order.
    pub(super) fn pointing_back(self, claims: &[Claim]) -> Vec<Claim> {
        let pointing = self
            .attributions
            .iter()
            .filter(|attribution| self.points_back(attribution, claims));
        pointing
            .flat_map(|attribution| self.taken_over(attribution, claims))
            .collect()
    }

    /// Whether the content is a noun or pronoun that says nothing itself.
    fn points_back(self, attribution: &Attribution, claims: &[Claim]) -> bool {
        let clauses = self.propositions.clauses;
        let content = attribution.content;
        let is_bare = is_said(clauses, content)
            && !clauses.is_predicate(content)
            && !self.attributions.iter().any(|other| other.cue == content);
        let Some(span) = clauses.analysis.span_of(&clauses.analysis.subtree(content)) else {
            return false;
        };
        is_bare
            && !claims
                .iter()
                .any(|claim| span.contains(claim.evidence) || claim.evidence.contains(span))
    }

    fn taken_over(self, attribution: &Attribution, claims: &[Claim]) -> Vec<Claim> {
        let sources = self.sources(attribution, &[]);
        let Some(cue) = self.clause_words(attribution) else {
            return Vec::new();
        };
        let earlier = || claims.iter().filter(|claim| claim.evidence.end() <= cue.start());
        let mut found = Vec::new();
        for source in sources {
            let answers = match self.owner(attribution.content) {
                Some(owner) => self.of_owner(earlier().collect(), owner),
                None => self.about(earlier().collect(), source, cue),
            };
            found.extend(
                answers
                    .into_iter()
                    .map(|earlier| self.answer(attribution, source, (earlier, cue))),
            );
        }
        found
    }

    /// "**China's** explanation".
    fn owner(self, noun: usize) -> Option<EntityIndex> {
        let owner = self.propositions.clauses.analysis.child(noun, Dep::Poss)?;
        self.propositions.entities.at(owner)
    }

    /// The last sentence's worth of claims by `owner`, or by somebody who bears its name ("Chinese embassies").
    fn of_owner(self, earlier: Vec<&Claim>, owner: EntityIndex) -> Vec<&Claim> {
        let is_owners = |claim: &&Claim| match claim.claimant {
            Claimant::Entity(claimant) => claimant == owner || self.bears_name(claimant, owner),
            Claimant::Author | Claimant::Unspecified => false,
        };
        let owned: Vec<&Claim> = earlier
            .into_iter()
            .filter(is_owners)
            .filter(|claim| claim.stance == Stance::Affirms)
            .collect();
        let Some(last) = owned.last().and_then(|claim| self.sentence_span(claim.evidence)) else {
            return Vec::new();
        };
        owned
            .into_iter()
            .filter(|claim| last.contains(claim.evidence))
            .collect()
    }

    fn bears_name(self, claimant: EntityIndex, owner: EntityIndex) -> bool {
        let entities = self.propositions.entities;
        let mentions = entities
            .entities
            .get(claimant)
            .into_iter()
            .flat_map(|entity| &entity.chain);
        let mut tokens = mentions
            .filter_map(|link| entities.mentions.get(link.mention))
            .flat_map(|mention| mention.tokens.clone());
        tokens.any(|token| entities.at(token) == Some(owner))
    }

    /// What others said lately of `source`; failing that, what the sentence before says of anything.
    fn about(self, earlier: Vec<&Claim>, source: EntityIndex, cue: ByteSpan) -> Vec<&Claim> {
        let by_others = earlier
            .into_iter()
            .filter(|claim| claim.claimant != Claimant::Entity(source) && claim.stance == Stance::Affirms);
        let near: Vec<&Claim> = by_others
            .filter(|claim| {
                self.distance(claim.evidence, cue)
                    .is_some_and(|distance| distance <= REACH)
            })
            .collect();
        let of_source: Vec<&Claim> = near
            .iter()
            .copied()
            .filter(|claim| {
                claim.proposition.subject == source || claim.proposition.object == Object::Entity(source)
            })
            .filter(|claim| claim.claimant != Claimant::Author)
            .collect();
        let Some(last) = of_source
            .last()
            .and_then(|claim| self.sentence_span(claim.evidence))
        else {
            return Vec::new();
        };
        of_source
            .into_iter()
            .filter(|claim| last.contains(claim.evidence))
            .collect()
    }

    /// How many sentences lie between two spans.
    fn distance(self, earlier: ByteSpan, later: ByteSpan) -> Option<usize> {
        let analysis = self.propositions.clauses.analysis;
        let sentence = |span: ByteSpan| {
            analysis.sentence_of(
                analysis
                    .tokens
                    .partition_point(|token| token.span.end() <= span.start()),
            )
        };
        sentence(later).checked_sub(sentence(earlier))
    }

    /// The words from the source to the content.
    fn clause_words(self, attribution: &Attribution) -> Option<ByteSpan> {
        let analysis = self.propositions.clauses.analysis;
        let mut tokens = attribution.sources.clone();
        tokens.extend([attribution.cue, attribution.content]);
        analysis.span_of(&tokens)
    }

    fn answer(
        self,
        attribution: &Attribution,
        source: EntityIndex,
        (earlier, words): (&Claim, ByteSpan),
    ) -> Claim {
        let carriers = chain(self.propositions.clauses, self.attributions, attribution.cue);
        let via = carriers
            .iter()
            .flat_map(|outer| self.sources(outer, &[]))
            .filter(|carrier| *carrier != source);
        let earlier_words = self.propositions.clauses.document.slice(earlier.evidence);
        Claim {
            proposition: earlier.proposition.clone(),
            circumstances: earlier.circumstances.clone(),
            claimant: Claimant::Entity(source),
            via: via.collect(),
            stance: attribution.stance,
            certainty: attribution.certainty,
            voice: self.voice(words),
            cue: Some(attribution.cue_span),
            evidence: words,
            time: None,
            confidence: POINTS_BACK,
            extractor: Extractor::own(),
            decisions: vec![Decision {
                because: format!("answers “{earlier_words}”"),
                words: Some(earlier.evidence),
                entry: Some(attribution.entry.to_string()),
            }],
        }
    }
}
