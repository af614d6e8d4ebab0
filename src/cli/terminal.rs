//! Manners at a terminal: colours, and a pager for what is longer than the screen.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use clap::{Args, ValueEnum};
use terminal_size::{Height, Width, terminal_size};

/// Shows long answers where nobody names another: it ends by itself where all fits, and leaves colours and text as they are.
const PAGER: &str = "less -FRX";
/// The width at which a table is wrapped when the terminal does not tell.
const DEFAULT_WIDTH: u16 = 100;

/// How answers look at a terminal.
#[derive(Debug, Args)]
pub(crate) struct TerminalArgs {
    /// Colour tables: on a terminal unless NO_COLOR is set, elsewhere when CLICOLOR_FORCE is
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    color: ColorArg,
    /// Show long answers without a pager, which TESTIMONY_PAGER or PAGER names
    #[arg(long, global = true)]
    no_pager: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColorArg {
    Auto,
    Always,
    Never,
}

impl TerminalArgs {
    /// Whether tables have colours.
    pub(crate) fn is_coloured(&self) -> bool {
        match self.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => is_coloured_by(|name| env::var(name).ok(), io::stdout().is_terminal()),
        }
    }

    /// The command that shows what is longer than the screen, where there is a screen and a wish for one.
    pub(crate) fn pager(&self) -> Option<Pager> {
        if self.no_pager || !io::stdout().is_terminal() {
            return None;
        }
        let named = ["TESTIMONY_PAGER", "PAGER"]
            .iter()
            .find_map(|name| env::var(name).ok());
        let command = named.unwrap_or_else(|| PAGER.to_owned());
        let (_, Height(lines)) = terminal_size()?;
        let is_one = !["", "cat"].contains(&command.trim());
        is_one.then_some(Pager { command, lines })
    }
}

/// Whether a table has colours by the customs of <https://no-color.org> and <https://bixense.com/clicolors>.
fn is_coloured_by(variable: impl Fn(&str) -> Option<String>, is_terminal: bool) -> bool {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let says_no = |name: &str, word: &str| variable(name).as_deref() == Some(word);
    if is_set("NO_COLOR") {
        return false;
    }
    if is_set("CLICOLOR_FORCE") && !says_no("CLICOLOR_FORCE", "0") {
        return true;
    }
    is_terminal && !says_no("CLICOLOR", "0") && !says_no("TERM", "dumb")
}

/// The columns of the terminal.
pub(crate) fn width() -> u16 {
    let named = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || terminal_size().map(|(Width(columns), _)| columns);
    named
        .or_else(measured)
        .filter(|columns| *columns > 0)
        .unwrap_or(DEFAULT_WIDTH)
}

/// A command that shows text, and the lines of the screen.
#[derive(Debug)]
pub(crate) struct Pager {
    command: String,
    lines: u16,
}

impl Pager {
    /// Shows a text: as it is when it fits on the screen or the command is not to be had, else through the command.
    pub(crate) fn show(&self, text: &[u8], output: &mut impl Write) -> io::Result<()> {
        output.flush()?;
        let lines = text.iter().filter(|byte| **byte == b'\n').count();
        let is_short = lines < usize::from(self.lines);
        if is_short || self.run(text).is_err() {
            output.write_all(text)?;
        }
        output.flush()
    }

    /// Runs the command on the text until it ends. Whoever leaves it early has seen enough.
    fn run(&self, text: &[u8]) -> io::Result<()> {
        let _patience = leave_interrupts_to_the_pager();
        let mut command = Command::new("sh");
        command.args(["-c", &self.command]).stdin(Stdio::piped());
        if env::var_os("LESS").is_none() {
            command.env("LESS", "FRX");
        }
        let mut child = command.spawn()?;
        if let Some(mut input) = child.stdin.take()
            && let Err(error) = input.write_all(text)
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            return Err(error);
        }
        child.wait().map(|_| ())
    }
}

/// Ctrl-C belongs to the pager while it runs: it must not end us before it.
fn leave_interrupts_to_the_pager() -> Option<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    {
        let _inside = runtime.enter();
        // Once somebody listens, the signal no longer ends the process.
        #[cfg(unix)]
        let _ = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt()).ok()?;
    }
    Some(runtime)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_coloured(variables: &[(&str, &str)], is_terminal: bool) -> bool {
        let value = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        is_coloured_by(value, is_terminal)
    }

    #[test]
    fn colours_go_by_the_terminal_unless_a_variable_says_otherwise() {
        assert!(is_coloured(&[], true) && !is_coloured(&[], false));
        assert!(!is_coloured(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true));
        assert!(is_coloured(&[("NO_COLOR", "")], true));
        assert!(is_coloured(&[("CLICOLOR_FORCE", "1")], false));
        assert!(!is_coloured(&[("CLICOLOR_FORCE", "0")], false));
        assert!(!is_coloured(&[("CLICOLOR", "0")], true));
        assert!(!is_coloured(&[("TERM", "dumb")], true));
    }
}
