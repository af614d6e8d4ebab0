//! `testimony mcp`: tools for language models, by the Model Context Protocol over standard input and output.
//!
//! Every answer about claims holds the words that it rests on; the tools read and change nothing.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use oxigraph::model::Term;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::schemars::{self, JsonSchema};
use rmcp::transport::stdio;
use rmcp::{ServerHandler, ServiceExt, tool, tool_handler, tool_router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use testimony::query::{QueryError, ask_within, bind, find_thing, saved_query};
use testimony::search::{TextIndex, found_answer};
use testimony::store::{Allowance, Answer, KnowledgeGraph};

use super::limits::seconds;
use super::place::open;
use super::{Ending, Global};

/// Arguments of `mcp`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example, in the settings of a program with a language model:\n  \
    {\"mcpServers\": {\"news\": {\"command\": \"testimony\", \"args\": [\"mcp\", \"--store\", \"/home/me/graph.nq\"]}}}"
)]
pub(crate) struct McpArgs {
    /// The longest that an answer may take
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
    /// The most rows of an answer
    #[arg(long, value_name = "ROWS", default_value = "200")]
    max_rows: usize,
}

/// A graph and what an answer may take.
#[derive(Clone)]
struct Tools {
    graph: Arc<KnowledgeGraph>,
    /// What is searched, once somebody did.
    search: Arc<Mutex<Option<TextIndex>>>,
    timeout: Duration,
    rows: usize,
}

#[derive(Deserialize, JsonSchema)]
struct Text {
    /// Words in any case; the last may be the beginning of one, and words in quotation marks stand side by side
    text: String,
}

#[derive(Deserialize, JsonSchema)]
struct Thing {
    /// A thing: its name, IRI or prefixed name such as place:china
    thing: String,
}

#[derive(Deserialize, JsonSchema)]
struct Narrowed {
    /// Only what has this in its words
    about: Option<String>,
    /// Only what those say who have this in their names
    by: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
struct Query {
    /// A SPARQL 1.1 query; the prefixes tm, rdf, rdfs, nif, graph and others need no declaration
    query: String,
}

#[tool_router]
impl Tools {
    #[tool(
        description = "Find things, documents, claims and their evidence by words, the most relevant first. Begin here to learn what a \
                       thing is called."
    )]
    async fn search(&self, Parameters(Text { text }): Parameters<Text>) -> Result<String, String> {
        let (search, most) = (self.search.clone(), self.rows.saturating_add(1));
        self.answer(move |graph, _| {
            let mut search = search.lock().unwrap_or_else(PoisonError::into_inner);
            let index = match search.take() {
                Some(index) => index,
                None => TextIndex::of(graph, None)?,
            };
            let found = index.find(&text, None, most);
            *search = Some(index);
            found.map(found_answer)
        })
        .await
    }

    #[tool(
        description = "Tell what is said about a thing and what it says itself: who, for or against, how firmly, and the words."
    )]
    async fn describe(&self, Parameters(Thing { thing }): Parameters<Thing>) -> Result<String, String> {
        self.answer(move |graph, allowance| {
            let bindings = [("thing", Term::from(find_thing(graph, &thing)?))];
            ask_within(graph, (include_str!("mcp/about.rq"), &bindings), allowance)
        })
        .await
    }

    #[tool(
        description = "List claims: who says what, for or against, how firmly, in whose voice, and the words."
    )]
    async fn claims(&self, Parameters(narrowed): Parameters<Narrowed>) -> Result<String, String> {
        let given = vec![
            ("about".to_owned(), narrowed.about),
            ("by".to_owned(), narrowed.by),
        ];
        self.saved("who-says", given).await
    }

    #[tool(description = "List claims that contradict each other, with both sides' words and the ground.")]
    async fn contested(&self, Parameters(narrowed): Parameters<Narrowed>) -> Result<String, String> {
        self.saved("contested", vec![("about".to_owned(), narrowed.about)])
            .await
    }

    #[tool(
        description = "Answer a SPARQL query. Without GRAPH it sees what is accepted and who said what; GRAPH ?g { … } sees \
                          every claim: ?claim tm:claimant, tm:stance, tm:proposition, tm:evidence/nif:anchorOf (the words)."
    )]
    async fn sparql(&self, Parameters(Query { query }): Parameters<Query>) -> Result<String, String> {
        self.answer(move |graph, allowance| ask_within(graph, (&query, &[]), allowance))
            .await
    }
}

