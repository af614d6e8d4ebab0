//! A local server that answers like an OpenAI-compatible endpoint, by a list of answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What the endpoint does with a request.
pub(super) enum Answer {
    /// Claims, in the form that was asked for.
    Claims(Vec<Value>),
    /// Whatever a model may say, with the reason why it stopped.
    Says(&'static str, &'static str),
    /// A status with one more header and a body.
    Status(&'static str, &'static str, &'static str),
    /// Nothing, however long one waits.
    Silence,
}

/// A request that came.
pub(super) struct Asked {
    /// The request line and the headers, in lower case.
    pub(super) head: String,
    /// The body.
    pub(super) body: Value,
}

/// An endpoint that gives its answers one after the other, and the last one again and again.
pub(super) struct Endpoint {
    /// Its address up to the version.
    pub(super) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Endpoint {
    pub(super) fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = asked.clone();
        thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                let mut asked = kept.lock().unwrap();
                asked.push(read(&stream));
                match &answers[(asked.len() - 1).min(answers.len() - 1)] {
                    Answer::Silence => silent.push(stream),
                    answer => write(stream, answer),
                }
            }
        });
        Self { url, asked }
    }

    /// How often it was asked.
    pub(super) fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// What was asked first.
    pub(super) fn first(&self) -> Asked {
        self.asked.lock().unwrap().remove(0)
    }
}

fn read(stream: &TcpStream) -> Asked {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > 2 {
        head.push_str(&line);
        line.clear();
    }
    let length = head
        .to_lowercase()
        .lines()
        .find_map(|line| Some(line.strip_prefix("content-length:")?.trim().parse().unwrap()));
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    Asked {
        head,
        body: serde_json::from_slice(&body).unwrap(),
    }
}

fn write(mut stream: TcpStream, answer: &Answer) {
    let (status, header, body) = match answer {
        Answer::Claims(claims) => {
            let content = json!({"claims": claims}).to_string();
            ("200 OK", "", completion(&content, "stop"))
        }
        Answer::Says(content, finish) => ("200 OK", "", completion(content, finish)),
        Answer::Status(status, header, body) => (*status, *header, (*body).to_owned()),
        Answer::Silence => return,
    };
    let length = body.len();
    let reply = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{header}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    // A client that gave up has gone.
    let _ = stream.write_all(reply.as_bytes());
}

fn completion(content: &str, finish: &str) -> String {
    json!({
        "id": "one",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}],
        "usage": {"prompt_tokens": 1_000, "completion_tokens": 50, "total_tokens": 1_050},
    })
    .to_string()
}
