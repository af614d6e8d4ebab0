//! The `testimony` command.

fn main() {}
