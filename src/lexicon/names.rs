//! Well-known names: countries, organisations, places; titles before names; given names.
//!
//! The tables are under `ontology/lexicon/names/`. A form of a name is kept as it is written ("US" is a country,
//! "us" is not), without full stops inside abbreviations ("U.S." is found as "US").

use oxigraph::model::NamedNode;
use rustc_hash::{FxHashMap, FxHashSet};
use strum::EnumString;

use crate::lexicon::classes::{class_node, parsed};
use crate::lexicon::table::{EntrySource, LexiconError, Row, rows, table};
use crate::ontology::OntologyFile;
use crate::vocab::tm;

/// Grammatical gender of a title or given name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum Gender {
    /// Taken up by "she".
    Female,
    /// Taken up by "he".
    Male,
    /// Either.
    Unknown,
}

/// What a title before a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum TitleKind {
    /// "Mr", "Dame".
    Honorific,
    /// "Sgt", "Colonel".
    Rank,
    /// "Prime Minister", "Bishop".
    Office,
}

/// A title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Title {
    /// The gender of its bearer.
    pub gender: Gender,
    /// What it is.
    pub kind: TitleKind,
}

/// How a form stands for what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormRole {
    /// A name or another name: "Germany", "UK".
    Name,
    /// The adjective: "German".
    Adjective,
    /// The people: "Germans".
    People,
    /// A capital or seat that may speak for its government: "Berlin", "the Kremlin".
    Seat,
}

/// Something that has a line in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownName {
    /// The name that stands for all forms.
    pub name: String,
    /// Its class.
    pub class: NamedNode,
    /// The country it belongs to, by the name in `countries.tsv`; a country's own name for a country.
    pub country: Option<String>,
    /// Descriptions that mean it where its country is clear: "federal police".
    pub descriptions: Vec<String>,
    /// Its line.
    pub source: EntrySource,
}

/// A form of a known name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form<'a> {
    /// How the form stands for it.
    pub role: FormRole,
    /// What it stands for.
    pub known: &'a KnownName,
}

/// All tables of names.
#[derive(Debug, Clone, Default)]
pub struct Names {
    known: Vec<KnownName>,
    forms: FxHashMap<String, Vec<(FormRole, usize)>>,
    titles: FxHashMap<String, Title>,
    given: FxHashMap<String, Gender>,
    calendar: FxHashSet<String>,
}

impl Names {
    /// Reads the tables `names/*.tsv` among `tables`.
    pub fn parse(tables: &[OntologyFile<'_>]) -> Result<Self, LexiconError> {
        let mut names = Self::default();
        let mut each = |name: &str, add: fn(&mut Self, &Row<'_>) -> Result<(), LexiconError>| {
            let file = table(tables, name)?;
            rows(file.path, file.text).try_for_each(|row| add(&mut names, &row))
        };
        each("names/countries.tsv", Self::add_country)?;
        each("names/organisations.tsv", Self::add_organisation)?;
        each("names/places.tsv", Self::add_place)?;
        each("names/titles.tsv", Self::add_titles)?;
        each("names/given-names.tsv", Self::add_given_names)?;
        each("names/calendar.tsv", |names, row| {
            names.calendar.extend(row.list(0).map(str::to_owned));
            Ok(())
        })?;
        Ok(names)
    }

    /// What `form` may stand for: names before adjectives, peoples and seats.
    pub fn forms(&self, form: &str) -> impl Iterator<Item = Form<'_>> {
        self.forms
            .get(&normal_form(form))
            .into_iter()
            .flatten()
            .filter_map(|(role, known)| {
                let known = self.known.get(*known)?;
                Some(Form { role: *role, known })
            })
    }

    /// What `form` names in the given role.
    pub fn known(&self, form: &str, role: FormRole) -> Option<&KnownName> {
        self.forms(form)
            .find(|form| form.role == role)
            .map(|form| form.known)
    }

    /// The title written so, in any case and with or without a full stop.
    pub fn title(&self, words: &str) -> Option<Title> {
        self.titles.get(&title_form(words)).copied()
    }

    /// The gender of a given name, where it is known to be one.
    pub fn given_name(&self, name: &str) -> Option<Gender> {
        self.given.get(name).copied()
    }

    /// Whether `word` is a day of the week or a month.
    pub fn is_calendar_word(&self, word: &str) -> bool {
        self.calendar.contains(word.trim_end_matches('.'))
    }

    /// Every class that a line names, with the line, in table order.
    pub fn named_classes(&self) -> impl Iterator<Item = (&NamedNode, &EntrySource)> {
        self.known.iter().map(|known| (&known.class, &known.source))
    }

