//! Terms that are used and not declared, or declared as something else.

use super::declared::Declared;
use crate::agreement::{Problem, nearest_word};
use crate::vocab::{owl, rdfs};

/// The datatypes of XML Schema that OWL 2 and RDF know.
const DATATYPES: [&str; 34] = [
    "anyURI",
    "base64Binary",
    "boolean",
    "byte",
    "date",
    "dateTime",
    "dateTimeStamp",
    "dayTimeDuration",
    "decimal",
    "double",
    "duration",
    "float",
    "gDay",
    "gMonth",
    "gMonthDay",
    "gYear",
    "gYearMonth",
    "hexBinary",
    "int",
    "integer",
    "language",
    "long",
    "negativeInteger",
    "nonNegativeInteger",
    "nonPositiveInteger",
    "normalizedString",
    "positiveInteger",
    "short",
    "string",
    "time",
    "token",
    "unsignedByte",
    "unsignedInt",
    "unsignedLong",
];

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Every class, relation or datatype that is named and not there.
pub(super) fn problems(declared: &Declared<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for class in &declared.classes {
        for above in declared.named(class, rdfs::SUB_CLASS_OF.as_str()) {
            problems.extend(not_a_class(declared, (class, "the superclass"), above));
        }
    }
    for relation in &declared.relations {
        for domain in declared.named(relation, rdfs::DOMAIN.as_str()) {
            problems.extend(domain_problem(declared, relation, domain));
        }
        for range in declared.named(relation, rdfs::RANGE.as_str()) {
            problems.extend(range_problem(declared, relation, range));
        }
        let leads = [
            (rdfs::SUB_PROPERTY_OF, "the superproperty"),
            (owl::INVERSE_OF, "the inverse"),
        ];
        for (property, what) in leads {
            for other in declared.named(relation, property.as_str()) {
                problems.extend(not_a_relation(declared, (relation, what), other));
            }
        }
    }
    problems
}

fn domain_problem(declared: &Declared<'_>, relation: &str, domain: &str) -> Option<Problem> {
    match domain.starts_with(XSD) {
        true => {
            let (name, datatype) = (declared.name(relation), declared.name(domain));
            let message = format!(
                "the domain of {name}, {datatype}, is a datatype; only an object can be a text or a number"
            );
            Some(declared.between((relation, domain), message))
        }
        false => not_a_class(declared, (relation, "the domain"), domain),
    }
}

fn range_problem(declared: &Declared<'_>, relation: &str, range: &str) -> Option<Problem> {
    let (name, range_name) = (declared.name(relation), declared.name(range));
    let is_datatype = range.starts_with(XSD) || range == rdfs::LITERAL.as_str();
    let unknown = range
        .strip_prefix(XSD)
        .filter(|datatype| !DATATYPES.contains(datatype));
    let message = if let Some(datatype) = unknown {
        let most = (datatype.len() / 3).max(1);
        let meant = match nearest_word(datatype, DATATYPES.into_iter(), most) {
            Some(meant) => format!("; did you mean `xsd:{meant}`?"),
            None => "; use one of XML Schema's".to_owned(),
        };
        format!("the range of {name}, {range_name}, is no datatype{meant}")
    } else if is_datatype && declared.is_owl(relation, "ObjectProperty") {
        format!("the range of {name}, {range_name}, is a datatype; declare {name} as an owl:DatatypeProperty")
    } else if declared.classes.contains(range) && declared.is_owl(relation, "DatatypeProperty") {
        format!("the range of {name}, {range_name}, is a class; declare {name} as an owl:ObjectProperty")
    } else if is_datatype {
        return None;
    } else {
        return not_a_class(declared, (relation, "the range"), range);
    };
    Some(declared.between((relation, range), message))
}

/// Terms of RDF, RDFS and OWL need no declaration, and those of other vocabularies have theirs elsewhere.
fn is_elsewhere(declared: &Declared<'_>, term: &str) -> bool {
    let standards = [
        owl::NAMESPACE,
        "http://www.w3.org/2000/01/rdf-schema#",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    ];
    standards.iter().any(|space| term.starts_with(space)) || !declared.is_own(term)
}

