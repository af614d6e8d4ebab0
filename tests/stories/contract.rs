//! The service keeps to what the Reconciliation Service API asks of answers, in versions
//! [0.1](https://reconciliation-api.github.io/specs/0.1/), [0.2](https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/)
//! and the [draft of 1.0](https://reconciliation-api.github.io/specs/1.0-draft/).
//!
//! [`super::shapes`] says what answers have to be like; reading one as the type is the check, and what is asked of values
//! besides is checked here.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::served::{Served, encoded};
use super::shapes::{
    Candidate, DraftManifest, DraftRows, Manifest, Named, Proposal, ResultOf, Results, Rows, Stated, Suggest,
    Suggestions,
};
use super::{Desk, example};

/// A server with the graph of the examples and a dataset of places.
struct Service {
    served: Served,
    _desk: Desk,
}

/// Where the two services are.
const SERVICES: [&str; 2] = ["/reconcile", "/reconcile/places"];
/// Who may ask from elsewhere.
const ORIGIN: (&str, &str) = ("origin", "https://refine.example");
const DRAFT: &str = "application/reconciliation.v1+json";

impl Service {
    fn start() -> Self {
        let desk = Desk::with_examples();
        let home = desk.path("datasets");
        let places = example("datasets/places.tsv");
        desk.succeed(&["dataset", "add", "places", &places, "--home", &home]);
        let args = ["--dataset", "places", "--home", &home, "--cors", ORIGIN.1];
        Self {
            served: Served::start(&desk.path("graph.nq"), &args),
            _desk: desk,
        }
    }

    /// What is answered, read as a type; each answer may be read from an allowed origin.
    fn asked<T: DeserializeOwned>(&self, request: (&str, &str), headers: &[(&str, &str)], body: &str) -> T {
        let headers = [headers, &[ORIGIN]].concat();
        let reply = self.served.send(request, &headers, body.as_bytes());
        assert_eq!(reply.status, 200, "{request:?}: {}", reply.text());
        assert_eq!(
            reply.header("access-control-allow-origin"),
            ORIGIN.1,
            "{request:?}"
        );
        assert!(
            reply.header("content-type").starts_with("application/json"),
            "{request:?}"
        );
        serde_json::from_str(&reply.text())
            .unwrap_or_else(|error| panic!("{request:?}: {error}: {}", reply.text()))
    }

    fn got<T: DeserializeOwned>(&self, path: &str) -> T {
        self.asked(("GET", path), &[], "")
    }

    /// Posted as a form, as 0.1 and 0.2 have it.
    fn form<T: DeserializeOwned>(&self, path: &str, field: &str, value: &Value) -> T {
        let body = format!("{field}={}", encoded(&value.to_string()));
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.asked(("POST", path), &kind, &body)
    }

    /// Posted as JSON, as the draft of 1.0 has it.
    fn json<T: DeserializeOwned>(&self, path: &str, value: &Value) -> T {
        self.asked(
            ("POST", path),
            &[("content-type", "application/json")],
            &value.to_string(),
        )
    }
}

/// Ids and names are no empty texts.
fn check_named(named: &[Named]) {
    assert!(named.iter().all(|one| !one.id.is_empty() && !one.name.is_empty()));
    let ids: BTreeSet<&Named> = named.iter().collect();
    assert_eq!(ids.len(), named.len(), "each is there once");
}

#[test]
fn manifests_of_each_version_have_what_the_version_asks_for() {
    let service = Service::start();
    for path in SERVICES {
        check_manifest(&service, path);
        check_draft_manifest(&service, path);
    }
}

fn check_manifest(service: &Service, path: &str) {
    let manifest: Manifest = service.got(path);
    assert!(
        ["0.1", "0.2"]
            .iter()
            .all(|one| manifest.versions.contains(&(*one).to_owned()))
    );
    assert!(!manifest.name.is_empty() && manifest.batch_size > 0);
    for iri in [
        &manifest.identifier_space,
        &manifest.schema_space,
        &manifest.documentation,
    ] {
        assert!(iri.starts_with("http"), "{iri}");
    }
    check_named(&manifest.default_types);
    let preview = manifest.preview.url.unwrap();
    assert!(manifest.view.url.contains("{{id}}") && preview.contains("{{id}}"));
    assert!(manifest.preview.width > 0 && manifest.preview.height > 0);
    let Suggest {
        entity,
        property,
        kind,
    } = manifest.suggest;
    for part in [entity, property, kind, manifest.extend.propose_properties] {
        let url = part.service_url + &part.service_path;
        let local = url.strip_prefix(&format!("http://{}", service.served.address));
        service.got::<Value>(local.unwrap());
    }
    assert!(manifest.extend.property_settings.is_empty());
}

