//! Where things are: places behind a noun, before a noun, and lists of places.

use oxigraph::model::{Literal, NamedNodeRef};

use super::verbs::heads;
use super::{Filler, Finding, PropositionReader};
use crate::analysis::Dep;
use crate::claim::Predicate;
use crate::entity::{Count, Entity};
use crate::lexicon::patterns::Pattern;
use crate::mention::{Mention, MentionKind};
use crate::vocab::tm;

impl<'a> PropositionReader<'a> {
    /// Where the described facilities of the document are: "stations in Toronto", "two Leeds-area depots".
    pub(super) fn place_findings(self) -> Vec<Finding> {
        let mentions = self
            .entities
            .mentions
            .iter()
            .filter(|mention| mention.kind == MentionKind::Nominal);
        mentions.flat_map(|mention| self.places_of(mention)).collect()
    }

    fn places_of(self, mention: &Mention) -> Vec<Finding> {
        let Some(entity) = self.entity_at(mention.head) else {
            return Vec::new();
        };
        if !self.ontology.is_subclass(entity.class.as_ref(), tm::FACILITY) {
            return Vec::new();
        }
        let tokens = self
            .places_behind(mention.head)
            .into_iter()
            .chain(self.places_before(mention.head));
        tokens
            .filter_map(|place| self.located(mention.head, place))
            .collect()
    }

    /// "a centre opened **to help visitors**": what a facility that something is done to is for.
    pub(super) fn purpose_findings(self) -> Vec<Finding> {
        self.clauses
            .predicates()
            .filter_map(|verb| self.purpose_of(verb))
            .collect()
    }

    fn purpose_of(self, infinitive: usize) -> Option<Finding> {
        let analysis = self.clauses.analysis;
        let is_purpose = self.clauses.dep(infinitive) == Dep::Advcl && self.clauses.is_infinitive(infinitive);
        let verb = is_purpose.then(|| self.clauses.head(infinitive))?;
        let facility = self
            .clauses
            .objects(verb)
            .into_iter()
            .find(|object| self.is_of(*object, tm::FACILITY))?;
        let aux = analysis.child(infinitive, Dep::Aux)?;
        let words = analysis.span_of(&analysis.subtree_without(infinitive, |child| child == aux))?;
        let purpose = Literal::new_simple_literal(self.clauses.document.slice(words));
        let whole = words.cover(analysis.span_of(&[facility, verb])?);
        let subject = (self.entities.at(facility)?, facility);
        let found = self.stated(Pattern::Purpose, subject, (Filler::Literal(purpose), whole))?;
        Some(Finding {
            anchor: infinitive,
            is_apposition: false,
            ..found
        })
    }

    /// "stations **in Toronto, Vancouver and in New York**".
    fn places_behind(self, noun: usize) -> Vec<usize> {
        let obliques = self.clauses.obliques_of(noun).into_iter();
        let behind =
            obliques.filter(|oblique| self.clauses.lexicon.control.is_locative(&oblique.preposition));
        behind
            .flat_map(|oblique| self.place_list(oblique.object))
            .collect()
    }

    /// "two **Leeds-area** depots".
    fn places_before(self, noun: usize) -> Vec<usize> {
        let children = self.clauses.analysis.children(noun);
        children
            .filter(|child| matches!(self.clauses.dep(*child), Dep::Compound | Dep::Nmod))
            .collect()
    }

    /// A place, with the places that the parser hung on it as appositions, and those after "including".
    pub(super) fn place_list(self, place: usize) -> Vec<usize> {
        let analysis = self.clauses.analysis;
        let appositions = analysis
            .children_by(place, Dep::Appos)
            .flat_map(|token| self.clauses.conjuncts(token));
        let mut places = vec![place];
        places.extend(appositions.filter(|token| self.is_place(*token)));
        places
    }

    /// "53 countries, **including** the UK and the US".
    pub(super) fn included(self, place: usize) -> Vec<usize> {
        let obliques = self.clauses.obliques_of(place).into_iter();
        let included = obliques.filter(|oblique| oblique.preposition == "including");
        included
            .map(|oblique| oblique.object)
            .filter(|token| self.is_named_place(*token))
            .collect()
    }

    fn located(self, subject: usize, place: usize) -> Option<Finding> {
        let object = self.is_place(place).then(|| self.entities.at(place)).flatten()?;
        let set = self.entities.at(subject)?;
        let subject_filler = Filler::Entity(set, subject);
        let object = Filler::Entity(object, place);
        let words = self.words(&heads(subject, &subject_filler, &object));
        let found = self.stated(Pattern::Location, (set, subject), (object, words))?;
        Some(Finding {
            anchor: subject,
            is_apposition: false,
            ..found
        })
    }

    fn is_named_place(self, token: usize) -> bool {
        self.is_place(token) && self.entity_at(token).is_some_and(|entity| entity.is_named)
    }

    pub(super) fn is_place(self, token: usize) -> bool {
        self.is_of(token, tm::PLACE)
    }

    fn is_of(self, token: usize, class: NamedNodeRef<'_>) -> bool {
        self.entity_at(token)
            .is_some_and(|entity| self.ontology.is_subclass(entity.class.as_ref(), class))
    }

    pub(crate) fn entity_at(self, token: usize) -> Option<&'a Entity> {
        self.entities.entities.get(self.entities.at(token)?)
    }

    /// "operating in 53 countries, including X": the number of countries, and each place that is named.
    pub(super) fn spread_out(self, finding: Finding) -> Vec<Finding> {
        let Some(location) = self.clauses.lexicon.patterns.get(Pattern::Location) else {
            return vec![finding];
        };
        let is_location = finding.predicate == Predicate::Relation(location.relation.clone());
        let (true, Filler::Entity(_, place)) = (is_location, &finding.object) else {
            return vec![finding];
        };
        let place = *place;
        let mut all: Vec<Finding> = self
            .place_list(place)
            .into_iter()
            .skip(1)
            .chain(self.included(place))
            .filter_map(|token| {
                let object = Filler::Entity(self.entities.at(token)?, token);
                let words = self.words(&heads(finding.anchor, &finding.subject, &object));
                Some(Finding {
                    object,
                    words,
                    ..finding.clone()
                })
            })
            .collect();
        let is_vague = self
            .entity_at(place)
            .is_some_and(|entity| entity.is_plural && !entity.is_named);
        match self.country_count(&finding) {
            Some(count) => all.insert(0, count),
            None if is_vague => {}
            None => all.insert(0, finding),
        }
        all
    }

    fn country_count(self, finding: &Finding) -> Option<Finding> {
        let Filler::Entity(place, _) = &finding.object else {
            return None;
        };
        let place = self.entities.entities.get(*place)?;
        let is_country = self
            .ontology
            .is_subclass(place.class.as_ref(), tm::GEOPOLITICAL_ENTITY);
        let count = match place.count? {
            Count::Exactly(count) if is_country && place.is_plural => count,
            _ => return None,
        };
        let countries = self.clauses.lexicon.patterns.get(Pattern::Countries)?;
        Some(Finding {
            predicate: Predicate::Relation(countries.relation.clone()),
            object: Filler::Literal(Literal::from(i64::try_from(count).ok()?)),
            entry: Some(countries.entry.clone()),
            likelihood: None,
            ..finding.clone()
        })
    }
}
