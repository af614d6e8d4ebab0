//! A graph's file read graph by graph, without a database: it is sorted by graph, so that each lies in one piece.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{BlankNode, GraphName, NamedNode};
use rustc_hash::FxHashMap;

use super::place::{self, file_error};
use super::source::{GraphSource, TakeQuad};
use super::{Place, StoreError};
use crate::rdf::is_document;
use crate::vocab::graph;

/// How much of a file is read at once, in bytes.
const BUFFER: usize = 1 << 16;

/// Where the lines of each graph lie in a file, in bytes.
type Pieces = FxHashMap<GraphName, Range<u64>>;

/// A file of sorted N-Quads, and where each graph lies in it.
pub struct GraphFile {
    path: PathBuf,
    file: Mutex<File>,
    pieces: Pieces,
}

impl GraphFile {
    /// The file of a place, whose lines are looked at for the graphs that they are of.
    ///
    /// None where there is no file, where its lines are not sorted by graph as the program writes them, and where a build was
    /// cut short: then [`super::KnowledgeGraph::open`] tells more.
    pub fn of(place: &Place) -> Result<Option<Self>, StoreError> {
        let Place::File(path) = place else {
            return Ok(None);
        };
        let read = File::open(path).and_then(|file| Ok((pieces(&file)?, file)));
        let (pieces, file) = match read {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|source| file_error(path, source))?,
        };
        Ok(pieces.filter(is_settled).map(|pieces| Self {
            path: path.clone(),
            file: Mutex::new(file),
            pieces,
        }))
    }

    /// The error that reading the whole file gives, which knows the line.
    fn placed(&self, error: RdfParseError) -> StoreError {
        let whole = place::open_to_read(&Place::File(self.path.clone()));
        whole
            .err()
            .unwrap_or_else(|| file_error(&self.path, error.into()))
    }
}

impl GraphSource for GraphFile {
    fn names(&self) -> Result<Vec<GraphName>, StoreError> {
        Ok(self.pieces.keys().cloned().collect())
    }

    fn each_quad_of(&self, graph: &GraphName, take: TakeQuad<'_>) -> Result<(), StoreError> {
        let Some(left) = self.pieces.get(graph).cloned() else {
            return Ok(());
        };
        let lines = BufReader::with_capacity(
            BUFFER,
            Piece {
                file: &self.file,
                left,
            },
        );
        for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(lines) {
            take(quad.map_err(|error| self.placed(error))?)?;
        }
        Ok(())
    }
}

/// What is left to read of a piece of a file that others read too.
struct Piece<'a> {
    file: &'a Mutex<File>,
    left: Range<u64>,
}

impl Read for Piece<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.left.end - self.left.start).unwrap_or(usize::MAX);
        let most = left.min(buffer.len());
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.left.start))?;
        let read = file.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left.start += read as u64;
        Ok(read)
    }
}

/// Whether what follows from the documents is there.
fn is_settled(pieces: &Pieces) -> bool {
    let has_documents = pieces.keys().any(|name| is_document(name.as_ref()));
    !has_documents || pieces.contains_key(&GraphName::from(graph::ACCEPTED))
}

/// Where each graph lies; none where the lines of one are not all together.
fn pieces(file: &File) -> io::Result<Option<Pieces>> {
    let mut lines = BufReader::with_capacity(BUFFER, file);
    let mut pieces = Pieces::default();
    let (mut last, mut piece, mut line) = (String::new(), 0..0, Vec::new());
    while lines.read_until(b'\n', &mut line)? > 0 {
        let Some(name) = std::str::from_utf8(&line).ok().and_then(graph_of) else {
            return Ok(None);
        };
        if name != last {
            if !is_put(&mut pieces, &last, piece.clone()) {
                return Ok(None);
            }
            name.clone_into(&mut last);
            piece.start = piece.end;
        }
        piece.end += line.len() as u64;
        line.clear();
    }
    Ok(is_put(&mut pieces, &last, piece).then_some(pieces))
}

/// Puts a piece among those that there are, unless its graph has one already.
fn is_put(pieces: &mut Pieces, name: &str, piece: Range<u64>) -> bool {
    piece.is_empty() || graph_named(name).is_some_and(|graph| pieces.insert(graph, piece).is_none())
}

