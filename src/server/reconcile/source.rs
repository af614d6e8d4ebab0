//! What names are looked up in: the things of the graph, or the records of a dataset.

use std::sync::Arc;

use minijinja::context;
use oxigraph::model::{NamedNode, Term};
use serde_json::{Value, json};

use super::fields::{FIELDS, field};
use super::names::Names;
use super::{PATH, node};
use crate::dataset::{Index, Record};
use crate::linkage::name::{Name, NameAgreement, NameWords, normalise};
use crate::rdf::{is_document, plain_text};
use crate::server::exchange::{Refusal, Reply, Response};
use crate::server::site::Site;
use crate::server::sparql::in_full;
use crate::vocab::{curie, tm};

/// The most things and records that are compared for one question.
const MOST_COMPARED: usize = 2_000;

/// A thing or record that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    /// The ids and names of its classes.
    pub(super) types: Vec<(String, String)>,
    /// How well known it is; of equals the better known comes first.
    pub(super) weight: u64,
    names: Vec<Name>,
}

/// A value of a property.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stated {
    /// Where it is a thing: its id.
    pub(super) id: Option<String>,
    pub(super) text: String,
}

/// Where names are looked up.
pub(super) struct Source<'a> {
    site: &'a Site,
    names: Arc<Names>,
    dataset: Option<(&'a str, &'a Index)>,
}

impl<'a> Source<'a> {
    /// The graph itself.
    pub(super) fn graph(site: &'a Site) -> Result<Self, Refusal> {
        Ok(Self {
            names: site.names()?,
            site,
            dataset: None,
        })
    }

    /// A dataset that is served.
    pub(super) fn dataset(site: &'a Site, name: &str) -> Result<Self, Refusal> {
        let found = site.datasets.iter().find(|(known, _)| known.as_str() == name);
        let (name, index) = found.ok_or_else(|| {
            let known: Vec<&str> = site.datasets.keys().map(String::as_str).collect();
            let message = format!(
                "no dataset `{name}` is served, only: {}; say `serve --dataset NAME`",
                known.join(", ")
            );
            Refusal::new(404, message)
        })?;
        Ok(Self {
            names: site.names()?,
            site,
            dataset: Some((name, index)),
        })
    }

    pub(super) fn path(&self) -> String {
        match self.dataset {
            Some((name, _)) => format!("{PATH}/{name}"),
            None => PATH.to_owned(),
        }
    }

    pub(super) fn title(&self) -> String {
        match self.dataset {
            Some((name, _)) => format!("{name} (Testimony)"),
            None => "Testimony".to_owned(),
        }
    }

