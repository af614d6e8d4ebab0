//! Claims as a network of things, for programs that draw and measure graphs.
//!
//! A thing is a node; a claim that relates two things is an edge, with who says it and how. Claims about numbers,
//! dates and words relate no two things and are left out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde_json::json;

use super::is_of_xml;
use crate::ontology::Ontology;
use crate::rdf::plain_text;
use crate::vocab::{curie, graph, rdf, rdfs, tm};

/// Things and the claims that relate them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    things: BTreeMap<NamedNode, Thing>,
    claims: BTreeMap<NamedNode, Edge>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Thing {
    label: String,
    classes: Vec<NamedNode>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Edge {
    subject: NamedNode,
    object: NamedNode,
    relation: String,
    claimant: String,
    stance: String,
    certainty: String,
    label: String,
}

/// What is said of each subject.
type Nodes<'a> = BTreeMap<&'a str, Vec<&'a Quad>>;

impl Network {
    /// That of all claims among `quads`.
    pub fn of(quads: &[Quad]) -> Self {
        let mut nodes = Nodes::new();
        for quad in quads {
            if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
                nodes.entry(subject.as_str()).or_default().push(quad);
            }
        }
        let mut network = Self::default();
        for (subject, about) in &nodes {
            if about.iter().any(|quad| quad.object == Term::from(tm::CLAIM)) {
                let claim = NamedNode::new_unchecked(*subject);
                network
                    .claims
                    .extend(Edge::of(&nodes, about).map(|edge| (claim, edge)));
            }
        }
        let ends = network
            .claims
            .values()
            .flat_map(|edge| [&edge.subject, &edge.object]);
        let ends: Vec<NamedNode> = ends.cloned().collect();
        for end in ends {
            let thing = Thing::of(&nodes, &end);
            network.things.insert(end, thing);
        }
        network
    }

    /// Writes [GraphML](http://graphml.graphdrawing.org/), a directed graph with labelled nodes and edges.
    pub fn write_graphml(&self, mut output: impl Write) -> io::Result<()> {
        let mut writer = Writer::new_with_indent(&mut output, b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = writer.create_element("graphml");
        root.with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"))
            .write_inner_content(|writer| {
                for (name, of) in KEYS {
                    let key = writer.create_element("key").with_attribute(("id", *name));
                    let key = key
                        .with_attribute(("for", *of))
                        .with_attribute(("attr.name", *name));
                    key.with_attribute(("attr.type", "string")).write_empty()?;
                }
                let graph = writer.create_element("graph");
                let graph = graph.with_attribute(("edgedefault", "directed"));
                graph.write_inner_content(|writer| self.write_elements(writer))?;
                Ok(())
            })?;
        writeln!(output)?;
        output.flush()
    }

    fn write_elements<W: Write>(&self, writer: &mut Writer<W>) -> io::Result<()> {
        for (iri, thing) in &self.things {
            let node = writer.create_element("node").with_attribute(("id", iri.as_str()));
            let classes: Vec<String> = thing.classes.iter().map(|class| curie(class.as_ref())).collect();
            let data = [("label", thing.label.as_str()), ("class", &classes.join(" "))];
            node.write_inner_content(|writer| write_data(writer, &data))?;
        }
        for (iri, edge) in &self.claims {
            let element = writer.create_element("edge").with_attribute(("id", iri.as_str()));
            let element = element.with_attribute(("source", edge.subject.as_str()));
            let element = element.with_attribute(("target", edge.object.as_str()));
            element.write_inner_content(|writer| write_data(writer, &edge.data()))?;
        }
        Ok(())
    }

    /// Writes [DOT](https://graphviz.org/doc/info/lang.html); what is denied is dashed.
    pub fn write_dot(&self, mut output: impl Write) -> io::Result<()> {
        writeln!(output, "digraph claims {{")?;
        for (iri, thing) in &self.things {
            writeln!(output, "  {} [label={}];", dot(iri.as_str()), dot(&thing.label))?;
        }
        for edge in self.claims.values() {
            let style = if edge.stance == "Denies" {
                "dashed"
            } else {
                "solid"
            };
            let label = dot(&format!("{} ({}: {})", edge.relation, edge.claimant, edge.stance));
            let [subject, object] = [&edge.subject, &edge.object].map(|end| dot(end.as_str()));
            writeln!(output, "  {subject} -> {object} [label={label}, style={style}];")?;
        }
        writeln!(output, "}}")?;
        output.flush()
    }

    /// Writes [FollowTheMoney](https://followthemoney.tech/) entities, one JSON object on each line; a claim is a link
    /// whose status says who holds it and how.
    pub fn write_follow_the_money(&self, ontology: &Ontology, mut output: impl Write) -> io::Result<()> {
        for (iri, thing) in &self.things {
            let entity = json!({"id": iri.as_str(), "schema": thing.schema(ontology), "properties": {"name": [thing.label]}});
            writeln!(output, "{entity}")?;
        }
        for (iri, edge) in &self.claims {
            let status = format!(
                "{}, {}, according to {}",
                edge.stance, edge.certainty, edge.claimant
            );
            let properties = json!({
                "subject": [edge.subject.as_str()],
                "object": [edge.object.as_str()],
                "role": [edge.relation],
                "status": [status],
                "summary": [edge.label],
            });
            let entity = json!({"id": iri.as_str(), "schema": "UnknownLink", "properties": properties});
            writeln!(output, "{entity}")?;
        }
        output.flush()
    }
}

/// The attributes that nodes and edges have in GraphML.
const KEYS: &[(&str, &str)] = &[
    ("label", "all"),
    ("class", "node"),
    ("relation", "edge"),
    ("claimant", "edge"),
    ("stance", "edge"),
    ("certainty", "edge"),
];

impl Thing {
    fn of(nodes: &Nodes<'_>, iri: &NamedNode) -> Self {
        let about = nodes.get(iri.as_str()).map(Vec::as_slice).unwrap_or_default();
        let has_graph = |quad: &&&Quad| quad.graph_name.as_ref() == GraphNameRef::from(graph::ENTITIES);
        let classes = about
            .iter()
            .filter(|quad| quad.predicate == rdf::TYPE)
            .filter(has_graph);
        let mut classes: Vec<NamedNode> = classes.filter_map(|quad| named(&quad.object)).cloned().collect();
        classes.sort();
        classes.dedup();
        Self {
            label: label_of(nodes, iri.as_ref()),
            classes,
        }
    }

    /// The FollowTheMoney schema that its classes come nearest to.
    fn schema(&self, ontology: &Ontology) -> &'static str {
        let is_a = |ancestor: NamedNodeRef<'_>| {
            let mut classes = self.classes.iter();
            classes.any(|class| ontology.is_subclass(class.as_ref(), ancestor))
        };
        let schemata = [
            (tm::PERSON, "Person"),
            (tm::GOVERNMENT, "PublicBody"),
            (tm::LAW_ENFORCEMENT_AGENCY, "PublicBody"),
            (tm::ORGANIZATION, "Organization"),
            (tm::PLACE, "Address"),
            (tm::EVENT, "Event"),
        ];
        let fitting = schemata.iter().find(|(class, _)| is_a(*class));
        fitting.map_or("LegalEntity", |(_, schema)| schema)
    }
}

