//! What people do with the program, told through the binary and the articles in `examples/`.

#[path = "stories/agent.rs"]
mod agent;
#[path = "stories/ask.rs"]
mod ask;
#[path = "stories/backup.rs"]
mod backup;
#[path = "stories/bad_input.rs"]
mod bad_input;
#[path = "stories/build.rs"]
mod build;
#[path = "stories/clients.rs"]
mod clients;
#[path = "stories/contract.rs"]
mod contract;
#[path = "stories/coverage.rs"]
mod coverage;
#[path = "stories/datasets.rs"]
mod datasets;
#[cfg(feature = "llm")]
#[path = "stories/endpoint.rs"]
mod endpoint;
#[path = "stories/evidence.rs"]
mod evidence;
#[path = "stories/export.rs"]
mod export;
#[cfg(feature = "http")]
#[path = "stories/extension.rs"]
mod extension;
#[path = "stories/extract.rs"]
mod extract;
#[cfg(feature = "http")]
#[path = "stories/federation.rs"]
mod federation;
#[cfg(feature = "rocksdb")]
#[path = "stories/folder.rs"]
mod folder;
#[path = "stories/fsck.rs"]
mod fsck;
#[path = "stories/gate.rs"]
mod gate;
#[cfg(feature = "gliner")]
#[path = "stories/gliner.rs"]
mod gliner;
#[path = "stories/history.rs"]
mod history;
#[path = "stories/kill.rs"]
mod kill;
#[path = "stories/link.rs"]
mod link;
#[cfg(feature = "llm")]
#[path = "stories/llm.rs"]
mod llm;
#[path = "stories/manners.rs"]
mod manners;
#[path = "stories/ontology_project.rs"]
mod ontology_project;
#[path = "stories/links.rs"]
mod links;
#[path = "stories/own_graph.rs"]
mod own_graph;
#[path = "stories/own_check.rs"]
mod own_check;
#[path = "stories/own_ontology.rs"]
mod own_ontology;
#[path = "stories/policy.rs"]
mod policy;
#[cfg(feature = "http")]
#[path = "stories/push.rs"]
mod push;
#[path = "stories/questions.rs"]
mod questions;
#[path = "stories/read_pages.rs"]
mod read_pages;
#[path = "stories/reconcile.rs"]
mod reconcile;
#[path = "stories/reason.rs"]
mod reason;
#[path = "stories/records.rs"]
mod records;
#[path = "stories/retract.rs"]
mod retract;
#[path = "stories/search.rs"]
mod search;
#[path = "stories/safekeeping.rs"]
mod safekeeping;
#[path = "stories/serve.rs"]
mod serve;
#[path = "stories/served.rs"]
mod served;
#[cfg(feature = "http")]
#[path = "stories/service.rs"]
mod service;
#[path = "stories/settings.rs"]
mod settings;
#[path = "stories/shapes.rs"]
mod shapes;
#[path = "stories/terminal.rs"]
mod terminal;
#[path = "stories/validate.rs"]
mod validate;
#[path = "stories/watch.rs"]
mod watch;
#[path = "stories/within.rs"]
mod within;
#[cfg(target_os = "linux")]
#[path = "stories/workers.rs"]
mod workers;
#[path = "stories/w3c_protocol.rs"]
mod w3c_protocol;

use std::path::PathBuf;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder of its own with a graph, or the place for one.
struct Desk {
    folder: TempDir,
}

/// What a command wrote and how it ended.
struct Outcome {
    code: Option<i32>,
    output: String,
    messages: String,
}

impl Desk {
    fn empty() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    /// A desk whose graph holds all examples.
    fn with_examples() -> Self {
        let desk = Self::empty();
        desk.succeed(&["build", &examples()]);
        desk
    }

    /// The path of a file in the folder.
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Writes a file and returns its path.
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.folder.path().join(name), content).unwrap();
        self.path(name)
    }

    /// Runs the program on the graph of this desk.
    fn run(&self, args: &[&str]) -> Outcome {
        testimony(self, &[args, &["--store", &self.path("graph.nq")]].concat())
    }

    /// What a command writes that has to succeed.
    fn succeed(&self, args: &[&str]) -> String {
        let outcome = self.run(args);
        assert_eq!(outcome.code, Some(0), "{args:?}: {}", outcome.messages);
        outcome.output
    }

    /// What a command writes that reads `input` and has to succeed.
    fn succeed_with(&self, args: &[&str], input: &str) -> String {
        let mut command = Command::cargo_bin("testimony").unwrap();
        command.current_dir(&self.folder).args(args).write_stdin(input);
        let ended = command.args(["--store", &self.path("graph.nq")]).unwrap();
        String::from_utf8(ended.stdout).unwrap()
    }
}

/// Runs the program in the folder of a desk.
fn testimony(desk: &Desk, args: &[&str]) -> Outcome {
    let mut command = Command::cargo_bin("testimony").unwrap();
    let ended = command.current_dir(&desk.folder).args(args).output().unwrap();
    Outcome {
        code: ended.status.code(),
        output: String::from_utf8(ended.stdout).unwrap(),
        messages: String::from_utf8(ended.stderr).unwrap(),
    }
}

/// The folder of examples.
fn examples() -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("examples").display().to_string()
}

/// The path of one example.
fn example(name: &str) -> String {
    format!("{}/{name}", examples())
}
