//! What a live service says of linked records is copied, and what it shows of them is told.

use super::Desk;
use super::served::Served;
use super::service::{Answer, LINDOW, MANIFEST, Scripted, answers, dead, link, links, ok};
use super::{example, within};

/// The manifest of a service that answers properties too, and has pages and previews.
fn manifest(preview: &str) -> String {
    let more = format!(
        r#""view": {{"url": "https://items.example/page/{{{{id}}}}"}}, "preview": {{"url": "{preview}", "width": 300, "height": 200}},
           "extend": {{"propose_properties": {{}}}}}}"#
    );
    format!("{}, {more}", MANIFEST.trim_end_matches('}'))
}

/// A property of Lindow with a thing, a number, a date and a text as values.
const ROWS: &str = r#"{"meta": [{"id": "P17", "name": "country"}, {"id": "P1082", "name": "population"}],
    "rows": {"Q7": {"P17": [{"id": "Q30", "name": "Arvenia"}], "P1082": [{"float": 1200}, {"str": "about a thousand"}]}}}"#;

/// A service that knows Lindow, and answers `extended` when it is asked for properties.
fn knowing(extended: impl Fn(usize) -> Answer + Send + 'static) -> Scripted {
    Scripted::start(move |number, body| match number {
        0 => ok(manifest("http://elsewhere.example/{{id}}")),
        _ if body.starts_with("extend=") => extended(number),
        _ => ok(answers(body)),
    })
}

#[test]
fn properties_of_linked_records_are_copied_with_their_names_and_where_they_are_from() {
    let desk = within::desk();
    let service = knowing(|_| ok(ROWS));
    let told = link(&desk, &service.url, &["--enrich", "label,P17,P1082"]);
    assert_eq!(told.code, Some(0), "{}", told.messages);
    let drawn = links(&desk);
    let facts = "<https://w3id.org/testimony/graph/dataset/items> .";
    let items = "http://www.wikidata.org";
    let label = "<http://www.w3.org/2000/01/rdf-schema#label>";
    let url = &service.url;
    for line in [
        format!("<{items}/entity/Q7> <{items}/prop/direct/P17> <{items}/entity/Q30> {facts}"),
        format!("<{items}/entity/Q7> <{items}/prop/direct/P1082> \"about a thousand\" {facts}"),
        format!("<{items}/entity/Q7> {label} \"Lindow\" {facts}"),
        format!("<{items}/entity/Q30> {label} \"Arvenia\" {facts}"),
        format!("<{items}/prop/direct/P17> {label} \"country\" {facts}"),
        format!(
            "<https://w3id.org/testimony/dataset/items> <http://www.w3.org/ns/prov#wasDerivedFrom> <{url}> <https://w3id.org/testimony/graph/links> ."
        ),
    ] {
        assert!(drawn.contains(&line), "{line} is missing in {drawn}");
    }
    let asked = service.heads().len();
    let again = link(&desk, url, &["--enrich", "label,P17,P1082", "--offline"]);
    assert_eq!(again.code, Some(0), "{}", again.messages);
    assert!(drawn == links(&desk) && service.heads().len() == asked);
    let other = link(&desk, url, &["--enrich", "P18", "--offline"]);
    let complaint = "what is known of `Q7` is not kept: run it once without --offline";
    assert!(other.messages.contains(complaint), "{}", other.messages);
}

#[test]
fn properties_are_asked_for_again_in_smaller_batches_and_after_a_pause() {
    let desk = within::desk();
    let service = knowing(|number| match number {
        4 => Some(("503 Service Unavailable", "retry-after: 0\r\n", String::new())),
        _ => ok(ROWS),
    });
    let told = link(&desk, &service.url, &["--enrich", "P17"]);
    assert_eq!(told.code, Some(0), "{}", told.messages);
    assert!(links(&desk).contains("prop/direct/P17> <http://www.wikidata.org/entity/Q30>"));
}

