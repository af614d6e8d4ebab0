//! What cannot be read is named with its reason; what can be is read all the same.

use super::{Desk, example};

const GERMAN: &str = "Der Minister sagte am Montag, dass die Stadt die alte Brücke nicht verkauft habe. Die Zeitung \
                      schrieb dagegen, der Vertrag sei längst unterschrieben und das Geld bezahlt.";

/// Builds a bad file together with a good one, and expects the reason and the good one's graph.
#[track_caller]
fn assert_refused(desk: &Desk, path: &str, reason: &str) {
    let outcome = desk.run(&["build", path, &example("river-mine.txt")]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.messages);
    let expected = format!("testimony: {path}: {reason}");
    assert!(outcome.messages.contains(&expected), "{}", outcome.messages);
    assert!(outcome.messages.contains("1 documents"), "{}", outcome.messages);
    assert!(
        desk.succeed(&["claims"])
            .contains("Andes Copper denied polluting the river")
    );
}

#[test]
fn an_empty_file_has_no_text() {
    let desk = Desk::empty();
    let path = desk.file("empty.txt", "");
    assert_refused(&desk, &path, "has no text");
}

#[test]
fn a_picture_is_no_text() {
    let desk = Desk::empty();
    let path = desk.file("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert_refused(&desk, &path, "is not text but a PNG picture");
}

#[test]
fn a_path_without_a_file_cannot_be_read() {
    let desk = Desk::empty();
    let path = desk.path("nowhere.txt");
    assert_refused(&desk, &path, "cannot be read: ");
}

#[test]
fn text_in_another_language_is_refused_until_it_is_allowed() {
    let desk = Desk::empty();
    let path = desk.file("zeitung.txt", GERMAN);
    assert_refused(
        &desk,
        &path,
        "is in German, and only English is understood; read it all the same with `--any-language`",
    );
    let outcome = desk.run(&["build", &path, "--any-language"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
}
