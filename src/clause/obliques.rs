//! Prepositional arguments, with prepositions of several words and those left at the end of a relative clause.

use super::{ClauseReader, Oblique};
use crate::analysis::{Dep, Tag};

impl ClauseReader<'_> {
    /// What stands behind the prepositions under `verb` and under its predicate nouns and adjectives.
    pub(super) fn obliques(self, verb: usize, attributes: &[usize]) -> Vec<Oblique> {
        let mut obliques = self.obliques_of(verb);
        for attribute in attributes {
            obliques.extend(self.obliques_of(*attribute));
        }
        obliques.extend(self.stranded(verb, attributes));
        obliques
    }

    /// What stands behind the prepositions directly under `token`.
    pub fn obliques_of(self, token: usize) -> Vec<Oblique> {
        let mut obliques = Vec::new();
        for preposition in self
            .analysis
            .children(token)
            .filter(|child| self.is_preposition(*child))
        {
            self.collect(preposition, self.word(preposition), &mut obliques);
        }
        obliques
    }

    /// What stands behind the preposition at `preposition`.
    pub fn obliques_at(self, preposition: usize) -> Vec<Oblique> {
        let mut obliques = Vec::new();
        self.collect(preposition, self.word(preposition), &mut obliques);
        obliques
    }

    fn is_preposition(self, token: usize) -> bool {
        matches!(self.dep(token), Dep::Prep | Dep::Agent)
    }

    fn collect(self, preposition: usize, name: String, obliques: &mut Vec<Oblique>) {
        for object in self.analysis.children(preposition) {
            match self.dep(object) {
                Dep::Pobj | Dep::Pcomp => self.collect_object(object, &name, obliques),
                Dep::Prep => {
                    let joined = format!("{name} {}", self.word(object));
                    let is_known = self.lexicon.control.is_preposition(&joined);
                    self.collect(
                        object,
                        if is_known { joined } else { self.word(object) },
                        obliques,
                    );
                }
                Dep::Conj if self.is_preposition_tag(object) => {
                    self.collect(object, self.word(object), obliques)
                }
                _ => {}
            }
        }
    }

    fn is_preposition_tag(self, token: usize) -> bool {
        matches!(self.tag(token), Some(Tag::In | Tag::To))
    }

    /// The preposition of several words that ends behind the noun `object`, and where: "on behalf **of**", "in the view
    /// **of**".
    pub(crate) fn joined_preposition(self, name: &str, object: usize) -> Option<(usize, String)> {
        let mut behind = self.analysis.children_by(object, Dep::Prep);
        behind.find_map(|preposition| {
            let article = self.analysis.child(object, Dep::Det);
            let article = article.map_or(String::new(), |article| self.word(article) + " ");
            let joined = format!("{name} {article}{} {}", self.word(object), self.word(preposition));
            let is_known = self.lexicon.control.is_preposition(&joined);
            is_known.then_some((preposition, joined))
        })
    }

    /// "on behalf **of** X" counts as one preposition with the object X.
    fn collect_object(self, object: usize, name: &str, obliques: &mut Vec<Oblique>) {
        if let Some((preposition, joined)) = self.joined_preposition(name, object) {
            return self.collect(preposition, joined, obliques);
        }
        for conjunct in self.conjuncts(object) {
            obliques.push(Oblique {
                preposition: name.to_owned(),
                object: conjunct,
            });
        }
    }

    /// A preposition without an object under `verb` or its adjective: "an issue that he is concerned **about**".
    pub(super) fn stranded_preposition(self, verb: usize) -> Option<usize> {
        let holders = std::iter::once(verb).chain(self.analysis.children_by(verb, Dep::Acomp));
        holders
            .flat_map(|holder| self.analysis.children_by(holder, Dep::Prep))
            .find(|preposition| {
                let mut children = self.analysis.children(*preposition);
                !children.any(|child| matches!(self.dep(child), Dep::Pobj | Dep::Pcomp | Dep::Prep))
            })
    }

    fn stranded(self, verb: usize, attributes: &[usize]) -> Option<Oblique> {
        let preposition = self.stranded_preposition(verb)?;
        let clause = if matches!(self.dep(verb), Dep::Relcl | Dep::Acl) {
            verb
        } else {
            self.head(verb)
        };
        let is_relative = matches!(self.dep(clause), Dep::Relcl | Dep::Acl);
        let noun = self.head(clause);
        let is_elsewhere = !attributes.contains(&noun) && noun != verb;
        (is_relative && is_elsewhere).then(|| Oblique {
            preposition: self.word(preposition),
            object: self.identified(noun),
        })
    }

    /// "they are an issue that …": what is said of the issue is said of them.
    fn identified(self, noun: usize) -> usize {
        let verb = self.head(noun);
        let is_predicate_noun = self.dep(noun) == Dep::Attr && self.lemma(verb) == "be";
        let subject = self.surface_subjects(verb, 0).first().copied();
        if is_predicate_noun {
            subject.unwrap_or(noun)
        } else {
            noun
        }
    }
}