/// The graph of a line as it stands there, empty for the default graph; none of what is no such line.
fn graph_of(line: &str) -> Option<&str> {
    let statement = line.strip_suffix('\n').unwrap_or(line).strip_suffix(" .")?;
    let object = statement.splitn(3, ' ').nth(2)?;
    let after = match object.strip_prefix('"') {
        Some(text) => after_text(text)?,
        None if object.starts_with("<<") => return None,
        None => object,
    };
    Some(after.split_once(' ').map_or("", |(_, graph)| graph))
}

/// What follows the quotation mark that ends a text.
fn after_text(text: &str) -> Option<&str> {
    let is_end = |at: usize| {
        let before = text.as_bytes().get(..at).unwrap_or_default();
        let escapes = before.iter().rev().take_while(|byte| **byte == b'\\');
        escapes.count().is_multiple_of(2)
    };
    let (end, _) = text.match_indices('"').find(|(at, _)| is_end(*at))?;
    text.get(end + 1..)
}

/// The name that is written so.
fn graph_named(written: &str) -> Option<GraphName> {
    if written.is_empty() {
        return Some(GraphName::DefaultGraph);
    }
    match written.strip_prefix("_:") {
        Some(label) => Some(BlankNode::new(label).ok()?.into()),
        None => {
            let iri = written.strip_prefix('<')?.strip_suffix('>')?;
            Some(NamedNode::new(iri).ok()?.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Each graph of a file of these lines, with its objects in order.
    fn graphs(lines: &str) -> Option<Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("graph.nq");
        fs::write(&path, lines).unwrap();
        let file = GraphFile::of(&Place::File(path)).unwrap()?;
        let mut found: Vec<String> = Vec::new();
        for name in file.names().unwrap() {
            let mut objects = String::new();
            let mut take = |quad: oxigraph::model::Quad| {
                assert_eq!(quad.graph_name, name);
                objects += &format!(" {}", quad.object);
                Ok(())
            };
            file.each_quad_of(&name, &mut take).unwrap();
            found.push(format!("{name}{objects}"));
        }
        found.sort();
        Some(found)
    }

    #[test]
    fn each_graph_is_read_from_its_piece() {
        let lines = "<s:s> <p:p> \"a . <g:no> .\" .\n<s:s> <p:p> _:b .\n\
                     <s:s> <p:p> \"b \\\" <g:no>\"@en <g:a> .\n_:s <p:p> <o:o> <g:a> .\n\
                     <s:s> <p:p> \"1\"^^<d:t> <g:b> .\n<s:s> <p:p> \"\" _:c .\n";
        let found = [
            "<g:a> \"b \\\" <g:no>\"@en <o:o>",
            "<g:b> \"1\"^^<d:t>",
            "DEFAULT \"a . <g:no> .\" _:b",
            "_:c \"\"",
        ];
        let mut found = found.map(str::to_owned).to_vec();
        found.sort();
        assert_eq!(graphs(lines), Some(found));
        assert_eq!(graphs(""), Some(Vec::new()));
    }

    #[test]
    fn what_is_not_sorted_by_graph_is_left_to_the_database() {
        let line = |graph: &str| format!("<s:s> <p:p> <o:o>{graph} .\n");
        let again = format!("{}{}{}", line(" <g:a>"), line(" <g:b>"), line(" <g:a>"));
        for lines in [
            again.as_str(),
            "# a remark\n",
            "\n",
            "<s:s> <p:p> <o:o> <g g> .\n",
            "<s:s> <p:p>",
            "<s:s> <p:p> \"a\" <g:a> . <s:s> <p:p> \"b\" <g:b> .\n",
        ] {
            assert_eq!(graphs(lines), None, "{lines}");
        }
        let document = format!(" <{}0123>", crate::vocab::DOCUMENT_NAMESPACE);
        assert_eq!(
            graphs(&line(&document)),
            None,
            "nothing follows from the document yet"
        );
    }

    #[test]
    fn a_line_that_is_damaged_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("graph.nq");
        fs::write(
            &path,
            "<s:s> <p:p> <o:o> .\n<s:s> <p:p> <o:o> <g:a> .\n<s:s> nothing <o:o> <g:a> .\n",
        )
        .unwrap();
        let file = GraphFile::of(&Place::File(path)).unwrap().unwrap();
        let graph = GraphName::from(NamedNode::new("g:a").unwrap());
        let error = file.each_quad_of(&graph, &mut |_| Ok(())).unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains("line 3"), "{source}");
    }
}
