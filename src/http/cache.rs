//! Answers kept in a folder, each under the hash of what was asked.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::document::text_hash;
use crate::export::replace_file;

/// A folder of answers. An answer is written whole or not at all, so that several programs may share the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerCache {
    folder: PathBuf,
}

/// A folder of answers that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the cache `{}`; make it readable and writable, or name another folder", path.display())]
pub struct CacheError {
    path: PathBuf,
    source: io::Error,
}

impl AnswerCache {
    /// The cache in a folder, which is made when the first answer comes.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The answer to a question, when it was given before.
    pub fn get(&self, question: &str) -> Result<Option<Vec<u8>>, CacheError> {
        let path = self.path(question);
        match fs::read(&path) {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(CacheError { path, source }),
        }
    }

    /// Keeps the answer to a question.
    pub fn put(&self, question: &str, answer: &[u8]) -> Result<(), CacheError> {
        let path = self.path(question);
        let folder = path.parent().unwrap_or(Path::new("."));
        let write = || {
            fs::create_dir_all(folder)?;
            replace_file(&path, |file| file.write_all(answer))
        };
        match write() {
            // Another thread may have asked the same and been quicker.
            Err(_) if path.is_file() => Ok(()),
            Err(source) => Err(CacheError { path, source }),
            Ok(()) => Ok(()),
        }
    }

    fn path(&self, question: &str) -> PathBuf {
        let hash = text_hash(question);
        self.folder.join(&hash[..2]).join(format!("{hash}.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_again_by_its_question_alone() {
        let folder = tempfile::tempdir().unwrap();
        let cache = AnswerCache::new(folder.path().join("answers"));
        assert_eq!(cache.get("who?").unwrap(), None);
        cache.put("who?", b"nobody").unwrap();
        assert_eq!(cache.get("who?").unwrap().as_deref(), Some(b"nobody".as_slice()));
        assert_eq!(cache.get("what?").unwrap(), None);
    }
}
