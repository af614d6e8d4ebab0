//! Which constructs of SHACL are checked; anything else is refused.

use oxigraph::model::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use oxigraph::sparql::SparqlEvaluator;
use shacl_rust::parser::path::parse_path;
use shacl_rust::utils::parse_shacl_prefixes;

use super::{ValidationError, local_name, place};
use crate::vocab::{rdf, sh};

/// The properties of [SHACL Core](https://www.w3.org/TR/shacl/) and of SPARQL-based constraints that the processor
/// checks, or that only inform.
const CHECKED: &str = "alternativePath and class closed datatype deactivated declare defaultValue description \
    disjoint equals flags group hasValue ignoredProperties in inversePath languageIn lessThan lessThanOrEquals \
    maxCount maxExclusive maxInclusive maxLength message minCount minExclusive minInclusive minLength name \
    namespace node nodeKind not oneOrMorePath or order path pattern prefix prefixes property qualifiedMaxCount \
    qualifiedMinCount qualifiedValueShape qualifiedValueShapesDisjoint select severity shapesGraph sparql \
    targetClass targetNode targetObjectsOf targetSubjectsOf uniqueLang xone zeroOrMorePath zeroOrOnePath";

/// The classes that nodes of a shapes graph may have.
const CLASSES: &str = "NodeShape PropertyShape PropertyGroup Shape SPARQLConstraint PrefixDeclaration";

/// The terms of reports, which say nothing about what is checked: a file may hold both.
const REPORTS: &str = "ValidationReport ValidationResult AbstractResult conforms detail focusNode result \
    resultMessage resultPath resultSeverity shapesGraphWellFormed sourceConstraint sourceConstraintComponent \
    sourceShape value";

/// An error for the first construct, in the order of their names, that would not be checked.
pub(super) fn check(shapes: &Graph) -> Result<(), ValidationError> {
    let mut unsupported: Vec<_> = shapes
        .iter()
        .filter_map(|triple| Some((unknown(triple.predicate, triple.object)?, triple.subject)))
        .collect();
    unsupported.sort_by(|one, other| one.0.cmp(other.0));
    if let Some((construct, node)) = unsupported.first() {
        return Err(ValidationError::Unsupported {
            construct: format!("sh:{construct}"),
            place: place(*node, shapes),
        });
    }
    for triple in shapes.triples_for_predicate(sh::PROPERTY) {
        check_path(shapes, triple.object)?;
    }
    for triple in shapes.triples_for_predicate(sh::SELECT) {
        check_query(shapes, triple.subject, triple.object)?;
    }
    Ok(())
}

/// The name of a property or class of SHACL that is not checked.
fn unknown<'a>(predicate: NamedNodeRef<'a>, object: TermRef<'a>) -> Option<&'a str> {
    let is_in = |list: &str, name: &str| list.split_whitespace().any(|known| known == name);
    let is_known = |list: &str, name: &str| is_in(list, name) || is_in(REPORTS, name);
    if let Some(name) = local_name(predicate) {
        return (!is_known(CHECKED, name)).then_some(name);
    }
    let TermRef::NamedNode(class) = object else {
        return None;
    };
    let name = local_name(class).filter(|_| predicate == rdf::TYPE)?;
    (!is_known(CLASSES, name)).then_some(name)
}

/// The processor leaves out a property shape whose path it cannot read.
fn check_path(shapes: &Graph, shape: TermRef<'_>) -> Result<(), ValidationError> {
    let node = match shape {
        TermRef::NamedNode(node) => NamedOrBlankNodeRef::NamedNode(node),
        TermRef::BlankNode(node) => NamedOrBlankNodeRef::BlankNode(node),
        _ => return Ok(()),
    };
    let error = |reason: String| ValidationError::Path {
        place: place(node, shapes),
        reason,
    };
    let path = shapes.object_for_subject_predicate(node, sh::PATH);
    let path = path.ok_or_else(|| error("it has no `sh:path`".to_owned()))?;
    parse_path(shapes, path).map_err(|reason| error(reason.to_string()))?;
    Ok(())
}

/// The processor leaves out a constraint whose query it cannot read.
fn check_query(
    shapes: &Graph,
    constraint: NamedOrBlankNodeRef<'_>,
    query: TermRef<'_>,
) -> Result<(), ValidationError> {
    let error = |reason: String| ValidationError::Query {
        place: place(constraint, shapes),
        reason,
    };
    let TermRef::Literal(query) = query else {
        return Err(error("it is not a string".to_owned()));
    };
    let mut evaluator = SparqlEvaluator::new();
    for (prefix, namespace) in parse_shacl_prefixes(shapes, constraint) {
        evaluator = evaluator
            .with_prefix(prefix, namespace)
            .map_err(|reason| error(reason.to_string()))?;
    }
    // `$PATH` stands for the path of the shape and is put in before the query runs.
    let query = query.value().replace("$PATH", "?path");
    match evaluator.parse_query(&query) {
        Ok(_) => Ok(()),
        Err(reason) => Err(error(reason.to_string())),
    }
}
