//! A folder for what does not fit into memory.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// A folder that is made when a command begins and removed when it ends.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// One for the command of this name in this process.
    pub(crate) fn new(command: &str) -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("testimony-{command}-{}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("cannot make the folder {}", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind is in the system's folder for such things.
        let _ = fs::remove_dir_all(&self.0);
    }
}
