//! Lists of claims, with filters that are bound as terms and never pasted into the query.

use oxigraph::model::{Literal, Term};

use super::{QueryError, ask_with};
use crate::factuality::Stance;
use crate::store::{Answer, KnowledgeGraph};

/// Which claims are listed; what is not set lets every claim pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    /// A part of the name of the subject or object, in any case.
    pub about: Option<String>,
    /// A part of the claimant's name, in any case.
    pub claimant: Option<String>,
    /// The stance.
    pub stance: Option<Stance>,
}

/// The claims that pass, by claimant and proposition: short id, claimant, stance, certainty, voice, what is said
/// and the words.
pub fn list_claims(graph: &KnowledgeGraph, filter: &ClaimFilter) -> Result<Answer, QueryError> {
    let text = |value: &Option<String>| Term::from(Literal::from(value.clone().unwrap_or_default()));
    let stance = filter.stance.map(|stance| stance.to_string().to_lowercase());
    let bindings = [
        ("aboutText", text(&filter.about)),
        ("claimantText", text(&filter.claimant)),
        ("stanceText", text(&stance)),
    ];
    ask_with(graph, include_str!("claims.rq"), &bindings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::graph;

    fn count(filter: &ClaimFilter) -> usize {
        match list_claims(&graph(), filter).unwrap() {
            Answer::Rows { rows, .. } => rows.len(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_filter_narrows_the_list() {
        let all = count(&ClaimFilter::default());
        let denials = ClaimFilter {
            stance: Some(Stance::Denies),
            ..ClaimFilter::default()
        };
        let nobody = ClaimFilter {
            claimant: Some("nobody at all\" }".into()),
            ..ClaimFilter::default()
        };
        assert!(all > count(&denials) && count(&denials) > 0);
        assert_eq!(count(&nobody), 0);
    }
}
