//! The name finder: one move for each token, that begins, continues or ends a name, or passes by.

use std::ops::Range;
use std::str::FromStr;

use super::NameLabel;
use super::kernel::{Instructions, MOVES};
use super::model_file::{ModelError, ModelFile, problem};
use super::transitions::{NO_TOKEN, Prepared, Transitions};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Begin(NameLabel),
    Inside(NameLabel),
    Last(NameLabel),
    Unit(NameLabel),
    Outside,
    /// Never valid: a unit without a label, which only text annotated beforehand may have.
    Never,
}

/// The name finder's weights and moves.
pub(super) struct NameFinder {
    transitions: Transitions<3>,
    moves: Vec<Move>,
}

/// A text's tokens, as far as the name finder must know them.
pub(super) struct Surroundings<'a> {
    pub(super) is_space: &'a [bool],
    pub(super) starts_sentence: &'a [bool],
}

impl NameFinder {
    pub(super) fn load(file: &ModelFile, instructions: Instructions) -> Result<Self, ModelError> {
        let names: Vec<String> = file.json("names.moves")?;
        let moves = names
            .iter()
            .map(|name| {
                read_move(name)
                    .filter(|_| names.len() <= MOVES)
                    .ok_or_else(|| problem("names.moves", format!("`{name}` is no move")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            transitions: Transitions::load(file, "names", instructions)?,
            moves,
        })
    }

    /// The transitions, whose features must be prepared before names are sought.
    pub(super) fn transitions(&self) -> &Transitions<3> {
        &self.transitions
    }

    /// The names among the tokens of a text.
    pub(super) fn names(
        &self,
        prepared: &Prepared<'_>,
        text: &Surroundings<'_>,
    ) -> Vec<(Range<usize>, NameLabel)> {
        let mut names = Vec::new();
        let mut scores = [0.0; MOVES];
        let mut open: Option<(usize, NameLabel)> = None;
        for token in 0..text.is_space.len() {
            let context = match open {
                Some((start, _)) => [token as u32, start as u32, token as u32 - 1],
                None => [token as u32, NO_TOKEN, NO_TOKEN],
            };
            self.transitions.score(prepared, context, &mut scores);
            let label = open.map(|(_, label)| label);
            match (
                self.best_move(&scores, |candidate| text.allows(candidate, label, token)),
                open,
            ) {
                (Move::Begin(label), _) => open = Some((token, label)),
                (Move::Unit(label), _) => names.push((token..token + 1, label)),
                (Move::Last(_), Some((start, label))) => {
                    names.push((start..token + 1, label));
                    open = None;
                }
                _ => {}
            }
        }
        names
    }

    fn best_move(&self, scores: &[f32; MOVES], is_valid: impl Fn(Move) -> bool) -> Move {
        let mut best = (f32::NEG_INFINITY, Move::Never);
        for (candidate, score) in self.moves.iter().zip(scores) {
            if *score > best.0 && is_valid(*candidate) {
                best = (*score, *candidate);
            }
        }
        best.1
    }
}

impl Surroundings<'_> {
    /// Whether a move is valid at `token` when a name with the label `open` is open.
    fn allows(&self, candidate: Move, open: Option<NameLabel>, token: usize) -> bool {
        let may_go_on = self.starts_sentence.get(token + 1).is_some_and(|starts| !starts);
        match (candidate, open) {
            (Move::Begin(_), None) => may_go_on && !self.is_space[token],
            (Move::Unit(_), None) => !self.is_space[token],
            (Move::Outside, None) => true,
            (Move::Inside(label), Some(open)) => label == open && may_go_on,
            (Move::Last(label), Some(open)) => label == open,
            _ => false,
        }
    }
}

fn read_move(name: &str) -> Option<Move> {
    if name == "O" {
        return Some(Move::Outside);
    }
    let (action, label) = name.split_once('-')?;
    if label.is_empty() {
        return Some(Move::Never);
    }
    let label = NameLabel::from_str(label).ok()?;
    match action {
        "B" => Some(Move::Begin(label)),
        "I" => Some(Move::Inside(label)),
        "L" => Some(Move::Last(label)),
        "U" => Some(Move::Unit(label)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_does_not_cross_a_sentence() {
        let text = Surroundings {
            is_space: &[false, false, true],
            starts_sentence: &[true, true, false],
        };
        let org = NameLabel::Org;
        assert!(!text.allows(Move::Begin(org), None, 0));
        assert!(text.allows(Move::Unit(org), None, 0));
        assert!(text.allows(Move::Begin(org), None, 1));
        assert!(!text.allows(Move::Unit(org), None, 2));
        assert!(!text.allows(Move::Inside(org), Some(org), 2));
        assert!(!text.allows(Move::Last(org), Some(NameLabel::Gpe), 2));
    }

    #[test]
    fn a_unit_without_a_label_is_read_and_never_chosen() {
        assert_eq!(read_move("U-"), Some(Move::Never));
        assert_eq!(read_move("X-ORG"), None);
    }
}
