//! Clauses: a predicate with its logical arguments, however the sentence turns them.
//!
//! A passive is read as the active, a relative clause gets its antecedent, an infinitive its controller, a
//! conjunct what it shares with its neighbour. Clause types follow ClausIE (Del Corro and Gemulla 2013,
//! <https://doi.org/10.1145/2488388.2488420>), on the ClearNLP dependencies that the parser gives.

mod arguments;
mod commitment;
mod forms;
mod obliques;

use rustc_hash::FxHashSet;

use crate::analysis::{Analysis, Dep, Pos, Tag};
use crate::document::Document;
use crate::lexicon::Lexicon;

/// What stands behind a preposition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oblique {
    /// The preposition in lower case, several words joined by spaces: "on behalf of".
    pub preposition: String,
    /// The head token of its object.
    pub object: usize,
}

/// A predicate with its arguments; every argument is the head token of its phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The predicate's token: a verb, or the adjective or noun after a form of "be".
    pub head: usize,
    /// The verb's token: `head`, or the form of "be".
    pub verb: usize,
    /// The verb's base form with its particle: "set up".
    pub lemma: String,
    /// Who does it, coordinated subjects one by one.
    pub subjects: Vec<usize>,
    /// To whom it is done.
    pub objects: Vec<usize>,
    /// Predicate nouns and adjectives.
    pub attributes: Vec<usize>,
    /// Clauses and infinitives that complete it.
    pub complements: Vec<usize>,
    /// Prepositional arguments of the verb and of its predicate noun or adjective.
    pub obliques: Vec<Oblique>,
    /// How often it is negated.
    pub negations: usize,
    /// Whether it is passive.
    pub is_passive: bool,
}

/// Reads clauses off the parse of one document.
#[derive(Clone, Copy)]
pub struct ClauseReader<'a> {
    /// The word lists.
    pub lexicon: &'a Lexicon,
    /// The text.
    pub document: &'a Document,
    /// Its parse.
    pub analysis: &'a Analysis,
}