#[tool_handler(
    router = Self::tool_router(),
    name = "testimony",
    instructions = "Statements from news articles, each with who makes it. A claim was said, not checked: name the claimant, \
                    and quote the words, whenever you use one. What somebody denies or contradicts is under `contested`."
)]
impl ServerHandler for Tools {}

impl Tools {
    async fn saved(
        &self,
        name: &'static str,
        given: Vec<(String, Option<String>)>,
    ) -> Result<String, String> {
        self.answer(move |graph, allowance| {
            let saved = saved_query(name).ok_or_else(|| QueryError::NoSuchQuery(name.to_owned()))?;
            let given: Vec<_> = given
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect();
            let bindings = bind(graph, &saved.parameters(), &given)?;
            ask_within(graph, (saved.text, &bindings), allowance)
        })
        .await
    }

    /// Answers on a thread of its own, as JSON; what takes too long is stopped.
    async fn answer<E: std::error::Error + Send + Sync + 'static>(
        &self,
        question: impl FnOnce(&KnowledgeGraph, &Allowance) -> Result<Answer, E> + Send + 'static,
    ) -> Result<String, String> {
        let allowance = Allowance {
            rows: Some(self.rows),
            ..Allowance::default()
        };
        let stop = allowance.stop.clone();
        let (graph, rows) = (self.graph.clone(), self.rows);
        let work = tokio::task::spawn_blocking(move || question(&graph, &allowance));
        match tokio::time::timeout(self.timeout, work).await {
            Ok(Ok(Ok(answer))) => Ok(written(answer, rows).to_string()),
            Ok(Ok(Err(error))) => Err(format!("{:#}", anyhow::Error::from(error))),
            Ok(Err(broken)) => Err(broken.to_string()),
            Err(_) => {
                stop.cancel();
                Err(format!("stopped after {} s", self.timeout.as_secs_f64()))
            }
        }
    }
}

/// An answer as JSON: one object for each row, and whether there are more.
fn written(answer: Answer, most: usize) -> Value {
    match answer {
        Answer::Truth(truth) => json!({ "answer": truth }),
        Answer::Triples(triples) => {
            let lines: Vec<String> = triples
                .iter()
                .take(most)
                .map(|triple| format!("{triple} ."))
                .collect();
            json!({ "triples": lines, "isCut": triples.len() > most })
        }
        Answer::Rows { variables, rows } => {
            let object = |row: &Vec<Option<Term>>| {
                let bound = variables
                    .iter()
                    .zip(row)
                    .filter_map(|(name, term)| Some((name, term.as_ref()?)));
                let pairs = bound.map(|(name, term)| (name.as_str().to_owned(), value(term)));
                pairs.collect::<Map<String, Value>>()
            };
            let objects: Vec<_> = rows.iter().take(most).map(object).collect();
            json!({ "rows": objects, "isCut": rows.len() > most })
        }
    }
}

fn value(term: &Term) -> Value {
    match term {
        Term::Literal(literal) => Value::from(literal.value()),
        Term::NamedNode(node) => Value::from(node.as_str()),
        other => Value::from(other.to_string()),
    }
}

pub(crate) fn run(args: &McpArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let tools = Tools {
        graph: Arc::new(open(global)?),
        search: Arc::default(),
        timeout: args.timeout,
        rows: args.max_rows,
    };
    output.flush()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let service = tools.serve(stdio()).await?;
        service.waiting().await?;
        anyhow::Ok(())
    })?;
    runtime.shutdown_background();
    Ok(Ending::Success)
}