fn check_draft_manifest(service: &Service, path: &str) {
    let draft: DraftManifest = service.asked(("GET", path), &[("accept", DRAFT)], "");
    assert!(draft.versions.contains(&"1.0-draft".to_owned()) && !draft.name.is_empty());
    assert!(!draft.documentation.is_empty() && !draft.service_version.is_empty());
    assert!(
        draft.view.url.contains('{') && draft.view.url.contains("id}"),
        "{}",
        draft.view.url
    );
    assert!(draft.preview.width > 0 && draft.preview.height > 0 && draft.preview.url.is_none());
    let Suggest {
        entity,
        property,
        kind,
    } = draft.suggest;
    assert!(entity && property && kind && draft.standardized_score);
    assert!(draft.extend.propose_properties && draft.extend.property_settings.is_empty());
    check_named(&draft.default_types);
}

fn check_candidates(candidates: &[Candidate], limit: usize) {
    assert!(!candidates.is_empty() && candidates.len() <= limit);
    assert!(candidates.is_sorted_by(|one, other| one.score >= other.score));
    assert!(candidates.iter().filter(|candidate| candidate.is_match).count() <= 1);
    for candidate in candidates {
        assert!(!candidate.id.is_empty() && !candidate.name.is_empty());
        assert!((0.0..=100.0).contains(&candidate.score), "{}", candidate.score);
        assert!(candidate.types.iter().all(|kind| !kind.id().is_empty()));
        assert!(candidate.description.trim() == candidate.description);
        let features: BTreeSet<&str> = candidate.features.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(
            features.len(),
            candidate.features.len(),
            "each feature is there once"
        );
        assert!(
            candidate
                .features
                .iter()
                .all(|one| one.value.is_finite() && !one.name.is_empty())
        );
    }
}

#[test]
fn batches_are_answered_question_by_question_in_every_version() {
    let service = Service::start();
    for (path, name) in SERVICES.into_iter().zip(["Nordbank", "Oslo"]) {
        let query = json!({"query": name, "limit": 3, "type": "any", "type_strict": "should",
                           "properties": [{"pid": "https://w3id.org/testimony#leads", "v": ["x", {"id": "y"}, 3]}]});
        let queries = json!({"q0": query, "other name": {"query": name}});
        let address = format!("{path}?queries={}", encoded(&queries.to_string()));
        let by_get: BTreeMap<String, ResultOf> = service.got(&address);
        let by_post: BTreeMap<String, ResultOf> = service.form(path, "queries", &queries);
        for answers in [by_get, by_post] {
            assert!(answers.keys().eq(["other name", "q0"]));
            check_candidates(&answers["q0"].result, 3);
            check_candidates(&answers["other name"].result, 10);
        }
        let id = service.got::<BTreeMap<String, ResultOf>>(&address)["q0"].result[0]
            .id
            .clone();
        let by_id: BTreeMap<String, ResultOf> = service.form(path, "queries", &json!({"q": {"query": id}}));
        assert_eq!(by_id["q"].result[0].id, id, "an id finds its thing");

        let condition = json!({"matchType": "name", "propertyValue": name});
        let batch =
            json!({"queries": [{"conditions": [condition], "limit": 3}, {"conditions": [condition]}]});
        let answered: Results = service.json(&format!("{path}/match"), &batch);
        assert_eq!(answered.results.len(), 2);
        check_candidates(&answered.results[0].candidates, 3);
        check_candidates(&answered.results[1].candidates, 10);
    }
}

#[test]
fn suggestions_have_ids_and_names_and_those_that_were_seen_can_be_passed_over() {
    let service = Service::start();
    for (path, prefix) in SERVICES.into_iter().zip(["nord", "Oslo"]) {
        for what in ["entity", "type", "property"] {
            let address = |more: &str| format!("{path}/suggest/{what}?prefix={more}");
            let suggested: Suggestions = service.got(&address(if what == "entity" { prefix } else { "" }));
            assert!(what != "entity" || !suggested.result.is_empty());
            for one in &suggested.result {
                assert!(!one.id.is_empty() && !one.name.is_empty());
                assert!(
                    one.notable.iter().all(|kind| kind.id().contains("://")),
                    "types by their ids"
                );
            }
        }
        let all: Suggestions = service.got(&format!("{path}/suggest/entity?prefix={prefix}"));
        let later: Suggestions = service.got(&format!("{path}/suggest/entity?prefix={prefix}&cursor=1"));
        assert!(
            all.result
                .iter()
                .skip(1)
                .map(|one| &one.id)
                .eq(later.result.iter().map(|one| &one.id))
        );
    }
}

#[test]
fn a_preview_is_a_page_of_what_its_address_names() {
    let service = Service::start();
    for (path, name) in SERVICES.into_iter().zip(["Nordbank", "Oslo"]) {
        let found: Suggestions = service.got(&format!("{path}/suggest/entity?prefix={name}"));
        let address = format!("{path}/preview?id={}", encoded(&found.result[0].id));
        let reply = service.served.send(("GET", &address), &[ORIGIN], b"");
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (200, ORIGIN.1)
        );
        assert!(reply.header("content-type").starts_with("text/html"));
        assert!(reply.text().contains(&found.result[0].name), "{}", reply.text());
    }
}