    /// What ids begin with, as far as they share anything.
    pub(super) fn identifier_space(&self) -> &'static str {
        match self.dataset {
            Some(_) => "http://www.w3.org/2002/07/owl#Thing",
            None => "https://w3id.org/testimony/entity/",
        }
    }

    pub(super) fn schema_space(&self) -> &'static str {
        tm::NAMESPACE
    }

    /// Where people read more; `{{id}}` stands for the id.
    pub(super) fn view(&self, base: &str) -> String {
        match self.dataset {
            Some(_) => "{{id}}".to_owned(),
            None => format!("{base}/thing?iri={{{{id}}}}"),
        }
    }

    /// The same as a template of [RFC 6570](https://www.rfc-editor.org/rfc/rfc6570).
    pub(super) fn view_template(&self, base: &str) -> String {
        match self.dataset {
            Some(_) => "{+id}".to_owned(),
            None => format!("{base}/thing?iri={{id}}"),
        }
    }

    /// The classes that most things are of.
    pub(super) fn types(&self) -> Value {
        let entries = self.types_like("").into_iter().take(8);
        entries
            .map(|entry| json!({ "id": entry.id, "name": entry.name }))
            .collect()
    }

    /// The entries that a name may mean.
    pub(super) fn like(&self, name: &str) -> Result<Vec<Entry>, Refusal> {
        match self.dataset {
            None => Ok(self
                .names
                .like(name)
                .into_iter()
                .take(MOST_COMPARED)
                .filter_map(|iri| self.thing(iri))
                .collect()),
            Some((_, index)) => {
                let hits = index.candidates(name).map_err(|error| broken(&error))?;
                let records = hits
                    .iter()
                    .take(MOST_COMPARED)
                    .map(|hit| index.record(hit.record));
                records
                    .map(|record| Ok(self.record(record.map_err(|error| broken(&error))?)))
                    .collect()
            }
        }
    }

    /// The entries with a name that begins so.
    pub(super) fn named_like(&self, prefix: &str, most: usize) -> Result<Vec<Entry>, Refusal> {
        match self.dataset {
            None => Ok(self
                .names
                .beginning(prefix, most)
                .into_iter()
                .filter_map(|iri| self.thing(iri))
                .collect()),
            Some(_) => {
                let mut found = self.like(prefix)?;
                found.sort_by_key(|entry| std::cmp::Reverse(entry.weight));
                found.truncate(most);
                Ok(found)
            }
        }
    }

    /// The classes whose name has this in it, those of most things first.
    pub(super) fn types_like(&self, text: &str) -> Vec<Entry> {
        let classes = self
            .names
            .classes()
            .into_iter()
            .filter(|_| self.dataset.is_none());
        let named = classes.map(|(class, count)| plain(class.as_str(), &self.label(class), count as u64));
        named.filter(|entry| has(&entry.name, text)).collect()
    }

    /// The properties whose name has this in it.
    pub(super) fn properties_like(&self, text: &str) -> Result<Vec<Entry>, Refusal> {
        let all: Vec<Entry> = match self.dataset {
            Some(_) => FIELDS.iter().map(|field| plain(field, field, 0)).collect(),
            None => self
                .names
                .properties
                .iter()
                .map(|property| plain(property.as_str(), &self.label(property), 0))
                .collect(),
        };
        Ok(all.into_iter().filter(|entry| has(&entry.name, text)).collect())
    }

    pub(super) fn property_name(&self, id: &str) -> String {
        match (self.dataset, NamedNode::new(id)) {
            (None, Ok(property)) => self.label(&property),
            _ => id.to_owned(),
        }
    }

    /// The entry with an id.
    pub(super) fn entry(&self, id: &str) -> Result<Option<Entry>, Refusal> {
        match self.dataset {
            None => Ok(self.thing(&node(id)?)),
            Some((_, index)) => {
                let number = index.with_id(id).map_err(|error| broken(&error))?;
                let record = number.map(|number| index.record(number)).transpose();
                Ok(record
                    .map_err(|error| broken(&error))?
                    .map(|record| self.record(record)))
            }
        }
    }

    /// The entry whose id this is, when it is one.
    pub(super) fn entry_with(&self, text: &str) -> Result<Option<Entry>, Refusal> {
        match NamedNode::new(text.trim()) {
            Ok(iri) => self.entry(iri.as_str()),
            Err(_) => Ok(None),
        }
    }

    /// How far a name agrees with the best of an entry's.
    pub(super) fn agreement(&self, name: &str, entry: &Entry) -> NameAgreement {
        let name = self.words().name(name);
        let all = entry.names.iter().map(|own| own.agreement(&name));
        let best = all.max_by(|one, other| one.similarity.total_cmp(&other.similarity));
        best.unwrap_or_else(|| name.agreement(&self.words().name("")))
    }

    /// Whether an entry is of a class.
    pub(super) fn is_of(&self, entry: &Entry, class: &str) -> bool {
        let thing = NamedNode::new(&entry.id).ok().filter(|_| self.dataset.is_none());
        match thing.and_then(|iri| self.names.things.get(&iri)) {
            Some(thing) => self.names.is_of(thing, class),
            None => entry.types.iter().any(|(id, _)| id == class),
        }
    }

    /// The values of a property that are accepted of a thing, or that a record has.
    pub(super) fn values(&self, id: &str, property: &str) -> Result<Vec<Stated>, Refusal> {
        if let Some((_, index)) = self.dataset {
            let number = index.with_id(id).map_err(|error| broken(&error))?;
            let record = number.map(|number| index.record(number)).transpose();
            let record = record.map_err(|error| broken(&error))?;
            return Ok(record.map(|record| field(&record, property)).unwrap_or_default());
        }
        let (thing, property) = (node(id)?, node(property)?);
        let quads = self.site.graph.quads_about(thing.as_ref());
        let quads = quads.map_err(|error| Refusal::new(500, in_full(&error)))?;
        let stated = quads
            .into_iter()
            .filter(|quad| quad.predicate == property && !is_document(quad.graph_name.as_ref()));
        let mut values: Vec<Stated> = stated.map(|quad| self.stated(&quad.object)).collect();
        values.sort_by(|one, other| (&one.text, &one.id).cmp(&(&other.text, &other.id)));
        values.dedup();
        Ok(values)
    }

    fn stated(&self, object: &Term) -> Stated {
        match object {
            Term::NamedNode(thing) => Stated {
                id: Some(thing.as_str().to_owned()),
                text: self.label(thing),
            },
            other => Stated {
                id: None,
                text: plain_text(other),
            },
        }
    }

    /// A page for a small frame on other sites.
    pub(super) fn preview(&self, entry: &Entry) -> Reply {
        let classes: Vec<&str> = entry.types.iter().map(|(_, name)| name.as_str()).collect();
        let others: Vec<&str> = entry
            .names
            .iter()
            .map(Name::text)
            .filter(|name| *name != entry.name)
            .collect();
        let context = context! {
            name => entry.name.as_str(),
            id => entry.id.as_str(),
            description => entry.description.as_str(),
            classes => classes.join(", "),
            others => others.join(", "),
        };
        let page = self.site.pages.render("preview.html", context)?;
        let response = Response::new("text/html; charset=utf-8", page);
        Ok(response.with(
            "content-security-policy",
            "default-src 'none'; style-src 'self'; base-uri 'none'",
        ))
    }

    fn thing(&self, iri: &NamedNode) -> Option<Entry> {
        let thing = self.names.things.get(iri)?;
        let classes = thing
            .classes
            .iter()
            .map(|class| (class.as_str().to_owned(), self.label(class)));
        let documents = match thing.documents {
            1 => "in 1 document".to_owned(),
            number => format!("in {number} documents"),
        };
        Some(Entry {
            id: iri.as_str().to_owned(),
            name: thing.label.clone(),
            description: documents,
            types: classes.collect(),
            weight: thing.documents as u64,
            names: thing.names.clone(),
        })
    }

    fn record(&self, record: Record) -> Entry {
        let names = record.names().map(|name| self.words().name(name)).collect();
        let types = record.types.iter().map(|class| (class.clone(), short(class)));
        Entry {
            types: types.collect(),
            names,
            name: record.label,
            description: record.description,
            weight: record.popularity,
            id: record.id,
        }
    }

    fn words(&self) -> &NameWords {
        &self.names.words
    }

    fn label(&self, node: &NamedNode) -> String {
        let found = self.site.graph.label(node.as_ref()).ok().flatten();
        found.unwrap_or_else(|| curie(node.as_ref()).trim_matches(['<', '>']).to_owned())
    }
}

fn plain(id: &str, name: &str, weight: u64) -> Entry {
    Entry {
        id: id.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        types: Vec::new(),
        weight,
        names: Vec::new(),
    }
}

fn has(name: &str, text: &str) -> bool {
    normalise(name).contains(&normalise(text))
}

/// The last part of an IRI.
fn short(iri: &str) -> String {
    iri.rsplit(['#', '/']).next().unwrap_or(iri).to_owned()
}

fn broken(error: &crate::dataset::DatasetError) -> Refusal {
    Refusal::new(500, in_full(error))
}
