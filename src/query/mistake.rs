//! Mistakes in queries, said in words, with the place and with what may have been meant.

use std::collections::BTreeSet;
use std::fmt;

use oxigraph::sparql::SparqlSyntaxError;

use crate::agreement::{LETTERS_FOR_EACH_EDIT, nearest_word};
use crate::ontology::Ontology;
use crate::vocab::{PREFIXES, tm};

/// A query that is not SPARQL, and where it stops being so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxMistake {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The words of the line.
    pub text: String,
    /// What is wrong, and what may have been meant.
    pub message: String,
}

/// The words of SPARQL 1.1 that stand by themselves: keywords, functions and aggregates.
const WORDS: &[&str] = &[
    "ABS",
    "ADJUST",
    "ALL",
    "AS",
    "ASC",
    "ASK",
    "AVG",
    "A",
    "BASE",
    "BIND",
    "BNODE",
    "BOUND",
    "BY",
    "CEIL",
    "COALESCE",
    "CONCAT",
    "CONSTRUCT",
    "CONTAINS",
    "COUNT",
    "DATATYPE",
    "DAY",
    "DEFAULT",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "EXISTS",
    "FALSE",
    "FILTER",
    "FLOOR",
    "FROM",
    "GRAPH",
    "GROUP",
    "GROUP_CONCAT",
    "HAVING",
    "HOURS",
    "IF",
    "IN",
    "IRI",
    "ISBLANK",
    "ISIRI",
    "ISLITERAL",
    "ISNUMERIC",
    "ISURI",
    "LANG",
    "LANGMATCHES",
    "LATERAL",
    "LCASE",
    "LIMIT",
    "MAX",
    "MD5",
    "MIN",
    "MINUS",
    "MINUTES",
    "MONTH",
    "NAMED",
    "NOT",
    "NOW",
    "OFFSET",
    "OPTIONAL",
    "ORDER",
    "PREFIX",
    "RAND",
    "REDUCED",
    "REGEX",
    "REPLACE",
    "ROUND",
    "SAMETERM",
    "SAMPLE",
    "SECONDS",
    "SELECT",
    "SEPARATOR",
    "SERVICE",
    "SHA1",
    "SHA256",
    "SHA384",
    "SHA512",
    "SILENT",
    "STR",
    "STRAFTER",
    "STRBEFORE",
    "STRDT",
    "STRENDS",
    "STRLANG",
    "STRLEN",
    "STRSTARTS",
    "STRUUID",
    "SUBSTR",
    "SUM",
    "TIMEZONE",
    "TRUE",
    "TZ",
    "UCASE",
    "UNDEF",
    "UNION",
    "URI",
    "UUID",
    "VALUES",
    "WHERE",
    "YEAR",
];

/// Rules that the parser states in words, among the tokens that it expected.
const RULES: &[&str] = &[
    "The SELECT contains a variable that is unbound",
    "The SELECT overrides an existing variable using an expression",
    "The SELECT contains an expression with a variable that is unbound",
    "Duplicated variable name in SELECT",
    "SELECT * is not authorized with GROUP BY",
    "BIND is overriding an existing variable",
    "Repeated variables are not allowed in VALUES clauses.",
];

impl SyntaxMistake {
    /// Says in words what the parser found in `query`.
    pub(super) fn new(query: &str, error: &SparqlSyntaxError) -> Self {
        let (line, column, expected) = place(&error.to_string());
        let text = query.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        // The parser may go on for a while after a word that it took for something else.
        let (column, message) =
            misspelt(text, column).unwrap_or_else(|| (column, message(query, (text, column), &expected)));
        Self {
            line,
            column,
            text: text.to_owned(),
            message,
        }
    }
}

impl fmt::Display for SyntaxMistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.text.chars().take(self.column.saturating_sub(1));
        let indent: String = before
            .map(|letter| if letter == '\t' { '\t' } else { ' ' })
            .collect();
        write!(
            formatter,
            "line {}, column {}: {}\n  {}\n  {indent}^",
            self.line, self.column, self.message, self.text
        )
    }
}

