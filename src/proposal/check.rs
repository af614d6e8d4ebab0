//! The first check of a proposal: its names are the ontology's, its words are the text's.

use std::str::FromStr;

use super::place::{nearest, places};
use super::terms::{RelationTerm, Terms};
use super::{Objection, Proposal, Speaker};
use crate::claim::{Certainty, Stance};
use crate::document::{ByteSpan, Document};

/// Who says it, by words of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Author,
    Named(ByteSpan),
    Unspecified,
}

/// A proposal whose words and names were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked<'a> {
    pub(super) subject: ByteSpan,
    pub(super) subject_class: &'a str,
    pub(super) relation: &'a RelationTerm,
    pub(super) object: ByteSpan,
    pub(super) object_class: &'a str,
    pub(super) source: Source,
    pub(super) cue: Option<ByteSpan>,
    pub(super) stance: Stance,
    pub(super) certainty: Certainty,
    pub(super) evidence: ByteSpan,
}

/// What proposals are checked against.
#[derive(Clone, Copy)]
pub(super) struct Checker<'a> {
    pub(super) terms: &'a Terms,
    pub(super) document: &'a Document,
    /// The paragraphs that the extractor was shown.
    pub(super) blocks: &'a [ByteSpan],
}

impl<'a> Checker<'a> {
    /// Finds all words and names of a proposal, or says what is wrong with it.
    pub(super) fn check(self, proposal: &'a Proposal) -> Result<Checked<'a>, Objection> {
        let relation = self.terms.relations.get(&proposal.relation);
        let relation = relation.ok_or_else(|| unknown("relation", &proposal.relation))?;
        self.check_sides(proposal, relation)?;
        let evidence = self.evidence(proposal)?;
        let subject = self.words(("subject", &proposal.subject), evidence)?;
        let object = self.words(("object", &proposal.object), evidence)?;
        if !evidence.contains(subject) && !evidence.contains(object) {
            return Err(Objection::Elsewhere);
        }
        let source = self.source(proposal, evidence)?;
        Ok(Checked {
            subject,
            subject_class: &proposal.subject_class,
            relation,
            object,
            object_class: &proposal.object_class,
            source,
            cue: match source {
                Source::Author => None,
                _ => Some(self.cue(proposal, evidence)?),
            },
            stance: named("stance", &proposal.stance)?,
            certainty: named("certainty", &proposal.certainty)?,
            evidence,
        })
    }

    fn check_sides(self, proposal: &Proposal, relation: &RelationTerm) -> Result<(), Objection> {
        let subject = (proposal.subject.as_str(), proposal.subject_class.as_str());
        self.check_side("subject", subject, (relation, &relation.domain))?;
        let object = (proposal.object.as_str(), proposal.object_class.as_str());
        match relation.value() {
            // What kind of value it is, the relation says; the words decide.
            Some(_) => Ok(()),
            None => self.check_side("object", object, (relation, &relation.range)),
        }
    }

    fn check_side(
        self,
        side: &'static str,
        (words, class): (&str, &str),
        (relation, expected): (&RelationTerm, &[String]),
    ) -> Result<(), Objection> {
        if !self.terms.classes.contains_key(class) {
            return Err(unknown("class", class));
        }
        if self.terms.fits(class, expected) {
            return Ok(());
        }
        Err(Objection::Unfit {
            side,
            words: words.to_owned(),
            class: class.to_owned(),
            relation: relation.name.clone(),
            expected: expected.join("` or `"),
        })
    }

    /// The place of the evidence that has most of the other words in it, the first of several.
    fn evidence(self, proposal: &Proposal) -> Result<ByteSpan, Objection> {
        let text = self.document.text();
        let parts = [
            Some(&proposal.subject),
            Some(&proposal.object),
            proposal.cue.as_ref(),
        ];
        let missing = |place: &ByteSpan| {
            let parts = parts.iter().flatten();
            parts
                .filter(|part| places(text, &[*place], part).is_empty())
                .count()
        };
        let found = places(text, self.blocks, &proposal.evidence);
        let best = found.into_iter().min_by_key(missing);
        best.ok_or_else(|| not_in_text("evidence", &proposal.evidence))
    }

    fn words(self, (part, words): (&'static str, &str), near: ByteSpan) -> Result<ByteSpan, Objection> {
        let found = places(self.document.text(), self.blocks, words);
        nearest(&found, near).ok_or_else(|| not_in_text(part, words))
    }

    fn source(self, proposal: &Proposal, evidence: ByteSpan) -> Result<Source, Objection> {
        match proposal.speaker {
            Speaker::Author => Ok(Source::Author),
            Speaker::Unspecified => Ok(Source::Unspecified),
            Speaker::Named => {
                let claimant = proposal.claimant.as_deref().ok_or(Objection::NoClaimant)?;
                Ok(Source::Named(self.words(("claimant", claimant), evidence)?))
            }
        }
    }

    /// The cue, which must stand in the evidence.
    fn cue(self, proposal: &Proposal, evidence: ByteSpan) -> Result<ByteSpan, Objection> {
        let claimant = proposal.claimant.as_deref().unwrap_or("somebody");
        let cue = proposal.cue.as_deref().filter(|cue| !cue.trim().is_empty());
        let cue = cue.ok_or_else(|| Objection::NoCue(claimant.to_owned()))?;
        let inside = places(self.document.text(), &[evidence], cue);
        match inside.first() {
            Some(span) => Ok(*span),
            None if places(self.document.text(), self.blocks, cue).is_empty() => Err(not_in_text("cue", cue)),
            None => Err(Objection::CueElsewhere(cue.to_owned())),
        }
    }
}

fn not_in_text(part: &'static str, words: &str) -> Objection {
    Objection::NotInText {
        part,
        words: words.to_owned(),
    }
}

fn unknown(kind: &'static str, name: &str) -> Objection {
    Objection::Unknown {
        kind,
        name: name.to_owned(),
    }
}

fn named<T: FromStr>(kind: &'static str, name: &str) -> Result<T, Objection> {
    name.parse().map_err(|_| unknown(kind, name))
}
