//! Term maps of a mapping, checked.

use oxigraph::model::{Literal, NamedOrBlankNode, Term};

use super::graph::{as_node, local};
use super::model::{Mapping, name_of};
use super::term::{Expression, Kind, Piece, TermMap};
use crate::record::ImportError;
use crate::template::{Part, Template};

/// What any term map may have.
const TERM: [&str; 5] = ["template", "constant", "reference", "column", "termType"];

impl Mapping {
    pub(super) fn refer(&mut self, source: usize, reference: &str) -> usize {
        let source = self.sources.get_mut(source);
        source.map_or(0, |source| source.refer(reference))
    }

    pub(super) fn term_maps(
        &mut self,
        node: &NamedOrBlankNode,
        (maps, constants, kind): (&str, &str, Kind),
        source: usize,
    ) -> Result<Vec<TermMap>, ImportError> {
        let mut found = Vec::new();
        let nodes: Vec<Term> = self.graph.objects(node, &[maps]).into_iter().cloned().collect();
        for map in &nodes {
            let Some(map) = as_node(map) else {
                return Err(self
                    .graph
                    .error(maps, format!("`rml:{maps}` has {map} and not a map")));
            };
            found.push(self.term_map(&map, kind, source)?);
        }
        let constants = self.graph.objects(node, &[constants]);
        found.extend(constants.into_iter().map(TermMap::constant));
        Ok(found)
    }

    /// A term map; `usual` is what a reference gives where nothing else is said.
    pub(super) fn term_map(
        &mut self,
        node: &NamedOrBlankNode,
        usual: Kind,
        source: usize,
    ) -> Result<TermMap, ImportError> {
        let known: Vec<&str> = match usual {
            Kind::Literal => TERM
                .into_iter()
                .chain(["datatype", "datatypeMap", "language", "languageMap"])
                .collect(),
            _ => TERM.into_iter().chain(["class", "graphMap", "graph"]).collect(),
        };
        self.graph.check(node, &known)?;
        if let Some(constant) = self.graph.object(node, &["constant"])? {
            let constant = TermMap::constant(constant);
            return match self.kind(node)? {
                Some(kind) if kind != constant.kind => {
                    let problem = "a constant is the term it is written as: leave out its term type, or write `<…>` for an IRI";
                    Err(self.graph.error("constant", problem))
                }
                _ => Ok(constant),
            };
        }
        let expression = self.expression(node, source)?;
        let datatype = self.annotation(node, ["datatype", "datatypeMap"], source)?;
        let language = self.annotation(node, ["language", "languageMap"], source)?;
        let is_literal =
            matches!(expression, Expression::Reference(_)) || datatype.is_some() || language.is_some();
        let usual = match is_literal {
            true => usual,
            false => Kind::Iri,
        };
        let kind = self.kind(node)?.unwrap_or(usual);
        if let Some(Expression::Constant(language)) = &language {
            self.check_language(language)?;
        }
        Ok(TermMap {
            is_sound: expression.is_sound(),
            expression,
            kind,
            datatype,
            language,
            base: self.base.clone(),
        })
    }

    fn kind(&self, node: &NamedOrBlankNode) -> Result<Option<Kind>, ImportError> {
        let name = match self.graph.object(node, &["termType"])? {
            None => return Ok(None),
            Some(Term::NamedNode(kind)) => local(kind).unwrap_or(kind.as_str()),
            Some(_) => "",
        };
        match name {
            "IRI" | "URI" | "UnsafeIRI" | "UnsafeURI" => Ok(Some(Kind::Iri)),
            "BlankNode" => Ok(Some(Kind::Blank)),
            "Literal" => Ok(Some(Kind::Literal)),
            other => {
                let problem = format!("the term type `{other}` is not supported");
                Err(self.graph.error("termType", problem))
            }
        }
    }

    fn check_language(&self, language: &str) -> Result<(), ImportError> {
        let primary = language.split('-').next().unwrap_or_default();
        let is_known = (2..=3).contains(&primary.len()) || matches!(primary, "x" | "i");
        let is_tag = Literal::new_language_tagged_literal("", language).is_ok();
        match is_tag && is_known {
            true => Ok(()),
            false => {
                let problem = format!("`{language}` is not a language tag, such as `en` or `pt-BR`");
                Err(self.graph.error(language, problem))
            }
        }
    }

    /// A datatype or language: a constant, or a map of its own.
    fn annotation(
        &mut self,
        node: &NamedOrBlankNode,
        [shortcut, map]: [&'static str; 2],
        source: usize,
    ) -> Result<Option<Expression>, ImportError> {
        match self.graph.object(node, &[shortcut])? {
            Some(Term::NamedNode(node)) => return Ok(Some(Expression::Constant(node.as_str().to_owned()))),
            Some(Term::Literal(text)) => return Ok(Some(Expression::Constant(text.value().to_owned()))),
            Some(Term::BlankNode(_)) => {
                return Err(self
                    .graph
                    .error(shortcut, format!("`rml:{shortcut}` has no value")));
            }
            None => {}
        }
        match self.graph.object(node, &[map])?.and_then(as_node) {
            None => Ok(None),
            Some(map) => {
                self.graph.check(&map, &TERM)?;
                self.expression(&map, source).map(Some)
            }
        }
    }

    fn expression(&mut self, node: &NamedOrBlankNode, source: usize) -> Result<Expression, ImportError> {
        let reference = self
            .graph
            .text(node, &["reference", "column"])?
            .map(str::to_owned);
        let template = self.graph.text(node, &["template"])?.map(str::to_owned);
        match (reference, template, self.graph.object(node, &["constant"])?) {
            (Some(reference), None, None) => Ok(Expression::Reference(self.refer(source, &reference))),
            (None, Some(text), None) => {
                let template = Template::parse(&text);
                let template = template.map_err(|error| self.graph.error("template", error.to_string()))?;
                let pieces = template.parts().iter().map(|part| match part {
                    Part::Text(text) => Piece::Text(text.clone()),
                    Part::Reference(name) => Piece::Reference(self.refer(source, name)),
                });
                Ok(Expression::Template(pieces.collect()))
            }
            (None, None, Some(Term::NamedNode(constant))) => {
                Ok(Expression::Constant(constant.as_str().to_owned()))
            }
            (None, None, Some(Term::Literal(constant))) => {
                Ok(Expression::Constant(constant.value().to_owned()))
            }
            _ => {
                let problem = "a term map needs one of `rml:template`, `rml:reference` and `rml:constant`";
                Err(self.graph.error(&name_of(node), problem))
            }
        }
    }
}
