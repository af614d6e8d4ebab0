//! Weights, and how far what they gave was from what they should have given.

/// Weights with the sums of their squared gradients.
#[derive(Clone)]
pub(super) struct Weights {
    pub(super) values: Vec<f32>,
    squares: Vec<f32>,
}

impl Weights {
    /// Weights of nothing.
    pub(super) fn new(length: usize) -> Self {
        Self {
            values: vec![0.0; length],
            squares: vec![1e-8; length],
        }
    }

    pub(super) fn of(&self, pattern: u32) -> f32 {
        self.values.get(pattern as usize).copied().unwrap_or_default()
    }

    pub(super) fn step(&mut self, pattern: u32, gradient: f32, (rate, decay): (f32, f32)) {
        let place = pattern as usize;
        if let (Some(value), Some(square)) = (self.values.get_mut(place), self.squares.get_mut(place)) {
            let gradient = gradient + decay * *value;
            *square += gradient * gradient;
            *value -= rate * gradient / square.sqrt();
        }
    }
}

/// How much each pattern was given too much, for the patterns that were given any.
pub(super) struct Excess {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Excess {
    pub(super) fn new(length: usize) -> Self {
        Self {
            sums: vec![0.0; length],
            touched: Vec::new(),
        }
    }

    /// What hardly differs from the goal changes nothing that could be seen, and is left out.
    pub(super) fn add(&mut self, patterns: Option<&Vec<u32>>, excess: f32) {
        if excess.abs() <= 1e-4 {
            return;
        }
        for pattern in patterns.into_iter().flatten() {
            let sum = &mut self.sums[*pattern as usize];
            if *sum == 0.0 {
                self.touched.push(*pattern);
            }
            *sum += excess;
        }
    }

    /// The sums, once; afterwards there are none.
    pub(super) fn drain(&mut self) -> Vec<(u32, f32)> {
        let sums = &mut self.sums;
        let touched = self.touched.drain(..);
        let sums = touched.map(|pattern| (pattern, std::mem::take(&mut sums[pattern as usize])));
        // A sum that came back to nothing on the way is met twice, the second time as nothing.
        sums.filter(|(_, sum)| *sum != 0.0).collect()
    }
}
