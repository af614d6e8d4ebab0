//! Where documents come from: paths, patterns or standard input.

use std::io::{self, IsTerminal, Read};
use std::path::Path;

use anyhow::Context;
use testimony::source::Input;

/// What documents of standard input are called; one is not the next version of another.
pub(super) const STANDARD_INPUT: &str = "standard input";

/// A path as an input; `-` is standard input.
pub(super) fn input(path: &Path) -> anyhow::Result<Input> {
    if path.as_os_str() != "-" {
        return Ok(Input::Path(path.to_path_buf()));
    }
    if io::stdin().is_terminal() {
        eprintln!("testimony: reading from standard input; end it with Ctrl-D");
    }
    let mut bytes = Vec::new();
    io::stdin()
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    Ok(Input::Bytes {
        name: STANDARD_INPUT.to_owned(),
        bytes,
    })
}
