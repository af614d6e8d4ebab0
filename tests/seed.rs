//! The seed article against its 44 facts: precision, recall and F1 over subject, relation, object, claimant
//! and stance.
//!
//! The article and its facts are development data outside the repository; without them the test says so and
//! checks nothing. `tests/seed/heads.tsv` says which of our words may stand for an identifier of the facts: the
//! facts name sets ("network", "stations-london"), the text describes them, and one head noun is enough.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use testimony::analysis::WordCache;
use testimony::claim::{Certainty, Claim, Claimant, Object, Predicate, Reading, Stance, Voice};
use testimony::derived::Policy;
use testimony::document::DateBasis;
use testimony::entity::EntityIndex;
use testimony::pipeline::{Resources, read_document};
use testimony::query::ask;
use testimony::rdf::describe_reading;
use testimony::source::{Input, ReadOptions, read};
use testimony::store::{Answer, KnowledgeGraph};

const ARTICLE: &str = "../shared/seed/article.txt";
const FACTS: &str = "../shared/seed/gold.tsv";

/// One fact: subject, relation, object, claimant, stance.
type Fact = [String; 5];

fn facts(text: &str) -> Vec<Fact> {
    let rows = text
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|row| [row[1], row[2], row[3], row[4], row[5]].map(str::to_owned))
        .collect()
}

/// Identifier of the facts to the words that may stand for it, in lower case.
fn heads() -> HashMap<&'static str, Vec<&'static str>> {
    let rows = include_str!("seed/heads.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once('\t'))
        .map(|(id, words)| (id, words.split('|').collect()))
        .collect()
}

fn seed_reading() -> Option<Reading> {
    if !Path::new(ARTICLE).exists() {
        eprintln!("SKIPPED: {ARTICLE} is not here, so nothing was checked");
        return None;
    }
    let resources = Resources::bundled();
    let options = ReadOptions::default();
    let inputs = vec![Input::Path(ARTICLE.into())];
    let document = read(&resources.lexicon.furniture, inputs, &options)
        .next()?
        .ok()?;
    Some(read_document(&resources, &mut WordCache::new(), document))
}

/// The graph of the seed alone.
fn seed_graph() -> Option<KnowledgeGraph> {
    let reading = seed_reading()?;
    let ontology = Resources::bundled().ontology;
    let mut graph = KnowledgeGraph::in_memory().ok()?;
    graph
        .replace_document(&describe_reading(&ontology, &reading))
        .ok()?;
    graph.refresh(&ontology, Policy::default()).ok()?;
    Some(graph)
}

/// Compares our claims with the facts.
struct Scorer<'a> {
    reading: &'a Reading,
    heads: HashMap<&'static str, Vec<&'static str>>,
}

impl Scorer<'_> {
    fn label(&self, entity: EntityIndex) -> String {
        self.reading.entities.entities[entity].label.to_lowercase()
    }

    /// The noun that a description is about: the last word before what follows it.
    fn head(label: &str) -> &str {
        let end = [" in ", " of ", " on ", " at ", " operating", " abroad"]
            .iter()
            .filter_map(|mark| label.find(mark))
            .min();
        let phrase = &label[..end.unwrap_or(label.len())];
        phrase
            .rsplit(' ')
            .next()
            .unwrap_or(phrase)
            .trim_matches(|character: char| !character.is_alphanumeric())
    }

    fn is_entity(&self, id: &str, label: &str) -> bool {
        let Some(words) = self.heads.get(id) else {
            panic!("tests/seed/heads.tsv has no line for `{id}`")
        };
        words
            .iter()
            .any(|word| *word == label || *word == Self::head(label))
    }

    fn is_object(&self, id: &str, object: &Object) -> bool {
        match object {
            Object::Entity(entity) => self.is_entity(id, &self.label(*entity)),
            Object::Literal(literal) if id.starts_with('"') => id
                .split('"')
                .nth(1)
                .is_some_and(|value| value.eq_ignore_ascii_case(literal.value())),
            Object::Literal(literal) => {
                let first = literal.value().split(' ').next().unwrap_or_default();
                self.heads.get(id).is_some_and(|words| words.contains(&first))
            }
        }
    }

    fn is_claimant(&self, id: &str, claimant: Claimant) -> bool {
        match claimant {
            Claimant::Author => id == "bbc",
            Claimant::Unspecified => id == "unspecified",
            Claimant::Entity(entity) => self.is_entity(id, &self.label(entity)),
        }
    }

    fn matches(&self, fact: &Fact, claim: &Claim) -> bool {
        let [subject, relation, object, claimant, stance] = fact;
        let Predicate::Relation(iri) = &claim.proposition.predicate else {
            return false;
        };
        iri.as_str().ends_with(&format!("#{relation}"))
            && *stance == claim.stance.to_string()
            && self.is_claimant(claimant, claim.claimant)
            && self.is_entity(subject, &self.label(claim.proposition.subject))
            && self.is_object(object, &claim.proposition.object)
    }
}

