//! The lines of a file in which terms stand; an RDF parser does not tell them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::ontology::{OntologyFile, Place};
use crate::schema::line_of;

/// Where terms stand in one file.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    file: OntologyFile<'a>,
    /// Prefixes with what they stand for, as the file declares them.
    prefixes: Vec<(String, String)>,
    /// The first line that begins with the term, from 1.
    subjects: BTreeMap<String, usize>,
    /// All lines that hold the term.
    uses: BTreeMap<String, Vec<usize>>,
}

impl<'a> Lines<'a> {
    /// Finds the terms of Turtle and N-Triples; of other formats the lines are found by the last part of the IRI.
    pub(super) fn of(file: OntologyFile<'a>) -> Self {
        let mut lines = Self {
            file,
            prefixes: Vec::new(),
            subjects: BTreeMap::new(),
            uses: BTreeMap::new(),
        };
        for (index, line) in file.text.lines().enumerate() {
            match prefix(line) {
                Some(prefix) => lines.prefixes.push(prefix),
                None => lines.add(index + 1, line),
            }
        }
        lines
    }

    fn add(&mut self, number: usize, line: &str) {
        if line.trim_start().starts_with('#') {
            return;
        }
        let is_apart =
            |letter: char| letter.is_whitespace() || matches!(letter, ';' | ',' | '[' | ']' | '(' | ')');
        let starts_left = !line.starts_with(char::is_whitespace);
        for (place, word) in line.split(is_apart).filter(|word| !word.is_empty()).enumerate() {
            let Some(term) = self.term(word) else { continue };
            if place == 0 && starts_left {
                self.subjects.entry(term.clone()).or_insert(number);
            }
            self.uses.entry(term).or_default().push(number);
        }
    }

    /// The IRI that a word of Turtle stands for.
    fn term(&self, word: &str) -> Option<String> {
        if let Some(iri) = word.strip_prefix('<') {
            return Some(iri.split('>').next().unwrap_or(iri).to_owned());
        }
        let (prefix, name) = word.trim_end_matches('.').split_once(':')?;
        let mut known = self.prefixes.iter();
        let (_, namespace) = known.find(|(known, _)| known == prefix)?;
        Some(format!("{namespace}{name}"))
    }

    /// Whether the term begins a line of the file.
    pub(super) fn declares(&self, term: &str) -> bool {
        self.subjects.contains_key(term)
    }

    /// Whether the file names the term at all.
    pub(super) fn names(&self, term: &str) -> bool {
        self.uses.contains_key(term)
    }

    /// Where the term is declared, else where it first stands.
    pub(super) fn place(&self, term: &str) -> Place {
        self.at(self.line(term))
    }

    /// Where it is said of `subject` that it has to do with `object`: the first line with the object from there on.
    pub(super) fn place_of(&self, subject: &str, object: &str) -> Place {
        let start = self.line(subject);
        let mut uses = self.uses.get(object).into_iter().flatten();
        let line = uses.find(|line| **line >= start);
        self.at(line.copied().unwrap_or(start))
    }

    fn line(&self, term: &str) -> usize {
        let first_use = || self.uses.get(term)?.first();
        let line = self.subjects.get(term).or_else(first_use);
        line.copied().unwrap_or_else(|| line_of(self.file.text, term))
    }

    pub(super) fn at(&self, line: usize) -> Place {
        Place {
            path: Path::new(self.file.path).to_path_buf(),
            line,
        }
    }

    /// The term as the file writes it: `:Boat`; none where no prefix fits.
    pub(super) fn short(&self, term: &str) -> Option<String> {
        let shortened = self.prefixes.iter().filter_map(|(prefix, namespace)| {
            let name = term.strip_prefix(namespace.as_str())?;
            let is_name = !name.is_empty() && !name.contains(['/', '#']);
            is_name.then(|| format!("{prefix}:{name}"))
        });
        shortened.min_by_key(String::len)
    }
}

/// `@prefix p: <…> .` or `PREFIX p: <…>`.
fn prefix(line: &str) -> Option<(String, String)> {
    let mut words = line.split_whitespace();
    let keyword = words.next()?;
    let is_prefix = keyword == "@prefix" || keyword.eq_ignore_ascii_case("prefix");
    let name = words.next().filter(|_| is_prefix)?.strip_suffix(':')?;
    let iri = words.next()?.trim_end_matches('.');
    let iri = iri.strip_prefix('<')?.strip_suffix('>')?;
    Some((name.to_owned(), iri.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_found_behind_its_subject() {
        let text = "@prefix : <e#> .\n# :b first\n:a :p :b ;\n  :q\n    :c, :b .\n:b :p <e#c>.\n";
        let lines = Lines::of(OntologyFile {
            path: Path::new("o.ttl"),
            text,
        });
        assert_eq!(lines.place("e#b").line, 6);
        assert_eq!(lines.place_of("e#a", "e#c").line, 5);
        assert_eq!(lines.place_of("e#b", "e#c").line, 6);
        assert_eq!(lines.short("e#b").as_deref(), Some(":b"));
    }
}
