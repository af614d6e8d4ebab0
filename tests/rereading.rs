//! After a change of the lexicon only the documents that it can affect are read again, and the graph is the same as if all were.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use proptest::prelude::*;
use testimony::adoption::{OwnFile, OwnFiles};
use testimony::agreement::Files;
use testimony::analysis::{LanguageModel, WordCache};
use testimony::derived::Policy;
use testimony::document::{Block, BlockKind, ByteSpan, Document, Metadata};
use testimony::edition::{Edition, words_of};
use testimony::export::dataset_hash;
use testimony::lexicon::Lexicon;
use testimony::ontology::{Ontology, OntologyFile};
use testimony::pipeline::{Readers, Resources};
use testimony::rdf::Description;
use testimony::store::{Arrival, KnowledgeGraph, Plan, Step};

/// What is said in one document each.
const TEXTS: [&str; 12] = [
    "The mayor of Novo said Open Ports owns two depots. Open Ports denied owning the depots.",
    "Police in Canada are investigating the sale, according to Sgt Joan Reid, a spokeswoman for the RCMP.",
    "The German government has accused Moscow of running the sites, which it seized last week.",
    "Copper Bank may sue the ferry company, the union announced on Monday.",
    "At least 40 people were arrested in Porto after the raid, officials told reporters.",
    "The airline, based in Geneva, bought Harbour Freight in March 2021.",
    "\"We never operated any station there,\" Ann Lee said. Her lawyer called the allegations false.",
    "Kenya approved a new malaria vaccine, the health ministry reported.",
    "The U.S. Army confirmed that it had detained three men suspected of spying for Iran.",
    "Amnesty International criticised the regime, which hasn't released the journalists.",
    "The council voted against the plan; Mayor Ines Roth supports it.",
    "A court in Leeds charged the director with fraud in the opinion of many too late.",
];

