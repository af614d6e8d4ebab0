//! The model itself, run by tract.
//!
//! The shapes inside such a model follow from the words of each sentence. Therefore it is not compiled for one shape: each
//! operation is prepared when its inputs are there.

use std::fmt::Display;
use std::sync::Arc;

use tract_onnx::prelude::*;
use tract_onnx::tract_hir::infer::Factoid;

use super::encoding::Encoded;

/// The output that holds the scores.
const OUTPUT: &str = "logits";

/// A model that is ready to run.
pub(super) struct Session {
    plan: Arc<InferenceSimplePlan>,
    /// The names of its inputs, in order.
    inputs: Vec<String>,
}

impl Session {
    /// Reads a model.
    pub(super) fn load(bytes: &[u8]) -> Result<Self, String> {
        let mut reader = bytes;
        let model = tract_onnx::onnx().model_for_read(&mut reader);
        let mut model = model.map_err(|error| format!("it is no ONNX model that can be run: {error:#}"))?;
        let inputs =
            any_shape(&mut model).map_err(|error| format!("its inputs cannot be used: {error:#}"))?;
        model
            .select_outputs_by_name([OUTPUT])
            .map_err(|_| format!("it has no output `{OUTPUT}`; export a span model of GLiNER"))?;
        let plan = model.into_runnable_with_options(&RunOptions::default());
        Ok(Self {
            plan: plan.map_err(|error| format!("it cannot be run: {error:#}"))?,
            inputs,
        })
    }

    /// The scores of all spans, word by word, width by width, label by label.
    pub(super) fn run(&self, encoded: &Encoded) -> Result<Vec<f32>, String> {
        let inputs = self.inputs.iter().map(|name| input(name, encoded));
        let inputs = inputs.collect::<Result<TVec<TValue>, String>>()?;
        let words = encoded.words;
        let fails = |error: &dyn Display| format!("it fails on a sentence of {words} words: {error:#}");
        let outputs = self.plan.run(inputs).map_err(|error| fails(&error))?;
        let scores = outputs.first().ok_or_else(|| fails(&"it has no output"))?;
        let scores = scores.cast_to::<f32>().map_err(|error| fails(&error))?;
        let scores = scores
            .to_plain_array_view::<f32>()
            .map_err(|error| fails(&error))?;
        Ok(scores.iter().copied().collect())
    }
}

/// Lets the inputs have any shape, and gives their names.
fn any_shape(model: &mut InferenceModel) -> TractResult<Vec<String>> {
    let mut names = Vec::new();
    for (index, outlet) in model.input_outlets()?.to_vec().into_iter().enumerate() {
        names.push(model.node(outlet.node).name.to_string());
        let mut fact = InferenceFact::new();
        if let Some(kind) = model.input_fact(index)?.datum_type.concretize() {
            fact = fact.with_datum_type(kind);
        }
        model.set_input_fact(index, fact)?;
    }
    Ok(names)
}

/// The tensor for an input; the batch is one sentence.
fn input(name: &str, encoded: &Encoded) -> Result<TValue, String> {
    let tokens = [1, encoded.input_ids.len()];
    let spans = encoded.span_mask.len();
    let tensor = match name {
        "input_ids" => Tensor::from_shape(&tokens, &encoded.input_ids),
        "attention_mask" => Tensor::from_shape(&tokens, &encoded.attention_mask),
        "words_mask" => Tensor::from_shape(&tokens, &encoded.words_mask),
        "text_lengths" => Tensor::from_shape(&[1, 1], &[encoded.words]),
        "span_idx" => Tensor::from_shape(&[1, spans, 2], &encoded.span_idx),
        "span_mask" => Tensor::from_shape(&[1, spans], &encoded.span_mask),
        other => {
            return Err(format!(
                "it asks for `{other}`, which span models of GLiNER do not"
            ));
        }
    };
    Ok(tensor.map_err(|error| error.to_string())?.into_tvalue())
}
