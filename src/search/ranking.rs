//! Which entries answer a question, and in what order.
//!
//! A part of a question scores by BM25 (Robertson and Zaragoza, 2009) as tantivy computes it, but with statistics that follow from
//! the graph alone: entries that have been taken out do not count, and a text of usual length is [`USUAL_LENGTH`] words long. The
//! scores of the parts are added in their order, so that the sum does not depend on how the index is laid out on disk.

use std::collections::BTreeSet;

use oxigraph::model::NamedNode;
use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::{
    Bm25StatisticsProvider, BoostQuery, DisjunctionMaxQuery, FuzzyTermQuery, PhraseQuery, Query, RegexQuery,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument, Term};

use super::question::{Part, Question};
use super::{Found, Kind, SearchError, TextIndex};

/// The length of a text that is neither short nor long, in words: that of most sentences which claims rest on.
const USUAL_LENGTH: u64 = 20;
/// How much more a word counts in a name or title.
const NAME: Score = 2.0;
/// What the beginning of a word counts, less than any whole word that is not in most entries.
const BEGINNING: Score = 0.5;
/// What a name or title is given that is the whole question: more than what words can add up to.
const WHOLE: f64 = 100.0;

/// An entry's parts that were found, and its score.
type Scores = FxHashMap<DocAddress, (usize, f64)>;

pub(super) fn find(
    index: &TextIndex,
    question: &str,
    (kind, limit): (Option<Kind>, usize),
) -> Result<Vec<Found>, SearchError> {
    let question = Question::parse(question);
    let statistics = Statistics(&index.searcher);
    let mut scores = Scores::default();
    for part in &question.parts {
        add(&mut scores, search(&statistics, &*part_query(index, part))?);
    }
    let has_phrase = question.parts.iter().any(|part| matches!(part, Part::Phrase(_)));
    if scores.is_empty() && !has_phrase {
        for form in &question.forms {
            add(&mut scores, search(&statistics, &within(index, form)?)?);
        }
    }
    if let Some(kind) = kind {
        let name: &'static str = kind.into();
        let of_kind = search(&statistics, &term_query(index.fields.kind, name))?;
        let of_kind: BTreeSet<DocAddress> = of_kind.into_iter().map(|(address, _)| address).collect();
        scores.retain(|address, _| of_kind.contains(address));
    }
    for (address, _) in search(
        &statistics,
        &term_query(index.fields.whole, &question.forms.join(" ")),
    )? {
        scores.entry(address).and_modify(|(_, score)| *score += WHOLE);
    }
    let most = scores.values().map(|(parts, _)| *parts).max();
    let best = scores.into_iter().filter(|(_, (parts, _))| Some(*parts) == most);
    first(
        index,
        best.map(|(address, (_, score))| (address, score)).collect(),
        limit,
    )
}

fn add(scores: &mut Scores, found: Vec<(DocAddress, Score)>) {
    for (address, score) in found {
        let (parts, sum) = scores.entry(address).or_default();
        *parts += 1;
        *sum += f64::from(score);
    }
}

