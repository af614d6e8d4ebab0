//! `testimony review`: a person says yes or no to proposed links.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use testimony::export::replace_file;
use testimony::linkage::sssom::{Mapping, MappingSet, Verdict};

use super::{Ending, Global};

/// What may be answered.
const KEYS: &str =
    "y yes, n no, ? cannot tell, y* or n* or ?* for all of these two names, s skip, u undo, q quit";

/// Arguments of `review`.
#[derive(Debug, Args)]
#[command(
    after_help = "Each answer is written to the table at once; what it says is never asked again.\n\
                  Example: testimony link --to places --propose links.sssom.tsv && testimony review links.sssom.tsv"
)]
pub(crate) struct ReviewArgs {
    /// The SSSOM table with proposals, as `testimony link --propose` writes it
    file: PathBuf,
}

/// What a person answers to a proposal.
enum Answered {
    Verdict(Verdict),
    OfBothNames(Verdict),
    Skip,
    Undo,
    Quit,
}

pub(crate) fn run(args: ReviewArgs, _: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let path = &args.file;
    let text = fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut review = Review {
        mappings: MappingSet::parse(path, &text)?,
        skipped: Vec::new(),
        decided: Vec::new(),
    };
    let mut lines = io::stdin().lines();
    while let Some(place) = review.next() {
        review.show(place, output)?;
        let Some(line) = lines.next().transpose()? else {
            break;
        };
        match answered(line.trim()) {
            Some(Answered::Quit) => break,
            Some(answer) => {
                review.take(place, &answer);
                review.save(path)?;
            }
            None => writeln!(output, "{KEYS}")?,
        }
    }
    let (decided, open) = (
        review.decided.iter().sum::<usize>(),
        review.mappings.undecided().len(),
    );
    writeln!(output, "{decided} decided, {open} open")?;
    Ok(Ending::Success)
}

fn answered(line: &str) -> Option<Answered> {
    let verdict = |key: &str| match key {
        "y" => Some(Verdict::Yes),
        "n" => Some(Verdict::No),
        "?" => Some(Verdict::Unsure),
        _ => None,
    };
    match line {
        "s" => Some(Answered::Skip),
        "u" => Some(Answered::Undo),
        "q" => Some(Answered::Quit),
        line => match line.strip_suffix('*') {
            Some(key) => verdict(key).map(Answered::OfBothNames),
            None => verdict(line).map(Answered::Verdict),
        },
    }
}

/// A walk through the proposals of a table.
struct Review {
    mappings: MappingSet,
    /// Rows that are left for another time.
    skipped: Vec<usize>,
    /// How many rows each answer decided.
    decided: Vec<usize>,
}

impl Review {
    /// The most uncertain row that is open.
    fn next(&self) -> Option<usize> {
        let mut open = self.mappings.undecided().into_iter();
        open.find(|place| !self.skipped.contains(place))
    }

    fn show(&self, place: usize, output: &mut impl Write) -> anyhow::Result<()> {
        if let Some(row) = self.mappings.mappings().get(place) {
            let side = |label: &str, id: &str| format!("{} ({})", row.cell(label), row.cell(id));
            let confidence = row.confidence().unwrap_or_default();
            let (left, right) = (
                side("subject_label", "subject_id"),
                side("object_label", "object_id"),
            );
            writeln!(output, "\n{left}\n  = {right}?  {confidence:.2}")?;
            if !row.cell("comment").is_empty() {
                writeln!(output, "  “{}”", row.cell("comment"))?;
            }
        }
        write!(output, "y n ? s u q> ")?;
        Ok(output.flush()?)
    }

    fn take(&mut self, place: usize, answer: &Answered) {
        match answer {
            Answered::Verdict(verdict) => {
                self.mappings.decide(place, *verdict);
                self.decided.push(1);
            }
            Answered::OfBothNames(verdict) => {
                let rows = self.of_both_names(place);
                rows.iter().for_each(|row| self.mappings.decide(*row, *verdict));
                self.decided.push(rows.len());
            }
            Answered::Skip => self.skipped.push(place),
            Answered::Undo => {
                for _ in 0..self.decided.pop().unwrap_or_default() {
                    self.mappings.take_back();
                }
            }
            Answered::Quit => {}
        }
    }

    /// The open rows whose two names are those of the row at `place`.
    fn of_both_names(&self, place: usize) -> Vec<usize> {
        let names = |row: &Mapping| {
            (
                row.cell("subject_label").to_owned(),
                row.cell("object_label").to_owned(),
            )
        };
        let rows = self.mappings.mappings();
        let wanted = rows.get(place).map(names);
        let mut open = self.mappings.undecided();
        open.retain(|row| rows.get(*row).map(names) == wanted);
        open
    }

    fn save(&self, path: &Path) -> anyhow::Result<()> {
        replace_file(path, |file| file.write_all(self.mappings.write().as_bytes()))
            .with_context(|| format!("cannot write `{}`", path.display()))
    }
}
