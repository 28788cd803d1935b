"""What lesson templates ask of a lesson's body."""

from django import template
from django.utils.text import slugify

register = template.Library()


@register.filter
def anchor(heading):
    """Return the id under which a heading can be linked to."""
    return slugify(heading) or "part"


@register.simple_tag
def heading_after(body, block_id):
    """Return the first heading after the block ``block_id``, or an empty text."""
    blocks = iter(body or ())
    for block in blocks:
        if block.id == block_id:
            break
    return next((b.value for b in blocks if b.block_type == "heading"), "")


@register.filter
def carries_content_note(page):
    """Say whether the page, or a block in its body, warns of hard material."""
    body = getattr(page, "body", ())
    return bool(page.content_note) or any(
        block.block_type == "content_note" for block in body
    )


@register.filter
def alongside(left, right):
    """Pair two sequences of equal length, for one loop over both."""
    return list(zip(left, right, strict=True))
