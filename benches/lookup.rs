//! How long a mention takes against an indexed dataset: candidates, records and score, one name at a time.
//!
//! Usage: `cargo bench --no-default-features --bench lookup -- HOME DATASET NAMES`, where HOME is the folder of datasets and
//! NAMES a file with a name on each line.

use std::time::Instant;

use oxigraph::model::NamedNode;
use testimony::dataset::Datasets;
use testimony::linking::{Alignment, Decisions, Judged, Linker, Source, Subject, Verdict, Weights};
use testimony::ontology::Ontology;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .filter(|argument| argument != "--bench")
        .collect();
    let [_, home, dataset, names] = arguments.as_slice() else {
        println!("usage: lookup HOME DATASET NAMES");
        return;
    };
    let names = std::fs::read_to_string(names).expect("the names can be read");
    let index = Datasets::in_folder(home.into())
        .open(dataset)
        .expect("the dataset can be opened");
    let (weights, ontology, decisions) = (
        Weights::bundled(Judged::Records),
        Ontology::bundled(),
        Decisions::default(),
    );
    let alignment = Alignment::bundled(&ontology);
    let linker = Linker::new(Source::from(&index), (&weights, &alignment), &decisions);
    let iri = NamedNode::new_unchecked("https://example.org/thing");
    let (mut times, mut found, mut linked) = (Vec::new(), 0, 0);
    for name in names.lines().filter(|name| !name.is_empty()) {
        let subjects = [Subject::named(iri.clone(), name)];
        let start = Instant::now();
        let outcomes = linker.link(&subjects).expect("the index can be read");
        times.push(start.elapsed());
        found += usize::from(!outcomes[0].judgements.is_empty());
        linked += usize::from(outcomes[0].verdict == Verdict::Exact);
    }
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{} names, {found} with candidates, {linked} linked: p50 {:.3} ms, p95 {:.3} ms, p99 {:.3} ms, longest {:.3} ms",
        times.len(),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}