impl Edge {
    /// None when the claim relates no two things.
    fn of(nodes: &Nodes<'_>, claim: &[&Quad]) -> Option<Self> {
        let proposition = object_of(claim, tm::HAS_PROPOSITION).and_then(named)?;
        let parts = nodes.get(proposition.as_str())?;
        let part = |role| object_of(parts, role).and_then(named);
        let value = |predicate| {
            let member = object_of(claim, predicate).and_then(named)?;
            member.as_str().strip_prefix(tm::NAMESPACE)
        };
        let claimant = object_of(claim, tm::CLAIMANT).and_then(named)?;
        Some(Self {
            subject: part(rdf::SUBJECT)?.clone(),
            object: part(rdf::OBJECT)?.clone(),
            relation: curie(part(rdf::PREDICATE)?.as_ref()),
            claimant: label_of(nodes, claimant.as_ref()),
            stance: value(tm::STANCE)?.to_owned(),
            certainty: value(tm::CERTAINTY)?.to_owned(),
            label: object_of(claim, rdfs::LABEL).map(plain_text).unwrap_or_default(),
        })
    }

    fn data(&self) -> [(&str, &str); 5] {
        [
            ("label", &self.label),
            ("relation", &self.relation),
            ("claimant", &self.claimant),
            ("stance", &self.stance),
            ("certainty", &self.certainty),
        ]
    }
}

