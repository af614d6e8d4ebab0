//! What a service is asked.

use std::collections::BTreeSet;

use super::ServiceSettings;
use crate::linking::subject::Subject;

/// Which record is called so?
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question {
    /// The name.
    pub(super) name: String,
    /// The service's type that it is to be of.
    pub(super) kind: Option<String>,
    /// The service's properties, with values that are known.
    pub(super) properties: Vec<(String, String)>,
}

/// The questions about things, each once and in order: one for each name.
pub(super) fn questions(subjects: &[Subject], settings: &ServiceSettings) -> BTreeSet<Question> {
    let mut questions = BTreeSet::new();
    for subject in subjects {
        let mut kinds = subject
            .classes
            .iter()
            .filter_map(|class| settings.types.get(class));
        let kind = kinds.next().cloned();
        if kind.is_none() && !settings.types.is_empty() {
            // Whoever names types means things of these classes only.
            continue;
        }
        let mut wholes = subject.wholes.iter().filter_map(|whole| {
            let place = subjects.binary_search_by(|other| other.iri.cmp(whole)).ok()?;
            Some(subjects.get(place)?.label.clone())
        });
        let whole = wholes.next();
        let properties = settings.properties.iter();
        let properties: Vec<_> = properties
            .filter_map(|id| Some((id.clone(), whole.clone()?)))
            .collect();
        for name in subject.names() {
            questions.insert(Question {
                name: name.clone(),
                kind: kind.clone(),
                properties: properties.clone(),
            });
        }
    }
    questions
}
