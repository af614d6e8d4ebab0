//! The questions that the program ships with, under `queries/`.

/// A question with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedQuery {
    /// The name, which is the file's without `.rq`.
    pub name: &'static str,
    /// The query.
    pub text: &'static str,
}

impl SavedQuery {
    /// What it answers: the first line of the file.
    pub fn purpose(&self) -> &'static str {
        let first = self.text.lines().next().unwrap_or_default();
        first.trim_start_matches('#').trim()
    }
}

macro_rules! saved {
    ($($name:literal)*) => {
        /// Every saved query, sorted by name.
        pub const SAVED_QUERIES: &[SavedQuery] = &[$(SavedQuery {
            name: $name,
            text: include_str!(concat!("../../queries/", $name, ".rq")),
        },)*];
    };
}

saved! {
    "claims-about"
    "contested"
    "evidence"
    "plain"
    "speakers"
    "speech-acts"
    "timeline"
    "who-says"
}

/// The saved query with this name.
pub fn saved_query(name: &str) -> Option<&'static SavedQuery> {
    SAVED_QUERIES.iter().find(|saved| saved.name == name)
}
