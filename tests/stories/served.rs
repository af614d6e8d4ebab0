//! A server under test, and a client that speaks plain HTTP/1.1.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// What those send who may write.
pub(super) const TOKEN: &str = "open-sesame";

/// A server that ends with the value.
pub(super) struct Served {
    child: Child,
    pub(super) address: String,
    log: Mutex<Log>,
}

/// What a server has logged: the lines that were read, and those that are to come.
struct Log {
    read: String,
    coming: Receiver<String>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        found.next().map_or("", |(_, value)| value.as_str())
    }
}

impl Served {
    /// Serves the graph at a path, with more arguments, at a port of its own.
    pub(super) fn start(graph: &str, more: &[&str]) -> Self {
        let fixed = ["serve", "--store", graph, "--listen", "127.0.0.1:0"];
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("testimony"))
            .args(fixed.iter().chain(more))
            .env("TESTIMONY_TOKEN", TOKEN)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut messages = BufReader::new(child.stderr.take().unwrap());
        let mut first = String::new();
        messages.read_line(&mut first).unwrap();
        let address = first
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("{first}")).to_owned();
        let (lines, coming) = channel();
        thread::spawn(move || {
            for line in messages.lines().map_while(Result::ok) {
                // With the server goes whoever would hear of it.
                let _ = lines.send(line + "\n");
            }
        });
        let read = String::new();
        Self {
            child,
            address,
            log: Mutex::new(Log { read, coming }),
        }
    }

    /// Asks, and reads the whole answer.
    pub(super) fn send(&self, request: (&str, &str), headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut stream = self.begin(request, headers, body);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        read_reply(&answer)
    }

    /// Asks, and leaves the answer to the caller.
    pub(super) fn begin(
        &self,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let has_host = headers.iter().any(|(name, _)| *name == "host");
        let host = if has_host {
            String::new()
        } else {
            format!("host: {}\r\n", self.address)
        };
        let others: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\n{host}{others}content-length: {length}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        stream
    }

    /// Reads by GET what is liked best by `accept`.
    pub(super) fn get(&self, path: &str, accept: &str) -> Reply {
        self.send(("GET", path), &[("accept", accept)], b"")
    }

    /// Asks a query by GET.
    pub(super) fn query(&self, query: &str, accept: &str) -> Reply {
        self.get(&format!("/sparql?query={}", encoded(query)), accept)
    }

    /// The lines of the log so far: up to that of a request which is made now.
    pub(super) fn log(&self) -> String {
        let mut log = self.log.lock().unwrap();
        assert_eq!(self.get("/healthz", "text/plain").status, 200);
        loop {
            let line = log.coming.recv_timeout(Duration::from_secs(60)).unwrap();
            log.read.push_str(&line);
            if line.contains("\"path\":\"/healthz\"") {
                return log.read.clone();
            }
        }
    }

    /// Its number among the processes.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells it to end, and says whether it ended well.
    #[cfg(unix)]
    pub(super) fn terminate(mut self) -> bool {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Text as it stands in an address.
pub(super) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn read_reply(answer: &[u8]) -> Reply {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_lowercase(), value.trim().to_owned())
    });
    Reply {
        status,
        headers: headers.collect(),
        body: answer[end + 4..].to_vec(),
    }
}
