//! A table of names is reconciled against a graph and a dataset, as OpenRefine does.

use serde_json::{Value, json};

use super::Desk;
use super::served::{Served, encoded};

fn get(served: &Served, path: &str) -> Value {
    let reply = served.get(path, "application/json");
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    serde_json::from_str(&reply.text()).unwrap()
}

fn asked(served: &Served, service: &str, queries: &Value) -> Value {
    get(
        served,
        &format!("{service}?queries={}", encoded(&queries.to_string())),
    )
}

#[test]
fn the_service_says_what_it_is() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &[]);
    let manifest = get(&served, "/reconcile");
    let fields = "versions name identifierSpace schemaSpace view preview suggest extend";
    for field in fields.split(' ') {
        assert!(!manifest[field].is_null(), "{field}: {manifest}");
    }
}

#[test]
fn many_names_are_answered_at_once() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &[]);
    let [organization, person] =
        ["Organization", "Person"].map(|class| format!("https://w3id.org/testimony#{class}"));
    let queries = json!({
        "q0": {"query": "NORDBANK", "type": organization, "limit": 3},
        "q1": {"query": "Nordbenk"},
        "q2": {"query": "Nordbank", "type": person},
        "q3": {"query": "Atlantis Shipping Ltd"},
    });
    let answer = asked(&served, "/reconcile", &queries);
    let best = |question: &str| answer[question]["result"][0].clone();
    let is_match = json!(true);
    assert_eq!(
        (&best("q0")["name"], &best("q0")["match"]),
        (&json!("Nordbank"), &is_match),
        "{answer}"
    );
    assert!(best("q0")["score"].as_f64().unwrap() >= 95.0, "{answer}");
    assert_eq!(best("q1")["name"], json!("Nordbank"), "{answer}");
    assert_ne!(best("q1")["match"], is_match, "a slip is no match: {answer}");
    assert_ne!(best("q2")["match"], is_match, "of another class: {answer}");
    assert_ne!(best("q3")["match"], is_match, "{answer}");
}

#[test]
fn what_is_accepted_of_a_thing_fills_further_columns() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &[]);
    let found = asked(&served, "/reconcile", &json!({"q": {"query": "Hanna Lund"}}));
    let id = found["q"]["result"][0]["id"].as_str().unwrap().to_owned();
    let proposed = get(&served, "/reconcile/properties");
    let leads = "https://w3id.org/testimony#leads";
    let known = proposed["properties"].as_array().unwrap();
    assert!(known.iter().any(|property| property["id"] == leads), "{proposed}");
    let extension = json!({"ids": [id], "properties": [{"id": leads}]});
    let rows = get(
        &served,
        &format!("/reconcile?extend={}", encoded(&extension.to_string())),
    );
    assert_eq!(rows["rows"][&id][leads][0]["name"], json!("Nordbank"), "{rows}");
    assert_eq!(rows["meta"][0]["name"], json!("leads"), "{rows}");

    let property = json!({"pid": leads, "v": "Nordbank"});
    let with = asked(
        &served,
        "/reconcile",
        &json!({"q": {"query": "Hanna Lund", "properties": [property]}}),
    );
    assert_eq!(with["q"]["result"][0]["match"], json!(true), "{with}");
    let preview = served.get(&format!("/reconcile/preview?id={}", encoded(&id)), "text/html");
    assert!(
        preview.text().contains("<h1>Hanna Lund</h1>"),
        "{}",
        preview.text()
    );
    let suggested = get(&served, "/reconcile/suggest/entity?prefix=nord");
    assert!(
        suggested["result"]
            .as_array()
            .unwrap()
            .iter()
            .any(|entry| entry["name"] == "Nordbank"),
        "{suggested}"
    );
}

#[test]
fn a_dataset_is_a_service_of_its_own() {
    let desk = Desk::with_examples();
    let home = desk.path("datasets");
    let places = format!("{}/datasets/places.tsv", super::examples());
    desk.succeed(&["dataset", "add", "places", &places, "--home", &home]);
    let served = Served::start(&desk.path("graph.nq"), &["--dataset", "places", "--home", &home]);
    let answer = asked(&served, "/reconcile/places", &json!({"q": {"query": "Oslo"}}));
    let best = &answer["q"]["result"][0];
    assert!(best["id"].as_str().unwrap().contains("geonames.org"), "{answer}");
    assert_eq!(get(&served, "/reconcile/places")["versions"][0], json!("0.1"));
    let other = served.get("/reconcile/others", "application/json");
    assert!(
        other.status == 404 && other.text().contains("places"),
        "{}",
        other.text()
    );
}

/// Posts a body and reads the answer.
fn posted(served: &Served, path: &str, body: &Value) -> Value {
    let headers = [("content-type", "application/json")];
    let reply = served.send(("POST", path), &headers, body.to_string().as_bytes());
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    serde_json::from_str(&reply.text()).unwrap()
}