#[test]
fn a_service_that_does_not_answer_properties_as_it_should_is_named_and_links_stay() {
    let desk = within::desk();
    let good = knowing(|_| ok(ROWS));
    assert_eq!(link(&desk, &good.url, &[]).code, Some(0));
    let drawn = links(&desk);
    let silent = knowing(|_| None);
    let page = knowing(|_| ok("<html>down for maintenance</html>"));
    let lacking = knowing(|_| ok(r#"{"meta": [], "rows": {}}"#));
    let closed = knowing(|_| Some(("403 Forbidden", "", "not for you".to_owned())));
    let without = Scripted::start(|number, body| {
        ok(if number == 0 {
            MANIFEST.to_owned()
        } else {
            answers(body)
        })
    });
    for (service, complaint) in [
        (&silent, "gave no reply after 2 attempts"),
        (&page, "its answer cannot be read"),
        (&lacking, "it answered nothing of `Q7`"),
        (&closed, "replied 403 after 1 attempts: not for you"),
        (&without, "so `P17` cannot be copied: leave it out of --enrich"),
    ] {
        let args = ["--enrich", "P17", "--timeout", "1", "--refresh"];
        let told = link(&desk, &service.url, &args);
        assert_eq!(told.code, Some(2), "{complaint}: {}", told.output);
        assert!(
            told.messages.contains(complaint) && told.messages.contains(&service.url),
            "{}",
            told.messages
        );
    }
    assert!(drawn.contains(LINDOW) && drawn == links(&desk));
}

/// A service whose previews are on its own host, answered by `shown`.
fn previewing(shown: impl Fn() -> Answer + Send + 'static) -> Scripted {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    Scripted::start_at(&address.to_string(), move |number, body| match number {
        0 => ok(manifest(&format!("http://{address}/small/{{{{id}}}}"))),
        _ if body.is_empty() => shown(),
        _ => ok(answers(body)),
    })
}

#[test]
fn an_explanation_has_the_page_and_the_words_of_the_preview() {
    let desk = within::desk();
    let service = previewing(|| {
        let page = "<html><head><style>p {}</style></head><body><h1>Lindow</h1><p>A city in\n Arvenia.</p></body></html>";
        Some(("200 OK", "", page.to_owned()))
    });
    let told = link(&desk, &service.url, &["--explain", "Lindow"]);
    assert_eq!(told.code, Some(0), "{}", told.messages);
    let lines = "  page\thttps://items.example/page/Q7\n  preview\tLindow A city in Arvenia.\n";
    assert!(told.output.contains(lines), "{}", told.output);
    let broken = previewing(|| Some(("404 Not Found", "", "no such item".to_owned())));
    let told = link(&desk, &broken.url, &["--explain", "Lindow"]);
    assert_eq!(told.code, Some(0), "{}", told.messages);
    assert!(
        told.output.contains("  no preview\t") && told.output.contains("404"),
        "{}",
        told.output
    );
}

#[test]
fn a_preview_on_a_host_that_nobody_named_is_told_and_not_read() {
    let desk = within::desk();
    let service = knowing(|_| ok(ROWS));
    let told = link(&desk, &service.url, &["--explain", "Lindow"]);
    let line = "  preview at\thttp://elsewhere.example/Q7\n";
    assert!(told.output.contains(line), "{}{}", told.output, told.messages);
}

#[test]
fn our_own_service_answers_properties_and_previews_in_every_version() {
    let desk = Desk::with_examples();
    let home = desk.path("datasets");
    let places = example("datasets/places.tsv");
    desk.succeed(&["dataset", "add", "places", &places, "--home", &home]);
    let served = Served::start(&desk.path("graph.nq"), &["--dataset", "places", "--home", &home]);
    let url = format!("http://{}/reconcile/places", served.address);
    let drawn = |api: &str| {
        let args = ["--api", api, "--enrich", "countries,coordinates", "--refresh"];
        let told = link(&desk, &url, &args);
        assert_eq!(told.code, Some(0), "{}", told.messages);
        links(&desk)
    };
    let first = drawn("0.1");
    let dakar = "<https://sws.geonames.org/2253354/> <https://w3id.org/testimony#countries> \"SN\" ";
    assert!(first.contains(dakar), "{first}");
    assert!(first == drawn("0.2") && first == drawn("1.0-draft"));
    let told = link(&desk, &url, &["--explain", "Dakar"]);
    assert!(
        told.output.contains("  page\thttps") && told.output.contains("  preview\t"),
        "{}",
        told.output
    );
    let told = link(&desk, &dead(), &["--enrich", "countries"]);
    assert_eq!(told.code, Some(2), "{}", told.output);
    let wrong = desk.run(&["link", "--to", "places", "--home", &home, "--enrich", "P17"]);
    assert!(
        wrong.code == Some(2) && wrong.messages.contains("there is no field `P17`"),
        "{}",
        wrong.messages
    );
}
