//! How a query is evaluated: the steps, innermost to the right, with the rows that each gave and the time it took.

use std::fmt::Write;

use oxigraph::model::Term;
use oxigraph::sparql::QueryEvaluationError;
use serde::Deserialize;

use super::load::Load;
use super::service::{Setting, asked_services};
use super::{Dataset, QueryError, parser, read_query};
use crate::store::{Allowance, KnowledgeGraph};

/// A plan as Oxigraph writes it.
#[derive(Deserialize)]
struct Explanation {
    plan: Step,
}

#[derive(Deserialize)]
struct Step {
    name: String,
    #[serde(rename = "number of results", default)]
    rows: u64,
    #[serde(rename = "duration in seconds", default)]
    seconds: f64,
    #[serde(default)]
    children: Vec<Step>,
}

/// Evaluates `query` and tells how: one line for each step, with its rows, its seconds and what it does. Other endpoints
/// have been asked before; their answers are steps by the name of `Service`.
pub fn query_plan(
    graph: &KnowledgeGraph,
    (query, bindings): (&str, &[(&str, Term)]),
    allowance: &Allowance,
) -> Result<String, QueryError> {
    let setting = Setting {
        graph,
        bindings,
        dataset: &Dataset::default(),
        most_looks: None,
    };
    let json = Load::of(query)?.carried(|| {
        let asked = asked_services(setting, read_query(parser(graph)?, query)?, allowance)?;
        Ok(graph.explained(setting.plain(asked))?)
    })?;
    let explanation: Explanation =
        serde_json::from_slice(&json).map_err(|error| QueryEvaluationError::Unexpected(Box::new(error)))?;
    let mut text = format!("{:>10} {:>10}  step\n", "rows", "seconds");
    write_step(&explanation.plan, 0, &mut text);
    Ok(text)
}

fn write_step(step: &Step, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let _ = writeln!(
        text,
        "{:>10} {:>10.6}  {indent}{}",
        step.rows, step.seconds, step.name
    );
    for child in &step.children {
        write_step(child, depth + 1, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::graph;

    #[test]
    fn each_step_has_its_rows_and_its_time() {
        let plan = query_plan(
            &graph(),
            ("SELECT ?who { ?who tm:denies ?what }", &[]),
            &Allowance::default(),
        )
        .unwrap();
        assert!(plan.starts_with("      rows    seconds  step\n"), "{plan}");
        let is_counted = |line: &str| line.trim_start().starts_with("1 ") && line.contains("denies");
        assert!(plan.lines().any(is_counted), "{plan}");
    }
}
