//! Propositions inside names and beside them: roles, affiliations, where an organisation is based.

use oxigraph::model::Literal;

use super::verbs::same_entity;
use super::{Filler, Finding, PropositionReader};
use crate::analysis::{Dep, Pos};
use crate::claim::Predicate;
use crate::document::ByteSpan;
use crate::entity::EntityIndex;
use crate::lexicon::patterns::Pattern;
use crate::mention::{Mention, MentionKind};
use crate::vocab::tm;

impl PropositionReader<'_> {
    /// What the names of the document say.
    pub(super) fn name_findings(self) -> Vec<Finding> {
        let mentions = self.entities.mentions.iter();
        mentions.flat_map(|mention| self.of_mention(mention)).collect()
    }

    fn of_mention(self, mention: &Mention) -> Vec<Finding> {
        let Some(index) = self.entities.at(mention.head) else {
            return Vec::new();
        };
        let Some(entity) = self.entities.entities.get(index) else {
            return Vec::new();
        };
        let mut findings = Vec::new();
        let is_person = self.ontology.is_subclass(entity.class.as_ref(), tm::PERSON);
        if is_person && mention.kind == MentionKind::Name {
            findings.extend(self.titles(index, mention));
            findings.extend(self.appositions(index, mention));
        }
        if mention.kind == MentionKind::Name {
            findings.extend(self.base(index, mention));
        }
        findings
    }

    /// "RCMP Sgt Joan Reid", "Prime Minister X", "the company's director X": title and organisation before a name.
    fn titles(self, person: EntityIndex, mention: &Mention) -> Vec<Finding> {
        let analysis = self.clauses.analysis;
        let name_head = mention.tokens.end.saturating_sub(1);
        let Some(start) = self.title_start(mention, name_head) else {
            return Vec::new();
        };
        let title: Vec<usize> = (start..mention.tokens.start).collect();
        let organisation = title
            .iter()
            .copied()
            .filter_map(|token| self.organisation_at(token))
            .next();
        let is_organisation =
            |token: &usize| self.entities.at(*token).is_some() || self.is_inside_name(*token);
        let role: Vec<usize> = title
            .iter()
            .copied()
            .filter(|token| !is_organisation(token))
            .collect();
        let role_words = self.role_words(&role);
        let span = analysis
            .span_of(&[start, name_head])
            .unwrap_or(ByteSpan::new(0, 0));
        let mut findings = Vec::new();
        if let Some(role_words) = role_words {
            findings.extend(self.role((person, mention.head), &role_words, span));
            if let Some((organisation, token)) = organisation {
                let object = Filler::Entity(organisation, token);
                findings.extend(self.stated(Pattern::Affiliation, (person, mention.head), (object, span)));
            }
        }
        findings
    }

    /// The first of the compounds and modifiers that run without a gap up to the name.
    fn title_start(self, mention: &Mention, name_head: usize) -> Option<usize> {
        let analysis = self.clauses.analysis;
        let sentence = analysis.sentences.get(analysis.sentence_of(name_head))?;
        let is_title = |token: &usize| {
            let dep = self.clauses.dep(*token);
            let is_part = matches!(
                dep,
                Dep::Compound | Dep::Nmod | Dep::Amod | Dep::Poss | Dep::Case | Dep::Punct
            );
            let is_word = !matches!(
                analysis.tokens.get(*token).map(|token| token.pos),
                Some(Pos::Punct | Pos::Det)
            );
            is_part && is_word
        };
        let start = (sentence.tokens.start..mention.tokens.start)
            .rev()
            .take_while(is_title)
            .last()?;
        Some(start)
    }

    /// The organisation that `token` names or describes; of a name of which no more is known it is taken to be one.
    fn organisation_at(self, token: usize) -> Option<(EntityIndex, usize)> {
        let index = self.entities.at(token)?;
        let entity = self.entities.entities.get(index)?;
        let is_organisation = self.ontology.is_subclass(entity.class.as_ref(), tm::ORGANIZATION);
        let is_unknown_name = entity.is_named && entity.class.as_ref() == tm::ENTITY;
        (is_organisation || is_unknown_name).then_some((index, token))
    }

    fn is_inside_name(self, token: usize) -> bool {
        let names = self
            .entities
            .mentions
            .iter()
            .filter(|mention| mention.kind == MentionKind::Name);
        names.filter(|mention| mention.tokens.contains(&token)).count() > 0
    }

    /// The words of a role; nothing when they do not name one ("neighbour", "mother" do).
    fn role_words(self, tokens: &[usize]) -> Option<String> {
        let kept: Vec<usize> = tokens
            .iter()
            .copied()
            .filter(|token| self.clauses.dep(*token) != Dep::Case)
            .collect();
        let span = self.clauses.analysis.span_of(&kept)?;
        let is_role = kept.iter().any(|token| self.is_role(*token));
        is_role.then(|| self.clauses.document.slice(span).to_owned())
    }

    fn is_role(self, token: usize) -> bool {
        let lexicon = self.clauses.lexicon;
        let word = self.clauses.word(token);
        lexicon.is_role(&word) || lexicon.is_role(&self.clauses.lemma(token).to_lowercase())
    }

    /// "X, a researcher with Y": role and organisation in an apposition after (or before) a name.
    fn appositions(self, person: EntityIndex, mention: &Mention) -> Vec<Finding> {
        let analysis = self.clauses.analysis;
        let after = analysis.children_by(mention.head, Dep::Appos);
        let before = (self.clauses.dep(mention.head) == Dep::Appos).then(|| self.clauses.head(mention.head));
        let nouns: Vec<usize> = after.chain(before).filter(|noun| self.is_role(*noun)).collect();
        nouns
            .into_iter()
            .flat_map(|noun| self.apposition(person, mention, noun))
            .collect()
    }

    fn apposition(self, person: EntityIndex, mention: &Mention, noun: usize) -> Vec<Finding> {
        let analysis = self.clauses.analysis;
        let modifiers = analysis
            .children(noun)
            .filter(|child| matches!(self.clauses.dep(*child), Dep::Compound | Dep::Amod | Dep::Nmod))
            .filter(|child| *child < noun && self.entities.at(*child).is_none());
        let role: Vec<usize> = modifiers.chain([noun]).collect();
        let role_span = analysis.span_of(&role).unwrap_or(ByteSpan::new(0, 0));
        let name_span = analysis
            .span_of(&mention.tokens.clone().collect::<Vec<_>>())
            .unwrap_or(role_span);
        let mut findings = Vec::new();
        let organisations = self.role_organisations(noun);
        let last = organisations
            .iter()
            .map(|(_, token)| *token)
            .max()
            .unwrap_or(noun);
        let span = name_span
            .cover(role_span)
            .cover(analysis.tokens.get(last).map_or(role_span, |token| token.span));
        findings.extend(self.role(
            (person, mention.head),
            self.clauses.document.slice(role_span),
            span,
        ));
        for (organisation, token) in organisations {
            let object = Filler::Entity(organisation, token);
            findings.extend(self.stated(Pattern::Affiliation, (person, mention.head), (object, span)));
        }
        findings
    }

    /// The organisations that a role belongs to: "a researcher **with X**", "**X's** director".
    fn role_organisations(self, noun: usize) -> Vec<(EntityIndex, usize)> {
        let obliques = self.clauses.obliques_of(noun).into_iter();
        let behind = obliques
            .filter(|oblique| {
                matches!(
                    oblique.preposition.as_str(),
                    "of" | "with" | "at" | "for" | "from" | "in"
                )
            })
            .map(|oblique| oblique.object);
        let before = self
            .clauses
            .analysis
            .children(noun)
            .filter(|child| matches!(self.clauses.dep(*child), Dep::Poss | Dep::Compound | Dep::Nmod));
        before
            .chain(behind)
            .filter_map(|token| self.organisation_at(token))
            .collect()
    }

    /// "Spain-based X", "the Geneva-based X".
    fn base(self, organisation: EntityIndex, mention: &Mention) -> Vec<Finding> {
        let analysis = self.clauses.analysis;
        let compounds = analysis.children_by(mention.head, Dep::Compound);
        let based = std::iter::once(mention.head)
            .chain(compounds)
            .flat_map(|holder| analysis.children_by(holder, Dep::Amod))
            .filter(|child| self.clauses.word(*child) == "based");
        let places = based.flat_map(|based| {
            let places = analysis.children(based).filter(|child| {
                matches!(
                    self.clauses.dep(*child),
                    Dep::Npadvmod | Dep::Advmod | Dep::Compound | Dep::Nmod
                )
            });
            places.map(move |place| (based, place)).collect::<Vec<_>>()
        });
        let found = places.filter_map(|(_, place)| {
            let object = self.entities.at(place)?;
            let span = analysis.span_of(&[place, mention.tokens.end.saturating_sub(1)])?;
            let subject = (organisation, mention.head);
            self.stated(Pattern::Base, subject, (Filler::Entity(object, place), span))
        });
        found.collect()
    }

    fn role(self, person: (EntityIndex, usize), words: &str, span: ByteSpan) -> Option<Finding> {
        let object = Filler::Literal(Literal::new_simple_literal(words));
        self.stated(Pattern::Role, person, (object, span))
    }

    /// What `pattern` says of `subject`; nothing when the table has no line for it or both sides are one.
    pub(super) fn stated(
        self,
        pattern: Pattern,
        (subject, token): (EntityIndex, usize),
        (object, words): (Filler, ByteSpan),
    ) -> Option<Finding> {
        let pattern = self.clauses.lexicon.patterns.get(pattern)?;
        let subject = Filler::Entity(subject, token);
        (!same_entity(&subject, &object)).then(|| Finding {
            anchor: token,
            subject,
            predicate: Predicate::Relation(pattern.relation.clone()),
            object,
            is_negated: false,
            is_apposition: true,
            entry: Some(pattern.entry.clone()),
            likelihood: None,
            words,
        })
    }
}
