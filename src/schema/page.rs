//! An ontology as a page that people read, in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Schema, SchemaRelation};

impl Schema {
    /// A page with a table of the classes and one of the relations.
    pub fn to_page(&self) -> String {
        let title = match self.title.as_str() {
            "" => "Ontology",
            title => title,
        };
        let mut page = format!("# {}\n", cell(title));
        if !self.classes.is_empty() {
            page += "\n## Classes\n\n| Class | Is a | IRI |\n|---|---|---|\n";
            self.classes(&mut page);
        }
        page += "\n## Relations\n\n| Relation | From | To | Meaning | Other words | IRI |\n|---|---|---|---|---|---|\n";
        for relation in &self.relations {
            page += &row(relation);
        }
        page
    }

    fn classes(&self, page: &mut String) {
        let labels: BTreeMap<&str, &str> = self
            .classes
            .iter()
            .map(|class| (class.id.as_str(), class.label.as_str()))
            .collect();
        let mut classes: Vec<_> = self.classes.iter().collect();
        classes.sort_by(|one, other| (&one.label, &one.id).cmp(&(&other.label, &other.id)));
        for class in classes {
            let broader = class.broader.iter().map(String::as_str);
            let broader: Vec<_> = broader
                .filter(|id| !id.starts_with("_:"))
                .map(|id| labels.get(id).copied().unwrap_or(id))
                .collect();
            let (label, broader) = (cell(&class.label), cell(&broader.join(", ")));
            let _ = writeln!(page, "| {label} | {broader} | `{}` |", class.id);
        }
    }
}

fn row(relation: &SchemaRelation) -> String {
    let to = match relation.is_functional {
        true => format!("{} (one at most)", relation.range.join(", ")),
        false => relation.range.join(", "),
    };
    format!(
        "| {} | {} | {} | {} | {} | `{}` |\n",
        cell(&relation.label),
        cell(&relation.domain.join(", ")),
        cell(&to),
        cell(relation.definition.as_deref().unwrap_or_default()),
        cell(&relation.other_labels.join(", ")),
        relation.id
    )
}

/// A text that stays within its cell.
fn cell(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_page_has_a_row_for_each_class_and_relation() {
        let text = r#"{"title": "Boats", "concepts": [{"qid": "Q1", "label": "boat"}], "relations": [
            {"pid": "P1", "label": "built|by", "domain": "Q1", "range": "yard"}]}"#;
        let page = Schema::parse(Path::new("o.json"), text).unwrap().to_page();
        assert!(page.starts_with("# Boats\n"), "{page}");
        assert!(page.contains("| boat |  | `Q1` |\n"), "{page}");
        assert!(
            page.contains("| built\\|by | boat | yard |  |  | `P1` |\n"),
            "{page}"
        );
    }
}
