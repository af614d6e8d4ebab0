//! People link what articles speak of to an external dataset, and can see why and undo it.

use super::{Desk, examples, testimony};

/// A desk with the examples' graph and the shipped places as a dataset.
fn desk_with_places() -> Desk {
    let desk = Desk::with_examples();
    let places = format!("{}/datasets/places.tsv", examples());
    let added = testimony(
        &desk,
        &["dataset", "add", "places", &places, "--home", "datasets"],
    );
    assert_eq!(added.code, Some(0), "{}", added.messages);
    desk
}

fn link(desk: &Desk, args: &[&str]) -> String {
    desk.succeed(&[&["link", "--to", "places", "--home", "datasets"], args].concat())
}

fn links(desk: &Desk) -> String {
    desk.succeed(&["export", "--view", "links", "--format", "nquads"])
}

const MONTREAL: &str = "<https://w3id.org/testimony/entity/place/montreal>";

#[test]
fn links_are_the_same_twice_survive_a_build_and_a_backup_and_go_without_a_trace() {
    let desk = desk_with_places();
    let before = desk.succeed(&["export", "--format", "nquads"]);
    assert!(
        link(&desk, &["--dry-run"]).contains("exact\tDakar\thttps://sws.geonames.org/2253354/\tDakar\tSN")
    );
    assert!(
        before == desk.succeed(&["export", "--format", "nquads"]),
        "a dry run changed the graph"
    );
    link(&desk, &["--enrich", "label,countries,popularity"]);
    let drawn = links(&desk);
    let line = format!(
        "{MONTREAL} <http://www.w3.org/2004/02/skos/core#exactMatch> <https://sws.geonames.org/6077243/>"
    );
    assert!(drawn.contains(&line), "{drawn}");
    assert!(!drawn.contains("owl#sameAs>"));
    link(&desk, &["--enrich", "label,countries,popularity"]);
    assert!(drawn == links(&desk), "linking twice differs");
    desk.succeed(&["build", &examples(), "--again"]);
    assert!(drawn == links(&desk), "a build drops links");
    let file = desk.path("backup.trig");
    desk.succeed(&["export", "--format", "trig", "--output", &file]);
    let imported = testimony(&desk, &["import", &file, "--store", "copy.nq"]);
    assert_eq!(imported.code, Some(0), "{}", imported.messages);
    assert_eq!(
        testimony(&desk, &["hash", "--store", "copy.nq"]).output,
        desk.succeed(&["hash"])
    );
    link(&desk, &["--remove"]);
    assert!(before == desk.succeed(&["export", "--format", "nquads"]));
}

#[test]
fn a_question_that_names_no_graph_joins_claims_with_facts_of_the_dataset() {
    let desk = desk_with_places();
    link(&desk, &["--enrich", "label,countries"]);
    let question = "SELECT ?name ?country { place:montreal skos:exactMatch ?record . ?record rdfs:label ?name ; \
                    schema:addressCountry ?country }";
    let answer = desk.succeed(&["query", "-e", question, "--format", "csv"]);
    assert_eq!(answer.replace('\r', ""), "name,country\nMontréal,CA\n");
}

#[test]
fn why_a_thing_is_linked_is_shown_sign_by_sign() {
    let desk = desk_with_places();
    let shown = link(&desk, &["--explain", "Montreal"]);
    assert!(
        shown.starts_with("place:montreal “Montreal”: an exact match\n"),
        "{shown}"
    );
    assert!(
        shown.contains("  +5.00\tname\tlabel\tMontreal = Montréal\n"),
        "{shown}"
    );
    assert!(
        shown.contains("\ttype\tsame\thttps://www.geonames.org/ontology#P."),
        "{shown}"
    );
}