/// Line, column and what was expected, out of the parser's "error at 1:22: expected …".
fn place(error: &str) -> (usize, usize, String) {
    let parts = error.strip_prefix("error at ").and_then(|rest| {
        let (line, rest) = rest.split_once(':')?;
        let (column, rest) = rest.split_once(':')?;
        Some((line.parse().ok()?, column.parse().ok()?, rest.trim().to_owned()))
    });
    parts.unwrap_or((1, 1, error.to_owned()))
}

fn message(query: &str, (line, column): (&str, usize), expected: &str) -> String {
    let word = word_at(line, column);
    if let Some((prefix, _)) = word.split_once(':')
        && !is_declared(query, prefix)
    {
        return match nearest(prefix, PREFIXES.iter().map(|(known, _)| *known)) {
            Some(meant) => format!("the prefix `{prefix}:` is not declared; did you mean `{meant}:`?"),
            None => format!("the prefix `{prefix}:` is not declared"),
        };
    }
    let rule = RULES.iter().find(|rule| expected.contains(*rule));
    match (rule, word.as_str()) {
        (Some(rule), _) => sentence(rule),
        (None, "") if is_open(query) => "the query ends too early: a bracket is not closed".to_owned(),
        (None, "") => {
            "the query cannot be read to its end: does it select a variable that it does not bind?".to_owned()
        }
        (None, word) => format!("`{word}` does not fit here"),
    }
}

/// Whether more brackets are opened than closed.
fn is_open(query: &str) -> bool {
    let opened = query.matches(['{', '(', '[']).count();
    opened > query.matches(['}', ')', ']']).count()
}

/// The last word up to a column that SPARQL does not know but nearly does, with its column.
fn misspelt(line: &str, column: usize) -> Option<(usize, String)> {
    let letters: Vec<char> = line.chars().collect();
    let mut found = None;
    let mut at = 0;
    while at < letters.len() && at < column {
        let end = at
            + letters[at..]
                .iter()
                .take_while(|letter| is_of_word(letter))
                .count();
        let word: String = letters[at..end].iter().collect();
        let is_bare = word.chars().all(|letter| letter.is_ascii_alphabetic())
            && !matches!(
                at.checked_sub(1).map(|before| letters[before]),
                Some('?' | '$' | '"' | '\'' | '@' | '/' | '<' | '#')
            );
        let is_known = WORDS.iter().any(|known| known.eq_ignore_ascii_case(&word));
        if let (true, false, Some(meant)) = (is_bare, is_known, nearest(&word, WORDS.iter().copied())) {
            found = Some((
                at + 1,
                format!("`{word}` does not fit here; did you mean `{meant}`?"),
            ));
        }
        at = end.max(at + 1);
    }
    found
}

fn is_of_word(letter: &char) -> bool {
    letter.is_alphanumeric() || matches!(letter, ':' | '_' | '-')
}

fn sentence(rule: &str) -> String {
    let Some(rule) = rule.strip_prefix("The ") else {
        return rule.to_owned();
    };
    format!("the {rule}")
}

/// The word around a column, or the sign that stands there.
fn word_at(line: &str, column: usize) -> String {
    let letters: Vec<char> = line.chars().collect();
    let at = column.saturating_sub(1).min(letters.len());
    let (before, after) = letters.split_at(at);
    let begin = at
        - before
            .iter()
            .rev()
            .take_while(|letter| is_of_word(letter))
            .count();
    let end = at + after.iter().take_while(|letter| is_of_word(letter)).count();
    match letters.get(begin..end) {
        Some(word) if !word.is_empty() => word.iter().collect(),
        _ => after
            .iter()
            .find(|letter| !letter.is_whitespace())
            .into_iter()
            .collect(),
    }
}

