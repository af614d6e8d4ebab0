//! Keeps `docs/ontology.md` true: the page is written from the ontology, and this test fails when it is stale.
//!
//! `UPDATE_GOLDEN=1 cargo test --no-default-features --test ontology_page` writes it again.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use testimony::ontology::{Ontology, OntologyFile, bundled_files};
use testimony::vocab::{curie, owl, rdf, rdfs, skos, tm};

const OPENING: &str = "# The terms of Testimony

<!-- Written by `UPDATE_GOLDEN=1 cargo test --no-default-features --test ontology_page`; do not edit. -->

Namespace `https://w3id.org/testimony#`, prefix `tm:`. *From* and *to* are the classes that may stand on either side; a dash
means that several kinds may. *Self-warranted* relations are accepted when their subject says so of itself.
";

/// Properties whose values the page shows, with how it introduces them.
const SHOWN: &[(NamedNodeRef<'static>, &str)] = &[
    (rdfs::SUB_CLASS_OF, "under"),
    (rdfs::SUB_PROPERTY_OF, "under"),
    (owl::INVERSE_OF, "inverse of"),
    (owl::DISJOINT_WITH, "disjoint with"),
    (owl::PROPERTY_DISJOINT_WITH, "excludes"),
    (tm::LOWER_BOUND_OF, "lower bound of"),
    (tm::UPPER_BOUND_OF, "upper bound of"),
    (skos::CLOSE_MATCH, "near"),
];

/// Prefixes that only the alignment uses.
const FOREIGN: &[(&str, &str)] = &[
    ("wdt", "http://www.wikidata.org/prop/direct/"),
    ("gaf", "http://groundedannotationframework.org/gaf#"),
    ("grasp", "http://groundedannotationframework.org/grasp#"),
    ("sd", "http://www.w3.org/ns/sparql-service-description#"),
];

/// Types that the page shows as a word.
const MARKS: &[(NamedNodeRef<'static>, &str)] = &[
    (owl::FUNCTIONAL_PROPERTY, "functional"),
    (owl::SYMMETRIC_PROPERTY, "symmetric"),
    (owl::TRANSITIVE_PROPERTY, "transitive"),
];

fn page(ontology: &Ontology) -> String {
    let mut page = String::from(OPENING);
    for file in bundled_files() {
        for (heading, terms) in sections(ontology, file) {
            write!(
                page,
                "\n## {heading}\n\n| Term | Meaning | From | To | More |\n|---|---|---|---|---|\n"
            )
            .unwrap();
            terms
                .iter()
                .for_each(|term| page.push_str(&line(ontology, *term)));
        }
    }
    page
}

/// The terms that a file declares, under the headings it has as comments.
fn sections<'a>(ontology: &'a Ontology, file: OntologyFile<'_>) -> Vec<(String, Vec<NamedNodeRef<'a>>)> {
    let mut sections: Vec<(String, Vec<_>)> = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        if let Some(heading) = line.strip_prefix("# ----------") {
            sections.push((heading.trim_matches([' ', '-']).to_owned(), Vec::new()));
        }
        let here = ontology
            .terms()
            .find(|(_, place)| place.path == file.path && place.line == index + 1);
        if let (Some((term, _)), Some((_, terms))) = (here, sections.last_mut()) {
            terms.push(term);
        }
    }
    sections.retain(|(_, terms)| !terms.is_empty());
    sections
}

fn line(ontology: &Ontology, term: NamedNodeRef<'_>) -> String {
    let side = |property| {
        values(ontology, term, property)
            .next()
            .unwrap_or_else(|| "–".to_owned())
    };
    let is_property = ontology.is_property(term);
    let [from, to] = if is_property {
        [side(rdfs::DOMAIN), side(rdfs::RANGE)]
    } else {
        [String::new(), String::new()]
    };
    format!(
        "| `{}` | {} | {from} | {to} | {} |\n",
        curie(term),
        ontology.comment(term).unwrap_or_default(),
        more(ontology, term).join("; ")
    )
}

fn more(ontology: &Ontology, term: NamedNodeRef<'_>) -> Vec<String> {
    let types: Vec<_> = ontology
        .graph()
        .objects_for_subject_predicate(term, rdf::TYPE)
        .collect();
    let mut more: Vec<String> = MARKS
        .iter()
        .filter(|(kind, _)| types.contains(&TermRef::from(*kind)))
        .map(|(_, mark)| (*mark).to_owned())
        .collect();
    if ontology
        .relation(term)
        .is_some_and(|relation| relation.is_self_warranted)
    {
        more.push("self-warranted".to_owned());
    }
    let kinds = values(ontology, term, rdf::TYPE).filter(|kind| kind.starts_with("`tm:"));
    let kinds = kinds.filter(|kind| !ontology.is_property(term) || kind != "`tm:Relation`");
    more.extend(kinds.map(|kind| format!("a {kind}")));
    for (property, words) in SHOWN {
        let values: Vec<_> = values(ontology, term, *property).collect();
        if !values.is_empty() {
            more.push(format!("{words} {}", values.join(", ")));
        }
    }
    more
}

/// The terms that `property` leads to, shortened, sorted.
fn values(
    ontology: &Ontology,
    term: NamedNodeRef<'_>,
    property: NamedNodeRef<'_>,
) -> impl Iterator<Item = String> {
    let objects = ontology
        .graph()
        .objects_for_subject_predicate(NamedOrBlankNodeRef::from(term), property);
    let mut values: Vec<_> = objects
        .filter_map(|object| match object {
            TermRef::NamedNode(node) => Some(format!("`{}`", short(node))),
            _ => None,
        })
        .collect();
    values.sort();
    values.into_iter()
}

fn short(iri: NamedNodeRef<'_>) -> String {
    let mut foreign = FOREIGN.iter();
    foreign
        .find_map(|(prefix, namespace)| Some(format!("{prefix}:{}", iri.as_str().strip_prefix(namespace)?)))
        .unwrap_or_else(|| curie(iri))
}

#[test]
fn the_page_shows_the_ontology_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ontology.md");
    let ontology = Ontology::bundled();
    let page = page(&ontology);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let listed = page.lines().filter(|line| line.starts_with("| `tm:")).count();
    assert_eq!(
        listed,
        ontology.terms().count(),
        "a term is missing from the page"
    );
    let stored = fs::read_to_string(&path).unwrap();
    assert!(
        stored == page,
        "docs/ontology.md is stale; see the top of this test's file for how to write it again"
    );
}
