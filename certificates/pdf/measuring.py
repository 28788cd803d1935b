"""Finds text that does not fit, in a page as it was laid out."""

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

SLACK = 1.0
"""Pixels of CSS that a line may stand out: less than anybody sees."""


def overflowing(document):
    """Return the keys of boxes with text outside them, each once, in order.

    A box is an element with ``data-box``; its text may not leave it, nor the page.

    Args:
        document: a ``weasyprint.Document`` of one page.

    Returns:
        The values of ``data-box``, and "page" where there is more than one page.
    """
    found = [] if len(document.pages) == 1 else ["page"]
    page = document.pages[0]._page_box
    for key, box in _boxes_with_key(page):
        if any(_is_outside(part, box) for part in _parts_of(box)):
            found.append(key)
    return tuple(dict.fromkeys(found))


def _boxes_with_key(box):
    for child in _children(box):
        element = child.element
        key = element.get("data-box") if element is not None else None
        if key and isinstance(child, boxes.BlockBox):
            yield key, child
        yield from _boxes_with_key(child)


def _children(box):
    for child in getattr(box, "children", ()):
        yield child._box if isinstance(child, AbsolutePlaceholder) else child


def _parts_of(box):
    """Return lines, whose height counts, and texts, whose width does."""
    for child in _children(box):
        if isinstance(child, (boxes.TextBox, boxes.LineBox)):
            yield child
        yield from _parts_of(child)


def _is_outside(part, box):
    if isinstance(part, boxes.TextBox):
        start, length = part.position_x, part.width
        edge, room = box.border_box_x(), box.border_width()
    else:
        start, length = part.position_y, part.height
        edge, room = box.border_box_y(), box.border_height()
    return start < edge - SLACK or start + length > edge + room + SLACK
