//! Open information extraction: propositions as short texts, as CaRB's reader takes them
//! (Bhardwaj et al. 2019, <https://aclanthology.org/D19-1651>).

use super::phrases::{phrase, text, trimmed};
use super::{Kind, SurfaceProposition, surface_propositions};
use crate::analysis::{Dep, Tag};
use crate::clause::ClauseReader;

/// One extraction: a predicate with two arguments or more, as words of the sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// How good a reading of this kind is, between 0 and 1.
    pub confidence: f32,
    /// The verb with its auxiliaries, negation and preposition.
    pub predicate: String,
    /// The subject, then the others in text order.
    pub arguments: Vec<String>,
    /// A token of the sentence.
    pub token: usize,
}

/// All extractions of a document, in text order of the predicates.
pub fn extractions(reader: ClauseReader<'_>) -> Vec<Extraction> {
    let propositions = surface_propositions(reader);
    let found = propositions
        .iter()
        .flat_map(|proposition| match proposition.kind {
            Kind::Verb | Kind::Copula => of_clause(reader, proposition),
            Kind::Apposition | Kind::Title | Kind::Possession => of_noun(reader, proposition),
            Kind::Naming => None,
        });
    found.collect()
}

/// `sentence, confidence, predicate, argument, …`, separated by tabs, one line for each extraction.
///
/// A document of one line is printed as it is, byte for byte; of any other the sentence.
pub fn lines(reader: ClauseReader<'_>) -> String {
    let mut lines = String::new();
    for extraction in extractions(reader) {
        let sentence = sentence(reader, extraction.token);
        let confidence = format!("{:.2}", extraction.confidence);
        let mut cells = vec![sentence.as_str(), &confidence, &extraction.predicate];
        cells.extend(extraction.arguments.iter().map(String::as_str));
        lines.push_str(&cells.join("\t"));
        lines.push('\n');
    }
    lines
}

fn sentence(reader: ClauseReader<'_>, token: usize) -> String {
    let text = reader.document.text();
    if !text.contains(['\n', '\t']) {
        return text.to_owned();
    }
    let sentences = &reader.analysis.sentences;
    let sentence = sentences.get(reader.analysis.sentence_of(token));
    let tokens: Vec<usize> = sentence
        .map(|sentence| sentence.tokens.clone().collect())
        .unwrap_or_default();
    super::phrases::text(reader, &tokens)
}

fn of_noun(reader: ClauseReader<'_>, proposition: &SurfaceProposition) -> Option<Extraction> {
    let subject = *proposition.subjects.first()?;
    let role = proposition.head;
    let (confidence, predicate) = match proposition.kind {
        Kind::Possession => (0.3, "has"),
        Kind::Title => (0.4, "is"),
        _ => (0.5, "is"),
    };
    let bearer = reader.analysis.subtree_without(subject, |child| {
        child == role || matches!(reader.dep(child), Dep::Relcl | Dep::Appos | Dep::Case)
    });
    let object = match proposition.kind {
        Kind::Title => reader.analysis.subtree(role),
        _ => reader
            .analysis
            .subtree_without(role, |child| child == subject || reader.dep(child) == Dep::Appos),
    };
    Some(Extraction {
        confidence,
        predicate: predicate.to_owned(),
        arguments: vec![
            text(reader, &trimmed(reader, bearer)),
            text(reader, &trimmed(reader, object)),
        ],
        token: role,
    })
}

fn of_clause(reader: ClauseReader<'_>, proposition: &SurfaceProposition) -> Option<Extraction> {
    let verb = proposition.head;
    if is_merged(reader, verb) {
        return None;
    }
    let subject = *proposition.subjects.first()?;
    let chain = chain(reader, verb);
    let mut predicate: Vec<usize> = chain.iter().flat_map(|verb| verb_words(reader, *verb)).collect();
    let mut roots: Vec<usize> = chain
        .iter()
        .flat_map(|verb| arguments_of(reader, *verb, &chain))
        .collect();
    roots.retain(|root| *root != subject);
    roots.sort_unstable();
    let last = *chain.last()?;
    let mut arguments = vec![text(reader, &subject_words(reader, subject, verb))];
    if let Some(gap) = gap(reader, last, subject) {
        arguments.push(text(reader, &phrase(reader, gap)));
    }
    let first_is_preposition = roots.first().filter(|root| {
        matches!(reader.dep(**root), Dep::Prep | Dep::Agent) && **root > last && arguments.len() == 1
    });
    if let Some(preposition) = first_is_preposition.copied() {
        predicate.push(preposition);
        let object = phrase(reader, preposition)
            .into_iter()
            .filter(|token| *token != preposition);
        arguments.push(text(reader, &trimmed(reader, object.collect())));
        roots.remove(0);
    }
    arguments.extend(roots.iter().map(|root| text(reader, &phrase(reader, *root))));
    arguments.retain(|argument| !argument.is_empty());
    predicate.sort_unstable();
    predicate.dedup();
    (arguments.len() > 1).then(|| Extraction {
        confidence: confidence(reader, proposition),
        predicate: text(reader, &predicate),
        arguments,
        token: verb,
    })
}

