//! Subjects, objects, predicate nouns and complements of a verb.

use super::ClauseReader;
use crate::analysis::{Dep, Tag};

/// How far control, relative and coordinate chains are followed; deeper ones are parser noise.
const MAX_DEPTH: usize = 6;

impl ClauseReader<'_> {
    /// Who does it: the active subject, or the agent of a passive.
    pub fn subjects(self, verb: usize) -> Vec<usize> {
        if self.is_passive(verb) {
            self.agents(verb)
        } else {
            self.surface_subjects(verb, 0)
        }
    }

    /// To whom it is done: direct objects, or the subject of a passive.
    pub fn objects(self, verb: usize) -> Vec<usize> {
        if self.is_passive(verb) {
            self.surface_subjects(verb, 0)
        } else {
            self.direct_objects(verb)
        }
    }

    /// Agents of a passive: "by the police".
    fn agents(self, verb: usize) -> Vec<usize> {
        let agents = self
            .analysis
            .children_by(verb, Dep::Agent)
            .chain(
                self.analysis
                    .children_by(verb, Dep::Prep)
                    .filter(|prep| self.word(*prep) == "by"),
            )
            .filter_map(|by| self.analysis.child(by, Dep::Pobj));
        agents.flat_map(|agent| self.conjuncts(agent)).collect()
    }

    /// The grammatical subject, found where the clause leaves it out.
    pub fn surface_subjects(self, verb: usize, depth: usize) -> Vec<usize> {
        let own: Vec<usize> = self
            .analysis
            .children(verb)
            .filter(|child| matches!(self.dep(*child), Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj))
            .flat_map(|subject| self.conjuncts(subject))
            .collect();
        if !own.is_empty() || depth >= MAX_DEPTH {
            return own;
        }
        let governor = self.head(verb);
        match self.dep(verb) {
            Dep::Conj => self.surface_subjects(governor, depth + 1),
            Dep::Xcomp | Dep::Ccomp if self.is_subjectless(verb) => self.controller(governor, depth),
            Dep::Advcl => self.surface_subjects(governor, depth + 1),
            Dep::Pcomp => self.prepositional_controller(governor, depth),
            Dep::Acl | Dep::Relcl => self.modified_noun(verb, depth),
            _ => Vec::new(),
        }
    }

    /// Infinitives, gerunds and participles have no subject of their own; a finite clause without one is
    /// parser noise or an imperative.
    fn is_subjectless(self, verb: usize) -> bool {
        matches!(self.tag(verb), Some(Tag::Vb | Tag::Vbg | Tag::Vbn)) || self.dep(verb) == Dep::Xcomp
    }

    /// Who acts in the infinitive or gerund below `governor`.
    fn controller(self, governor: usize, depth: usize) -> Vec<usize> {
        if !self.is_predicate(governor) {
            return self.holder(governor, depth);
        }
        let object = self
            .analysis
            .child(governor, Dep::Dobj)
            .or_else(|| self.analysis.child(governor, Dep::Dative));
        match object {
            Some(object) if self.lexicon.control.is_object_control(self.lemma(governor)) => {
                self.conjuncts(object)
            }
            _ => self.surface_subjects(governor, depth + 1),
        }
    }

    /// The subject of an adjective or noun with an infinitive: that of the form of "be" above it.
    fn holder(self, governor: usize, depth: usize) -> Vec<usize> {
        let above = self.head(governor);
        if matches!(self.dep(governor), Dep::Acomp | Dep::Attr | Dep::Oprd) {
            self.surface_subjects(above, depth + 1)
        } else {
            self.noun_agents(governor, depth)
        }
    }

    /// "accused China **of using**": the object acts; otherwise the subject ("left without **saying**").
    fn prepositional_controller(self, preposition: usize, depth: usize) -> Vec<usize> {
        let governor = self.head(preposition);
        if !self.is_predicate(governor) {
            return self.noun_agents(governor, depth);
        }
        if self.is_passive(governor) {
            return self.surface_subjects(governor, depth + 1);
        }
        let object = self.analysis.child(governor, Dep::Dobj);
        let is_object_control = self.lexicon.control.is_object_control(self.lemma(governor));
        match object {
            Some(object) if is_object_control => self.conjuncts(object),
            _ => self.surface_subjects(governor, depth + 1),
        }
    }

    /// The noun that a relative or reduced clause hangs on; an infinitive ("efforts by X **to force**") belongs
    /// to whoever makes the effort.
    fn modified_noun(self, verb: usize, depth: usize) -> Vec<usize> {
        let noun = self.head(verb);
        if self.tag(verb) == Some(Tag::Vb) && self.analysis.child(verb, Dep::Aux).is_some() {
            return self.noun_agents(noun, depth);
        }
        vec![noun]
    }

    /// Who does what a noun names: "efforts **by X**", "**X's** efforts", else the subject above it.
    fn noun_agents(self, noun: usize, depth: usize) -> Vec<usize> {
        if let Some(agent) = self.object_of(noun, "by") {
            return self.conjuncts(agent);
        }
        if let Some(owner) = self.analysis.child(noun, Dep::Poss) {
            return self.conjuncts(owner);
        }
        let verb = self
            .analysis
            .ancestors(noun)
            .find(|above| self.is_predicate(*above));
        match verb {
            Some(verb) if depth < MAX_DEPTH => self.surface_subjects(verb, depth + 1),
            _ => Vec::new(),
        }
    }

    fn direct_objects(self, verb: usize) -> Vec<usize> {
        let own: Vec<usize> = self
            .analysis
            .children_by(verb, Dep::Dobj)
            .flat_map(|object| self.conjuncts(object))
            .collect();
        if !own.is_empty() {
            return own;
        }
        if let Some(gap) = self.relative_gap(verb) {
            return vec![gap];
        }
        self.shared_object(verb)
    }

    /// "stations **that China runs**", "stations **China runs**": the noun is the object.
    fn relative_gap(self, verb: usize) -> Option<usize> {
        let is_relative = matches!(self.dep(verb), Dep::Relcl);
        let has_subject = self.analysis.child(verb, Dep::Nsubj).is_some_and(|subject| {
            !matches!(self.tag(subject), Some(Tag::Wdt | Tag::Wp)) && self.word(subject) != "that"
        });
        let is_open = self.complements(verb).is_empty() && self.analysis.child(verb, Dep::Acomp).is_none();
        let is_verb = self.dep(verb) == Dep::Relcl && self.lemma(verb) != "be";
        let has_stranded = self.stranded_preposition(verb).is_some();
        (is_relative && has_subject && is_open && is_verb && !has_stranded).then(|| self.head(verb))
    }

    /// "threaten and **monitor** nationals": the first verb shares the object of the last.
    fn shared_object(self, verb: usize) -> Vec<usize> {
        let has_own_complement = self.analysis.children(verb).any(|child| {
            matches!(
                self.dep(child),
                Dep::Prep | Dep::Ccomp | Dep::Xcomp | Dep::Advcl | Dep::Acomp
            )
        });
        if has_own_complement {
            return Vec::new();
        }
        let conjunct = self.analysis.children_by(verb, Dep::Conj).find(|conjunct| {
            self.is_predicate(*conjunct)
                && self.analysis.child(*conjunct, Dep::Nsubj).is_none()
                && self.is_passive(*conjunct) == self.is_passive(verb)
        });
        conjunct
            .map(|conjunct| self.direct_objects(conjunct))
            .unwrap_or_default()
    }

    /// Predicate nouns and adjectives: "are **part** of", "is **concerned**", "called them **centres**".
    pub(super) fn attributes(self, verb: usize) -> Vec<usize> {
        self.analysis
            .children(verb)
            .filter(|child| matches!(self.dep(*child), Dep::Attr | Dep::Acomp | Dep::Oprd))
            .flat_map(|attribute| self.conjuncts(attribute))
            .collect()
    }

    /// Clauses, infinitives and gerunds that complete the verb, coordinated ones included.
    pub(super) fn complements(self, verb: usize) -> Vec<usize> {
        self.analysis
            .children(verb)
            .filter(|child| matches!(self.dep(*child), Dep::Ccomp | Dep::Xcomp))
            .flat_map(|complement| self.conjuncts(complement))
            .collect()
    }
}
