#!/usr/bin/env bash
# Tests the vector kernels, which hold all `unsafe` code, with AddressSanitizer compiled in: `tests/sanitizer/run.sh`.
# Sanitizers are unstable in Rust; RUSTC_BOOTSTRAP lets the stable compiler use them, for this package alone.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
target="$(rustc -vV | sed -n 's/^host: //p')"
RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=address" CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$here/target}/sanitizer" \
    cargo test --manifest-path "$here/Cargo.toml" --target "$target" kernel
