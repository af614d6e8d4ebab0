#!/usr/bin/env bash
# Fuzzes every reader of bytes from outside for a while: `fuzz/run.sh SECONDS [READER...]`, ten seconds each when nobody says.
#
# libFuzzer needs nothing but the coverage that the stable compiler can put in, as all the code it goes through is safe Rust.
# What it finds is kept in the working folder, as `crash-…`, `timeout-…` or `oom-…`.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
seconds="${1:-10}"
readers=("${@:2}")
[[ ${#readers[@]} -gt 0 ]] || mapfile -t readers < <(ls "$root/tests/hostile/corpus")
target="$(rustc -vV | sed -n 's/^host: //p')"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}/fuzz"
coverage=(
    -Cpasses=sancov-module
    -Cllvm-args=-sanitizer-coverage-level=4
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table
    -Cllvm-args=-sanitizer-coverage-trace-compares
    --cfg=fuzzing
)
RUSTFLAGS="${coverage[*]}" cargo build --release --manifest-path "$root/fuzz/Cargo.toml" --target "$target"
for reader in "${readers[@]}"; do
    found="$(mktemp -d)"
    echo "== $reader, $seconds s"
    "$CARGO_TARGET_DIR/$target/release/$reader" "$found" "$root/tests/hostile/corpus/$reader" \
        -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -seed=1 -print_final_stats=1 >"$found.log" 2>&1 || {
        tail -60 "$found.log"
        exit 1
    }
    tail -5 "$found.log"
    rm -r "$found" "$found.log"
done
