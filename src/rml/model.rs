//! What a mapping says, checked and ready to be carried out.

use std::path::Path;

use oxigraph::model::{Literal, NamedOrBlankNode, Term};

use super::graph::{MappingGraph, NO_BASE, as_node, local};
use super::source::{Formulation, LogicalSource, file_of};
use super::term::{Expression, Kind, Piece, TermMap};
use crate::record::ImportError;
use crate::template::{Part, Template};

/// A mapping.
pub struct Mapping {
    pub(super) graph: MappingGraph,
    pub(super) maps: Vec<TriplesMap>,
    pub(super) sources: Vec<LogicalSource>,
}

/// How the triples of one kind of subject are made.
pub(super) struct TriplesMap {
    node: NamedOrBlankNode,
    /// Its place among the sources.
    pub(super) source: usize,
    pub(super) subject: TermMap,
    /// In N-Quads.
    pub(super) classes: Vec<String>,
    pub(super) graphs: Vec<TermMap>,
    pub(super) pairs: Vec<Pair>,
}

/// Predicates with their objects.
#[derive(Default)]
pub(super) struct Pair {
    pub(super) predicates: Vec<TermMap>,
    pub(super) objects: Vec<TermMap>,
    pub(super) parents: Vec<Parent>,
    pub(super) graphs: Vec<TermMap>,
}

/// Objects that are the subjects of another triples map.
pub(super) struct Parent {
    /// The other's place among the maps.
    pub(super) map: usize,
    /// References of this map's source and of the other's that have to have the same value.
    pub(super) joins: Vec<(usize, usize)>,
}

const TERM: [&str; 5] = ["template", "constant", "reference", "column", "termType"];

impl Mapping {
    /// Reads a mapping in Turtle. `file`, where it is given, is read in the place of the mapping's one source.
    pub fn parse(path: &Path, text: &str, file: Option<&Path>) -> Result<Self, ImportError> {
        let mut mapping = Self {
            graph: MappingGraph::parse(path, text)?,
            maps: Vec::new(),
            sources: Vec::new(),
        };
        let nodes = mapping.graph.subjects("logicalSource");
        for typed in mapping.graph.instances("TriplesMap") {
            if !nodes.contains(&typed) {
                let name = name_of(&typed);
                return Err(mapping
                    .graph
                    .error(&name, "a triples map has no `rml:logicalSource`"));
            }
        }
        for node in &nodes {
            let map = mapping.triples_map(node)?;
            mapping.maps.push(map);
        }
        if mapping.maps.is_empty() {
            return Err(mapping.graph.error("", "there is no triples map in it"));
        }
        // Parents may stand behind their children.
        for (index, node) in nodes.iter().enumerate() {
            let pairs = mapping.pairs(index, node)?;
            if let Some(map) = mapping.maps.get_mut(index) {
                map.pairs = pairs;
            }
        }
        if let Some(file) = file {
            mapping.read_instead(file)?;
        }
        Ok(mapping)
    }

    /// The mapping's file.
    pub fn path(&self) -> &Path {
        &self.graph.path
    }

    fn read_instead(&mut self, file: &Path) -> Result<(), ImportError> {
        let mut paths: Vec<_> = self.sources.iter().map(|source| source.path.clone()).collect();
        paths.sort();
        paths.dedup();
        let same = paths
            .iter()
            .find(|path| path.file_name() == file.file_name())
            .cloned();
        let replaced = match (paths.as_slice(), same) {
            (_, Some(path)) => path,
            ([path], None) => path.clone(),
            _ => {
                let problem = format!("none of its sources is called `{}`", file.display());
                return Err(self.graph.error("source", problem));
            }
        };
        for source in self.sources.iter_mut().filter(|source| source.path == replaced) {
            source.path = file.to_path_buf();
        }
        Ok(())
    }

    fn triples_map(&mut self, node: &NamedOrBlankNode) -> Result<TriplesMap, ImportError> {
        let known = [
            "logicalSource",
            "subjectMap",
            "subject",
            "predicateObjectMap",
            "baseIRI",
        ];
        self.graph.check(node, &known)?;
        let source = self.source(node)?;
        let name = name_of(node);
        let subject = match self.term_maps(node, ("subjectMap", "subject", Kind::Iri), source)? {
            mut maps if maps.len() == 1 => maps.remove(0),
            maps => {
                let problem = format!("a triples map has {} subject maps where it needs one", maps.len());
                return Err(self.graph.error(&name, problem));
            }
        };
        if subject.kind == Kind::Literal {
            return Err(self.graph.error("termType", "a subject cannot be a literal"));
        }
        let subject_map = self.graph.object(node, &["subjectMap"])?.and_then(as_node);
        let (mut classes, mut graphs) = (Vec::new(), Vec::new());
        if let Some(subject_map) = &subject_map {
            let found = self.graph.objects(subject_map, &["class"]);
            classes.extend(found.into_iter().map(Term::to_string));
            graphs = self.graph_maps(subject_map, source)?;
        }
        Ok(TriplesMap {
            node: node.clone(),
            source,
            subject,
            classes,
            graphs,
            pairs: Vec::new(),
        })
    }

