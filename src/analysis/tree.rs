//! From the parser's arcs to a tree: lifted arcs put back, sentences found.
//!
//! The parser is trained on trees without crossing arcs. A crossing one was lifted to a higher head and
//! labelled `label||label of the true head` (Nivre & Nilsson 2005, <https://aclanthology.org/P05-1013>).

use std::str::FromStr;

use super::Dep;
use super::transitions::NO_TOKEN;

/// The parser's labels.
#[derive(Default)]
pub(super) struct Labels {
    names: Vec<String>,
    labels: Vec<Label>,
}

#[derive(Debug, Clone, Copy)]
struct Label {
    dep: Dep,
    /// The label of the true head of a lifted arc, [`Dep::None`] for others.
    lifted_from: Dep,
}

impl Labels {
    /// The index of a label, which is added when it is new; nothing when it is no label.
    pub(super) fn index(&mut self, name: &str) -> Option<u16> {
        let known = self.names.iter().position(|known| known == name);
        if let Some(known) = known {
            return u16::try_from(known).ok();
        }
        let (dep, from) = name.split_once("||").unwrap_or((name, ""));
        let label = Label {
            dep: Dep::from_str(dep).ok()?,
            lifted_from: Dep::from_str(from).ok()?,
        };
        self.names.push(name.to_owned());
        self.labels.push(label);
        u16::try_from(self.labels.len() - 1).ok()
    }
}

/// The tree, or trees, of a text: what each token hangs on, and which token starts a sentence.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) heads: Vec<usize>,
    pub(super) deps: Vec<Dep>,
    pub(super) starts_sentence: Vec<bool>,
}

impl Tree {
    /// Builds the tree from arcs; a token without one is a root.
    pub(super) fn new(heads: Vec<u32>, indices: Vec<u16>, labels: &Labels, is_space: &[bool]) -> Self {
        let mut tree = Self::default();
        let mut lifted = Vec::new();
        for (token, (head, index)) in heads.iter().zip(indices).enumerate() {
            let label = labels
                .labels
                .get(usize::from(index))
                .filter(|_| *head != NO_TOKEN);
            tree.heads
                .push(if *head == NO_TOKEN { token } else { *head as usize });
            tree.deps.push(label.map_or(Dep::Root, |label| label.dep));
            lifted.push(label.map_or(Dep::None, |label| label.lifted_from));
        }
        let edges = Edges::new(&tree.heads);
        if lifted.iter().all(|from| *from == Dep::None) {
            tree.starts_sentence = edges.starts_sentence;
            return tree;
        }
        let mut lifted = Lifted {
            from: lifted,
            edges,
            is_space,
        };
        for token in 0..tree.heads.len() {
            if lifted.from[token] != Dep::None {
                tree.heads[token] = lifted.true_head(&tree, token);
                lifted.from[token] = Dep::None;
            }
        }
        tree.starts_sentence = Edges::new(&tree.heads).starts_sentence;
        tree
    }
}

/// The arcs that are still lifted: for each token the label of its true head, or none.
struct Lifted<'a> {
    from: Vec<Dep>,
    edges: Edges,
    is_space: &'a [bool],
}

impl Lifted<'_> {
    /// The first token below the head of `token` with the label that it was lifted from, level by level.
    fn true_head(&self, tree: &Tree, token: usize) -> usize {
        let mut level = vec![tree.heads[token]];
        while !level.is_empty() {
            let mut below = Vec::new();
            for head in level {
                let children = (self.edges.left[head]..=self.edges.right[head])
                    .filter(|child| *child != head && tree.heads[*child] == head)
                    .filter(|child| !self.is_space[*child] && *child != token);
                for child in children {
                    // A label that is itself still lifted does not match.
                    if self.from[child] == Dep::None && tree.deps[child] == self.from[token] {
                        return child;
                    }
                    below.push(child);
                }
            }
            level = below;
        }
        tree.heads[token]
    }
}

/// The first and last token below each token.
struct Edges {
    left: Vec<usize>,
    right: Vec<usize>,
    starts_sentence: Vec<bool>,
}

/// Crossing arcs may need several rounds until edges and sentences agree; spaCy stops after these.
const ROUNDS: usize = 12;

impl Edges {
    fn new(heads: &[usize]) -> Self {
        let mut edges = Self {
            left: (0..heads.len()).collect(),
            right: (0..heads.len()).collect(),
            starts_sentence: Vec::new(),
        };
        for _ in 0..ROUNDS {
            for token in (0..heads.len()).chain((0..heads.len()).rev()) {
                edges.widen(heads[token], token);
            }
            edges.find_sentences(heads);
            if edges.sentences_hold(heads) {
                break;
            }
        }
        edges
    }

    fn widen(&mut self, head: usize, token: usize) {
        self.left[head] = self.left[head].min(self.left[token]);
        self.right[head] = self.right[head].max(self.right[token]);
    }

    fn find_sentences(&mut self, heads: &[usize]) {
        self.starts_sentence = vec![false; heads.len()];
        for (token, head) in heads.iter().enumerate() {
            if *head == token {
                self.starts_sentence[self.left[token]] = true;
            }
        }
    }

    /// Whether every head lies in the sentence of its token; like spaCy, without the last token of a text.
    fn sentences_hold(&self, heads: &[usize]) -> bool {
        let mut start = 0;
        for end in 1..heads.len() {
            if self.starts_sentence[end] || end + 1 == heads.len() {
                let sentence = start..=end;
                if heads[start..end].iter().any(|head| !sentence.contains(head)) {
                    return false;
                }
                start = end;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(arcs: &[(u32, &str)]) -> Tree {
        let mut labels = Labels::default();
        let indices = arcs.iter().map(|(_, name)| labels.index(name).unwrap()).collect();
        let heads = arcs.iter().map(|(head, _)| *head).collect();
        Tree::new(heads, indices, &labels, &vec![false; arcs.len()])
    }

    #[test]
    fn a_token_without_a_head_is_a_root_and_starts_its_sentence_at_its_left_edge() {
        let tree = tree(&[(1, "nsubj"), (NO_TOKEN, "dep"), (3, "det"), (NO_TOKEN, "dep")]);
        assert_eq!(tree.heads, [1, 1, 3, 3]);
        assert_eq!(tree.deps, [Dep::Nsubj, Dep::Root, Dep::Det, Dep::Root]);
        assert_eq!(tree.starts_sentence, [true, false, true, false]);
    }

    #[test]
    fn a_lifted_arc_goes_back_to_the_first_token_with_its_label() {
        let arcs = [(1, "nsubj"), (NO_TOKEN, "dep"), (1, "dobj"), (1, "relcl||dobj")];
        let tree = tree(&arcs);
        assert_eq!(tree.heads, [1, 1, 1, 2]);
        assert_eq!(tree.deps[3], Dep::Relcl);
    }

    #[test]
    fn a_lifted_arc_without_such_a_token_stays() {
        let tree = tree(&[(NO_TOKEN, "dep"), (0, "prep||pobj")]);
        assert_eq!((tree.heads[1], tree.deps[1]), (0, Dep::Prep));
    }
}
