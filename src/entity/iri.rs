//! IRIs of entities, made from what they are.
//!
//! * A named entity: `https://w3id.org/testimony/entity/FAMILY/SLUG`, where FAMILY is `person`, `organization`,
//!   `place`, `group`, `event` or `thing` by its class and SLUG is its canonical name. The same name gives the
//!   same IRI in every document.
//! * A described entity whose description tells it from others of its kind everywhere ("Chinese embassies in
//!   Canada"): `…/entity/described/SLUG`, equal over documents.
//! * Any other ("the stations", "officials", a surname that two people bear): the document's IRI, `#entity=SLUG,OFFSET`, where OFFSET is the
//!   code point at which its first mention begins. Nothing else ever has it.
//!
//! A slug is lower case; letters and digits of any script stay, everything else becomes one hyphen.

use oxigraph::model::NamedNode;

use crate::document::Document;
use crate::entity::EntityIri;
use crate::entity::cast::{Cast, Draft, Identity};
use crate::entity::typing::{Sort, sort_in};
use crate::ontology::Ontology;
use crate::vocab::ENTITY_NAMESPACE;

/// The IRI of a draft whose first mention begins at `offset`, in code points.
pub(crate) fn entity_iri(cast: &Cast<'_>, document: &Document, draft: &Draft, offset: usize) -> EntityIri {
    let iri = match &draft.identity {
        Identity::Name(name) if !slug(name).is_empty() => {
            format!("{ENTITY_NAMESPACE}{}/{}", family(cast, draft), slug(name))
        }
        Identity::Description(words) if !slug(words).is_empty() => {
            format!("{ENTITY_NAMESPACE}described/{}", slug(words))
        }
        Identity::Name(words)
        | Identity::SharedName(words)
        | Identity::Description(words)
        | Identity::Here(words) => {
            format!(
                "{}#entity={},{offset}",
                document.iri().as_node().as_str(),
                slug(words)
            )
        }
    };
    EntityIri::new(NamedNode::new_unchecked(iri))
}

fn family(cast: &Cast<'_>, draft: &Draft) -> &'static str {
    family_of(cast.ontology, &draft.class)
}

/// The family of IRIs for named things of a class.
pub(crate) fn family_of(ontology: &Ontology, class: &NamedNode) -> &'static str {
    match sort_in(ontology, class) {
        Sort::Person => "person",
        Sort::Organization => "organization",
        Sort::Polity | Sort::Place => "place",
        Sort::Group => "group",
        Sort::Event => "event",
        Sort::Thing => "thing",
    }
}

/// Lower case, letters and digits kept, everything else one hyphen between them.
pub(crate) fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(words.len());
    for letter in words.chars() {
        if letter.is_alphanumeric() {
            slug.extend(letter.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_letters_of_any_script() {
        assert_eq!(slug("Renée  O'Hara-Łukasz (北京)"), "renée-o-hara-łukasz-北京");
        assert_eq!(slug("—"), "");
    }
}
