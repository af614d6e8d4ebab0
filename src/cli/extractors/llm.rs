//! Options of the extractor `llm`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use testimony::extractor::Extractor;
use testimony::http::Limits;
use testimony::llm::{Llm, LlmSettings, Prices};
use testimony::proposal::{Prompt, Terms};

use super::Setting;

/// Which language model, and how it is asked.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of --extractor llm")]
pub(super) struct LlmArgs {
    /// The endpoint, up to its version: http://127.0.0.1:11434/v1
    #[arg(long, value_name = "URL")]
    llm_url: Option<String>,
    /// The model's name there
    #[arg(long, value_name = "NAME")]
    llm_model: Option<String>,
    /// The environment variable that holds the key; the key itself is never written anywhere
    #[arg(long, value_name = "VARIABLE")]
    llm_key_env: Option<String>,
    /// A template of your own for the instructions, instead of ontology/extractors/llm.md
    #[arg(long, value_name = "FILE")]
    llm_prompt: Option<PathBuf>,
    /// Keep answers in this folder, and use those that are there [default of build: beside the graph]
    #[arg(long, value_name = "FOLDER")]
    llm_cache: Option<PathBuf>,
    /// The most tokens of one answer [default: the endpoint's]
    #[arg(long, value_name = "N")]
    llm_max_tokens: Option<u32>,
    /// The longest wait for an answer
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "120")]
    llm_timeout: Duration,
    /// How often a question is sent again that got no answer, or the status 429 or 5xx
    #[arg(long, value_name = "N", default_value_t = 4)]
    llm_retries: u32,
    /// The wait before that; it doubles each time, and the server may ask for another
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "1")]
    llm_wait: Duration,
    /// The price of a million tokens sent
    #[arg(long, value_name = "PRICE")]
    llm_price_in: Option<f64>,
    /// The price of a million tokens that come back
    #[arg(long, value_name = "PRICE")]
    llm_price_out: Option<f64>,
}

/// A model at work. It tells how often it was asked when it is dropped.
pub(super) struct Model {
    pub(super) llm: Llm,
    pub(super) extractor: Extractor,
    pub(super) terms: Terms,
    prices: Option<Prices>,
    is_quiet: bool,
}

impl LlmArgs {
    /// Whether the options go with the extractors.
    pub(super) fn check(&self, is_named: bool) -> anyhow::Result<()> {
        match (is_named, &self.llm_url, &self.llm_model) {
            (true, Some(_), Some(_)) | (false, None, None) => Ok(()),
            (true, _, _) => bail!(
                "--extractor llm needs --llm-url and --llm-model, such as --llm-url http://127.0.0.1:11434/v1 --llm-model qwen3:8b"
            ),
            (false, _, _) => bail!("--llm-url and --llm-model go with --extractor llm"),
        }
    }

    /// Begins to work with the model.
    pub(super) fn open(&self, setting: &Setting<'_>) -> anyhow::Result<Model> {
        let terms = match setting.schema {
            Some(schema) => Terms::of_schema(schema),
            None => Terms::of_ontology(setting.ontology),
        };
        let prompt = match &self.llm_prompt {
            Some(path) => {
                let text =
                    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
                Prompt::new((path, &text), &terms)?
            }
            None => Prompt::new((Path::new(Prompt::BUNDLED.0), Prompt::BUNDLED.1), &terms)?,
        };
        let settings = LlmSettings {
            url: self.llm_url.clone().unwrap_or_default(),
            model: self.llm_model.clone().unwrap_or_default(),
            key: self.key()?,
            max_tokens: self.llm_max_tokens,
            cache: self.llm_cache.clone().or_else(|| setting.cache.clone()),
            limits: Limits {
                timeout: self.llm_timeout,
                retries: self.llm_retries,
                first_wait: self.llm_wait,
                ..Limits::default()
            },
        };
        let llm = Llm::new(settings, prompt, &terms);
        Ok(Model {
            extractor: llm.extractor(),
            llm,
            terms,
            prices: self.prices(),
            is_quiet: setting.is_quiet,
        })
    }

    fn key(&self) -> anyhow::Result<Option<String>> {
        let Some(variable) = &self.llm_key_env else {
            return Ok(None);
        };
        match std::env::var(variable) {
            Ok(key) if !key.trim().is_empty() => Ok(Some(key.trim().to_owned())),
            _ => bail!("the environment variable `{variable}` that --llm-key-env names holds no key; set it"),
        }
    }

    fn prices(&self) -> Option<Prices> {
        let is_given = self.llm_price_in.is_some() || self.llm_price_out.is_some();
        is_given.then(|| Prices {
            input: self.llm_price_in.unwrap_or_default(),
            output: self.llm_price_out.unwrap_or_default(),
        })
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        let figures = self.llm.figures();
        if self.is_quiet || figures.calls + figures.cached == 0 {
            return;
        }
        let cost = self
            .prices
            .map(|prices| format!(", cost {:.4}", figures.cost(prices)));
        eprintln!(
            "testimony: {}: {figures}{}",
            self.extractor,
            cost.unwrap_or_default()
        );
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
