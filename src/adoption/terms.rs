//! The terms of a schema as the program's ontology has them.
//!
//! A class of which nothing above is known gets a place in the tree by its label: that of the noun, else that of what
//! its words look like (`kinds.tsv`).

use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, Triple};

use crate::derivation::LabelWords;
use crate::lexicon::Lexicon;
use crate::ontology::Ontology;
use crate::schema::{Schema, SchemaClass, SchemaRelation, spelt_out};
use crate::vocab::{PREFIXES, owl, rdf, rdfs, tm, vann, xsd};

/// What the schema says, with the place of its classes among the program's.
pub(super) fn triples(schema: &Schema, (lexicon, ontology): (&Lexicon, &Ontology)) -> Vec<Triple> {
    let mut terms = Terms {
        schema,
        lexicon,
        ontology,
        words: LabelWords::bundled(),
        triples: Vec::new(),
    };
    schema.classes.iter().for_each(|class| terms.class(class));
    schema
        .relations
        .iter()
        .for_each(|relation| terms.relation(relation));
    terms.prefixes();
    terms.triples
}

/// The labels of classes as lines of `classes.tsv`.
pub(super) fn nouns(schema: &Schema) -> String {
    let lines = schema.classes.iter().map(|class| {
        let noun = spelt_out(&class.label);
        format!("{noun}\t{}\t\n", schema.iri(&class.id))
    });
    let mut lines: Vec<String> = lines.filter(|line| !line.starts_with('\t')).collect();
    lines.sort();
    // Of two classes with one label the first counts.
    lines.dedup_by(|one, other| one.split('\t').next() == other.split('\t').next());
    lines.concat()
}

struct Terms<'a> {
    schema: &'a Schema,
    lexicon: &'a Lexicon,
    ontology: &'a Ontology,
    words: LabelWords,
    triples: Vec<Triple>,
}

impl Terms<'_> {
    fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.triples
            .push(Triple::new(subject.clone(), predicate.into_owned(), object));
    }

    fn add_texts(&mut self, iri: &NamedNode, label: &str, definition: Option<&str>) {
        self.add(iri, rdfs::LABEL, Literal::new_simple_literal(label));
        if let Some(definition) = definition {
            self.add(iri, rdfs::COMMENT, Literal::new_simple_literal(definition));
        }
    }

    /// Says which prefix a namespace goes by, so that questions may use it; the program's own prefixes stand.
    fn prefixes(&mut self) {
        for (prefix, namespace) in &self.schema.prefixes {
            let is_own = PREFIXES.iter().any(|(own, _)| own == prefix);
            if let Some(namespace) = NamedNode::new(namespace).ok().filter(|_| !is_own) {
                let prefix = Literal::new_simple_literal(prefix);
                self.add(&namespace, vann::PREFERRED_NAMESPACE_PREFIX, prefix);
            }
        }
    }

    fn class(&mut self, class: &SchemaClass) {
        let iri = self.schema.iri(&class.id);
        self.add(&iri, rdf::TYPE, owl::CLASS.into_owned());
        self.add_texts(&iri, &class.label, class.definition.as_deref());
        let broader: Vec<NamedNode> = self.named(&class.broader);
        let is_placed = broader.iter().any(|above| self.is_known(above));
        for above in broader {
            self.add(&iri, rdfs::SUB_CLASS_OF, above);
        }
        if !is_placed {
            let above = self.place_of(&class.label).unwrap_or(tm::ENTITY.into_owned());
            self.add(&iri, rdfs::SUB_CLASS_OF, above);
        }
        for other in self.named(&class.disjoint_with) {
            self.add(&iri, owl::DISJOINT_WITH, other);
        }
    }

    /// Whether a class has a place in the tree: it is the schema's or the program's.
    fn is_known(&self, class: &NamedNode) -> bool {
        let is_own = |own: &SchemaClass| self.schema.iri(&own.id) == *class;
        self.ontology.place(class.as_ref()).is_some() || self.schema.classes.iter().any(is_own)
    }

    fn named(&self, ids: &[String]) -> Vec<NamedNode> {
        let named = ids.iter().filter(|id| !id.starts_with("_:"));
        named.map(|id| self.schema.iri(id)).collect()
    }

    /// The program's class that a label names.
    fn place_of(&self, label: &str) -> Option<NamedNode> {
        let spelt = spelt_out(label);
        let last = spelt.rsplit(' ').next().unwrap_or_default();
        let nouns = &self.lexicon.classes;
        let noun = nouns.noun(&spelt).or_else(|| nouns.noun(last));
        let kind = || self.words.class(&spelt);
        noun.map(|noun| noun.class.clone()).or_else(kind)
    }

    fn relation(&mut self, relation: &SchemaRelation) {
        let iri = self.schema.iri(&relation.id);
        let kind = match relation.is_literal {
            true => owl::DATATYPE_PROPERTY,
            false => owl::OBJECT_PROPERTY,
        };
        let marks = [
            (relation.is_functional, owl::FUNCTIONAL_PROPERTY),
            (relation.is_symmetric, owl::SYMMETRIC_PROPERTY),
            (relation.is_transitive, owl::TRANSITIVE_PROPERTY),
        ];
        let marked = marks
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, mark)| mark);
        for class in [kind, tm::RELATION].into_iter().chain(marked) {
            self.add(&iri, rdf::TYPE, class.into_owned());
        }
        self.add_texts(&iri, &relation.label, relation.definition.as_deref());
        self.side(&iri, rdfs::DOMAIN, &relation.domain);
        self.side(&iri, rdfs::RANGE, &relation.range);
        for other in self.named(&relation.broader) {
            self.add(&iri, rdfs::SUB_PROPERTY_OF, other);
        }
        for other in self.named(&relation.inverse_of) {
            self.add(&iri, owl::INVERSE_OF, other);
        }
        for other in self.named(&relation.disjoint_with) {
            self.add(&iri, owl::PROPERTY_DISJOINT_WITH, other);
        }
    }

    /// The class of a side; several kinds ask for nothing.
    fn side(&mut self, iri: &NamedNode, property: NamedNodeRef<'_>, labels: &[String]) {
        let [label] = labels else { return };
        let own = self.schema.classes.iter().find(|class| class.label == *label);
        let datatype = match label.as_str() {
            "date" => Some(xsd::DATE),
            "number" => Some(xsd::DECIMAL),
            "string" => Some(xsd::STRING),
            _ => None,
        };
        let class = match (own, datatype) {
            (Some(class), _) => Some(self.schema.iri(&class.id)),
            (None, Some(datatype)) => Some(datatype.into_owned()),
            (None, None) => self.place_of(label),
        };
        if let Some(class) = class {
            self.add(iri, property, class);
        }
    }
}
