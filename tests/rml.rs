//! RML over CSV and JSON: a case of our own for each group of the community's
//! [core test cases](https://kg-construct.github.io/rml-core/test-cases/docs/), named by its number.

#[path = "rml/given.rs"]
mod given;

use given::{PORT, PORTS, csv, given, json, names_of, pair};

#[test]
fn rml_0000_a_file_without_rows_gives_nothing() {
    let mapping = names_of("p.csv", "rml:CSV");
    assert!(given(&mapping, ("p.csv", "id,name\n")).unwrap().lines.is_empty());
    let mapping = names_of("p.json", "rml:JSONPath ; rml:iterator \"$[*]\"");
    assert!(given(&mapping, ("p.json", "[]")).unwrap().lines.is_empty());
}

#[test]
fn rml_0001_0002_subjects_are_iris_or_blank_nodes_from_one_or_more_columns() {
    let name = pair("ex:name", "rml:reference \"name\"");
    let given = csv(PORT, &name).unwrap();
    assert_eq!(
        given.lines,
        [
            "<http://e.org/7> <http://e.org/name> \"Port Alder\"",
            "<http://e.org/8> <http://e.org/name> \"Novo\""
        ]
    );
    let blank = "rml:subjectMap [ rml:template \"{id} {name}\" ; rml:termType rml:BlankNode ] ;";
    let given = csv(blank, &name).unwrap();
    assert_eq!(
        given.lines[0],
        "_:b7_20_Port_20_Alder <http://e.org/name> \"Port Alder\""
    );
    let given = json(PORT, &name).unwrap();
    assert_eq!(given.lines.len(), 2);
}

#[test]
fn rml_0002_what_is_referred_to_has_to_be_there() {
    let error = csv(PORT, &pair("ex:name", "rml:reference \"names\"")).unwrap_err();
    assert!(
        error.contains("m.ttl:7: `") && error.contains("no column `names`; its columns are id, name"),
        "{error}"
    );
    let of_json = json(PORT, &pair("ex:name", "rml:reference \"names\"")).unwrap();
    assert!(of_json.lines.is_empty());
    assert_eq!(of_json.problems.len(), 1);
    assert!(of_json.problems[0].contains("has `names`"), "{of_json:?}");
    let mapping = names_of("none.csv", "rml:CSV");
    let error = given(&mapping, ("p.csv", "id,name\n")).unwrap_err();
    assert!(error.contains("none.csv"), "{error}");
    let mapping = names_of("p.json", "rml:JSONPath ; rml:iterator \"$.[\"");
    let error = given(&mapping, ("p.json", "[]")).unwrap_err();
    assert!(error.contains("is not a JSONPath"), "{error}");
}

#[test]
fn rml_0003_0010_templates_make_literals_and_iris_with_odd_names_and_braces() {
    let given = csv(
        PORT,
        &pair(
            "ex:t",
            "rml:template \"{name} on {Sea Name}\" ; rml:termType rml:Literal",
        ),
    )
    .unwrap();
    assert_eq!(
        given.lines[0],
        "<http://e.org/7> <http://e.org/t> \"Port Alder on Grey Sea\""
    );
    let given = csv(PORT, &pair("ex:t", "rml:template \"http://e.org/{Sea Name}\"")).unwrap();
    assert_eq!(
        given.lines[0],
        "<http://e.org/7> <http://e.org/t> <http://e.org/Grey%20Sea>"
    );
    let braces = "rml:template \"\\\\{\\\\{ {name} \\\\}\\\\}\" ; rml:termType rml:Literal";
    let given = csv(PORT, &pair("ex:t", braces)).unwrap();
    assert_eq!(
        given.lines[0],
        "<http://e.org/7> <http://e.org/t> \"{{ Port Alder }}\""
    );
    let given = json(PORT, &pair("ex:t", "rml:template \"http://e.org/{$['name']}\"")).unwrap();
    assert_eq!(
        given.lines[0],
        "<http://e.org/7> <http://e.org/t> <http://e.org/Port%20Alder>"
    );
}

