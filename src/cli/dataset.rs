//! `testimony dataset`: external datasets, indexed once to link to.

mod add;
mod show;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use testimony::dataset::Datasets;

use super::{Ending, Global};

/// Arguments of `dataset`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony dataset add places cities500.txt --licence 'CC BY 4.0'")]
pub(crate) struct DatasetArgs {
    #[command(flatten)]
    home: HomeArg,
    #[command(subcommand)]
    command: DatasetCommand,
}

/// Where datasets are kept.
#[derive(Debug, Args)]
pub(crate) struct HomeArg {
    /// Where datasets are kept [default: $XDG_DATA_HOME/testimony/datasets, else ~/.local/share/testimony/datasets]
    #[arg(long, global = true, value_name = "DIR")]
    home: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum DatasetCommand {
    /// Index files as a new dataset
    Add(add::AddArgs),
    /// Index a dataset anew, from the same files or from others
    Update(add::UpdateArgs),
    /// List datasets
    List(show::ListArgs),
    /// Tell what is known of a dataset, and what it has under a name
    Show(show::ShowArgs),
    /// Forget a dataset
    Remove(show::RemoveArgs),
}

impl HomeArg {
    /// The datasets that are meant.
    pub(crate) fn datasets(&self) -> anyhow::Result<Datasets> {
        let chosen = self.home.clone().or_else(|| {
            let data = std::env::var_os("XDG_DATA_HOME").filter(|data| !data.is_empty());
            let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/share"));
            Some(data.map(PathBuf::from).or_else(home)?.join("testimony/datasets"))
        });
        let home = chosen.context("where datasets are kept is not known: say it with --home")?;
        Ok(Datasets::in_folder(home))
    }
}

pub(crate) fn run(args: DatasetArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let datasets = args.home.datasets()?;
    match args.command {
        DatasetCommand::Add(args) => add::add(args, &datasets, global, output),
        DatasetCommand::Update(args) => add::update(args, &datasets, global, output),
        DatasetCommand::List(args) => show::list(&args, &datasets, output),
        DatasetCommand::Show(args) => show::show(&args, &datasets, output),
        DatasetCommand::Remove(args) => show::remove(&args, &datasets, output),
    }
}
