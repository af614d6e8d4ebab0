//! A mapping carried out, batch by batch.

use super::join::JoinIndex;
use super::model::{Mapping, Pair, TriplesMap};
use super::source::{Iteration, Opened, References};
use super::term::TermMap;
use crate::record::{ImportError, RecordError, RecordErrorKind, Workers, Written};
use crate::vocab::rdf;

/// The IRI that stands for the default graph, in both vocabularies.
const DEFAULT_GRAPHS: [&str; 2] = [
    "<http://w3id.org/rml/defaultGraph>",
    "<http://www.w3.org/ns/r2rml#defaultGraph>",
];

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
    for iteration in iterations {
        for (map, joins) in maps {
            let before = written.text.len();
            match write(&mut written.text, (map, joins), (references, iteration)) {
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

/// Writes the triples of one iteration.
fn write(
    text: &mut String,
    (map, joins): (&TriplesMap, &Joins<'_>),
    from: (&References, &Iteration),
) -> Result<(), String> {
    let subjects = map.subject.terms(from)?;
    if subjects.is_empty() {
        return Ok(());
    }
    let graphs = all_terms(&map.graphs, from)?;
    let kind = rdf::TYPE.to_string();
    let classes = (std::slice::from_ref(&kind), map.classes.as_slice());
    push_lines(text, &subjects, classes, &graphs);
    for (pair, joins) in map.pairs.iter().zip(joins) {
        let predicates = all_terms(&pair.predicates, from)?;
        let mut objects = all_terms(&pair.objects, from)?;
        for (parent, join) in pair.parents.iter().zip(joins) {
            match join {
                Join::Index(index) => objects.extend(index.subjects(parent, from)),
                Join::Same(subject) => objects.extend(subject.terms(from)?),
            }
        }
        let own = all_terms(&pair.graphs, from)?;
        let graphs: Vec<String> = graphs.iter().chain(&own).cloned().collect();
        push_lines(text, &subjects, (&predicates, &objects), &graphs);
    }
    Ok(())
}

fn all_terms(maps: &[TermMap], from: (&References, &Iteration)) -> Result<Vec<String>, String> {
    match maps {
        [map] => map.terms(from),
        maps => {
            let terms = maps.iter().map(|map| map.terms(from));
            let terms = terms.collect::<Result<Vec<_>, _>>()?;
            Ok(terms.into_iter().flatten().collect())
        }
    }
}

/// Every subject with every predicate and object, in every graph; in the default graph where none is named.
fn push_lines(
    text: &mut String,
    subjects: &[String],
    (predicates, objects): (&[String], &[String]),
    graphs: &[String],
) {
    let default = [String::new()];
    let graphs = if graphs.is_empty() { &default } else { graphs };
    for subject in subjects {
        for predicate in predicates {
            for object in objects {
                for graph in graphs {
                    for part in [subject, " ", predicate, " ", object] {
                        text.push_str(part);
                    }
                    if !graph.is_empty() && !DEFAULT_GRAPHS.contains(&graph.as_str()) {
                        text.push(' ');
                        text.push_str(graph);
                    }
                    text.push_str(" .\n");
                }
            }
        }
    }
}