fn not_a_class(declared: &Declared<'_>, (subject, what): (&str, &str), class: &str) -> Option<Problem> {
    if declared.classes.contains(class) || is_elsewhere(declared, class) {
        return None;
    }
    let (name, class_name) = (declared.name(subject), declared.name(class));
    let message = match declared.relations.contains(class) {
        true => format!("{what} of {name}, {class_name}, is a relation and not a class"),
        false => {
            let meant = declared.meant(class, declared.classes.iter());
            format!("{what} of {name}, {class_name}, is not declared as a class{meant}")
        }
    };
    Some(declared.between((subject, class), message))
}

fn not_a_relation(declared: &Declared<'_>, (subject, what): (&str, &str), relation: &str) -> Option<Problem> {
    if declared.relations.contains(relation) || is_elsewhere(declared, relation) {
        return None;
    }
    let (name, relation_name) = (declared.name(subject), declared.name(relation));
    let meant = declared.meant(relation, declared.relations.iter());
    let message = format!("{what} of {name}, {relation_name}, is not declared as a relation{meant}");
    Some(declared.between((subject, relation), message))
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    fn one(more: &str, expected: &str) {
        let found = found(more);
        assert_eq!(found, [expected], "{more}");
    }

    #[test]
    fn a_domain_a_range_and_a_superclass_are_declared() {
        one(
            ":p a owl:ObjectProperty ; rdfs:label \"p\" ;\n  rdfs:domain :Boot .\n",
            "o.ttl:10: the domain of `:p`, `:Boot`, is not declared as a class; did you mean `:Boat`?",
        );
        one(
            ":p a owl:ObjectProperty ; rdfs:label \"p\" ; rdfs:range :Harbourmaster .\n",
            "o.ttl:9: the range of `:p`, `:Harbourmaster`, is not declared as a class; declare it or take it out",
        );
        one(
            ":Tug a owl:Class ; rdfs:subClassOf :captain .\n",
            "o.ttl:9: the superclass of `:Tug`, `:captain`, is a relation and not a class",
        );
    }

    #[test]
    fn a_superproperty_and_an_inverse_are_declared() {
        one(
            ":p a owl:ObjectProperty ; rdfs:label \"p\" ; rdfs:subPropertyOf :captian .\n",
            "o.ttl:9: the superproperty of `:p`, `:captian`, is not declared as a relation; did you mean `:captain`?",
        );
        one(
            ":p a owl:ObjectProperty ; rdfs:label \"p\" ; owl:inverseOf :captian .\n",
            "o.ttl:9: the inverse of `:p`, `:captian`, is not declared as a relation; did you mean `:captain`?",
        );
    }

    #[test]
    fn datatypes_are_those_of_xml_schema_and_fit_the_kind_of_relation() {
        one(
            ":p a owl:DatatypeProperty ; rdfs:label \"p\" ; rdfs:range xsd:dat .\n",
            "o.ttl:9: the range of `:p`, `xsd:dat`, is no datatype; did you mean `xsd:date`?",
        );
        one(
            ":p a owl:ObjectProperty ; rdfs:label \"p\" ; rdfs:range xsd:date .\n",
            "o.ttl:9: the range of `:p`, `xsd:date`, is a datatype; declare `:p` as an owl:DatatypeProperty",
        );
        one(
            ":p a owl:DatatypeProperty ; rdfs:label \"p\" ; rdfs:range :Boat .\n",
            "o.ttl:9: the range of `:p`, `:Boat`, is a class; declare `:p` as an owl:ObjectProperty",
        );
    }

    #[test]
    fn a_term_of_the_program_s_has_to_be_one() {
        let tug = |above: &str| {
            format!(
                "@prefix tm: <https://w3id.org/testimony#> .\n:Tug a owl:Class ; rdfs:subClassOf tm:{above} .\n"
            )
        };
        assert_eq!(found(&tug("Company")), Vec::<String>::new());
        one(
            &tug("Compny"),
            "o.ttl:10: the superclass of `:Tug`, `tm:Compny`, is not declared as a class; did you mean `tm:Company`?",
        );
    }

    #[test]
    fn terms_of_other_vocabularies_are_declared_elsewhere() {
        let more = ":p a owl:ObjectProperty ; rdfs:label \"p\" ; rdfs:domain <https://schema.org/Person>, owl:Thing .\n";
        assert_eq!(found(more), Vec::<String>::new());
    }
}
