//! How much a query or an update asks of the parser and the evaluator, told from its text alone.
//!
//! Both call themselves for each bracket in a bracket and for each operator beside an operator, and a stack that overflows
//! ends the process. So what nests too deep or has too many operators is refused before it is parsed. Rows of `VALUES`
//! and triples of `INSERT DATA` and `DELETE DATA` are lists to both, and may be as many as there is room for.

use std::thread;

use super::QueryError;
use crate::guard::MOST_NESTED;

/// The most operators: triple patterns, paths, signs of arithmetic, and words such as `UNION`.
pub const MOST_OPERATORS: usize = 500;

/// The stack for a query at these limits, in bytes; a query of people needs a hundredth of it.
const ROOM: usize = 256 << 20;

/// Queries with no more operators and nesting than this are answered on the stack that there is.
const FEW: (usize, usize) = (16, 100);

/// Words that make patterns of patterns.
const PATTERN_WORDS: &[&str] = &[
    "BIND", "EXISTS", "FILTER", "GRAPH", "LATERAL", "MINUS", "OPTIONAL", "SELECT", "SERVICE", "UNION",
];

/// Functions that may have more arguments or fewer. The parser tries the one and then the other, and reads what stands in them
/// twice: each such call in another doubles its work.
const CALL_WORDS: &[&str] = &["ADJUST", "BNODE", "GROUP_CONCAT", "REGEX", "REPLACE", "SUBSTR"];

/// The most such calls that may stand in each other.
pub const MOST_CALLS: usize = 6;

/// What an open bracket of such a call is marked by.
const CALL: u8 = b'c';

/// Words before a block that is a list of rows or triples.
const LIST_WORDS: &[&str] = &["DATA", "VALUES"];

/// How deep brackets are nested in a text of SPARQL, and how many operators it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Load {
    depth: usize,
    operators: usize,
    calls: usize,
}

impl Load {
    /// That of a text, which is refused when it is too much.
    pub(super) fn of(text: &str) -> Result<Self, QueryError> {
        let load = measured(text);
        if load.depth > MOST_NESTED {
            return Err(QueryError::TooDeep);
        }
        if load.calls > MOST_CALLS {
            return Err(QueryError::TooIntricate);
        }
        match load.operators > MOST_OPERATORS {
            true => Err(QueryError::TooMany(load.operators)),
            false => Ok(load),
        }
    }

    /// Whether it is carried on the stack that there is.
    pub(super) fn is_light(self) -> bool {
        self.depth <= FEW.0 && self.operators <= FEW.1
    }

    /// Does `work` where the stack has room for it.
    pub(super) fn carried<T: Send>(
        self,
        work: impl FnOnce() -> Result<T, QueryError> + Send,
    ) -> Result<T, QueryError> {
        if self.is_light() {
            return work();
        }
        thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(ROOM);
            let running = thread.spawn_scoped(scope, work).map_err(QueryError::NoThread)?;
            running
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

fn measured(text: &str) -> Load {
    let mut reader = Reader {
        rest: text.as_bytes(),
        open: Vec::new(),
        list: None,
        load: Load::default(),
        is_after_term: false,
        is_after_call: false,
    };
    while let Some((byte, rest)) = reader.rest.split_first() {
        reader.rest = rest;
        reader.step(*byte);
    }
    reader.load
}

/// Goes through a text of SPARQL, token by token.
struct Reader<'a> {
    rest: &'a [u8],
    /// The brackets that are open.
    open: Vec<u8>,
    /// How many brackets are open outside of the list that is being read; the list may not have begun.
    list: Option<usize>,
    load: Load,
    is_after_term: bool,
    is_after_call: bool,
}

impl Reader<'_> {
    fn step(&mut self, byte: u8) {
        match byte {
            b'#' => self.skip_while(|byte| byte != b'\n' && byte != b'\r'),
            b'"' | b'\'' => {
                self.skip_text(byte);
                self.term();
            }
            b'<' if self.skip_iri() => self.term(),
            b'{' | b'(' | b'[' => self.enter(byte),
            b'}' | b')' | b']' => self.leave(),
            b'?' | b'$' if self.rest.first().is_some_and(|next| is_of_name(*next)) => {
                self.skip_while(is_of_name);
                self.term();
            }
            _ if is_of_name(byte) => self.word(byte),
            _ if byte.is_ascii_whitespace() => {}
            // Arguments are a list; so are the operations of an update.
            b',' if self.is_in_list() => self.is_after_term = false,
            b';' | b'.' if self.open.is_empty() => self.is_after_term = false,
            _ => {
                self.is_after_term = false;
                self.operator();
            }
        }
    }

