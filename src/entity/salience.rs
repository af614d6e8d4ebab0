//! How present the things spoken of are at one point in the text.

use crate::analysis::Dep;
use crate::entity::cast::Cast;
use crate::mention::words::Words;

/// The most mentions that are looked back over.
const MOST: usize = 80;

/// A thing mentioned not long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recent {
    pub(crate) draft: usize,
    /// Its latest mention.
    pub(crate) mention: usize,
    /// Sentences since then.
    pub(crate) distance: usize,
    /// The grammatical place of that mention.
    pub(crate) place: Place,
}

/// Grammatical places, from the least to the most salient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// "they are **an issue**": says what something is, refers to nothing of its own.
    Predicate,
    /// An adjective or part of a compound: "**Chinese** officials".
    Modifier,
    Oblique,
    Object,
    Subject,
}

impl Recent {
    /// Orders by nearness first, then by place, then by position.
    pub(crate) fn rank(&self) -> (std::cmp::Reverse<usize>, Place, usize) {
        (std::cmp::Reverse(self.distance), self.place, self.mention)
    }
}

/// The grammatical place of the phrase with head `token`.
pub(crate) fn place_of(words: &Words<'_>, token: usize) -> Place {
    match words.dep(words.first_of_list(token)) {
        Dep::Nsubj | Dep::Nsubjpass => Place::Subject,
        Dep::Dobj | Dep::Dative => Place::Object,
        Dep::Attr | Dep::Oprd | Dep::Acomp => Place::Predicate,
        Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Npadvmod => Place::Modifier,
        _ => Place::Oblique,
    }
}

/// What was mentioned before `mention`, up to `reach` sentences back: one entry for each mention, latest first.
pub(crate) fn recent(cast: &Cast<'_>, mention: usize, reach: usize) -> Vec<Recent> {
    let here = cast.sentence(mention);
    (0..mention)
        .rev()
        .take(MOST)
        .map(|earlier| (earlier, here.saturating_sub(cast.sentence(earlier))))
        .take_while(|(_, distance)| *distance <= reach)
        .filter_map(|(earlier, distance)| {
            let draft = cast.drafts_of.get(earlier).copied().flatten()?;
            let place = place_of(&cast.words, cast.head(earlier));
            Some(Recent {
                draft,
                mention: earlier,
                distance,
                place,
            })
        })
        .collect()
}
