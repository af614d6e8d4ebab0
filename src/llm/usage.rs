//! How often a model was asked, and what that costs.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use super::completion::TokenCounts;

/// Counts that threads add to.
#[derive(Debug, Default)]
pub(super) struct Usage {
    calls: AtomicU64,
    cached: AtomicU64,
    input: AtomicU64,
    output: AtomicU64,
}

/// How often a model was asked, and how many tokens that took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Answers that the model gave.
    pub calls: u64,
    /// Answers that were at hand already.
    pub cached: u64,
    /// Tokens that were sent.
    pub input: u64,
    /// Tokens that came back.
    pub output: u64,
}

/// Prices for a million tokens, in any currency.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Prices {
    /// Of what is sent.
    pub input: f64,
    /// Of what comes back.
    pub output: f64,
}

impl Usage {
    pub(super) fn count(&self, tokens: TokenCounts) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.input.fetch_add(tokens.prompt_tokens, Ordering::Relaxed);
        self.output.fetch_add(tokens.completion_tokens, Ordering::Relaxed);
    }

    pub(super) fn count_cached(&self) {
        self.cached.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn figures(&self) -> Figures {
        Figures {
            calls: self.calls.load(Ordering::Relaxed),
            cached: self.cached.load(Ordering::Relaxed),
            input: self.input.load(Ordering::Relaxed),
            output: self.output.load(Ordering::Relaxed),
        }
    }
}

impl Figures {
    /// What the tokens cost.
    pub fn cost(&self, prices: Prices) -> f64 {
        (self.input as f64 * prices.input + self.output as f64 * prices.output) / 1e6
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            calls,
            cached,
            input,
            output,
        } = self;
        write!(
            formatter,
            "{calls} answers, {cached} from the cache, {input} tokens in, {output} tokens out"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cost_what_a_million_of_them_costs() {
        let usage = Usage::default();
        usage.count(TokenCounts {
            prompt_tokens: 500_000,
            completion_tokens: 100_000,
        });
        usage.count_cached();
        let prices = Prices {
            input: 2.0,
            output: 10.0,
        };
        assert_eq!(usage.figures().cost(prices), 2.0);
        let expected = "1 answers, 1 from the cache, 500000 tokens in, 100000 tokens out";
        assert_eq!(usage.figures().to_string(), expected);
    }
}
