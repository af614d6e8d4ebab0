//! Invented things that documents left apart.

use std::path::Path;

use super::*;
use crate::linkage::sssom::MappingSet;
use crate::linking::subject::example;
use crate::linking::weights::Judged;

/// A thing of a class, with its documents by name.
fn thing(class: &str, name: &str, documents: &[&str]) -> Subject {
    let ontology = Ontology::bundled();
    let mut subject = example(name);
    subject.classes = vec![ontology.class(class).unwrap().into_owned()];
    let node = |name: &&str| NamedNode::new_unchecked(format!("https://example.org/document/{name}"));
    subject.documents = documents.iter().map(node).collect();
    subject
}

fn joined(subjects: &[Subject], decisions: &Decisions) -> Within {
    let (weights, ontology) = (Weights::bundled(Judged::Things), Ontology::bundled());
    Joiner::new(&weights, &ontology, decisions).join(subjects)
}

/// The clusters, by names.
fn clusters(subjects: &[Subject], within: &Within) -> Vec<String> {
    let clusters = within.clusters.iter();
    clusters
        .map(|places| {
            places
                .iter()
                .map(|place| subjects[*place].label.as_str())
                .collect::<Vec<_>>()
                .join(" = ")
        })
        .collect()
}

/// The pairs that are unsure, by names.
fn unsure(subjects: &[Subject], within: &Within) -> Vec<String> {
    let pairs = within.pairs.iter().filter(|pair| pair.verdict == Verdict::Close);
    pairs
        .map(|pair| format!("{} ? {}", subjects[pair.one].label, subjects[pair.other].label))
        .collect()
}

fn decided(rows: &[(&str, &str, &str)]) -> Decisions {
    let rows = rows.iter().map(|(subject, modifier, object)| {
        format!("https://example.org/{subject}\tskos:exactMatch\t{modifier}\thttps://example.org/{object}\tsemapv:ManualMappingCuration\n")
    });
    let head = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n";
    let text = format!("{head}{}", rows.collect::<String>());
    Decisions::of(&MappingSet::parse(Path::new("d.sssom.tsv"), &text).unwrap()).unwrap()
}

#[test]
fn a_legal_form_makes_no_other_company_another_spelling_may_and_a_namesake_of_another_kind_is_never_one() {
    let subjects = [
        thing("Company", "Nordbank", &["a"]),
        thing("Organization", "Nordbank AG", &["b"]),
        thing("Person", "Nord-Bank", &["c"]),
        thing("Company", "Harbour Freight", &["a"]),
        thing("Company", "Harborfreight", &["b"]),
    ];
    let within = joined(&subjects, &Decisions::default());
    assert_eq!(clusters(&subjects, &within), ["Nordbank = Nordbank AG"]);
    assert_eq!(unsure(&subjects, &within), ["Harbour Freight ? Harborfreight"]);
}

#[test]
fn first_letters_and_last_names_need_things_around_them_in_common() {
    let around = ["a", "b"];
    let mut subjects = vec![
        thing("LawEnforcementAgency", "Royal Northern Police", &["a"]),
        thing("LawEnforcementAgency", "RNP", &["b"]),
        thing("Person", "Ann Roe", &["a"]),
        thing("Person", "Roe", &["b"]),
    ];
    let within = joined(&subjects, &Decisions::default());
    assert!(
        !clusters(&subjects, &within)
            .iter()
            .any(|cluster| cluster == "Ann Roe = Roe")
    );
    subjects.push(thing("City", "Lindow", &around));
    subjects.push(thing("Company", "Copper Bank", &around));
    let within = joined(&subjects, &Decisions::default());
    assert_eq!(
        clusters(&subjects, &within),
        ["Ann Roe = Roe", "RNP = Royal Northern Police"]
    );
}

#[test]
fn a_last_name_of_two_people_is_nobody_s() {
    let around = ["a", "b"];
    let subjects = [
        thing("Person", "Ann Roe", &["a"]),
        thing("Person", "Ben Roe", &["a"]),
        thing("Person", "Roe", &["b"]),
        thing("City", "Lindow", &around),
        thing("Company", "Copper Bank", &around),
        thing("City", "Port Novo", &around),
    ];
    let within = joined(&subjects, &Decisions::default());
    assert_eq!(clusters(&subjects, &within), [] as [&str; 0]);
    assert_eq!(
        unsure(&subjects, &within).len(),
        2,
        "{:?}",
        unsure(&subjects, &within)
    );
}

#[test]
fn part_of_a_place_s_name_is_another_place() {
    let around = ["a", "b"];
    let subjects = [
        thing("City", "York", &["a"]),
        thing("City", "New York", &["b"]),
        thing("City", "Lindow", &around),
        thing("Company", "Copper Bank", &around),
    ];
    let within = joined(&subjects, &Decisions::default());
    assert!(within.clusters.is_empty(), "{:?}", within.pairs);
}

#[test]
fn a_no_holds_for_all_that_is_one_with_either_side() {
    let subjects = [
        thing("Company", "Nordbank", &["a"]),
        thing("Company", "Nord Bank", &["b"]),
        thing("Company", "Nordbank AG", &["c"]),
    ];
    let all = joined(&subjects, &Decisions::default());
    assert_eq!(clusters(&subjects, &all), ["Nord Bank = Nordbank = Nordbank AG"]);
    let decisions = decided(&[("nordbank", "", "nord-bank"), ("nordbank", "Not", "nordbank-ag")]);
    let within = joined(&subjects, &decisions);
    assert_eq!(clusters(&subjects, &within), ["Nord Bank = Nordbank"]);
    assert_eq!(unsure(&subjects, &within), [] as [&str; 0]);
}

#[test]
fn a_yes_joins_what_has_no_name_in_common_but_never_two_kinds_of_thing() {
    let subjects = [
        thing("Company", "Nordbank", &["a"]),
        thing("Company", "Copper Union", &["b"]),
        thing("Person", "Ann Roe", &["c"]),
    ];
    let decisions = decided(&[("nordbank", "", "copper-union"), ("copper-union", "", "ann-roe")]);
    let within = joined(&subjects, &decisions);
    assert_eq!(clusters(&subjects, &within), ["Copper Union = Nordbank"]);
    assert_eq!(within.contradictions.len(), 1);
}
