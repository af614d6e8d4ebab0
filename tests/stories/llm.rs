//! What a language model proposes is checked word by word, and what fails never reaches the graph.

use serde_json::{Value, json};

use super::endpoint::{Answer, Endpoint};
use super::{Desk, Outcome, testimony};

const ARTICLE: &str =
    "Nordbank bought Harbour Freight in March. Berg Holding denied that Nordbank owns the ferry Alba.\n";

fn bought() -> Value {
    json!({
        "subject": "Nordbank", "subject_class": "Company", "relation": "bought", "object": "Harbour Freight",
        "object_class": "Company", "speaker": "Author", "claimant": null, "cue": null, "stance": "Affirms",
        "certainty": "Certain", "evidence": "Nordbank bought Harbour Freight in March",
    })
}

fn denied() -> Value {
    json!({
        "subject": "Nordbank", "subject_class": "Company", "relation": "owns", "object": "the ferry Alba",
        "object_class": "Vehicle", "speaker": "Named", "claimant": "Berg Holding", "cue": "denied", "stance": "Denies",
        "certainty": "Certain", "evidence": "Berg Holding denied that Nordbank owns the ferry Alba",
    })
}

fn changed(mut claim: Value, name: &str, value: Value) -> Value {
    claim[name] = value;
    claim
}

/// Builds the article with a model that gives these answers.
fn build(desk: &Desk, endpoint: &Endpoint, more: &[&str]) -> Outcome {
    let article = desk.file("harbour.txt", ARTICLE);
    let fixed = [
        "build",
        &article,
        "--extractor",
        "llm",
        "--llm-url",
        &endpoint.url,
    ];
    let model = ["--llm-model", "small", "--llm-wait", "0"];
    desk.run(&[&fixed[..], &model, more].concat())
}

fn quarantine(desk: &Desk) -> String {
    std::fs::read_to_string(desk.path("graph.nq.quarantine.jsonl")).unwrap_or_default()
}

const WHO: &str = "SELECT ?said ?by { GRAPH ?g { ?c a tm:Claim ; rdfs:label ?said ; tm:extractor ?e . ?e rdfs:label ?by } } ORDER BY ?said ?by";

