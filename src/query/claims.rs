//! Lists of claims, with filters that are bound as terms and never pasted into the query.

use jiff::civil::Date;
use oxigraph::model::{Literal, NamedNode, Term};

use super::{QueryError, ask_with};
use crate::factuality::{Certainty, Stance, Voice};
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
    /// How sure the claimant is.
    pub certainty: Option<Certainty>,
    /// Whose words it is told in.
    pub voice: Option<Voice>,
    /// The document that has it.
    pub document: Option<NamedNode>,
    /// The first day that is wanted: claims that end before it, and those without a day, are left out.
    pub since: Option<Date>,
    /// The last day that is wanted: claims that begin after it, and those without a day, are left out.
    pub until: Option<Date>,
}

/// The claims that pass, by claimant and proposition: short id, claimant, stance, certainty, voice, what is said
/// and the words.
pub fn list_claims(graph: &KnowledgeGraph, filter: &ClaimFilter) -> Result<Answer, QueryError> {
    let text = |value: &Option<String>| Term::from(Literal::from(value.clone().unwrap_or_default()));
    let document = filter
        .document
        .as_ref()
        .map(|document| document.as_str().to_owned());
    let bindings = [
        ("aboutText", text(&filter.about)),
        ("claimantText", text(&filter.claimant)),
        (
            "stanceText",
            text(&filter.stance.map(|stance| stance.to_string())),
        ),
        (
            "certaintyText",
            text(&filter.certainty.map(|certainty| certainty.to_string())),
        ),
        ("voiceText", text(&filter.voice.map(|voice| voice.to_string()))),
        ("documentText", text(&document)),
        ("sinceText", text(&filter.since.map(|day| day.to_string()))),
        ("untilText", text(&filter.until.map(|day| day.to_string()))),
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
        let quoted = ClaimFilter {
            voice: Some(Voice::Quoted),
            ..ClaimFilter::default()
        };
        let probable = ClaimFilter {
            certainty: Some(Certainty::Probable),
            ..ClaimFilter::default()
        };
        assert_eq!((count(&quoted), count(&probable)), (0, 1));
        let elsewhere = ClaimFilter {
            document: Some(NamedNode::new_unchecked("https://example.org/none")),
            ..ClaimFilter::default()
        };
        assert_eq!(count(&elsewhere), 0);
    }

    #[test]
    fn a_claim_with_a_day_passes_when_the_day_is_wanted() {
        // The graph has one claim with a day, 1 May 2024.
        let between = |since: Option<Date>, until: Option<Date>| {
            count(&ClaimFilter {
                since,
                until,
                ..ClaimFilter::default()
            })
        };
        let day = |month, day| Some(jiff::civil::date(2024, month, day));
        assert_eq!(between(day(5, 1), day(5, 1)), 1);
        assert_eq!(between(day(4, 1), None), 1);
        assert_eq!(between(None, day(6, 1)), 1);
        assert_eq!(between(day(5, 2), None), 0);
        assert_eq!(between(None, day(4, 30)), 0);
    }
}