/// A change of one line of a table.
#[derive(Debug, Clone)]
enum Change {
    /// It is taken away.
    Removed,
    /// Its first cell is this word instead.
    Replaced(&'static str),
    /// A line like it, with this word in the first cell, is put before it.
    Added(&'static str),
    /// It stands after the next one.
    Moved,
}

const TABLES: [&str; 12] = [
    "attribution.tsv",
    "classes.tsv",
    "control.tsv",
    "modality.tsv",
    "modifiers.tsv",
    "names/countries.tsv",
    "names/organisations.tsv",
    "names/places.tsv",
    "names/titles.tsv",
    "quantities.tsv",
    "relations.tsv",
    "times.tsv",
];

const WORDS: [&str; 8] = [
    "own", "depot", "zorble", "Novo", "union", "run for", "mayor", "Porto",
];

fn changes() -> impl Strategy<Value = Vec<(usize, usize, Change)>> {
    let word = || prop::sample::select(WORDS.to_vec());
    let change = prop_oneof![
        Just(Change::Removed),
        word().prop_map(Change::Replaced),
        word().prop_map(Change::Added),
        Just(Change::Moved),
    ];
    prop::collection::vec((0..TABLES.len(), 0..10_000_usize, change), 1..6)
}

/// The bundled tables with the changes made; a line is counted among those that are no comments.
fn tables(changes: &[(usize, usize, Change)]) -> Vec<(&'static Path, String)> {
    let mut tables: Vec<(&Path, Vec<String>)> = Files::bundled()
        .lexicon
        .iter()
        .map(|file| (file.path, file.text.lines().map(str::to_owned).collect()))
        .collect();
    for (table, number, change) in changes {
        let place = tables.iter_mut().find(|(path, _)| path.ends_with(TABLES[*table]));
        let (_, lines) = place.unwrap();
        let is_entry = |line: &String| !line.trim().is_empty() && !line.starts_with('#');
        let entries: Vec<usize> = (0..lines.len()).filter(|at| is_entry(&lines[*at])).collect();
        let at = entries[number % entries.len()];
        let with = |word: &str| match lines[at].split_once('\t') {
            Some((_, rest)) => format!("{word}\t{rest}"),
            None => word.to_owned(),
        };
        match change {
            Change::Removed => drop(lines.remove(at)),
            Change::Replaced(word) => lines[at] = with(word),
            Change::Added(word) => lines.insert(at, with(word)),
            Change::Moved => lines.swap(at, (at + 1).min(entries[entries.len() - 1])),
        }
    }
    tables
        .into_iter()
        .map(|(path, lines)| (path, lines.join("\n") + "\n"))
        .collect()
}

/// None when the tables are not well formed.
fn resources(tables: &[(&Path, String)]) -> Option<Resources> {
    let lexicon = tables.iter().map(|(path, text)| OntologyFile { path, text });
    let files = Files {
        lexicon: lexicon.collect(),
        ..Files::bundled()
    };
    Some(Resources {
        model: LazyLock::new(LanguageModel::bundled),
        lexicon: Lexicon::parse(&files.lexicon).ok()?,
        ontology: Ontology::bundled(),
        learnt: None,
        edition: Edition::of(&files),
        #[cfg(feature = "gliner")]
        recogniser: None,
    })
}

fn bundled() -> &'static Resources {
    static BUNDLED: OnceLock<Resources> = OnceLock::new();
    BUNDLED.get_or_init(Resources::bundled)
}

fn documents() -> Vec<Document> {
    let document = |text: &str| {
        let span = ByteSpan::new(0, text.len());
        let kind = BlockKind::Paragraph;
        Document::new(text.to_owned(), vec![Block { span, kind }], Metadata::default())
    };
    TEXTS.map(document).into()
}

fn read(resources: &Resources, documents: Vec<Document>) -> Vec<Description> {
    let readers = Readers::new(resources, NonZeroUsize::MIN).unwrap();
    readers.describe(documents)
}

fn put(graph: &mut KnowledgeGraph, ontology: &Ontology, descriptions: &[Description]) -> String {
    let policy = Policy::default();
    graph.amend((descriptions, &[]), (ontology, &policy)).unwrap();
    graph.settle(ontology, &policy).unwrap();
    dataset_hash(&graph.quads().unwrap()).unwrap()
}

/// What a build with `after` puts into a graph, and how many documents it reads.
fn brought_up_to_date(graph: &KnowledgeGraph, after: &Resources) -> (Vec<Description>, usize) {
    let mut plan = Plan::of(graph).unwrap();
    let mut cache = WordCache::new();
    let (mut to_read, mut descriptions) = (Vec::new(), Vec::new());
    for document in documents() {
        let words = words_of(&after.model, &mut cache, &document);
        let arrival = Arrival {
            document: document.iri().as_node(),
            fingerprint: &after.edition.fingerprint(&document, &words).to_string(),
            source: None,
        };
        match plan.next(&after.edition, arrival).0 {
            Step::Read => to_read.push(document),
            Step::Renumber(moves) => {
                descriptions.push(graph.renumbered(document.iri().as_node(), &moves).unwrap())
            }
            Step::Unchanged => {}
            Step::Copy => panic!("no text comes twice"),
        }
    }
    let count = to_read.len();
    descriptions.extend(read(after, to_read));
    (descriptions, count)
}

/// How many documents are read again; the graph is then the one that reading all gives.
fn read_again(changes: &[(usize, usize, Change)]) -> Option<usize> {
    let after = resources(&tables(changes))?;
    Some(read_again_between(bundled(), &after))
}

/// How many documents of a graph that was made with `before` are read again with `after`; the graph is then the one that
/// reading all gives.
fn read_again_between(before: &Resources, after: &Resources) -> usize {
    let mut graph = KnowledgeGraph::in_memory().unwrap();
    put(&mut graph, &before.ontology, &read(before, documents()));
    let (descriptions, count) = brought_up_to_date(&graph, after);
    let chosen = put(&mut graph, &after.ontology, &descriptions);
    let mut all = KnowledgeGraph::in_memory().unwrap();
    assert_eq!(chosen, put(&mut all, &after.ontology, &read(after, documents())));
    count
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn reading_the_affected_documents_again_gives_the_graph_that_reading_all_gives(changes in changes()) {
        prop_assume!(read_again(&changes).is_some());
    }
}

/// The change of the line of `table` whose first cell begins with `first`.
fn change_of(table: &str, first: &str, change: Change) -> (usize, usize, Change) {
    let files = Files::bundled().lexicon;
    let file = files.iter().find(|file| file.path.ends_with(table)).unwrap();
    let mut entries = file
        .text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let number = entries.position(|line| line.starts_with(first)).unwrap();
    (
        TABLES.iter().position(|name| *name == table).unwrap(),
        number,
        change,
    )
}

#[test]
fn a_verb_that_is_taken_away_has_only_the_documents_with_it_read_again() {
    let seize = change_of("relations.tsv", "capture|recapture|retake|seize", Change::Removed);
    assert_eq!(read_again(&[seize]), Some(1));
}

#[test]
fn a_word_that_no_document_has_has_none_read_again_though_all_lines_move() {
    let zorble = change_of("relations.tsv", "investigate|", Change::Added("zorble"));
    assert_eq!(read_again(&[zorble]), Some(0));
}

const PORTS: &str = "@prefix : <https://example.org/ports#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Depot a owl:Class ; rdfs:label \"depot\" .
:holds a owl:ObjectProperty ; rdfs:label \"owns\" .
:releases a owl:ObjectProperty ; rdfs:label \"released\" .
";

/// Lines of a user's own `relations.tsv`.
const OWN_RELATIONS: [&str; 4] = [
    "own\tverb\tsubj=subject obj=object\t<https://example.org/ports#holds>",
    "release\tverb\tsubj=subject obj=object\t<https://example.org/ports#releases>",
    "support\tverb\tsubj=subject obj=object\t<https://example.org/ports#holds>",
    "zorble\tverb\tsubj=subject obj=object\t<https://example.org/ports#holds>",
];

/// Lines of a user's own `classes.tsv`.
const OWN_CLASSES: [&str; 3] = [
    "station\t<https://example.org/ports#Depot>",
    "raid\ttm:Event",
    "zorble|ferry\ttm:Artifact",
];

/// What is read with when a user's own tables have these lines.
fn with_own(relations: &[&str], classes: &[&str]) -> Resources {
    let file = |name: &str, text: String| OwnFile {
        path: name.into(),
        text,
    };
    let table = |name, lines: &[&str]| file(name, lines.join("\n") + "\n");
    let files = OwnFiles {
        ontology: file("ports.ttl", PORTS.to_owned()),
        tables: vec![table("relations.tsv", relations), table("classes.tsv", classes)],
    };
    Resources::bundled().with_own(&files).unwrap()
}

fn some_lines(lines: &[&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    let all = lines.to_vec();
    let count = all.len();
    prop::sample::subsequence(all, 0..=count).prop_shuffle()
}

fn own_lines() -> impl Strategy<Value = (Vec<&'static str>, Vec<&'static str>)> {
    (some_lines(&OWN_RELATIONS), some_lines(&OWN_CLASSES))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn a_change_of_one_s_own_tables_gives_the_graph_that_reading_all_gives(before in own_lines(), after in own_lines()) {
        let [before, after] = [before, after].map(|(relations, classes)| with_own(&relations, &classes));
        prop_assert!(read_again_between(&before, &after) <= documents().len());
    }
}

#[test]
fn a_line_of_one_s_own_has_only_the_documents_with_its_words_read_again() {
    let one = with_own(&OWN_RELATIONS[..1], &[]);
    // One document says "released", and nobody zorbles.
    assert_eq!(read_again_between(&one, &with_own(&OWN_RELATIONS[..2], &[])), 1);
    let zorble = [OWN_RELATIONS[3], OWN_RELATIONS[0]];
    assert_eq!(read_again_between(&one, &with_own(&zorble, &[])), 0);
    assert_eq!(
        read_again_between(&one, &with_own(&OWN_RELATIONS[..1], &OWN_CLASSES[..1])),
        1
    );
}
