//! What is done whenever a graph changes: before the first change, after each, and when it is saved.

use super::{KnowledgeGraph, Place, StoreError, place};

/// What somebody wants to do before a graph is changed.
pub(super) type BeforeChange = Box<dyn FnOnce(&KnowledgeGraph) + Send + Sync>;

/// How many quads may come before a folder's database writes them to its files; each takes it about 1.2 kB until then.
const QUADS_IN_MEMORY: usize = 50_000;

impl KnowledgeGraph {
    /// Has something done before the graph is next changed, in the place of what was to be done before; what only reads it
    /// leaves that undone.
    pub fn before_change(&mut self, act: impl FnOnce(&Self) + Send + Sync + 'static) {
        self.before_change = Some(Box::new(act));
    }

    /// Notes that a change follows.
    pub(super) fn begin_change(&mut self) {
        if let Some(act) = self.before_change.take() {
            act(self);
        }
        if self.is_saved && self.is_held() {
            place::mark_ahead(&self.place);
        }
        self.is_saved = false;
        self.kept.clear();
    }

    /// Notes that quads came or went, and bounds what the database of a folder holds in memory.
    pub(super) fn wrote(&mut self, quads: usize) -> Result<(), StoreError> {
        self.unflushed += quads;
        if self.unflushed > QUADS_IN_MEMORY && matches!(self.place, Place::Folder(_)) {
            self.unflushed = 0;
            place::flush_folder(&self.store)?;
        }
        Ok(())
    }

    /// Whether the place has this graph.
    pub fn is_saved(&self) -> bool {
        self.is_saved
    }

    /// The number of the snapshot of a folder that has this graph, where one has.
    pub(crate) fn snapshot(&self) -> Result<Option<u64>, StoreError> {
        match &self.snapshot {
            Some(held) => Ok(Some(held.number)),
            None if self.is_saved => place::newest_snapshot(&self.place),
            None => Ok(None),
        }
    }

    /// Whether a writer before was cut short, whose changes are here and were not saved.
    pub fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    /// Makes what was written last: on disk, when the graph has a place there.
    pub fn save(&mut self) -> Result<(), StoreError> {
        if self.is_saved {
            return Ok(());
        }
        self.persist()?;
        self.is_saved = true;
        Ok(())
    }

    /// Saves once more what is saved: a folder's readers get a new snapshot of the database.
    pub fn save_anew(&mut self) -> Result<(), StoreError> {
        self.is_saved = false;
        self.save()
    }
}