    fn add_country(&mut self, row: &Row<'_>) -> Result<(), LexiconError> {
        let known = KnownName {
            name: row.cell(0).to_owned(),
            class: NamedNode::new_unchecked(format!("{}Country", tm::NAMESPACE)),
            country: Some(row.cell(0).to_owned()),
            descriptions: Vec::new(),
            source: row.source(),
        };
        let index = self.push(row, known)?;
        self.add_forms(index, FormRole::Name, row.list(1));
        self.add_forms(index, FormRole::Adjective, row.list(2));
        self.add_forms(index, FormRole::People, row.list(3));
        self.add_forms(index, FormRole::Seat, row.list(4));
        Ok(())
    }

    fn add_place(&mut self, row: &Row<'_>) -> Result<(), LexiconError> {
        let index = self.add_known(row, std::iter::empty())?;
        self.add_forms(index, FormRole::Adjective, row.list(4));
        self.add_forms(index, FormRole::People, row.list(5));
        Ok(())
    }

    fn add_organisation(&mut self, row: &Row<'_>) -> Result<(), LexiconError> {
        self.add_known(row, row.list(4)).map(|_| ())
    }

    fn add_known<'a>(
        &mut self,
        row: &Row<'_>,
        descriptions: impl Iterator<Item = &'a str>,
    ) -> Result<usize, LexiconError> {
        let country = row.cell(3);
        if !country.is_empty() && self.known(country, FormRole::Name).is_none() {
            return Err(row.error(format!("`{country}` is not in countries.tsv")));
        }
        let known = KnownName {
            name: row.cell(0).to_owned(),
            class: class_node(row, 2)?,
            country: (!country.is_empty()).then(|| country.to_owned()),
            descriptions: descriptions.map(str::to_owned).collect(),
            source: row.source(),
        };
        let index = self.push(row, known)?;
        self.add_forms(index, FormRole::Name, row.list(1));
        Ok(index)
    }

    fn add_titles(&mut self, row: &Row<'_>) -> Result<(), LexiconError> {
        let title = Title {
            gender: parsed(row, 1, "female, male, unknown")?,
            kind: parsed(row, 2, "honorific, rank, office")?,
        };
        self.titles
            .extend(row.list(0).map(|words| (title_form(words), title)));
        Ok(())
    }

    fn add_given_names(&mut self, row: &Row<'_>) -> Result<(), LexiconError> {
        let gender = parsed(row, 1, "female, male, unknown")?;
        self.given
            .extend(row.list(0).map(|name| (name.to_owned(), gender)));
        Ok(())
    }

    fn push(&mut self, row: &Row<'_>, known: KnownName) -> Result<usize, LexiconError> {
        if known.name.is_empty() {
            return Err(row.error("the first cell is empty; write the name there"));
        }
        let index = self.known.len();
        let name = known.name.clone();
        self.known.push(known);
        self.add_forms(index, FormRole::Name, std::iter::once(name.as_str()));
        Ok(index)
    }

    fn add_forms<'a>(&mut self, known: usize, role: FormRole, forms: impl Iterator<Item = &'a str>) {
        for form in forms {
            let list = self.forms.entry(normal_form(form)).or_default();
            list.push((role, known));
            list.sort();
        }
    }
}

/// A name as the tables know it: no leading "the", no full stops in abbreviations.
pub(crate) fn normal_form(form: &str) -> String {
    let form = form
        .strip_prefix("the ")
        .or_else(|| form.strip_prefix("The "))
        .unwrap_or(form);
    form.replace('.', "").replace('’', "'")
}

fn title_form(words: &str) -> String {
    words.replace('.', "").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::table::bundled_tables;

    fn found(form: &str) -> String {
        let names = Names::parse(&bundled_tables()).unwrap();
        let found = names
            .forms(form)
            .map(|form| format!("{} ({:?})", form.known.name, form.role));
        found.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_country_is_found_by_its_names_adjective_people_and_seats() {
        assert_eq!(found("U.K."), "United Kingdom (Name)");
        assert_eq!(found("the Kremlin"), "Russia (Seat)");
        assert_eq!(found("Germans"), "Germany (People)");
        assert_eq!(found("us"), "");
    }

    #[test]
    fn a_title_is_found_with_or_without_its_full_stop() {
        let names = Names::parse(&bundled_tables()).unwrap();
        assert_eq!(names.title("Sgt."), names.title("sgt"));
        assert!(
            names
                .title("Mrs")
                .is_some_and(|title| title.gender == Gender::Female)
        );
    }
}