    fn source(&mut self, node: &NamedOrBlankNode) -> Result<usize, ImportError> {
        let graph = &self.graph;
        let source = graph.object(node, &["logicalSource"])?.and_then(as_node);
        let Some(source) = source else {
            return Err(graph.error("logicalSource", "`rml:logicalSource` has no node"));
        };
        graph.check(&source, &["source", "referenceFormulation", "iterator"])?;
        let path = match graph.object(&source, &["source"])? {
            Some(Term::Literal(path)) => path.value().to_owned(),
            Some(other) => {
                let file = as_node(other);
                let file = file.ok_or_else(|| graph.error("source", "`rml:source` has no file"))?;
                graph.check(&file, &["path", "root"])?;
                let path = graph.text(&file, &["path"])?;
                let path = path.ok_or_else(|| graph.error("source", "`rml:source` has no `rml:path`"))?;
                path.to_owned()
            }
            None => return Err(graph.error("logicalSource", "there is no `rml:source`")),
        };
        let formulation = match graph.object(&source, &["referenceFormulation"])? {
            Some(Term::NamedNode(formulation)) => local(formulation).unwrap_or(formulation.as_str()),
            _ if path.to_lowercase().ends_with(".csv") => "CSV",
            _ => return Err(graph.error("source", "there is no `rml:referenceFormulation`")),
        };
        let formulation = match formulation {
            "CSV" => Formulation::Csv,
            "JSONPath" => Formulation::Json(graph.text(&source, &["iterator"])?.unwrap_or("$").to_owned()),
            other => {
                let problem =
                    format!("the reference formulation `{other}` is not supported: use CSV or JSONPath");
                return Err(graph.error("referenceFormulation", problem));
            }
        };
        let path = file_of(&path, &graph.path);
        let is_same = |known: &LogicalSource| known.path == path && known.formulation == formulation;
        if let Some(known) = self.sources.iter().position(is_same) {
            return Ok(known);
        }
        self.sources.push(LogicalSource {
            path,
            formulation,
            references: Vec::new(),
        });
        Ok(self.sources.len() - 1)
    }

    fn graph_maps(&mut self, node: &NamedOrBlankNode, source: usize) -> Result<Vec<TermMap>, ImportError> {
        let maps = self.term_maps(node, ("graphMap", "graph", Kind::Iri), source)?;
        match maps.iter().all(|map| map.kind == Kind::Iri) {
            true => Ok(maps),
            false => Err(self
                .graph
                .error("graphMap", "the name of a graph has to be an IRI")),
        }
    }

    fn pairs(&mut self, map: usize, node: &NamedOrBlankNode) -> Result<Vec<Pair>, ImportError> {
        let source = self.maps.get(map).map_or(0, |map| map.source);
        let nodes = self.graph.objects(node, &["predicateObjectMap"]);
        let nodes: Vec<_> = nodes.into_iter().filter_map(as_node).collect();
        let mut pairs = Vec::new();
        for node in nodes {
            let known = [
                "predicateMap",
                "predicate",
                "objectMap",
                "object",
                "graphMap",
                "graph",
            ];
            self.graph.check(&node, &known)?;
            let predicates = self.term_maps(&node, ("predicateMap", "predicate", Kind::Iri), source)?;
            if predicates.is_empty() || predicates.iter().any(|map| map.kind != Kind::Iri) {
                return Err(self
                    .graph
                    .error("predicateObjectMap", "a predicate has to be there, and an IRI"));
            }
            let mut pair = Pair {
                predicates,
                graphs: self.graph_maps(&node, source)?,
                ..Pair::default()
            };
            self.objects(&node, source, &mut pair)?;
            pairs.push(pair);
        }
        Ok(pairs)
    }

    fn objects(
        &mut self,
        node: &NamedOrBlankNode,
        source: usize,
        pair: &mut Pair,
    ) -> Result<(), ImportError> {
        for object in self
            .graph
            .objects(node, &["objectMap"])
            .into_iter()
            .filter_map(as_node)
            .collect::<Vec<_>>()
        {
            match self
                .graph
                .object(&object, &["parentTriplesMap"])?
                .and_then(as_node)
            {
                Some(parent) => pair.parents.push(self.parent(&object, &parent, source)?),
                None => pair.objects.push(self.term_map(&object, Kind::Literal, source)?),
            }
        }
        let constants = self.graph.objects(node, &["object"]);
        pair.objects.extend(constants.into_iter().map(TermMap::constant));
        match pair.objects.is_empty() && pair.parents.is_empty() {
            true => Err(self.graph.error("predicateObjectMap", "there is no object map")),
            false => Ok(()),
        }
    }