    fn operator(&mut self) {
        if self.list.is_none_or(|outside| self.open.len() <= outside) {
            self.load.operators += 1;
        }
    }

    /// A term; in brackets that stand for a list of triples, each after the first adds some.
    fn term(&mut self) {
        if self.is_after_term && self.is_in_list() {
            self.operator();
        }
        self.is_after_term = true;
        self.is_after_call = false;
    }

    fn is_in_list(&self) -> bool {
        matches!(self.open.last(), Some(&(b'(' | CALL)))
    }

    fn word(&mut self, first: u8) {
        let before = self.rest;
        let is_prefixed = std::cell::Cell::new(first == b':');
        self.skip_while(|byte| {
            is_prefixed.set(is_prefixed.get() || byte == b':');
            is_of_name(byte) || byte == b'.' || (byte == b'-' && is_prefixed.get())
        });
        // A full stop at the end is none of the name's.
        let length = before.len() - self.rest.len();
        let word = before.get(..length).unwrap_or_default();
        let stops = word.iter().rev().take_while(|byte| **byte == b'.').count();
        self.rest = before.get(length - stops..).unwrap_or_default();
        let word = [&[first], word].concat();
        let is_one_of = |words: &[&str]| {
            words
                .iter()
                .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
        };
        if is_one_of(PATTERN_WORDS) {
            self.operator();
        } else if is_one_of(LIST_WORDS) && self.list.is_none() {
            self.list = Some(self.open.len());
        }
        self.term();
        self.is_after_call = is_one_of(CALL_WORDS);
    }

    fn enter(&mut self, bracket: u8) {
        let is_call = bracket == b'(' && std::mem::take(&mut self.is_after_call);
        self.open.push(if is_call { CALL } else { bracket });
        let calls = self.open.iter().filter(|open| **open == CALL).count();
        self.load.calls = self.load.calls.max(calls);
        self.load.depth = self.load.depth.max(self.open.len());
        self.is_after_term = false;
    }

    fn leave(&mut self) {
        let closed = self.open.pop();
        self.is_after_term = true;
        // The variables of `VALUES` are in brackets too; braces end the list.
        if closed == Some(b'{') && self.list.is_some_and(|outside| self.open.len() <= outside) {
            self.list = None;
        }
    }

    fn skip_while(&mut self, is_within: impl Fn(u8) -> bool) {
        let length = self.rest.iter().take_while(|byte| is_within(**byte)).count();
        self.rest = self.rest.get(length..).unwrap_or_default();
    }

    /// Goes on behind the text that `mark` opened.
    fn skip_text(&mut self, mark: u8) {
        let marks = [mark; 3];
        // Two more marks open a long text; one more ends an empty one.
        let (end, mut at) = match self.rest.starts_with(&marks[..2]) {
            true => (&marks[..], 2),
            false => (&marks[..1], 0),
        };
        while let Some(rest) = self.rest.get(at..).filter(|rest| !rest.is_empty()) {
            if rest.starts_with(end) {
                at += end.len();
                break;
            }
            at += if rest.starts_with(b"\\") { 2 } else { 1 };
        }
        self.rest = self.rest.get(at..).unwrap_or_default();
    }

    /// Goes on behind an IRI; whether there is one.
    fn skip_iri(&mut self) -> bool {
        let is_of_iri = |byte: &u8| *byte > b' ' && !b"<>\"{}|^`\\".contains(byte);
        let length = self.rest.iter().take_while(|byte| is_of_iri(byte)).count();
        let is_iri = self.rest.get(length) == Some(&b'>');
        if is_iri {
            self.rest = self.rest.get(length + 1..).unwrap_or_default();
        }
        is_iri
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'_' | b':' | b'%' | b'\\' | b'@')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::graph;
    use crate::query::{SAVED_QUERIES, ask};
    use crate::store::Answer;

    fn load(text: &str) -> (usize, usize) {
        let Load { depth, operators, .. } = measured(text);
        (depth, operators)
    }

    #[test]
    fn brackets_and_operators_count_outside_of_texts_iris_and_comments() {
        assert_eq!(load("SELECT * { ?s ?p ?o . ?o ?p ?s }"), (1, 3));
        assert_eq!(load("ASK { ?s <http://e.org/(((+/x> \"{{{\" # ((((\n }"), (1, 0));
        assert_eq!(
            load("ASK { ?s ?p '''((''(''' , \"\" , \"\\\"((\" , '' . }"),
            (1, 4)
        );
        assert_eq!(load("ASK { ?s ex:a.b 1.5 FILTER(?a<3 && !(?b>2)) }"), (3, 6));
        assert_eq!(load("ASK { ?s (a/b)*|^c ?o }"), (2, 4));
    }

