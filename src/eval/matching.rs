//! One-to-one matching of what was marked with what was found.

/// The most pairs that can be made when `allowed[i]` lists what `i` may be paired with; each with its partner.
///
/// Maximum bipartite matching by augmenting paths (Kuhn 1955).
pub(super) fn pair_off(allowed: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let others = allowed.iter().flatten().max().map_or(0, |most| most + 1);
    let mut partner: Vec<Option<usize>> = vec![None; others];
    for one in 0..allowed.len() {
        let mut seen = vec![false; others];
        augment(allowed, one, (&mut seen, &mut partner));
    }
    let pairs = partner.iter().enumerate();
    let mut pairs: Vec<_> = pairs.filter_map(|(other, one)| Some(((*one)?, other))).collect();
    pairs.sort_unstable();
    pairs
}

fn augment(allowed: &[Vec<usize>], one: usize, (seen, partner): (&mut [bool], &mut [Option<usize>])) -> bool {
    for other in allowed.get(one).into_iter().flatten().copied() {
        if std::mem::replace(&mut seen[other], true) {
            continue;
        }
        let is_free = match partner[other] {
            None => true,
            Some(taken) => augment(allowed, taken, (seen, partner)),
        };
        if is_free {
            partner[other] = Some(one);
            return true;
        }
    }
    false
}

/// Pairs by falling weight, each side once; equal weights in the order of the pairs.
pub(super) fn best_first(mut weighed: Vec<(f64, usize, usize)>) -> Vec<(usize, usize)> {
    weighed.sort_by(|one, other| {
        let by_weight = other.0.total_cmp(&one.0);
        by_weight.then((one.1, one.2).cmp(&(other.1, other.2)))
    });
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, one, other) in weighed {
        if pairs.iter().all(|pair| pair.0 != one && pair.1 != other) {
            pairs.push((one, other));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_given_up_when_that_makes_two() {
        assert_eq!(pair_off(&[vec![0, 1], vec![0]]), [(0, 1), (1, 0)]);
        assert_eq!(pair_off(&[vec![0], vec![0]]), [(0, 0)]);
    }

    #[test]
    fn the_best_pairs_come_first() {
        assert_eq!(
            best_first(vec![(0.5, 0, 0), (0.9, 1, 0), (0.1, 0, 1)]),
            [(1, 0), (0, 1)]
        );
    }
}
