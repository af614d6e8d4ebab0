//! What an extractor is asked: the parts of a document, the prompt, and the JSON Schema of an answer.

use std::path::{Path, PathBuf};

use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde_json::{Value as Json, json};

use super::terms::{RelationTerm, Terms, VALUES};
use crate::document::{BlockKind, ByteSpan, Document};

/// The most bytes of text that are asked about at once, unless one paragraph alone is longer.
const PART: usize = 6_000;

/// What stands for a side of a relation that any class fits, and between several classes that do.
const ANYTHING: &str = "anything";
const OR: &str = " or ";

/// What the template must use.
const NEEDED: [&str; 2] = ["classes", "relations"];

/// A stretch of a document that is asked about at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What is sent.
    pub text: String,
    /// The paragraphs that it is made of.
    pub blocks: Vec<ByteSpan>,
}

/// The parts of a document in text order, furniture left out.
pub fn parts(document: &Document) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let blocks = document.blocks().iter();
    for block in blocks.filter(|block| block.kind != BlockKind::Furniture) {
        let words = document.slice(block.span);
        match parts.last_mut() {
            Some(part) if part.text.len() + words.len() <= PART => {
                part.text.push_str("\n\n");
                part.text.push_str(words);
                part.blocks.push(block.span);
            }
            _ => parts.push(Part {
                text: words.to_owned(),
                blocks: vec![block.span],
            }),
        }
    }
    parts
}

/// A template that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// It is not well formed.
    #[error("{}:{line}: the template cannot be read: {problem}", path.display())]
    Template {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// It leaves out what an extractor must know.
    #[error("{}:1: the template does not use `{missing}`; put `{{% for one in {missing} %}}` into it", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// The name.
        missing: &'static str,
    },
}

/// The instructions for a language model, made from a template and the terms of an ontology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt(String);

impl Prompt {
    /// The template that the program ships with.
    pub const BUNDLED: (&str, &str) = (
        "ontology/extractors/llm.md",
        include_str!("../../ontology/extractors/llm.md"),
    );

