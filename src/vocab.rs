//! The terms that code names, one block for each namespace.
//!
//! Only structural terms are here: those of the claim model and of the standards it builds on. Relations of the
//! world (`tm:operates`, `tm:locatedIn`) are data: a lexicon line names them and loading checks them against
//! `ontology/testimony.ttl`.

mod prefixes;

use oxigraph::model::NamedNode;
pub use oxigraph::model::vocab::{rdf, rdfs, xsd};

pub use self::prefixes::{PREFIXES, curie, expand_curie};

/// Declares a namespace as a module: one constant for each term, and all of them as `TERMS`.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $module:ident $namespace:literal { $($name:ident = $local:literal,)* }) => {
        $(#[$meta])*
        pub mod $module {
            use oxigraph::model::NamedNodeRef;

            /// What every term of this vocabulary begins with.
            pub const NAMESPACE: &str = $namespace;

            $(
                #[doc = concat!("`", stringify!($module), ":", $local, "`.")]
                pub const $name: NamedNodeRef<'static> =
                    NamedNodeRef::new_unchecked(concat!($namespace, $local));
            )*

            /// Every term that code names, in the order of declaration.
            pub const TERMS: &[NamedNodeRef<'static>] = &[$($name,)*];
        }
    };
}

mod linked;

pub use self::linked::{geo, gn, np, sd, semapv, sssom, vann, void, wikibase};

vocabulary! {
    /// [OWL 2](https://www.w3.org/TR/owl2-syntax/).
    owl "http://www.w3.org/2002/07/owl#" {
        CLASS = "Class",
        OBJECT_PROPERTY = "ObjectProperty",
        DATATYPE_PROPERTY = "DatatypeProperty",
        ANNOTATION_PROPERTY = "AnnotationProperty",
        FUNCTIONAL_PROPERTY = "FunctionalProperty",
        SYMMETRIC_PROPERTY = "SymmetricProperty",
        TRANSITIVE_PROPERTY = "TransitiveProperty",
        INVERSE_OF = "inverseOf",
        INVERSE_FUNCTIONAL_PROPERTY = "InverseFunctionalProperty",
        EQUIVALENT_CLASS = "equivalentClass",
        EQUIVALENT_PROPERTY = "equivalentProperty",
        PROPERTY_DISJOINT_WITH = "propertyDisjointWith",
        DISJOINT_WITH = "disjointWith",
        SAME_AS = "sameAs",
        ANNOTATED_SOURCE = "annotatedSource",
        ANNOTATED_PROPERTY = "annotatedProperty",
        ANNOTATED_TARGET = "annotatedTarget",
        VERSION_INFO = "versionInfo",
    }
}

vocabulary! {
    /// [PROV-O](https://www.w3.org/TR/prov-o/).
    prov "http://www.w3.org/ns/prov#" {
        ENTITY = "Entity",
        AGENT = "Agent",
        WAS_DERIVED_FROM = "wasDerivedFrom",
        WAS_ATTRIBUTED_TO = "wasAttributedTo",
    }
}

vocabulary! {
    /// [schema.org](https://schema.org/).
    schema "https://schema.org/" {
        HEADLINE = "headline",
        AUTHOR = "author",
        PUBLISHER = "publisher",
        DATE_PUBLISHED = "datePublished",
        URL = "url",
        DESCRIPTION = "description",
        ADDRESS_COUNTRY = "addressCountry",
        CONTAINED_IN_PLACE = "containedInPlace",
        BIRTH_DATE = "birthDate",
        DEATH_DATE = "deathDate",
        FOUNDING_DATE = "foundingDate",
        DISSOLUTION_DATE = "dissolutionDate",
        SOFTWARE_VERSION = "softwareVersion",
    }
}

vocabulary! {
    /// [NIF 2](https://persistence.uni-leipzig.org/nlp2rdf/), the strings of a text.
    nif "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#" {
        CONTEXT = "Context",
        SENTENCE_CLASS = "Sentence",
        IS_STRING = "isString",
        BEGIN_INDEX = "beginIndex",
        END_INDEX = "endIndex",
        ANCHOR_OF = "anchorOf",
        SENTENCE = "sentence",
    }
}

