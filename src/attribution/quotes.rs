//! Quotations: what stands between quotation marks, and who goes on speaking there.

use super::Attribution;
use crate::clause::ClauseReader;
use crate::document::{Block, BlockKind, ByteSpan, Document};
use crate::lexicon::attribution::CueKind;

/// A stretch between quotation marks, the marks left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// The words between the marks.
    pub span: ByteSpan,
    /// The index of the block it stands in.
    pub block: usize,
    /// Whether the block ends before the quotation does, as when a speech runs over paragraphs.
    pub is_open: bool,
}

/// The quotations of a document, in text order.
///
/// Newspapers mix their marks: a quotation opened by `"` may be closed by `''` or by `”`. Single marks do not
/// count: they enclose words rather than speech, and look like apostrophes.
pub fn quotes(document: &Document) -> Vec<Quote> {
    let blocks = document.blocks().iter().enumerate();
    blocks
        .filter(|(_, block)| block.kind != BlockKind::Furniture)
        .flat_map(|(index, block)| in_block(document, index, block))
        .collect()
}

fn in_block(document: &Document, index: usize, block: &Block) -> Vec<Quote> {
    let text = document.slice(block.span);
    let mut quotes = Vec::new();
    let mut open = None;
    for (mark, width, may_open) in marks(text) {
        match open {
            Some(start) => {
                let span = ByteSpan::new(block.span.start() + start, block.span.start() + mark);
                quotes.push(Quote {
                    span,
                    block: index,
                    is_open: false,
                });
                open = None;
            }
            None if may_open => open = Some(mark + width),
            None => {}
        }
    }
    if let Some(start) = open {
        let span = ByteSpan::new(block.span.start() + start, block.span.end());
        quotes.push(Quote {
            span,
            block: index,
            is_open: true,
        });
    }
    quotes.retain(|quote| quote.span.start() < quote.span.end());
    quotes
}

/// Where double quotation marks stand: offset, width in bytes, whether one may open a quotation.
fn marks(text: &str) -> Vec<(usize, usize, bool)> {
    let mut marks = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' | '„' | '«' | '“' | '‟' => marks.push((at, character.len_utf8(), true)),
            '”' | '»' => marks.push((at, character.len_utf8(), false)),
            '\'' | '`' | '’' | '‘' if characters.peek().is_some_and(|(_, next)| *next == character) => {
                characters.next();
                marks.push((at, 2 * character.len_utf8(), !matches!(character, '’')));
            }
            _ => {}
        }
    }
    marks
}

/// Attributions for the sentences of a quotation that have no cue of their own.
///
/// The speaker is the one who has another part of the same quotation; else the nearest speaker of the same
/// paragraph; else, when the last paragraph's quotation was left open, its speaker.
pub(super) fn continued(
    reader: ClauseReader<'_>,
    quotes: &[Quote],
    cued: &[Attribution],
) -> Vec<Attribution> {
    let speeches = Speeches { reader, quotes, cued };
    let sentences = reader.analysis.sentences.iter();
    sentences
        .filter_map(|sentence| {
            let root = sentence
                .tokens
                .clone()
                .find(|token| reader.head(*token) == *token)?;
            speeches.continued(root)
        })
        .collect()
}

/// The quotations of a document with the cues found beside them.
struct Speeches<'a> {
    reader: ClauseReader<'a>,
    quotes: &'a [Quote],
    cued: &'a [Attribution],
}

impl Speeches<'_> {
    /// The attribution of a sentence by its root; nothing when it has a cue or stands outside any quotation.
    fn continued(&self, root: usize) -> Option<Attribution> {
        let is_attributed = self.cued.iter().any(|attribution| attribution.content == root);
        let index = self.quote_at(root)?;
        let is_open = self.reader.is_predicate(root) && !is_attributed;
        let speaker = is_open.then(|| self.speaker(index, root)).flatten()?;
        Some(Attribution {
            content: root,
            ..speaker.clone()
        })
    }

    /// The index of the quotation that `token` stands in.
    fn quote_at(&self, token: usize) -> Option<usize> {
        let span = self.reader.analysis.tokens.get(token)?.span;
        self.quotes.iter().position(|quote| quote.span.contains(span))
    }

    fn speaker(&self, index: usize, root: usize) -> Option<&Attribution> {
        let quote = self.quotes.get(index)?;
        let block = self.reader.document.blocks().get(quote.block)?.span;
        let same = self.speakers().find(|cue| self.is_in(cue.content, quote.span));
        let in_block = || {
            let here = self
                .speakers()
                .filter(|cue| self.is_in(cue.cue, block) && self.quote_at(cue.content).is_some());
            here.min_by_key(|cue| cue.cue.abs_diff(root))
        };
        let nearest = same.or_else(in_block).or_else(|| self.carried(index));
        nearest.or_else(|| self.announced(index))
    }

    /// The speaker of the paragraph that goes on with a quotation which the one before left open.
    fn announced(&self, index: usize) -> Option<&Attribution> {
        let later = self.quotes.iter().enumerate().skip(index);
        let mut open = later.take_while(|(_, quote)| quote.is_open);
        let last = open.by_ref().last()?.0 + 1;
        let (before, next) = (self.quotes.get(last - 1)?, self.quotes.get(last)?);
        let goes_on = next.block == before.block + 1;
        let mut speakers = self.speakers().filter(|_| goes_on);
        speakers.find(|cue| self.is_in(cue.content, next.span))
    }

    /// The speaker of the quotation before, when its paragraph ended and it did not.
    fn carried(&self, index: usize) -> Option<&Attribution> {
        let before = index.checked_sub(1).and_then(|before| self.quotes.get(before))?;
        let last = self
            .speakers()
            .filter(|cue| self.is_in(cue.content, before.span))
            .last();
        last.filter(|_| before.is_open)
    }

    fn speakers(&self) -> impl Iterator<Item = &Attribution> {
        self.cued.iter().filter(|attribution| {
            let is_own = attribution
                .sources
                .iter()
                .all(|source| self.reader.lexicon.control.is_speaker(&self.reader.word(*source)));
            matches!(
                attribution.kind,
                CueKind::Verb | CueKind::Noun | CueKind::Preposition | CueKind::Label
            ) && !is_own
                && self.quote_at(attribution.cue).is_none()
                && attribution.targets.is_empty()
        })
    }

    fn is_in(&self, token: usize, area: ByteSpan) -> bool {
        let token = self.reader.analysis.tokens.get(token);
        token.is_some_and(|token| area.contains(token.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Metadata;

    fn quoted(text: &str) -> Vec<String> {
        let block = Block {
            span: ByteSpan::new(0, text.len()),
            kind: BlockKind::Paragraph,
        };
        let document = Document::new(text.to_owned(), vec![block], Metadata::default());
        quotes(&document)
            .iter()
            .map(|quote| document.slice(quote.span).to_owned())
            .collect()
    }

    #[test]
    fn mixed_marks_close_each_other() {
        assert_eq!(quoted("They are \"help desks'' for tourists."), ["help desks"]);
        assert_eq!(
            quoted("“We left,” she said. ''Nobody stayed.''"),
            ["We left,", "Nobody stayed."]
        );
    }

    #[test]
    fn single_marks_and_apostrophes_are_not_speech() {
        assert_eq!(quoted("The firm's 'help desk' isn't open."), Vec::<String>::new());
    }

    #[test]
    fn a_quotation_left_open_runs_to_the_end_of_its_block() {
        assert_eq!(quoted("She said: \"We left."), ["We left."]);
    }
}