fn render(reading: &Reading, claim: &Claim) -> String {
    let label = |entity: EntityIndex| reading.entities.entities[entity].label.clone();
    let Predicate::Relation(relation) = &claim.proposition.predicate else {
        return String::new();
    };
    let object = match &claim.proposition.object {
        Object::Entity(entity) => label(*entity),
        Object::Literal(literal) => literal.to_string(),
    };
    let claimant = match claim.claimant {
        Claimant::Entity(entity) => label(entity),
        other => format!("{other:?}"),
    };
    let relation = relation.as_str().rsplit('#').next().unwrap_or_default();
    format!(
        "({}, {relation}, {object}) {claimant} {}",
        label(claim.proposition.subject),
        claim.stance
    )
}

#[test]
fn the_seed_s_facts_are_found_with_who_says_them() {
    let Some(reading) = seed_reading() else { return };
    let scorer = Scorer {
        reading: &reading,
        heads: heads(),
    };
    let facts = facts(&fs::read_to_string(FACTS).expect("the facts lie beside the article"));
    let mapped: Vec<&Claim> = reading
        .claims
        .iter()
        .filter(|claim| matches!(claim.proposition.predicate, Predicate::Relation(_)))
        .collect();
    // Each claim answers at most one fact; a claim that repeats an answered fact is neither right nor wrong.
    let mut used = vec![false; mapped.len()];
    let mut found = 0;
    for fact in &facts {
        match (0..mapped.len()).find(|index| !used[*index] && scorer.matches(fact, mapped[*index])) {
            Some(index) => {
                used[index] = true;
                found += 1;
            }
            None => println!("missed: {}", fact.join(" ")),
        }
    }
    let wrong: Vec<&&Claim> = mapped
        .iter()
        .zip(&used)
        .filter(|(claim, used)| !**used && !facts.iter().any(|fact| scorer.matches(fact, claim)))
        .map(|(claim, _)| claim)
        .collect();
    for claim in &wrong {
        println!("not among the facts: {}", render(&reading, claim));
    }
    let precision = f64::from(found) / (f64::from(found) + wrong.len() as f64);
    let recall = f64::from(found) / facts.len() as f64;
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!(
        "seed: {found} of {} facts, precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}",
        facts.len()
    );
    assert!(f1 >= 0.75, "F1 {f1:.3} is below .75");
    assert!(precision >= 0.85, "precision {precision:.3} is below .85");
}

#[test]
fn the_three_triples_of_the_brief_are_plain_and_the_denied_one_is_not() {
    let Some(graph) = seed_graph() else { return };
    let holds = |pattern: &str| {
        let answer = ask(&graph, &format!("ASK {{ {pattern} }}")).expect("the query is well formed");
        answer == Answer::Truth(true)
    };
    let china = "<https://w3id.org/testimony/entity/place/china>";
    assert!(holds(
        "?force rdfs:label 'Royal Canadian Mounted Police' ; tm:investigates ?sites .
         ?sites rdfs:label 'two Montreal-area sites'"
    ));
    assert!(holds(&format!(
        "{china} tm:denies ?what . ?what rdf:subject {china} ; rdf:predicate tm:operates"
    )));
    assert!(holds(
        "?group rdfs:label 'Safeguard Defenders' ; tm:reports ?size, ?spread .
         ?size rdf:predicate tm:minCount ; rdf:object 100 . ?spread rdf:predicate tm:countryCount ; rdf:object 53"
    ));
    assert!(!holds(&format!("GRAPH ?g {{ {china} tm:operates ?x }}")));
    assert!(holds(
        "GRAPH graph:contested { ?c tm:involves ?yes, ?no }
         GRAPH ?d { ?yes tm:stance tm:Affirms ; tm:claimant ?force . ?no tm:stance tm:Denies ; tm:claimant ?china }
         ?force rdfs:label 'Royal Canadian Mounted Police' . ?china rdfs:label 'China'"
    ));
}

