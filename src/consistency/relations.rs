//! What relations owe each other: labels, inverses that mirror, marks that go together.

use std::collections::BTreeMap;

use super::Findings;
use super::declared::{Declared, Object, local};
use crate::agreement::Problem;
use crate::schema::spelt_out;
use crate::vocab::{owl, rdfs};

const PREF_LABEL: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";

/// Pairs of marks that cannot both be meant, with the reason.
const AT_ODDS: [(&str, &str, &str); 4] = [
    (
        "SymmetricProperty",
        "AsymmetricProperty",
        "it would hold both ways and never both ways",
    ),
    (
        "ReflexiveProperty",
        "IrreflexiveProperty",
        "everything would have it to itself and nothing would",
    ),
    (
        "FunctionalProperty",
        "TransitiveProperty",
        "a subject with one object cannot reach a second one over steps",
    ),
    (
        "AsymmetricProperty",
        "ReflexiveProperty",
        "what everything has to itself holds both ways",
    ),
];

/// Marks that say something of the object as a thing, so that a text or a number cannot have them.
const OF_THINGS: [&str; 4] = [
    "SymmetricProperty",
    "AsymmetricProperty",
    "TransitiveProperty",
    "InverseFunctionalProperty",
];

/// Looks at every relation.
pub(super) fn look(declared: &Declared<'_>, findings: &mut Findings) {
    labels(declared, findings);
    for relation in &declared.relations {
        findings.problems.extend(inverses(declared, relation));
        findings.problems.extend(marks(declared, relation));
        findings.notes.extend(pairs(declared, relation));
    }
}

/// Labels in English or without a language, in the order of the file.
fn english(declared: &Declared<'_>, relation: &str) -> Vec<String> {
    let properties = [rdfs::LABEL.as_str(), PREF_LABEL];
    let all = properties
        .into_iter()
        .flat_map(|property| declared.objects(relation, property));
    let texts = all.filter_map(|object| match object {
        Object::Text(text, language) => {
            let is_english = language
                .as_ref()
                .is_none_or(|language| language.starts_with("en"));
            (is_english && !text.is_empty()).then(|| text.clone())
        }
        Object::Node(_) => None,
    });
    texts.collect()
}

fn labels(declared: &Declared<'_>, findings: &mut Findings) {
    let mut by_label: BTreeMap<String, &str> = BTreeMap::new();
    for relation in &declared.relations {
        let name = declared.name(relation);
        let labels = english(declared, relation);
        let Some(label) = labels.first() else {
            let words = spelt_out(local(relation));
            let message = format!("{name} has no label in English; write for example rdfs:label \"{words}\"");
            findings.problems.push(declared.at(relation, message));
            continue;
        };
        match by_label.get(&label.to_lowercase()) {
            Some(other) => {
                let message = format!(
                    "{name} has the label “{label}” of {} as well, so that triples cannot tell them apart; give one of them another label",
                    declared.name(other)
                );
                findings.problems.push(declared.at(relation, message));
            }
            None => {
                by_label.insert(label.to_lowercase(), relation);
            }
        }
    }
}

fn inverses(declared: &Declared<'_>, relation: &str) -> Vec<Problem> {
    let name = declared.name(relation);
    let mut problems = Vec::new();
    let inverses = declared.named(relation, owl::INVERSE_OF.as_str());
    if let [first, second, ..] = inverses.as_slice() {
        let [one, other] = [*first, *second].map(|inverse| declared.name(inverse));
        let message =
            format!("{name} is the inverse of {one} and of {other}; keep one, or make them one relation");
        problems.push(declared.between((relation, second), message));
    }
    for inverse in inverses
        .into_iter()
        .filter(|inverse| declared.relations.contains(*inverse))
    {
        let message = inverse_message(declared, relation, inverse);
        problems.extend(message.map(|message| declared.between((relation, inverse), message)));
    }
    problems
}

fn inverse_message(declared: &Declared<'_>, relation: &str, inverse: &str) -> Option<String> {
    let [name, inverse_name] = [relation, inverse].map(|term| declared.name(term));
    let back = declared.named(inverse, owl::INVERSE_OF.as_str());
    let sides = |term, property: oxigraph::model::NamedNodeRef<'static>| {
        let mut classes = declared.named(term, property.as_str());
        classes.sort_unstable();
        classes
    };
    let are_unequal = |one: Vec<&str>, other: Vec<&str>| !one.is_empty() && !other.is_empty() && one != other;
    let is_text = |term| declared.is_owl(term, "DatatypeProperty");
    if relation == inverse {
        return Some(format!(
            "{name} is its own inverse; declare it as an owl:SymmetricProperty"
        ));
    }
    if is_text(relation) || is_text(inverse) {
        return Some(format!(
            "{name} and {inverse_name} cannot be inverses: one of them leads to texts or numbers, which are no subjects"
        ));
    }
    if let Some(third) = back.iter().find(|third| **third != relation) {
        let third = declared.name(third);
        return Some(format!(
            "{name} is the inverse of {inverse_name}, which is the inverse of {third}; make it mutual"
        ));
    }
    let is_mirrored = !are_unequal(sides(relation, rdfs::DOMAIN), sides(inverse, rdfs::RANGE))
        && !are_unequal(sides(relation, rdfs::RANGE), sides(inverse, rdfs::DOMAIN));
    (!is_mirrored).then(|| {
        format!("{name} must have the domain of its inverse {inverse_name} as range, and its range as domain")
    })
}