    fn parent(
        &mut self,
        object: &NamedOrBlankNode,
        parent: &NamedOrBlankNode,
        source: usize,
    ) -> Result<Parent, ImportError> {
        self.graph.check(object, &["parentTriplesMap", "joinCondition"])?;
        let Some(map) = self.maps.iter().position(|map| map.node == *parent) else {
            let problem = format!("{parent} is no triples map");
            return Err(self.graph.error("parentTriplesMap", problem));
        };
        let parent_source = self.maps.get(map).map_or(0, |map| map.source);
        let conditions = self.graph.objects(object, &["joinCondition"]);
        let conditions: Vec<_> = conditions.into_iter().filter_map(as_node).collect();
        if conditions.is_empty() && parent_source != source {
            let problem = "another source is referred to without `rml:joinCondition`";
            return Err(self.graph.error("parentTriplesMap", problem));
        }
        let mut joins = Vec::new();
        for condition in conditions {
            self.graph.check(&condition, &["child", "parent"])?;
            let child = self.graph.text(&condition, &["child"])?.map(str::to_owned);
            let parent = self.graph.text(&condition, &["parent"])?.map(str::to_owned);
            let (Some(child), Some(parent)) = (child, parent) else {
                let problem = "a join needs `rml:child` and `rml:parent`";
                return Err(self.graph.error("joinCondition", problem));
            };
            joins.push((self.refer(source, &child), self.refer(parent_source, &parent)));
        }
        Ok(Parent { map, joins })
    }

    fn refer(&mut self, source: usize, reference: &str) -> usize {
        let source = self.sources.get_mut(source);
        source.map_or(0, |source| source.refer(reference))
    }

    fn term_maps(
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
    fn term_map(
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
            return Ok(TermMap::constant(constant));
        }
        let expression = self.expression(node, source)?;
        let datatype = self.annotation(node, ["datatype", "datatypeMap"], source)?;
        let language = self.annotation(node, ["language", "languageMap"], source)?;
        let is_literal =
            matches!(expression, Expression::Reference(_)) || datatype.is_some() || language.is_some();
        let kind = match self.graph.object(node, &["termType"])? {
            Some(Term::NamedNode(kind)) => match local(kind) {
                Some("IRI") => Kind::Iri,
                Some("BlankNode") => Kind::Blank,
                Some("Literal") => Kind::Literal,
                _ => {
                    return Err(self
                        .graph
                        .error("termType", format!("the term type {kind} is not supported")));
                }
            },
            Some(other) => return Err(self.graph.error("termType", format!("{other} is no term type"))),
            None if is_literal && usual == Kind::Literal => Kind::Literal,
            None => Kind::Iri,
        };
        if let Some(Expression::Constant(language)) = &language {
            self.check_language(language)?;
        }
        Ok(TermMap {
            expression,
            kind,
            datatype,
            language,
            base: self.base(node)?,
        })
    }

    /// What relative IRIs are put behind: the base of the file, else the folder of a map's own IRI.
    fn base(&self, node: &NamedOrBlankNode) -> Result<Option<String>, ImportError> {
        for map in self.graph.subjects("baseIRI") {
            let holds = |node: &NamedOrBlankNode| {
                self.graph
                    .objects(&map, &["subjectMap"])
                    .iter()
                    .any(|of| as_node(of).as_ref() == Some(node))
            };
            if holds(node) {
                let base = self.graph.object(&map, &["baseIRI"])?;
                return Ok(base.map(|base| match base {
                    Term::NamedNode(base) => base.as_str().to_owned(),
                    Term::Literal(base) => base.value().to_owned(),
                    other => other.to_string(),
                }));
            }
        }
        if let Some(base) = &self.graph.base {
            return Ok(Some(base.clone()));
        }
        let maps = self.graph.subjects("logicalSource");
        let folder = maps.iter().find_map(|map| match map {
            NamedOrBlankNode::NamedNode(map) if !map.as_str().starts_with(NO_BASE) => {
                let end = map.as_str().rfind(['/', '#'])?;
                map.as_str().get(..=end).map(str::to_owned)
            }
            _ => None,
        });
        Ok(folder)
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

/// The last part of a node's IRI, by which its line is found.
fn name_of(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => {
            let name = node.as_str().rsplit(['/', '#']).next();
            name.unwrap_or_default().to_owned()
        }
        NamedOrBlankNode::BlankNode(_) => String::new(),
    }
}