/// The first entries in order, each node once of each kind.
fn first(
    index: &TextIndex,
    mut scored: Vec<(DocAddress, f64)>,
    limit: usize,
) -> Result<Vec<Found>, SearchError> {
    scored.sort_by(|(one, one_score), (other, other_score)| {
        other_score.total_cmp(one_score).then_with(|| one.cmp(other))
    });
    let mut first: Vec<Found> = Vec::new();
    let mut seen = BTreeSet::new();
    for equals in scored.chunk_by(|(_, one), (_, other)| one == other) {
        let mut found = equals
            .iter()
            .filter_map(|(address, _)| shown(index, *address).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        found.sort_by_cached_key(|found| {
            let length = found.text.chars().count();
            (
                found.kind,
                length,
                found.node.as_str().to_owned(),
                found.text.clone(),
            )
        });
        for found in found {
            if first.len() == limit {
                return Ok(first);
            }
            if seen.insert((found.kind, found.node.as_str().to_owned())) {
                first.push(found);
            }
        }
    }
    Ok(first)
}

fn shown(index: &TextIndex, address: DocAddress) -> Result<Option<Found>, SearchError> {
    let entry: TantivyDocument = index.searcher.doc(address)?;
    let text = |field| entry.get_first(field).and_then(|value| value.as_str());
    let fields = &index.fields;
    let (Some(shown), Some(kind), Some(node)) = (text(fields.shown), text(fields.kind), text(fields.node))
    else {
        return Ok(None);
    };
    Ok(kind.parse().ok().map(|kind| Found {
        text: shown.split_whitespace().collect::<Vec<_>>().join(" "),
        kind,
        node: NamedNode::new_unchecked(node),
    }))
}

fn part_query(index: &TextIndex, part: &Part) -> Box<dyn Query> {
    let fields = [(index.fields.names, NAME), (index.fields.words, 1.0)];
    let mut queries: Vec<Box<dyn Query>> = Vec::new();
    for (field, weight) in fields {
        let query: Box<dyn Query> = match part {
            Part::Word(stem) | Part::Beginning { stem, .. } => Box::new(term_query(field, stem)),
            Part::Phrase(stems) => {
                let terms = stems.iter().map(|stem| Term::from_field_text(field, stem));
                Box::new(PhraseQuery::new(terms.collect()))
            }
        };
        queries.push(Box::new(BoostQuery::new(query, weight)));
    }
    if let Part::Beginning { form, .. } = part {
        let term = Term::from_field_text(index.fields.forms, form);
        let beginning = Box::new(FuzzyTermQuery::new_prefix(term, 0, false));
        queries.push(Box::new(BoostQuery::new(beginning, BEGINNING)));
    }
    // The best field counts, and it alone.
    Box::new(DisjunctionMaxQuery::new(queries))
}

fn term_query(field: Field, text: &str) -> TermQuery {
    TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs)
}

/// Words that have `form` in them; it is made of letters and digits alone.
fn within(index: &TextIndex, form: &str) -> Result<RegexQuery, SearchError> {
    Ok(RegexQuery::from_pattern(
        &format!(".*{form}.*"),
        index.fields.forms,
    )?)
}

fn search(statistics: &Statistics<'_>, query: &dyn Query) -> Result<Vec<(DocAddress, Score)>, SearchError> {
    Ok(statistics
        .0
        .search_with_statistics_provider(query, &Every, statistics)?)
}

/// What BM25 takes from the index, without what has been taken out.
struct Statistics<'a>(&'a Searcher);

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, _: Field) -> tantivy::Result<u64> {
        Ok(self.0.num_docs() * USUAL_LENGTH)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.0.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut count = 0;
        for segment in self.0.segment_readers() {
            let postings = segment.inverted_index(term.field())?;
            count += match segment.alive_bitset() {
                None => postings.doc_freq(term)?,
                Some(alive) => {
                    let found = postings.read_postings(term, IndexRecordOption::Basic)?;
                    found.map_or(0, |found| found.doc_freq_given_deletes(alive))
                }
            };
        }
        Ok(u64::from(count))
    }
}

/// Collects every entry with its score.
struct Every;

struct EveryOfSegment {
    segment: SegmentOrdinal,
    found: Vec<(DocAddress, Score)>,
}

impl Collector for Every {
    type Fruit = Vec<(DocAddress, Score)>;
    type Child = EveryOfSegment;

    fn for_segment(&self, segment: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<EveryOfSegment> {
        Ok(EveryOfSegment {
            segment,
            found: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, found: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        Ok(found.concat())
    }
}

impl SegmentCollector for EveryOfSegment {
    type Fruit = Vec<(DocAddress, Score)>;

    fn collect(&mut self, entry: DocId, score: Score) {
        self.found.push((DocAddress::new(self.segment, entry), score));
    }

    fn harvest(self) -> Self::Fruit {
        self.found
    }
}
