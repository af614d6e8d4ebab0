//! Systems of linear equations, as Newton's method has one in each step.

/// Adds to a cell of a matrix.
pub(super) fn add(matrix: &mut [Vec<f64>], (row, column): (usize, usize), value: f64) {
    if let Some(cell) = matrix.get_mut(row).and_then(|row| row.get_mut(column)) {
        *cell += value;
    }
}

/// Solves a system of linear equations with a positive definite matrix by Cholesky's decomposition.
pub(super) fn solved(mut matrix: Vec<Vec<f64>>, right: Vec<f64>) -> Vec<f64> {
    decompose(&mut matrix, right.len());
    let mut solution = right;
    for row in 0..solution.len() {
        let known = (0..row)
            .map(|k| cell(&matrix, (row, k)) * value(&solution, k))
            .sum::<f64>();
        settle(&mut solution, row, (known, cell(&matrix, (row, row))));
    }
    for row in (0..solution.len()).rev() {
        let after = row + 1..solution.len();
        let known = after
            .map(|k| cell(&matrix, (k, row)) * value(&solution, k))
            .sum::<f64>();
        settle(&mut solution, row, (known, cell(&matrix, (row, row))));
    }
    solution
}

/// Puts the lower triangle of the decomposition in the place of the matrix's.
fn decompose(matrix: &mut [Vec<f64>], count: usize) {
    for row in 0..count {
        for column in 0..=row {
            let known = (0..column)
                .map(|k| cell(matrix, (row, k)) * cell(matrix, (column, k)))
                .sum::<f64>();
            let rest = cell(matrix, (row, column)) - known;
            let value = match row == column {
                true => rest.max(f64::MIN_POSITIVE).sqrt(),
                false => rest / cell(matrix, (column, column)),
            };
            if let Some(cell) = matrix.get_mut(row).and_then(|row| row.get_mut(column)) {
                *cell = value;
            }
        }
    }
}

fn cell(matrix: &[Vec<f64>], (row, column): (usize, usize)) -> f64 {
    let row = matrix.get(row);
    row.and_then(|row| row.get(column)).copied().unwrap_or(0.0)
}

fn value(solution: &[f64], place: usize) -> f64 {
    solution.get(place).copied().unwrap_or(0.0)
}

/// Takes off what is known of a row, and divides by its diagonal.
fn settle(solution: &mut [f64], row: usize, (known, diagonal): (f64, f64)) {
    if let Some(value) = solution.get_mut(row) {
        *value = (*value - known) / diagonal;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        let solution = solved(vec![vec![4.0, 2.0], vec![2.0, 3.0]], vec![10.0, 8.0]);
        assert!((solution[0] - 1.75).abs() < 1e-12 && (solution[1] - 1.5).abs() < 1e-12);
    }
}
