//! Propositions: what the clauses and noun phrases of a document say, before anybody is made to say it.
//!
//! A lexicon entry whose frame is filled, and whose subject and object fit the relation's domain and range,
//! gives a relation of the ontology. What no entry maps is kept as an open predicate, its own words, and is
//! never forced into a relation (as in open information extraction, Banko et al. 2007,
//! <https://www.ijcai.org/Proceedings/07/Papers/429.pdf>).

mod counts;
mod learnt;
mod names;
mod nouns;
mod places;
mod slots;
mod verbs;
mod verdict;

use oxigraph::model::{Literal, NamedNode};

use crate::claim::Predicate;
use crate::clause::ClauseReader;
use crate::document::ByteSpan;
use crate::entity::{Entities, EntityIndex};
use crate::lexicon::table::EntrySource;
use crate::ontology::Ontology;
use crate::vocab::tm;

pub use self::verdict::{Attempt, FellOut, Side};

/// What fills the subject or object of a proposition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filler {
    /// An entity, with the head token of the mention that stands here.
    Entity(EntityIndex, usize),
    /// Whoever makes the claim ("will not be tolerated, police said"), with the token of "we" where it is said.
    Claimant(Option<usize>),
    /// A number or a string.
    Literal(Literal),
}

/// One thing that the text says, with the words that say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The token whose place in the sentence decides who says it.
    pub anchor: usize,
    /// What it is about.
    pub subject: Filler,
    /// What it says.
    pub predicate: Predicate,
    /// Of what.
    pub object: Filler,
    /// Whether the clause is negated.
    pub is_negated: bool,
    /// Whether it follows from a name or description ("Sgt Joan Reid") and not from a clause.
    pub is_apposition: bool,
    /// The lexicon line that mapped it; none for open predicates and for names.
    pub entry: Option<EntrySource>,
    /// How likely it is, in hundredths, where that was worked out.
    pub likelihood: Option<u8>,
    /// The words that say it.
    pub words: ByteSpan,
}

/// Reads propositions off one document.
#[derive(Clone, Copy)]
pub struct PropositionReader<'a> {
    /// Its clauses.
    pub clauses: ClauseReader<'a>,
    /// The relations with their domains and ranges.
    pub ontology: &'a Ontology,
    /// What its mentions refer to.
    pub entities: &'a Entities,
}

impl<'a> PropositionReader<'a> {
    /// All propositions, in text order of their anchors.
    pub fn findings(self) -> Vec<Finding> {
        self.noted_findings(&mut |_| {})
    }

    /// The same; `note` hears of each attempt at a verb or noun, and where it fell out.
    pub fn noted_findings(self, note: &mut impl FnMut(Attempt<'a>)) -> Vec<Finding> {
        let mut findings = Vec::new();
        for verb in self.clauses.predicates() {
            findings.extend(self.verb_findings(verb, note));
        }
        findings.extend(self.noun_findings(note));
        findings.extend(self.name_findings());
        findings.extend(self.count_findings());
        findings.extend(self.place_findings());
        findings.extend(self.purpose_findings());
        findings.sort_by_key(|finding| finding.anchor);
        findings
    }

    /// The entities that the phrase headed by `token` stands for; "reports of stations" stands for the stations.
    pub(crate) fn fillers(self, token: usize) -> Vec<Filler> {
        self.clauses
            .see_through(token)
            .into_iter()
            .filter_map(|token| self.filler(token))
            .collect()
    }

    fn filler(self, token: usize) -> Option<Filler> {
        if self.is_speaker_pronoun(token) {
            return Some(Filler::Claimant(Some(token)));
        }
        self.entities
            .at(token)
            .map(|entity| Filler::Entity(entity, token))
    }

    /// "I", "we": inside a quotation, whoever speaks.
    fn is_speaker_pronoun(self, token: usize) -> bool {
        self.clauses.lexicon.control.is_speaker(&self.clauses.word(token))
            && self.entities.at(token).is_none_or(|entity| {
                self.entities
                    .entities
                    .get(entity)
                    .is_none_or(|entity| !entity.is_named)
            })
            && self
                .clauses
                .analysis
                .tokens
                .get(token)
                .is_some_and(|token| token.pos == crate::analysis::Pos::Pron)
    }

    /// The words from `tokens`' first to their last, phrases below the given heads included.
    pub(crate) fn words(self, heads: &[usize]) -> ByteSpan {
        let analysis = self.clauses.analysis;
        let tokens: Vec<usize> = heads
            .iter()
            .flat_map(|head| {
                analysis.subtree_without(*head, |child| {
                    use crate::analysis::Dep;
                    matches!(
                        self.clauses.dep(child),
                        Dep::Relcl | Dep::Acl | Dep::Advcl | Dep::Appos | Dep::Conj | Dep::Cc | Dep::Punct
                    ) || self.clauses.is_predicate(child)
                        || self.clauses.is_predicate(*head)
                            && !matches!(self.clauses.dep(child), Dep::Prt | Dep::Neg)
                })
            })
            .collect();
        analysis.span_of(&tokens).unwrap_or(ByteSpan::new(0, 0))
    }

    /// Whether `filler` may stand where `expected` is asked for.
    ///
    /// A description of which nothing is known ("a permit") does not stand for an agent; a name may.
    pub(crate) fn fits(self, filler: &Filler, expected: Option<&NamedNode>) -> bool {
        let Filler::Entity(entity, _) = filler else {
            return true;
        };
        let Some(entity) = self.entities.entities.get(*entity) else {
            return false;
        };
        let is_unknown = !entity.is_named && entity.class.as_ref() == tm::ENTITY;
        let fits = self.ontology.fits(entity.class.as_ref(), expected);
        fits && (expected.is_none() || !is_unknown)
    }
}
