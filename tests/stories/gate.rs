//! Whatever is written is checked before, and what does not conform stays out.

use super::served::{Reply, Served, TOKEN};
use super::{Desk, example, examples, testimony};

const NO_DENIALS: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix tm: <https://w3id.org/testimony#> .
    <https://example.org/no-denials> a sh:NodeShape ; sh:targetClass tm:Claim ;
        sh:property [ sh:path tm:stance ; sh:in ( tm:Affirms tm:Neutral ) ; sh:message \"No denials here.\" ] .";

fn denials(desk: &Desk) -> usize {
    let claims = desk.succeed(&["claims", "--format", "tsv"]);
    claims.lines().filter(|line| line.contains("denies")).count()
}

#[test]
fn shapes_that_are_given_once_stay_with_the_graph_until_they_are_removed() {
    let desk = Desk::empty();
    let shapes = desk.file("no-denials.ttl", NO_DENIALS);
    let article = example("harbour-freight-seller.txt");
    assert_eq!(desk.run(&["build", &article, "--shapes", &shapes]).code, Some(1));
    let shown = desk.succeed(&["shapes", "show"]);
    assert!(
        shown.contains("No denials here.") && shown.contains("# no-denials.ttl"),
        "{shown}"
    );
    let again = desk.run(&["build", &article, "--again"]);
    assert_eq!((again.code, denials(&desk)), (Some(1), 0), "{}", again.messages);
    assert!(desk.run(&["validate"]).output.ends_with(" 0 violations\n"));

    desk.succeed(&["build", &article, "--again", "--no-gate"]);
    assert!(denials(&desk) > 0, "a build that checks nothing has them");
    let outcome = desk.run(&["validate"]);
    assert!(outcome.output.contains("No denials here."), "{}", outcome.output);
    assert_eq!(desk.run(&["build", &article, "--again"]).code, Some(1));
    assert_eq!(denials(&desk), 0);

    desk.succeed(&["shapes", "remove"]);
    desk.succeed(&["build", &article, "--again"]);
    assert!(denials(&desk) > 0);
}

#[test]
fn what_the_program_s_own_shapes_keep_out_is_told_and_fails_only_who_asked() {
    let desk = Desk::empty();
    let article = desk.file(
        "a.txt",
        "The earthquake claimed that Nordbank bought Harbour Freight.",
    );
    let outcome = desk.run(&["build", &article]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    assert!(
        outcome.messages.contains("were kept out: see "),
        "{}",
        outcome.messages
    );
    let quarantine = std::fs::read_to_string(desk.path("graph.nq.quarantine.jsonl")).unwrap();
    assert!(quarantine.contains("A claimant is an agent"), "{quarantine}");
    assert!(!desk.succeed(&["claims"]).contains("Nordbank"));
    desk.succeed(&["shapes", "set"]);
    assert_eq!(desk.run(&["build", &article, "--again"]).code, Some(1));
    desk.succeed(&["build", &article, "--again", "--no-gate"]);
    assert!(desk.succeed(&["claims"]).contains("Nordbank"));
}

#[test]
fn shapes_may_be_set_before_there_is_a_graph_and_say_what_is_there_already() {
    let desk = Desk::with_examples();
    let shapes = desk.file("no-denials.ttl", NO_DENIALS);
    let outcome = desk.run(&["shapes", "set", &shapes]);
    assert_eq!(outcome.code, Some(0));
    assert!(
        outcome
            .messages
            .contains("do not conform: see `testimony validate`"),
        "{}",
        outcome.messages
    );
    let copy = desk.path("copy.nq");
    testimony(&desk, &["shapes", "set", &shapes, "--store", &copy]);
    let built = testimony(&desk, &["build", &examples(), "--store", &copy]);
    assert_eq!(built.code, Some(1), "{}", built.messages);
    let odd = desk.file("odd.ttl", NO_DENIALS.replace("sh:in (", "sh:js ("));
    let refused = desk.run(&["shapes", "set", &odd]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.messages.contains("`sh:js`"), "{}", refused.messages);
    assert!(
        desk.succeed(&["shapes", "show"]).contains("sh:in ("),
        "the old shapes stay"
    );
}

#[test]
fn a_backup_comes_in_without_what_does_not_conform() {
    let desk = Desk::with_examples();
    let backup = desk.path("backup.trig");
    desk.succeed(&["export", "--format", "trig", "--output", &backup]);
    let shapes = desk.file("no-denials.ttl", NO_DENIALS);
    let copy = desk.path("copy.nq");
    let outcome = testimony(&desk, &["import", &backup, "--shapes", &shapes, "--store", &copy]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.messages);
    assert!(
        outcome.output.starts_with("imported 8 documents, "),
        "{}",
        outcome.output
    );
    let quarantine = std::fs::read_to_string(desk.path("copy.nq.quarantine.jsonl")).unwrap();
    assert_eq!(
        quarantine
            .lines()
            .filter(|line| line.contains("No denials here."))
            .count(),
        denials(&desk)
    );
    let validated = testimony(&desk, &["validate", "--store", &copy]);
    assert_eq!(validated.code, Some(0), "{}", validated.output);
}

/// Sends an update, with the media type that the answer should have.
fn update(served: &Served, update: &str, accept: &str) -> Reply {
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("content-type", "application/sparql-update"),
        ("authorization", bearer.as_str()),
        ("accept", accept),
    ];
    served.send(("POST", "/sparql"), &headers, update.as_bytes())
}

/// How many statements there are.
fn size(served: &Served) -> String {
    let query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }";
    served.query(query, "text/csv").text()
}

