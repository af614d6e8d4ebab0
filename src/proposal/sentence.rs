//! What the program's own reading of a sentence says of a proposal: who speaks there, and whether it is turned round.
//!
//! It only ever speaks against a proposal. A statement that the text attributes is not the article's own, one between
//! quotation marks neither, and a denied or negated one is not affirmed.

use std::ops::Range;

use super::Objection;
use super::check::{Checked, Source};
use crate::analysis::Dep;
use crate::attribution::{Attribution, Quote, attributions, chain, quotes};
use crate::claim::{Stance, Time, Voice};
use crate::clause::ClauseReader;
use crate::document::ByteSpan;
use crate::time::times;

/// The program's own reading of a document, as far as proposals are held against it.
pub(super) struct Sentences<'a> {
    pub(super) clauses: ClauseReader<'a>,
    quotes: Vec<Quote>,
    attributions: Vec<Attribution>,
    times: Vec<(Range<usize>, Time)>,
}

impl<'a> Sentences<'a> {
    pub(super) fn of(clauses: ClauseReader<'a>) -> Self {
        let quotes = quotes(clauses.document);
        Self {
            attributions: attributions(clauses, &quotes),
            times: times(&clauses.lexicon.times, clauses.document, clauses.analysis),
            quotes,
            clauses,
        }
    }

    /// Whether the reading speaks against a proposal.
    pub(super) fn check(&self, checked: &Checked<'_>) -> Result<(), Objection> {
        if checked.source == Source::Author {
            if let Some(attribution) = self.attribution_over(checked) {
                return Err(Objection::Attributed(self.slice(attribution.cue_span)));
            }
            if self.is_quoted(checked) {
                return Err(Objection::Quoted);
            }
        }
        match self
            .turned_by(checked)
            .filter(|_| checked.stance == Stance::Affirms)
        {
            Some(words) => Err(Objection::Reversed(self.slice(words))),
            None => Ok(()),
        }
    }

    /// In whose words it is told.
    pub(super) fn voice(&self, checked: &Checked<'_>) -> Voice {
        match checked.source {
            Source::Author => Voice::AuthorVoice,
            _ if self.is_quoted(checked) => Voice::Quoted,
            _ => Voice::Reported,
        }
    }

    /// The time expression that stands in the clause of the proposal.
    pub(super) fn time(&self, checked: &Checked<'_>) -> Option<Time> {
        let predicate = self.predicate(checked)?;
        let is_own = |tokens: &Range<usize>| {
            let above = self.clauses.analysis.ancestors(tokens.end.saturating_sub(1));
            let mut verbs = above.filter(|token| self.clauses.is_predicate(*token));
            verbs.next() == Some(predicate)
        };
        let mut times = self.times.iter();
        let found = times.find(|(tokens, _)| is_own(tokens));
        found.map(|(_, time)| time.clone())
    }

    /// The days of the time expression with these words, when it is one.
    pub(super) fn time_at(&self, words: ByteSpan) -> Option<&Time> {
        let mut times = self.times.iter().map(|(_, time)| time);
        times.find(|time| words.contains(time.span))
    }

    /// The tokens of a span, and the one that the parse hangs them on.
    pub(super) fn tokens(&self, span: ByteSpan) -> Option<(Range<usize>, usize)> {
        let tokens = &self.clauses.analysis.tokens;
        let start = tokens.partition_point(|token| token.span.end() <= span.start());
        let end = tokens.partition_point(|token| token.span.start() < span.end());
        let range = start..end;
        let is_outside = |head: usize, token: usize| head == token || !range.contains(&head);
        let mut heads = range.clone().filter(|token| {
            let dep = self.clauses.dep(*token);
            is_outside(self.clauses.head(*token), *token) && !matches!(dep, Dep::Punct | Dep::Det | Dep::Case)
        });
        heads.next().map(|head| (start..end, head))
    }

    /// The attribution that the object stands in.
    fn attribution_over(&self, checked: &Checked<'_>) -> Option<&Attribution> {
        let (_, head) = self.tokens(checked.object)?;
        chain(self.clauses, &self.attributions, head).into_iter().next()
    }

    /// The verb of the clause that the object stands in.
    fn predicate(&self, checked: &Checked<'_>) -> Option<usize> {
        let (_, head) = self.tokens(checked.object)?;
        let mut above = std::iter::once(head).chain(self.clauses.analysis.ancestors(head));
        above.find(|token| self.clauses.is_predicate(*token))
    }

    fn is_quoted(&self, checked: &Checked<'_>) -> bool {
        let verb = self.predicate(checked);
        let verb = verb.and_then(|verb| self.clauses.analysis.tokens.get(verb));
        let is_around = |quote: &Quote| {
            quote.span.contains(checked.object) && verb.is_some_and(|verb| quote.span.contains(verb.span))
        };
        self.quotes.iter().any(is_around)
    }

    /// The words that turn it round an odd number of times: a negation of the clause, or a cue that denies.
    fn turned_by(&self, checked: &Checked<'_>) -> Option<ByteSpan> {
        let denial = self.attributions.iter().find(|attribution| {
            let is_cue = checked.cue.is_some_and(|cue| cue.overlaps(attribution.cue_span));
            is_cue && attribution.stance == Stance::Denies
        });
        let verb = self.predicate(checked).filter(|verb| {
            let token = self.clauses.analysis.tokens.get(*verb);
            token.is_some_and(|token| checked.evidence.contains(token.span))
        });
        let negations = verb.map_or(0, |verb| self.clauses.clause(verb).negations);
        match (denial, negations % 2) {
            (Some(denial), 0) => Some(denial.cue_span),
            (None, 1) => Some(checked.evidence),
            _ => None,
        }
    }

    fn slice(&self, span: ByteSpan) -> String {
        self.clauses.document.slice(span).to_owned()
    }
}