#[test]
fn the_manifest_of_version_1_goes_to_those_who_ask_for_it() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &["--cors", "https://refine.example"]);
    let accept = "application/reconciliation.v1+json, application/json;q=0.5";
    let manifest: Value = serde_json::from_str(&served.get("/reconcile", accept).text()).unwrap();
    assert_eq!(manifest["versions"], json!(["0.1", "0.2", "1.0-draft"]));
    assert_eq!(
        manifest["suggest"],
        json!({"entity": true, "property": true, "type": true})
    );
    let view = manifest["view"]["url"].as_str().unwrap();
    assert!(view.ends_with("/thing?iri={id}"), "{manifest}");
    assert!(get(&served, "/reconcile")["suggest"]["entity"].is_object());
    let origin = [("origin", "https://refine.example")];
    let preflight = served.send(("OPTIONS", "/reconcile/match"), &origin, b"");
    assert_eq!(preflight.header("access-control-allow-origin"), origin[0].1);
}

#[test]
fn the_draft_of_version_1_is_answered_beside_the_others() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &[]);
    let name = |name: &str| json!({"matchType": "name", "propertyValue": name});
    let leads = "https://w3id.org/testimony#leads";
    let leading = |quantifier: &str| {
        json!({"matchType": "property", "propertyId": leads, "propertyValue": "Nordbank", "required": true,
               "matchQuantifier": quantifier})
    };
    let batch = json!({"queries": [
        {"conditions": [name("NORDBANK")], "type": "https://w3id.org/testimony#Organization", "limit": 2},
        {"conditions": [name("Hanna Lund"), leading("any")]},
        {"conditions": [name("Hanna Lund"), leading("none")]},
    ]});
    let answer = posted(&served, "/reconcile/match", &batch);
    let best = |place: usize| answer["results"][place]["candidates"][0].clone();
    let nordbank = best(0);
    assert_eq!(
        (&nordbank["name"], &nordbank["match"]),
        (&json!("Nordbank"), &json!(true)),
        "{answer}"
    );
    assert!(nordbank["features"][0]["name"].is_string(), "{answer}");
    assert_eq!(
        (&best(1)["name"], &best(2)),
        (&json!("Hanna Lund"), &Value::Null),
        "{answer}"
    );
}

#[test]
fn further_columns_are_posted_and_proposed_in_version_1() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &[]);
    let leads = "https://w3id.org/testimony#leads";
    let found = asked(&served, "/reconcile", &json!({"q": {"query": "Hanna Lund"}}));
    let id = found["q"]["result"][0]["id"].clone();
    let by_id = json!({"queries": [{"conditions": [{"matchType": "name", "propertyValue": id}]}]});
    let found = posted(&served, "/reconcile/match", &by_id);
    assert_eq!(found["results"][0]["candidates"][0]["id"], id);
    let rows = posted(
        &served,
        "/reconcile/extend",
        &json!({"ids": [id], "properties": [{"id": leads}]}),
    );
    assert_eq!(
        rows["rows"][0]["properties"][0]["values"][0]["name"],
        json!("Nordbank"),
        "{rows}"
    );
    let proposed = get(&served, "/reconcile/extend/propose?type=any&limit=2");
    assert_eq!(
        (
            proposed["properties"].as_array().unwrap().len(),
            &proposed["type"]
        ),
        (2, &json!("any"))
    );
}

#[test]
fn a_batch_that_is_too_large_or_cannot_be_read_is_refused_in_version_1_too() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &[]);
    let query = json!({"conditions": [{"matchType": "name", "propertyValue": "x"}]});
    let many = json!({"queries": vec![query; 501]}).to_string();
    let json_body = [("content-type", "application/json")];
    for (method, path, body, status) in [
        ("POST", "/reconcile/match", many.as_str(), 413),
        (
            "POST",
            "/reconcile/match",
            "{\"queries\": [{\"conditions\": []}]}",
            400,
        ),
        ("GET", "/reconcile/match", "", 405),
        ("POST", "/reconcile/extend", "[]", 400),
        ("GET", "/reconcile/extend/propose?limit=few", "", 400),
    ] {
        let reply = served.send((method, path), &json_body, body.as_bytes());
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text());
    }
}

#[test]
fn bad_questions_are_refused_with_what_would_be_right() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &[]);
    for (path, status) in [
        ("/reconcile?queries=%5B1%5D", 400),
        ("/reconcile?extend=%7B%7D", 400),
        ("/reconcile/preview?id=no+iri", 400),
        ("/reconcile/preview?id=https://example.org/nothing", 404),
        ("/reconcile/suggest/colour", 404),
    ] {
        assert_eq!(served.get(path, "application/json").status, status, "{path}");
    }
    let many: serde_json::Map<String, Value> = (0..501)
        .map(|number| (format!("q{number}"), json!({"query": "x"})))
        .collect();
    let body = format!("queries={}", encoded(&Value::Object(many).to_string()));
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let reply = served.send(("POST", "/reconcile"), &form, body.as_bytes());
    assert_eq!(reply.status, 413, "{}", reply.text());
}