#[test]
fn rml_0004_0007_classes_types_and_what_a_subject_cannot_be() {
    let subject = "rml:subjectMap [ rml:template \"http://e.org/{id}\" ; rml:class ex:Port, ex:Place ] ;";
    let given = csv(subject, &pair("ex:name", "rml:reference \"name\"")).unwrap();
    assert_eq!(given.lines.len(), 6);
    let given = csv(
        PORT,
        "rml:predicateObjectMap [ rml:predicate rml:x ; rml:object ex:Port ]",
    )
    .unwrap();
    assert_eq!(
        given.lines[0],
        "<http://e.org/7> <http://w3id.org/rml/x> <http://e.org/Port>"
    );
    let literal = "rml:subjectMap [ rml:reference \"name\" ; rml:termType rml:Literal ] ;";
    let error = csv(literal, &pair("ex:name", "rml:reference \"name\"")).unwrap_err();
    assert!(error.contains("a subject cannot be a literal"), "{error}");
}

#[test]
fn rml_0006_0007_constants_stand_everywhere_and_graphs_are_named() {
    let subject = "rml:subject ex:Bay ;";
    let rest = "rml:predicateObjectMap [ rml:predicateMap [ rml:constant ex:p ] ; rml:objectMap [ rml:constant \"deep\" ] ; \
                rml:graphMap [ rml:constant ex:g ] ]";
    assert_eq!(
        csv(subject, rest).unwrap().lines,
        ["<http://e.org/Bay> <http://e.org/p> \"deep\" <http://e.org/g>"]
    );
    let typed = rest.replace("\"deep\"", "\"deep\" ; rml:termType rml:IRI");
    let error = csv(PORT, &typed).unwrap_err();
    assert!(
        error.contains("a constant is the term it is written as"),
        "{error}"
    );
    let default = rest.replace("rml:constant ex:g", "rml:constant rml:defaultGraph");
    assert_eq!(
        csv(subject, &default).unwrap().lines,
        ["<http://e.org/Bay> <http://e.org/p> \"deep\""]
    );
    let literal = rest.replace("rml:constant ex:g", "rml:constant \"g\"");
    assert!(
        csv(subject, &literal)
            .unwrap_err()
            .contains("the name of a graph has to be an IRI")
    );
}

#[test]
fn rml_0008_graphs_are_made_from_data_and_predicates_may_be_several() {
    let subject = "rml:subjectMap [ rml:template \"http://e.org/{id}\" ; rml:class ex:Port ; \
                   rml:graphMap [ rml:template \"http://e.org/graph/{id}\" ] ] ;";
    let rest = "rml:predicateObjectMap [ rml:predicate ex:a, ex:b ; rml:objectMap [ rml:reference \"name\" ] ; rml:graph ex:g ]";
    let given = csv(subject, rest).unwrap();
    assert_eq!(given.lines.len(), 10);
    assert!(
        given
            .lines
            .contains(&"<http://e.org/7> <http://e.org/a> \"Port Alder\" <http://e.org/graph/7>".to_owned())
    );
    assert!(
        given
            .lines
            .contains(&"<http://e.org/7> <http://e.org/b> \"Port Alder\" <http://e.org/g>".to_owned())
    );
}

#[test]
fn rml_0009_0021_subjects_of_another_map_are_joined() {
    let seas = "<#Seas> rml:logicalSource [ rml:source \"seas.csv\" ; rml:referenceFormulation rml:CSV ] ;\n\
                rml:subjectMap [ rml:template \"http://e.org/sea/{code}\" ]";
    let join = pair(
        "ex:on",
        "rml:parentTriplesMap <#Seas> ; rml:joinCondition [ rml:child \"Sea Name\" ; rml:parent \"name\" ]",
    );
    let given = csv(PORT, &format!("{join} .\n{seas}")).unwrap();
    assert_eq!(given.lines.len(), 4);
    assert_eq!(
        given.lines[0],
        "<http://e.org/7> <http://e.org/on> <http://e.org/sea/gs2>"
    );
    let error = csv(
        PORT,
        &format!("{} .\n{seas}", pair("ex:on", "rml:parentTriplesMap <#Seas>")),
    )
    .unwrap_err();
    assert!(error.contains("without `rml:joinCondition`"), "{error}");
    let same = pair("ex:same", "rml:parentTriplesMap <#Ports>");
    assert_eq!(
        csv(PORT, &same).unwrap().lines[0],
        "<http://e.org/7> <http://e.org/same> <http://e.org/7>"
    );
    let crossed = pair(
        "ex:sees",
        "rml:parentTriplesMap <#Ports> ; rml:joinCondition [ rml:childMap [ rml:reference \"Sea Name\" ] ; rml:parent \"Sea Name\" ]",
    );
    assert_eq!(csv(PORT, &crossed).unwrap().lines.len(), 4);
}

