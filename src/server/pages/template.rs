//! The templates, parsed once.

use minijinja::{Environment, Value};

use super::super::exchange::Refusal;
use super::super::sparql::in_full;

/// Name and text of each template; those that end in `.html` escape what is put into them.
const TEMPLATES: &[(&str, &str)] = &[
    ("ask.html", include_str!("ask.html")),
    ("base.html", include_str!("base.html")),
    ("claim.html", include_str!("claim.html")),
    ("document.html", include_str!("document.html")),
    ("entity.html", include_str!("entity.html")),
    ("find.html", include_str!("find.html")),
    ("graph.html", include_str!("graph.html")),
    ("node.html", include_str!("node.html")),
    ("parts.html", include_str!("parts.html")),
    ("preview.html", include_str!("preview.html")),
    ("questions.html", include_str!("questions.html")),
    ("refused.html", include_str!("refused.html")),
    ("sparql.html", include_str!("sparql.html")),
    ("start.html", include_str!("start.html")),
];

/// The templates of all pages.
pub(in crate::server) struct Templates(Environment<'static>);

impl Templates {
    pub(in crate::server) fn new() -> Self {
        let mut environment = Environment::new();
        for (name, text) in TEMPLATES {
            // A template that cannot be parsed is missing when it is used; a test parses all.
            let _ = environment.add_template(name, text);
        }
        Self(environment)
    }

    /// The page that a template makes of what it is given.
    pub(in crate::server) fn render(&self, name: &str, context: Value) -> Result<String, Refusal> {
        let template = self.0.get_template(name);
        let page = template.and_then(|template| template.render(context));
        page.map_err(|error| Refusal::new(500, in_full(&error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_parsed() {
        let mut environment = Environment::new();
        for (name, text) in TEMPLATES {
            environment.add_template(name, text).unwrap();
        }
    }
}
