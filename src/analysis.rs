//! The language engine's output: tokens with tags, lemmas and heads, sentences, and names.
//!
//! Token positions are indices into one list for the whole document; heads point into the same list.

mod affixes;
mod analyse;
mod assembly;
mod attribute_ruler;
mod characters;
mod embedding;
mod encoder;
mod forms;
mod hash;
#[expect(
    unsafe_code,
    reason = "instructions of the processor; each use says why it is sound"
)]
mod kernel;
mod lemma;
mod model;
mod model_file;
mod names;
mod parser;
mod tagger;
mod text;
mod tokenizer;
mod transitions;
mod tree;
mod words;

use std::ops::Range;
use std::sync::Arc;

use strum::{Display, EnumString, IntoStaticStr};

pub use analyse::{WordCache, analyse};
pub use forms::{PossibleWords, add_possible_words};
pub use kernel::InstructionSet;
pub use model::LanguageModel;
pub use model_file::ModelError;

use crate::document::ByteSpan;

/// Universal part of speech ([UD](https://universaldependencies.org/u/pos/)), as spaCy assigns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Pos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Conj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
    Space,
}

/// Penn Treebank tag, as the tagger assigns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Tag {
    #[strum(serialize = "$")]
    Dollar,
    #[strum(serialize = "''")]
    CloseQuote,
    #[strum(serialize = ",")]
    Comma,
    #[strum(serialize = "-LRB-")]
    OpenBracket,
    #[strum(serialize = "-RRB-")]
    CloseBracket,
    #[strum(serialize = ".")]
    Stop,
    #[strum(serialize = ":")]
    Colon,
    #[strum(serialize = "``")]
    OpenQuote,
    #[strum(serialize = "PRP$")]
    PrpS,
    #[strum(serialize = "WP$")]
    WpS,
    #[strum(serialize = "_SP")]
    Space,
    Add,
    Afx,
    Cc,
    Cd,
    Dt,
    Ex,
    Fw,
    Hyph,
    In,
    Jj,
    Jjr,
    Jjs,
    Ls,
    Md,
    Nfp,
    Nn,
    Nnp,
    Nnps,
    Nns,
    Pdt,
    Pos,
    Prp,
    Rb,
    Rbr,
    Rbs,
    Rp,
    Sym,
    To,
    Uh,
    Vb,
    Vbd,
    Vbg,
    Vbn,
    Vbp,
    Vbz,
    Wdt,
    Wp,
    Wrb,
    Xx,
}

/// Dependency label in the ClearNLP scheme that the parser was trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
#[allow(missing_docs)]
pub enum Dep {
    #[strum(serialize = "ROOT")]
    Root,
    #[strum(serialize = "")]
    None,
    Acl,
    Acomp,
    Advcl,
    Advmod,
    Agent,
    Amod,
    Appos,
    Attr,
    Aux,
    Auxpass,
    Case,
    Cc,
    Ccomp,
    Compound,
    Conj,
    Csubj,
    Csubjpass,
    Dative,
    Dep,
    Det,
    Dobj,
    Expl,
    Intj,
    Mark,
    Meta,
    Neg,
    Nmod,
    Npadvmod,
    Nsubj,
    Nsubjpass,
    Nummod,
    Oprd,
    Parataxis,
    Pcomp,
    Pobj,
    Poss,
    Preconj,
    Predet,
    Prep,
    Prt,
    Punct,
    Quantmod,
    Relcl,
    Xcomp,
}

/// Type of a name, date or amount, in OntoNotes' scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)]
pub enum NameLabel {
    Cardinal,
    Date,
    Event,
    Fac,
    Gpe,
    Language,
    Law,
    Loc,
    Money,
    Norp,
    Ordinal,
    Org,
    Percent,
    Person,
    Product,
    Quantity,
    Time,
    WorkOfArt,
}

/// One token: a word, a number, a mark of punctuation or a run of white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the document's text.
    pub span: ByteSpan,
    /// The base form, in lower case except for proper nouns.
    pub lemma: Arc<str>,
    /// Universal part of speech.
    pub pos: Pos,
    /// Fine-grained tag.
    pub tag: Tag,
    /// The index of the head; a sentence's root is its own head.
    pub head: usize,
    /// The relation to the head.
    pub dep: Dep,
}

/// One sentence: a range of tokens within one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The index of its block in [`crate::document::Document::blocks`].
    pub block: usize,
}

/// A name, date or amount that the recogniser found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its type.
    pub label: NameLabel,
}

/// The analysis of one document; every list is in text order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// All tokens of all blocks but furniture.
    pub tokens: Vec<Token>,
    /// The sentences, which cover the tokens.
    pub sentences: Vec<Sentence>,
    /// The names; they do not overlap.
    pub names: Vec<Name>,
    /// `children[i]`: the tokens whose head is `i`, in text order, roots left out.
    pub children: Vec<Vec<usize>>,
}

impl Analysis {
    /// The tokens that hang on `head`, in text order.
    pub fn children(&self, head: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children.get(head).into_iter().flatten().copied()
    }

    /// The children of `head` with relation `dep`, in text order.
    pub fn children_by(&self, head: usize, dep: Dep) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children(head)
            .filter(move |child| self.tokens[*child].dep == dep)
    }

    /// The first child of `head` with relation `dep`.
    pub fn child(&self, head: usize, dep: Dep) -> Option<usize> {
        self.children_by(head, dep).next()
    }

    /// `head` and everything below it, in text order.
    pub fn subtree(&self, head: usize) -> Vec<usize> {
        self.subtree_without(head, |_| false)
    }

    /// `head` and everything below it except the children for which `is_cut` holds, in text order.
    pub fn subtree_without(&self, head: usize, is_cut: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut tokens = vec![head];
        let mut next = 0;
        while let Some(token) = tokens.get(next).copied() {
            tokens.extend(self.children(token).filter(|child| !is_cut(*child)));
            next += 1;
        }
        tokens.sort_unstable();
        tokens
    }

    /// The text span from the first to the last of `tokens`.
    pub fn span_of(&self, tokens: &[usize]) -> Option<ByteSpan> {
        let first = self.tokens.get(*tokens.iter().min()?)?;
        let last = self.tokens.get(*tokens.iter().max()?)?;
        Some(first.span.cover(last.span))
    }

    /// The tokens above `token`, nearest first, ending with the root.
    pub fn ancestors(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(token), |at| {
            let head = self.tokens.get(*at)?.head;
            (head != *at).then_some(head)
        })
        .skip(1)
    }

    /// One sentence by itself, with the number of the token that is its first; tokens are counted from there.
    pub fn of_sentence(&self, index: usize) -> Option<(usize, Self)> {
        let sentence = self.sentences.get(index)?;
        let Range { start, end } = sentence.tokens.clone();
        let tokens = self.tokens.get(start..end)?.iter().map(|token| Token {
            head: token.head.saturating_sub(start),
            ..token.clone()
        });
        let children = self.children.get(start..end)?.iter();
        let children = children.map(|below| below.iter().map(|child| child - start).collect());
        let names = self
            .names
            .iter()
            .filter(|name| name.tokens.start >= start && name.tokens.end <= end);
        let names = names.map(|name| Name {
            tokens: name.tokens.start - start..name.tokens.end - start,
            label: name.label,
        });
        let sentence = Sentence {
            tokens: 0..end - start,
            block: sentence.block,
        };
        let analysis = Self {
            tokens: tokens.collect(),
            sentences: vec![sentence],
            names: names.collect(),
            children: children.collect(),
        };
        Some((start, analysis))
    }

    /// The index of the sentence that holds `token`.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.tokens.end <= token)
    }
}
