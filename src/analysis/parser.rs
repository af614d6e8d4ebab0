//! The dependency parser: arc-eager transitions with sentence breaks, as spaCy's.
//!
//! The best valid move is taken until stack and buffer are empty. A token reduced without a head goes back
//! to the buffer once (the system is non-monotonic, Honnibal & Johnson 2015,
//! <https://aclanthology.org/D15-1162>), and an arc may replace an earlier one.

use super::kernel::{Instructions, MOVES};
use super::model_file::{ModelError, ModelFile, problem};
use super::transitions::{NO_TOKEN, Prepared, Transitions};
use super::tree::{Labels, Tree};

/// What a move does to the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

#[derive(Debug, Clone, Copy)]
struct Move {
    action: Action,
    label: u16,
}

/// The parser's weights, moves and labels.
pub(super) struct Parser {
    transitions: Transitions<8>,
    moves: Vec<Move>,
    labels: Labels,
}

impl Parser {
    pub(super) fn load(file: &ModelFile, instructions: Instructions) -> Result<Self, ModelError> {
        let names: Vec<String> = file.json("parser.moves")?;
        let mut labels = Labels::default();
        let moves = names
            .iter()
            .map(|name| {
                read_move(name, &mut labels)
                    .filter(|_| names.len() <= MOVES)
                    .ok_or_else(|| problem("parser.moves", format!("`{name}` is no move")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            transitions: Transitions::load(file, "parser", instructions)?,
            moves,
            labels,
        })
    }

    /// The transitions, whose features must be prepared before parsing.
    pub(super) fn transitions(&self) -> &Transitions<8> {
        &self.transitions
    }

    /// Parses as many tokens as `is_space` has, which says which are white space.
    pub(super) fn parse(&self, prepared: &Prepared<'_>, is_space: &[bool]) -> Tree {
        let mut state = State::new(is_space.len());
        let mut scores = [0.0; MOVES];
        while !state.is_final() {
            self.transitions.score(prepared, state.context(), &mut scores);
            let Some(best) = self.best_move(&state, &scores) else {
                break;
            };
            state.apply(best);
        }
        Tree::new(state.heads, state.labels, &self.labels, is_space)
    }

    fn best_move(&self, state: &State, scores: &[f32; MOVES]) -> Option<Move> {
        let valid = state.valid_actions();
        let mut best: Option<(f32, Move)> = None;
        for (candidate, score) in self.moves.iter().zip(scores) {
            let is_better = best.is_none_or(|(best, _)| *score > best);
            if is_better && valid[candidate.action as usize] {
                best = Some((*score, *candidate));
            }
        }
        best.map(|(_, best)| best)
    }
}

fn read_move(name: &str, labels: &mut Labels) -> Option<Move> {
    let (action, label) = name.split_once('-').unwrap_or((name, ""));
    let action = match action {
        "S" => Action::Shift,
        "D" => Action::Reduce,
        "L" => Action::Left,
        "R" => Action::Right,
        "B" => Action::Break,
        _ => return None,
    };
    let label = match action {
        Action::Left | Action::Right => labels.index(label)?,
        _ => 0,
    };
    Some(Move { action, label })
}

/// A parser state.
struct State {
    stack: Vec<u32>,
    /// Tokens that went back from the stack to the buffer, the next one last.
    returned: Vec<u32>,
    /// The next token that was never on the stack.
    next: u32,
    heads: Vec<u32>,
    labels: Vec<u16>,
    /// The child that each token got last on its left and on its right.
    last_left: Vec<u32>,
    last_right: Vec<u32>,
    /// The child that the same head got before this one on the same side.
    sibling: Vec<u32>,
    was_returned: Vec<bool>,
    starts_sentence: Vec<bool>,
}

impl State {
    fn new(length: usize) -> Self {
        let none = vec![NO_TOKEN; length];
        Self {
            stack: Vec::new(),
            returned: Vec::new(),
            next: 0,
            labels: vec![0; length],
            last_left: none.clone(),
            last_right: none.clone(),
            sibling: none.clone(),
            heads: none,
            was_returned: vec![false; length],
            starts_sentence: vec![false; length],
        }
    }

    fn length(&self) -> u32 {
        self.heads.len() as u32
    }

    fn buffer_length(&self) -> usize {
        (self.length() - self.next) as usize + self.returned.len()
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffer_length() == 0
    }

    fn stack(&self, depth: usize) -> u32 {
        self.stack.iter().rev().nth(depth).copied().unwrap_or(NO_TOKEN)
    }

    fn buffer(&self, index: usize) -> u32 {
        if let Some(token) = self.returned.iter().rev().nth(index) {
            return *token;
        }
        let token = self.next + (index - self.returned.len()) as u32;
        if token < self.length() { token } else { NO_TOKEN }
    }

    fn context(&self) -> [u32; 8] {
        let (next, top) = (self.buffer(0), self.stack(0));
        let child = |of: u32, children: &[u32]| children.get(of as usize).copied().unwrap_or(NO_TOKEN);
        [
            next,
            self.buffer(1),
            top,
            self.stack(1),
            self.stack(2),
            child(next, &self.last_left),
            child(top, &self.last_left),
            child(top, &self.last_right),
        ]
    }

    /// Which actions are possible, in the order of [`Action`].
    fn valid_actions(&self) -> [bool; 5] {
        let flag = |token: u32, flags: &[bool]| flags.get(token as usize).copied().unwrap_or(false);
        let (next, after) = (self.buffer(0), self.buffer(1));
        let has_stack = !self.stack.is_empty();
        let has_two = self.buffer_length() >= 2;
        let is_start = flag(next, &self.starts_sentence);
        let can_shift = has_two && !is_start && !flag(next, &self.was_returned);
        let can_attach = has_stack && next != NO_TOKEN && !is_start;
        let can_break = has_two && after == next + 1 && !flag(after, &self.starts_sentence);
        [
            !has_stack || can_shift,
            has_stack,
            can_attach,
            can_attach,
            can_break,
        ]
    }

    fn apply(&mut self, chosen: Move) {
        let (top, next) = (self.stack(0), self.buffer(0));
        match chosen.action {
            Action::Shift => self.shift(),
            Action::Reduce => self.reduce(top),
            Action::Left => {
                self.attach(top, next, chosen.label);
                self.was_returned[next as usize] = false;
                self.stack.pop();
            }
            Action::Right => {
                self.attach(next, top, chosen.label);
                self.shift();
            }
            Action::Break => self.starts_sentence[next as usize + 1] = true,
        }
    }

    fn shift(&mut self) {
        let token = self.returned.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(token);
    }

    fn reduce(&mut self, top: u32) {
        if self.heads[top as usize] == NO_TOKEN && self.stack.len() > 1 {
            self.was_returned[top as usize] = true;
            self.returned.push(top);
        }
        self.stack.pop();
    }

    fn attach(&mut self, child: u32, head: u32, label: u16) {
        let (old, sibling) = (self.heads[child as usize], self.sibling[child as usize]);
        if old != NO_TOKEN && *self.last_child(old, child) == child {
            *self.last_child(old, child) = sibling;
        }
        let last = *self.last_child(head, child);
        self.sibling[child as usize] = last;
        *self.last_child(head, child) = child;
        self.heads[child as usize] = head;
        self.labels[child as usize] = label;
    }

    /// The child that `head` got last on the side of `child`.
    fn last_child(&mut self, head: u32, child: u32) -> &mut u32 {
        let side = match head > child {
            true => &mut self.last_left,
            false => &mut self.last_right,
        };
        &mut side[head as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reduced_token_without_a_head_returns_to_the_buffer_once() {
        let mut state = State::new(3);
        let step = |action| Move { action, label: 0 };
        state.apply(step(Action::Shift));
        state.apply(step(Action::Shift));
        state.apply(step(Action::Reduce));
        assert_eq!((state.stack(0), state.buffer(0), state.buffer(1)), (0, 1, 2));
        assert!(!state.valid_actions()[Action::Shift as usize]);
        state.apply(step(Action::Right));
        state.apply(step(Action::Reduce));
        assert_eq!(state.buffer(0), 2, "it has a head now");
        assert_eq!(state.context()[7], 1, "the right child of what is on the stack");
    }

    #[test]
    fn a_broken_sentence_is_not_attached_to_what_precedes_it() {
        let mut state = State::new(2);
        state.apply(Move {
            action: Action::Break,
            label: 0,
        });
        state.apply(Move {
            action: Action::Shift,
            label: 0,
        });
        assert_eq!(state.valid_actions(), [false, true, false, false, false]);
    }
}
