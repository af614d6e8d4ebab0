//! Statements as lines of N-Quads, each in the graph of its document.

use rustc_hash::FxHashSet;

use super::Record;
use super::blocks::Block;
use super::document::{Origin, Page, Place};
use super::error::{RecordError, RecordErrorKind};
use super::node::{Node, Terms};
use super::statement::Statement;
use super::vocabulary::Vocabulary;
use crate::extractor::Extractor;
use crate::nquads::{Lines, Value};
use crate::rdf::{certainty_node, hashed_iri, stance_node, voice_node};
use crate::vocab::{
    CLAIM_NAMESPACE, PROPOSITION_NAMESPACE, member, nif, owl, rdf, rdfs, schema, skos, tm, xsd,
};

/// What became of a block.
#[derive(Debug, Default)]
pub struct Written {
    /// Lines of N-Quads, in the order of the records; a line may occur twice.
    pub text: String,
    /// How many records were written.
    pub records: usize,
    /// Those that were left out.
    pub errors: Vec<RecordError>,
}

/// Writes the records of a block of JSON Lines.
///
/// A record that cannot be used is left out as a whole; empty lines are passed over.
pub fn write_block(vocabulary: &Vocabulary<'_>, block: &Block) -> Written {
    let mut writer = Writer::new(vocabulary);
    let mut written = Written::default();
    for (line, text) in block.lines() {
        let record = serde_json::from_slice(text).map_err(RecordErrorKind::Form);
        match record.and_then(|record: Record| writer.write(&record)) {
            Ok(()) => written.records += 1,
            Err(kind) => written.errors.push(RecordError {
                name: block.name.to_string(),
                line,
                kind,
            }),
        }
    }
    written.text = writer.into_text();
    written
}

/// Writes records that were made from something else, such as mapped triples; `name` is for messages.
pub fn write_records(vocabulary: &Vocabulary<'_>, (name, records): (&str, &[Record])) -> Written {
    let mut writer = Writer::new(vocabulary);
    let mut written = Written::default();
    for record in records {
        match writer.write(record) {
            Ok(()) => written.records += 1,
            Err(kind) => written.errors.push(RecordError {
                name: format!("{name}: {}", record.relation),
                line: 0,
                kind,
            }),
        }
    }
    written.text = writer.into_text();
    written
}