impl<'a> ClauseReader<'a> {
    /// The tokens that head a clause, in text order: verbs that are not auxiliaries.
    pub fn predicates(self) -> impl Iterator<Item = usize> + 'a {
        (0..self.analysis.tokens.len()).filter(move |token| self.is_predicate(*token))
    }

    /// Whether `token` is a verb (auxiliaries of another verb left out).
    pub fn is_predicate(self, token: usize) -> bool {
        let Some(found) = self.analysis.tokens.get(token) else {
            return false;
        };
        let is_verb = matches!(found.pos, Pos::Verb | Pos::Aux);
        is_verb
            && !matches!(
                found.dep,
                Dep::Aux | Dep::Auxpass | Dep::Amod | Dep::Compound | Dep::Case
            )
    }

    /// The clause that `verb` heads.
    pub fn clause(self, verb: usize) -> Clause {
        let attributes = self.attributes(verb);
        let obliques = self.obliques(verb, &attributes);
        Clause {
            head: verb,
            verb,
            lemma: self.lemma_with_particle(verb),
            subjects: self.subjects(verb),
            objects: self.objects(verb),
            attributes,
            complements: self.complements(verb),
            obliques,
            negations: self.negations(verb),
            is_passive: self.is_passive(verb),
        }
    }

    /// The base form of a verb with its particle: "set up".
    pub fn lemma_with_particle(self, verb: usize) -> String {
        let mut lemma = self.lemma(verb).to_lowercase();
        for particle in self.analysis.children_by(verb, Dep::Prt) {
            lemma.push(' ');
            lemma.push_str(&self.word(particle));
        }
        lemma
    }

    /// The token's word in lower case.
    pub fn word(self, token: usize) -> String {
        self.analysis
            .tokens
            .get(token)
            .map(|token| self.document.slice(token.span).to_lowercase())
            .unwrap_or_default()
    }

    /// The token's base form.
    pub fn lemma(self, token: usize) -> &'a str {
        self.analysis.tokens.get(token).map_or("", |token| &token.lemma)
    }

    /// The token's relation to its head.
    pub fn dep(self, token: usize) -> Dep {
        self.analysis
            .tokens
            .get(token)
            .map_or(Dep::None, |token| token.dep)
    }

    /// The token's head; itself for a root.
    pub fn head(self, token: usize) -> usize {
        self.analysis.tokens.get(token).map_or(token, |found| found.head)
    }

    /// Whether the verb is passive: "was denied", "sites believed to …".
    pub fn is_passive(self, verb: usize) -> bool {
        if self.analysis.child(verb, Dep::Auxpass).is_some() {
            return true;
        }
        // The tagger often takes the participle of a reduced relative ("sites believed to") for a past tense.
        let is_mistagged = self.dep(verb) == Dep::Acl && self.tag(verb) == Some(Tag::Vbd);
        let is_participle = self.tag(verb) == Some(Tag::Vbn) || is_mistagged;
        let has_auxiliary = self.analysis.child(verb, Dep::Aux).is_some();
        let is_reduced = matches!(self.dep(verb), Dep::Acl | Dep::Advcl);
        let shares_passive = self.dep(verb) == Dep::Conj && is_participle && self.is_passive(self.head(verb));
        let has_subject = self.analysis.child(verb, Dep::Nsubj).is_some();
        is_participle && !has_auxiliary && !has_subject && (is_reduced || shares_passive)
    }

    /// How often the verb is negated: "not", "never", "no station".
    fn negations(self, verb: usize) -> usize {
        let own = self.analysis.children_by(verb, Dep::Neg).count();
        let empty = self
            .analysis
            .children(verb)
            .filter(|child| {
                matches!(
                    self.dep(*child),
                    Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Attr
                )
            })
            .filter(|argument| self.is_empty_argument(*argument))
            .count();
        own + empty + usize::from(self.is_alternative(verb))
    }

    /// "**neither** confirmed **nor** denied".
    fn is_alternative(self, verb: usize) -> bool {
        let is_nothing = |word: usize| self.lexicon.control.is_nothing(&self.word(word));
        let mut own = self.analysis.children_by(verb, Dep::Preconj);
        let mut joining = self.analysis.children_by(self.head(verb), Dep::Cc);
        own.any(is_nothing)
            || self.dep(verb) == Dep::Conj && joining.any(|word| word < verb && is_nothing(word))
    }

    /// "no stations", "nobody", "none of the …".
    pub(crate) fn is_empty_argument(self, argument: usize) -> bool {
        let is_nothing = |token: usize| self.lexicon.control.is_nothing(&self.word(token));
        is_nothing(argument) || self.analysis.children_by(argument, Dep::Det).any(is_nothing)
    }

    /// `head` and what is coordinated with it, in text order.
    pub fn conjuncts(self, head: usize) -> Vec<usize> {
        let mut all = vec![head];
        let mut next = 0;
        while let Some(token) = all.get(next).copied() {
            all.extend(
                self.analysis
                    .children_by(token, Dep::Conj)
                    .filter(|conjunct| self.is_alike(head, *conjunct)),
            );
            next += 1;
        }
        all
    }

    /// A noun is coordinated with a noun, not with the verb of a run-on sentence.
    fn is_alike(self, first: usize, second: usize) -> bool {
        let is_verb = |token| self.is_predicate(token) && self.tag(token) != Some(Tag::Vbg);
        is_verb(first) == is_verb(second)
    }

    /// Looks through "reports of stations" and "a number of stations" to the stations.
    pub fn see_through(self, noun: usize) -> Vec<usize> {
        let mut seen = FxHashSet::default();
        let mut pending = vec![noun];
        let mut found = Vec::new();
        while let Some(token) = pending.pop() {
            if !seen.insert(token) {
                continue;
            }
            let inner = self.object_of(token, "of");
            match inner {
                Some(inner) if self.lexicon.control.is_transparent(self.lemma(token)) => {
                    pending.extend(self.conjuncts(inner).into_iter().rev());
                }
                _ => found.push(token),
            }
        }
        found
    }

    /// The head of what follows `preposition` directly under `token`.
    pub fn object_of(self, token: usize, preposition: &str) -> Option<usize> {
        let at = self
            .analysis
            .children_by(token, Dep::Prep)
            .chain(self.analysis.children_by(token, Dep::Agent))
            .find(|child| self.word(*child) == preposition)?;
        self.analysis
            .child(at, Dep::Pobj)
            .or_else(|| self.analysis.child(at, Dep::Pcomp))
    }
}
