//! Mappings over two small files, carried out.

use std::num::NonZeroUsize;

use tempfile::TempDir;
use testimony::record::{ImportError, Workers};
use testimony::rml::{Mapping, Setting, run};

/// What a mapping gives: sorted lines, and the problems of rows that were left out.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) lines: Vec<String>,
    pub(crate) problems: Vec<String>,
}

pub(crate) const PREFIXES: &str = "@prefix rml: <http://w3id.org/rml/> .\n@prefix ex: <http://e.org/> .\n\
                        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@base <http://base.org/> .\n";

pub(crate) const PORTS: &str = "id,name,country,Sea Name\n7,Port Alder,ru,Grey Sea\n8,Novo,,Grey Sea\n";

pub(crate) const PORTS_JSON: &str = r#"{"ports": [
    {"id": 7, "name": "Port Alder", "depth": 12.5, "open": true, "berths": ["A", "B"], "sea": {"name": "Grey Sea"}},
    {"id": 8, "name": "Novo", "depth": null, "open": false, "berths": [], "sea": {"name": "Grey Sea"}}
]}"#;

pub(crate) fn given(mapping: &str, file: (&str, &str)) -> Result<Given, String> {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(file.0), file.1).unwrap();
    std::fs::write(
        folder.path().join("seas.csv"),
        "code,name\ngs,Grey Sea\ngs2,Grey Sea\nns,North Sea\n",
    )
    .unwrap();
    let mapping = Mapping::parse(&folder.path().join("m.ttl"), mapping, Setting::default())
        .map_err(|error| error.to_string())?;
    let workers = Workers::new(NonZeroUsize::MIN).unwrap();
    let (mut text, mut problems) = (String::new(), Vec::new());
    let outcome = run(&mapping, &workers, |batch| -> Result<(), ImportError> {
        for written in batch {
            text.push_str(&written.text);
            problems.extend(written.errors.iter().map(|error| error.kind.to_string()));
        }
        Ok(())
    });
    outcome.map_err(|error| error.to_string())?;
    let mut lines: Vec<String> = text
        .lines()
        .map(|line| line.trim_end_matches(" .").to_owned())
        .collect();
    lines.sort();
    lines.dedup();
    Ok(Given { lines, problems })
}

/// A mapping of one triples map over the ports in CSV.
pub(crate) fn csv(subject: &str, rest: &str) -> Result<Given, String> {
    let source = "rml:logicalSource [ rml:source [ a rml:RelativePathSource ; rml:root rml:MappingDirectory ; \
                  rml:path \"ports.csv\" ] ; rml:referenceFormulation rml:CSV ]";
    let mapping = format!("{PREFIXES}<#Ports> a rml:TriplesMap ; {source} ;\n{subject}\n{rest} .\n");
    given(&mapping, ("ports.csv", PORTS))
}

/// The same over JSON.
pub(crate) fn json(subject: &str, rest: &str) -> Result<Given, String> {
    let source = "rml:logicalSource [ rml:source \"ports.json\" ; rml:iterator \"$.ports[*]\" ; \
                  rml:referenceFormulation rml:JSONPath ]";
    let mapping = format!("{PREFIXES}<#Ports> a rml:TriplesMap ; {source} ;\n{subject}\n{rest} .\n");
    given(&mapping, ("ports.json", PORTS_JSON))
}

pub(crate) const PORT: &str = "rml:subjectMap [ rml:template \"http://e.org/{id}\" ] ;";

pub(crate) fn pair(predicate: &str, object: &str) -> String {
    format!("rml:predicateObjectMap [ rml:predicate {predicate} ; rml:objectMap [ {object} ] ]")
}

/// A mapping of the names in another file.
pub(crate) fn names_of(file: &str, formulation: &str) -> String {
    let source = format!("rml:source \"{file}\" ; rml:referenceFormulation {formulation}");
    let name = pair("ex:name", "rml:reference \"name\"");
    format!("{PREFIXES}<#P> rml:logicalSource [ {source} ] ;\n{PORT}\n{name} .")
}
