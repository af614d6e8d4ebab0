//! Which of our classes the kinds of other datasets belong to.

use oxigraph::model::{NamedNode, NamedNodeRef};

use crate::ontology::Ontology;

/// How a record's kind fits a thing's classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is of another kind: it cannot be the thing.
    Against,
    /// Its kinds are in no table.
    Unknown,
    /// Its kind is wider than the thing's class.
    Wider,
    /// Its kind is the thing's class, or narrower.
    Same,
}

/// The table of kinds.
#[derive(Debug, Clone)]
pub struct Alignment<'a> {
    ontology: &'a Ontology,
    /// Class, and kind or what kinds begin with.
    kinds: Vec<(NamedNodeRef<'a>, Kind<'static>)>,
}

#[derive(Debug, Clone, Copy)]
enum Kind<'a> {
    Whole(&'a str),
    Beginning(&'a str),
}

impl<'a> Alignment<'a> {
    /// The table that is compiled in; a class that the ontology lacks is passed over.
    pub fn bundled(ontology: &'a Ontology) -> Self {
        let text = include_str!("../../ontology/linkage/classes.tsv");
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let kinds = lines.filter_map(|line| {
            let (class, kind) = line.split_once('\t')?;
            let kind = kind.strip_suffix('*').map_or(Kind::Whole(kind), Kind::Beginning);
            Some((ontology.class(class)?, kind))
        });
        Self {
            ontology,
            kinds: kinds.collect(),
        }
    }

    /// How a record of these kinds fits a thing of these classes.
    pub fn fit(&self, classes: &[NamedNode], kinds: &[String]) -> Fit {
        let of_kinds: Vec<_> = kinds.iter().flat_map(|kind| self.classes_of(kind)).collect();
        let fits = of_kinds
            .iter()
            .flat_map(|kind| classes.iter().map(|class| self.fit_of(class.as_ref(), *kind)));
        fits.max().unwrap_or(Fit::Unknown)
    }

    /// Whether a record of these kinds is one of `class`.
    pub(super) fn is_of(&self, class: NamedNodeRef<'_>, kinds: &[String]) -> bool {
        let mut of_kinds = kinds.iter().flat_map(|kind| self.classes_of(kind));
        of_kinds.any(|kind| self.ontology.is_subclass(kind, class))
    }

    fn classes_of<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = NamedNodeRef<'a>> + 'b {
        let meant = self.kinds.iter().filter(move |(_, listed)| match listed {
            Kind::Whole(whole) => kind == *whole,
            Kind::Beginning(beginning) => kind.starts_with(beginning),
        });
        meant.map(|(class, _)| *class)
    }

    fn fit_of(&self, class: NamedNodeRef<'_>, kind: NamedNodeRef<'_>) -> Fit {
        if self.ontology.is_subclass(kind, class) {
            Fit::Same
        } else if self.ontology.is_subclass(class, kind) {
            Fit::Wider
        } else {
            Fit::Against
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_is_a_city_and_never_a_person() {
        let ontology = Ontology::bundled();
        let alignment = Alignment::bundled(&ontology);
        let city = vec![ontology.class("City").unwrap().into_owned()];
        let place = vec![ontology.class("Place").unwrap().into_owned()];
        let fit = |classes: &[NamedNode], kind: &str| alignment.fit(classes, &[kind.to_owned()]);
        assert_eq!(fit(&city, "https://www.geonames.org/ontology#P.PPLC"), Fit::Same);
        assert_eq!(fit(&place, "https://www.geonames.org/ontology#P.PPLC"), Fit::Same);
        assert_eq!(fit(&city, "https://www.geonames.org/ontology#A.ADM1"), Fit::Wider);
        assert_eq!(fit(&city, "http://www.wikidata.org/entity/Q5"), Fit::Against);
        assert_eq!(fit(&city, "https://example.org/Thing"), Fit::Unknown);
    }

    #[test]
    fn every_class_of_the_table_is_one_of_the_ontology() {
        let ontology = Ontology::bundled();
        let text = include_str!("../../ontology/linkage/classes.tsv");
        let lines = text.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(Alignment::bundled(&ontology).kinds.len(), lines);
    }
}