fn is_declared(query: &str, prefix: &str) -> bool {
    let words: Vec<&str> = query.split_whitespace().collect();
    let declared = words.windows(2).any(|pair| {
        matches!(pair, [keyword, name] if keyword.eq_ignore_ascii_case("prefix")
            && name.split(':').next() == Some(prefix))
    });
    declared || PREFIXES.iter().any(|(known, _)| *known == prefix)
}

/// The terms `tm:…` of a query that the ontology does not declare, each with the nearest that it does; the ontology is read when
/// there are any terms.
pub fn undeclared_terms(ontology: impl FnOnce() -> Ontology, query: &str) -> Vec<(String, Option<String>)> {
    let used = terms_used(query);
    if used.is_empty() {
        return Vec::new();
    }
    let ontology = ontology();
    let known: Vec<&str> = ontology
        .terms()
        .filter_map(|(term, _)| term.as_str().strip_prefix(tm::NAMESPACE))
        .collect();
    let undeclared = used.into_iter().filter(|name| !known.contains(&name.as_str()));
    let found = undeclared.map(|name| {
        let meant = nearest(&name, known.iter().copied()).map(str::to_owned);
        (name, meant)
    });
    found.collect()
}

/// The names behind `tm:` in a query, sorted, each once.
fn terms_used(query: &str) -> BTreeSet<String> {
    let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    let mut used = BTreeSet::new();
    for line in query.lines().filter(|line| !line.trim_start().starts_with('#')) {
        for (at, _) in line.match_indices("tm:") {
            let is_inside = line[..at].ends_with(|letter: char| is_of_name(letter) || letter == '<');
            let name: String = line[at + 3..]
                .chars()
                .take_while(|letter| is_of_name(*letter))
                .collect();
            if !is_inside && !name.is_empty() {
                used.insert(name);
            }
        }
    }
    used
}

/// The known word that was meant; a word of two or three letters may have one of them wrong.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = word.chars().count() / LETTERS_FOR_EACH_EDIT;
    nearest_word(word, known, most.max(usize::from(word.len() > 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{QueryError, ask, tests::graph};

    fn said(query: &str) -> String {
        match ask(&graph(), query).unwrap_err() {
            QueryError::Syntax(mistake) => mistake.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_mistake_is_shown_in_its_line_under_a_caret() {
        assert_eq!(
            said("SELECT ?x\nWHER { ?x ?y ?z }"),
            "line 2, column 1: `WHER` does not fit here; did you mean `WHERE`?\n  WHER { ?x ?y ?z }\n  ^"
        );
        assert!(said("SELECT ?x { ?x ?y ?z ").contains("ends too early"));
    }

    #[test]
    fn a_misspelt_prefix_or_keyword_is_recognised() {
        assert!(said("ASK { ?x rfds:label ?y }").contains("`rfds:` is not declared; did you mean `rdfs:`?"));
        assert!(said("SELCT ?x { ?x ?y ?z }").contains("did you mean `SELECT`?"));
        assert!(said("SELECT ?x { ?x ?y ?z } ORDR BY ?x").contains("did you mean `ORDER`?"));
        assert!(said("ASK { ?x ?y ?z FILTR(?x = 1) }").contains("did you mean `FILTER`?"));
    }

    #[test]
    fn a_rule_of_the_language_is_said_as_it_is() {
        let message = said("SELECT ?x (COUNT(?y) AS ?n) { ?x ?z ?y }");
        assert!(
            message.contains("the SELECT contains a variable that is unbound"),
            "{message}"
        );
        assert!(!message.contains("expected"), "{message}");
    }

    #[test]
    fn terms_that_the_ontology_lacks_are_found_outside_of_comments() {
        let query = "# tm:nonsense\nASK { ?x tm:operatez ?y ; tm:operates <https://atm:no/> }";
        let found = undeclared_terms(Ontology::bundled, query);
        assert_eq!(found, [("operatez".to_owned(), Some("operates".to_owned()))]);
    }
}
