//! People index external datasets and look names up in them.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use tempfile::TempDir;

/// A line of GeoNames about an invented city.
fn line(id: u32, name: &str, also: &str) -> String {
    format!("{id}\t{name}\t\t{also}\t1.0\t2.0\tP\tPPL\tRU\t\t10\t\t\t\t1200\t\t4\tEurope/Novo\t2026-01-01\n")
}

/// What a command ended with, said and complained of.
fn dataset(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("testimony").unwrap();
    command
        .current_dir(folder)
        .args(["dataset", "--home", "datasets"])
        .args(args);
    let ended = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        ended.status.code().unwrap(),
        text(ended.stdout),
        text(ended.stderr),
    )
}

fn folder_with(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap()
}

#[test]
fn a_packed_file_is_indexed_looked_up_listed_updated_and_removed() {
    let text = line(1, "Lindow", "Lindau") + &line(2, "Port Novo", "");
    let folder = folder_with(&[
        ("places.txt.gz", &gzipped(&text)),
        ("new.txt", line(3, "Arven", "").as_bytes()),
    ]);
    let run = |args: &[&str]| dataset(folder.path(), args);
    let added = run(&["add", "places", "places.txt.gz", "--licence", "CC0"]);
    assert_eq!(
        (added.0, added.1.as_str()),
        (0, "indexed places: 2 records, 4 names\n")
    );
    let found = run(&["show", "places", "lindau"]);
    assert_eq!(found.1, "https://sws.geonames.org/1/\tLindow\tP.PPL\tRU\t1200\n");
    let listed = run(&["list"]);
    assert!(
        listed.1.starts_with("places\t2 records\t") && listed.1.ends_with("\tCC0\n"),
        "{}",
        listed.1
    );
    assert!(
        run(&["show", "places", "--void"])
            .1
            .contains("ns/void#entities> \"2\"")
    );
    assert_eq!(
        run(&["update", "places", "new.txt"]).1,
        "indexed anew places: 1 records, 1 names\n"
    );
    assert!(run(&["show", "places"]).1.contains("licence\tCC0\n"));
    assert_eq!(run(&["remove", "places"]).1, "removed places\n");
    assert_eq!(run(&["list"]).1, "");
    let (code, _, said) = run(&["show", "places"]);
    assert_eq!(code, 2);
    assert!(said.contains("there is no dataset `places`"), "{said}");
}

#[test]
fn tables_objects_and_rdf_are_read_by_a_mapping_a_profile_or_what_they_show() {
    let mapping = "format = \"tsv\"\nid = \"nr\"\nid-prefix = \"https://example.org/\"\nlabel = \"what\"\n";
    let sanctions = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset\n\
                     NK-1,Person,Ada Reyes,\"A. Reyes;Reyes, Ada\",1961,ru,,,,,,List\n";
    let ftm = r#"{"id": "NK-2", "schema": "Company", "caption": "Copper Bank", "properties": {"alias": ["CB"], "country": ["ru"]}}"#;
    let item = r#"{"type": "item", "id": "Q7", "labels": {"en": {"value": "Novo"}}, "claims": {}}"#;
    let turtle = "<https://example.org/x> <http://www.w3.org/2004/02/skos/core#prefLabel> \"Reyes\"@en .\n";
    let folder = folder_with(&[
        ("map.toml", mapping.as_bytes()),
        ("table.tsv", b"nr\twhat\n1\tOre\n"),
        ("targets.simple.csv", sanctions.as_bytes()),
        ("entities.json", ftm.as_bytes()),
        ("dump.json", format!("[\n{item},\n{item}\n]\n").as_bytes()),
        ("things.ttl", turtle.as_bytes()),
    ]);
    let found = |name: &str, args: &[&str], lookup: &str| {
        let added = dataset(folder.path(), &[&["add", name], args].concat());
        assert_eq!(added.0, 0, "{name}: {}", added.2);
        dataset(folder.path(), &["show", name, lookup]).1
    };
    assert!(
        found("table", &["table.tsv", "--map", "map.toml"], "ore").starts_with("https://example.org/1\tOre")
    );
    let reyes = found("sanctions", &["targets.simple.csv"], "reyes ada");
    assert_eq!(
        reyes,
        "https://www.opensanctions.org/entities/NK-1\tAda Reyes\tPerson\tRU\t0\n"
    );
    assert!(found("ftm", &["entities.json"], "CB").contains("NK-2\tCopper Bank\tCompany\tRU"));
    assert!(found("wikidata", &["dump.json"], "novo").starts_with("http://www.wikidata.org/entity/Q7\tNovo"));
    assert!(found("things", &["things.ttl"], "reyes").starts_with("https://example.org/x\tReyes"));
}

/// A folder with an index `places`, and with files that cannot be used.
fn folder_with_bad_files() -> TempDir {
    let name = |id: u32| line(id, &format!("Place {}", id * 7919 % 3001), "");
    let packed = gzipped(&(0..3_000).map(name).collect::<String>());
    let good = line(1, "Lindow", "");
    let long = format!(
        "{good}{}{}",
        line(2, &"x".repeat(100_000), ""),
        line(3, "Arven", "")
    );
    let folder = folder_with(&[
        ("good.txt", good.as_bytes()),
        ("cut.txt.gz", &packed[..packed.len() / 2]),
        ("prose.txt", b"It rained.\nAll day.\n"),
        ("map.toml", b"format = \"csv\"\nid = \"id\"\nlabel = \"nom\"\n"),
        ("table.csv", b"id,name\n1,Ore\n"),
        ("long.txt", long.as_bytes()),
    ]);
    assert_eq!(dataset(folder.path(), &["add", "places", "good.txt"]).0, 0);
    folder
}

