//! A mapping carried out, batch by batch.

use super::join::JoinIndex;
use super::model::{Mapping, Pair, TriplesMap};
use super::source::{Iteration, Opened, References};
use super::term::TermMap;
use super::terms::Terms;
use crate::record::{ImportError, RecordError, RecordErrorKind, Workers, Written};

/// The IRI that stands for the default graph, in both vocabularies.
const DEFAULT_GRAPHS: [&str; 2] = [
    "<http://w3id.org/rml/defaultGraph>",
    "<http://www.w3.org/ns/r2rml#defaultGraph>",
];

/// `rdf:type` in N-Quads.
const TYPE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

/// Where the subjects of a parent are found.
enum Join<'a> {
    /// By the values that have to be the same.
    Index(JoinIndex),
    /// In the same iteration.
    Same(&'a TermMap),
}

/// The joins of a triples map, by the places of pair and parent.
type Joins<'a> = Vec<Vec<Join<'a>>>;

/// Carries a mapping out and hands over what each batch gives, source by source and in the order of the data. Rows are
/// lines of N-Quads; one of which a term cannot be made is left out as a whole and told.
///
/// Nothing is handed over before every source has been opened and has what the mapping refers to.
pub fn run<E: From<ImportError>>(
    mapping: &Mapping,
    workers: &Workers,
    mut take: impl FnMut(Vec<Written>) -> Result<(), E>,
) -> Result<(), E> {
    let opened = mapping.sources.iter();
    let opened = opened.map(|source| Opened::new(source, &mapping.graph));
    let opened = opened.collect::<Result<Vec<_>, _>>()?;
    for (place, mut source) in opened.into_iter().enumerate() {
        let maps = mapping.maps.iter().filter(|map| map.source == place);
        let maps = maps.map(|map| Ok((map, joins(mapping, map)?)));
        let maps = maps.collect::<Result<Vec<_>, ImportError>>()?;
        loop {
            let mut batches = Vec::new();
            while batches.len() < workers.batch_size() {
                let (iterations, error) = source.next_batch()?;
                if iterations.is_empty() && error.is_none() {
                    break;
                }
                batches.push((iterations, error));
            }
            if batches.is_empty() {
                break;
            }
            let references = source.references();
            take(workers.map(batches, |(iterations, error)| {
                let mut written = written(&maps, (&source.name, references), &iterations);
                written.errors.extend(error);
                written
            }))?;
        }
    }
    Ok(())
}

fn joins<'a>(mapping: &'a Mapping, map: &TriplesMap) -> Result<Joins<'a>, ImportError> {
    let of_pair = |pair: &Pair| {
        let parents = pair.parents.iter();
        let joins = parents.map(|parent| match mapping.maps.get(parent.map) {
            Some(map) if parent.joins.is_empty() => Ok(Join::Same(&map.subject)),
            _ => JoinIndex::new(mapping, parent).map(Join::Index),
        });
        joins.collect::<Result<Vec<_>, ImportError>>()
    };
    map.pairs.iter().map(of_pair).collect()
}

fn written(
    maps: &[(&TriplesMap, Joins<'_>)],
    (name, references): (&str, &References),
    iterations: &[Iteration],
) -> Written {
    let mut written = Written::default();
    let mut scratch = Scratch::default();
    for iteration in iterations {
        for (map, joins) in maps {
            let before = written.text.len();
            match write(
                &mut written.text,
                &mut scratch,
                (map, joins),
                (references, iteration),
            ) {
                Ok(()) => written.records += 1,
                Err(problem) => {
                    written.text.truncate(before);
                    written.errors.push(RecordError {
                        name: name.to_owned(),
                        line: iteration.number(),
                        kind: RecordErrorKind::Row(problem),
                    });
                }
            }
        }
    }
    written
}

/// The terms of one iteration, kept from one to the next for their memory.
#[derive(Default)]
struct Scratch {
    subjects: Terms,
    graphs: Terms,
    predicates: Terms,
    objects: Terms,
    own_graphs: Terms,
}

/// Writes the triples of one iteration.
fn write(
    text: &mut String,
    scratch: &mut Scratch,
    (map, joins): (&TriplesMap, &Joins<'_>),
    from: (&References, &Iteration),
) -> Result<(), String> {
    scratch.subjects.fill(std::slice::from_ref(&map.subject), from)?;
    if scratch.subjects.is_empty() {
        return Ok(());
    }
    scratch.graphs.fill(&map.graphs, from)?;
    scratch.own_graphs.clear();
    scratch.predicates.clear();
    scratch.predicates.push(TYPE);
    scratch.objects.clear();
    map.classes.iter().for_each(|class| scratch.objects.push(class));
    scratch.push_lines(text);
    for (pair, joins) in map.pairs.iter().zip(joins) {
        scratch.predicates.fill(&pair.predicates, from)?;
        scratch.objects.fill(&pair.objects, from)?;
        for (parent, join) in pair.parents.iter().zip(joins) {
            match join {
                Join::Index(index) => {
                    let subjects = index.subjects(parent, from);
                    subjects.iter().for_each(|subject| scratch.objects.push(subject));
                }
                Join::Same(subject) => scratch.objects.add(subject, from)?,
            }
        }
        scratch.own_graphs.fill(&pair.graphs, from)?;
        scratch.push_lines(text);
    }
    Ok(())
}

impl Scratch {
    /// Every subject with every predicate and object, in every graph; in the default graph where none is named.
    fn push_lines(&self, text: &mut String) {
        let is_named = !self.graphs.is_empty() || !self.own_graphs.is_empty();
        for subject in self.subjects.iter() {
            for predicate in self.predicates.iter() {
                for object in self.objects.iter() {
                    let mut line = |graph: &str| {
                        for part in [subject, " ", predicate, " ", object] {
                            text.push_str(part);
                        }
                        if !graph.is_empty() && !DEFAULT_GRAPHS.contains(&graph) {
                            text.push(' ');
                            text.push_str(graph);
                        }
                        text.push_str(" .\n");
                    };
                    match is_named {
                        true => self.graphs.iter().chain(self.own_graphs.iter()).for_each(line),
                        false => line(""),
                    }
                }
            }
        }
    }
}
