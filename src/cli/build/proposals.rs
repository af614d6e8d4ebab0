//! Proposals of other extractors that a build refused: they go to the same file as what does not conform.

use testimony::store::Place;

use super::gate::{QUARANTINE, add_lines};
use crate::cli::extractors::Extractors;

/// Says how many proposals were refused, and where they are; all of them where no graph is kept.
pub(super) fn report(extractors: &Extractors, place: Option<&Place>) -> anyhow::Result<()> {
    let refused = extractors.refused();
    if refused.is_empty() {
        return Ok(());
    }
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
