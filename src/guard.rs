//! Data in RDF syntaxes that would exhaust its parser, refused before the parser sees it.
//!
//! The parser of JSON-LD calls itself for each object in an object, and a stack that overflows ends the process. That of
//! RDF/XML replaces entities by texts that may name entities, so that a page of them grows without bound. [`Guarded`] looks
//! at the bytes on their way to a parser: at how deep brackets are nested, and at what a document type declares.

use std::io::{self, Read};

use oxigraph::io::RdfFormat;

/// The most brackets that may be open at once.
pub const MOST_NESTED: usize = 128;

/// The longest text that an entity of a document type may stand for, in bytes.
const LONGEST_ENTITY: usize = 256;

/// The longest document type, in bytes.
const LONGEST_DOCTYPE: usize = 65_536;

/// What a document type is called in XML.
const DOCTYPE: &[u8] = b"<!DOCTYPE";

/// Whether XML may declare a document type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doctypes {
    /// No: what comes from strangers needs none.
    Refused,
    /// Yes, with entities that stand for a short text, as files of ontologies have them.
    Short,
}

/// Why data is not handed on to its parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Excess {
    /// Too many brackets are open.
    #[error("more than {MOST_NESTED} brackets are nested in each other: make it flatter")]
    TooDeep,
    /// A document type where none is taken.
    #[error("a document type (`<!DOCTYPE`) is not taken: leave it out, and write its entities out")]
    Doctype,
    /// A document type that is none of a name and short texts.
    #[error(
        "the document type has an entity that stands for other entities, for a file, or for more than \
         {LONGEST_ENTITY} bytes: write it out"
    )]
    Entity,
}

/// Whether a text may be handed to a parser of `format`.
pub fn check((format, doctypes): (RdfFormat, Doctypes), text: &[u8]) -> Result<(), Excess> {
    Scanner::new((format, doctypes)).look(text)
}

/// A reader that fails where what it reads is too much for a parser of `format`.
pub struct Guarded<R> {
    reader: R,
    scanner: Scanner,
}

impl<R: Read> Guarded<R> {
    /// Guards a parser of `format` against what `reader` has.
    pub fn new((format, doctypes): (RdfFormat, Doctypes), reader: R) -> Self {
        Self {
            reader,
            scanner: Scanner::new((format, doctypes)),
        }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let seen = buffer.get(..count).unwrap_or_default();
        let looked = self.scanner.look(seen);
        looked.map_err(|excess| io::Error::new(io::ErrorKind::InvalidData, excess))?;
        Ok(count)
    }
}

enum Scanner {
    /// Lines of terms do not nest.
    Nothing,
    Brackets(Brackets),
    Xml(Xml),
}

impl Scanner {
    fn new((format, doctypes): (RdfFormat, Doctypes)) -> Self {
        match format {
            RdfFormat::JsonLd { .. } => Self::Brackets(Brackets::of_json()),
            RdfFormat::Turtle | RdfFormat::TriG | RdfFormat::N3 => Self::Brackets(Brackets::of_turtle()),
            RdfFormat::RdfXml => Self::Xml(Xml::new(doctypes)),
            _ => Self::Nothing,
        }
    }

    fn look(&mut self, bytes: &[u8]) -> Result<(), Excess> {
        match self {
            Self::Nothing => Ok(()),
            Self::Brackets(brackets) => brackets.look(bytes),
            Self::Xml(xml) => xml.look(bytes),
        }
    }
}

/// Counts open brackets outside of texts, IRIs and comments.
struct Brackets {
    depth: usize,
    within: Within,
    /// Whether the last byte takes its meaning from the next.
    is_escaped: bool,
    /// How many quotation marks came in a row: three of them open or close a long text.
    quotes: usize,
    is_turtle: bool,
}

/// What a byte is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Syntax,
    Iri,
    Comment,
    /// A text that ends with this quotation mark.
    Text(u8),
    /// A text that ends with three of this.
    LongText(u8),
}

impl Brackets {
    fn of_json() -> Self {
        Self {
            depth: 0,
            within: Within::Syntax,
            is_escaped: false,
            quotes: 0,
            is_turtle: false,
        }
    }

    fn of_turtle() -> Self {
        Self {
            is_turtle: true,
            ..Self::of_json()
        }
    }

    fn look(&mut self, bytes: &[u8]) -> Result<(), Excess> {
        bytes.iter().try_for_each(|byte| self.step(*byte))
    }

