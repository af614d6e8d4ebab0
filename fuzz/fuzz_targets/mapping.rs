//! `fuzz/run.sh 60 mapping`: any bytes for the reader of this name.

#![no_main]

#[path = "../../tests/hostile/targets.rs"]
#[allow(dead_code, reason = "the other readers have programs of their own")]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::mapping(bytes));
