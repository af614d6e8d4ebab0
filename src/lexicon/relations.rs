//! Words that express the ontology's relations (`relations.tsv`).

use std::path::Path;

use oxigraph::model::NamedNode;
use rustc_hash::FxHashMap;
use strum::{Display, EnumString};

use super::frame::Frame;
use super::table::{EntrySource, LexiconError, Row, rows};

/// The kind of word that expresses a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Display, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum TriggerKind {
    /// "investigates", "set up".
    Verb,
    /// "the RCMP's **probe** into the firm".
    Noun,
    /// "was **concerned** about".
    Adjective,
}

/// One word with one frame that expresses one relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The base form, particles included: "set up".
    pub lemma: String,
    /// What kind of word it is.
    pub kind: TriggerKind,
    /// Where subject and object stand.
    pub frame: Frame,
    /// The relation.
    pub relation: NamedNode,
    /// What the word asks of both sides beyond the relation's domain and range.
    pub narrower: Narrower,
    /// The line it comes from.
    pub entry: EntrySource,
}

/// Classes that a word asks for: one leaves a post in an organisation, not in a ship.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrower {
    /// The class of the subject; none when the relation's domain says enough.
    pub subject: Option<NamedNode>,
    /// The class of the object; none when the relation's range says enough.
    pub object: Option<NamedNode>,
}

impl Narrower {
    fn parse(row: &Row<'_>) -> Result<Self, LexiconError> {
        let mut narrower = Self::default();
        for part in row.cell(4).split(' ').filter(|part| !part.is_empty()) {
            let (side, class) = match part.split_once('=') {
                Some(("subject", class)) => (&mut narrower.subject, class),
                Some(("object", class)) => (&mut narrower.object, class),
                _ => {
                    return Err(row.error(format!(
                        "`{part}` asks for nothing; write for example `object=tm:Person`"
                    )));
                }
            };
            *side = Some(row.named_term(class)?);
        }
        Ok(narrower)
    }
}

/// All triggers, by kind and lemma; the order of the table within one lemma.
#[derive(Debug, Clone, Default)]
pub struct Triggers {
    by_lemma: FxHashMap<(TriggerKind, String), Vec<Trigger>>,
}

impl Triggers {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut triggers = Self::default();
        for row in rows(path, text) {
            for trigger in parse_row(&row)? {
                triggers
                    .by_lemma
                    .entry((trigger.kind, trigger.lemma.clone()))
                    .or_default()
                    .push(trigger);
            }
        }
        Ok(triggers)
    }

    /// The same with another name for the table that lines are cited of.
    pub fn cited_as(mut self, name: &str) -> Self {
        let triggers = self.by_lemma.values_mut().flatten();
        triggers.for_each(|trigger| name.clone_into(&mut trigger.entry.file));
        self
    }

    /// Adds the triggers of another table behind those that are here.
    pub fn follow_with(&mut self, other: Self) {
        for (key, triggers) in other.by_lemma {
            self.by_lemma.entry(key).or_default().extend(triggers);
        }
    }

    /// The triggers of this kind and lemma.
    pub fn get(&self, kind: TriggerKind, lemma: &str) -> &[Trigger] {
        self.by_lemma
            .get(&(kind, lemma.to_owned()))
            .map_or(&[], Vec::as_slice)
    }

    /// All triggers, sorted by kind and lemma.
    pub fn iter(&self) -> impl Iterator<Item = &Trigger> {
        let mut lists: Vec<_> = self.by_lemma.iter().collect();
        lists.sort_by_key(|(key, _)| *key);
        lists.into_iter().flat_map(|(_, triggers)| triggers)
    }
}

fn parse_row(row: &Row<'_>) -> Result<Vec<Trigger>, LexiconError> {
    let kind = row.parse_cell(1, "a kind of word; use verb, noun or adjective")?;
    let frame = Frame::parse(row.cell(2)).map_err(|error| row.error(error.to_string()))?;
    let relation = row.term(3)?;
    let narrower = Narrower::parse(row)?;
    let trigger = |lemma: &str| Trigger {
        lemma: lemma.to_owned(),
        kind,
        frame: frame.clone(),
        relation: relation.clone(),
        narrower: narrower.clone(),
        entry: row.source(),
    };
    Ok(row.list(0).map(trigger).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_is_an_iri_of_the_ontology() {
        let text = "probe|look into\tverb\tsubj=subject obj=object\ttm:investigates\n";
        let triggers = Triggers::parse(Path::new("relations.tsv"), text).unwrap();
        let trigger = &triggers.get(TriggerKind::Verb, "look into")[0];
        assert_eq!(
            trigger.relation.as_str(),
            "https://w3id.org/testimony#investigates"
        );
    }

    #[test]
    fn a_word_may_ask_for_narrower_classes_than_its_relation() {
        let text = "leave\tverb\tsubj=subject obj=object\ttm:resignedFrom\tobject=tm:Organization\n";
        let triggers = Triggers::parse(Path::new("relations.tsv"), text).unwrap();
        let narrower = &triggers.get(TriggerKind::Verb, "leave")[0].narrower;
        assert_eq!(narrower.subject, None);
        assert!(
            narrower
                .object
                .as_ref()
                .unwrap()
                .as_str()
                .ends_with("#Organization")
        );
        let error = Triggers::parse(
            Path::new("relations.tsv"),
            &text.replace("object=tm:", "thing=tm:"),
        );
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("`thing=tm:Organization` asks for nothing")
        );
    }

    #[test]
    fn a_relation_without_prefix_is_an_error() {
        let text = "probe\tverb\tsubj=subject obj=object\tinvestigates\n";
        let error = Triggers::parse(Path::new("relations.tsv"), text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "relations.tsv:1: `investigates` is not a term; write for example `tm:operates`"
        );
    }
}
