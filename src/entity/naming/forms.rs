//! Which name a form stands for in its place: "Beijing" the government or the city, "Chinese" the country or the
//! people.

use rustc_hash::FxHashSet;

use crate::analysis::{Dep, NameLabel, Tag};
use crate::entity::cast::Cast;
use crate::entity::government;
use crate::entity::typing::is_where_something_is;
use crate::lexicon::names::{Form, FormRole, KnownName};
use crate::mention::names::FoundName;
use crate::mention::words::Words;
use crate::vocab::tm;

/// What a form stands for.
#[derive(Debug, Clone)]
pub(crate) enum Reading<'a> {
    /// Something in the tables, and how the form names it.
    Known(&'a KnownName, FormRole, String),
    /// The people of a country.
    People(&'a KnownName, String),
    /// A name that is not in the tables.
    Own(String),
}

impl<'a> Reading<'a> {
    /// What mentions of the same name share.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Known(known, ..) => format!("known {}", known.name),
            Self::People(known, _) => format!("people of {}", known.name),
            Self::Own(text) => format!("own {}", text.to_lowercase()),
        }
    }

    pub(crate) fn name(&self) -> String {
        match self {
            Self::Known(known, ..) => known.name.clone(),
            Self::People(_, text) | Self::Own(text) => text.clone(),
        }
    }

    pub(crate) fn known(&self) -> Option<&'a KnownName> {
        match self {
            Self::Known(known, ..) | Self::People(known, _) => Some(known),
            Self::Own(_) => None,
        }
    }

    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Known(known, role, text) => known_reason(known, *role, text),
            Self::People(known, _) => format!("the people of `{}` ({})", known.name, known.source),
            Self::Own(text) => format!("named `{text}`"),
        }
    }
}

fn known_reason(known: &KnownName, role: FormRole, text: &str) -> String {
    let (name, source) = (&known.name, &known.source);
    match role {
        FormRole::Name if text == *name => format!("named `{name}` ({source})"),
        FormRole::Name => format!("another name of `{name}` ({source})"),
        FormRole::Adjective => format!("adjective of `{name}` ({source})"),
        FormRole::People => format!("the people of `{name}` ({source})"),
        FormRole::Seat => format!("seat of the government of `{name}` ({source}), where a government acts"),
    }
}

/// The words of persons' full names in a document: there "Jordan" may be one of them.
pub(crate) type Persons<'a> = FxHashSet<&'a str>;

/// Gathers the words of all names of several words that the recogniser takes for persons'.
pub(crate) fn persons<'a>(cast: &Cast<'a>) -> Persons<'a> {
    let names = cast.found.iter().filter_map(|found| found.name.as_ref());
    names
        .filter(|name| name.label == Some(NameLabel::Person) && name.tokens.len() > 1)
        .flat_map(|name| name.tokens.clone())
        .map(|token| cast.words.text(token))
        .collect()
}

/// A name without a leading article, a possessive ending or line breaks.
pub(crate) fn clean(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text
        .strip_suffix("'s")
        .or_else(|| text.strip_suffix("’s"))
        .unwrap_or(&text);
    let text = text
        .strip_prefix("the ")
        .or_else(|| text.strip_prefix("The "))
        .unwrap_or(text);
    text.to_owned()
}

/// What the name stands for here.
pub(crate) fn read_form<'a>(cast: &Cast<'a>, name: &FoundName, persons: &Persons<'_>) -> Reading<'a> {
    let words: &Words<'a> = &cast.words;
    let text = clean(words.phrase(&name.tokens));
    let forms: Vec<Form<'a>> = words.lexicon.names.forms(&text).collect();
    let with = |role: FormRole| forms.iter().find(|form| form.role == role).map(|form| form.known);
    let known = |known: &'a KnownName, role: FormRole| Reading::Known(known, role, text.clone());
    if let Some(country) = with(FormRole::Seat).filter(|_| government::acts(words, name.head)) {
        return known(country, FormRole::Seat);
    }
    match (
        with(FormRole::Name),
        with(FormRole::Adjective),
        with(FormRole::People),
    ) {
        (Some(_), ..) if name.title.is_some() => Reading::Own(text),
        (Some(bearer), ..) if contradicts(cast, name, bearer, persons) => Reading::Own(text),
        (Some(bearer), ..) => known(bearer, FormRole::Name),
        (None, Some(country), _) if modifies(words, name.head) => known(country, FormRole::Adjective),
        (None, _, Some(country)) => Reading::People(country, text),
        (None, Some(country), None) => known(country, FormRole::Adjective),
        _ => Reading::Own(text),
    }
}

/// Whether the recogniser takes a common word or given name for something else than the tables do.
fn contradicts(cast: &Cast<'_>, name: &FoundName, known: &KnownName, persons: &Persons<'_>) -> bool {
    let is_body = cast.is_a(&known.class, tm::ORGANIZATION);
    let is_short = name.tokens.len() == 1;
    let is_abbreviation = Words::is_acronym(cast.words.phrase(&name.tokens));
    match name.label {
        Some(NameLabel::Person) => {
            let text = cast.words.text(name.tokens.start);
            is_short && !is_abbreviation && persons.contains(text) && !is_no_person(&cast.words, name)
        }
        Some(NameLabel::Gpe | NameLabel::Loc | NameLabel::Fac) => is_body && is_short && !is_abbreviation,
        _ => false,
    }
}

/// Whether it stands where no person's name does: behind "the", or as the place of something.
fn is_no_person(words: &Words<'_>, name: &FoundName) -> bool {
    let has_article = words.analysis.children_by(name.head, Dep::Det).next().is_some();
    has_article || is_where_something_is(words, name.head)
}

/// Whether an adjective stands before a noun or beside another adjective that does.
fn modifies(words: &Words<'_>, token: usize) -> bool {
    let first = words.first_of_list(token);
    let is_modifier = matches!(
        words.dep(first),
        Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Advmod | Dep::Acomp
    );
    is_modifier || (first == token && words.tag(token) == Tag::Jj)
}
