"""Tells those who copy or search a PDF which letters its glyphs stand for.

WeasyPrint writes all letters of a group of glyphs beside one of them and none beside
the others, which readers show as stray signs; and scripts such as Devanagari draw
letters in another order than they are written in.
"""

from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from unicodedata import category

import pydyf
from weasyprint.draw import text as drawing
from weasyprint.text.ffi import ffi, pango

from certificates import typefaces

_draw = drawing.draw_first_line
NOTHING = "\u2060"
"""What a glyph stands for beside which no letter is left: a word joiner is not seen."""


def share(letters, known):
    """Share ``letters`` out among the glyphs that draw them together.

    Args:
        letters: as they are written.
        known: of each glyph in the order of drawing the letter that it has by itself,
            or None.

    Returns:
        What each glyph stands for, never "".
    """
    rest = letters
    for letter in filter(None, known):
        rest = rest.replace(letter, "", 1)
    unknown = known.count(None)
    shared = []
    for letter in known:
        if letter is None:
            unknown -= 1
            letter, rest = (rest[:1], rest[1:]) if unknown else (rest, "")
        shared.append(letter or NOTHING)
    return shared


@contextmanager
def stated():
    """Have letters stated in what is drawn meanwhile, one document at a time."""
    drawing.draw_first_line = _draw_first_line
    try:
        yield
    finally:
        drawing.draw_first_line = _draw


def _draw_first_line(stream, textbox, *args):
    """Draw a line, and state its letters where its glyphs do not tell them."""
    if not textbox.text.strip() or _tells_itself(stream, textbox):
        return _draw(stream, textbox, *args)
    # Never as it is: a reader that looks for operators would find those in a name.
    letters = f"<feff{textbox.text.encode('utf-16-be').hex()}>"
    stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": letters}))
    try:
        return _draw(stream, textbox, *args)
    finally:
        stream.end_marked_content()


def _tells_itself(stream, textbox):
    """Whether readers find the letters of a line by its glyphs; note what those tell.

    Of a line with letters from right to left nothing is stated: readers put those in
    order by themselves, and would turn round what is.
    """
    is_plain = textbox.style["letter_spacing"] in ("normal", 0)
    if textbox.text.isascii():
        return is_plain
    is_plain &= not any(category(letter)[0] == "M" for letter in textbox.text)
    runs = list(_runs(textbox))
    written = textbox.pango_layout.text.encode()
    for run in runs:
        groups = list(_groups(run, written))
        if groups:
            is_plain = False
            font, _size = stream.add_font(run.item.analysis.font)
            _note(font, groups)
    return is_plain or any(run.item.analysis.level % 2 for run in runs)


def _runs(textbox):
    line, _index = textbox.pango_layout.get_first_line()
    run = line.runs[0]
    while run != ffi.NULL:
        yield run.data
        run = run.next


def _groups(run, written):
    """Yield letters with the glyphs, two or more, that draw them together."""
    count, item = run.glyphs.num_glyphs, run.item
    starts = list(run.glyphs.log_clusters[0:count])
    edges = [*sorted(set(starts)), item.length]
    glyphs = zip(starts, run.glyphs.glyphs[0:count], strict=True)
    for start, group in groupby(glyphs, key=itemgetter(0)):
        drawn = [info.glyph for _start, info in group]
        if len(drawn) > 1:
            end = edges[edges.index(start) + 1]
            letters = written[item.offset + start : item.offset + end]
            yield letters.decode(), [g for g in drawn if g < pango.PANGO_GLYPH_EMPTY]


def _note(font, groups):
    """Note what the glyphs of ``groups`` stand for in ``font``."""
    own = typefaces.letters_by_glyph(font.family)
    for letters, glyphs in groups:
        shared = share(letters, [own.get(glyph) for glyph in glyphs])
        for glyph, letter in zip(glyphs, shared, strict=True):
            font.to_unicode.setdefault(glyph, letter)