fn confidence(reader: ClauseReader<'_>, proposition: &SurfaceProposition) -> f32 {
    match reader.dep(proposition.head) {
        Dep::Root => 0.9,
        Dep::Conj => 0.8,
        Dep::Relcl => 0.75,
        Dep::Ccomp => 0.7,
        Dep::Acl => 0.65,
        Dep::Advcl => 0.6,
        _ => 0.55,
    }
}

/// The subject's phrase; of a clause inside it, what stands outside the clause.
fn subject_words(reader: ClauseReader<'_>, subject: usize, verb: usize) -> Vec<usize> {
    let tokens = reader.analysis.subtree_without(subject, |child| {
        child == verb
            || matches!(
                reader.dep(child),
                Dep::Relcl | Dep::Appos | Dep::Parataxis | Dep::Acl
            )
    });
    trimmed(reader, tokens)
}

/// The noun that a relative clause says something of, where it is not the subject.
fn gap(reader: ClauseReader<'_>, verb: usize, subject: usize) -> Option<usize> {
    let objects = reader.objects(verb);
    let noun = *objects.first()?;
    let is_outside = reader.analysis.ancestors(verb).any(|above| above == noun);
    (is_outside && noun != subject && !reader.is_passive(verb)).then_some(noun)
}

/// "want **to buy**": the verbs that are one predicate.
fn chain(reader: ClauseReader<'_>, verb: usize) -> Vec<usize> {
    let mut chain = vec![verb];
    let mut at = verb;
    while let Some(next) = reader.analysis.child(at, Dep::Xcomp)
        && is_merged(reader, next)
        && chain.len() < 5
    {
        chain.push(next);
        at = next;
    }
    chain
}

/// Whether `verb` is part of the predicate above it: an infinitive or gerund without a subject, beside no object.
fn is_merged(reader: ClauseReader<'_>, verb: usize) -> bool {
    let governor = reader.head(verb);
    let has = |token, dep| reader.analysis.child(token, dep).is_some();
    reader.dep(verb) == Dep::Xcomp
        && reader.is_predicate(verb)
        && reader.is_predicate(governor)
        && matches!(reader.tag(verb), Some(Tag::Vb | Tag::Vbg))
        && !has(governor, Dep::Dobj)
        && !has(verb, Dep::Nsubj)
}

/// The verb with auxiliaries, negation, particles and the adverbs before it.
fn verb_words(reader: ClauseReader<'_>, verb: usize) -> Vec<usize> {
    let parts = reader
        .analysis
        .children(verb)
        .filter(|child| match reader.dep(*child) {
            Dep::Aux | Dep::Auxpass | Dep::Neg | Dep::Prt => true,
            Dep::Advmod => *child + 1 == verb && reader.analysis.children(*child).next().is_none(),
            _ => false,
        });
    let mut words: Vec<usize> = parts.collect();
    words.push(verb);
    words
}

/// The roots of the phrases that complete `verb`.
fn arguments_of(reader: ClauseReader<'_>, verb: usize, chain: &[usize]) -> Vec<usize> {
    let words = verb_words(reader, verb);
    let children = reader
        .analysis
        .children(verb)
        .filter(|child| match reader.dep(*child) {
            Dep::Dobj | Dep::Attr | Dep::Acomp | Dep::Oprd | Dep::Dative | Dep::Prep | Dep::Agent => true,
            Dep::Npadvmod | Dep::Ccomp | Dep::Xcomp => !chain.contains(child),
            Dep::Advmod => !words.contains(child) && *child > verb,
            _ => false,
        });
    children.collect()
}
