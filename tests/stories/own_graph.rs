//! People build a graph with an ontology of their own, and every command goes on working with it.

use super::{Desk, Outcome, testimony};

const BOATS: &str = "@prefix : <https://example.org/boats#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Boat a owl:Class ; rdfs:label \"boat\" .
:Ferry a owl:Class ; rdfs:label \"ferry\" ; rdfs:subClassOf :Boat .
:Person a owl:Class ; rdfs:label \"person\" .
:captain a owl:ObjectProperty ; rdfs:label \"captain\" ; rdfs:domain :Boat ; rdfs:range :Person .
:commands a owl:ObjectProperty ; rdfs:label \"commands\" ; owl:inverseOf :captain .
:mooredIn a owl:ObjectProperty ; rdfs:label \"moored in\" ; rdfs:domain :Boat .
";

const NEWS: &str = "The captain of the ferry Aurora is Ann Lee.\n\nAnn Lee denied that the Aurora was moored in Novo.\n\n\
                    Tom Berg commands the ferry Orla.\n";

fn succeed(desk: &Desk, arguments: &[&str]) -> Outcome {
    let outcome = testimony(desk, arguments);
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {}", outcome.messages);
    outcome
}

fn build(desk: &Desk, options: &[&str]) -> Outcome {
    let news = desk.file("news.txt", NEWS);
    succeed(
        desk,
        &[&["build", &news, "--store", &desk.path("graph.nq")], options].concat(),
    )
}

fn claims(desk: &Desk) -> String {
    succeed(desk, &["claims", "--store", &desk.path("graph.nq")]).output
}

#[test]
fn claims_are_in_the_user_s_relations_with_speaker_and_stance() {
    let desk = Desk::empty();
    let ontology = desk.file("boats.ttl", BOATS);
    build(&desk, &["--ontology", &ontology]);
    let claims = claims(&desk);
    let line = |words: &str| {
        claims
            .lines()
            .find(|line| line.contains(words))
            .unwrap_or_default()
    };
    assert!(
        line("Aurora captain Ann Lee").contains("author's voice"),
        "{claims}"
    );
    assert!(
        line("Aurora moored in Novo").contains("\"Ann Lee\"\t\"denies\""),
        "{claims}"
    );
    assert!(
        line("Orla captain Tom Berg").contains("certain"),
        "an inverse is turned round: {claims}"
    );

    let store = desk.path("graph.nq");
    let facts = "SELECT ?boat ?captain WHERE { ?b :captain ?c ; rdfs:label ?boat . ?c rdfs:label ?captain . \
                 ?b a/rdfs:subClassOf* :Boat }";
    let answer = succeed(&desk, &["query", "-e", facts, "--store", &store]).output;
    assert_eq!(answer.lines().count(), 3, "{answer}");
    let moored = "ASK { ?b <https://example.org/boats#mooredIn> ?place }";
    let answer = succeed(&desk, &["query", "-e", moored, "--store", &store]).output;
    assert!(answer.contains("false"), "what is denied is no fact: {answer}");
}

#[test]
fn the_graph_remembers_its_ontology_until_it_is_told_to_forget_it() {
    let desk = Desk::empty();
    let ontology = desk.file("boats.ttl", BOATS);
    build(&desk, &["--ontology", &ontology]);
    let before = claims(&desk);
    let again = build(&desk, &[]);
    assert!(again.messages.contains("1 unchanged"), "{}", again.messages);
    assert_eq!(claims(&desk), before);

    let plan = build(&desk, &["--explain-plan", "--forget-ontology"]).output;
    assert!(
        plan.contains("your own ontology changed, which bears on every document"),
        "{plan}"
    );
    build(&desk, &["--forget-ontology"]);
    assert!(!claims(&desk).contains("Aurora captain"), "{}", claims(&desk));
}

#[test]
fn a_table_of_one_s_own_adds_words_for_a_relation() {
    let desk = Desk::empty();
    let ontology = desk.file("boats.ttl", BOATS);
    let line = "master\tnoun\tattr=object of|poss=subject\t<https://example.org/boats#captain>\n";
    let tables = desk.file("relations.tsv", line);
    let news = desk.file("more.txt", "The master of the ferry Kestrel is Mia Lund.\n");
    let store = desk.path("graph.nq");
    let arguments = [
        "build",
        &news,
        "--store",
        &store,
        "--ontology",
        &ontology,
        "--lexicon",
        &tables,
    ];
    succeed(&desk, &arguments);
    let claims = claims(&desk);
    assert!(claims.contains("Kestrel captain Mia Lund"), "{claims}");
    let annotated = succeed(
        &desk,
        &[
            "extract",
            &news,
            "--format",
            "nquads",
            "--ontology",
            &ontology,
            "--lexicon",
            &tables,
        ],
    );
    assert!(annotated.output.contains("boats#captain"), "{}", annotated.output);
}

#[test]
fn files_that_cannot_be_used_change_nothing() {
    let desk = Desk::empty();
    let ontology = desk.file("boats.ttl", BOATS);
    build(&desk, &["--ontology", &ontology]);
    let before = claims(&desk);
    let (news, store) = (desk.path("news.txt"), desk.path("graph.nq"));
    let broken = desk.file("broken.ttl", "\n:a :b");
    let outcome = testimony(&desk, &["build", &news, "--store", &store, "--ontology", &broken]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.messages.contains("broken.ttl:2"), "{}", outcome.messages);
    let stray = desk.file(
        "relations.tsv",
        "master\tnoun\tattr=object of=subject\t<https://example.org/boats#master>\n",
    );
    let arguments = [
        "build",
        &news,
        "--store",
        &store,
        "--ontology",
        &ontology,
        "--lexicon",
        &stray,
    ];
    let outcome = testimony(&desk, &arguments);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains("relations.tsv:1: "),
        "{}",
        outcome.messages
    );
    assert_eq!(claims(&desk), before);
}

#[cfg(feature = "llm")]
#[test]
fn a_language_model_is_told_of_the_relations_and_may_propose_them() {
    use super::endpoint::{Answer, Endpoint};
    use serde_json::json;

    let desk = Desk::empty();
    let ontology = desk.file("boats.ttl", BOATS);
    let proposal = json!({
        "subject": "ferry Aurora", "subject_class": "Ferry", "relation": "captain", "object": "Ann Lee",
        "object_class": "Person", "speaker": "Author", "claimant": null, "cue": null, "stance": "Affirms",
        "certainty": "Certain", "evidence": "The captain of the ferry Aurora is Ann Lee",
    });
    let endpoint = Endpoint::start(vec![Answer::Claims(vec![proposal])]);
    let model = ["--llm-url", &endpoint.url, "--llm-model", "small"];
    let options = ["--ontology", &ontology, "--extractor", "llm"];
    let outcome = build(&desk, &[&options[..], &model].concat());
    let claims = claims(&desk);
    assert!(
        claims.contains("captain Ann Lee"),
        "{claims} {}",
        outcome.messages
    );
    let sent = endpoint.first().body["messages"].to_string();
    assert!(sent.contains("- captain (Boat -> Person)"), "{sent}");
    let again = build(&desk, &[&["--extractor", "llm"][..], &model].concat());
    assert!(again.messages.contains("1 unchanged"), "{}", again.messages);
}