fn who(desk: &Desk) -> Vec<String> {
    let answer = desk.succeed(&["query", "-e", WHO, "--format", "csv"]);
    answer.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn what_passes_is_a_claim_that_names_its_model_and_a_denial_stays_one() {
    let desk = Desk::empty();
    let endpoint = Endpoint::start(vec![Answer::Claims(vec![bought(), denied()])]);
    let outcome = build(
        &desk,
        &endpoint,
        &["--llm-price-in", "2", "--llm-price-out", "10"],
    );
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    let used = "llm small: 1 answers, 0 from the cache, 1000 tokens in, 50 tokens out, cost 0.0025";
    assert!(outcome.messages.contains(used), "{}", outcome.messages);
    let who = who(&desk);
    assert_eq!(who.len(), 2, "{who:?}");
    assert!(who.iter().all(|line| line.ends_with(",llm small")), "{who:?}");
    let denial = "Berg Holding denies: Nordbank owns Alba,";
    assert!(who.iter().any(|line| line.starts_with(denial)), "{who:?}");
    let fact = |relation: &str| {
        let question = format!("ASK {{ ?a tm:{relation} ?b }}");
        desk.succeed(&["query", "-e", &question]).trim() == "true"
    };
    assert!(fact("bought") && !fact("owns"));
    assert_eq!(quarantine(&desk), "");
}

#[test]
fn the_model_is_asked_at_temperature_nought_for_json_of_the_ontology() {
    let desk = Desk::empty();
    let endpoint = Endpoint::start(vec![Answer::Claims(vec![])]);
    build(&desk, &endpoint, &[]);
    let asked = endpoint.first();
    let head = asked.head.to_lowercase();
    assert!(head.starts_with("post /v1/chat/completions "), "{head}");
    assert!(head.contains("user-agent: testimony/"), "{head}");
    assert_eq!(
        (&asked.body["model"], &asked.body["temperature"]),
        (&json!("small"), &json!(0))
    );
    let format = &asked.body["response_format"]["json_schema"];
    let claim = &format["schema"]["properties"]["claims"]["items"]["properties"];
    let relations = claim["relation"]["enum"].as_array().unwrap();
    assert!(format["strict"] == json!(true) && relations.len() > 100);
    let sent = asked.body["messages"].to_string();
    assert!(
        sent.contains("Nordbank bought Harbour Freight") && sent.contains("- bought (Agent -> anything)"),
        "{sent}"
    );
}

#[test]
fn the_same_question_is_asked_once_and_gives_the_same_graph() {
    let desk = Desk::empty();
    let endpoint = Endpoint::start(vec![Answer::Claims(vec![bought()]), Answer::Claims(vec![])]);
    build(&desk, &endpoint, &[]);
    let before = desk.succeed(&["hash"]);
    let unchanged = build(&desk, &endpoint, &[]);
    assert!(
        unchanged.messages.contains("1 unchanged"),
        "{}",
        unchanged.messages
    );
    let again = build(&desk, &endpoint, &["--again"]);
    assert!(
        again.messages.contains("0 answers, 1 from the cache"),
        "{}",
        again.messages
    );
    assert_eq!((endpoint.count(), desk.succeed(&["hash"])), (1, before));
    let article = desk.path("harbour.txt");
    let plan = desk.succeed(&["build", &article, "--explain-plan"]);
    assert!(
        plan.starts_with("read  the language model or its prompt changed, which bears on every document"),
        "{plan}"
    );
}

#[test]
fn what_fails_a_check_is_quarantined_with_its_reason_and_never_in_the_graph() {
    let desk = Desk::empty();
    let endpoint = Endpoint::start(vec![Answer::Claims(vec![
        bought(),
        changed(bought(), "object", json!("Harbour Freight Group")),
        changed(bought(), "relation", json!("devoured")),
        changed(denied(), "cue", Value::Null),
        changed(denied(), "stance", json!("Affirms")),
        json!({"note": "no claim at all"}),
    ])]);
    let outcome = build(&desk, &endpoint, &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    assert!(
        outcome.messages.contains("5 proposals failed a check"),
        "{}",
        outcome.messages
    );
    let quarantine = quarantine(&desk);
    let lines = quarantine.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    let reasons = lines.iter().map(|line| line["reason"].as_str().unwrap());
    let reasons: Vec<&str> = reasons.collect();
    let expected = [
        "the object `Harbour Freight Group` does not stand in the text word for word",
        "the ontology has no relation `devoured`",
        "no cue shows that `Berg Holding` says so",
        "the text turns it round with `denied`, and the proposal affirms it",
        "not a claim: missing field `subject`",
    ];
    assert!(
        expected.iter().all(|reason| reasons.contains(reason)),
        "{reasons:?}"
    );
    assert!(
        lines.iter().all(|line| line["extractor"] == "llm small"),
        "{quarantine}"
    );
    assert_eq!(who(&desk).len(), 1);
}

#[test]
fn a_server_that_is_busy_or_broken_for_a_while_is_asked_again() {
    let desk = Desk::empty();
    let endpoint = Endpoint::start(vec![
        Answer::Status("429 Too Many Requests", "retry-after: 0\r\n", "slow down"),
        Answer::Status("500 Internal Server Error", "", "oops"),
        Answer::Status("503 Service Unavailable", "", "loading the model"),
        Answer::Claims(vec![bought()]),
    ]);
    let outcome = build(&desk, &endpoint, &[]);
    assert_eq!(
        (outcome.code, endpoint.count()),
        (Some(0), 4),
        "{}",
        outcome.messages
    );
    assert_eq!(who(&desk).len(), 1);
}

/// Answers that help nobody: how often is asked again, how often was asked in all, and what is said.
fn breakdowns() -> [(Answer, &'static str, usize, &'static str); 5] {
    [
        (
            Answer::Status("500 Internal Server Error", "", "out of memory"),
            "2",
            3,
            "replied 500 after 3 attempts: out of memory",
        ),
        (
            Answer::Status("401 Unauthorized", "", "no such key"),
            "2",
            1,
            "replied 401 after 1 attempts: no such key",
        ),
        (
            Answer::Status("429 Too Many Requests", "retry-after: 86400\r\n", "quota"),
            "2",
            1,
            "asks to wait 86400 s",
        ),
        (Answer::Silence, "1", 2, "gave no reply after 2 attempts"),
        (
            Answer::Status("200 OK", "", "<html>"),
            "2",
            1,
            "does not reply as an OpenAI-compatible endpoint does",
        ),
    ]
}

#[test]
fn a_server_that_stays_broken_ends_the_build_and_says_what_it_said() {
    for (answer, retries, count, message) in breakdowns() {
        let desk = Desk::empty();
        let endpoint = Endpoint::start(vec![answer]);
        let outcome = build(
            &desk,
            &endpoint,
            &["--llm-retries", retries, "--llm-timeout", "0.5"],
        );
        assert_eq!(
            (outcome.code, endpoint.count()),
            (Some(2), count),
            "{}",
            outcome.messages
        );
        assert!(outcome.messages.contains(message), "{}", outcome.messages);
        assert_eq!(desk.run(&["claims"]).code, Some(2), "there is no graph");
    }
}

#[test]
fn an_answer_that_is_no_json_is_asked_for_again_and_then_quarantined() {
    let desk = Desk::empty();
    let endpoint = Endpoint::start(vec![
        Answer::Says("Sure! Nordbank bought", "stop"),
        Answer::Says("{\"claims\": [", "length"),
    ]);
    let outcome = build(&desk, &endpoint, &["--extractor", "testimony"]);
    assert_eq!(
        (outcome.code, endpoint.count()),
        (Some(1), 2),
        "{}",
        outcome.messages
    );
    let quarantine = quarantine(&desk);
    assert!(
        quarantine.contains("the answer was cut off; allow more tokens"),
        "{quarantine}"
    );
    let who = who(&desk);
    assert!(
        !who.is_empty() && who.iter().all(|line| line.contains(",testimony ")),
        "{who:?}"
    );
}

#[test]
fn the_key_is_sent_and_written_nowhere() {
    let desk = Desk::empty();
    let endpoint = Endpoint::start(vec![
        Answer::Status("500 Internal Server Error", "", "try again"),
        Answer::Claims(vec![]),
    ]);
    let missing = build(&desk, &endpoint, &["--llm-key-env", "TESTIMONY_STORY_NO_KEY"]);
    assert_eq!((missing.code, endpoint.count()), (Some(2), 0));
    assert!(
        missing.messages.contains("`TESTIMONY_STORY_NO_KEY`"),
        "{}",
        missing.messages
    );
    let mut command = assert_cmd::Command::cargo_bin("testimony").unwrap();
    let ended = command
        .env("TESTIMONY_STORY_KEY", "sk-sesame")
        .args([
            "build",
            &desk.path("harbour.txt"),
            "--store",
            &desk.path("graph.nq"),
        ])
        .args(["--extractor", "llm", "--llm-url", &endpoint.url])
        .args(["--llm-model", "small", "--llm-wait", "0"])
        .args(["--llm-key-env", "TESTIMONY_STORY_KEY"])
        .unwrap();
    assert!(endpoint.first().head.contains("authorization: Bearer sk-sesame"));
    let mut written = String::from_utf8(ended.stderr).unwrap();
    for entry in walkdir::WalkDir::new(&desk.folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            written += &String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap());
        }
    }
    assert!(written.contains("completion_tokens") && !written.contains("sk-sesame"));
}

