//! `testimony link --service`: a live reconciliation service is asked for the names of things.

#[cfg(feature = "http")]
use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
#[cfg(feature = "http")]
use oxigraph::model::NamedNode;
use testimony::linking::{Decisions, Subject};
#[cfg(feature = "http")]
use testimony::linking::{Outcome, Page, Verdict};
use testimony::ontology::Ontology;

use super::found::Found;
#[cfg(feature = "http")]
use super::found::is_called;
use super::target::TargetArgs;

/// What a service is asked besides names.
#[cfg_attr(
    not(feature = "http"),
    expect(dead_code, reason = "a build that opens no connection asks nothing")
)]
pub(super) enum Also<'a> {
    Nothing,
    /// What it says of linked records by these properties.
    Facts(&'a [String]),
    /// The pages of what the thing of this name may be.
    Pages(&'a str),
}

/// The most records whose pages are asked for.
#[cfg(feature = "http")]
const MOST_PAGES: usize = 3;

/// How a service is asked.
#[derive(Debug, Args)]
pub(super) struct ServiceArgs {
    /// The address of a service of the Reconciliation Service API to link to
    #[arg(long, value_name = "URL", conflicts_with_all = ["to", "within"])]
    service: Option<String>,
    /// What links to the service go by [default: its host]
    #[arg(long = "as", value_name = "NAME", requires = "service")]
    name: Option<String>,
    /// Whom those who run the service may write to; Wikimedia's ask for it
    #[arg(long, value_name = "ADDRESS", requires = "service")]
    contact: Option<String>,
    /// The version to speak: 0.1, 0.2 or 1.0-draft [default: what the service offers, 0.2 first]
    #[arg(long, value_name = "VERSION", requires = "service")]
    api: Option<String>,
    /// The service's type for a class of ours, as in Person=Q5; things of other classes are not asked for
    #[arg(long = "type", value_name = "CLASS=ID", requires = "service")]
    types: Vec<String>,
    /// A property of the service that says what a thing is in, such as P131
    #[arg(long, value_name = "ID", requires = "service")]
    property: Vec<String>,
    /// The most questions of one request; a service may say that it takes fewer
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    batch: usize,
    /// The longest that one request may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
    /// How often a request is sent again that got no reply, or a reply that says to wait
    #[arg(long, value_name = "NUMBER", default_value_t = 4)]
    retries: u32,
    /// Where answers are kept [default: $XDG_CACHE_HOME/testimony/services, else ~/.cache/testimony/services]
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Use only answers that are kept, and ask nobody
    #[arg(long, requires = "service", conflicts_with = "refresh")]
    offline: bool,
    /// Ask for all again
    #[arg(long, requires = "service")]
    refresh: bool,
}

impl ServiceArgs {
    /// Whether a service is named.
    pub(super) fn is_named(&self) -> bool {
        self.service.is_some()
    }

    /// What links to the service go by; nothing when none is named.
    pub(super) fn name(&self) -> anyhow::Result<Option<String>> {
        let Some(url) = &self.service else { return Ok(None) };
        let host = url
            .split("://")
            .nth(1)
            .and_then(|rest| rest.split(['/', '?', '#']).next());
        let host = host.filter(|host| !host.is_empty());
        let host =
            host.with_context(|| format!("`{url}` is no address of a service; begin it with https://"))?;
        let plain = |letter: char| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        };
        let by_host = host.to_ascii_lowercase().chars().map(plain).collect();
        let name = self.name.clone().unwrap_or(by_host);
        let is_plain =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter);
        match !name.is_empty() && name != "within" && name.chars().all(is_plain) {
            true => Ok(Some(name)),
            false => {
                bail!("`{name}` cannot name links: use small letters, digits, `-` and `_`, and not `within`")
            }
        }
    }

    /// Asks for all names, weighs what is answered, and asks for what else is wanted.
    #[cfg(feature = "http")]
    pub(super) fn find(
        &self,
        (target, name, also): (&TargetArgs, &str, Also<'_>),
        things: &[Subject],
        (ontology, decisions): (&Ontology, &Decisions),
    ) -> anyhow::Result<Found> {
        use testimony::linking::{Alignment, Linker, Service, Source};

        let service = Service::open(self.settings(name, ontology)?)?;
        let answers = service.ask(things)?;
        let weights = target.weights()?;
        let alignment = Alignment::bundled(ontology);
        let linker = Linker::new(Source::from(&answers), (&weights, &alignment), decisions);
        let outcomes = linker.link(things)?;
        let (mut facts, mut pages) = (Vec::new(), BTreeMap::new());
        match also {
            Also::Facts(properties) => {
                facts = service.extend(&answers, &linked(&outcomes), properties)?;
            }
            Also::Pages(name) => {
                let asked = outcomes
                    .iter()
                    .filter(|outcome| is_called(&outcome.subject, name));
                for judgement in asked.flat_map(|outcome| &outcome.judgements).take(MOST_PAGES) {
                    let id = &judgement.record.id;
                    let page = answers.own_id(id).map(|own| service.page(own));
                    pages.extend(page.map(|page| (id.clone(), told(page))));
                }
            }
            Also::Nothing => {}
        }
        Ok(Found::Records {
            things: things.len(),
            outcomes,
            target: service.target(),
            facts,
            pages,
        })
    }

    #[cfg(not(feature = "http"))]
    pub(super) fn find(
        &self,
        _: (&TargetArgs, &str, Also<'_>),
        _: &[Subject],
        _: (&Ontology, &Decisions),
    ) -> anyhow::Result<Found> {
        bail!("this build opens no connection: build it with `--features http` to ask a service")
    }

    #[cfg(feature = "http")]
    fn settings(
        &self,
        name: &str,
        ontology: &Ontology,
    ) -> anyhow::Result<testimony::linking::ServiceSettings> {
        use std::time::Duration;

        use testimony::http::Limits;
        use testimony::linking::{Access, ApiVersion, ServiceSettings};

        let version = self.api.as_deref().map(|api| {
            ApiVersion::parse(api)
                .with_context(|| format!("there is no version `{api}`; write 0.1, 0.2 or 1.0-draft"))
        });
        Ok(ServiceSettings {
            url: self.service.clone().unwrap_or_default(),
            name: name.to_owned(),
            version: version.transpose()?,
            contact: self.contact.clone(),
            types: self.types(ontology)?,
            properties: self.property.clone(),
            batch: self.batch,
            limits: Limits {
                timeout: Duration::from_secs(self.timeout),
                retries: self.retries,
                ..Limits::default()
            },
            cache: self.cache()?,
            access: match (self.offline, self.refresh) {
                (true, _) => Access::Offline,
                (false, true) => Access::Refresh,
                (false, false) => Access::Online,
            },
        })
    }

    /// The service's type for each class: the one of a class is also that of those below it that have none.
    #[cfg(feature = "http")]
    fn types(&self, ontology: &Ontology) -> anyhow::Result<BTreeMap<NamedNode, String>> {
        let (mut types, mut below) = (BTreeMap::new(), BTreeMap::new());
        for pair in &self.types {
            let (class, id) = pair
                .split_once('=')
                .with_context(|| format!("write `{pair}` as CLASS=ID"))?;
            let known = ontology.class(class);
            let class = known.with_context(|| format!("the ontology has no class `{class}`"))?;
            let narrower = ontology
                .classes()
                .filter(|other| ontology.is_subclass(*other, class));
            below.extend(narrower.map(|other| (other.into_owned(), id.to_owned())));
            types.insert(class.into_owned(), id.to_owned());
        }
        below.extend(types);
        Ok(below)
    }

    #[cfg(feature = "http")]
    fn cache(&self) -> anyhow::Result<PathBuf> {
        let chosen = self.cache.clone().or_else(|| {
            let cache = std::env::var_os("XDG_CACHE_HOME").filter(|cache| !cache.is_empty());
            let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
            Some(cache.map(PathBuf::from).or_else(home)?.join("testimony/services"))
        });
        chosen.context("where answers are kept is not known: say it with --cache")
    }
}

/// The records that things are linked to, by their IRIs.
#[cfg(feature = "http")]
fn linked(outcomes: &[Outcome]) -> Vec<&str> {
    let linked = outcomes.iter().filter(|outcome| outcome.verdict != Verdict::None);
    let best = linked.filter_map(|outcome| outcome.judgements.first());
    best.map(|best| best.record.id.as_str()).collect()
}

/// A page in lines.
#[cfg(feature = "http")]
fn told(page: Page) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    lines.extend(page.url.map(|url| ("page", url)));
    match (page.words, page.preview) {
        (Some(Ok(words)), _) => lines.push(("preview", words)),
        (Some(Err(problem)), _) => lines.push(("no preview", problem)),
        (None, Some(url)) => lines.push(("preview at", url)),
        (None, None) => {}
    }
    lines
}
