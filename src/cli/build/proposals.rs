//! Proposals of other extractors that a build refused: they go to the same file as what does not conform.

use crate::cli::Global;
use crate::cli::extractors::Extractors;
use crate::cli::gate::{QUARANTINE, add_lines};
use crate::cli::place::place;

/// Says how many proposals were refused since the last time, and where they are; all of them where no graph is kept.
pub(super) fn report(extractors: &Extractors, kept: Option<&Global>) -> anyhow::Result<()> {
    let refused = extractors.take_refused();
    if refused.is_empty() {
        return Ok(());
    }
    let place = kept.map(place).transpose()?;
    match place.and_then(|place| place.companion(QUARANTINE)) {
        Some(path) => {
            let (count, shown) = (refused.len(), path.display().to_string());
            add_lines(&path, refused)?;
            eprintln!("testimony: {count} proposals failed a check and were kept out: see {shown}");
        }
        None => refused
            .iter()
            .for_each(|line| eprintln!("testimony: kept out: {line}")),
    }
    Ok(())
}
