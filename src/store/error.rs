//! What can go wrong with a graph.

use std::path::PathBuf;

use oxigraph::store::StorageError;

/// A graph that cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is nothing at the place.
    #[error("there is no graph at `{}`: `testimony build` makes one, `--store` names another", .0.display())]
    Missing(PathBuf),
    /// Another process has it open.
    #[error("the graph at `{}` is in use by {holder}: try again when that has finished", path.display())]
    Busy {
        /// The graph.
        path: PathBuf,
        /// Who has it, as far as is known.
        holder: String,
    },
    /// A folder in a build that keeps none.
    #[error(
        "this build keeps no graph in a folder (`{}`): name a file that ends in `.nq`, or build with the feature \
         `rocksdb`",
        .0.display()
    )]
    NoFolders(PathBuf),
    /// A file or folder that cannot be read or written.
    #[error("cannot use `{}` as a graph", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that is no N-Quads.
    #[error("`{}` is not a graph in N-Quads", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong and where.
        source: oxigraph::io::RdfParseError,
    },
    /// A name that no document has.
    #[error("no document is called `{0}`: `testimony query documents` lists those there are")]
    NoSuchDocument(String),
    /// A name that several documents have.
    #[error("`{name}` may be any of these documents: write which{candidates}")]
    AmbiguousDocument {
        /// What was asked for.
        name: String,
        /// The first few, each on its line.
        candidates: String,
    },
    /// A revision that is not in the history.
    #[error("there is no revision {0}: `testimony log` lists those there are")]
    NoSuchRevision(u64),
    /// A line of the history that cannot be read.
    #[error("{}:{line}: this is no revision", path.display())]
    BrokenLog {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A document of the history that is not what it was.
    #[error("`{}` is damaged: this revision cannot be shown or restored", .0.display())]
    Damaged(PathBuf),
    /// A node without a name, where only names will do.
    #[error("`{0}` is a blank node, which is another one wherever it is written")]
    BlankNode(String),
    /// What was read cannot be written out.
    #[error("cannot write")]
    Output(#[source] std::io::Error),
    /// An index that has not the quads that the others have.
    #[error("the database's index by {0} has other quads than the one by graph")]
    Index(&'static str),
    /// The database failed.
    #[error("the graph's database failed")]
    Database(#[from] StorageError),
}