    #[test]
    fn lists_of_rows_and_triples_count_nothing_and_collections_do() {
        let rows = "(1 2)".repeat(1_000);
        assert_eq!(
            load(&format!("ASK {{ VALUES (?a ?b) {{ {rows} }} ?a ?b ?c . }}")).1,
            1
        );
        let triples = "<urn:a> <urn:b> 1 . ".repeat(1_000);
        assert_eq!(
            load(&format!(
                "INSERT DATA {{ GRAPH <urn:g> {{ {triples} }} }} ; CLEAR ALL"
            ))
            .1,
            0
        );
        assert_eq!(load(&format!("INSERT {{ {triples} }} WHERE {{}}")).1, 1_000);
        assert_eq!(load("ASK { ?a ?b (1 2 3 4) }").1, 3);
        assert_eq!(load("ASK { FILTER(?a IN (1, 2, 3, 4)) }").1, 2);
    }

    #[test]
    fn what_would_overflow_the_stack_is_refused() {
        let graph = graph();
        let many = |part: &str, times: usize| part.repeat(times);
        let queries = [
            format!("ASK {}{}", many("{", 700), many("}", 700)),
            format!("ASK {{ FILTER({}1{}) }}", many("(", 2_000), many(")", 2_000)),
            format!("ASK {{ FILTER(1{}) }}", many("+1", 3_000)),
            format!("ASK {{ {} }}", many("?a ?b ?c . ", 3_000)),
            format!("ASK {{ {{}}{} }}", many(" UNION {}", 3_000)),
            format!("ASK {{ ?a ?b {}{} }}", many("[ ?c ", 1_000), many("]", 1_000)),
            format!("ASK {{ ?a ?b {}{} }}", many("(", 1_000), many(")", 1_000)),
            format!("ASK {{ ?a ?b ({}) }}", many("1 ", 3_000)),
            format!("ASK {{ FILTER({}true) }}", many("!", 10_000)),
            format!("ASK {{ ?a <urn:p>{} ?b }}", many("*", 10_000)),
            format!("ASK {{ ?a <urn:p>{} ?b }}", many("/<urn:p>", 10_000)),
        ];
        for query in queries {
            let error = ask(&graph, &query).unwrap_err();
            let start = query.get(..60).unwrap_or(&query);
            assert!(
                matches!(error, QueryError::TooDeep | QueryError::TooMany(_)),
                "{start}: {error}"
            );
        }
    }

    #[test]
    fn calls_that_the_parser_reads_twice_may_not_stand_in_each_other_often() {
        let nested = |times: usize| {
            let (open, close) = ("REPLACE (".repeat(times), ", \"a\", \"b\")".repeat(times));
            ask(&graph(), &format!("ASK {{ FILTER({open}\"a\"{close} = \"b\") }}"))
        };
        assert_eq!(nested(6).unwrap(), Answer::Truth(true));
        assert!(matches!(nested(7), Err(QueryError::TooIntricate)));
        let beside = "REGEX(?a, \"b\") || ".repeat(50);
        assert_eq!(measured(&format!("ASK {{ FILTER({beside} true) }}")).calls, 1);
    }

    #[test]
    fn what_is_just_within_the_limits_is_answered() {
        let graph = graph();
        let many = |part: &str, times: usize| part.repeat(times);
        let queries = [
            format!("ASK {}{}", many("{", 128), many("}", 128)),
            format!("ASK {{ FILTER({}true{}) }}", many("(", 126), many(")", 126)),
            format!("ASK {{ FILTER(1{} > 0) }}", many("+1", 490)),
            format!("ASK {{ {{}}{} }}", many(" UNION {}", 499)),
            format!("ASK {{ ?a <urn:p>{} ?b }}", many("/<urn:p>", 499)),
            format!("ASK {{ ?a ?b {}1{} }}", many("[ ?c ", 126), many("]", 126)),
            format!("ASK {{ ?a ?b {}{} }}", many("(", 126), many(")", 126)),
        ];
        for query in queries {
            let start = query.get(..60).unwrap_or(&query);
            assert!(matches!(ask(&graph, &query), Ok(Answer::Truth(_))), "{start}");
        }
    }

    #[test]
    fn no_saved_query_comes_near_the_limits() {
        for saved in SAVED_QUERIES {
            let (depth, operators) = load(saved.text);
            assert!(
                depth < FEW.0 && operators < MOST_OPERATORS / 2,
                "{}: {operators}",
                saved.name
            );
        }
    }
}