#[test]
fn rml_0012_a_map_has_one_subject_and_rows_with_the_same_values_one_blank_node() {
    let name = pair("ex:name", "rml:reference \"name\"");
    assert!(
        csv("", &name)
            .unwrap_err()
            .contains("a triples map has 0 subject maps")
    );
    let two = "rml:subjectMap [ rml:template \"a{id}\" ], [ rml:template \"b{id}\" ] ;";
    assert!(
        csv(two, &name)
            .unwrap_err()
            .contains("a triples map has 2 subject maps")
    );
    let blank = "rml:subjectMap [ rml:template \"{Sea Name}\" ; rml:termType rml:BlankNode ] ;";
    let given = csv(blank, &pair("ex:is", "rml:reference \"Sea Name\"")).unwrap();
    assert_eq!(given.lines, ["_:bGrey_20_Sea <http://e.org/is> \"Grey Sea\""]);
}

#[test]
fn rml_0013_what_is_empty_or_null_gives_no_triple() {
    assert_eq!(
        csv(PORT, &pair("ex:in", "rml:reference \"country\""))
            .unwrap()
            .lines
            .len(),
        1
    );
    let given = json(PORT, &pair("ex:depth", "rml:reference \"depth\"")).unwrap();
    assert_eq!(
        given.lines,
        ["<http://e.org/7> <http://e.org/depth> \"1.25E1\"^^<http://www.w3.org/2001/XMLSchema#double>"]
    );
}

#[test]
fn rml_0015_language_tags_are_constants_or_data_and_have_to_be_known() {
    let given = csv(
        PORT,
        &pair("ex:name", "rml:reference \"name\" ; rml:language \"en-GB\""),
    )
    .unwrap();
    assert_eq!(
        given.lines[0],
        "<http://e.org/7> <http://e.org/name> \"Port Alder\"@en-gb"
    );
    let map = "rml:reference \"name\" ; rml:languageMap [ rml:reference \"country\" ]";
    let given = csv(PORT, &pair("ex:name", map)).unwrap();
    assert_eq!(
        given.lines,
        ["<http://e.org/7> <http://e.org/name> \"Port Alder\"@ru"]
    );
    let error = csv(
        PORT,
        &pair("ex:name", "rml:reference \"name\" ; rml:language \"english\""),
    )
    .unwrap_err();
    assert!(error.contains("`english` is not a language tag"), "{error}");
}

