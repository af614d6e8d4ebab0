//! A user's ontology and what was learnt for it, from files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use flate2::read::MultiGzDecoder;
use testimony::adoption::{OwnFile, OwnFiles};
use testimony::extraction::SchemaLexicon;
use testimony::induction::{ExampleRecord, read_examples};
use testimony::schema::Schema;
use walkdir::WalkDir;

/// What names a user's own ontology.
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// An ontology of your own: OWL or RDFS (.ttl, .rdf, .owl, .nt, .jsonld) or Text2KGBench's JSON
    #[arg(long, value_name = "FILE")]
    ontology: Option<PathBuf>,
    /// Tables for it, or a folder with tables: what `testimony learn` wrote, and relations.tsv and classes.tsv of your own
    #[arg(long, value_name = "PLACE", requires = "ontology")]
    lexicon: Option<PathBuf>,
}

impl SchemaArgs {
    /// The files, when an ontology is named.
    pub(super) fn files(&self) -> anyhow::Result<Option<OwnFiles>> {
        let files = self.ontology.as_deref();
        files
            .map(|path| own_files(path, self.lexicon.as_deref()))
            .transpose()
    }

    /// The ontology and what expresses its relations, when one is named.
    pub(super) fn read(&self) -> anyhow::Result<Option<(Schema, SchemaLexicon)>> {
        let Some(files) = self.files()? else {
            return Ok(None);
        };
        let schema = files.schema()?;
        let entries = files.entries(&schema)?;
        let lexicon = SchemaLexicon::new(&schema, entries.as_ref());
        Ok(Some((schema, lexicon)))
    }
}

/// Reads an ontology, and a table or all tables of a folder.
pub(super) fn own_files(ontology: &Path, lexicon: Option<&Path>) -> anyhow::Result<OwnFiles> {
    let tables = lexicon.map(tables).transpose()?;
    Ok(OwnFiles {
        ontology: OwnFile {
            text: text(ontology)?,
            path: ontology.to_path_buf(),
        },
        tables: tables.unwrap_or_default(),
    })
}

fn tables(path: &Path) -> anyhow::Result<Vec<OwnFile>> {
    let mut tables = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
        let extension = entry.path().extension();
        let is_table = extension.is_some_and(|extension| extension == "tsv");
        if entry.file_type().is_file() && (is_table || entry.depth() == 0) {
            tables.push(OwnFile {
                path: entry.path().to_path_buf(),
                text: text(entry.path())?,
            });
        }
    }
    if tables.is_empty() {
        bail!("there is no table (*.tsv) in {}", path.display());
    }
    Ok(tables)
}

/// Reads an ontology.
pub(super) fn schema(path: &Path) -> anyhow::Result<Schema> {
    Ok(Schema::parse(path, &text(path)?)?)
}

/// Reads examples of an ontology's relations.
pub(super) fn examples(path: &Path, schema: &Schema) -> anyhow::Result<Vec<ExampleRecord>> {
    let (records, strays) =
        read_examples(schema, &text(path)?).with_context(|| format!("cannot use {}", path.display()))?;
    for (label, count) in strays {
        let path = path.display();
        eprintln!(
            "testimony: {path}: {count} triples of `{label}`, which the ontology does not declare, are left out"
        );
    }
    if records.is_empty() {
        bail!(
            "{} has no examples; write one on each line as JSON",
            path.display()
        );
    }
    Ok(records)
}

/// The text of a file, unpacked when its name ends in .gz.
pub(super) fn text(path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if path.extension().is_none_or(|extension| extension != "gz") {
        return String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()));
    }
    std::io::read_to_string(MultiGzDecoder::new(bytes.as_slice()))
        .with_context(|| format!("cannot decompress {}", path.display()))
}
