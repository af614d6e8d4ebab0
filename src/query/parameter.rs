//! Parameters of queries: declared in comments, given as text, bound as RDF terms and never pasted into the query.

use oxigraph::model::{Literal, Term};
use strum::{Display, EnumString, IntoStaticStr};

use super::{QueryError, find_thing};
use crate::store::KnowledgeGraph;
use crate::vocab::xsd;

/// A blank that a query leaves to whoever asks it: the variable of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter<'a> {
    /// The name, which is also the variable's.
    pub name: &'a str,
    /// What may be given.
    pub kind: ParameterKind,
    /// What is taken when nothing is given; without one the parameter is required.
    pub default: Option<&'a str>,
    /// What it does.
    pub help: &'a str,
}

/// What may be given for a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub enum ParameterKind {
    /// Any text; nothing unless given.
    Text,
    /// An entity, by its name, IRI or prefixed name.
    Thing,
    /// A day, as `2024-05-31`.
    Date,
    /// A number.
    Number,
}

/// The parameters that the comments of `query` declare: `# --from DATE = 1900-01-01: not before this day`.
pub fn parameters(query: &str) -> Vec<Parameter<'_>> {
    let comments = query.lines().filter_map(|line| line.strip_prefix("# --"));
    comments.filter_map(parameter).collect()
}

fn parameter(declaration: &str) -> Option<Parameter<'_>> {
    let (head, help) = declaration.split_once(": ")?;
    let (head, default) = match head.split_once(" = ") {
        Some((head, default)) => (head, Some(default)),
        None => (head, None),
    };
    let (name, kind) = head.split_once(' ')?;
    let kind: ParameterKind = kind.trim().parse().ok()?;
    let default = default.or((kind == ParameterKind::Text).then_some(""));
    Some(Parameter {
        name,
        kind,
        default,
        help,
    })
}

/// The terms for `parameters`: what is `given` by name, else the defaults.
pub fn bind<'a>(
    graph: &KnowledgeGraph,
    parameters: &[Parameter<'a>],
    given: &[(String, String)],
) -> Result<Vec<(&'a str, Term)>, QueryError> {
    let is_declared = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
    if let Some((name, _)) = given.iter().find(|(name, _)| !is_declared(name)) {
        return Err(QueryError::NoSuchParameter {
            name: name.clone(),
            known: names(parameters),
        });
    }
    let bound = parameters.iter().map(|parameter| {
        let value = given.iter().rev().find(|(name, _)| name == parameter.name);
        let value = value.map(|(_, value)| value.as_str()).or(parameter.default);
        let value = value.ok_or_else(|| QueryError::MissingParameter {
            name: parameter.name.to_owned(),
            help: parameter.help.to_owned(),
        })?;
        Ok((parameter.name, term(graph, parameter, value)?))
    });
    bound.collect()
}

fn names(parameters: &[Parameter<'_>]) -> String {
    match parameters {
        [] => " none".to_owned(),
        some => some
            .iter()
            .map(|parameter| format!(" --{}", parameter.name))
            .collect(),
    }
}

fn term(graph: &KnowledgeGraph, parameter: &Parameter<'_>, value: &str) -> Result<Term, QueryError> {
    let unfit = || QueryError::UnfitParameter {
        name: parameter.name.to_owned(),
        value: value.to_owned(),
        kind: parameter.kind,
    };
    match parameter.kind {
        ParameterKind::Text => Ok(Literal::from(value).into()),
        ParameterKind::Thing => Ok(find_thing(graph, value)?.into()),
        ParameterKind::Date => {
            let day: jiff::civil::Date = value.parse().map_err(|_| unfit())?;
            Ok(Literal::new_typed_literal(day.to_string(), xsd::DATE).into())
        }
        ParameterKind::Number => {
            let number: f64 = value.parse().map_err(|_| unfit())?;
            match number.is_finite() {
                true => Ok(Literal::new_typed_literal(value, xsd::DECIMAL).into()),
                false => Err(unfit()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::graph;

    const QUERY: &str = "# When?\n# --about TEXT: a name\n# --from DATE = 1900-01-01: not before\n\
                         # --thing THING: what it is about\nSELECT * { }";

    fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = pairs
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()));
        owned.collect()
    }

    #[test]
    fn comments_declare_parameters_with_kind_default_and_help() {
        let declared = parameters(QUERY);
        assert_eq!(declared.len(), 3);
        assert_eq!(declared[0].default, Some(""));
        assert_eq!(
            (declared[1].name, declared[1].kind),
            ("from", ParameterKind::Date)
        );
        assert_eq!(
            (declared[2].default, declared[2].help),
            (None, "what it is about")
        );
    }

    #[test]
    fn values_become_terms_of_their_kind() {
        let declared = parameters(QUERY);
        let bound = bind(
            &graph(),
            &declared,
            &given(&[("thing", "ruritania"), ("about", "\" } x")]),
        );
        let terms: Vec<_> = bound.unwrap().iter().map(|(_, term)| term.to_string()).collect();
        assert_eq!(terms[0], "\"\\\" } x\"");
        assert_eq!(
            terms[1],
            "\"1900-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>"
        );
        assert!(terms[2].ends_with("/ruritania>"), "{}", terms[2]);
    }

    #[test]
    fn what_is_missing_unknown_or_unfit_is_named() {
        let declared = parameters(QUERY);
        for (values, message) in [
            (vec![], "`--thing` is missing: what it is about"),
            (
                vec![("colour", "red")],
                "there is no parameter `--colour`; this query takes --about --from --thing",
            ),
            (
                vec![("thing", "Ruritania"), ("from", "May")],
                "`May` does not fit `--from`, which takes a DATE",
            ),
        ] {
            let error = bind(&graph(), &declared, &given(&values)).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }
}