/// Writes one record after the other.
pub(crate) struct Writer<'a> {
    terms: Terms<'a>,
    lines: Lines,
    /// The document of the last record.
    page: Option<Page>,
    /// What has been described in its graph, as it was written.
    described: FxHashSet<String>,
    /// The claims that its graph has.
    claims: FxHashSet<String>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(vocabulary: &'a Vocabulary<'a>) -> Self {
        Self {
            terms: Terms::new(vocabulary),
            lines: Lines::default(),
            page: None,
            described: FxHashSet::default(),
            claims: FxHashSet::default(),
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.lines.into_text()
    }

    /// Writes a record, or nothing of it.
    pub(crate) fn write(&mut self, record: &Record) -> Result<(), RecordErrorKind> {
        let known = self.page.as_ref();
        let known = known.filter(|page| record.document.has_text() && page.source == record.document);
        let is_known = known.is_some();
        let origin = match known {
            Some(page) => page.origin.clone(),
            None => Origin::new(&mut self.terms, &record.document)?,
        };
        let mut statement = Statement::new(&mut self.terms, record, &origin)?;
        if !is_known {
            self.turn_to(Page::new(&record.document, origin, &said(record, &statement)));
        }
        let Some(page) = self.page.take() else {
            return Ok(());
        };
        statement.settle(&page.iri);
        let written = self.write_statement(record, &statement, &page);
        self.page = Some(page);
        written
    }

    /// Writes several records, or nothing of any; returns how many there are.
    pub(crate) fn write_all(&mut self, records: &[Record]) -> Result<usize, RecordErrorKind> {
        let before = self.lines.text().len();
        for record in records {
            if let Err(kind) = self.write(record) {
                self.lines.truncate(before);
                self.described.clear();
                self.claims.clear();
                return Err(kind);
            }
        }
        Ok(records.len())
    }

    /// Opens the graph of a document where it is another than before.
    fn turn_to(&mut self, page: Page) {
        if self.page.as_ref().is_none_or(|last| last.iri != page.iri) {
            self.described.clear();
            self.claims.clear();
            self.lines.enter(&page.iri);
        }
        self.page = Some(page);
    }

    fn write_statement(
        &mut self,
        record: &Record,
        statement: &Statement,
        page: &Page,
    ) -> Result<(), RecordErrorKind> {
        let evidence = page.locate(record.span.as_ref())?;
        let cue = record
            .cue
            .as_ref()
            .map(|cue| page.locate(Some(cue)))
            .transpose()?;
        let extractor = record.extractor.as_ref().map(reader).transpose()?;
        if self.described.insert(page.iri.clone()) {
            page.describe(&mut self.lines);
            for node in page.origin.publisher.iter().chain(&page.origin.authors) {
                self.once(|lines| describe_node(lines, node));
            }
        }
        for node in statement.nodes().filter(|node| !node.is_unspecified()) {
            self.once(|lines| describe_node(lines, node));
        }
        let proposition = proposition_iri(statement);
        self.once(|lines| describe_proposition(lines, &proposition, statement));
        let claim = Claim::new(page, statement, (&proposition, (evidence, cue)));
        if let Some(extractor) = &extractor {
            let (iri, predicate) = (extractor.iri(), tm::HAS_EXTRACTOR.as_str());
            self.lines.add(&claim.iri, predicate, Value::Iri(iri.as_str()));
            self.once(|lines| describe_extractor(lines, iri.as_str(), extractor));
        }
        self.write_claim(&claim);
        Ok(())
    }

    /// Writes a claim; who says the same again adds evidence.
    fn write_claim(&mut self, claim: &Claim<'_>) {
        let span = self.write_span(claim.page, claim.evidence);
        self.lines
            .add(&claim.iri, tm::EVIDENCE.as_str(), Value::Iri(&span));
        if !self.claims.insert(claim.iri.clone()) {
            return;
        }
        claim.describe(&mut self.lines);
        if let Some(cue) = claim.cue {
            let span = self.write_span(claim.page, cue);
            self.lines
                .add(&claim.iri, tm::CUE_SPAN.as_str(), Value::Iri(&span));
            self.lines
                .add(&claim.iri, tm::CUE.as_str(), Value::Text(cue.words));
        }
    }

    fn write_span(&mut self, page: &Page, place: Place<'_>) -> String {
        let iri = span_iri(page, place);
        self.once(|lines| {
            lines.add_type(&iri, tm::SPAN.as_str());
            for (predicate, offset) in [(nif::BEGIN_INDEX, place.start), (nif::END_INDEX, place.end)] {
                let offset = Value::Typed(&offset.to_string(), xsd::INTEGER.as_str());
                lines.add(&iri, predicate.as_str(), offset);
            }
            lines.add(&iri, nif::ANCHOR_OF.as_str(), Value::Text(place.words));
        });
        iri
    }

    /// Writes what the graph does not have yet.
    fn once(&mut self, write: impl FnOnce(&mut Lines)) {
        let before = self.lines.text().len();
        write(&mut self.lines);
        let written = self.lines.text().get(before..).unwrap_or_default();
        if self.described.contains(written) {
            self.lines.truncate(before);
        } else {
            self.described.insert(written.to_owned());
        }
    }
}

/// A claim with its place in a document.
struct Claim<'a> {
    iri: String,
    page: &'a Page,
    statement: &'a Statement,
    proposition: &'a str,
    claimant: &'a str,
    evidence: Place<'a>,
    cue: Option<Place<'a>>,
}

