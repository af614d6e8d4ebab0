//! What the server counts, in the
//! [text format of Prometheus](https://prometheus.io/docs/instrumenting/exposition_formats/).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the classes of durations, in seconds.
const BOUNDS: &[f64] = &[0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0];

/// What the server counts.
#[derive(Debug, Default)]
pub(super) struct Figures {
    answered: Mutex<BTreeMap<(&'static str, u16), Times>>,
    /// Requests under way.
    pub(super) running: AtomicU64,
    /// Questions that were stopped.
    pub(super) stopped: AtomicU64,
}

/// How long requests of one kind took.
#[derive(Debug, Default, Clone)]
struct Times {
    count: u64,
    seconds: f64,
    within: Vec<u64>,
}

impl Figures {
    /// Counts a request that was answered.
    pub(super) fn count(&self, (kind, status): (&'static str, u16), took: Duration) {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        let times = answered.entry((kind, status)).or_default();
        times.count += 1;
        times.seconds += took.as_secs_f64();
        times.within.resize(BOUNDS.len(), 0);
        for (number, bound) in times.within.iter_mut().zip(BOUNDS) {
            *number += u64::from(took.as_secs_f64() <= *bound);
        }
    }

    /// All figures as text.
    pub(super) fn text(&self) -> String {
        let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from("# TYPE testimony_request_duration_seconds histogram\n");
        for ((kind, status), times) in &*answered {
            let labels = format!("kind=\"{kind}\",status=\"{status}\"");
            let name = "testimony_request_duration_seconds";
            for (number, bound) in times.within.iter().zip(BOUNDS) {
                let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {number}");
            }
            let _ = writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", times.count);
            let _ = writeln!(text, "{name}_sum{{{labels}}} {}", times.seconds);
            let _ = writeln!(text, "{name}_count{{{labels}}} {}", times.count);
        }
        let running = self.running.load(Ordering::Relaxed);
        let stopped = self.stopped.load(Ordering::Relaxed);
        let _ = writeln!(
            text,
            "# TYPE testimony_requests_running gauge\ntestimony_requests_running {running}"
        );
        let _ = writeln!(
            text,
            "# TYPE testimony_questions_stopped_total counter\ntestimony_questions_stopped_total {stopped}"
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_counted_in_every_class_they_fit() {
        let figures = Figures::default();
        figures.count(("sparql", 200), Duration::from_millis(50));
        let text = figures.text();
        assert!(
            text.contains("kind=\"sparql\",status=\"200\",le=\"0.02\"} 0"),
            "{text}"
        );
        assert!(
            text.contains("kind=\"sparql\",status=\"200\",le=\"0.1\"} 1"),
            "{text}"
        );
        assert!(
            text.contains("_count{kind=\"sparql\",status=\"200\"} 1"),
            "{text}"
        );
    }
}