fn marks(declared: &Declared<'_>, relation: &str) -> Vec<Problem> {
    let name = declared.name(relation);
    let is = |kind: &str| declared.is_owl(relation, kind);
    let at_odds = AT_ODDS.iter().filter(|(one, other, _)| is(one) && is(other));
    let mut messages: Vec<String> = at_odds
        .map(|(one, other, because)| {
            format!("{name} cannot be an owl:{one} and an owl:{other}: {because}; take one out")
        })
        .collect();
    let of_things = OF_THINGS.iter().filter(|kind| is("DatatypeProperty") && is(kind));
    messages.extend(
        of_things.map(|kind| {
            format!("{name} leads to texts or numbers and cannot be an owl:{kind}; take one out")
        }),
    );
    let [mut domain, mut range] =
        [rdfs::DOMAIN, rdfs::RANGE].map(|property| declared.named(relation, property.as_str()));
    domain.sort_unstable();
    range.sort_unstable();
    if is("SymmetricProperty") && !is("DatatypeProperty") && domain != range {
        messages.push(format!(
            "{name} is symmetric, so its domain and range must be the same"
        ));
    }
    let problems = messages.into_iter().map(|message| declared.at(relation, message));
    problems.collect()
}

/// "spouse" may be meant so; "met with" is not.
fn pairs(declared: &Declared<'_>, relation: &str) -> Option<Problem> {
    let is = |kind: &str| declared.is_owl(relation, kind);
    let is_pair = is("SymmetricProperty") && is("FunctionalProperty") && !is("DatatypeProperty");
    let name = declared.name(relation);
    let message = format!(
        "{name} is symmetric and functional, so that things come in pairs and have nobody else; take owl:FunctionalProperty out unless that is meant"
    );
    is_pair.then(|| declared.at(relation, message))
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    fn relation(said: &str) -> String {
        format!(":p a owl:ObjectProperty ; rdfs:label \"p\" ; {said} .\n")
    }

    fn one(more: &str, expected: &str) {
        assert_eq!(found(more), [expected], "{more}");
    }

    #[test]
    fn a_relation_has_a_label_of_its_own() {
        one(
            ":launchDate a owl:DatatypeProperty ; rdfs:label \"Stapellauf\"@de .\n",
            "o.ttl:9: `:launchDate` has no label in English; write for example rdfs:label \"launch date\"",
        );
        let found = found(":skipper a owl:ObjectProperty ; rdfs:label \"Captain\" .\n");
        let same = "o.ttl:9: `:skipper` has the label “Captain” of `:captain` as well, so that triples cannot tell \
                    them apart; give one of them another label";
        assert_eq!(found[0], same);
    }

    #[test]
    fn an_inverse_is_mutual_and_mirrors_its_relation() {
        one(
            &relation("owl:inverseOf :captain ; rdfs:domain :Boat"),
            "o.ttl:9: `:p` must have the domain of its inverse `:captain` as range, and its range as domain",
        );
        let third = ":q a owl:ObjectProperty ; rdfs:label \"q\" .\n:captain owl:inverseOf :q .\n";
        one(
            &(third.to_owned() + &relation("owl:inverseOf :captain")),
            "o.ttl:11: `:p` is the inverse of `:captain`, which is the inverse of `:q`; make it mutual",
        );
        one(
            &(third.to_owned() + &relation("owl:inverseOf :q, :captain"))
                .replace(":captain owl:inverseOf :q .\n", ""),
            "o.ttl:10: `:p` is the inverse of `:q` and of `:captain`; keep one, or make them one relation",
        );
        one(
            &relation("owl:inverseOf :p"),
            "o.ttl:9: `:p` is its own inverse; declare it as an owl:SymmetricProperty",
        );
        one(
            ":d a owl:DatatypeProperty ; rdfs:label \"d\" ; owl:inverseOf :captain .\n",
            "o.ttl:9: `:d` and `:captain` cannot be inverses: one of them leads to texts or numbers, which are no subjects",
        );
    }

    #[test]
    fn marks_go_together() {
        one(
            &relation("a owl:FunctionalProperty, owl:TransitiveProperty"),
            "o.ttl:9: `:p` cannot be an owl:FunctionalProperty and an owl:TransitiveProperty: a subject with one object \
             cannot reach a second one over steps; take one out",
        );
        one(
            &relation("a owl:SymmetricProperty ; rdfs:domain :Boat ; rdfs:range :Person"),
            "o.ttl:9: `:p` is symmetric, so its domain and range must be the same",
        );
        one(
            ":d a owl:DatatypeProperty, owl:TransitiveProperty ; rdfs:label \"d\" .\n",
            "o.ttl:9: `:d` leads to texts or numbers and cannot be an owl:TransitiveProperty; take one out",
        );
    }

    #[test]
    fn a_relation_of_pairs_is_worth_a_look() {
        let found = found(&relation("a owl:SymmetricProperty, owl:FunctionalProperty"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("note o.ttl:9: `:p` is symmetric and functional"),
            "{found:?}"
        );
    }
}
