//! Terms made from iterations, as N-Quads.

use std::borrow::Cow;

use oxigraph::model::{Literal, NamedNode, Term};

use super::source::{Iteration, References};
use crate::nquads::{Value, push_quoted};
use crate::record::is_written_as;
use crate::template::push_encoded;

/// What a term map makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Iri,
    Blank,
    Literal,
}

/// What a value is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    /// A value; in a term map, a term in N-Quads.
    Constant(String),
    /// A reference by its place in the source.
    Reference(usize),
    Template(Vec<Piece>),
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Reference(usize),
}

/// How a term is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TermMap {
    pub(super) expression: Expression,
    pub(super) kind: Kind,
    pub(super) datatype: Option<Expression>,
    pub(super) language: Option<Expression>,
    /// What relative IRIs are put behind.
    pub(super) base: Option<String>,
    /// Whether whatever is filled in gives an IRI.
    pub(super) is_sound: bool,
}

/// Where values come from.
pub(super) type From<'a> = (&'a References, &'a Iteration);

impl Expression {
    /// Whether whatever is filled in gives an IRI: encoded values behind a scheme, a host and a slash.
    pub(super) fn is_sound(&self) -> bool {
        let Self::Template(pieces) = self else {
            return false;
        };
        let is_odd = |letter: char| letter.is_whitespace() || "<>\"{}|\\^`%".contains(letter);
        let starts = matches!(pieces.first(), Some(Piece::Text(text)) if is_beginning(text));
        starts
            && pieces.iter().all(|piece| match piece {
                Piece::Text(text) => !text.contains(is_odd),
                Piece::Reference(_) => true,
            })
    }
}

/// A value with the datatype that it has by itself.
struct Found {
    text: String,
    natural: Option<&'static str>,
}

impl TermMap {
    /// A map that always makes one term.
    pub(super) fn constant(term: &Term) -> Self {
        Self {
            expression: Expression::Constant(term.to_string()),
            kind: match term {
                Term::NamedNode(_) => Kind::Iri,
                Term::BlankNode(_) => Kind::Blank,
                Term::Literal(_) => Kind::Literal,
            },
            datatype: None,
            language: None,
            base: None,
            is_sound: false,
        }
    }

    /// Whether a literal of it has no language, and no datatype but one that is an absolute IRI and the same always.
    pub(super) fn is_simple(&self) -> bool {
        let has_plain_datatype = match &self.datatype {
            None => true,
            Some(Expression::Constant(datatype)) => datatype.contains("://"),
            Some(_) => false,
        };
        self.language.is_none() && has_plain_datatype
    }

    /// The terms that it makes of an iteration; a problem when a value cannot be one.
    pub(super) fn terms(&self, from: From<'_>) -> Result<Vec<String>, String> {
        if let Expression::Constant(term) = &self.expression {
            return Ok(vec![term.clone()]);
        }
        let push = match self.kind {
            Kind::Iri => push_encoded,
            Kind::Blank | Kind::Literal => String::push_str,
        };
        let found = values(&self.expression, from, push)?;
        match self.kind {
            Kind::Iri => found.iter().map(|found| self.iri(&found.text)).collect(),
            Kind::Blank => Ok(found.iter().map(|found| blank(&found.text)).collect()),
            Kind::Literal => self.literals(&found, from),
        }
    }

    fn iri(&self, value: &str) -> Result<String, String> {
        match self.is_sound {
            true => Ok(format!("<{value}>")),
            false => Ok(format!("<{}>", self.absolute(value)?)),
        }
    }

