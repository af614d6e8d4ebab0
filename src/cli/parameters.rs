//! The parameters of saved queries as options, so that `query who-says --about China` and completion know them.

use std::collections::BTreeMap;

use clap::error::Error;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use testimony::query::{Parameter, SAVED_QUERIES};

/// What was given for parameters, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct SavedParameters {
    pub(crate) given: Vec<(String, String)>,
}

/// Every parameter of a saved query, once, with what it does in the first that has it.
fn declared() -> BTreeMap<&'static str, Parameter<'static>> {
    let all = SAVED_QUERIES.iter().flat_map(|saved| saved.parameters());
    all.map(|parameter| (parameter.name, parameter)).collect()
}

impl Args for SavedParameters {
    fn augment_args(command: Command) -> Command {
        declared().into_values().fold(command, |command, parameter| {
            let option = Arg::new(parameter.name).long(parameter.name);
            let kind: &'static str = parameter.kind.into();
            let option = option.value_name(kind).help(parameter.help);
            command.arg(option.help_heading("Parameters of saved queries (see --list)"))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SavedParameters {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let given = declared().into_keys().filter_map(|name| {
            let value: &String = matches.get_one(name)?;
            Some((name.to_owned(), value.clone()))
        });
        Ok(Self {
            given: given.collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
