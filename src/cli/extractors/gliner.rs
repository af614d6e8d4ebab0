//! Options of the extractor `gliner`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use testimony::gliner::{Gliner, Labels};
use testimony::ontology::Ontology;

/// Which model recognises names.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of --extractor gliner")]
pub(super) struct GlinerArgs {
    /// The folder of the model: model.onnx, tokenizer.json and gliner_config.json
    #[arg(long, value_name = "FOLDER")]
    model: Option<PathBuf>,
    /// A table of your own of what the model is asked for, instead of ontology/extractors/gliner.tsv
    #[arg(long, value_name = "FILE", requires = "model")]
    model_labels: Option<PathBuf>,
    /// The least score of a name, from 0 to 1
    #[arg(long, value_name = "SCORE", value_parser = score, default_value = "0.5")]
    model_threshold: f32,
}

impl GlinerArgs {
    /// Opens the model when the extractor is named.
    pub(super) fn open(&self, is_named: bool, ontology: &Ontology) -> anyhow::Result<Option<Gliner>> {
        let folder = match (&self.model, is_named) {
            (Some(folder), true) => folder,
            (None, false) => return Ok(None),
            (None, true) => bail!("--extractor gliner needs --model, the folder of a GLiNER model"),
            (Some(_), false) => bail!("--model goes with --extractor gliner"),
        };
        let labels = match &self.model_labels {
            Some(path) => {
                let text =
                    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
                Labels::parse((path, &text), ontology)?
            }
            None => Labels::parse((Path::new(Labels::BUNDLED.0), Labels::BUNDLED.1), ontology)?,
        };
        Ok(Some(Gliner::open(folder, labels, self.model_threshold)?))
    }
}

fn score(text: &str) -> Result<f32, String> {
    let score = text.parse().ok().filter(|score| (0.0..=1.0).contains(score));
    score.ok_or_else(|| "not a number from 0 to 1".to_owned())
}
