//! Induction: from example sentences with their triples to weighted patterns.
//!
//! An example says what is right for the relations that it names, and nothing for the others, because nobody marked
//! all there is. So for each relation of an example the pairs of its text compete, with "none of them" as one more
//! competitor, and weights grow until the marked pairs win: a log-linear model (Berger, Della Pietra & Della Pietra
//! 1996, <https://aclanthology.org/J96-1002>) with AdaGrad's step sizes (Duchi, Hazan & Singer 2011,
//! <https://jmlr.org/papers/v12/duchi11a.html>). Nothing in it is random, so the same examples give the same bytes.

mod descent;
mod entries;
mod examples;
mod ids;
mod overrides;
mod passages;
mod view;
mod weights;

pub use self::entries::{ANY, Entries, Entry};
pub use self::examples::{Example, ExampleError, ExampleRecord, Strays, read_examples};
pub use self::ids::Ids;
pub use self::passages::{Passage, PassageFact};

use crate::derivation::{Frame, LabelWords};
use crate::schema::Schema;

use self::descent::{Descent, Scope};

/// An ontology with examples.
pub struct Lesson<'a> {
    /// The ontology.
    pub schema: &'a Schema,
    /// Texts with triples; those of other relations are passed over.
    pub examples: &'a [Example],
}

/// Learns what expresses the relations of one ontology; `general` is what is known of any relation.
pub fn learn(words: &LabelWords, general: &Entries, lesson: &Lesson<'_>) -> Entries {
    Descent::new(words, Scope::Relations(general), std::slice::from_ref(lesson)).entries()
}

/// Learns what holds for any relation, from several ontologies with examples.
pub fn learn_general(words: &LabelWords, lessons: &[Lesson<'_>]) -> Entries {
    Descent::new(words, Scope::General, lessons).entries()
}

/// The frames of a schema's relations, in their order.
pub fn frames(words: &LabelWords, schema: &Schema) -> Vec<Frame> {
    let relations = schema.relations.iter();
    relations.map(|relation| Frame::derive(words, relation)).collect()
}