#[test]
fn an_update_that_does_not_conform_is_refused_as_a_whole_with_the_report() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &["--writable"]);
    let before = size(&served);
    let half = "PREFIX tm: <https://w3id.org/testimony#> PREFIX : <https://example.org/>
        INSERT DATA { GRAPH :notes { :fine tm:note 1 . :claim a tm:Claim ; tm:stance tm:Affirms } }";
    let report = update(&served, half, "text/turtle");
    let media_type = report.header("content-type");
    assert_eq!((report.status, media_type), (422, "text/turtle; charset=utf-8"));
    for part in ["sh:ValidationReport", "No evidence, no claim."] {
        assert!(report.text().contains(part), "{}", report.text());
    }
    let text = update(&served, half, "text/plain");
    assert_eq!(text.status, 422);
    let line = "<https://example.org/claim>: No evidence, no claim. (at ";
    assert!(text.text().contains(line), "{}", text.text());
    assert_eq!(before, size(&served));
    let fine = "INSERT DATA { GRAPH <https://example.org/notes> { <https://example.org/a> <https://example.org/b> 1 } }";
    assert_eq!(update(&served, fine, "").status, 204);
}

#[test]
fn what_an_update_takes_from_others_is_looked_at_too() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &["--writable"]);
    let before = size(&served);
    let stripped = "DELETE WHERE { GRAPH ?g { ?claim <https://w3id.org/testimony#evidence> ?words } }";
    assert_eq!(update(&served, stripped, "text/plain").status, 422);
    // The claimant is no longer anybody who can speak: it is the claim that does not conform, not the entity.
    let retyped = "PREFIX tm: <https://w3id.org/testimony#>
        DELETE { GRAPH ?g { ?who a ?class } } INSERT { GRAPH ?g { ?who a tm:Event } }
        WHERE { GRAPH ?d { ?claim tm:claimant ?who } GRAPH ?g { ?who a ?class } FILTER(CONTAINS(STR(?who), \"nordbank\")) }";
    let refused = update(&served, retyped, "text/plain");
    assert_eq!(refused.status, 422);
    let message = "A claimant is an agent";
    assert!(refused.text().contains(message), "{}", refused.text());
    assert_eq!(before, size(&served));
}

#[test]
fn a_graph_that_does_not_conform_is_not_put_unless_nothing_is_checked() {
    let desk = Desk::with_examples();
    let shapes = desk.file(
        "notes.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/> .
         :note a sh:NodeShape ; sh:targetClass :Note ; sh:property [ sh:path [ sh:inversePath :has ] ; sh:minCount 1 ;
             sh:message \"A note has an owner.\" ] .",
    );
    desk.succeed(&["shapes", "set", &shapes]);
    let put = |served: &Served, body: &str| {
        let bearer = format!("Bearer {TOKEN}");
        let headers = [
            ("content-type", "text/turtle"),
            ("authorization", bearer.as_str()),
        ];
        served.send(
            ("PUT", "/store?graph=https%3A%2F%2Fexample.org%2Fnotes"),
            &headers,
            body.as_bytes(),
        )
    };
    let lonely = "@prefix : <https://example.org/> . :n a :Note .";
    let owned = "@prefix : <https://example.org/> . :n a :Note . :o :has :n .";
    let served = Served::start(&desk.path("graph.nq"), &["--writable"]);
    assert_eq!(put(&served, lonely).status, 422);
    assert_eq!(
        served
            .get("/store?graph=https%3A%2F%2Fexample.org%2Fnotes", "text/turtle")
            .status,
        404
    );
    assert_eq!(put(&served, owned).status, 201);
    assert_eq!(put(&served, lonely).status, 422, "the owner would go");
    drop(served);
    let served = Served::start(&desk.path("graph.nq"), &["--writable", "--no-gate"]);
    assert_eq!(put(&served, lonely).status, 204);
}
