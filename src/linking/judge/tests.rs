//! Things of an invented country, held against its places.

use super::*;
use std::collections::BTreeSet;

use oxigraph::model::NamedNode;

use crate::dataset::example::{addition, line, written};
use crate::dataset::{Datasets, Index};
use crate::linking::weights::Judged;
use crate::ontology::Ontology;

/// Ruritania (RU) and Arvenia (AR), a large Novo in the one and a small one in the other, and Lindow.
fn index(folder: &tempfile::TempDir) -> Index {
    let place = |id: u32, name: &str, (kind, country): (&str, &str), people: &str| {
        let line = line(id, name).replace("\tP\tPPL\tRU\t", &format!("\t{kind}\t{country}\t"));
        line.replace("\t1200\t", &format!("\t{people}\t"))
    };
    let text = [
        place(1, "Ruritania", ("A\tPCLI", "RU"), "5000000"),
        place(2, "Arvenia", ("A\tPCLI", "AR"), "4000000"),
        place(3, "Novo", ("P\tPPL", "RU"), "900000"),
        place(4, "Novo", ("P\tPPL", "AR"), "30000"),
        place(5, "Lindow", ("P\tPPL", "AR"), "80000"),
    ];
    let datasets = Datasets::in_folder(folder.path().join("datasets"));
    let places = addition(written(folder, "places.txt", &text.concat()));
    datasets.replace(&places, &mut |_| {}).unwrap();
    datasets.open("places").unwrap()
}

fn thing(ontology: &Ontology, class: &str, name: &str) -> Subject {
    let node = |local: &str| NamedNode::new(format!("https://example.org/{local}")).unwrap();
    Subject {
        classes: vec![ontology.class(class).unwrap().into_owned()],
        documents: BTreeSet::from([node("document")]),
        ..Subject::named(node(&name.to_lowercase()), name)
    }
}

/// What each thing is linked to, as verdict and number of the record.
fn linked(things: &[Subject], decisions: &Decisions) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (index, ontology, weights) = (
        index(&folder),
        Ontology::bundled(),
        Weights::bundled(Judged::Records),
    );
    let alignment = Alignment::bundled(&ontology);
    let linker = Linker::new(Source::from(&index), (&weights, &alignment), decisions);
    let outcomes = linker.link(things).unwrap().into_iter();
    let shown = outcomes.map(|outcome| match outcome.verdict {
        Verdict::None => "none".to_owned(),
        verdict => {
            let id = &outcome.judgements[0].record.id;
            format!(
                "{verdict:?} {}",
                id.trim_start_matches("https://sws.geonames.org/")
            )
        }
    });
    shown.collect()
}

#[test]
fn a_city_is_the_largest_of_its_name_unless_the_graph_or_the_documents_say_otherwise() {
    let ontology = Ontology::bundled();
    let [novo, lindow] = ["Novo", "Lindow"].map(|name| thing(&ontology, "City", name));
    let arvenia = thing(&ontology, "Country", "Arvenia");
    let none = Decisions::default();
    assert_eq!(linked(std::slice::from_ref(&novo), &none), ["Exact 3/"]);
    let mut within = novo.clone();
    within.wholes.insert(arvenia.iri.clone());
    assert_eq!(
        linked(&[arvenia.clone(), within], &none),
        ["Exact 2/", "Exact 4/"]
    );
    let beside = linked(&[arvenia, novo, lindow], &none);
    assert_eq!(beside, ["Exact 2/", "Close 3/", "Exact 5/"]);
}

#[test]
fn what_is_of_another_kind_or_of_no_name_has_no_link() {
    let ontology = Ontology::bundled();
    let none = Decisions::default();
    assert_eq!(linked(&[thing(&ontology, "Person", "Novo")], &none), ["none"]);
    assert_eq!(linked(&[thing(&ontology, "City", "Zzyzx")], &none), ["none"]);
}

#[test]
fn a_decision_goes_before_every_weight() {
    let ontology = Ontology::bundled();
    let novo = thing(&ontology, "City", "Novo");
    let decided = |modifier: &str, id: u32| {
        let head = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n";
        let row = format!(
            "https://example.org/novo\tskos:exactMatch\t{modifier}\thttps://sws.geonames.org/{id}/\tsemapv:ManualMappingCuration\n"
        );
        let text = format!("{head}{row}");
        let mappings = crate::linkage::sssom::MappingSet::parse(std::path::Path::new("d.tsv"), &text);
        Decisions::of(&mappings.unwrap()).unwrap()
    };
    assert_eq!(linked(std::slice::from_ref(&novo), &decided("", 4)), ["Exact 4/"]);
    assert_eq!(
        linked(std::slice::from_ref(&novo), &decided("Not", 3)),
        ["Exact 4/"]
    );
}

#[test]
fn what_is_one_never_gets_two_records_that_somebody_said_are_different() {
    let ontology = Ontology::bundled();
    let arvenia = thing(&ontology, "Country", "Arvenia");
    let novo = thing(&ontology, "City", "Novo");
    let mut other = novo.clone();
    other.iri = NamedNode::new_unchecked("https://example.org/novo-on-sea");
    other.wholes.insert(arvenia.iri.clone());
    let things = [arvenia, novo, other];
    assert_eq!(
        linked(&things, &Decisions::default()),
        ["Exact 2/", "Close 3/", "Exact 4/"]
    );
    let head = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n";
    let place = |id: u32| format!("https://sws.geonames.org/{id}/");
    let row = |subject: &str, modifier: &str, object: &str| {
        format!("{subject}\tskos:exactMatch\t{modifier}\t{object}\tsemapv:ManualMappingCuration\n")
    };
    let one = row("https://example.org/novo", "", "https://example.org/novo-on-sea");
    let rows = format!("{head}{one}{}", row(&place(3), "Not", &place(4)));
    let mappings = crate::linkage::sssom::MappingSet::parse(std::path::Path::new("d.tsv"), &rows).unwrap();
    let decisions = Decisions::of(&mappings).unwrap();
    let found = linked(&things, &decisions);
    assert_eq!(found[2], "Exact 4/");
    assert!(!found[1].contains("3/"), "{found:?}");
}