/// The label over all documents, or else the first in some document, or else the IRI's short form.
fn label_of(nodes: &Nodes<'_>, iri: NamedNodeRef<'_>) -> String {
    let about = nodes.get(iri.as_str()).map(Vec::as_slice).unwrap_or_default();
    let labels = about.iter().filter(|quad| quad.predicate == rdfs::LABEL);
    let first = labels.min_by_key(|quad| {
        let is_elsewhere = quad.graph_name.as_ref() != GraphNameRef::from(graph::ENTITIES);
        (is_elsewhere, quad.object.to_string())
    });
    first.map_or_else(|| curie(iri), |quad| plain_text(&quad.object))
}

fn object_of<'a>(about: &[&'a Quad], predicate: NamedNodeRef<'_>) -> Option<&'a Term> {
    about
        .iter()
        .find(|quad| quad.predicate == predicate)
        .map(|quad| &quad.object)
}

fn named(term: &Term) -> Option<&NamedNode> {
    match term {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}

fn write_data<W: Write>(writer: &mut Writer<W>, data: &[(&str, &str)]) -> io::Result<()> {
    for (key, value) in data {
        let element = writer.create_element("data").with_attribute(("key", *key));
        let is_shown = |letter: &char| !letter.is_control() && is_of_xml(*letter);
        let value: String = value.chars().filter(is_shown).collect();
        element.write_text_content(BytesText::new(&value))?;
    }
    Ok(())
}

/// A quoted string of DOT.
fn dot(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::super::example::example;
    use super::*;

    fn written(write: impl Fn(&Network, &mut Vec<u8>) -> io::Result<()>) -> String {
        let mut output = Vec::new();
        write(&Network::of(&example()), &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn graphml_has_a_node_for_each_thing_and_an_edge_for_each_claim_between_two() {
        let text = written(|network, output| network.write_graphml(output));
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(start) => {
                    let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
                    *names.entry(name).or_default() += 1;
                }
                _ => {}
            }
        }
        // Five claims, of which one is about a number.
        assert_eq!((names["node"], names["edge"]), (5, 4), "{text}");
        assert!(text.contains("<data key=\"claimant\">Open Ports</data>"));
    }

    #[test]
    fn dot_shows_a_denial_as_one() {
        let text = written(|network, output| network.write_dot(output));
        assert!(
            text.contains("[label=\"tm:operates (Ruritania: Denies)\", style=dashed]"),
            "{text}"
        );
        assert_eq!(dot("a \"b\" \\ c"), r#""a \"b\" \\ c""#);
    }

    #[test]
    fn follow_the_money_links_things_and_says_who_holds_it() {
        let text = written(|network, output| network.write_follow_the_money(&Ontology::bundled(), output));
        let entities: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let links = entities.iter().filter(|entity| entity["schema"] == "UnknownLink");
        assert_eq!(links.count(), 4);
        let police = entities
            .iter()
            .find(|entity| entity["properties"]["name"][0] == "Border Police");
        assert_eq!(police.unwrap()["schema"], "PublicBody");
        assert!(text.contains("Denies, Certain, according to Ruritania"), "{text}");
    }
}
