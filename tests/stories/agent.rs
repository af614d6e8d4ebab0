//! A language model's program: it speaks the Model Context Protocol to `testimony mcp`, line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::Desk;

/// A client at the other end of the pipes.
struct Agent {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    id: u64,
}

impl Agent {
    fn start(desk: &Desk) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("testimony"))
            .args([
                "mcp",
                "--store",
                &desk.path("graph.nq"),
                "--timeout",
                "2",
                "--max-rows",
                "5",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut agent = Self {
            child,
            input,
            output,
            id: 0,
        };
        let hello = agent.ask("initialize", json!({
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "story", "version": "1" }
        }));
        assert_eq!(hello["result"]["serverInfo"]["name"], "testimony", "{hello}");
        assert!(
            hello["result"]["instructions"]
                .as_str()
                .unwrap()
                .contains("claimant")
        );
        agent.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        agent
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.input, "{message}").unwrap();
        self.input.flush().unwrap();
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.id += 1;
        let id = self.id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "it left");
            let message: Value = serde_json::from_str(&line).unwrap();
            if message["id"] == id {
                return message;
            }
        }
    }

    /// What a tool says, and whether that is a mistake.
    fn call(&mut self, tool: &str, arguments: Value) -> (String, bool) {
        let reply = self.ask("tools/call", json!({ "name": tool, "arguments": arguments }));
        let result = &reply["result"];
        let text = result["content"][0]["text"]
            .as_str()
            .unwrap_or_else(|| panic!("{reply}"));
        (text.to_owned(), result["isError"] == true)
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_agent_finds_its_tools_and_gets_evidence_with_every_claim() {
    let desk = Desk::with_examples();
    let mut agent = Agent::start(&desk);
    let tools = agent.ask("tools/list", json!({}));
    let tools = tools["result"]["tools"].as_array().unwrap();
    let mut names: Vec<_> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["claims", "contested", "describe", "search", "sparql"]);
    assert!(
        agent
            .call("search", json!({ "text": "nordb" }))
            .0
            .contains("Nordbank")
    );
    let (described, _) = agent.call("describe", json!({ "thing": "Berg Holding" }));
    let described: Value = serde_json::from_str(&described).unwrap();
    for row in described["rows"].as_array().unwrap() {
        assert!(
            !row["words"].as_str().unwrap().is_empty() && row["claimant"].is_string(),
            "{row}"
        );
    }
    let (claims, _) = agent.call("claims", json!({ "by": "China", "about": "operates" }));
    assert!(
        claims.contains("China has denied operating the centres"),
        "{claims}"
    );
    assert!(
        agent
            .call("contested", json!({ "about": "harbour" }))
            .0
            .contains("Berg Holding has denied")
    );
}

#[test]
fn an_agent_may_ask_in_sparql_within_limits_and_change_nothing() {
    let desk = Desk::with_examples();
    let mut agent = Agent::start(&desk);
    let (answer, _) = agent.call("sparql", json!({ "query": "SELECT ?s { ?s ?p ?o }" }));
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(
        (answer["rows"].as_array().unwrap().len(), &answer["isCut"]),
        (5, &json!(true))
    );
    for (query, part) in [
        ("CLEAR ALL", "not a SPARQL query"),
        ("SELECT ?x { ?x tm:denies }", "line 1"),
        (
            "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }",
            "stopped after 2 s",
        ),
    ] {
        let (message, is_error) = agent.call("sparql", json!({ "query": query }));
        assert!(is_error && message.contains(part), "{message}");
    }
    let (message, is_error) = agent.call("describe", json!({ "thing": "Atlantis" }));
    assert!(is_error && message.contains("nothing is called"), "{message}");
}