vocabulary! {
    /// [SKOS](https://www.w3.org/TR/skos-reference/).
    skos "http://www.w3.org/2004/02/skos/core#" {
        ALT_LABEL = "altLabel",
        CLOSE_MATCH = "closeMatch",
        EXACT_MATCH = "exactMatch",
    }
}

vocabulary! {
    /// [DCMI Metadata Terms](https://www.dublincore.org/specifications/dublin-core/dcmi-terms/).
    dcterms "http://purl.org/dc/terms/" {
        IDENTIFIER = "identifier",
        CREATOR = "creator",
        LICENSE = "license",
        TYPE = "type",
        HAS_VERSION = "hasVersion",
    }
}

vocabulary! {
    /// [OntoLex-Lemon](https://www.w3.org/2016/05/ontolex/), the entries of the lexicon.
    ontolex "http://www.w3.org/ns/lemon/ontolex#" {
        LEXICAL_ENTRY = "LexicalEntry",
        LEXICAL_SENSE = "LexicalSense",
        FORM = "Form",
        CANONICAL_FORM = "canonicalForm",
        WRITTEN_REP = "writtenRep",
        SENSE = "sense",
        REFERENCE = "reference",
    }
}

vocabulary! {
    /// [LexInfo](https://lexinfo.net/), parts of speech.
    lexinfo "http://www.lexinfo.net/ontology/3.0/lexinfo#" {
        PART_OF_SPEECH = "partOfSpeech",
        VERB = "verb",
        NOUN = "noun",
        ADJECTIVE = "adjective",
        ADVERB = "adverb",
        PREPOSITION = "preposition",
        MODAL = "modal",
        PUNCTUATION = "punctuation",
    }
}

vocabulary! {
    /// The part of [SHACL](https://www.w3.org/TR/shacl/) that the shapes may use.
    sh "http://www.w3.org/ns/shacl#" {
        NODE_SHAPE = "NodeShape",
        TARGET_CLASS = "targetClass",
        PROPERTY = "property",
        PATH = "path",
        INVERSE_PATH = "inversePath",
        MESSAGE = "message",
        MIN_COUNT = "minCount",
        MAX_COUNT = "maxCount",
        CLASS = "class",
        DATATYPE = "datatype",
        NODE_KIND = "nodeKind",
        IN = "in",
        MIN_INCLUSIVE = "minInclusive",
        MAX_INCLUSIVE = "maxInclusive",
        MIN_LENGTH = "minLength",
        PATTERN = "pattern",
        LESS_THAN = "lessThan",
        LESS_THAN_OR_EQUALS = "lessThanOrEquals",
        SPARQL = "sparql",
        SELECT = "select",
        PREFIXES = "prefixes",
        DECLARE = "declare",
        PREFIX = "prefix",
        NAMESPACE_OF_PREFIX = "namespace",
    }
}

