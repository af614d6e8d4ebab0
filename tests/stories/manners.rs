//! Manners at a terminal, on a pseudo-terminal that `script` of util-linux makes.

use std::process::{Command, Output};

use super::Desk;

/// Runs a shell command on a terminal of 10 lines and 80 columns, in the folder of a desk whose graph is `graph.nq`.
fn on_a_terminal(desk: &Desk, command: &str) -> Option<String> {
    let program = assert_cmd::cargo::cargo_bin("testimony");
    let told = format!(
        "stty rows 10 cols 80; {}",
        command.replace("testimony", &program.display().to_string())
    );
    let ran = Command::new("script")
        .args(["--quiet", "--return", "--command", &told, "/dev/null"])
        .current_dir(&desk.folder)
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .env_remove("PAGER")
        .env("TERM", "xterm")
        .env("TESTIMONY_PAGER", "sed 's/^/paged /'")
        .output();
    match ran {
        Ok(Output { status, stdout, .. }) => {
            assert!(
                status.success(),
                "{command}: {}",
                String::from_utf8_lossy(&stdout)
            );
            Some(String::from_utf8(stdout).unwrap())
        }
        Err(error) => {
            eprintln!("NOT RUN: `script` of util-linux is needed for terminals: {error}");
            None
        }
    }
}

fn desk() -> Desk {
    let desk = Desk::empty();
    let news = desk.file(
        "news.txt",
        "Nordbank bought Harbour Freight last week. Berg Holding denied that Nordbank bought Harbour Freight. The mayor \
         said Nordbank owns the Ostby mine. The mayor said Nordbank owns Copper Bank.\n",
    );
    desk.succeed(&["build", &news]);
    desk
}

const STORE: &str = "--store graph.nq";
const ESCAPE: char = '\u{1b}';

#[test]
fn a_table_is_coloured_on_a_terminal_and_wrapped_at_its_width() {
    let desk = desk();
    let Some(table) = on_a_terminal(&desk, &format!("testimony find nordbank --limit 1 {STORE}")) else {
        return;
    };
    assert!(
        table.contains(ESCAPE) && table.contains("organization:nordbank"),
        "{table:?}"
    );
    let widest = table
        .lines()
        .map(|line| line.split(ESCAPE).map(|part| part.len()).sum::<usize>())
        .max();
    assert!(widest.is_some_and(|widest| widest < 300), "{table}");
    for plain in ["--color never", "--format csv"] {
        let table = on_a_terminal(
            &desk,
            &format!("testimony find nordbank --limit 1 {plain} {STORE}"),
        )
        .unwrap();
        assert!(!table.contains(ESCAPE), "{plain}: {table:?}");
    }
    let without = on_a_terminal(
        &desk,
        &format!("NO_COLOR=1 testimony find nordbank --limit 1 {STORE}"),
    )
    .unwrap();
    assert!(!without.contains(ESCAPE), "{without:?}");
}

#[test]
fn what_is_longer_than_the_screen_goes_through_a_pager() {
    let desk = desk();
    for command in ["claims", "describe Nordbank", "find nordbank", "query who-says"] {
        let Some(long) = on_a_terminal(&desk, &format!("testimony {command} {STORE}")) else {
            return;
        };
        assert!(long.contains("paged "), "{command}: {long}");
        let bare = on_a_terminal(&desk, &format!("testimony {command} --no-pager {STORE}")).unwrap();
        assert!(!bare.contains("paged "), "{command}: {bare}");
    }
    let short = on_a_terminal(&desk, &format!("testimony find nordbank --limit 1 {STORE}")).unwrap();
    assert!(!short.contains("paged "), "{short}");
    let unset = "unset TESTIMONY_PAGER; PAGER=cat";
    let bare = on_a_terminal(&desk, &format!("{unset} testimony claims {STORE}")).unwrap();
    assert!(bare.contains("Nordbank"), "{bare}");
    let missing = on_a_terminal(&desk, &format!("TESTIMONY_PAGER=true testimony claims {STORE}")).unwrap();
    assert!(
        !missing.contains("Nordbank"),
        "a pager that shows nothing is obeyed: {missing}"
    );
}

#[test]
fn in_a_pipe_there_are_neither_colours_nor_pagers_and_head_ends_quietly() {
    let desk = desk();
    let Some(piped) = on_a_terminal(&desk, &format!("testimony claims --format table {STORE} | cat")) else {
        return;
    };
    assert!(!piped.contains(ESCAPE) && !piped.contains("paged "), "{piped}");
    let forced = on_a_terminal(
        &desk,
        &format!("testimony claims --format table --color always {STORE} | cat"),
    )
    .unwrap();
    assert!(forced.contains(ESCAPE), "{forced}");
    let forced = on_a_terminal(
        &desk,
        &format!("CLICOLOR_FORCE=1 testimony claims --format table {STORE} | cat"),
    )
    .unwrap();
    assert!(forced.contains(ESCAPE), "{forced}");
    let head = on_a_terminal(&desk, &format!("testimony claims {STORE} | head -1")).unwrap();
    assert_eq!(head.lines().count(), 1, "{head}");
}