#[test]
fn rml_0016_values_of_json_have_their_datatype_unless_another_is_given() {
    let given = json(PORT, &pair("ex:id", "rml:reference \"id\"")).unwrap();
    assert_eq!(
        given.lines[0],
        "<http://e.org/7> <http://e.org/id> \"7\"^^<http://www.w3.org/2001/XMLSchema#integer>"
    );
    let given = json(PORT, &pair("ex:open", "rml:reference \"$.open\"")).unwrap();
    assert!(given.lines[0].contains("\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>"));
    let given = json(PORT, &pair("ex:berth", "rml:reference \"berths[*]\"")).unwrap();
    assert_eq!(given.lines.len(), 2);
    let given = json(PORT, &pair("ex:berth", "rml:reference \"berths\"")).unwrap();
    assert!(given.lines.is_empty() && given.problems[0].contains("is no value: refer to what is in it"));
    let map = "rml:reference \"id\" ; rml:datatypeMap [ rml:template \"type#{open}\" ]";
    let given = json(PORT, &pair("ex:id", map)).unwrap();
    assert!(
        given.lines[0].ends_with("\"7\"^^<http://base.org/type#true>"),
        "{given:?}"
    );
    let given = json(PORT, &pair("ex:sea", "rml:reference \"sea.name\"")).unwrap();
    assert_eq!(given.lines[0], "<http://e.org/7> <http://e.org/sea> \"Grey Sea\"");
    let given = csv(
        PORT,
        &pair("ex:id", "rml:reference \"id\" ; rml:datatype xsd:positiveInteger"),
    )
    .unwrap();
    assert!(given.lines[0].contains("\"7\"^^<http://www.w3.org/2001/XMLSchema#positiveInteger>"));
    let given = csv(
        PORT,
        &pair("ex:id", "rml:reference \"name\" ; rml:datatype xsd:integer"),
    )
    .unwrap();
    assert_eq!((given.lines.len(), given.problems.len()), (0, 2));
    assert!(given.problems[0].contains("`Port Alder` is not written as"));
}

#[test]
fn rml_0019_0020_relative_iris_stand_behind_the_base_and_bad_ones_are_told() {
    let relative = "rml:subjectMap [ rml:reference \"name\" ] ;";
    let given = csv(
        relative,
        "rml:predicateObjectMap [ rml:predicate ex:p ; rml:object ex:o ]",
    )
    .unwrap();
    assert_eq!(
        given.lines,
        ["<http://base.org/Novo> <http://e.org/p> <http://e.org/o>"]
    );
    assert_eq!(
        given.problems,
        ["`Port Alder` cannot be an IRI: percent-encode it, by `rml:template`"]
    );
    let own = format!("rml:baseIRI <http://own.org/> ; {relative}");
    let given = csv(
        &own,
        "rml:predicateObjectMap [ rml:predicate ex:p ; rml:object true ]",
    )
    .unwrap();
    assert!(
        given.lines[0].starts_with("<http://own.org/Novo> <http://e.org/p> \"true\"^^"),
        "{given:?}"
    );
    let template = "rml:subjectMap [ rml:template \"{name}\" ; rml:termType rml:IRI ] ;";
    let given = csv(
        template,
        "rml:predicateObjectMap [ rml:predicate ex:p ; rml:object ex:o ]",
    )
    .unwrap();
    assert_eq!(
        given.lines[1],
        "<http://base.org/Port%20Alder> <http://e.org/p> <http://e.org/o>"
    );
}

#[test]
fn the_older_vocabulary_is_read_too() {
    let mapping = "@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n@prefix rr: <http://www.w3.org/ns/r2rml#> .\n\
        @prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n@prefix ex: <http://e.org/> .\n@base <http://base.org/> .\n\
        <Ports> a rr:TriplesMap ; rml:logicalSource [ rml:source \"ports.csv\" ; rml:referenceFormulation ql:CSV ] ;\n\
        rr:subjectMap [ rr:template \"http://e.org/{id}\" ; rr:class ex:Port ] ;\n\
        rr:predicateObjectMap [ rr:predicate ex:name ; rr:objectMap [ rml:reference \"name\" ] ] .";
    assert_eq!(given(mapping, ("ports.csv", PORTS)).unwrap().lines.len(), 4);
}

#[test]
fn what_is_not_supported_is_refused_by_name() {
    let name = pair("ex:name", "rml:reference \"name\" ; rml:gather ( [] )");
    let error = csv(PORT, &name).unwrap_err();
    assert!(
        error.contains("m.ttl:7: `rml:gather` is not supported here"),
        "{error}"
    );
    let mapping = names_of("p.xml", "rml:XPath ; rml:iterator \"/a\"");
    let error = given(&mapping, ("p.xml", "<a/>")).unwrap_err();
    assert!(
        error.contains("m.ttl:5: the reference formulation `XPath` is not supported: use CSV or JSONPath"),
        "{error}"
    );
}
