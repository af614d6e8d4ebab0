//! The language model as a whole.

use super::attribute_ruler::AttributeRuler;
use super::encoder::Encoder;
use super::kernel::{InstructionSet, Instructions};
use super::lemma::Lemmas;
use super::model_file::{ModelError, ModelFile};
use super::names::NameFinder;
use super::parser::Parser;
use super::tagger::Tagger;
use super::tokenizer::Tokenizer;
use super::words::WordFeatures;

pub(super) static BUNDLED: &[u8] = include_bytes!("../../models/en_core_web_sm.bin");

/// A language model: weights, tables and rules. It never changes; threads share it.
pub struct LanguageModel {
    pub(super) tokenizer: Tokenizer,
    pub(super) words: WordFeatures,
    pub(super) shared: Encoder,
    pub(super) private: Encoder,
    pub(super) tagger: Tagger,
    pub(super) parser: Parser,
    pub(super) names: NameFinder,
    pub(super) attribute_ruler: AttributeRuler,
    pub(super) lemmas: Lemmas,
}

impl LanguageModel {
    /// The English model that the program carries: spaCy's `en_core_web_sm` 3.8.0.
    pub fn bundled() -> Self {
        Self::with_instructions(InstructionSet::best())
    }

    /// The bundled model, run with the given machine instructions.
    ///
    /// Instructions that the processor lacks are replaced by portable ones. The results are the same.
    #[expect(clippy::expect_used, reason = "a test loads the bundled file")]
    pub fn with_instructions(instructions: InstructionSet) -> Self {
        Self::read(BUNDLED, instructions).expect("the bundled model is whole")
    }

    fn read(bytes: &'static [u8], instructions: InstructionSet) -> Result<Self, ModelError> {
        let instructions = Instructions::new(instructions);
        let file = ModelFile::open(bytes)?;
        Ok(Self {
            tokenizer: Tokenizer::load(&file)?,
            words: WordFeatures::load(&file)?,
            shared: Encoder::load(&file, "shared", instructions)?,
            private: Encoder::load(&file, "private", instructions)?,
            tagger: Tagger::load(&file, instructions)?,
            parser: Parser::load(&file, instructions)?,
            names: NameFinder::load(&file, instructions)?,
            attribute_ruler: AttributeRuler::load(&file)?,
            lemmas: Lemmas::load(&file)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_model_loads() {
        assert!(LanguageModel::read(BUNDLED, InstructionSet::Portable).is_ok());
    }

    #[test]
    fn a_model_without_its_sections_is_refused() {
        let header = r#"{"format":"testimony language model 1","sections":{}}"#;
        let file = [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
        let empty = Box::leak(file.into_boxed_slice());
        let error = LanguageModel::read(empty, InstructionSet::Portable)
            .err()
            .unwrap();
        assert_eq!(
            error.to_string(),
            "the language model has no section `tokenizer.exceptions`"
        );
    }
}
