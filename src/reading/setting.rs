//! The setting of a proposition: who makes the claim, through whom, for or against, and in whose words.

use super::Reader;
use crate::analysis::{Analysis, Pos};
use crate::attribution::{Attribution, Quote, chain};
use crate::claim::{Certainty, Claimant, Decision, Stance, Voice};
use crate::document::ByteSpan;
use crate::entity::EntityIndex;
use crate::proposition::Finding;
use crate::vocab::tm;

/// Everything about a claim but what it says.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) claimant: Claimant,
    pub(super) via: Vec<EntityIndex>,
    pub(super) stance: Stance,
    pub(super) certainty: Certainty,
    pub(super) voice: Voice,
    pub(super) cue: Option<ByteSpan>,
    /// The cue with its source, as part of the evidence.
    pub(super) attribution: Option<ByteSpan>,
    pub(super) decisions: Vec<Decision>,
}

impl Reader<'_> {
    /// The settings of a finding, one for each claimant; none when somebody outside denies that it was said.
    pub(super) fn settings(self, finding: &Finding) -> Vec<Setting> {
        let voice = self.voice(finding.words);
        let chain = chain(self.propositions.clauses, self.attributions, finding.anchor);
        if finding.is_apposition && voice != Voice::Quoted || chain.is_empty() {
            return vec![self.unattributed(finding, voice)];
        }
        let named = chain
            .iter()
            .position(|attribution| !self.sources(attribution, &chain).is_empty());
        let (inner, outer) = chain.split_at(named.map_or(chain.len(), |named| named + 1));
        if outer
            .iter()
            .any(|attribution| attribution.stance != Stance::Affirms)
        {
            return Vec::new();
        }
        let claimants: Vec<Claimant> = match named.and_then(|named| chain.get(named)) {
            Some(attribution) => self
                .sources(attribution, &chain)
                .into_iter()
                .map(Claimant::Entity)
                .collect(),
            None => vec![Claimant::Unspecified],
        };
        let carriers: Vec<EntityIndex> = outer
            .iter()
            .flat_map(|outer| self.sources(outer, &chain))
            .collect();
        let shared = self.attributed(finding, inner, voice);
        claimants
            .into_iter()
            .map(|claimant| self.with_claimant(shared.clone(), claimant, &carriers))
            .collect()
    }

    /// The article's own statement; an unattributed quotation or "alleged" thing is nobody's we know.
    fn unattributed(self, finding: &Finding, voice: Voice) -> Setting {
        let (modal, mut decisions) = self.modality(finding);
        let hedge = self.hedge(finding);
        let is_authors = voice != Voice::Quoted && hedge.is_none();
        decisions.extend(hedge.as_ref().map(|(_, decision)| decision.clone()));
        let certainty = hedge.map_or(Certainty::Certain, |(certainty, _)| certainty);
        Setting {
            claimant: if is_authors {
                Claimant::Author
            } else {
                Claimant::Unspecified
            },
            via: Vec::new(),
            stance: self.with_polarity(finding, Stance::Affirms),
            certainty: certainty.weaker(modal),
            voice: if is_authors {
                Voice::AuthorVoice
            } else if voice == Voice::Quoted {
                voice
            } else {
                Voice::Reported
            },
            cue: None,
            attribution: None,
            decisions,
        }
    }

    /// Stance and certainty through the cues from the proposition up to the claimant.
    fn attributed(self, finding: &Finding, inner: &[&Attribution], voice: Voice) -> Setting {
        let (modal, mut decisions) = self.modality(finding);
        let hedge = self.hedge(finding);
        let mut stance = Stance::Affirms;
        let mut certainty = hedge
            .as_ref()
            .map_or(modal, |(certainty, _)| certainty.weaker(modal));
        decisions.extend(hedge.map(|(_, decision)| decision));
        for attribution in inner {
            stance = combined(attribution.stance, stance);
            certainty = certainty.weaker(attribution.certainty);
            decisions.push(self.cue_decision(attribution));
        }
        let cue = inner.last().map(|attribution| attribution.cue_span);
        Setting {
            claimant: Claimant::Unspecified,
            via: inner
                .last()
                .map(|attribution| self.carrying_document(attribution))
                .unwrap_or_default(),
            stance: self.with_polarity(finding, stance),
            certainty,
            voice,
            cue,
            attribution: inner
                .last()
                .and_then(|attribution| self.source_words(attribution)),
            decisions,
        }
    }

    /// The cue together with the names of its sources.
    fn source_words(self, attribution: &Attribution) -> Option<ByteSpan> {
        let analysis = self.propositions.clauses.analysis;
        let entities = self.propositions.entities;
        let mut tokens = vec![attribution.cue];
        for source in &attribution.sources {
            let mention = entities.mentions.iter().find(|mention| mention.head == *source);
            tokens.extend(
                mention
                    .map(|mention| mention.tokens.clone())
                    .into_iter()
                    .flatten(),
            );
            tokens.push(*source);
        }
        Some(attribution.cue_span.cover(analysis.span_of(&tokens)?))
    }

    fn cue_decision(self, attribution: &Attribution) -> Decision {
        let words = self.propositions.clauses.document.slice(attribution.cue_span);
        let labels: Vec<String> = attribution
            .sources
            .iter()
            .filter_map(|source| self.label_at(*source))
            .collect();
        let source = if labels.is_empty() {
            "nobody named".to_owned()
        } else {
            labels.join(", ")
        };
        Decision {
            because: format!(
                "“{words}” attributes it to {source}: {}, {}",
                attribution.stance, attribution.certainty
            ),
            words: Some(attribution.cue_span),
            entry: Some(attribution.entry.to_string()),
        }
    }

    fn label_at(self, token: usize) -> Option<String> {
        let entity = self.propositions.entities.at(token)?;
        self.propositions
            .entities
            .entities
            .get(entity)
            .map(|entity| entity.label.clone())
    }

    /// Puts the claimant in; a spokesperson's claim is the organisation's, carried by the spokesperson.
    fn with_claimant(self, mut setting: Setting, claimant: Claimant, carriers: &[EntityIndex]) -> Setting {
        setting.claimant = claimant;
        if let Claimant::Entity(person) = claimant
            && let Some(organisation) = self.spokespersons.organisation(person)
        {
            setting.claimant = Claimant::Entity(organisation);
            setting.via.insert(0, person);
        }
        setting.via.extend(carriers);
        setting
            .via
            .retain(|carrier| Claimant::Entity(*carrier) != setting.claimant);
        let mut seen = Vec::new();
        setting.via.retain(|carrier| {
            !seen.contains(carrier) && {
                seen.push(*carrier);
                true
            }
        });
        setting
    }

    /// The entities that an attribution names as its source; "I" and "we" are those of the attribution around it.
    pub(super) fn sources(self, attribution: &Attribution, chain: &[&Attribution]) -> Vec<EntityIndex> {
        let reader = self.propositions;
        let mut sources = Vec::new();
        for source in &attribution.sources {
            let is_speaker = reader
                .clauses
                .lexicon
                .control
                .is_speaker(&reader.clauses.word(*source));
            let outer = chain
                .iter()
                .skip_while(|other| other.cue != attribution.cue)
                .nth(1);
            match outer {
                Some(outer) if is_speaker => sources.extend(self.sources(outer, &[])),
                _ => sources.extend(reader.entities.at(*source)),
            }
        }
        sources.dedup();
        sources
    }

    /// The report that a cue names: "**in a report** last year, the group said".
    fn carrying_document(self, attribution: &Attribution) -> Vec<EntityIndex> {
        let reader = self.propositions;
        let obliques = reader.clauses.obliques_of(attribution.cue).into_iter();
        let objects = obliques.filter_map(|oblique| reader.entities.at(oblique.object));
        let is_document = |index: &EntityIndex| {
            reader
                .entities
                .entities
                .get(*index)
                .is_some_and(|entity| reader.ontology.is_subclass(entity.class.as_ref(), tm::DOCUMENT))
        };
        objects.filter(is_document).collect()
    }

    /// Whether the words stand in a quotation that is speech and not single quoted words.
    pub(super) fn voice(self, words: ByteSpan) -> Voice {
        let analysis = self.propositions.clauses.analysis;
        let is_quoted = self
            .quotes
            .iter()
            .any(|quote| quote.span.overlaps(words) && is_speech(analysis, quote, words));
        if is_quoted { Voice::Quoted } else { Voice::Reported }
    }
}

/// A cue over what is below it: a denial turns it round, a question leaves it open.
fn combined(outer: Stance, inner: Stance) -> Stance {
    match (outer, inner) {
        (Stance::Neutral, _) | (_, Stance::Neutral) => Stance::Neutral,
        (Stance::Affirms, inner) => inner,
        (Stance::Denies, inner) => inner.opposite(),
    }
}

/// Whether the quotation holds a verb or predicate of `words`; a quoted noun phrase is a scare quote or a name.
fn is_speech(analysis: &Analysis, quote: &Quote, words: ByteSpan) -> bool {
    analysis.tokens.iter().any(|token| {
        let is_predicate = matches!(token.pos, Pos::Verb | Pos::Aux)
            || token.pos == Pos::Adj && token.dep == crate::analysis::Dep::Acomp;
        let is_modifier = matches!(
            token.dep,
            crate::analysis::Dep::Amod | crate::analysis::Dep::Compound
        );
        is_predicate && !is_modifier && quote.span.contains(token.span) && words.overlaps(token.span)
    })
}