    fn step(&mut self, byte: u8) -> Result<(), Excess> {
        if std::mem::take(&mut self.is_escaped) {
            return Ok(());
        }
        match self.within {
            Within::Syntax => self.step_in_syntax(byte)?,
            Within::Comment if byte == b'\n' || byte == b'\r' => self.within = Within::Syntax,
            // White space ends what only looked like an IRI: it is for the parser to say so.
            Within::Iri if byte == b'>' || byte.is_ascii_whitespace() => self.within = Within::Syntax,
            Within::Text(_) if byte == b'\\' => (self.is_escaped, self.quotes) = (true, 1),
            Within::LongText(_) if byte == b'\\' => (self.is_escaped, self.quotes) = (true, 0),
            Within::Text(mark) => self.step_in_text(byte, mark),
            Within::LongText(mark) => {
                self.quotes = if byte == mark { self.quotes + 1 } else { 0 };
                if self.quotes == 3 {
                    (self.within, self.quotes) = (Within::Syntax, 0);
                }
            }
            Within::Comment | Within::Iri => {}
        }
        Ok(())
    }

    fn step_in_syntax(&mut self, byte: u8) -> Result<(), Excess> {
        match byte {
            // The third in a row opens a long text, as the first two were an empty one.
            b'"' | b'\'' if self.is_turtle && self.quotes == 2 => self.within = Within::LongText(byte),
            b'"' => self.within = Within::Text(byte),
            b'\'' if self.is_turtle => self.within = Within::Text(byte),
            b'\\' if self.is_turtle => self.is_escaped = true,
            b'<' if self.is_turtle => self.within = Within::Iri,
            b'#' if self.is_turtle => self.within = Within::Comment,
            b'{' | b'[' | b'(' => self.depth += 1,
            b'}' | b']' | b')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.quotes = 0;
        match self.depth > MOST_NESTED {
            true => Err(Excess::TooDeep),
            false => Ok(()),
        }
    }

    fn step_in_text(&mut self, byte: u8, mark: u8) {
        if byte == mark {
            self.quotes = if self.quotes == 0 { 2 } else { 0 };
            self.within = Within::Syntax;
        } else {
            self.quotes = 1;
        }
    }
}

/// Looks for a document type and at its entities.
struct Xml {
    doctypes: Doctypes,
    /// How much of `<!DOCTYPE` the last bytes are.
    matched: usize,
    /// The document type so far, while it lasts.
    doctype: Option<Doctype>,
}

#[derive(Default)]
struct Doctype {
    length: usize,
    /// The quotation mark of the text that is open, and its length so far.
    quoted: Option<(u8, usize)>,
    is_bracketed: bool,
    /// The word outside of texts that is being read.
    word: Vec<u8>,
}

impl Xml {
    fn new(doctypes: Doctypes) -> Self {
        Self {
            doctypes,
            matched: 0,
            doctype: None,
        }
    }

    fn look(&mut self, bytes: &[u8]) -> Result<(), Excess> {
        for byte in bytes {
            if let Some(doctype) = &mut self.doctype {
                if doctype.step(*byte)? {
                    self.doctype = None;
                }
            } else if DOCTYPE.get(self.matched) == Some(byte) {
                self.matched += 1;
                if self.matched == DOCTYPE.len() {
                    self.begin()?;
                }
            } else {
                self.matched = usize::from(*byte == b'<');
            }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), Excess> {
        self.matched = 0;
        self.doctype = Some(Doctype::default());
        match self.doctypes {
            Doctypes::Refused => Err(Excess::Doctype),
            Doctypes::Short => Ok(()),
        }
    }
}

impl Doctype {
    /// Whether the document type ends here.
    fn step(&mut self, byte: u8) -> Result<bool, Excess> {
        self.length += 1;
        match &mut self.quoted {
            Some((mark, _)) if *mark == byte => self.quoted = None,
            Some((_, length)) => {
                *length += 1;
                let is_reference = byte == b'&' || byte == b'%';
                if is_reference || *length > LONGEST_ENTITY {
                    return Err(Excess::Entity);
                }
            }
            None => return self.step_outside(byte),
        }
        Ok(false)
    }

