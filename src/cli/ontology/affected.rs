//! Which documents of a graph speak of classes and relations that changed.

use std::io::Write;

use oxigraph::model::{NamedNode, Term};
use testimony::query::ask_with;
use testimony::schema::TermChange;
use testimony::store::Answer;

use crate::cli::Global;
use crate::cli::place::open;

/// The documents with a proposition of a relation, or with a thing of a class.
const DOCUMENTS: &str = "SELECT DISTINCT ?term ?document WHERE {
    GRAPH ?document {
        ?document a tm:DocumentVersion .
        { ?proposition rdf:predicate ?term } UNION { ?thing a ?term }
    }
} ORDER BY ?document";

/// Prints a line for each document and term.
pub(super) fn print(changes: &[TermChange], global: &Global, output: &mut impl Write) -> anyhow::Result<()> {
    let graph = open(global)?;
    for change in changes {
        let Ok(term) = NamedNode::new(&change.id) else {
            continue;
        };
        let answer = ask_with(&graph, DOCUMENTS, &[("term", Term::from(term))])?;
        let Answer::Rows { rows, .. } = answer else {
            continue;
        };
        for cell in rows.into_iter().flatten().flatten() {
            if let Term::NamedNode(document) = cell {
                writeln!(output, "affected\t{}\t{}", change.name, document.as_str())?;
            }
        }
    }
    Ok(())
}
