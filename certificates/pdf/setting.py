"""How large a text is set, and in how many lines. Sizes and rooms are points."""

import re

from certificates import typefaces

LINE_HEIGHT = 1.16
SPACE = typefaces.width(" ")
RAISED = 0.14
PARTS = re.compile(r" ?(?:[^ -]+-*|-+)")
"""Where a line may break: before a space and behind a hyphen."""


def block(text, sizes, *, line, height):
    """Set ``text`` in the middle of a box of ``height``."""
    size, lines = fit(text, *sizes, line)
    is_rtl = typefaces.is_right_to_left(text)
    # Arabic and Hebrew letters hang lower than Latin ones.
    raised = RAISED * size if is_rtl else 0
    above = (height - lines * size * LINE_HEIGHT) / 2 - raised
    return {
        "text": text,
        "size": size,
        "above": round(max(0, above), 2),
        "language": typefaces.language_of(text),
        "direction": "rtl" if is_rtl else "ltr",
    }


def fit(text, largest, smallest, line):
    """Return the size at which ``text`` is set, and in how many lines.

    On one line it shrinks to two thirds of ``largest``; from there it breaks into
    two lines, which shrink to half of it, and then into more.

    Args:
        text: as printed.
        largest: size for a short text.
        smallest: size at which it is set in any number of lines.
        line: room on one line.
    """
    most = {1: largest, 2: largest * 2 / 3, 3: largest / 2}
    parts = [(typefaces.width(part), part[0] == " ") for part in PARTS.findall(text)]
    size = largest
    while size > smallest:
        lines = _lines(parts, line / size)
        if size <= most.get(lines, smallest):
            return round(size, 2), lines
        size *= 0.98
    return smallest, _lines(parts, line / smallest)


def one_line(text, largest, room, font=typefaces.DISPLAY):
    """Return the size at which ``text`` fills ``room`` at most."""
    return round(min(largest, room / max(typefaces.width(text, font), 1)), 2)


def _lines(parts, room):
    """Count the lines that ``parts`` fill; one that is too long breaks anywhere.

    Args:
        parts: width in em, and whether a space begins it, which a new line drops.
        room: in em.
    """
    lines, filled = 1, 0.0
    for width, has_space in parts:
        if filled and filled + width > room:
            lines, filled, width = lines + 1, 0.0, width - SPACE * has_space
        filled += width
        lines, filled = lines + int(filled // room), filled % room
    return lines
