//! Connections: what is read from them, for how long, and how an answer gets back.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::request::Parts;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use oxigraph::sparql::CancellationToken;
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{interval, sleep, timeout};

use super::exchange::{FOR_WORKER, Refusal, Request, Response};
use super::figures::Figures;
use super::message::{decoded, received, sent};
use super::route::{kind, respond};
use super::site::Site;
use super::visitors::{Visitors, turn_away};
use super::workers::Workers;
use super::{ServerError, ServerSettings, Surroundings, Visit};
use crate::store::{Allowance, KnowledgeGraph};

/// How long a client may take to send its headers, and then its body.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the answer to a wrong token takes.
const DISCOURAGEMENT: Duration = Duration::from_secs(1);
/// How often memory is looked at while something is answered.
const MEMORY_PERIOD: Duration = Duration::from_millis(50);
/// How often the graph's place is looked at.
const RENEWAL_PERIOD: Duration = Duration::from_secs(2);

/// What all connections share.
struct Server {
    site: RwLock<Arc<Site>>,
    settings: ServerSettings,
    workers: Workers,
    figures: Figures,
    places: Arc<Semaphore>,
    /// The tokens of what is being worked on, the oldest first; a question that was stopped is among them until its thread ends.
    running: Mutex<Vec<Weak<CancellationToken>>>,
    clock: fn() -> Duration,
    log: fn(&Visit<'_>),
}

/// Counts a request as being under way until it is dropped.
struct Underway(Arc<Server>);

impl Underway {
    fn new(server: &Arc<Server>) -> Self {
        server.figures.running.fetch_add(1, Ordering::Relaxed);
        Self(server.clone())
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.figures.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Stops a question when it is dropped: its client left, or it has been answered anyway.
struct Stopper(CancellationToken);

impl Drop for Stopper {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Serves `graph` until the process is told to end, and then ends what is under way.
pub fn serve(
    graph: KnowledgeGraph,
    settings: ServerSettings,
    surroundings: Surroundings,
) -> Result<(), ServerError> {
    let site = Arc::new(Site::opened(graph, &settings)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(ServerError::Start)?;
    let Surroundings {
        clock,
        memory,
        ready,
        log,
        renewed,
        worker,
    } = surroundings;
    let server = Arc::new(Server {
        site: RwLock::new(site),
        workers: Workers::new(worker, settings.workers),
        figures: Figures::default(),
        places: Arc::new(Semaphore::new(settings.requests)),
        running: Mutex::default(),
        clock,
        log,
        settings,
    });
    let outcome = runtime.block_on(async {
        let address = server.settings.listen;
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|source| ServerError::Listen { address, source })?;
        ready(listener.local_addr().map_err(ServerError::Start)?);
        tokio::spawn(watch_memory(server.clone(), memory));
        tokio::spawn(renew(server.clone(), renewed));
        accept(&server, listener).await
    });
    runtime.shutdown_timeout(PATIENCE);
    outcome
}

/// Takes connections until the process is told to end.
async fn accept(server: &Arc<Server>, listener: TcpListener) -> Result<(), ServerError> {
    let router = Router::new().fallback(handle).with_state(server.clone());
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let graceful = GracefulShutdown::new();
    let visitors = Visitors::default();
    let mut ended = std::pin::pin!(told_to_end());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            ended = &mut ended => break ended.map_err(ServerError::Start)?,
        };
        let Ok((stream, address)) = accepted else {
            // Too many open files, most likely: others have to close first.
            sleep(MEMORY_PERIOD).await;
            continue;
        };
        let Some(visitor) = visitors.admit(address.ip()) else {
            tokio::spawn(turn_away(stream));
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that breaks off is no failure of the server's.
            let _ = connection.await;
            drop(visitor);
        });
    }
    drop(listener);
    if timeout(PATIENCE, graceful.shutdown()).await.is_err() {
        server.stop_all();
    }
    Ok(())
}

/// Waits for Ctrl-C or, where there are signals, SIGTERM.
async fn told_to_end() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Stops the oldest question as soon as the process takes too much memory, and all when it takes far too much.
///
/// What was freed is not always given back to the system; that is not held against the next question, up to what all may take.
async fn watch_memory(server: Arc<Server>, memory: fn() -> Option<u64>) {
    let mut ticks = interval(MEMORY_PERIOD);
    let most = server.settings.memory;
    let for_questions = most.saturating_sub(memory().unwrap_or_default());
    let mut kept = 0_u64;
    loop {
        ticks.tick().await;
        let Some(taken) = memory() else { continue };
        let limit = most.max(kept.saturating_add(for_questions));
        if server.working().is_empty() {
            kept = taken.min(most);
        } else if taken > limit.saturating_add(for_questions / 2) {
            server.stop_all();
        } else if taken > limit {
            server.stop_oldest();
        }
    }
}

/// Serves the graph anew when it has changed; requests under way go on with the old one.
async fn renew(server: Arc<Server>, mut renewed: Box<dyn FnMut() -> Option<KnowledgeGraph> + Send>) {
    let mut ticks = interval(RENEWAL_PERIOD);
    loop {
        ticks.tick().await;
        let settings = server.settings.clone();
        let look = tokio::task::spawn_blocking(move || {
            let graph = renewed();
            (
                graph.and_then(|graph| Site::opened(graph, &settings).ok()),
                renewed,
            )
        });
        let Ok((site, looker)) = look.await else { return };
        renewed = looker;
        if let Some(site) = site {
            *server.site.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(site);
            server.workers.dismiss();
        }
    }
}

impl Server {
    /// What is served now.
    fn site(&self) -> Arc<Site> {
        self.site.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn stop_all(&self) {
        self.working().iter().for_each(|token| self.stop(token));
    }

    /// Stops what has been worked on for longest, and nothing as long as something that was stopped has not ended: a short
    /// question does not pay for a long one.
    fn stop_oldest(&self) {
        let working = self.working();
        if !working.iter().any(|token| token.is_cancelled()) {
            working.first().into_iter().for_each(|token| self.stop(token));
        }
    }

    fn stop(&self, token: &CancellationToken) {
        if !token.is_cancelled() {
            self.figures.stopped.fetch_add(1, Ordering::Relaxed);
            token.cancel();
        }
    }

    /// What is being worked on, the oldest first.
    fn working(&self) -> Vec<Arc<CancellationToken>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|token| token.strong_count() > 0);
        running.iter().filter_map(Weak::upgrade).collect()
    }