    /// An absolute IRI as it is, what else behind the base.
    fn absolute<'v>(&self, value: &'v str) -> Result<Cow<'v, str>, String> {
        if NamedNode::new(value).is_ok() {
            return Ok(Cow::Borrowed(value));
        }
        let Some(base) = &self.base else {
            return Err(format!(
                "`{value}` is not an absolute IRI, and the mapping has no `@base`"
            ));
        };
        match NamedNode::new(format!("{base}{value}")) {
            Ok(node) => Ok(Cow::Owned(node.into_string())),
            Err(_) => Err(format!(
                "`{value}` cannot be an IRI: percent-encode it, by `rml:template`"
            )),
        }
    }

    fn literals(&self, found: &[Found], from: From<'_>) -> Result<Vec<String>, String> {
        let annotations = |expression: &Option<Expression>| match expression {
            Some(expression) => values(expression, from, String::push_str),
            None => Ok(Vec::new()),
        };
        let mut terms = Vec::with_capacity(found.len());
        if self.language.is_some() {
            for language in annotations(&self.language)? {
                for value in found {
                    terms.push(tagged(&value.text, &language.text)?);
                }
            }
            return Ok(terms);
        }
        let is_template = matches!(self.expression, Expression::Template(_));
        let datatypes = annotations(&self.datatype)?;
        for value in found {
            match (datatypes.as_slice(), value.natural) {
                ([], Some(natural)) if !is_template => terms.push(typed(&value.text, natural)?),
                ([], _) => {
                    let mut term = String::with_capacity(value.text.len() + 2);
                    push_quoted(&mut term, &value.text);
                    terms.push(term);
                }
                (several, _) => {
                    for datatype in several {
                        let datatype = self.absolute(&datatype.text)?;
                        terms.push(typed(&value.text, &datatype)?);
                    }
                }
            }
        }
        Ok(terms)
    }
}

/// Whether a text ends the scheme and authority of an IRI, so that anything may follow.
fn is_beginning(text: &str) -> bool {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    rest.is_some_and(|rest| rest.find('/').is_some_and(|at| at > 0 && !rest.contains('[')))
}

fn typed(value: &str, datatype: &str) -> Result<String, String> {
    if !is_written_as(value, datatype) {
        return Err(format!("`{value}` is not written as `{datatype}` asks"));
    }
    let mut term = String::new();
    Value::Typed(value, datatype).write(&mut term);
    Ok(term)
}

fn tagged(value: &str, language: &str) -> Result<String, String> {
    match Literal::new_language_tagged_literal(value, language) {
        Ok(literal) => Ok(literal.to_string()),
        Err(_) => Err(format!(
            "`{language}` is not a language tag, such as `en` or `pt-BR`"
        )),
    }
}

/// A blank node whose label says its value: letters and digits stand for themselves, all else by its code.
fn blank(value: &str) -> String {
    let mut label = String::from("_:b");
    for letter in value.chars() {
        match letter.is_ascii_alphanumeric() {
            true => label.push(letter),
            false => label.push_str(&format!("_{:x}_", u32::from(letter))),
        }
    }
    label
}

/// The values of an expression; a template with several values at a place has each combination of them.
fn values(
    expression: &Expression,
    from: From<'_>,
    push: fn(&mut String, &str),
) -> Result<Vec<Found>, String> {
    let pieces = match expression {
        Expression::Constant(text) => {
            return Ok(vec![Found {
                text: text.clone(),
                natural: None,
            }]);
        }
        Expression::Reference(reference) => {
            let mut found = Vec::with_capacity(1);
            from.0.each((from.1, *reference), |text, natural| {
                found.push(Found {
                    text: text.to_owned(),
                    natural,
                });
            })?;
            return Ok(found);
        }
        Expression::Template(pieces) => pieces,
    };
    let mut texts = vec![String::with_capacity(64)];
    for piece in pieces {
        match piece {
            Piece::Text(plain) => texts.iter_mut().for_each(|text| text.push_str(plain)),
            Piece::Reference(reference) => texts = filled(texts, (from, *reference), push)?,
        }
    }
    let found = texts.into_iter();
    Ok(found.map(|text| Found { text, natural: None }).collect())
}

/// Each text with each value of a reference behind it.
fn filled(
    mut texts: Vec<String>,
    (from, reference): (From<'_>, usize),
    push: fn(&mut String, &str),
) -> Result<Vec<String>, String> {
    let mut count = 0;
    let mut others = Vec::new();
    let before = match from.0 {
        // A row has one value at most.
        References::Columns(_) => Vec::new(),
        References::Paths(_) => texts.clone(),
    };
    from.0.each((from.1, reference), |value, _| {
        match count {
            0 => texts.iter_mut().for_each(|text| push(text, value)),
            _ => others.extend(before.iter().map(|text| {
                let mut text = text.clone();
                push(&mut text, value);
                text
            })),
        }
        count += 1;
    })?;
    match count {
        0 => Ok(Vec::new()),
        _ => {
            texts.extend(others);
            Ok(texts)
        }
    }
}