vocabulary! {
    /// Testimony's own terms, declared in `ontology/testimony.ttl`.
    tm "https://w3id.org/testimony#" {
        SOURCE = "Source",
        AGENT = "Agent",
        ORGANIZATION = "Organization",
        PLACE = "Place",
        FACILITY = "Facility",
        GEOPOLITICAL_ENTITY = "GeopoliticalEntity",
        DOCUMENT = "Document",
        PERSON = "Person",
        ENTITY = "Entity",
        GROUP = "Group",
        GOVERNMENT = "Government",
        COURT = "Court",
        LEGISLATIVE_BODY = "LegislativeBody",
        DIPLOMATIC_MISSION = "DiplomaticMission",
        POLITICAL_PARTY = "PoliticalParty",
        LAW_ENFORCEMENT_AGENCY = "LawEnforcementAgency",
        COUNTRY = "Country",
        EVENT = "Event",
        ARTIFACT = "Artifact",
        LAW = "Law",
        CONCEPT = "Concept",
        MEDIA_ORGANIZATION = "MediaOrganization",
        DOCUMENT_VERSION = "DocumentVersion",
        AMOUNT = "Amount",
        COLLECTION = "Collection",
        PROPOSITION = "Proposition",
        CLAIM = "Claim",
        OCCURRENCE = "Occurrence",
        SPAN = "Span",
        MENTION = "Mention",
        DECISION_CLASS = "Decision",
        CONTRADICTION = "Contradiction",
        RELATION = "Relation",
        OPEN_RELATION = "OpenRelation",
        UNSPECIFIED_SOURCE = "UnspecifiedSource",

        HAS_PROPOSITION = "proposition",
        HAS_OCCURRENCE = "occurrence",
        OCCURRENCE_OF = "occurrenceOf",
        CIRCUMSTANCE = "circumstance",
        CLAIMANT = "claimant",
        VIA = "via",
        VIA_ORDER = "viaOrder",
        STANCE = "stance",
        CERTAINTY = "certainty",
        VOICE = "voice",
        CUE = "cue",
        CUE_SPAN = "cueSpan",
        EVIDENCE = "evidence",
        IN_DOCUMENT = "inDocument",
        CONFIDENCE = "confidence",
        HAS_EXTRACTOR = "extractor",
        EXTRACTOR = "Extractor",
        STANCE_AFFIRMS = "Affirms",
        STANCE_DENIES = "Denies",
        STANCE_NEUTRAL = "Neutral",
        CERTAINTY_CERTAIN = "Certain",
        CERTAINTY_PROBABLE = "Probable",
        CERTAINTY_POSSIBLE = "Possible",
        CERTAINTY_UNSTATED = "Unstated",
        VOICE_AUTHOR = "AuthorVoice",
        VOICE_REPORTED = "Reported",
        VOICE_QUOTED = "Quoted",

        TIME_TEXT = "timeText",
        EARLIEST = "earliest",
        LATEST = "latest",
        TIME_ANCHOR = "timeAnchor",
        TIME_BASIS = "timeBasis",
        DATE_BASIS = "dateBasis",
        BASIS_DATELINE = "Dateline",
        BASIS_METADATA = "PublisherMetadata",
        BASIS_PAGE = "PageDate",

        DECISION = "decision",
        STEP = "step",
        BECAUSE = "because",
        WORDS = "words",
        ENTRY = "entry",

        TEXT_HASH = "textHash",
        FINGERPRINT = "fingerprint",
        TEXT_SKETCH = "textSketch",
        TEXT_BAND = "textBand",
        SHARES_TEXT_WITH = "sharesTextWith",
        REFERS_TO = "refersTo",
        COREFERENCE_REASON = "coreferenceReason",
        MENTION_KIND = "mentionKind",
        MENTION_NAME = "NameMention",
        MENTION_NOMINAL = "NominalMention",
        MENTION_PRONOUN = "PronounMention",
        MENTIONED_IN = "mentionedIn",
        IS_NAMED = "isNamed",
        PART_OF = "partOf",
        LOCATED_IN = "locatedIn",
        HOLDS_ROLE = "holdsRole",
        COUNT = "count",
        MIN_COUNT = "minCount",
        MAX_COUNT = "maxCount",
        APPROXIMATE_COUNT = "approximateCount",

        REPORTS = "reports",
        DENIES = "denies",
        SUSPECTS = "suspects",
        DOUBTS = "doubts",
        SELF_WARRANTED = "selfWarranted",
        LOWER_BOUND_OF = "lowerBoundOf",
        UPPER_BOUND_OF = "upperBoundOf",

        CONTRADICTS = "contradicts",
        INVOLVES = "involves",
        GROUND = "ground",
        GROUND_OPPOSITE_STANCE = "OppositeStance",
        GROUND_DENIAL_OF_WHOLE = "DenialOfWhole",
        GROUND_FUNCTIONAL_CLASH = "FunctionalClash",
        GROUND_DISJOINT_RELATIONS = "DisjointRelations",
        GROUND_COUNT_CLASH = "CountClash",

        GRAPH_OF_DOCUMENT = "DocumentGraph",
        GRAPH_OF_ENTITIES = "EntityGraph",
        GRAPH_OF_ACCEPTED = "AcceptedGraph",
        GRAPH_OF_SPEECH_ACTS = "SpeechActGraph",
        GRAPH_OF_CONTESTED = "ContestedGraph",
        GRAPH_OF_INFERRED = "InferredGraph",
        INTRODUCES_STANCE = "introducesStance",
        INTRODUCES_CERTAINTY = "introducesCertainty",
        FRAME = "frame",
        DEFINED_AT = "definedAt",

        POLICY = "policy",
        BUILT_WITH = "builtWith",
        REASONER = "reasoner",
        RULES = "rules",
    }
}