/// The claims whose words contain `words`.
fn about<'a>(reading: &'a Reading, words: &str) -> Vec<&'a Claim> {
    let claims = reading.claims.iter();
    claims
        .filter(|claim| reading.document.slice(claim.evidence).contains(words))
        .collect()
}

#[test]
fn page_furniture_and_scare_quotes_say_nothing() {
    let Some(reading) = seed_reading() else { return };
    for furniture in [
        "Current position",
        "author:",
        "Release time",
        "additional reporting",
    ] {
        assert!(about(&reading, furniture).is_empty(), "{furniture}");
    }
    let headline = reading.claims.first().expect("there are claims");
    assert_eq!(
        headline.voice,
        Voice::AuthorVoice,
        "quoted words in a headline are no speech"
    );
}

#[test]
fn a_copy_s_date_bounds_the_times_that_rest_on_it() {
    let Some(reading) = seed_reading() else { return };
    let anchored = reading.claims.iter().filter_map(|claim| claim.time.as_ref());
    let anchored: Vec<_> = anchored.filter(|time| time.anchor.is_some()).collect();
    assert!(!anchored.is_empty());
    for time in anchored {
        assert_eq!(time.anchor.map(|(_, basis)| basis), Some(DateBasis::Page));
        assert!(time.earliest.is_none() && time.latest.is_some());
    }
}

#[test]
fn hedges_speakers_and_doubts_are_read_as_a_careful_reader_does() {
    let Some(reading) = seed_reading() else { return };
    let label = |entity: EntityIndex| reading.entities.entities[entity].label.as_str();
    let hedged = about(&reading, "on behalf of Beijing");
    assert!(hedged.iter().any(|claim| claim.certainty == Certainty::Probable
        && label(claim.proposition.subject) == "China"
        && matches!(claim.claimant, Claimant::Entity(who) if label(who) == "Royal Canadian Mounted Police")));
    let anaphoric = about(&reading, "It said");
    assert!(!anaphoric.is_empty());
    assert!(
        anaphoric.iter().all(
            |claim| matches!(claim.claimant, Claimant::Entity(who) if label(who) == "Safeguard Defenders")
        )
    );
    let doubts = about(&reading, "was sceptical of");
    assert!(
        doubts
            .iter()
            .any(|claim| claim.stance == Stance::Denies && claim.certainty == Certainty::Probable)
    );
    let refusal = about(&reading, "will not be tolerated");
    assert!(
        refusal
            .iter()
            .all(|claim| claim.stance == Stance::Affirms && claim.voice == Voice::Quoted)
    );
    assert!(
        reading
            .entities
            .entities
            .iter()
            .all(|entity| entity.label != "Beijing")
    );
}

#[test]
fn quotes_closed_by_other_marks_and_offsets_after_wide_brackets_slice_exactly() {
    let Some(reading) = seed_reading() else { return };
    let characters: Vec<char> = reading.document.text().chars().collect();
    for claim in &reading.claims {
        let span = reading.document.char_span(claim.evidence);
        let sliced: String = characters[span.start..span.end].iter().collect();
        assert_eq!(sliced, reading.document.slice(claim.evidence));
    }
    let embassies = about(&reading, "opened during the pandemic");
    assert!(
        embassies.iter().all(|claim| claim.voice == Voice::Reported),
        "the quotation ends before \"opened\""
    );
}