    fn step_outside(&mut self, byte: u8) -> Result<bool, Excess> {
        match byte {
            _ if byte.is_ascii_uppercase() => self.word.push(byte),
            _ => self.word.clear(),
        }
        let is_external = self.word == b"SYSTEM" || self.word == b"PUBLIC";
        if is_external || self.length > LONGEST_DOCTYPE {
            return Err(Excess::Entity);
        }
        match byte {
            b'"' | b'\'' => self.quoted = Some((byte, 0)),
            b'[' => self.is_bracketed = true,
            b']' => self.is_bracketed = false,
            b'>' => return Ok(!self.is_bracketed),
            _ => {}
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::io::RdfParser;

    use super::*;

    /// How many quads are read, or why none.
    fn read((format, doctypes): (RdfFormat, Doctypes), text: &str) -> Result<usize, String> {
        let reader = Guarded::new((format, doctypes), text.as_bytes());
        let parser = RdfParser::from_format(format)
            .with_base_iri("http://example.org/")
            .unwrap();
        let quads = parser.for_reader(reader).collect::<Result<Vec<_>, _>>();
        quads.map(|quads| quads.len()).map_err(|error| error.to_string())
    }

    fn json() -> RdfFormat {
        RdfFormat::from_extension("jsonld").unwrap()
    }

    fn nested(open: &str, close: &str, times: usize) -> String {
        format!("{}{}", open.repeat(times), close.repeat(times))
    }

    #[test]
    fn json_ld_that_is_nested_too_deep_is_refused_before_it_is_parsed() {
        let deep = |times| {
            format!(
                "{}1{}",
                "{\"http://example.org/p\":".repeat(times),
                "}".repeat(times)
            )
        };
        assert_eq!(read((json(), Doctypes::Refused), &deep(60)), Ok(60));
        for times in [200, 1_000, 100_000] {
            let error = read((json(), Doctypes::Refused), &deep(times)).unwrap_err();
            assert!(error.contains("more than 128 brackets"), "{error}");
        }
    }

    #[test]
    fn turtle_that_is_nested_too_deep_is_refused_and_brackets_in_texts_do_not_count() {
        let lists = format!("<a> <b> {} .", nested("(", ")", 5_000));
        let error = read((RdfFormat::Turtle, Doctypes::Refused), &lists).unwrap_err();
        assert!(error.contains("more than 128 brackets"), "{error}");
        let brackets = "[".repeat(500);
        let text = format!(
            "# {brackets}\n<a> <b> \"{brackets}\" , '{brackets}' , \"\"\"\"{brackets}\\\"\"\"\" , '''{brackets}''{brackets}''' , \
             \"\" , \"\\\\\" , '' ."
        );
        assert_eq!(read((RdfFormat::Turtle, Doctypes::Refused), &text), Ok(7));
        let after = format!("<a> <b> \"\" , '''x''' , \"a'b\" , {} .", nested("(", ")", 200));
        assert!(read((RdfFormat::Turtle, Doctypes::Refused), &after).is_err());
    }

    fn rdf_xml(doctype: &str, value: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>{doctype}<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
             xmlns:e=\"http://example.org/\"><rdf:Description rdf:about=\"http://example.org/a\"><e:p>{value}</e:p>\
             </rdf:Description></rdf:RDF>"
        )
    }

    #[test]
    fn a_document_type_is_refused_from_strangers_and_short_entities_are_taken_from_files() {
        let doctype = "<!DOCTYPE rdf:RDF [ <!ENTITY owl \"http://www.w3.org/2002/07/owl#\" > ]>";
        let text = rdf_xml(doctype, "&owl;");
        assert_eq!(read((RdfFormat::RdfXml, Doctypes::Short), &text), Ok(1));
        let error = read((RdfFormat::RdfXml, Doctypes::Refused), &text).unwrap_err();
        assert!(error.contains("<!DOCTYPE"), "{error}");
        assert_eq!(
            read((RdfFormat::RdfXml, Doctypes::Refused), &rdf_xml("", "x")),
            Ok(1)
        );
    }

    #[test]
    fn entities_of_entities_of_files_and_of_long_texts_are_refused() {
        let long = format!("<!DOCTYPE r [ <!ENTITY a \"{}\"> ]>", "x".repeat(300));
        for doctype in [
            "<!DOCTYPE r [ <!ENTITY a \"lol\"> <!ENTITY b \"&a;&a;&a;&a;\"> ]>",
            "<!DOCTYPE r [ <!ENTITY a SYSTEM \"file:///etc/hostname\"> ]>",
            "<!DOCTYPE r PUBLIC \"x\" \"http://127.0.0.1/x.dtd\">",
            &long,
        ] {
            let error = read((RdfFormat::RdfXml, Doctypes::Short), &rdf_xml(doctype, "&a;")).unwrap_err();
            assert!(error.contains("write it out"), "{doctype}: {error}");
        }
    }

    #[test]
    fn a_remote_context_is_not_fetched() {
        let text = "{\"@context\": \"http://127.0.0.1:1/context.jsonld\", \"name\": \"x\"}";
        assert!(read((json(), Doctypes::Refused), text).is_err());
    }
}
