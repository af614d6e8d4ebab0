//! How many: "two sites", "at least 100 stations", "among at least 100 operating".

use oxigraph::model::Literal;

use super::{Filler, Finding, PropositionReader};
use crate::analysis::{Dep, Pos};
use crate::document::ByteSpan;
use crate::entity::{Count, Entity, EntityIndex, count_of};
use crate::lexicon::patterns::Pattern;
use crate::mention::words::Words;
use crate::mention::{Mention, MentionKind};
use crate::vocab::tm;

impl PropositionReader<'_> {
    /// How many members the sets of the document have, each said where the numeral stands.
    pub(super) fn count_findings(self) -> Vec<Finding> {
        let mentions = self.entities.mentions.iter();
        let nominal = mentions.filter(|mention| mention.kind == MentionKind::Nominal);
        let counted = nominal.filter_map(|mention| self.counted(mention));
        let predicates = self.clauses.predicates();
        counted
            .chain(predicates.filter_map(|verb| self.counted_doers(verb)))
            .collect()
    }

    /// "two sites". "The two countries" takes the number for known and does not say it; "in nine countries" is
    /// said of what is there; "80 per cent" measures and counts nothing.
    fn counted(self, mention: &Mention) -> Option<Finding> {
        let set = self.entities.at(mention.head)?;
        let entity = self.entities.entities.get(set)?;
        let number = self.number_of(mention)?;
        let is_of = |class| self.ontology.is_subclass(entity.class.as_ref(), class);
        if self.is_definite(mention) || is_of(tm::GEOPOLITICAL_ENTITY) || is_of(tm::AMOUNT) {
            return None;
        }
        let span = self
            .clauses
            .analysis
            .span_of(&mention.tokens.clone().collect::<Vec<_>>())?;
        self.sized(entity.count?, (set, mention.head), (number, span))
            .filter(|_| entity.is_plural || !matches!(entity.count, Some(Count::Exactly(1))))
    }

    /// "The stations are among **at least 100** operating in …": the numeral stands for the set itself.
    fn counted_doers(self, verb: usize) -> Option<Finding> {
        let number = self.clauses.analysis.child(verb, Dep::Nummod)?;
        let words = Words {
            lexicon: self.clauses.lexicon,
            document: self.clauses.document,
            analysis: self.clauses.analysis,
        };
        let count = count_of(&words, verb)?;
        let subject = self
            .clauses
            .surface_subjects(verb, 0)
            .into_iter()
            .find(|subject| {
                self.entities
                    .at(*subject)
                    .is_some_and(|index| self.is_plural(index))
            })?;
        let span = self.clauses.analysis.span_of(&[subject, verb])?;
        self.sized(count, (self.entities.at(subject)?, subject), (number, span))
    }

    fn is_plural(self, index: EntityIndex) -> bool {
        let entity: Option<&Entity> = self.entities.entities.get(index);
        entity.is_some_and(|entity| entity.is_plural)
    }

    fn sized(
        self,
        count: Count,
        set: (EntityIndex, usize),
        (number, words): (usize, ByteSpan),
    ) -> Option<Finding> {
        let (pattern, value) = match count {
            Count::Exactly(value) => (Pattern::Count, value),
            Count::AtLeast(value) => (Pattern::Least, value),
            Count::AtMost(value) => (Pattern::Most, value),
            Count::About(value) => (Pattern::About, value),
        };
        let literal = Filler::Literal(Literal::from(i64::try_from(value).ok()?));
        let found = self.stated(pattern, set, (literal, words))?;
        Some(Finding {
            anchor: number,
            is_apposition: false,
            ..found
        })
    }

    /// The numeral of this very mention, so that a set's size is said only where the text says it.
    fn number_of(self, mention: &Mention) -> Option<usize> {
        let analysis = self.clauses.analysis;
        mention.tokens.clone().find(|token| {
            let is_numeral = analysis
                .tokens
                .get(*token)
                .is_some_and(|found| found.pos == Pos::Num);
            is_numeral && (*token == mention.head || self.clauses.dep(*token) == Dep::Nummod)
        })
    }

    /// "**the** two countries", "**its** three depots".
    fn is_definite(self, mention: &Mention) -> bool {
        let analysis = self.clauses.analysis;
        analysis.children(mention.head).any(|child| {
            self.clauses.dep(child) == Dep::Poss
                || self.clauses.dep(child) == Dep::Det
                    && self
                        .clauses
                        .lexicon
                        .control
                        .is_definite(&self.clauses.word(child))
        })
    }
}
