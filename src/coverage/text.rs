//! Reports and accounts as text for people.
//!
//! All of a report but the lines to paste begins with `#`, so that a section can be appended to its table as it is.

use std::fmt::{self, Write as _};

use super::report::{Gap, Report, WithoutClaim};
use super::{Sample, SentenceAccount};

/// The most characters that are shown of a sentence.
const LONGEST: usize = 160;

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = &self.sentences;
        writeln!(formatter, "# documents\t{}", self.documents)?;
        writeln!(formatter, "# sentences\t{}", figures.all)?;
        writeln!(formatter, "# with a claim\t{}", figures.claimed)?;
        writeln!(formatter, "# something fell out\t{}", figures.fell_out)?;
        writeln!(formatter, "# nothing to claim\t{}", figures.nothing_to_claim)?;
        writeln!(formatter, "# blocks of furniture\t{}", figures.furniture)?;
        writeln!(formatter, "#\n# ---------- Sentences without a claim ----------")?;
        for without in &self.without_claim {
            write_without(formatter, without)?;
        }
        let found = &self.found;
        let sections = [
            (
                "relations.tsv: predicates without an entry",
                &self.predicates,
                found.predicates,
            ),
            (
                "attribution.tsv: words with a clause that are no cues",
                &self.cues,
                found.cues,
            ),
            ("Speakers left unspecified", &self.speakers, found.speakers),
            ("classes.tsv: nouns without a class", &self.nouns, found.nouns),
        ];
        for (title, gaps, all) in sections {
            let shown = gaps.len();
            writeln!(formatter, "#\n# ---------- {title} ({shown} of {all}) ----------")?;
            for gap in gaps {
                write_gap(formatter, gap)?;
            }
        }
        self.write_unused(formatter)
    }
}

impl Report {
    fn write_unused(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.unused_relations.len();
        writeln!(
            formatter,
            "#\n# ---------- Relations that are claimed nowhere ({all}) ----------"
        )?;
        for unused in &self.unused_relations {
            let (relation, label, words) = (&unused.relation, &unused.label, unused.words);
            writeln!(formatter, "# {relation}\t“{label}”\twords for it: {words}")?;
            if let Some(line) = &unused.line {
                writeln!(formatter, "{}", line.text)?;
            }
        }
        Ok(())
    }
}

fn write_without(formatter: &mut fmt::Formatter<'_>, without: &WithoutClaim) -> fmt::Result {
    let count = without.uses.count;
    match without.stage {
        Some(stage) => writeln!(formatter, "# {count}\t{stage}: {}", stage.meaning())?,
        None => writeln!(formatter, "# {count}\t{}", without.standing)?,
    }
    write_samples(formatter, &without.uses.samples)
}

fn write_gap(formatter: &mut fmt::Formatter<'_>, gap: &Gap) -> fmt::Result {
    let Gap {
        words, kind, count, ..
    } = gap;
    match words.as_str() {
        "" => writeln!(formatter, "# {count}\t{kind}")?,
        words => writeln!(formatter, "# {count}\t“{words}”, {kind}")?,
    }
    write_samples(formatter, &gap.examples)?;
    if !gap.asked.is_empty() {
        writeln!(formatter, "#   asked for there: {}", gap.asked.join(", "))?;
    }
    match &gap.line {
        Some(line) => writeln!(formatter, "{}", line.text),
        None => Ok(()),
    }
}

fn write_samples(formatter: &mut fmt::Formatter<'_>, samples: &[Sample]) -> fmt::Result {
    for Sample { place, words } in samples {
        writeln!(formatter, "#   {place}: {}", shortened(words))?;
    }
    Ok(())
}

/// The words on one line, with an ellipsis where they are long.
fn shortened(words: &str) -> String {
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

impl SentenceAccount {
    /// What became of the sentence, line by line.
    pub fn to_text(&self) -> String {
        let words: Vec<&str> = self.sentence.split_whitespace().collect();
        let mut text = format!("{}\n", words.join(" "));
        let _ = match self.stage {
            Some(stage) => writeln!(text, "  no claim; {stage}: {}", stage.meaning()),
            None => writeln!(text, "  {}", self.verdict()),
        };
        for predicate in &self.predicates {
            let _ = writeln!(text, "  {}", predicate.word);
            for step in &predicate.steps {
                let stage = step.stage.map(|stage| format!(" ({stage})"));
                let entry = step.entry.as_ref().map(|entry| format!(" [{entry}]"));
                let (stage, entry) = (stage.unwrap_or_default(), entry.unwrap_or_default());
                let _ = writeln!(text, "    {}{stage}: {}{entry}", step.kind, step.because);
            }
        }
        text
    }

    fn verdict(&self) -> &'static str {
        match self.standing {
            "claimed" => "gives a claim",
            "furniture" => "no claim; it looks like a part of the page and not of the article",
            _ => "no claim; it has no predicate",
        }
    }
}
