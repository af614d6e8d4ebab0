//! What can be wrong with a dataset.

use std::io;
use std::path::PathBuf;

/// A dataset that cannot be read, written or found.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// A file that cannot be read.
    #[error("cannot read `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An archive that stops too early.
    #[error("`{}` is cut off after {line} lines: fetch it again", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// How many lines could be read.
        line: u64,
    },
    /// A zip archive of which it does not show which file is meant, or that cannot be read.
    #[error("`{}` cannot be read as it is, since {problem}: unpack it and name the file that is meant", path.display())]
    Zip {
        /// The archive.
        path: PathBuf,
        /// What is in the way.
        problem: String,
    },
    /// A file whose format does not show.
    #[error("what `{}` holds does not show: say it with --profile ({profiles}) or describe it with --map", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// The profiles there are.
        profiles: String,
    },
    /// A line that cannot be used, where that is not allowed.
    #[error("{}:{line}: {problem}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// A file that is mostly unusable.
    #[error("`{}` is not in the format {format}: {bad} of {lines} lines cannot be used, the first is {line}: {problem}", path.display())]
    WrongFormat {
        /// The file.
        path: PathBuf,
        /// The format it was read as.
        format: String,
        /// How many lines cannot be used.
        bad: u64,
        /// How many there are.
        lines: u64,
        /// The first of them, from 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// Files without a record.
    #[error("there is no record in the files of `{0}`")]
    Empty(String),
    /// An identifier that several records have, where that is not allowed.
    #[error(
        "{count} records have the identifier of an earlier one, the first is `{id}`: remove them, or leave out --strict to keep the earlier ones"
    )]
    Duplicate {
        /// One such identifier.
        id: String,
        /// How many records repeat one.
        count: u64,
    },
    /// A mapping that cannot be used.
    #[error("cannot use the mapping `{}`", path.display())]
    Mapping {
        /// The mapping.
        path: PathBuf,
        /// Why.
        source: toml::de::Error,
    },
    /// A mapping that lacks something.
    #[error("the mapping of `{path}` {problem}", path = .path.display())]
    MappingField {
        /// The file that was read by it.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A name that is none of a dataset.
    #[error("`{0}` cannot name a dataset: use small letters, digits, `-` and `_`, and not `within`")]
    BadName(String),
    /// A name that is taken.
    #[error("there is a dataset `{0}` already: use `testimony dataset update {0}`, or remove it first")]
    Exists(String),
    /// A dataset that another run is indexing.
    #[error("another run is indexing `{0}`: wait until it has ended")]
    Busy(String),
    /// A name of no dataset.
    #[error("there is no dataset `{name}` in `{}`: {known}", home.display())]
    Missing {
        /// The name.
        name: String,
        /// Where datasets are kept.
        home: PathBuf,
        /// What there is instead.
        known: String,
    },
    /// An index that was written by another version or damaged.
    #[error("the index in `{}` cannot be used: {problem}; run `testimony dataset update` to write it anew", folder.display())]
    Index {
        /// Its folder.
        folder: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// An index that cannot be written.
    #[error("cannot write the index in `{}`", folder.display())]
    Write {
        /// Its folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}
