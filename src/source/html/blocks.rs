//! From elements to blocks of text.

use dom_query::{Document as Page, NodeRef};

use crate::source::article::Shape;
use crate::source::page::{PageBlock, PageBlocks};

/// The blocks of a page, in its order.
pub(super) fn page_blocks(page: &Page) -> Vec<PageBlock> {
    let mut blocks = PageBlocks::default();
    read(&mut blocks, &page.root(), Shape::Plain);
    blocks.end(Shape::Plain);
    blocks.blocks
}

/// How an element is shown.
enum Display {
    Inline,
    /// On lines of its own.
    Block(Shape),
    /// With its lines as they are.
    Verbatim,
    LineBreak,
    /// Not at all, or not as text.
    Hidden,
}

/// Reads a node inside a block of `shape`; [`super::markup`] bounds the depth.
fn read(blocks: &mut PageBlocks, node: &NodeRef<'_>, shape: Shape) {
    if node.is_text() {
        blocks.push(&node.text());
        return;
    }
    match display(node, shape) {
        Display::Inline => read_children(blocks, node, shape),
        Display::LineBreak => blocks.break_line(),
        Display::Hidden => {}
        Display::Block(inner) => {
            blocks.end(shape);
            read_children(blocks, node, inner);
            blocks.end(inner);
        }
        Display::Verbatim => {
            blocks.end(shape);
            blocks.push_verbatim(&node.text());
            blocks.end_verbatim(Shape::Aside);
        }
    }
}

fn read_children(blocks: &mut PageBlocks, node: &NodeRef<'_>, shape: Shape) {
    for child in node.children_it(false) {
        read(blocks, &child, shape);
    }
}

fn display(node: &NodeRef<'_>, shape: Shape) -> Display {
    let Some(name) = node.node_name() else {
        return Display::Inline;
    };
    match &*name {
        "br" => Display::LineBreak,
        "pre" => Display::Verbatim,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Display::Block(Shape::Heading),
        "li" | "blockquote" => Display::Block(Shape::Item),
        "figcaption" | "caption" => Display::Block(Shape::Aside),
        "address" | "article" | "aside" | "body" | "center" | "dd" | "details" | "div" | "dl" | "dt"
        | "fieldset" | "figure" | "footer" | "form" | "header" | "hr" | "html" | "main" | "nav" | "ol"
        | "p" | "section" | "summary" | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" | "ul" => {
            Display::Block(shape)
        }
        "script" | "style" | "noscript" | "template" | "head" | "svg" | "math" | "iframe" | "object"
        | "select" | "textarea" | "button" | "audio" | "video" => Display::Hidden,
        _ => Display::Inline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> Vec<String> {
        page_blocks(&Page::from(source))
            .into_iter()
            .map(|block| format!("{:?} {}", block.shape, block.text))
            .collect()
    }

    #[test]
    fn elements_become_blocks() {
        assert_eq!(
            shown(
                "<title>x</title><h1>Port <i>sold</i></h1><div>By Ada Reyes<p>It was\n sold.</p></div>\
                 <blockquote><p>It was.</p></blockquote><ul><li>One <b>crane</b><li>Two</ul>\
                 <pre>a\n b</pre><figure><img alt=y><figcaption>A crane.</figcaption></figure><script>z</script>"
            ),
            [
                "Heading Port sold",
                "Plain By Ada Reyes",
                "Plain It was sold.",
                "Item It was.",
                "Item One crane",
                "Item Two",
                "Aside a\n b",
                "Aside A crane.",
            ]
        );
    }

    #[test]
    fn line_breaks_end_paragraphs_but_not_sentences() {
        assert_eq!(
            shown("<div>It was sold.<br><br>Nobody knew,<br>they said.</div>"),
            ["Plain It was sold.", "Plain Nobody knew,\nthey said."]
        );
    }
}
