//! A folder is kept in step while files come, change and go.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use super::Desk;

const FIRST: &str = "The mayor of Novo said Open Ports owns two depots.\n";
const SECOND: &str = "Police in Novo arrested two men on Monday.\n";

/// A build that watches the folder `news` of a desk.
struct Watching {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Watching {
    fn start(desk: &Desk) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("testimony"))
            .args(["build", "news", "--watch", "--store", "graph.nq"])
            .current_dir(&desk.folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// The next line, which is waited for.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }

    /// Ends it as Ctrl-C does and returns the exit code.
    fn interrupt(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap().code()
    }
}

fn desk() -> Desk {
    let desk = Desk::empty();
    std::fs::create_dir(desk.path("news")).unwrap();
    desk.file("news/a.txt", FIRST);
    desk
}

#[test]
fn what_comes_changes_and_goes_is_told_line_by_line_and_the_graph_follows() {
    let desk = desk();
    let mut watching = Watching::start(&desk);
    let first = watching.line();
    assert!(first.starts_with("new     news/a.txt: 1 documents, "), "{first}");
    assert_eq!(watching.line(), "watching 1 files; Ctrl-C ends it\n");
    desk.file("news/b.txt", SECOND);
    let new = watching.line();
    assert!(new.starts_with("new     news/b.txt: 1 documents, "), "{new}");
    desk.file("news/a.txt", format!("{FIRST}{SECOND}"));
    let changed = watching.line();
    assert!(
        changed.starts_with("changed news/a.txt: 1 documents, "),
        "{changed}"
    );
    std::fs::remove_file(desk.path("news/b.txt")).unwrap();
    assert_eq!(watching.line(), "deleted news/b.txt: 1 documents retracted\n");
    assert_eq!(watching.interrupt(), Some(0));
    let hash = desk.succeed(&["hash"]);
    let fresh = Desk::empty();
    std::fs::create_dir(fresh.path("news")).unwrap();
    fresh.file("news/a.txt", format!("{FIRST}{SECOND}"));
    super::testimony(&fresh, &["build", "news", "--store", "graph.nq"]);
    assert_eq!(hash, fresh.succeed(&["hash"]));
}

#[test]
fn what_was_deleted_while_nobody_watched_goes_at_the_first_look() {
    let desk = desk();
    desk.file("news/b.txt", SECOND);
    super::testimony(&desk, &["build", "news", "--store", "graph.nq"]);
    std::fs::remove_file(desk.path("news/a.txt")).unwrap();
    let mut watching = Watching::start(&desk);
    assert_eq!(watching.line(), "deleted news/a.txt: 1 documents retracted\n");
    assert_eq!(watching.line(), "watching 1 files; Ctrl-C ends it\n");
    assert_eq!(watching.interrupt(), Some(0));
    let documents = desk.succeed(&["query", "documents", "--format", "csv"]);
    assert!(
        documents.contains("b.txt") && !documents.contains("a.txt"),
        "{documents}"
    );
}
