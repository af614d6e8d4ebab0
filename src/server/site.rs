//! What is served: a graph, its mark, and who may write to it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oxigraph::model::Graph;
use sha2::{Digest, Sha256};

use super::ServerSettings;
use super::exchange::{Refusal, Request};
use super::pages::Templates;
use super::reconcile::Names;
use super::sparql::in_full;
use crate::dataset::Index;
use crate::document::{hex, text_hash};
use crate::search::{TextIndex, set_aside};
use crate::store::{Allowance, Conditions, KnowledgeGraph, Scope, StoreError};

/// A graph that is served.
pub(super) struct Site {
    pub(super) graph: KnowledgeGraph,
    pub(super) pages: Templates,
    /// Datasets that names may be looked up in, by their names.
    pub(super) datasets: Arc<BTreeMap<String, Index>>,
    /// The things by their names, once somebody looked for one.
    names: Mutex<Option<Arc<Names>>>,
    /// What is searched, once somebody did, with the state that it is of.
    search: Mutex<Option<(String, Arc<TextIndex>)>>,
    /// Whether questions that are no look-ups are answered elsewhere.
    pub(super) has_workers: bool,
    /// Who has it may write; without one nobody may.
    token: Option<String>,
    /// Whose pages may write, besides the server's own.
    origin: Option<String>,
    /// The time, as the history has it.
    now: fn() -> String,
    /// What may be written, where not everything may.
    shapes: Option<Graph>,
    /// Stands for what the graph holds.
    state: Mutex<String>,
    /// Held while something is written.
    writer: Mutex<()>,
}

impl Site {
    /// A graph that a server opened.
    pub(super) fn opened(graph: KnowledgeGraph, settings: &ServerSettings) -> Result<Self, StoreError> {
        let state = content_hash(&graph)?;
        Ok(Self::new((graph, state), settings))
    }

    /// A graph whose state is known.
    pub(super) fn new((graph, state): (KnowledgeGraph, String), settings: &ServerSettings) -> Self {
        Self {
            graph,
            pages: Templates::new(),
            datasets: settings.datasets.clone(),
            names: Mutex::default(),
            search: Mutex::default(),
            has_workers: settings.workers > 0,
            token: settings.token.clone(),
            origin: settings.origin.clone(),
            now: settings.now,
            shapes: settings.shapes.clone(),
            state: Mutex::new(state),
            writer: Mutex::new(()),
        }
    }

    /// Whether anybody may write.
    pub(super) fn is_writable(&self) -> bool {
        self.token.is_some()
    }

    /// Stands for what the graph holds: another after each change.
    pub(super) fn state(&self) -> String {
        held(&self.state).clone()
    }

    /// The things by their names, as the graph is now.
    pub(super) fn names(&self) -> Result<Arc<Names>, Refusal> {
        let state = self.state();
        let mut names = held(&self.names);
        if let Some(known) = names.as_ref().filter(|known| known.state == state) {
            return Ok(known.clone());
        }
        let read = Names::of(&self.graph, state).map_err(|error| Refusal::new(500, in_full(&error)))?;
        let read = Arc::new(read);
        *names = Some(read.clone());
        Ok(read)
    }

    /// What is searched, of the graph as it is now.
    pub(super) fn search(&self) -> Result<Arc<TextIndex>, Refusal> {
        let state = self.state();
        let mut search = held(&self.search);
        if let Some((_, known)) = search.as_ref().filter(|(of, _)| *of == state) {
            return Ok(known.clone());
        }
        let index = TextIndex::of(&self.graph, None);
        let index = Arc::new(index.map_err(|error| Refusal::new(500, in_full(&error)))?);
        *search = Some((state, index.clone()));
        Ok(index)
    }

    /// Lets whoever has the token write, one at a time; makes it last, and writes a revision of what it touched.
    pub(super) fn write<T>(
        &self,
        request: &Request,
        change: impl FnOnce() -> Result<(T, Scope), Refusal>,
    ) -> Result<T, Refusal> {
        self.checked(request)?;
        let _writer = held(&self.writer);
        set_aside(&self.graph);
        let (changed, scope) = change()?;
        let command = format!("{} {}", request.method, request.path);
        self.graph
            .persist()
            .and_then(|()| self.graph.record_write(&scope, (&command, &(self.now)())))
            .map_err(|error| Refusal::new(500, in_full(&error)))?;
        let mut state = held(&self.state);
        let parts = [state.as_bytes(), request.path.as_bytes(), &request.body].concat();
        *state = hex(&Sha256::digest(parts));
        Ok(changed)
    }

    /// What a write has to meet.
    pub(super) fn conditions<'a>(&'a self, allowance: &'a Allowance) -> Conditions<'a> {
        Conditions {
            shapes: self.shapes.as_ref(),
            stop: &allowance.stop,
        }
    }

    /// Whether the request may write.
    pub(super) fn checked(&self, request: &Request) -> Result<(), Refusal> {
        let Some(token) = &self.token else {
            return Err(Refusal::new(
                403,
                "this server only reads: `testimony serve --writable` writes",
            ));
        };
        self.check_origin(request)?;
        let given = request.authorization.strip_prefix("Bearer ").unwrap_or_default();
        // Hashes take the same time to compare wherever they differ first.
        match text_hash(given) == text_hash(token) {
            true => Ok(()),
            false => Err(Refusal::new(
                401,
                "send the token as `Authorization: Bearer TOKEN`",
            )),
        }
    }

    /// A page of somebody else may not write through the browser of whoever looks at it.
    fn check_origin(&self, request: &Request) -> Result<(), Refusal> {
        let host = request.origin.split_once("://").map(|(_, host)| host);
        let is_own = host.is_some_and(|host| host == request.host);
        let is_let = self
            .origin
            .as_ref()
            .is_some_and(|origin| *origin == request.origin);
        match request.origin.is_empty() || is_own || is_let {
            true => Ok(()),
            false => Err(Refusal::new(
                403,
                format!(
                    "pages of `{}` may not write here: `testimony serve --cors` lets one origin",
                    request.origin
                ),
            )),
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A hash of all quads that is the same in any order: the sum of theirs.
fn content_hash(graph: &KnowledgeGraph) -> Result<String, StoreError> {
    let mut sum = 0_u128;
    graph.each_quad(|quad| {
        let hash = Sha256::digest(quad.to_string());
        let first = hash
            .iter()
            .take(16)
            .fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
        sum = sum.wrapping_add(first);
    })?;
    Ok(format!("{sum:032x}"))
}
