//! The IRIs that a schema's terms have in a graph.

use oxigraph::model::NamedNode;

use super::{Schema, spelt_out};

/// Where terms live that have no IRI of their own.
const NAMESPACE: &str = "https://w3id.org/testimony/schema/";

impl Schema {
    /// The IRI of a term: its id where that is one, that of Wikidata for its ids, else one made of title and id.
    pub fn iri(&self, id: &str) -> NamedNode {
        let wikidata = |space: &str| format!("http://www.wikidata.org/{space}/{id}");
        let own = || {
            let title = spelt_out(&self.title).replace(' ', "-");
            let name: String = id
                .chars()
                .map(|letter| if letter.is_alphanumeric() { letter } else { '-' })
                .collect();
            format!("{NAMESPACE}{title}#{name}")
        };
        let iri = match id.split_at_checked(1) {
            Some(("Q", rest)) if is_number(rest) => wikidata("entity"),
            Some(("P", rest)) if is_number(rest) => wikidata("prop/direct"),
            _ if id.contains(':') => id.to_owned(),
            _ => own(),
        };
        NamedNode::new(iri).unwrap_or_else(|_| NamedNode::new_unchecked(own()))
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_iris() {
        let schema = Schema {
            title: "Movie ontology".to_owned(),
            ..Schema::default()
        };
        let iri = |id| schema.iri(id).into_string();
        assert_eq!(iri("https://example.org/a#b"), "https://example.org/a#b");
        assert_eq!(iri("P57"), "http://www.wikidata.org/prop/direct/P57");
        assert_eq!(iri("Q5"), "http://www.wikidata.org/entity/Q5");
        assert_eq!(
            iri("birth place"),
            "https://w3id.org/testimony/schema/movie-ontology#birth-place"
        );
    }
}