#[test]
fn what_cannot_be_read_says_where_and_why_and_the_old_index_stays() {
    let folder = folder_with_bad_files();
    let run = |args: &[&str]| dataset(folder.path(), args);
    for (args, complaint) in [
        (
            &["update", "places", "cut.txt.gz"][..],
            "cut.txt.gz` is cut off after",
        ),
        (&["update", "places", "gone.txt"], "cannot read"),
        (&["add", "prose", "prose.txt"], "say it with --profile (geonames,"),
        (
            &["add", "prose", "prose.txt", "--profile", "geonames"],
            "2 of 2 lines cannot be used",
        ),
        (
            &["add", "table", "table.csv", "--map", "map.toml"],
            "the column `nom`, but there are id, name",
        ),
        (&["add", "Up/..", "good.txt"], "cannot name a dataset"),
        (
            &["add", "places", "good.txt"],
            "there is a dataset `places` already",
        ),
    ] {
        let (code, _, said) = run(args);
        assert_eq!(code, 2, "{args:?}: {said}");
        assert!(said.contains(complaint), "{args:?}: {said}");
    }
    assert!(run(&["show", "places", "lindow"]).1.contains("\tLindow\t"));
    assert_eq!(fs::read_dir(folder.path().join("datasets")).unwrap().count(), 1);
}

#[test]
fn a_run_after_one_that_was_cut_off_says_that_it_starts_over() {
    let folder = folder_with(&[("places.txt", line(1, "Lindow", "").as_bytes())]);
    let left = folder.path().join("datasets/.places.new");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("records.bin"), "half").unwrap();
    assert_eq!(dataset(folder.path(), &["list"]).1, "");
    let (code, said, told) = dataset(folder.path(), &["add", "places", "places.txt"]);
    assert_eq!((code, said.as_str()), (0, "indexed places: 1 records, 1 names\n"));
    assert!(
        told.contains(
            "it had not come far enough to be gone on with; this one reads all files from the beginning"
        ),
        "{told}"
    );
    assert!(!left.exists());
}

#[test]
fn a_zip_archive_is_read_as_it_comes() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("readme.txt", "words".to_owned()),
        ("RU.txt", line(1, "Lindow", "") + &line(2, "Москва", "Moscow")),
    ] {
        writer.start_file(name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let folder = folder_with(&[("RU.zip", &bytes), ("cut.zip", &bytes[..bytes.len() - 40])]);
    let run = |args: &[&str]| dataset(folder.path(), args);
    assert_eq!(
        run(&["add", "places", "RU.zip"]).1,
        "indexed places: 2 records, 3 names\n"
    );
    assert!(run(&["show", "places", "moskva"]).1.contains("\tМосква\t"));
    let (code, _, said) = run(&["add", "cut", "cut.zip"]);
    assert_eq!(code, 2);
    assert!(said.contains("cut.zip` is cut off"), "{said}");
    assert_eq!(run(&["list"]).1.lines().count(), 1);
}

#[test]
fn a_name_of_100_kilobytes_is_left_out_and_told_by_its_line() {
    let folder = folder_with_bad_files();
    let (code, said, complaint) = dataset(folder.path(), &["add", "long", "long.txt"]);
    assert_eq!((code, said.as_str()), (1, "indexed long: 2 records, 2 names\n"));
    assert!(
        complaint.contains("long.txt:2: ") && complaint.contains("100000 bytes"),
        "{complaint}"
    );
}

/// The files of an index with what is in them.
fn indexed(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder.join("datasets/places")).unwrap();
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

/// Runs `dataset add`, kills it after `wait` unless it has ended, and gives what it complained of.
fn add_for(folder: &Path, wait: Duration) -> (bool, String) {
    let mut run = Process::new(assert_cmd::cargo::cargo_bin("testimony"))
        .current_dir(folder)
        .args(["dataset", "--home", "datasets", "add", "places", "places.txt.gz"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Nobody ever sends: this only waits.
    let (_sender, clock) = mpsc::channel::<()>();
    let _ = clock.recv_timeout(wait);
    run.kill().unwrap();
    let ended = run.wait_with_output().unwrap();
    (ended.status.success(), String::from_utf8(ended.stderr).unwrap())
}

#[test]
fn an_index_that_is_killed_again_and_again_is_gone_on_with_to_the_same_bytes() {
    let name = |id: u32| {
        let number = id.wrapping_mul(2_654_435_761) % 9_973;
        line(
            id,
            &format!("Place {number} of {}", id % 7),
            &format!("Ort {number}"),
        )
    };
    let text: String = (1..=30_000).map(name).collect();
    let folder = folder_with(&[("places.txt.gz", &gzipped(&text))]);
    let started = Instant::now();
    assert_eq!(dataset(folder.path(), &["add", "places", "places.txt.gz"]).0, 0);
    let (whole, wanted) = (started.elapsed(), indexed(folder.path()));
    let mut went_on = 0;
    for seed in 0_u32..6 {
        fs::remove_dir_all(folder.path().join("datasets")).unwrap();
        let mut kills = 0;
        loop {
            // Spread by the golden ratio, so that no two moments are near each other; later kills come later.
            let part = f64::from(seed * 7 + kills) * 0.618_034 % 1.0;
            let wait = whole.mul_f64(0.2 + part * 0.6 + f64::from(kills) * 0.1);
            let (is_done, said) = add_for(folder.path(), wait);
            went_on += usize::from(said.contains("this one goes on after "));
            if is_done {
                break;
            }
            kills += 1;
        }
        assert!(wanted == indexed(folder.path()), "seed {seed}, {kills} kills");
    }
    assert!(went_on > 0, "no run was gone on with");
}
