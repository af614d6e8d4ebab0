//! What a mapping says, checked and ready to be carried out.

use std::path::Path;

use oxigraph::model::{NamedOrBlankNode, Term};

use super::graph::{MappingGraph, NO_BASE, as_node, local};
use super::source::{Formulation, LogicalSource, file_of};
use super::term::{Kind, TermMap};
use crate::record::ImportError;

/// A mapping.
pub struct Mapping {
    pub(super) graph: MappingGraph,
    pub(super) maps: Vec<TriplesMap>,
    pub(super) sources: Vec<LogicalSource>,
    /// The base that was given beside the mapping.
    given_base: Option<String>,
    /// What relative IRIs of the triples map that is being read are put behind.
    pub(super) base: Option<String>,
}

/// What is said beside a mapping.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting<'a> {
    /// A file that is read in the place of the source of its name, or of the only one.
    pub file: Option<&'a Path>,
    /// What relative IRIs are put behind where a triples map has no `rml:baseIRI`.
    pub base: Option<&'a str>,
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

impl Mapping {
    /// Reads a mapping in Turtle.
    pub fn parse(path: &Path, text: &str, setting: Setting<'_>) -> Result<Self, ImportError> {
        let mut mapping = Self {
            graph: MappingGraph::parse(path, text)?,
            maps: Vec::new(),
            sources: Vec::new(),
            given_base: setting.base.map(str::to_owned),
            base: None,
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
        if let Some(file) = setting.file {
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
        self.base = self.base_of(node)?;
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
        let path = self.path_of(&source)?;
        let formulation = self.formulation(&source, &path)?;
        let path = file_of(&path, &self.graph.path);
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

    /// The path of a source, as the mapping has it.
    fn path_of(&self, source: &NamedOrBlankNode) -> Result<String, ImportError> {
        let graph = &self.graph;
        match graph.object(source, &["source"])? {
            Some(Term::Literal(path)) => Ok(path.value().to_owned()),
            Some(other) => {
                let file = as_node(other);
                let file = file.ok_or_else(|| graph.error("source", "`rml:source` has no file"))?;
                graph.check(&file, &["path", "root"])?;
                let path = graph.text(&file, &["path"])?;
                let path = path.ok_or_else(|| graph.error("source", "`rml:source` has no `rml:path`"))?;
                Ok(path.to_owned())
            }
            None => Err(graph.error("logicalSource", "there is no `rml:source`")),
        }
    }

    fn formulation(&self, source: &NamedOrBlankNode, path: &str) -> Result<Formulation, ImportError> {
        let graph = &self.graph;
        let name = match graph.object(source, &["referenceFormulation"])? {
            Some(Term::NamedNode(formulation)) => local(formulation).unwrap_or(formulation.as_str()),
            _ if path.to_lowercase().ends_with(".csv") => "CSV",
            _ => return Err(graph.error("source", "there is no `rml:referenceFormulation`")),
        };
        match name {
            "CSV" => Ok(Formulation::Csv),
            "JSONPath" => {
                let iterator = graph.text(source, &["iterator"])?.unwrap_or("$");
                Ok(Formulation::Json(iterator.to_owned()))
            }
            other => {
                let problem =
                    format!("the reference formulation `{other}` is not supported: use CSV or JSONPath");
                Err(graph.error("referenceFormulation", problem))
            }
        }
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
        self.base = self.base_of(node)?;
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
            let known = ["child", "parent", "childMap", "parentMap"];
            self.graph.check(&condition, &known)?;
            let child = self.joined(&condition, ["child", "childMap"])?;
            let parent = self.joined(&condition, ["parent", "parentMap"])?;
            let (Some(child), Some(parent)) = (child, parent) else {
                let problem = "a join needs `rml:child` and `rml:parent`";
                return Err(self.graph.error("joinCondition", problem));
            };
            joins.push((self.refer(source, &child), self.refer(parent_source, &parent)));
        }
        Ok(Parent { map, joins })
    }
}

impl Mapping {
    /// One side of a join: a reference, or a map that is one.
    fn joined(
        &self,
        condition: &NamedOrBlankNode,
        [shortcut, map]: [&str; 2],
    ) -> Result<Option<String>, ImportError> {
        let map = self.graph.object(condition, &[map])?.and_then(as_node);
        let reference = match &map {
            None => self.graph.text(condition, &[shortcut])?,
            Some(map) => {
                self.graph.check(map, &["reference"])?;
                self.graph.text(map, &["reference"])?
            }
        };
        Ok(reference.map(str::to_owned))
    }

    /// What relative IRIs of a triples map are put behind: its own base, the one that was given, that of the file, or the
    /// folder of its own IRI.
    fn base_of(&self, map: &NamedOrBlankNode) -> Result<Option<String>, ImportError> {
        match self.graph.object(map, &["baseIRI"])? {
            Some(Term::NamedNode(base)) => return Ok(Some(base.as_str().to_owned())),
            Some(Term::Literal(base)) => return Ok(Some(base.value().to_owned())),
            _ => {}
        }
        if let Some(base) = self.given_base.as_ref().or(self.graph.base.as_ref()) {
            return Ok(Some(base.clone()));
        }
        Ok(match map {
            NamedOrBlankNode::NamedNode(map) if !map.as_str().starts_with(NO_BASE) => {
                let end = map.as_str().rfind(['/', '#']);
                end.and_then(|end| map.as_str().get(..=end)).map(str::to_owned)
            }
            _ => None,
        })
    }
}

/// The last part of a node's IRI, by which its line is found.
pub(super) fn name_of(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => {
            let name = node.as_str().rsplit(['/', '#']).next();
            name.unwrap_or_default().to_owned()
        }
        NamedOrBlankNode::BlankNode(_) => String::new(),
    }
}