/// Two claims with a relation of an ontology of one's own; only the first has its classes too.
fn takeovers() -> Vec<Value> {
    let [claim, alleged] = [bought(), denied()].map(|claim| changed(claim, "relation", json!("takes over")));
    let claim = changed(claim, "subject_class", json!("firm"));
    let claim = changed(claim, "object_class", json!("firm"));
    vec![claim, changed(alleged, "object", json!("Harbour Freight"))]
}

#[test]
fn an_ontology_and_a_prompt_of_ones_own_are_what_the_model_is_asked_about() {
    let desk = Desk::empty();
    let ontology = desk.file(
        "boats.json",
        r#"{"title": "Boats", "concepts": [{"qid": "Q1", "label": "firm"}], "relations": [
            {"pid": "P1", "label": "takes over", "domain": "Q1", "range": "Q1"}]}"#,
    );
    let article = desk.file("harbour.txt", ARTICLE);
    let endpoint = Endpoint::start(vec![Answer::Claims(takeovers())]);
    let prompt = desk.file(
        "mine.md",
        "Only boats.\n{% for class in classes %}{{ class.name }}{% endfor %} {{ relations }}\n",
    );
    let run = |prompt: &str| {
        let fixed = ["extract", &article, "--format", "triples", "--extractor", "llm"];
        let files = ["--ontology", &ontology, "--llm-prompt", prompt];
        let model = ["--llm-url", &endpoint.url, "--llm-model", "small"];
        testimony(&desk, &[&fixed[..], &files, &model].concat())
    };
    let outcome = run(&prompt);
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    let triples = r#""triples":[{"sub":"Nordbank","rel":"takes over","obj":"Harbour Freight"}]"#;
    assert!(outcome.output.contains(triples), "{}", outcome.output);
    assert!(
        outcome.messages.contains("kept out: {") && outcome.messages.contains("`Company`"),
        "{}",
        outcome.messages
    );
    let sent = endpoint.first().body["messages"][0]["content"].to_string();
    assert!(sent.starts_with("\"Only boats.\\nfirm"), "{sent}");
    let broken = run(&desk.file("broken.md", "Only\n{% for class in classes"));
    assert_eq!(broken.code, Some(2));
    assert!(broken.messages.contains("broken.md:2: "), "{}", broken.messages);
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    let desk = Desk::empty();
    let article = desk.file("harbour.txt", ARTICLE);
    let refused = |args: &[&str], message: &str| {
        let outcome = desk.run(&[&["build", &article], args].concat());
        assert_eq!(outcome.code, Some(2), "{}", outcome.messages);
        assert!(outcome.messages.contains(message), "{}", outcome.messages);
    };
    refused(&["--extractor", "llm"], "needs --llm-url and --llm-model");
    refused(&["--llm-url", "http://127.0.0.1:9/v1"], "go with --extractor llm");
    refused(&["--extractor", "oracle"], "invalid value 'oracle'");
    let outcome = testimony(&desk, &["extract", &article, "--extractor", "llm"]);
    assert!(
        outcome.messages.contains("--format triples"),
        "{}",
        outcome.messages
    );
}
