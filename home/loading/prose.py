"""Lists for Wagtail's rich text; the Markdown itself is everybody's."""

from assessments.interchange.prose import to_rich_text


def bullets(lines):
    """Return ``lines`` as one bulleted list."""
    return to_rich_text("\n".join(f"- {line}" for line in lines))
