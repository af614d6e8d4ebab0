//! Templates with the names of columns in braces: `https://example.org/{id}`.
//!
//! A backslash before a brace or a backslash takes its meaning away, as in
//! [RML](https://kg-construct.github.io/rml-core/spec/docs/#template-rml-template).

use serde::Deserialize;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// What stands there as it is.
    Text(String),
    /// The name of a column or member.
    Reference(String),
}

/// A template, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Template(Vec<Part>);

/// A template that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// A brace without its other half.
    #[error(
        "`{0}` has a brace without its other half: close it, or write `\\{{` or `\\}}` for the brace itself"
    )]
    Brace(String),
    /// Braces with nothing in them.
    #[error("`{0}` has braces with no name in them")]
    Empty(String),
}

impl TryFrom<String> for Template {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        Self::parse(&text)
    }
}

impl Template {
    /// Takes a template apart.
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut name: Option<String> = None;
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => name.as_mut().unwrap_or(&mut plain).extend(letters.next()),
                '{' if name.is_none() => {
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    name = Some(String::new());
                }
                '}' => match name.take() {
                    None => return Err(TemplateError::Brace(text.to_owned())),
                    Some(name) if name.is_empty() => return Err(TemplateError::Empty(text.to_owned())),
                    Some(name) => parts.push(Part::Reference(name)),
                },
                '{' => return Err(TemplateError::Brace(text.to_owned())),
                letter => name.as_mut().unwrap_or(&mut plain).push(letter),
            }
        }
        if name.is_some() {
            return Err(TemplateError::Brace(text.to_owned()));
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self(parts))
    }

    /// The template that is one column.
    pub(crate) fn of_column(name: &str) -> Self {
        Self(vec![Part::Reference(name.to_owned())])
    }

    /// Its pieces.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The names in it.
    pub(crate) fn references(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Reference(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// Whether it makes IRIs: it begins like one, and has more than that.
    pub(crate) fn is_iri(&self) -> bool {
        match self.0.first() {
            Some(Part::Text(text)) => {
                let starts = ["http://", "https://", "urn:"];
                self.0.len() > 1 && starts.iter().any(|start| text.starts_with(start))
            }
            _ => false,
        }
    }
}

/// Appends a value as part of an IRI: what is not in `iunreserved` of
/// [RFC 3987](https://www.rfc-editor.org/rfc/rfc3987#section-2.2) is percent-encoded.
pub(crate) fn push_encoded(text: &mut String, value: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| char::from(DIGITS.get(usize::from(value)).copied().unwrap_or_default());
    for letter in value.chars() {
        if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_' | '~') || is_ucschar(letter) {
            text.push(letter);
            continue;
        }
        let mut bytes = [0; 4];
        for byte in letter.encode_utf8(&mut bytes).bytes() {
            text.push('%');
            text.push(digit(byte >> 4));
            text.push(digit(byte & 0xF));
        }
    }
}

fn is_ucschar(letter: char) -> bool {
    let code = u32::from(letter);
    matches!(code, 0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF)
        || (0x1_0000..0xF_0000).contains(&code) && code & 0xFFFF < 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_text_and_names_in_turn() {
        let template = Template::parse("https://example.org/{Country Code}/{id}").unwrap();
        assert_eq!(template.references().collect::<Vec<_>>(), ["Country Code", "id"]);
        assert_eq!(template.parts().len(), 4);
        assert!(template.is_iri());
        assert!(!Template::of_column("id").is_iri());
    }

    #[test]
    fn a_backslash_takes_the_meaning_of_a_brace_away() {
        let template = Template::parse(r"\{\{ {a\}b} \\o/ \}").unwrap();
        let parts = [
            Part::Text("{{ ".into()),
            Part::Reference("a}b".into()),
            Part::Text(r" \o/ }".into()),
        ];
        assert_eq!(template.parts(), parts);
    }

    #[test]
    fn a_brace_alone_is_an_error() {
        for text in ["{a", "a}", "{a{b}}", "{}"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_value_in_an_iri_is_percent_encoded() {
        let mut text = String::new();
        push_encoded(&mut text, "Hello World! ~A_17.1-2 2011-08-23T22:17 é 字");
        assert_eq!(text, "Hello%20World%21%20~A_17.1-2%202011-08-23T22%3A17%20é%20字");
    }
}
