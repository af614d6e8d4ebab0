//! What fills the slots of a frame.

use super::{FellOut, Filler, PropositionReader};
use crate::analysis::Dep;
use crate::clause::Clause;
use crate::lexicon::frame::{Frame, Role, Slot};
use crate::vocab::tm;

impl PropositionReader<'_> {
    /// The fillers of `role` beside a verb: the first slot of the frame that is filled.
    pub(super) fn verb_fillers(self, clause: &Clause, frame: &Frame, role: &Role) -> Vec<Filler> {
        self.first_filled(frame.slots(role), |slot| match slot {
            Slot::Claimant => vec![Filler::Claimant(None)],
            _ => self
                .verb_tokens(clause, frame, slot)
                .into_iter()
                .flat_map(|token| self.fillers(token))
                .collect(),
        })
    }

    fn first_filled(self, slots: &[Slot], fill: impl Fn(&Slot) -> Vec<Filler>) -> Vec<Filler> {
        slots
            .iter()
            .map(fill)
            .find(|fillers| !fillers.is_empty())
            .unwrap_or_default()
    }

    /// The head tokens in `slot` beside a verb. Behind a light verb ("express concern **about**", "set up a
    /// presence **on**") the preposition may hang on the object.
    pub(super) fn verb_tokens(self, clause: &Clause, frame: &Frame, slot: &Slot) -> Vec<usize> {
        match slot {
            Slot::Subject => clause.subjects.clone(),
            Slot::Object | Slot::Thing | Slot::Fact | Slot::Finding | Slot::Speaker => clause.objects.clone(),
            Slot::Attribute => clause.attributes.clone(),
            Slot::Complement | Slot::Finite => clause.complements.clone(),
            Slot::Possessor | Slot::Claimant | Slot::Clause | Slot::Main => Vec::new(),
            Slot::Preposition(name) => {
                let is_light = frame
                    .constraints()
                    .any(|(slots, _)| slots.contains(&Slot::Object));
                let nouns = clause.objects.iter().filter(|_| is_light);
                let behind_nouns = nouns.flat_map(|noun| self.clauses.obliques_of(*noun));
                let all = clause.obliques.iter().cloned().chain(behind_nouns);
                all.filter(|oblique| oblique.preposition == *name)
                    .map(|oblique| oblique.object)
                    .collect()
            }
        }
    }

    /// Whether every word that the frame asks for is there; `*` asks for any word.
    pub(super) fn verb_constraints(self, clause: &Clause, frame: &Frame) -> Result<(), FellOut> {
        let is_negated = clause.negations % 2 == 1;
        if frame.is_negative() && !is_negated {
            return Err(FellOut::NotNegated);
        }
        let mut absences = frame.absences();
        if absences.any(|slot| !self.verb_tokens(clause, frame, slot).is_empty()) {
            return Err(FellOut::Occupied);
        }
        let all_stand = frame.constraints().all(|(slots, words)| {
            let tokens = slots.iter().flat_map(|slot| match slot {
                Slot::Complement => self.infinitives_below(clause.verb),
                _ => self.constrained_tokens(clause, slot),
            });
            let mut tokens = tokens.map(|token| self.clauses.lemma(token).to_lowercase());
            tokens.any(|lemma| words.iter().any(|word| *word == lemma || word == "*"))
        });
        match all_stand {
            true => Ok(()),
            false => Err(FellOut::WordMissing),
        }
    }

    fn constrained_tokens(self, clause: &Clause, slot: &Slot) -> Vec<usize> {
        let Slot::Preposition(name) = slot else {
            return self.verb_tokens(clause, &Frame::default(), slot);
        };
        let nouns = clause.objects.iter().chain(&clause.attributes);
        let behind = nouns
            .flat_map(|noun| self.clauses.obliques_of(*noun))
            .chain(clause.obliques.iter().cloned());
        behind
            .filter(|oblique| oblique.preposition == *name)
            .map(|oblique| oblique.object)
            .collect()
    }

    /// Infinitives anywhere in the clause: the parser hangs "to come forward" on the wrong verb at times.
    fn infinitives_below(self, verb: usize) -> Vec<usize> {
        let analysis = self.clauses.analysis;
        let is_infinitive =
            |token: &usize| self.clauses.is_predicate(*token) && self.clauses.is_infinitive(*token);
        analysis.subtree(verb).into_iter().filter(is_infinitive).collect()
    }

    /// The fillers of `role` around a noun or adjective.
    pub(super) fn nominal_fillers(self, noun: usize, frame: &Frame, role: &Role) -> Vec<Filler> {
        self.first_filled(frame.slots(role), |slot| {
            self.nominal_tokens(noun, slot)
                .into_iter()
                .flat_map(|token| self.fillers(token))
                .collect()
        })
    }

    pub(super) fn nominal_tokens(self, noun: usize, slot: &Slot) -> Vec<usize> {
        match slot {
            Slot::Subject => self.holders(noun),
            Slot::Attribute => self.bearers(noun),
            Slot::Possessor => self.possessors(noun),
            Slot::Preposition(name) => {
                let obliques = self.clauses.obliques_of(noun).into_iter();
                obliques
                    .filter(|oblique| oblique.preposition == *name)
                    .map(|oblique| oblique.object)
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// What an adjective is said of: the subject of "be", or the noun before it.
    fn holders(self, adjective: usize) -> Vec<usize> {
        let head = self.clauses.head(adjective);
        match self.clauses.dep(adjective) {
            Dep::Acomp | Dep::Oprd => self.clauses.surface_subjects(head, 0),
            Dep::Acl | Dep::Amod | Dep::Appos if head < adjective => vec![head],
            Dep::Conj => self.holders(head),
            _ => Vec::new(),
        }
    }

    /// Who is what a noun names: "**X** is president of", "**X**, president of", "the president of Y is **X**".
    fn bearers(self, noun: usize) -> Vec<usize> {
        let head = self.clauses.head(noun);
        match self.clauses.dep(noun) {
            Dep::Attr => self.clauses.surface_subjects(head, 0),
            Dep::Appos => vec![head],
            Dep::Compound | Dep::Nmod => self.titled(noun).into_iter().collect(),
            dep => {
                let beside = self.clauses.analysis.children_by(noun, Dep::Appos);
                let behind = match dep {
                    Dep::Nsubj => self.named_attribute(head),
                    _ => Vec::new(),
                };
                beside.chain(behind).collect()
            }
        }
    }

    /// The name behind a form of "be" above its subject; a description there only tells more of the subject.
    fn named_attribute(self, verb: usize) -> Vec<usize> {
        let attributes = self.clauses.analysis.children_by(verb, Dep::Attr);
        let is_named = |token: &usize| self.entity_at(*token).is_some_and(|entity| entity.is_named);
        attributes.filter(is_named).collect()
    }

    /// "**China's** explanation", "the **RCMP** probe".
    fn possessors(self, noun: usize) -> Vec<usize> {
        let analysis = self.clauses.analysis;
        let of_name = self.titled(noun).into_iter().flat_map(|name| {
            analysis
                .children_by(name, Dep::Poss)
                .chain(analysis.children_by(name, Dep::Compound))
        });
        let own = analysis
            .children_by(noun, Dep::Poss)
            .chain(analysis.children_by(noun, Dep::Compound));
        own.chain(of_name.filter(|owner| *owner < noun))
            .flat_map(|owner| self.clauses.conjuncts(owner))
            .collect()
    }

    /// The name that a title stands before: "his **wife** Ann Lee", "the firm's **director** Ann Lee".
    pub(super) fn titled(self, noun: usize) -> Option<usize> {
        let head = self.clauses.head(noun);
        let is_before = head > noun && matches!(self.clauses.dep(noun), Dep::Compound | Dep::Nmod);
        let is_person = |token| {
            self.entity_at(token).is_some_and(|entity| {
                entity.is_named && self.ontology.is_subclass(entity.class.as_ref(), tm::PERSON)
            })
        };
        (is_before && is_person(head)).then_some(head)
    }
}
