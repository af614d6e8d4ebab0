//! `testimony shell`: questions one after the other, over as many lines as they need.

mod suggestion;

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rustyline::Editor;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use testimony::query::{ask_within, query_plan};
use testimony::store::{Allowance, KnowledgeGraph};

use super::output::{AnswerFormat, lay_out};
use super::place::open;
use super::services::ServiceArgs;
use super::{Ending, Global};
use suggestion::Suggestions;

const HELP: &str = "\
A question may take several lines; it is asked when its braces are closed. Tab completes prefixes, terms and names.
.format NAME   how answers are written: table, csv, tsv, json, xml, markdown, turtle, ntriples, jsonld
.explain       show the plan of each question, or its answer again
.help          this
.quit          leave (or Ctrl-D)
";

/// Arguments of `shell`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony shell --store graph.nq\n\n\
    Questions are kept in $XDG_STATE_HOME/testimony/history, or ~/.local/state/testimony/history.")]
pub(crate) struct ShellArgs {
    /// The format of answers
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
    #[command(flatten)]
    services: ServiceArgs,
}

/// How answers are shown from now on.
struct Manner<'a> {
    global: &'a Global,
    format: Option<AnswerFormat>,
    is_explained: bool,
    allowance: Allowance,
}

pub(crate) fn run(args: &ShellArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let graph = open(global)?;
    let mut editor: Editor<Suggestions, FileHistory> = Editor::new()?;
    editor.set_helper(Some(Suggestions::of(&graph)?));
    let history = history_file();
    if let Some(file) = &history {
        // The first time there is none.
        let _ = editor.load_history(file);
    }
    let mut manner = Manner {
        global,
        format: args.format,
        is_explained: false,
        allowance: Allowance {
            services: args.services.services()?,
            ..Allowance::default()
        },
    };
    loop {
        let line = match editor.readline("testimony> ") {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error.into()),
        };
        let input = line.trim();
        if input == ".quit" {
            break;
        }
        if !input.is_empty() {
            editor.add_history_entry(input)?;
            respond(&graph, (input, &mut manner), output)?;
            output.flush()?;
        }
    }
    if let Some(file) = &history {
        keep(&mut editor, file);
    }
    Ok(Ending::Success)
}

/// A mistake is shown and ends nothing.
fn respond(
    graph: &KnowledgeGraph,
    (input, manner): (&str, &mut Manner<'_>),
    output: &mut impl Write,
) -> anyhow::Result<()> {
    match input.strip_prefix('.') {
        Some(command) => command_given(command, manner, output),
        None if manner.is_explained => match query_plan(graph, (input, &[]), &manner.allowance) {
            Ok(plan) => Ok(write!(output, "{plan}")?),
            Err(error) => Ok(writeln!(output, "{:#}", anyhow::Error::from(error))?),
        },
        None => match ask_within(graph, (input, &[]), &manner.allowance) {
            Ok(answer) => match lay_out(&answer, (manner.format, manner.global), output) {
                Err(error) if !super::is_closed_pipe(&error) => Ok(writeln!(output, "{error:#}")?),
                written => written,
            },
            Err(error) => Ok(writeln!(output, "{:#}", anyhow::Error::from(error))?),
        },
    }
}

fn command_given(command: &str, manner: &mut Manner<'_>, output: &mut impl Write) -> anyhow::Result<()> {
    let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
    match (name, AnswerFormat::from_str(rest.trim(), true)) {
        ("help", _) => write!(output, "{HELP}")?,
        ("explain", _) => {
            manner.is_explained = !manner.is_explained;
            let shown = if manner.is_explained { "plans" } else { "answers" };
            writeln!(output, "{shown} are shown")?;
        }
        ("format", Ok(format)) => manner.format = Some(format),
        ("format", Err(_)) => writeln!(output, "`{}` is no format: .help lists them", rest.trim())?,
        _ => writeln!(output, "`.{name}` is no command: .help lists them")?,
    }
    Ok(())
}

/// Where questions are kept.
fn history_file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    Some(state.or_else(home)?.join("testimony/history"))
}

/// Keeps the questions; that they cannot be kept is no reason to fail.
fn keep(editor: &mut Editor<Suggestions, FileHistory>, file: &PathBuf) {
    let made = file.parent().map(fs::create_dir_all);
    if let Some(Ok(())) = made
        && let Err(error) = editor.save_history(file)
    {
        eprintln!(
            "testimony: cannot keep the history in {}: {error}",
            file.display()
        );
    }
}