#[test]
fn what_people_decided_goes_before_and_comes_undone_with_its_row() {
    let desk = desk_with_places();
    link(&desk, &[]);
    let drawn = links(&desk);
    let row = |modifier: &str, id: &str| {
        format!(
            "#curie_map:\n#  gnid: https://sws.geonames.org/\n\
             subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n\
             place:montreal\tskos:exactMatch\t{modifier}\tgnid:{id}\tsemapv:ManualMappingCuration\n"
        )
    };
    let no = desk.file("no.sssom.tsv", row("Not", "6077243/"));
    link(&desk, &["--decisions", &no]);
    assert!(!links(&desk).contains("<https://sws.geonames.org/6077243/>"));
    let yes = desk.file("yes.sssom.tsv", row("", "2653941/"));
    let told = desk.run(&[
        "link",
        "--to",
        "places",
        "--home",
        "datasets",
        "--decisions",
        &yes,
    ]);
    assert_eq!(told.code, Some(0), "{}", told.messages);
    link(&desk, &[]);
    assert!(drawn == links(&desk), "a decision left a trace");
}

#[test]
fn bad_input_is_refused_and_links_stay() {
    let desk = desk_with_places();
    link(&desk, &[]);
    let drawn = links(&desk);
    let broken = desk.file("broken.tsv", "subject_id\tobject_id\n");
    for (args, complaint) in [
        (&["--to", "nowhere"][..], "there is no dataset `nowhere`"),
        (
            &["--to", "places", "--decisions", &broken],
            "broken.tsv:1: the column `predicate_id` is missing",
        ),
        (
            &["--to", "places", "--weights", &broken],
            "broken.tsv:1: there are fewer than three columns",
        ),
        (
            &["--to", "places", "--enrich", "colour"],
            "there is no field `colour`",
        ),
        (
            &["--to", "places", "--explain", "Nobody"],
            "no named thing is called `Nobody`",
        ),
    ] {
        let outcome = desk.run(&[&["link", "--home", "datasets"], args].concat());
        assert_eq!(outcome.code, Some(2), "{args:?}");
        assert!(
            outcome.messages.contains(complaint),
            "{args:?}: {}",
            outcome.messages
        );
    }
    assert!(drawn == links(&desk));
}

/// What `review` tells when a person presses these keys.
fn review(desk: &Desk, keys: &str) -> String {
    let mut command = assert_cmd::Command::cargo_bin("testimony").unwrap();
    let command = command.args(["review", &desk.path("links.sssom.tsv")]);
    let ended = command.write_stdin(keys).output().unwrap();
    String::from_utf8(ended.stdout).unwrap()
}

fn mappings(desk: &Desk) -> Vec<String> {
    let text = std::fs::read_to_string(desk.path("links.sssom.tsv")).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_is_proposed_is_reviewed_and_an_answer_is_taken_back() {
    let desk = desk_with_places();
    link(&desk, &["--propose", &desk.path("links.sssom.tsv")]);
    let proposed = mappings(&desk);
    let montreal = "place:montreal\tMontreal\tskos:exactMatch\tplaces:6077243/";
    assert!(
        proposed.iter().any(|row| row.starts_with(montreal)),
        "{proposed:#?}"
    );
    let rows = proposed
        .iter()
        .filter(|row| row.contains("CompositeMatching"))
        .count();
    let told = review(&desk, "n\nu\nx\ny\nn*\nq\n");
    assert!(told.contains("“") && told.contains("y* or n*"), "{told}");
    assert!(
        told.ends_with(&format!("2 decided, {} open\n", rows - 2)),
        "{told}"
    );
    assert_eq!(mappings(&desk).len(), proposed.len() + 2);
    assert!(review(&desk, "").ends_with(&format!("0 decided, {} open\n", rows - 2)));
}

#[test]
fn a_no_is_kept_and_never_proposed_again() {
    let desk = desk_with_places();
    let file = desk.path("links.sssom.tsv");
    link(&desk, &["--propose", &file]);
    review(&desk, "n\nq\n");
    let refused = mappings(&desk)
        .into_iter()
        .find(|row| row.contains("\tNot\t"))
        .unwrap();
    let thing = refused.split('\t').next().unwrap();
    link(&desk, &["--decisions", &file, "--propose", &file]);
    let again = mappings(&desk);
    assert!(again.contains(&refused), "{again:#?}");
    let object = refused
        .split('\t')
        .find(|cell| cell.starts_with("places:"))
        .unwrap();
    let is_proposed =
        |row: &&String| row.starts_with(thing) && row.contains(object) && row.contains("CompositeMatching");
    assert_eq!(again.iter().find(is_proposed), None);
}
