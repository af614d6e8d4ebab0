//! Small datasets of invented places, for tests.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{Addition, Datasets, Format, Index, Strictness};

/// A line of GeoNames about an invented city.
pub(crate) fn line(id: u32, name: &str) -> String {
    let columns = [
        &id.to_string(),
        name,
        "",
        "",
        "1.0",
        "2.0",
        "P",
        "PPL",
        "RU",
        "",
        "10",
        "",
    ];
    let rest = ["", "", "1200", "", "4", "Europe/Novo", "2026-01-01"];
    format!("{}\t{}\n", columns.join("\t"), rest.join("\t"))
}

/// A file with this text.
pub(crate) fn written(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// The dataset `places` from a file.
pub(crate) fn addition(file: PathBuf) -> Addition {
    Addition {
        name: "places".to_owned(),
        files: vec![file],
        format: Format::profile("geonames").unwrap(),
        licence: None,
        release: None,
        strictness: Strictness::Lenient,
    }
}

/// An index of places with these names, numbered from 1.
pub(crate) fn indexed(folder: &TempDir, names: &[&str]) -> Index {
    let lines: String = (1..).zip(names).map(|(id, name)| line(id, name)).collect();
    let datasets = Datasets::in_folder(folder.path().join("datasets"));
    let places = addition(written(folder, "places.txt", &lines));
    datasets.replace(&places, &mut |_| {}).unwrap();
    datasets.open("places").unwrap()
}
