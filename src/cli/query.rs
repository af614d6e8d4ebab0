//! `testimony query`: ask the graph a question in SPARQL.

use std::fs;
use std::io::{self, Write};

use anyhow::Context;
use clap::Args;
use testimony::ontology::Ontology;
use testimony::query::{
    QueryError, SAVED_QUERIES, ask_within, bind, parameters, query_plan, saved_query, undeclared_terms,
};
use testimony::store::{Allowance, Answer};

use super::limits::Limits;
use super::output::{AnswerFormat, write_answer};
use super::parameters::SavedParameters;
use super::place::open;
use super::services::ServiceArgs;
use super::{Ending, Global};

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: testimony query who-says --about China --format csv\n\n\
    Exit codes: 0 answered, 1 the answer was cut at --max-rows, 2 no answer, 124 stopped at --timeout or --memory-limit."
)]
pub(crate) struct QueryArgs {
    /// A file, the name of a saved query, or - for standard input [default: -]
    query: Option<String>,
    /// The query itself
    #[arg(short, long, value_name = "TEXT", conflicts_with = "query")]
    execute: Option<String>,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
    /// List the saved queries with their parameters
    #[arg(long)]
    list: bool,
    /// Show how the query is evaluated, with rows and seconds, instead of its answer
    #[arg(long)]
    explain: bool,
    /// A parameter of a query of your own, which declares it as `# --NAME TEXT: help`
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = name_and_value)]
    parameters: Vec<(String, String)>,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    services: ServiceArgs,
    #[command(flatten)]
    saved: SavedParameters,
}

pub(crate) fn run(args: QueryArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    if args.list {
        return list(output);
    }
    let text = query_text(&args)?;
    let given = [&args.saved.given[..], &args.parameters[..]].concat();
    let watch = args.limits.watch();
    let graph = open(global)?;
    let bindings = bind(&graph, &parameters(&text), &given)?;
    let allowance = Allowance {
        services: args.services.services()?,
        ..args.limits.allowance()
    };
    if args.explain {
        let plan = query_plan(&graph, (&text, &bindings), &allowance)?;
        watch.disarm();
        write!(output, "{plan}")?;
        return Ok(Ending::Success);
    }
    let answer = ask_within(&graph, (&text, &bindings), &allowance);
    watch.disarm();
    if !global.quiet {
        warn_of_undeclared_terms(&text);
    }
    write_limited(answer, (&args, global), output)
}

fn write_limited(
    answer: Result<Answer, QueryError>,
    (args, global): (&QueryArgs, &Global),
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let mut answer = answer?;
    let cut = args.limits.cut(&mut answer);
    write_answer(&answer, (args.format, global), output)?;
    if let Some(rows) = cut {
        output.flush()?;
        eprintln!("testimony: these are the first {rows} rows: --max-rows allows no more");
        return Ok(Ending::Incomplete);
    }
    Ok(Ending::Success)
}

/// A query that finds nothing because of a slip of the pen would say nothing at all.
fn warn_of_undeclared_terms(text: &str) {
    for (term, meant) in undeclared_terms(Ontology::bundled, text) {
        match meant {
            Some(meant) => {
                eprintln!("testimony: the ontology has no `tm:{term}`; did you mean `tm:{meant}`?")
            }
            None => eprintln!("testimony: the ontology has no `tm:{term}`"),
        }
    }
}

fn list(output: &mut impl Write) -> anyhow::Result<Ending> {
    for saved in SAVED_QUERIES {
        writeln!(output, "{}\t{}", saved.name, saved.purpose())?;
        for parameter in saved.parameters() {
            writeln!(
                output,
                "\t  --{} {}: {}",
                parameter.name, parameter.kind, parameter.help
            )?;
        }
    }
    Ok(Ending::Success)
}

fn query_text(args: &QueryArgs) -> anyhow::Result<String> {
    match (&args.execute, args.query.as_deref()) {
        (Some(text), _) => Ok(text.clone()),
        (None, None | Some("-")) => io::read_to_string(io::stdin()).context("cannot read standard input"),
        (None, Some(name)) => match saved_query(name) {
            Some(saved) => Ok(saved.text.to_owned()),
            None => fs::read_to_string(name).with_context(|| {
                format!("`{name}` is neither a saved query (see `testimony query --list`) nor a file that can be read")
            }),
        },
    }
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err("write NAME=VALUE".to_owned()),
    }
}
