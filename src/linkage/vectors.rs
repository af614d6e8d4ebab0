//! Texts as vectors of their words or letter groups, weighted by how much each tells (TF-IDF).

use rustc_hash::FxHashMap;

/// Features with their weights, by the features' numbers; of length 1, or empty.
pub(super) type Vector = Vec<(u32, f32)>;

/// The vectors of two columns over the same features.
#[derive(Debug, Default)]
pub(super) struct Vectors {
    pub(super) left: Vec<Vector>,
    pub(super) right: Vec<Vector>,
    /// In how many texts each feature is.
    pub(super) counts: Vec<u32>,
}

/// What a text is split into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    Words,
    /// Three letters that follow each other within a word, its ends marked.
    Letters,
    /// Both.
    Both,
}

impl Grain {
    /// Hands each part of a normalised text to `take`.
    fn split(self, text: &str, take: &mut impl FnMut(&str)) {
        let mut padded = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if self != Self::Letters {
                take(word);
            }
            if self != Self::Words {
                padded.clear();
                padded.extend(["_", word, "_"]);
                // Normalised text is ASCII, so any cut falls between letters.
                for start in 0..padded.len().saturating_sub(2) {
                    take(padded.get(start..start + 3).unwrap_or_default());
                }
            }
        }
    }
}

impl Vectors {
    /// The vectors of two columns of normalised texts.
    pub(super) fn of(left: &[String], right: &[String], grain: Grain) -> Self {
        let mut numbers = FxHashMap::default();
        let mut counts = Vec::new();
        let mut count = |texts: &[String]| -> Vec<Vector> {
            texts
                .iter()
                .map(|text| occurrences(text, grain, &mut numbers, &mut counts))
                .collect()
        };
        let (mut left, mut right) = (count(left), count(right));
        let texts = (left.len() + right.len()) as f32;
        for vector in left.iter_mut().chain(&mut right) {
            weigh(vector, &counts, texts);
        }
        Self { left, right, counts }
    }
}

/// How often each feature is in a text; new features get numbers, and `counts` goes up by one for each.
fn occurrences(
    text: &str,
    grain: Grain,
    numbers: &mut FxHashMap<String, u32>,
    counts: &mut Vec<u32>,
) -> Vector {
    let mut found = Vec::new();
    grain.split(text, &mut |part| {
        let number = numbers.get(part).copied().unwrap_or_else(|| {
            let number = counts.len() as u32;
            numbers.insert(part.to_owned(), number);
            counts.push(0);
            number
        });
        found.push(number);
    });
    found.sort_unstable();
    let mut vector: Vector = Vec::new();
    for number in found {
        match vector.last_mut() {
            Some((last, times)) if *last == number => *times += 1.0,
            _ => vector.push((number, 1.0)),
        }
    }
    for (number, _) in &vector {
        if let Some(count) = counts.get_mut(*number as usize) {
            *count += 1;
        }
    }
    vector
}

/// Weighs a vector's features by how rare they are, and makes its length 1.
fn weigh(vector: &mut Vector, counts: &[u32], texts: f32) {
    for (number, times) in vector.iter_mut() {
        let count = counts.get(*number as usize).copied().unwrap_or(1).max(1) as f32;
        *times = (1.0 + times.ln()) * (1.0 + texts / count).ln();
    }
    let length = vector
        .iter()
        .map(|(_, weight)| weight * weight)
        .sum::<f32>()
        .sqrt();
    for (_, weight) in vector.iter_mut() {
        *weight /= length;
    }
}

/// The cosine of two vectors, from 0 to 1.
///
/// Which of two numbers is the smaller cannot be foretold, so that no branch depends on it.
pub(super) fn cosine(one: &Vector, other: &Vector) -> f32 {
    let (mut at, mut beside) = (0, 0);
    let mut shared = 0.0;
    while let (Some((left, weight)), Some((right, share))) = (one.get(at), other.get(beside)) {
        shared += if left == right { weight * share } else { 0.0 };
        at += usize::from(left <= right);
        beside += usize::from(right <= left);
    }
    shared.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_weigh_more() {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let left = texts(&["red pump", "red valve", "red seal"]);
        let vectors = Vectors::of(&left, &texts(&["blue pump", "red pipe"]), Grain::Words);
        let near = cosine(&vectors.left[0], &vectors.right[0]);
        let far = cosine(&vectors.left[0], &vectors.right[1]);
        assert!(near > far && far > 0.0, "{near} {far}");
        assert!((cosine(&vectors.left[0], &vectors.left[0]) - 1.0).abs() < 1e-5);
    }
}
