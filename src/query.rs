//! Questions to the graph, in SPARQL 1.1.
//!
//! The prefixes of [`crate::vocab::PREFIXES`] need no declaration, nor do those of the graph's ontology. A query that names no graph sees what is
//! accepted, the speech acts, the entities, links and the ontology, and so never an allegation as a fact.

mod allowance;
mod answers;
mod batch;
mod claims;
mod closure;
mod connection;
mod explain;
mod format;
mod group;
mod load;
mod lookup;
mod mistake;
mod ordering;
mod parameter;
mod plan;
mod restraint;
mod saved;
mod service;
mod shape;
mod thing;
mod update;

use oxigraph::model::Term;
use oxigraph::sparql::{PreparedSparqlQuery, QueryEvaluationError, Variable};
use spargebra::{Query, SparqlParser};

use crate::federation::ServiceError;
use crate::guard::MOST_NESTED;
use crate::store::{Allowance, Answer, KnowledgeGraph, StoreError, WriteError};
use crate::vocab::PREFIXES;

pub use claims::{ClaimFilter, list_claims};
pub use connection::connection;
pub use explain::explain_claim;
pub use format::{Colours, RowFormat, TableStyle, write_rows, write_truth};
pub use load::{MOST_CALLS, MOST_OPERATORS};
pub use mistake::{SyntaxMistake, undeclared_terms};
pub use parameter::{Parameter, ParameterKind, bind, parameters};
pub use plan::query_plan;
pub use saved::{SAVED_QUERIES, SavedQuery, ask_saved, saved_query};
pub use thing::find_thing;
pub use update::{Dataset, ask_dataset, change, look_up};

/// A query that cannot be read or answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It is not SPARQL.
    #[error("this is not a SPARQL query, {0}")]
    Syntax(SyntaxMistake),
    /// Brackets in brackets, more than the parser has room for.
    #[error("this nests more than {MOST_NESTED} brackets in each other: make it flatter")]
    TooDeep,
    /// More operators than the parser has room for.
    #[error(
        "this has {0} triple patterns, paths and operators, and may have {MOST_OPERATORS}: ask in parts, give values by \
         `VALUES`, and triples by `INSERT DATA`"
    )]
    TooMany(usize),
    /// Calls in calls that take the parser exponential time.
    #[error(
        "more than {MOST_CALLS} calls of `REPLACE`, `REGEX`, `SUBSTR` and the like stand in each other: give the results \
         between them names by `BIND`"
    )]
    TooIntricate,
    /// A path that would have to be walked from everywhere.
    #[error(
        "a path with `*` or `+` needs an end to begin from: name the thing at one end, or bind it by another pattern beside \
         the path, such as `?a ?p ?o`"
    )]
    OpenPath,
    /// There is no thread for a long query.
    #[error("there is no room for a query of this length")]
    NoThread(#[source] std::io::Error),
    /// An update that cannot be carried out.
    #[error("the update failed")]
    Update(#[from] WriteError),
    /// An update that says itself what it works on, and a request that says it too.
    #[error("the request and the update's own `USING` or `WITH` both name graphs: leave one out")]
    TwoDatasets,
    /// A name of a graph that is no IRI.
    #[error("`{0}` is no IRI")]
    NotAnIri(String),
    /// It failed while it ran.
    #[error("the query failed")]
    Evaluation(#[from] QueryEvaluationError),
    /// Another endpoint was not asked, or did not answer.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The graph could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A name that no claim has.
    #[error("there is no claim `{0}`: `testimony claims` lists those there are")]
    NoSuchClaim(String),
    /// A name that several claims have.
    #[error("`{name}` begins the names of {count} claims: write more of it")]
    AmbiguousClaim {
        /// What was asked for.
        name: String,
        /// How many there are.
        count: usize,
    },
    /// A name that no saved query has.
    #[error("there is no saved query `{0}`: `testimony query --list` shows them")]
    NoSuchQuery(String),
    /// A name that no entity has.
    #[error("nothing is called `{0}`: `testimony find` looks for parts of names")]
    NoSuchThing(String),
    /// A name that several entities have.
    #[error("`{name}` may be any of these: write which{candidates}")]
    AmbiguousThing {
        /// What was asked for.
        name: String,
        /// The first few, each on its line.
        candidates: String,
    },
    /// A required parameter without a value.
    #[error("`--{name}` is missing: {help}")]
    MissingParameter {
        /// The parameter.
        name: String,
        /// What it is for.
        help: String,
    },
    /// A value for a parameter that the query does not declare.
    #[error("there is no parameter `--{name}`; this query takes{known}")]
    NoSuchParameter {
        /// The parameter.
        name: String,
        /// Those that it does declare, each after a blank; or ` none`.
        known: String,
    },
    /// A value of another kind than the parameter's.
    #[error("`{value}` does not fit `--{name}`, which takes a {kind}")]
    UnfitParameter {
        /// The parameter.
        name: String,
        /// What was given.
        value: String,
        /// What may be.
        kind: ParameterKind,
    },
}

/// Answers `query`.
pub fn ask(graph: &KnowledgeGraph, query: &str) -> Result<Answer, QueryError> {
    ask_with(graph, query, &[])
}

/// Answers `query` with some of its variables bound to terms; the query selects them, the answer leaves them out.
pub fn ask_with(
    graph: &KnowledgeGraph,
    query: &str,
    bindings: &[(&str, Term)],
) -> Result<Answer, QueryError> {
    ask_within(graph, (query, bindings), &Allowance::default())
}

/// Answers a query with its bindings within an allowance: it ends soon after it is stopped, whatever it is doing.
pub fn ask_within(
    graph: &KnowledgeGraph,
    (query, bindings): (&str, &[(&str, Term)]),
    allowance: &Allowance,
) -> Result<Answer, QueryError> {
    ask_dataset(graph, (query, bindings, &Dataset::default()), allowance)
}

/// A reader of queries and updates that knows the prefixes, also those of the graph's ontology; the program's come first.
fn parser(graph: &KnowledgeGraph) -> Result<SparqlParser, StoreError> {
    let declared = graph.prefixes()?;
    let declared = declared
        .iter()
        .map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str()));
    let mut prefixes = declared.chain(PREFIXES.iter().copied());
    let known = prefixes.try_fold(SparqlParser::new(), |parser, (prefix, namespace)| {
        parser.with_prefix(prefix, namespace)
    });
    // Every namespace is an IRI, which a test checks, so that there is no error.
    Ok(known.unwrap_or_default())
}

