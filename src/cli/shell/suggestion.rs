//! What the shell completes, and when a question is complete.

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};
use testimony::query::ask;
use testimony::store::{Answer, KnowledgeGraph};
use testimony::vocab::{PREFIXES, curie};

use oxigraph::model::{Literal, Term};

/// The most things whose names are completed.
const NAMED: &str = "SELECT ?thing (SAMPLE(?name) AS ?label) { { ?thing tm:isNamed true ; rdfs:label ?name } UNION \
                     { GRAPH graph:ontology { ?thing rdfs:label ?name } } } GROUP BY ?thing ORDER BY ?thing LIMIT 50000";
/// The most suggestions at once.
const MOST: usize = 60;
/// The words that questions begin with or consist of.
const KEYWORDS: &[&str] = &[
    "ASK",
    "BIND",
    "CONSTRUCT",
    "COUNT",
    "DESCRIBE",
    "DISTINCT",
    "FILTER",
    "FROM",
    "GRAPH",
    "GROUP BY",
    "HAVING",
    "LIMIT",
    "MINUS",
    "OFFSET",
    "OPTIONAL",
    "ORDER BY",
    "SELECT",
    "UNION",
    "VALUES",
    "WHERE",
];

/// What can be completed: what is written, and what it is called.
pub(super) struct Suggestions(Vec<(String, String)>);

impl Suggestions {
    /// Prefixes, keywords, the terms of the ontology and the names of things.
    pub(super) fn of(graph: &KnowledgeGraph) -> anyhow::Result<Self> {
        let prefixes = PREFIXES
            .iter()
            .map(|(prefix, _)| (format!("{prefix}:"), String::new()));
        let keywords = KEYWORDS.iter().map(|word| ((*word).to_owned(), String::new()));
        let mut all: Vec<(String, String)> = keywords.chain(prefixes).collect();
        if let Answer::Rows { rows, .. } = ask(graph, NAMED)? {
            all.extend(rows.into_iter().filter_map(named));
        }
        Ok(Self(all))
    }

    fn matching(&self, word: &str) -> Vec<Pair> {
        let small = word.to_lowercase();
        let fits = |(written, label): &&(String, String)| {
            let is_written = written.to_lowercase().starts_with(&small);
            is_written || (!label.is_empty() && label.to_lowercase().starts_with(&small))
        };
        let found = self.0.iter().filter(fits).take(MOST);
        let pair = |(written, label): &(String, String)| Pair {
            display: match label.is_empty() {
                true => written.clone(),
                false => format!("{written}  {label}"),
            },
            replacement: written.clone(),
        };
        found.map(pair).collect()
    }
}

fn named(row: Vec<Option<Term>>) -> Option<(String, String)> {
    let mut cells = row.into_iter().flatten();
    match (cells.next()?, cells.next()?) {
        (Term::NamedNode(node), Term::Literal(label)) => Some((curie(node.as_ref()), value(&label))),
        _ => None,
    }
}

fn value(label: &Literal) -> String {
    label.value().to_owned()
}

impl Completer for Suggestions {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = line.get(..pos).unwrap_or(line);
        let is_between = |letter: char| letter.is_whitespace() || "{}().;,|/^+*<>\"".contains(letter);
        let start = before.rfind(is_between).map_or(0, |at| at + 1);
        match before.get(start..) {
            Some(word) if !word.is_empty() => Ok((start, self.matching(word))),
            _ => Ok((pos, Vec::new())),
        }
    }
}

impl Validator for Suggestions {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match is_complete(context.input()) {
            true => ValidationResult::Valid(None),
            false => ValidationResult::Incomplete,
        })
    }
}

/// Whether a question can be asked: its braces are closed, or it needs none, or an empty line ends it.
fn is_complete(input: &str) -> bool {
    let text = input.trim_start();
    let is_short = text.is_empty() || text.starts_with('.') || text.to_uppercase().starts_with("DESCRIBE");
    let (open, closed) = (text.matches('{').count(), text.matches('}').count());
    is_short || (open > 0 && closed >= open) || input.ends_with("\n")
}

impl Hinter for Suggestions {
    type Hint = String;
}

impl Highlighter for Suggestions {}

impl Helper for Suggestions {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_complete_when_its_braces_are() {
        assert!(!is_complete("SELECT ?x {"));
        assert!(!is_complete("SELECT ?x"));
        assert!(is_complete("SELECT ?x { ?x a tm:Claim }"));
        assert!(is_complete(".help") && is_complete("DESCRIBE place:china"));
        assert!(is_complete("this is no question\n"));
    }

    #[test]
    fn words_and_names_are_completed_to_what_is_written() {
        let all = Suggestions(vec![
            ("place:china".into(), "China".into()),
            ("tm:denies".into(), "denies".into()),
            ("SELECT".into(), String::new()),
        ]);
        let written = |word: &str| {
            all.matching(word)
                .into_iter()
                .map(|pair| pair.replacement)
                .collect::<Vec<_>>()
        };
        assert_eq!(written("chi"), ["place:china"]);
        assert_eq!(written("tm:de"), ["tm:denies"]);
        assert_eq!(written("sel"), ["SELECT"]);
    }
}
