//! Why a claim is in the graph: its sentence, its words and each decision.

use std::fmt::Write;

use oxigraph::model::{NamedNode, Term};

use super::{QueryError, ask_with};
use crate::store::{Answer, KnowledgeGraph};
use crate::vocab::{CLAIM_NAMESPACE, expand_curie};

/// What is told of a claim, in the order of `explain.rq`.
const PARTS: [&str; 9] = [
    "claim",
    "document",
    "sentence",
    "words",
    "claimant",
    "stance",
    "certainty",
    "voice",
    "cue",
];

/// Explains the claim that `name` names: an IRI, a CURIE, or the first characters of its id.
pub fn explain_claim(graph: &KnowledgeGraph, name: &str) -> Result<String, QueryError> {
    let claim = Term::from(find(graph, name)?);
    let mut text = String::new();
    for row in rows(graph, include_str!("explain.rq"), &claim)? {
        for (label, value) in PARTS.iter().zip(&row) {
            if !value.is_empty() {
                let _ = writeln!(text, "{label:>10}  {value}");
            }
        }
    }
    for extractor in rows(graph, include_str!("explain-extractors.rq"), &claim)?.concat() {
        let _ = writeln!(text, "{:>10}  {extractor}", "extractor");
    }
    for row in rows(graph, include_str!("explain-steps.rq"), &claim)? {
        let [step, because, entry] = row.as_slice() else {
            continue;
        };
        let cited = if entry.is_empty() {
            String::new()
        } else {
            format!("  [{entry}]")
        };
        let _ = writeln!(text, "{step:>10}  {because}{cited}");
    }
    for row in rows(graph, include_str!("explain-outcome.rq"), &claim)? {
        let [outcome, against] = row.as_slice() else {
            continue;
        };
        let _ = writeln!(text, "{outcome:>10}  {against}");
    }
    Ok(text)
}

/// The one claim whose id begins with `name`.
fn find(graph: &KnowledgeGraph, name: &str) -> Result<NamedNode, QueryError> {
    let iri = expand_curie(name).unwrap_or_else(|| name.trim_matches(['<', '>']).to_owned());
    let prefix = if iri.contains("://") {
        iri
    } else {
        format!("{CLAIM_NAMESPACE}{iri}")
    };
    let found = graph.claims_with_prefix(&prefix)?;
    match found.as_slice() {
        [claim] => Ok(claim.clone()),
        [] => Err(QueryError::NoSuchClaim(name.to_owned())),
        several => Err(QueryError::AmbiguousClaim {
            name: name.to_owned(),
            count: several.len(),
        }),
    }
}

/// The cells of a query's rows as plain text.
fn rows(graph: &KnowledgeGraph, query: &str, claim: &Term) -> Result<Vec<Vec<String>>, QueryError> {
    let Answer::Rows { rows, .. } = ask_with(graph, query, &[("claim", claim.clone())])? else {
        return Ok(Vec::new());
    };
    let cell = |term: Option<Term>| match term {
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        Some(Term::NamedNode(node)) => node.into_string(),
        _ => String::new(),
    };
    Ok(rows
        .into_iter()
        .map(|row| row.into_iter().map(cell).collect())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::graph;

    #[test]
    fn a_claim_is_found_by_the_beginning_of_its_id() {
        let graph = graph();
        let claim = graph.claims_with_prefix(CLAIM_NAMESPACE).unwrap().remove(0);
        let id = claim.as_str().strip_prefix(CLAIM_NAMESPACE).unwrap();
        let explained = explain_claim(&graph, &id[..12]).unwrap();
        assert!(explained.contains("claimant"), "{explained}");
        let own = format!("extractor  testimony {}\n", env!("CARGO_PKG_VERSION"));
        assert!(explained.contains(&own), "{explained}");
        assert_eq!(explained, explain_claim(&graph, claim.as_str()).unwrap());
    }

    #[test]
    fn an_unknown_or_ambiguous_name_is_an_error() {
        let graph = graph();
        assert!(matches!(
            explain_claim(&graph, "zzz").unwrap_err(),
            QueryError::NoSuchClaim(_)
        ));
        assert!(matches!(
            explain_claim(&graph, "").unwrap_err(),
            QueryError::AmbiguousClaim { .. }
        ));
    }
}
