//! What was learnt of a user's relations, with the IRIs that they have in the graph.

use std::collections::BTreeMap;

use oxigraph::model::NamedNode;

use crate::argument::ArgumentReader;
use crate::extraction::{SchemaLexicon, Statement, statements};
use crate::induction::Entries;
use crate::schema::Schema;

/// The share that a pair has at least to be put into a graph. Where triples are asked for of a text that is about an ontology,
/// the best guess is wanted; a graph of any news wants what is rather sure.
const SURE: f32 = 0.6;

/// A user's relations with the weights of their patterns.
pub struct LearntRelations {
    lexicon: SchemaLexicon,
    /// By label: the IRI, and whether objects are literals.
    relations: BTreeMap<String, (NamedNode, bool)>,
}

/// A statement in a relation of the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct LearntStatement {
    /// The relation.
    pub relation: NamedNode,
    /// Whether its objects are dates, numbers or texts.
    pub is_literal: bool,
    /// Where it stands and how sure it is.
    pub statement: Statement,
}

impl LearntRelations {
    pub(super) fn new(schema: &Schema, entries: Option<&Entries>) -> Self {
        let relations = schema.relations.iter().map(|relation| {
            let iri = schema.iri(&relation.id);
            (relation.label.clone(), (iri, relation.is_literal))
        });
        Self {
            lexicon: SchemaLexicon::new(schema, entries),
            relations: relations.collect(),
        }
    }

    /// What a text rather surely says in these relations.
    pub fn statements(&self, reader: ArgumentReader<'_>) -> Vec<LearntStatement> {
        let sure = statements(&self.lexicon, reader)
            .into_iter()
            .filter(|statement| statement.share >= SURE);
        let known = sure.filter_map(|statement| {
            let (relation, is_literal) = self.relations.get(&statement.relation)?.clone();
            Some(LearntStatement {
                relation,
                is_literal,
                statement,
            })
        });
        known.collect()
    }
}
