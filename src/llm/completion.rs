//! What a chat completion says, in the form of [OpenAI's API](https://platform.openai.com/docs/api-reference/chat/object).

use serde::Deserialize;
use serde_json::Value;

/// A reply of the endpoint.
#[derive(Debug, Deserialize)]
pub(super) struct Completion {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<TokenCounts>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Message {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    refusal: Option<String>,
}

/// How many tokens an exchange took.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct TokenCounts {
    #[serde(default)]
    pub(super) prompt_tokens: u64,
    #[serde(default)]
    pub(super) completion_tokens: u64,
}

#[derive(Deserialize)]
struct Answer {
    claims: Vec<Value>,
}

/// A reply that says nothing that can be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unusable {
    /// It is no completion.
    #[error("it is no chat completion ({0})")]
    Form(String),
    /// The model stopped in the middle.
    #[error("the answer was cut off; allow more tokens")]
    CutOff,
    /// The model would not answer.
    #[error("the model refused to answer: {0}")]
    Refused(String),
    /// There is no answer in it.
    #[error("the answer is empty")]
    Empty,
    /// The answer is not what was asked for.
    #[error("the answer is not the JSON that was asked for ({0})")]
    Json(String),
}

impl Completion {
    /// Reads a reply.
    pub(super) fn parse(body: &[u8]) -> Result<Self, Unusable> {
        serde_json::from_slice(body).map_err(|error| Unusable::Form(error.to_string()))
    }

    /// How many tokens it took; nought where the endpoint does not say.
    pub(super) fn tokens(&self) -> TokenCounts {
        self.usage.unwrap_or_default()
    }

    /// The claims of the answer, each as it came.
    pub(super) fn claims(&self) -> Result<Vec<Value>, Unusable> {
        let choice = self.choices.first().ok_or(Unusable::Empty)?;
        if choice.finish_reason.as_deref() == Some("length") {
            return Err(Unusable::CutOff);
        }
        if let Some(refusal) = &choice.message.refusal {
            return Err(Unusable::Refused(refusal.clone()));
        }
        let content = choice.message.content.as_deref().unwrap_or_default();
        let content = without_fence(content.trim());
        if content.is_empty() {
            return Err(Unusable::Empty);
        }
        let answer: Answer =
            serde_json::from_str(content).map_err(|error| Unusable::Json(error.to_string()))?;
        Ok(answer.claims)
    }
}

/// Some models put JSON between the marks of a block of code in Markdown, whatever they are told.
fn without_fence(content: &str) -> &str {
    let inside = || {
        let (_, inside) = content.strip_prefix("```")?.split_once('\n')?;
        inside.trim_end().strip_suffix("```")
    };
    inside().unwrap_or(content).trim()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(content: &str, finish: &str) -> Result<Vec<Value>, Unusable> {
        let body = json!({"choices": [{"message": {"content": content}, "finish_reason": finish}]});
        Completion::parse(body.to_string().as_bytes())?.claims()
    }

    #[test]
    fn an_answer_is_read_with_and_without_a_fence() {
        assert_eq!(claims("{\"claims\": [1]}", "stop"), Ok(vec![json!(1)]));
        assert_eq!(claims("```json\n{\"claims\": []}\n```\n", "stop"), Ok(vec![]));
    }

    #[test]
    fn an_answer_that_cannot_be_used_says_why() {
        assert_eq!(claims("{\"claims\": [", "length"), Err(Unusable::CutOff));
        assert_eq!(claims("  ", "stop"), Err(Unusable::Empty));
        assert!(matches!(claims("Sure! Here is", "stop"), Err(Unusable::Json(_))));
        assert!(matches!(Completion::parse(b"<html>"), Err(Unusable::Form(_))));
    }
}