fn check_stated(values: &[Stated]) {
    assert!(values.iter().all(|value| match value {
        Stated::Thing(thing) => !thing.id.is_empty() && !thing.name.is_empty(),
        Stated::Text(text) => !text.str.is_empty(),
    }));
}

#[test]
fn properties_are_proposed_and_answered_for_each_thing_that_is_asked_for() {
    let service = Service::start();
    for (path, name) in SERVICES.into_iter().zip(["Hanna Lund", "Oslo"]) {
        let found: Suggestions = service.got(&format!("{path}/suggest/entity?prefix={}", encoded(name)));
        let ids = [found.result[0].id.as_str(), "https://example.org/unknown"];
        let old: Proposal = service.got(&format!("{path}/properties?type=any"));
        let new: Proposal = service.got(&format!("{path}/extend/propose?type=any&limit=2"));
        for proposal in [&old, &new] {
            check_named(&proposal.properties);
            assert_eq!(proposal.kind.as_deref(), Some("any"));
        }
        assert_eq!((new.properties.len(), new.limit), (2, Some(2)));
        let properties: Vec<&str> = old.properties.iter().map(|one| one.id.as_str()).collect();
        let wanted: Vec<Value> = properties.iter().map(|id| json!({ "id": id })).collect();
        let query = json!({"ids": ids, "properties": wanted});

        let rows: Rows = service.form(path, "extend", &query);
        check_rows(&rows, &ids, &properties);
        let rows: DraftRows = service.json(&format!("{path}/extend"), &query);
        check_draft_rows(&rows, &ids, &properties);
    }
}

fn check_rows(rows: &Rows, ids: &[&str], properties: &[&str]) {
    assert!(
        rows.meta
            .iter()
            .map(|one| one.id.as_str())
            .eq(properties.iter().copied())
    );
    assert_eq!(rows.rows.len(), ids.len());
    assert!(rows.rows[ids[0]].values().any(|values| !values.is_empty()));
    for row in rows.rows.values() {
        assert!(properties.iter().all(|property| row.contains_key(*property)));
        row.values().for_each(|values| check_stated(values));
    }
}

fn check_draft_rows(rows: &DraftRows, ids: &[&str], properties: &[&str]) {
    assert!(
        rows.meta
            .iter()
            .map(|one| one.id.as_str())
            .eq(properties.iter().copied())
    );
    assert!(
        rows.rows
            .iter()
            .map(|row| row.id.as_str())
            .eq(ids.iter().copied())
    );
    for row in &rows.rows {
        assert!(
            row.properties
                .iter()
                .map(|one| one.id.as_str())
                .eq(properties.iter().copied())
        );
        row.properties.iter().for_each(|one| check_stated(&one.values));
    }
}

/// The requests of the [test bench](https://reconciliation-api.github.io/testbench/) of the specification, as its sources of
/// 2025 make them in a browser at another origin: it is a page for people, in no registry of packages.
#[test]
fn what_the_test_bench_of_the_specification_asks_is_answered() {
    let service = Service::start();
    for (path, name) in SERVICES.into_iter().zip(["Hanna Lund", "Oslo"]) {
        let wish = [
            ORIGIN,
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type"),
        ];
        let address = format!("{path}/match");
        let leave = service.served.send(("OPTIONS", &address), &wish, b"");
        assert_eq!(
            (leave.status, leave.header("access-control-allow-origin")),
            (204, ORIGIN.1)
        );
        assert!(
            leave
                .header("access-control-allow-headers")
                .contains("content-type")
        );

        let found: Suggestions = service.got(&format!("{path}/suggest/entity?prefix={}", encoded(name)));
        let id = found.result[0].id.as_str();
        let property: Suggestions = service.got(&format!("{path}/suggest/property?prefix="));
        let property = property.result[0].id.as_str();
        let conditions = json!([{"matchType": "name", "propertyValue": name},
            {"matchType": "property", "propertyId": property, "propertyValue": ["x", "y"], "required": false, "matchQuantifier": "any"}]);
        let batch = json!({"queries": [{"limit": 5, "conditions": conditions}]});
        let headers = [("content-type", "application/json"), ("accept-language", "en")];
        let answered: Results = service.asked(("POST", &address), &headers, &batch.to_string());
        check_candidates(&answered.results[0].candidates, 5);
        assert_eq!(answered.results[0].candidates[0].id, id);

        let proposed: Proposal = service.got(&format!("{path}/properties?type=any"));
        let property = proposed.properties[0].id.as_str();
        let query = json!({"ids": [id], "properties": [{"id": property}]});
        let rows: Rows = service.got(&format!("{path}?extend={}", encoded(&query.to_string())));
        assert!(rows.rows[id].contains_key(property));
    }
}
