//! The terms that datasets and links between them are described with.

vocabulary! {
    /// [SSSOM](https://mapping-commons.github.io/sssom/), mappings with what they rest on.
    sssom "https://w3id.org/sssom/" {
        MAPPING = "Mapping",
        SUBJECT_LABEL = "subject_label",
        OBJECT_LABEL = "object_label",
        MAPPING_JUSTIFICATION = "mapping_justification",
        MAPPING_TOOL = "mapping_tool",
        CONFIDENCE = "confidence",
        OTHER = "other",
    }
}

vocabulary! {
    /// [SEMAPV](https://mapping-commons.github.io/semantic-mapping-vocabulary/), why two things are mapped.
    semapv "https://w3id.org/semapv/vocab/" {
        COMPOSITE_MATCHING = "CompositeMatching",
        MANUAL_MAPPING_CURATION = "ManualMappingCuration",
    }
}

vocabulary! {
    /// [Nanopublications](https://nanopub.net/guidelines/working_draft/).
    np "http://www.nanopub.org/nschema#" {
        NANOPUBLICATION = "Nanopublication",
        HAS_ASSERTION = "hasAssertion",
        HAS_PROVENANCE = "hasProvenance",
        HAS_PUBLICATION_INFO = "hasPublicationInfo",
    }
}

vocabulary! {
    /// [GeoNames](https://www.geonames.org/ontology/documentation.html).
    gn "https://www.geonames.org/ontology#" {
        POPULATION = "population",
    }
}

vocabulary! {
    /// [Wikibase](https://wikiba.se/ontology/), how Wikidata is laid out.
    wikibase "http://wikiba.se/ontology#" {
        SITELINKS = "sitelinks",
    }
}

vocabulary! {
    /// [WGS84 positions](https://www.w3.org/2003/01/geo/).
    geo "http://www.w3.org/2003/01/geo/wgs84_pos#" {
        LAT = "lat",
        LONG = "long",
    }
}

vocabulary! {
    /// [VoID](https://www.w3.org/TR/void/), what a dataset holds and where it is.
    void "http://rdfs.org/ns/void#" {
        DATASET = "Dataset",
        SPARQL_ENDPOINT = "sparqlEndpoint",
        URI_SPACE = "uriSpace",
        TRIPLES = "triples",
        ENTITIES = "entities",
        DOCUMENTS = "documents",
        CLASSES = "classes",
        PROPERTIES = "properties",
        CLASS = "class",
        PROPERTY = "property",
        CLASS_PARTITION = "classPartition",
        PROPERTY_PARTITION = "propertyPartition",
        VOCABULARY = "vocabulary",
        FEATURE = "feature",
        LINKSET = "Linkset",
        SUBJECTS_TARGET = "subjectsTarget",
        OBJECTS_TARGET = "objectsTarget",
    }
}

vocabulary! {
    /// [VANN](https://vocab.org/vann/), how vocabularies are annotated.
    vann "http://purl.org/vocab/vann/" {
        PREFERRED_NAMESPACE_PREFIX = "preferredNamespacePrefix",
    }
}

vocabulary! {
    /// [SPARQL 1.1 Service Description](https://www.w3.org/TR/sparql11-service-description/).
    sd "http://www.w3.org/ns/sparql-service-description#" {
        SERVICE = "Service",
        ENDPOINT = "endpoint",
        SUPPORTED_LANGUAGE = "supportedLanguage",
        SPARQL_10_QUERY = "SPARQL10Query",
        SPARQL_11_QUERY = "SPARQL11Query",
        SPARQL_11_UPDATE = "SPARQL11Update",
        RESULT_FORMAT = "resultFormat",
        INPUT_FORMAT = "inputFormat",
        DEFAULT_DATASET = "defaultDataset",
        DATASET_CLASS = "Dataset",
        DEFAULT_GRAPH = "defaultGraph",
        GRAPH = "Graph",
        NAMED_GRAPH = "namedGraph",
        NAMED_GRAPH_CLASS = "NamedGraph",
        NAME = "name",
    }
}
