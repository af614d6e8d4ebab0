//! What differs between two states of a graph: in words, claim by claim, or quad by quad.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashSet;

use crate::rdf::is_claim;
use crate::vocab::{nif, rdfs, tm};

/// Writes the claims that went (`-`) and came (`+`), each with its words and its document's title, sorted.
///
/// A claim is the same when it says the same of the same title in the same words, whatever the version of the text.
pub fn write_claims_that_differ(before: &[Quad], after: &[Quad], mut output: impl Write) -> io::Result<()> {
    let [before, after] = [before, after].map(claims);
    let went = before.difference(&after).map(|claim| (claim, '-'));
    let came = after.difference(&before).map(|claim| (claim, '+'));
    let lines: BTreeSet<(&Said, char)> = went.chain(came).collect();
    for (said, sign) in lines {
        let Said { title, claim, words } = said;
        writeln!(output, "{sign} {claim} \u{201c}{words}\u{201d} ({title})")?;
    }
    output.flush()
}

/// Writes the quads that went (`D`) and came (`A`) as an [RDF patch](https://afs.github.io/rdf-delta/rdf-patch.html),
/// sorted.
pub fn write_patch(before: &[Quad], after: &[Quad], mut output: impl Write) -> io::Result<()> {
    let [before, after] = [before, after].map(|quads| quads.iter().collect::<FxHashSet<_>>());
    let went = before.difference(&after).map(|quad| format!("D {quad} ."));
    let came = after.difference(&before).map(|quad| format!("A {quad} ."));
    let mut lines: Vec<String> = went.chain(came).collect();
    // What goes comes first, so that a patch may be applied line by line.
    lines.sort_by(|one, other| (!one.starts_with('D'), one).cmp(&(!other.starts_with('D'), other)));
    writeln!(output, "TX .")?;
    for line in lines {
        writeln!(output, "{line}")?;
    }
    writeln!(output, "TC .")?;
    output.flush()
}

/// A claim as people read it; sorted by title.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    title: String,
    claim: String,
    words: String,
}

fn claims(quads: &[Quad]) -> BTreeSet<Said> {
    let mut texts: BTreeMap<(String, &str), String> = BTreeMap::new();
    let mut evidence: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for quad in quads {
        let subject = quad.subject.to_string();
        match &quad.object {
            Term::Literal(text) if quad.predicate == rdfs::LABEL || quad.predicate == nif::ANCHOR_OF => {
                let kept = texts
                    .entry((subject, quad.predicate.as_str()))
                    .or_insert_with(|| text.value().to_owned());
                if text.value() < kept.as_str() {
                    text.value().clone_into(kept);
                }
            }
            object if quad.predicate == tm::EVIDENCE => {
                evidence.entry(subject).or_default().insert(object.to_string());
            }
            _ => {}
        }
    }
    let text =
        |node: String, predicate: &'static str| texts.get(&(node, predicate)).cloned().unwrap_or_default();
    let said = |quad: &Quad| {
        let claim = quad.subject.to_string();
        let spans = evidence.get(&claim).into_iter().flatten();
        let words: Vec<String> = spans
            .map(|span| text(span.clone(), nif::ANCHOR_OF.as_str()))
            .collect();
        Said {
            title: text(document(quad), rdfs::LABEL.as_str()),
            claim: text(claim, rdfs::LABEL.as_str()),
            words: words.join(" … "),
        }
    };
    quads.iter().filter(|quad| is_claim(quad)).map(said).collect()
}

fn document(quad: &Quad) -> String {
    match &quad.graph_name {
        GraphName::NamedNode(name) => NamedOrBlankNode::from(name.clone()).to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::Ontology;
    use crate::rdf::describe_reading;
    use crate::rdf::example::dispute;

    fn quads(without: Option<usize>) -> Vec<Quad> {
        let mut example = dispute();
        if let Some(claim) = without {
            example.reading.claims.remove(claim);
        }
        describe_reading(&Ontology::bundled(), &example.reading).quads
    }

    fn written(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut output = Vec::new();
        write(&mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn a_claim_that_went_is_told_in_words() {
        let (before, after) = (quads(None), quads(Some(1)));
        assert_eq!(
            written(|output| write_claims_that_differ(&before, &after, output)),
            "- Ruritania denies: Ruritania operates the depots \u{201c}Ruritania denied running the depots\u{201d} \
             (Who runs the depots)\n"
        );
        let back = written(|output| write_claims_that_differ(&after, &before, output));
        assert!(back.starts_with("+ Ruritania denies"), "{back}");
        assert_eq!(
            written(|output| write_claims_that_differ(&before, &before, output)),
            ""
        );
    }

    #[test]
    fn a_patch_turns_one_into_the_other() {
        let (before, after) = (quads(None), quads(Some(1)));
        let patch = written(|output| write_patch(&before, &after, output));
        let lines =
            |quads: &[Quad]| -> BTreeSet<String> { quads.iter().map(|quad| format!("{quad} .")).collect() };
        let mut patched = lines(&before);
        for line in patch.lines() {
            match line.split_at(2) {
                ("D ", quad) => assert!(patched.remove(quad), "{quad}"),
                ("A ", quad) => assert!(patched.insert(quad.to_owned()), "{quad}"),
                (command, _) => assert!(["TX", "TC"].contains(&command)),
            }
        }
        assert_eq!(patched, lines(&after));
    }
}
