"""The small Markdown of curriculum files into Wagtail's rich text."""

from markdown_it import MarkdownIt

# No raw HTML, no headings, no images: what the rich text editor could not make.
_markdown = MarkdownIt("zero").enable(
    ["emphasis", "link", "list", "newline", "escape", "entity", "balance_pairs"]
)


def to_rich_text(markdown):
    """Return ``markdown`` as the HTML that Wagtail stores for rich text."""
    return _markdown.render(markdown).strip()


def bullets(lines):
    """Return ``lines`` as one bulleted list."""
    return to_rich_text("\n".join(f"- {line}" for line in lines))
