//! Hostile input: a kept corpus, and what a seeded mutator makes of it, goes through every reader of bytes from outside.
//!
//! `TESTIMONY_MUTATIONS=N` makes N of each file of the corpus instead of a few; the same number gives the same bytes.

#[path = "hostile/targets.rs"]
mod targets;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use targets::{TARGETS, Target};

/// How many are made of each file when nobody says.
const FEW: usize = 12;

/// The longest that one input may take, in a build without optimisation.
const LONGEST: Duration = Duration::from_secs(5);

/// Pieces that readers trip over.
const PIECES: &[&str] = &[
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "\u{200d}",
    "\u{fffd}",
    "𝔸",
    "e\u{301}",
    "'",
    "\"",
    "\"\"\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "<!--",
    "]]>",
    "<![CDATA[",
    "&#x110000;",
    "&amp",
    "%00",
    "%",
    "\t",
    "\r",
    "\n\n",
    ",",
    ";",
    "|",
    "#",
    "@",
    "^^",
    "_:",
    "-1",
    "1e999",
    "9999999999999999999999",
    "NaN",
    "null",
    "true",
    "--",
    "/*",
    "../",
    "DROP ALL",
    "urn:x y",
];

/// Numbers that look random and are the same each time ([SplitMix64](https://doi.org/10.1145/2714064.2660195)).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// Bytes with one to four changes: flipped, cut out, repeated, put in, or cut off.
fn mutated(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=chance.below(4) {
        let (at, other) = (chance.below(bytes.len()), chance.below(bytes.len()));
        let (from, to) = (at.min(other), at.max(other));
        match chance.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << chance.below(8),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let part: Vec<u8> = bytes[from..to].to_vec();
                let times = 1 + chance.below(40);
                bytes.splice(at..at, part.repeat(times));
            }
            3 => bytes.truncate(at),
            4 => drop(
                bytes.splice(
                    at..at,
                    PIECES[chance.below(PIECES.len())]
                        .repeat(1 + chance.below(300))
                        .into_bytes(),
                ),
            ),
            _ => drop(bytes.splice(at..at, PIECES[chance.below(PIECES.len())].bytes())),
        }
        // What grows and grows tells no more than what is long.
        bytes.truncate(200_000);
    }
    bytes
}

fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/hostile/corpus")
        .join(target);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|_| panic!("there is no corpus at {}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

/// Reads bytes, and says how when that takes too long; a panic shows where it was.
fn read_in_time(name: &str, target: Target, bytes: &[u8]) {
    let begun = Instant::now();
    let outcome = std::panic::catch_unwind(|| target(bytes));
    let took = begun.elapsed();
    if outcome.is_err() || took > LONGEST {
        let kept = std::env::temp_dir().join(format!("testimony-hostile-{name}"));
        fs::write(&kept, bytes).unwrap();
        panic!(
            "{name}: {took:?} for the bytes in {}, panicked: {}",
            kept.display(),
            outcome.is_err()
        );
    }
}

#[test]
fn the_corpus_and_what_is_made_of_it_is_read_or_refused_in_time_and_without_a_panic() {
    let asked = std::env::var("TESTIMONY_MUTATIONS").ok();
    let each = asked.and_then(|count| count.parse().ok()).unwrap_or(FEW);
    let mut tried = 0;
    for (name, target) in TARGETS {
        for (number, path) in corpus(name).into_iter().enumerate() {
            let bytes = fs::read(&path).unwrap();
            read_in_time(name, *target, &bytes);
            let mut chance = Chance(number as u64 + 7);
            for _ in 0..each {
                read_in_time(name, *target, &mutated(&bytes, &mut chance));
            }
            tried += each + 1;
        }
    }
    assert!(tried > TARGETS.len() * FEW, "only {tried} inputs were tried");
    println!("{tried} inputs for {} readers", TARGETS.len());
}

#[test]
fn every_reader_takes_every_corpus() {
    let files: Vec<PathBuf> = TARGETS.iter().flat_map(|(name, _)| corpus(name)).collect();
    let mut tried = 0;
    for (name, target) in TARGETS {
        for path in &files {
            read_in_time(name, *target, &fs::read(path).unwrap());
            tried += 1;
        }
    }
    assert!(tried > files.len());
}

#[test]
fn what_is_nested_deep_is_refused_by_every_reader() {
    for (open, close) in [
        ("{", "}"),
        ("[", "]"),
        ("(", ")"),
        ("{\"a\":", "}"),
        ("<div>", "</div>"),
        ("[ <urn:a> ", "]"),
    ] {
        let deep = format!("{}{}", open.repeat(20_000), close.repeat(20_000));
        for (name, target) in TARGETS {
            if *name == "html" && open == "<div>" {
                continue; // A page of its own, below.
            }
            read_in_time(name, *target, deep.as_bytes());
        }
    }
    let page = format!(
        "<html><body>{}<p>A court sat in Lima.</p></body></html>",
        "<div>".repeat(2_000)
    );
    read_in_time("html", targets::html, page.as_bytes());
}

#[test]
fn what_is_packed_small_does_not_unpack_without_bound() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b'a'; 1 << 20];
    for _ in 0..200 {
        packer.write_all(&block).unwrap();
    }
    let bomb = packer.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let before = resident();
    for target in [targets::html, targets::json_lines] {
        let begun = Instant::now();
        target(&bomb);
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 500 << 20, "{grown} bytes more");
}

/// The bytes of memory that this process takes; none where the system does not tell.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
