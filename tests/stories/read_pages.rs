//! A reader with a browser: from the start page to the words behind a claim.

use super::Desk;
use super::served::{Reply, Served};

fn served() -> (Desk, Served) {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &[]);
    (desk, served)
}

const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

fn page(served: &Served, path: &str) -> String {
    let reply = served.get(path, HTML);
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "text/html; charset=utf-8"),
        "{path}"
    );
    let text = reply.text();
    assert!(text.contains("<h1>"), "{path}");
    let scripts = text.matches("<script").count();
    let own = text.matches("<script src=\"/static/").count();
    assert_eq!(scripts, own, "{path} runs no script but this server's files");
    text
}

/// The first link of a page that begins so.
fn link(page: &str, begin: &str) -> String {
    let page = page.replace("&#x2f;", "/").replace("&amp;", "&");
    let found = page.split("href=\"").skip(1).find(|rest| rest.starts_with(begin));
    let link = found.and_then(|rest| rest.split('"').next());
    link.unwrap_or_else(|| panic!("no link to {begin}")).to_owned()
}

#[test]
fn from_what_is_contested_a_reader_gets_to_the_words_in_the_article() {
    let (_desk, served) = served();
    let start = page(&served, "/");
    assert!(
        start.contains("Berg Holding has denied that Nordbank bought Harbour Freight"),
        "{start}"
    );
    let claim = page(&served, &link(&start, "/claim/"));
    assert!(claim.contains("Against it") && claim.contains("<mark"), "{claim}");
    let place = link(&claim, "/document/");
    let (document, anchor) = place.split_once('#').unwrap();
    let article = page(&served, document);
    assert!(article.contains(&format!("id=\"{anchor}\"")), "{anchor}");
}

#[test]
fn an_article_shows_who_says_what_where_it_says_it() {
    let (_desk, served) = served();
    let found = page(&served, "/find?text=denied+operating");
    let claim = page(&served, &link(&found, "/claim/"));
    let article = page(&served, link(&claim, "/document/").split('#').next().unwrap());
    let mark = article
        .split("<a id=")
        .find(|mark| mark.contains(">China has denied operating the centres<"))
        .unwrap();
    assert!(mark.contains("mark denies certain"), "{mark}");
    assert!(
        mark.contains("title=\"China denies (certain): China operates"),
        "{mark}"
    );
}

#[test]
fn a_thing_has_a_page_and_is_data_for_programs() {
    let (_desk, served) = served();
    let path = "/entity/place/china";
    let china = page(&served, path);
    for part in ["Said about it", "What it says", "<svg", "Mentioned in"] {
        assert!(china.contains(part), "{part}");
    }
    assert!(
        served
            .get(path, "text/turtle")
            .text()
            .contains("place:china a tm:Country")
    );
    let json: serde_json::Value =
        serde_json::from_slice(&served.get(path, "application/ld+json").body).unwrap();
    assert!(json.to_string().contains("China"));
    assert!(
        served
            .get(
                "/thing?iri=https%3A%2F%2Fw3id.org%2Ftestimony%23denies&format=turtle",
                HTML
            )
            .text()
            .contains("tm:denies a owl:ObjectProperty")
    );
    assert_eq!(served.get("/entity/place/atlantis", "text/turtle").status, 404);
}

#[test]
fn questions_are_asked_without_knowing_sparql() {
    let (_desk, served) = served();
    assert!(page(&served, "/ask").contains("href=\"/ask/who-says\""));
    assert!(page(&served, "/ask/who-says?about=river&by=").contains("polluting the river"));
    assert!(page(&served, "/ask/describe").contains("required"));
    let table = page(
        &served,
        "/sparql?query=SELECT+%3Fx+%7B+place%3Achina+rdfs%3Alabel+%3Fx+%7D",
    );
    assert!(table.contains("<td>China</td>"), "{table}");
    let mistake = page(&served, "/sparql?query=SELEC");
    assert!(
        mistake.contains("role=\"alert\"") && mistake.contains("line 1"),
        "{mistake}"
    );
}

#[test]
fn what_stands_in_an_article_or_an_address_is_never_markup() {
    let desk = Desk::empty();
    let evil = "<script>alert(1)</script>";
    let text = format!(
        "Nordbank {evil} bought Harbour Freight.\n\nBerg Holding said that \"{evil}\" Nordbank bought Harbour Freight.\n"
    );
    let file = desk.file("evil.txt", text);
    desk.succeed(&["build", &file]);
    let served = Served::start(&desk.path("graph.nq"), &[]);
    let start = page(&served, "/");
    let article = page(&served, &link(&start, "/document/"));
    assert!(article.contains("&lt;script&gt;"), "{article}");
    let quoted = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    page(&served, &format!("/find?text={quoted}"));
    page(&served, &format!("/sparql?query={quoted}"));
    page(&served, &format!("/ask/who-says?about={quoted}"));
    let missing: Reply = served.get(&format!("/entity/{quoted}"), HTML);
    assert!(
        missing.status == 404 && !missing.text().contains("<script"),
        "{}",
        missing.text()
    );
    let policy = missing.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[test]
fn what_is_claimed_around_a_thing_is_a_list_in_words_and_data_for_the_picture() {
    let (_desk, served) = served();
    let start = page(&served, "/");
    let thing = link(&start, "/entity/");
    let entity = page(&served, &thing);
    let around = page(&served, &link(&entity, "/graph?iri="));
    assert!(
        around.contains("id=\"picture\"") && !link(&around, "/claim/").is_empty(),
        "{around}"
    );
    let iri = format!("https://w3id.org/testimony{thing}");
    let encoded: String = form_urlencoded::byte_serialize(iri.as_bytes()).collect();
    let data = served.get(&format!("/graph.json?iri={encoded}"), "application/json");
    let claims: serde_json::Value = serde_json::from_str(&data.text()).unwrap();
    let claims = claims.as_array().unwrap();
    assert!(
        claims
            .iter()
            .any(|claim| claim["subject"] == iri.as_str() || claim["object"] == iri.as_str()),
        "{claims:?}"
    );
    assert!(
        claims
            .iter()
            .all(|claim| claim["stance"].is_string() && claim["subjectName"].is_string()),
        "{claims:?}"
    );
    assert_eq!(served.get("/graph?iri=no+iri", HTML).status, 400);
}

#[test]
fn the_editor_and_its_libraries_come_from_this_server() {
    let (_desk, served) = served();
    let editor = page(&served, "/sparql");
    for file in ["yasgui.min.js", "yasgui.min.css", "editor.js"] {
        let address = format!("/static/{file}");
        assert!(editor.contains(&address), "{file}");
        assert_eq!(served.get(&address, "*/*").status, 200, "{file}");
    }
    let policy = served.get("/sparql", HTML);
    let policy = policy.header("content-security-policy");
    assert!(
        policy.contains("script-src 'self'") && policy.contains("connect-src 'self'"),
        "{policy}"
    );
    assert_eq!(served.get("/static/../Cargo.toml", "*/*").status, 404);
}