vocabulary! {
    /// The named graphs that hold no document.
    graph "https://w3id.org/testimony/graph/" {
        ENTITIES = "entities",
        ACCEPTED = "accepted",
        SPEECH_ACTS = "speech-acts",
        CONTESTED = "contested",
        INFERRED = "inferred",
        ONTOLOGY = "ontology",
        LINKS = "links",
    }
}

/// `rdf:_1`, `rdf:_2`: what stands at this place of a sequence, counted from 1.
pub fn member(place: usize) -> NamedNode {
    NamedNode::new_unchecked(format!("http://www.w3.org/1999/02/22-rdf-syntax-ns#_{place}"))
}

/// What the IRI of a document version begins with.
pub const DOCUMENT_NAMESPACE: &str = "https://w3id.org/testimony/document/";
/// What the IRI of an entity begins with.
pub const ENTITY_NAMESPACE: &str = "https://w3id.org/testimony/entity/";
/// What the IRI of a proposition begins with.
pub const PROPOSITION_NAMESPACE: &str = "https://w3id.org/testimony/proposition/";
/// What the IRI of a claim begins with.
pub const CLAIM_NAMESPACE: &str = "https://w3id.org/testimony/claim/";
/// What IRIs of occurrences begin with.
pub const OCCURRENCE_NAMESPACE: &str = "https://w3id.org/testimony/occurrence/";
/// What the IRI of an extractor, a program that finds claims, begins with.
pub const EXTRACTOR_NAMESPACE: &str = "https://w3id.org/testimony/extractor/";
/// What the IRI of a contradiction between two claims begins with.
pub const CONTRADICTION_NAMESPACE: &str = "https://w3id.org/testimony/contradiction/";
/// What the IRI of a mapping to a record of a dataset begins with.
pub const MAPPING_NAMESPACE: &str = "https://w3id.org/testimony/mapping/";
/// What the IRI of a predicate outside the ontology begins with.
pub const OPEN_NAMESPACE: &str = "https://w3id.org/testimony/open#";

/// What the IRI of a lexicon entry begins with.
pub const LEXICON_NAMESPACE: &str = "https://w3id.org/testimony/lexicon/";

#[cfg(test)]
mod tests {
    use oxigraph::model::NamedNodeRef;

    use super::*;

    #[test]
    fn a_term_is_its_namespace_and_its_name() {
        assert_eq!(tm::CLAIM.as_str(), "https://w3id.org/testimony#Claim");
        assert!(tm::TERMS.contains(&tm::CLAIM));
    }

    #[test]
    fn the_ontology_declares_every_term_of_ours() {
        let files = concat!(
            include_str!("../ontology/testimony.ttl"),
            include_str!("../ontology/relations.ttl"),
            include_str!("../ontology/record.ttl")
        );
        let is_declared = |term: &NamedNodeRef<'_>| {
            let declaration = format!("\n{} a ", curie(*term));
            files.contains(&declaration)
        };
        let missing: Vec<_> = tm::TERMS.iter().filter(|term| !is_declared(term)).collect();
        assert!(missing.is_empty(), "not declared under ontology/: {missing:?}");
    }
}