    /// A token that counts as being worked on for as long as it is held.
    fn begin(&self, stopper: &Stopper) -> Arc<CancellationToken> {
        let token = Arc::new(stopper.0.clone());
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.push(Arc::downgrade(&token));
        token
    }
}

/// Answers one request, whatever becomes of it.
async fn handle(
    State(server): State<Arc<Server>>,
    request: axum::extract::Request,
) -> axum::response::Response {
    let begun = (server.clock)();
    let (parts, body) = request.into_parts();
    let underway = Underway::new(&server);
    let response = match parts.uri.path() {
        "/healthz" => Response::new("text/plain; charset=utf-8", "ok\n"),
        "/metrics" => Response::new("text/plain; version=0.0.4", server.figures.text()),
        _ => match answered(&server, &parts, body).await {
            Ok(response) => response,
            Err(refusal) => refusal.into(),
        },
    };
    drop(underway);
    if response.status == 401 {
        // Whoever guesses tokens has to wait for each, and takes nobody's place meanwhile.
        sleep(DISCOURAGEMENT).await;
    }
    let path = decoded(parts.uri.path());
    let took = (server.clock)().saturating_sub(begun);
    server.figures.count((kind(&path), response.status), took);
    (server.log)(&Visit {
        method: parts.method.as_str(),
        path: &path,
        status: response.status,
        bytes: response.body.len(),
        took,
    });
    sent(server.settings.origin.as_deref(), (&parts, response))
}

async fn answered(server: &Arc<Server>, parts: &Parts, body: Body) -> Result<Response, Refusal> {
    if parts.method == "OPTIONS" {
        return Ok(Response::status(204).with("allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS"));
    }
    let request = received(parts, whole(body, server.settings.body).await?);
    let place = timeout(server.settings.timeout, server.places.clone().acquire_owned()).await;
    let Ok(Ok(place)) = place else {
        return Err(Refusal::busy());
    };
    match answered_here(server, (request, place)).await? {
        Outcome::Answered(response) => Ok(response),
        Outcome::Left(request) => {
            let state = server.site().state();
            let limits = (server.settings.timeout, &server.figures);
            server.workers.answer((&state, &request), limits).await
        }
    }
}

/// What becomes of a request on a thread of the server.
enum Outcome {
    Answered(Response),
    /// It is for a worker.
    Left(Box<Request>),
}

/// Answers a request on a thread, in a place that it has while it lasts, unless it is for a worker.
async fn answered_here(
    server: &Arc<Server>,
    (request, place): (Request, OwnedSemaphorePermit),
) -> Result<Outcome, Refusal> {
    let stopper = Stopper(CancellationToken::new());
    let working = server.begin(&stopper);
    let allowance = Allowance {
        stop: stopper.0.clone(),
        rows: Some(server.settings.rows),
        services: server.settings.services.clone(),
    };
    let site = server.site();
    let work = tokio::task::spawn_blocking(move || {
        let (_place, _working) = (place, working);
        let response = respond(&site, &request, &allowance);
        match response.status {
            FOR_WORKER => Outcome::Left(Box::new(request)),
            _ => Outcome::Answered(response),
        }
    });
    match timeout(server.settings.timeout, work).await {
        Ok(Ok(outcome)) => Ok(outcome),
        Ok(Err(_)) => Err(Refusal::new(
            500,
            "this question broke the server: please report it",
        )),
        Err(_) => {
            server.figures.stopped.fetch_add(1, Ordering::Relaxed);
            Err(Refusal::overdue(server.settings.timeout))
        }
    }
}

/// The body, when it comes in time and has no more than `most` bytes.
async fn whole(body: Body, most: usize) -> Result<Vec<u8>, Refusal> {
    match timeout(PATIENCE, to_bytes(body, most)).await {
        Ok(Ok(body)) => Ok(body.to_vec()),
        Ok(Err(_)) => {
            let message = format!("the body breaks off or has more than {most} bytes");
            Err(Refusal::new(413, message))
        }
        Err(_) => Err(Refusal::new(408, "the body did not come in time")),
    }
}
