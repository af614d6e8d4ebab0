//! The index as it is kept beside its graph, and in step with it.
//!
//! The seal of the index carries a mark of the graph that it is of. While a command changes the graph, [`FOLLOWING`] stands before
//! the mark: the index is of the graph as it was, and the command knows which documents have come and gone. When the command is cut short
//! the next reader makes the index anew, unless the graph is still what the mark says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::Path;

use oxigraph::model::NamedNode;
use tantivy::collector::DocSetCollector;
use tantivy::directory::{MmapDirectory, RamDirectory};
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{Directory, Index, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

use super::entry::{all_things, document_entries, thing_entries};
use super::fields::{Fields, equip, schema};
use super::seal::Seal;
use super::{Kind, SearchError, TextIndex};
use crate::document::stream_hash;
use crate::store::{KnowledgeGraph, Place, StoreError};

/// The folder in or beside the graph.
const COMPANION: &str = "search";
/// Begins every mark: another one when entries are made otherwise.
const EDITION: &str = "2";
/// Stands before the mark of the graph that the index was in step with while a command is changing it.
const FOLLOWING: &str = "following ";
/// What the writer gathers before it writes; in bytes.
const WRITER_MEMORY: usize = 64 << 20;

/// The mark of a graph as it is kept: a hash of its file, or the number of its folder's snapshot; none in memory.
pub(super) fn mark(graph: &KnowledgeGraph) -> Result<Option<String>, SearchError> {
    Ok(match graph.place() {
        Place::Memory => None,
        Place::File(path) => Some(file_mark(path)?),
        Place::Folder(_) => graph
            .snapshot()?
            .map(|number| format!("{EDITION} snapshot {number}")),
    })
}

/// The mark of a graph in a file.
pub(super) fn file_mark(path: &Path) -> Result<String, SearchError> {
    let hashed = File::open(path).and_then(|file| stream_hash("", file));
    match hashed {
        Ok(hash) => Ok(format!("{EDITION} {hash}")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(StoreError::Missing(path.to_path_buf()).into())
        }
        Err(source) => Err(SearchError::File {
            path: path.to_path_buf(),
            source,
        }),
    }
}

/// The index that is kept at a place, where it has this mark and can be read.
pub(super) fn kept(place: &Place, mark: &str) -> Option<TextIndex> {
    let folder = place.companion(COMPANION)?;
    // Before its files are read: most indexes that are not of the graph are told by their mark.
    Seal::read(&folder).filter(|seal| is_of(seal, mark))?;
    let (index, _) = open(&folder)?;
    // To open its files the index locks a file of its own, which nobody can in a folder that may not be written to.
    TextIndex::opened(&index).ok().or_else(|| {
        let copy = copied(&folder).ok().and_then(|files| Index::open(files).ok())?;
        TextIndex::opened(&copy).ok()
    })
}

/// Has the index taken along when the graph is changed, where it is in step with it.
///
/// An index that cannot be used is left as it is: it is made anew when it is next needed.
pub fn follow(graph: &mut KnowledgeGraph) {
    graph.before_change(|graph| {
        let Some(folder) = graph.place().companion(COMPANION) else {
            return;
        };
        let Some(mut seal) = Seal::read(&folder) else {
            return;
        };
        let mark = mark(graph).ok().flatten();
        let mark = mark.filter(|mark| is_of(&seal, mark));
        seal.mark = mark.map_or_else(String::new, |mark| format!("{FOLLOWING}{mark}"));
        // Failing that, the mark stays, and a graph that has been changed has another one.
        let _ = seal.write(&folder);
    });
}

/// Whether an index is of the graph with this mark, which somebody may be about to change.
fn is_of(seal: &Seal, mark: &str) -> bool {
    seal.mark == mark || seal.mark.strip_prefix(FOLLOWING) == Some(mark)
}

/// Says that the graph is changed in a way that the index cannot follow.
pub fn set_aside(graph: &KnowledgeGraph) {
    let folder = graph.place().companion(COMPANION);
    if let Some(folder) = folder
        && let Some(mut seal) = Seal::read(&folder).filter(|seal| !seal.mark.is_empty())
    {
        seal.mark.clear();
        let _ = seal.write(&folder);
    }
}

/// Brings the index in step with the graph as it has just been saved: document by document when it has followed the graph
/// ([`follow`]), else as a whole. `changed` are the documents that came or were put anew. A graph in memory keeps none.
pub fn keep(graph: &KnowledgeGraph, changed: &BTreeSet<NamedNode>) -> Result<(), SearchError> {
    let (Some(folder), Some(mark)) = (graph.place().companion(COMPANION), mark(graph)?) else {
        return Ok(());
    };
    match open(&folder) {
        Some((index, seal)) if seal.mark.starts_with(FOLLOWING) => {
            let changes = Changes::of(&index, (graph, changed))?;
            write_kept((&folder, &index), (&mark, Some(&seal)), |writer| {
                changes.carry_out(writer, graph)
            })
        }
        _ => renew(graph),
    }
}

/// Makes the index anew where it is kept.
pub(super) fn renew(graph: &KnowledgeGraph) -> Result<(), SearchError> {
    let (Some(folder), Some(mark)) = (graph.place().companion(COMPANION), mark(graph)?) else {
        return Ok(());
    };
    let index = open(&folder).map_or_else(|| create(&folder), |(index, _)| Ok(index))?;
    write_kept((&folder, &index), (&mark, None), |writer| {
        writer.delete_all_documents()?;
        add_all((&index, writer), graph)
    })
}

/// Fills an empty index.
pub(super) fn fill(index: &Index, graph: &KnowledgeGraph) -> Result<(), SearchError> {
    let mut index = index.clone();
    equip(&mut index);
    write(&index, |writer| add_all((&index, writer), graph))
}

fn add_all((index, writer): (&Index, &IndexWriter), graph: &KnowledgeGraph) -> Result<(), SearchError> {
    let fields = Fields::of(&index.schema())?;
    for document in graph.documents()? {
        for entry in document_entries(&fields, graph, &document)?.entries {
            writer.add_document(entry)?;
        }
    }
    for entry in all_things(&fields, graph)? {
        writer.add_document(entry)?;
    }
    Ok(())
}

/// What has to be done to an index so that it is of the graph as it is now.
struct Changes {
    fields: Fields,
    /// Documents whose entries go.
    older: BTreeSet<String>,
    /// Documents whose entries come.
    newer: BTreeSet<NamedNode>,
    /// Things that documents speak of whose entries go.
    things: BTreeSet<String>,
}

impl Changes {
    fn of(
        index: &Index,
        (graph, changed): (&KnowledgeGraph, &BTreeSet<NamedNode>),
    ) -> Result<Self, SearchError> {
        let fields = Fields::of(&index.schema())?;
        let known = known_documents(index, &fields)?;
        let documents = graph.documents()?;
        let there: BTreeSet<&str> = documents.iter().map(NamedNode::as_str).collect();
        let is_changed = |document: &str| changed.contains(&NamedNode::new_unchecked(document));
        let mut things = BTreeSet::new();
        let mut older = BTreeSet::new();
        for (document, spoken_of) in &known {
            if !there.contains(document.as_str()) || is_changed(document) {
                older.insert(document.clone());
                things.extend(spoken_of.iter().cloned());
            }
        }
        let is_newer =
            |document: &NamedNode| changed.contains(document) || !known.contains_key(document.as_str());
        let newer = documents
            .iter()
            .filter(|document| is_newer(document))
            .cloned()
            .collect();
        Ok(Self {
            fields,
            older,
            newer,
            things,
        })
    }

    fn carry_out(self, writer: &IndexWriter, graph: &KnowledgeGraph) -> Result<(), SearchError> {
        let Self {
            fields,
            older,
            newer,
            mut things,
        } = self;
        for document in &older {
            writer.delete_term(Term::from_field_text(fields.source, document));
        }
        for document in &newer {
            let read = document_entries(&fields, graph, document)?;
            things.extend(read.things);
            for entry in read.entries {
                writer.add_document(entry)?;
            }
        }
        for thing in &things {
            writer.delete_term(Term::from_field_text(fields.node, thing));
            for entry in thing_entries(&fields, graph, thing)? {
                writer.add_document(entry)?;
            }
        }
        Ok(())
    }
}

/// The documents that an index has entries of, each with the things that it speaks of.
fn known_documents(index: &Index, fields: &Fields) -> Result<BTreeMap<String, Vec<String>>, SearchError> {
    let searcher = searcher(index)?;
    let kind: &'static str = Kind::Document.into();
    let query = TermQuery::new(Term::from_field_text(fields.kind, kind), IndexRecordOption::Basic);
    let mut known = BTreeMap::new();
    for address in searcher.search(&query, &DocSetCollector)? {
        let entry: TantivyDocument = searcher.doc(address)?;
        let things = entry
            .get_all(fields.things)
            .filter_map(|thing| Some(thing.as_str()?.to_owned()));
        if let Some(document) = entry.get_first(fields.node).and_then(|node| node.as_str()) {
            known.insert(document.to_owned(), things.collect());
        }
    }
    Ok(known)
}

/// An index of ours in a folder, whose files are as they were written, and its seal.
fn open(folder: &Path) -> Option<(Index, Seal)> {
    let seal = Seal::read(folder).filter(|seal| seal.is_whole(folder))?;
    let mut index = Index::open(MmapDirectory::open(folder).ok()?).ok()?;
    equip(&mut index);
    (index.schema() == schema()).then_some((index, seal))
}

/// The files of an index, read into memory.
fn copied(folder: &Path) -> io::Result<RamDirectory> {
    let files = RamDirectory::create();
    for file in fs::read_dir(folder)? {
        let file = file?;
        files.atomic_write(Path::new(&file.file_name()), &fs::read(file.path())?)?;
    }
    Ok(files)
}

/// An empty index in the place of whatever was in the folder.
fn create(folder: &Path) -> Result<Index, SearchError> {
    let emptied = match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(folder),
    };
    emptied.map_err(|source| SearchError::File {
        path: folder.to_path_buf(),
        source,
    })?;
    let mut index = Index::create_in_dir(folder, schema())?;
    equip(&mut index);
    Ok(index)
}

/// What can be found now.
pub(super) fn searcher(index: &Index) -> Result<Searcher, TantivyError> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
    let reader: tantivy::IndexReader = reader.try_into()?;
    Ok(reader.searcher())
}

/// Makes a change in a folder, and seals it with the mark of the graph; of files that were sealed before the sums are known.
fn write_kept(
    (folder, index): (&Path, &Index),
    (mark, earlier): (&str, Option<&Seal>),
    change: impl FnOnce(&IndexWriter) -> Result<(), SearchError>,
) -> Result<(), SearchError> {
    write(index, change)?;
    Seal::put(folder, mark, earlier).map_err(|source| SearchError::File {
        path: folder.to_path_buf(),
        source,
    })
}

/// Makes a change, all or nothing, and waits until the index has settled.
fn write(
    index: &Index,
    change: impl FnOnce(&IndexWriter) -> Result<(), SearchError>,
) -> Result<(), SearchError> {
    let mut writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
    change(&writer)?;
    writer.commit()?;
    Ok(writer.wait_merging_threads()?)
}