impl<'a> Claim<'a> {
    fn new(
        page: &'a Page,
        statement: &'a Statement,
        (proposition, (evidence, cue)): (&'a str, (Place<'a>, Option<Place<'a>>)),
    ) -> Self {
        let claimant = match &statement.claimant {
            Some(claimant) => claimant.iri.as_str(),
            None => page.author().0,
        };
        let cue_iri = cue.map(|cue| span_iri(page, cue)).unwrap_or_default();
        let parts = [
            page.iri.as_str(),
            proposition,
            claimant,
            statement.stance.into(),
            statement.certainty.into(),
            &cue_iri,
        ];
        Self {
            iri: hashed_iri(CLAIM_NAMESPACE, &parts).into_string(),
            page,
            statement,
            proposition,
            claimant,
            evidence,
            cue,
        }
    }

    fn describe(&self, lines: &mut Lines) {
        let (iri, statement) = (self.iri.as_str(), self.statement);
        lines.add_type(iri, tm::CLAIM.as_str());
        lines.add_label(iri, &statement.claim_label(self.page.author().1));
        let parts = [
            (tm::IN_DOCUMENT, self.page.iri.as_str()),
            (tm::HAS_PROPOSITION, self.proposition),
            (tm::CLAIMANT, self.claimant),
            (tm::STANCE, stance_node(statement.stance).as_str()),
            (tm::CERTAINTY, certainty_node(statement.certainty).as_str()),
            (tm::VOICE, voice_node(statement.voice).as_str()),
        ];
        for (predicate, object) in parts {
            lines.add(iri, predicate.as_str(), Value::Iri(object));
        }
        if let Some(confidence) = &statement.confidence {
            let confidence = Value::Typed(confidence, xsd::DECIMAL.as_str());
            lines.add(iri, tm::CONFIDENCE.as_str(), confidence);
        }
        self.describe_carriers(lines);
    }

    fn describe_carriers(&self, lines: &mut Lines) {
        let carriers = &self.statement.via;
        for carrier in carriers {
            lines.add(&self.iri, tm::VIA.as_str(), Value::Iri(&carrier.iri));
        }
        if carriers.len() > 1 {
            let order = format!("{}#via", self.iri);
            lines.add(&self.iri, tm::VIA_ORDER.as_str(), Value::Iri(&order));
            lines.add_type(&order, rdf::SEQ.as_str());
            for (index, carrier) in carriers.iter().enumerate() {
                lines.add(&order, member(index + 1).as_str(), Value::Iri(&carrier.iri));
            }
        }
    }
}

/// What is said where the text is not known: the words that were given, else the statement as a sentence.
fn said(record: &Record, statement: &Statement) -> String {
    let words = record.span.as_ref().and_then(|span| span.words.clone());
    let words = words.filter(|words| !words.trim().is_empty());
    words.unwrap_or_else(|| {
        let publisher = record.document.publisher.as_ref();
        let publisher = publisher.and_then(|publisher| publisher.label.as_ref().or(publisher.words.as_ref()));
        statement.sentence(publisher.map_or("the document", String::as_str))
    })
}

fn proposition_iri(statement: &Statement) -> String {
    let mut object = String::new();
    statement.object.term().write(&mut object);
    let parts = [statement.subject.iri.as_str(), &statement.predicate, &object];
    hashed_iri(PROPOSITION_NAMESPACE, &parts).into_string()
}

fn span_iri(page: &Page, place: Place<'_>) -> String {
    format!("{}#char={},{}", page.iri, place.start, place.end)
}

fn describe_node(lines: &mut Lines, node: &Node) {
    for class in &node.classes {
        lines.add_type(&node.iri, &class.iri);
        if let Some(words) = &class.open {
            lines.add_type(&class.iri, owl::CLASS.as_str());
            lines.add_label(&class.iri, words);
            lines.add(
                &class.iri,
                rdfs::SUB_CLASS_OF.as_str(),
                Value::Iri(tm::ENTITY.as_str()),
            );
        }
    }
    lines.add_label(&node.iri, &node.label);
    let is_named = if node.is_named { "true" } else { "false" };
    let is_named = Value::Typed(is_named, xsd::BOOLEAN.as_str());
    lines.add(&node.iri, tm::IS_NAMED.as_str(), is_named);
    for alias in &node.aliases {
        lines.add(&node.iri, skos::ALT_LABEL.as_str(), Value::Text(alias));
    }
}

fn describe_proposition(lines: &mut Lines, iri: &str, statement: &Statement) {
    lines.add_type(iri, tm::PROPOSITION.as_str());
    lines.add(iri, rdf::SUBJECT.as_str(), Value::Iri(&statement.subject.iri));
    lines.add(iri, rdf::PREDICATE.as_str(), Value::Iri(&statement.predicate));
    lines.add(iri, rdf::OBJECT.as_str(), statement.object.term());
    lines.add_label(iri, &statement.label);
    if let Some(words) = &statement.open {
        lines.add_type(&statement.predicate, tm::OPEN_RELATION.as_str());
        lines.add_label(&statement.predicate, words);
    }
}

/// The extractor that a record tells of; that of our own claims is the same one when it has the same name and version.
fn reader(told: &super::Extractor) -> Result<Extractor, RecordErrorKind> {
    match told.name.trim() {
        "" => Err(RecordErrorKind::NoExtractorName),
        name => {
            let version = told.version.as_deref().unwrap_or_default().trim();
            Ok(Extractor::new(name.to_owned(), version.to_owned()))
        }
    }
}

fn describe_extractor(lines: &mut Lines, iri: &str, extractor: &Extractor) {
    lines.add_type(iri, tm::EXTRACTOR.as_str());
    lines.add_label(iri, &extractor.to_string());
    if !extractor.version.is_empty() {
        let version = Value::Text(&extractor.version);
        lines.add(iri, schema::SOFTWARE_VERSION.as_str(), version);
    }
}
