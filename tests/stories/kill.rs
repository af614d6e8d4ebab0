//! A build that is killed leaves the graph from before or the one it was making, and the next build completes it.

use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::{Desk, examples};

/// Runs a build and kills it after `wait`, unless it has ended.
fn build_for(desk: &Desk, wait: Duration) {
    let mut build = Command::new(assert_cmd::cargo::cargo_bin("testimony"))
        .args(["build", "--quiet", &examples(), "--store", &desk.path("graph.nq")])
        .current_dir(&desk.folder)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Nobody ever sends: this only waits.
    let (_sender, clock) = mpsc::channel::<()>();
    let _ = clock.recv_timeout(wait);
    build.kill().unwrap();
    build.wait().unwrap();
}

#[test]
fn at_fifty_moments_a_killed_build_leaves_the_old_graph_or_the_new() {
    let desk = Desk::empty();
    let article = desk.file("a.txt", "The mayor of Novo said Open Ports owns two depots.");
    desk.succeed(&["build", &article]);
    let old = desk.succeed(&["hash"]);
    let bytes = std::fs::read(desk.path("graph.nq")).unwrap();
    let started = Instant::now();
    desk.succeed(&["build", &examples()]);
    let whole = started.elapsed();
    let new = desk.succeed(&["hash"]);
    assert_ne!(old, new);
    let mut kept = [0, 0];
    for moment in 0_u32..50 {
        std::fs::write(desk.path("graph.nq"), &bytes).unwrap();
        // Spread over the build by the golden ratio, so that no two moments are near each other.
        let part = f64::from(moment) * 0.618_034 % 1.0;
        build_for(&desk, whole.mul_f64(part * 1.2));
        let hash = desk.succeed(&["hash"]);
        assert!(hash == old || hash == new, "moment {part}: {hash}");
        kept[usize::from(hash == new)] += 1;
        if moment % 10 == 0 {
            desk.succeed(&["build", &examples()]);
            assert_eq!(desk.succeed(&["hash"]), new, "moment {part}");
        }
    }
    assert!(kept[0] > 0, "no build was killed before it was done");
}
