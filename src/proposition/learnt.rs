//! Propositions in a user's own relations, from patterns learnt with examples.

use oxigraph::model::Literal;

use super::{Filler, Finding, PropositionReader};
use crate::adoption::{LearntRelations, LearntStatement};
use crate::argument::{Argument, ArgumentReader};
use crate::claim::Predicate;
use crate::time::times;
use crate::vocab::xsd;

impl PropositionReader<'_> {
    /// What the sentences say in these relations, in text order; only what stands between two things that the document speaks
    /// of, or a thing and a literal.
    pub fn learnt_findings(self, relations: &LearntRelations) -> Vec<Finding> {
        let sentences = 0..self.clauses.analysis.sentences.len();
        let mut findings: Vec<Finding> = sentences
            .flat_map(|sentence| self.of_sentence(sentence, relations))
            .collect();
        findings.sort_by_key(|finding| finding.anchor);
        findings
    }

    fn of_sentence(self, sentence: usize, relations: &LearntRelations) -> Vec<Finding> {
        let Some((start, analysis)) = self.clauses.analysis.of_sentence(sentence) else {
            return Vec::new();
        };
        let reader = ArgumentReader {
            document: self.clauses.document,
            analysis: &analysis,
        };
        let found = relations.statements(reader);
        let findings = found.iter().filter_map(|found| self.learnt_finding(found, start));
        findings.collect()
    }

    /// The finding of a statement whose tokens are counted from `start`.
    fn learnt_finding(self, found: &LearntStatement, start: usize) -> Option<Finding> {
        let statement = &found.statement;
        let subject = self.thing(start + statement.subject.head)?;
        let object = match found.is_literal {
            true => Filler::Literal(self.value(&statement.object)),
            false => self.thing(start + statement.object.head)?,
        };
        let anchor = self.predicate_over(start + statement.subject.head, start + statement.object.head);
        let is_negated = self.clauses.is_predicate(anchor) && self.clauses.clause(anchor).negations % 2 == 1;
        Some(Finding {
            anchor,
            subject,
            predicate: Predicate::Relation(found.relation.clone()),
            object,
            is_negated,
            is_apposition: false,
            entry: None,
            // A share lies between 0 and 1.
            likelihood: Some((statement.share * 100.0).clamp(0.0, 100.0) as u8),
            words: statement.subject.span.cover(statement.object.span),
        })
    }

    fn thing(self, token: usize) -> Option<Filler> {
        self.fillers(token).into_iter().next()
    }

    /// The nearest predicate above both tokens, else above the second, else the second itself.
    fn predicate_over(self, subject: usize, object: usize) -> usize {
        let analysis = self.clauses.analysis;
        let above: Vec<usize> = analysis.ancestors(subject).collect();
        let ancestors = analysis.ancestors(object);
        let predicates: Vec<usize> = ancestors
            .filter(|token| self.clauses.is_predicate(*token))
            .collect();
        let shared = predicates.iter().find(|token| above.contains(token));
        shared.or(predicates.first()).copied().unwrap_or(object)
    }

    /// A date where the words name one day, a number where they are digits, else the words themselves.
    fn value(self, object: &Argument) -> Literal {
        let (document, analysis) = (self.clauses.document, self.clauses.analysis);
        let words = document.slice(object.span);
        let times = times(&self.clauses.lexicon.times, document, analysis);
        let time = times.into_iter().find(|(_, time)| time.span == object.span);
        let day = time.and_then(|(_, time)| time.earliest.filter(|day| time.latest == Some(*day)));
        let digits = words.replace(',', "");
        match day {
            Some(day) => Literal::new_typed_literal(day.to_string(), xsd::DATE),
            None if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Literal::new_typed_literal(digits, xsd::INTEGER)
            }
            None => Literal::new_simple_literal(words),
        }
    }
}
