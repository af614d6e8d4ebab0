//! Prefixes: short names for namespaces, in queries, exports and messages.

use oxigraph::model::NamedNodeRef;

use super::*;

/// The prefixes that queries may use undeclared and that exports declare, sorted.
pub const PREFIXES: &[(&str, &str)] = &[
    ("claim", CLAIM_NAMESPACE),
    ("dcterms", dcterms::NAMESPACE),
    ("described", "https://w3id.org/testimony/entity/described/"),
    ("doc", DOCUMENT_NAMESPACE),
    ("entity", ENTITY_NAMESPACE),
    ("event", "https://w3id.org/testimony/entity/event/"),
    ("extractor", EXTRACTOR_NAMESPACE),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("geo", geo::NAMESPACE),
    ("gn", gn::NAMESPACE),
    ("graph", graph::NAMESPACE),
    ("group", "https://w3id.org/testimony/entity/group/"),
    ("lexicon", LEXICON_NAMESPACE),
    ("lexinfo", lexinfo::NAMESPACE),
    ("nanopub", "https://w3id.org/testimony/nanopublication/"),
    ("nif", nif::NAMESPACE),
    ("np", np::NAMESPACE),
    ("occurrence", OCCURRENCE_NAMESPACE),
    ("ontolex", ontolex::NAMESPACE),
    ("open", OPEN_NAMESPACE),
    ("org", "http://www.w3.org/ns/org#"),
    ("organization", "https://w3id.org/testimony/entity/organization/"),
    ("owl", owl::NAMESPACE),
    ("person", "https://w3id.org/testimony/entity/person/"),
    ("place", "https://w3id.org/testimony/entity/place/"),
    ("prop", PROPOSITION_NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", schema::NAMESPACE),
    ("sd", sd::NAMESPACE),
    ("sem", "http://semanticweb.cs.vu.nl/2009/11/sem/"),
    ("semapv", semapv::NAMESPACE),
    ("sh", sh::NAMESPACE),
    ("skos", skos::NAMESPACE),
    ("sssom", sssom::NAMESPACE),
    ("thing", "https://w3id.org/testimony/entity/thing/"),
    ("tm", tm::NAMESPACE),
    ("void", void::NAMESPACE),
    ("wd", "http://www.wikidata.org/entity/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Shortens an IRI to `prefix:rest` where a prefix fits, and brackets it where none does.
pub fn curie(iri: NamedNodeRef<'_>) -> String {
    let longest = PREFIXES
        .iter()
        .filter_map(|(prefix, namespace)| Some((prefix, iri.as_str().strip_prefix(namespace)?)))
        .filter(|(_, rest)| is_local_name(rest))
        .min_by_key(|(_, rest)| rest.len());
    match longest {
        Some((prefix, rest)) => format!("{prefix}:{rest}"),
        None => iri.to_string(),
    }
}

/// Reads `prefix:rest` with one of [`PREFIXES`] as the IRI it stands for.
pub fn expand_curie(text: &str) -> Option<String> {
    let (prefix, rest) = text.split_once(':')?;
    let (_, namespace) = PREFIXES.iter().find(|(known, _)| *known == prefix)?;
    Some(format!("{namespace}{rest}"))
}

fn is_local_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iri_shortens_and_expands_again() {
        assert_eq!(curie(tm::CLAIM), "tm:Claim");
        assert_eq!(curie(graph::ACCEPTED), "graph:accepted");
        assert_eq!(expand_curie("tm:Claim").as_deref(), Some(tm::CLAIM.as_str()));
        let foreign = NamedNodeRef::new_unchecked("https://example.org/a");
        assert_eq!(curie(foreign), "<https://example.org/a>");
    }

    #[test]
    fn the_prefixes_are_sorted_and_unique() {
        assert!(PREFIXES.is_sorted_by(|before, after| before.0 < after.0));
    }
}