    /// Fills a template, given with its path for messages.
    pub fn new((path, template): (&Path, &str), terms: &Terms) -> Result<Self, PromptError> {
        let broken = |error: minijinja::Error| PromptError::Template {
            path: path.to_owned(),
            line: error.line().unwrap_or(1),
            problem: error.to_string(),
        };
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let parsed = environment.template_from_str(template).map_err(broken)?;
        let used = parsed.undeclared_variables(false);
        if let Some(missing) = NEEDED.into_iter().find(|name| !used.contains(*name)) {
            return Err(PromptError::Missing {
                path: path.to_owned(),
                missing,
            });
        }
        let classes = terms.classes.values();
        let classes: Value = classes
            .map(|class| listed(&[("name", &class.name), ("meaning", &class.meaning)]))
            .collect();
        let relations = terms.relations.values();
        let relations: Value = relations.map(relation).collect();
        let text = parsed.render(context! { classes, relations }).map_err(broken)?;
        Ok(Self(text))
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

fn relation(relation: &RelationTerm) -> Value {
    let [from, to] = [&relation.domain, &relation.range].map(|names| match names.as_slice() {
        [] => ANYTHING.to_owned(),
        names => names.join(OR),
    });
    listed(&[
        ("name", &relation.name),
        ("meaning", &relation.meaning),
        ("from", &from),
        ("to", &to),
    ])
}

fn listed(pairs: &[(&str, &str)]) -> Value {
    Value::from_pairs(pairs.iter().copied())
}

/// The JSON Schema of an answer: a list of claims whose names are those of the ontology.
pub fn answer_schema(terms: &Terms) -> Json {
    let classes: Vec<&String> = terms.classes.keys().collect();
    let relations: Vec<&String> = terms.relations.keys().collect();
    let names = terms.classes.keys().map(String::as_str);
    let objects: Vec<&str> = names.chain(values(terms)).collect();
    let words = json!({"type": "string"});
    let perhaps = json!({"type": ["string", "null"]});
    let properties = json!({
        "evidence": words,
        "subject": words,
        "subject_class": {"type": "string", "enum": classes},
        "relation": {"type": "string", "enum": relations},
        "object": words,
        "object_class": {"type": "string", "enum": objects},
        "speaker": {"type": "string", "enum": ["Author", "Named", "Unspecified"]},
        "claimant": perhaps,
        "cue": perhaps,
        "stance": {"type": "string", "enum": ["Affirms", "Denies", "Neutral"]},
        "certainty": {"type": "string", "enum": ["Certain", "Probable", "Possible", "Unstated"]},
    });
    let required: Vec<String> = match &properties {
        Json::Object(properties) => properties.keys().cloned().collect(),
        _ => Vec::new(),
    };
    let claim = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    json!({
        "type": "object",
        "properties": {"claims": {"type": "array", "items": claim}},
        "required": ["claims"],
        "additionalProperties": false,
    })
}

/// The kinds of values that the relations ask for, sorted.
fn values(terms: &Terms) -> impl Iterator<Item = &str> {
    let is_used = |value: &&str| {
        terms
            .relations
            .values()
            .any(|relation| relation.value() == Some(*value))
    };
    VALUES.into_iter().filter(is_used)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Metadata};
    use crate::ontology::Ontology;

    fn terms() -> Terms {
        Terms::of_ontology(&Ontology::bundled())
    }

    #[test]
    fn the_bundled_template_tells_of_every_class_and_relation() {
        let (path, template) = Prompt::BUNDLED;
        let prompt = Prompt::new((Path::new(path), template), &terms()).unwrap();
        let lines: Vec<&str> = prompt.text().lines().collect();
        let begins = |name: &str, mark: &str| {
            lines
                .iter()
                .any(|line| line.starts_with(&format!("- {name}{mark}")))
        };
        assert!(
            terms().classes.keys().all(|name| begins(name, ": ")),
            "{}",
            prompt.text()
        );
        assert!(terms().relations.keys().all(|name| begins(name, " (")));
        assert!(
            prompt.text().contains("- operates (Agent -> "),
            "{}",
            prompt.text()
        );
    }

    #[test]
    fn a_template_that_cannot_be_used_is_an_error_with_its_line() {
        let message = |template| {
            let made = Prompt::new((Path::new("my.md"), template), &terms());
            made.unwrap_err().to_string()
        };
        assert!(
            message("\n{% for x in %}").starts_with("my.md:2: "),
            "{}",
            message("\n{% for x in %}")
        );
        assert!(message("{{ classes }} and no more").contains("does not use `relations`"));
        let unknown = message("{{ classes }} {{ relations }}\n{{ wordes }}");
        assert!(unknown.starts_with("my.md:2: "), "{unknown}");
    }

    #[test]
    fn an_answer_may_use_the_names_of_the_ontology_alone() {
        let schema = answer_schema(&terms());
        let claim = &schema["properties"]["claims"]["items"];
        let relations = claim["properties"]["relation"]["enum"].as_array().unwrap();
        assert!(relations.contains(&json!("operates")) && !relations.contains(&json!("ownedBy")));
        let objects = claim["properties"]["object_class"]["enum"].as_array().unwrap();
        assert!(objects.contains(&json!("Person")) && objects.contains(&json!("integer")));
        assert_eq!(claim["required"].as_array().unwrap().len(), 11);
    }

    #[test]
    fn a_part_holds_whole_paragraphs_and_no_furniture() {
        let long = "word ".repeat(1_000);
        let text = format!("menu\n{long}\n{long}\nshort");
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            let span = ByteSpan::new(at, at + line.len());
            let kind = match at {
                0 => BlockKind::Furniture,
                _ => BlockKind::Paragraph,
            };
            blocks.push(Block { span, kind });
            at += line.len() + 1;
        }
        let document = Document::new(text, blocks, Metadata::default());
        let parts = parts(&document);
        let counts: Vec<usize> = parts.iter().map(|part| part.blocks.len()).collect();
        assert_eq!(counts, [1, 2]);
        assert!(parts[1].text.ends_with("\n\nshort") && !parts[0].text.contains("menu"));
    }
}