/// Reads a query.
fn read_query(parser: SparqlParser, query: &str) -> Result<Query, QueryError> {
    let parsed = parser.parse_query(query);
    parsed.map_err(|error| QueryError::Syntax(SyntaxMistake::new(query, &error)))
}

/// The same query with variables bound to terms.
fn bound(query: PreparedSparqlQuery, bindings: &[(&str, Term)]) -> PreparedSparqlQuery {
    bindings.iter().fold(query, |query, (name, term)| {
        query.substitute_variable(Variable::new_unchecked(*name), term.clone())
    })
}

/// Rows without the columns of variables that were bound beforehand.
fn without_columns(answer: Answer, bindings: &[(&str, Term)]) -> Answer {
    let Answer::Rows { variables, rows } = answer else {
        return answer;
    };
    let is_kept: Vec<bool> = variables
        .iter()
        .map(|variable| bindings.iter().all(|(name, _)| *name != variable.as_str()))
        .collect();
    let keep = |row: Vec<_>| {
        row.into_iter()
            .zip(&is_kept)
            .filter(|(_, kept)| **kept)
            .map(|(cell, _)| cell)
            .collect()
    };
    let kept = variables.into_iter().zip(&is_kept).filter(|(_, kept)| **kept);
    Answer::Rows {
        variables: kept.map(|(variable, _)| variable).collect(),
        rows: rows.into_iter().map(keep).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derived::Policy;
    use crate::ontology::Ontology;
    use crate::rdf::describe_reading;
    use crate::rdf::example::dispute;

    pub(super) fn graph() -> KnowledgeGraph {
        let ontology = Ontology::bundled();
        let mut example = dispute();
        let news = example.span("news");
        example.reading.claims[3].time = Some(crate::claim::Time {
            span: news,
            earliest: Some(jiff::civil::date(2024, 5, 1)),
            latest: None,
            anchor: None,
        });
        let mut graph = KnowledgeGraph::in_memory().unwrap();
        let description = describe_reading(&ontology, &example.reading);
        assert!(description.dropped.is_empty());
        graph.replace_document(&description).unwrap();
        graph.refresh(&ontology, Policy::default()).unwrap();
        graph
    }

    /// The rows of an answer, cells parted by bars.
    pub(super) fn cells(answer: Answer) -> Vec<String> {
        let Answer::Rows { rows, .. } = answer else {
            panic!("this selects nothing");
        };
        let cell = |term: Option<oxigraph::model::Term>| match term {
            Some(oxigraph::model::Term::Literal(literal)) => literal.value().to_owned(),
            Some(term) => term.to_string(),
            None => "-".to_owned(),
        };
        let line = |row: Vec<_>| row.into_iter().map(cell).collect::<Vec<_>>().join(" | ");
        rows.into_iter().map(line).collect()
    }

    fn saved_rows(name: &str) -> Vec<String> {
        let graph = graph();
        let saved = saved_query(name).unwrap();
        let bindings = bind(&graph, &saved.parameters(), &[]).unwrap();
        cells(ask_with(&graph, saved.text, &bindings).unwrap())
    }

    fn truth(query: &str) -> bool {
        ask(&graph(), query).unwrap() == Answer::Truth(true)
    }

    #[test]
    fn an_allegation_is_a_plain_triple_in_no_graph() {
        assert!(!truth("ASK { ?x tm:operates ?y }"));
        assert!(!truth("ASK { GRAPH ?g { ?x tm:operates ?y } }"));
        assert!(truth("ASK { ?who tm:denies/rdf:predicate tm:operates }"));
    }

    #[test]
    fn a_query_without_graph_sees_facts_and_no_claims() {
        assert!(truth("ASK { ?x tm:investigates ?y . ?x rdfs:label ?label }"));
        assert!(!truth("ASK { ?claim a tm:Claim }"));
        assert!(truth("ASK { GRAPH ?g { ?claim a tm:Claim } }"));
    }

    #[test]
    fn a_query_may_choose_its_own_graphs() {
        assert!(truth("ASK FROM graph:contested { ?one tm:contradicts ?other }"));
        assert!(!truth("ASK FROM graph:contested { ?x tm:investigates ?y }"));
    }

    #[test]
    fn an_update_is_no_question() {
        let error = ask(&graph(), "CLEAR ALL").unwrap_err();
        assert!(matches!(error, QueryError::Syntax(_)));
    }

    #[test]
    fn who_says_names_the_speaker_of_each_claim() {
        assert_eq!(
            saved_rows("who-says"),
            [
                "Border Police | affirms | certain | reported | Border Police investigates two depots | they are searching two depots",
                "Open Ports | affirms | probable | reported | Ruritania operates two depots | Ruritania runs at least 40 depots",
                "Open Ports | affirms | certain | reported | the depots has at least 40 members | at least 40 depots",
                "Ruritania | denies | certain | reported | Ruritania operates the depots | Ruritania denied running the depots",
                "The Harbour Post | affirms | certain | author's voice | Novo located in Ruritania | Novo is in Ruritania",
            ]
        );
    }

    #[test]
    fn contested_sets_the_denial_against_the_allegation() {
        assert_eq!(
            saved_rows("contested"),
            [
                "Open Ports | Open Ports suspects: Ruritania operates two depots | Ruritania runs at least 40 depots | \
              Ruritania | Ruritania denies: Ruritania operates the depots | Ruritania denied running the depots | \
              denial of the whole"
            ]
        );
    }

    #[test]
    fn plain_and_speech_acts_part_facts_from_what_is_said() {
        assert_eq!(
            saved_rows("plain"),
            [
                "Border Police | investigates | two depots",
                "Novo | located in | Ruritania"
            ]
        );
        let acts = saved_rows("speech-acts");
        assert!(
            acts.contains(&"Ruritania | denies | Ruritania operates the depots".to_owned()),
            "{acts:?}"
        );
        assert_eq!(acts.len(), 6);
    }

    #[test]
    fn speakers_are_counted_and_claims_about_a_thing_are_found() {
        assert_eq!(saved_rows("speakers")[0], "Open Ports | 1 | 2 | 2 | 0");
        let about = saved_rows("claims-about");
        assert!(
            about.contains(&"Ruritania | operates | the depots | Ruritania | denies | certain".to_owned())
        );
    }

    #[test]
    fn the_timeline_and_the_evidence_point_at_words() {
        assert_eq!(
            saved_rows("timeline"),
            ["2024-05-01 | - | news | - | the depots has at least 40 members | Open Ports"]
        );
        let evidence = saved_rows("evidence");
        assert_eq!(evidence.len(), 5);
        assert!(evidence[0].ends_with("“Café” news: Border Police said they are searching two depots."));
    }
}
