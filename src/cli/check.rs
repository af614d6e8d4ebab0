//! `testimony check`: whether ontology, lexicon and shapes agree.

use std::io::Write;

use testimony::agreement::{Files, problems};

use super::Ending;

pub(crate) fn run(output: &mut impl Write) -> anyhow::Result<Ending> {
    let problems = problems(&Files::bundled());
    for problem in &problems {
        writeln!(output, "{problem}")?;
    }
    if problems.is_empty() {
        writeln!(output, "ontology, lexicon and shapes agree")?;
        return Ok(Ending::Success);
    }
    Ok(Ending::Incomplete)
}
