"""What WeasyPrint and pydyf do more than once is done once; the bytes stay the same."""

from copy import copy
from functools import cache, lru_cache

import pydyf
import weasyprint
from weasyprint.css import PAGE_MARGIN_BOXES
from weasyprint.layout import page as pages
from weasyprint.pdf import fonts

NOTES = {"footnote-call", "footnote-marker"}
NOTES |= {"note-call", "note-marker", "note-callback"}
MOST_SUBSETS = 64
"""Fonts cut down to some glyphs, of 20 KB each."""


class Page(weasyprint.HTML):
    """A page without footnotes, whose parts are not styled for any."""

    def _ua_stylesheets(self, forms=False):
        return _without_notes()


class Written(pydyf.Object):
    """An object of a file as it is written.

    pydyf asks each for its bytes twice, compressing again: for the file, and for the
    hash in its trailer.
    """

    data = b""
    compressible = True

    def __init__(self, thing):
        super().__init__()
        self.number, self.generation, self.free = (
            thing.number,
            thing.generation,
            thing.free,
        )
        self.compressible, self.data = thing.compressible, _bytes_of(thing)


def settle(file):
    """Write the objects of ``file``, a ``pydyf.PDF`` to which none is added."""
    file.objects[:] = [o if o.free == "f" else Written(o) for o in file.objects]


def _bytes_of(thing):
    """Return ``thing`` as it is written; fonts and colours often are as before."""
    if not isinstance(thing, pydyf.Stream) or len(thing.stream) != 1:
        return thing.data
    if not {"Length1", "N"} & thing.extra.keys():
        return thing.data
    return _compressed(thing.stream[0], tuple(thing.extra.items()), thing.compress)


@lru_cache(maxsize=64)
def _compressed(content, extra, compress):
    return pydyf.Stream([content], dict(extra), compress).data


@cache
def _without_notes():
    """Return WeasyPrint's own style of every page without what styles footnotes.

    Those rules fit every element, so that each was styled six times.
    """
    found = []
    for sheet in weasyprint.HTML(string="<p>")._ua_stylesheets():
        found.append(copy(sheet))
        found[-1].matcher = copy(sheet.matcher)
        found[-1].matcher.other_selectors = [
            selector
            for selector in sheet.matcher.other_selectors
            if selector[3] not in NOTES
        ]
    return found


class _Arrays:
    """Makes arrays of glyphs without a type for each length.

    cffi parses the name of a type that it has not seen yet, for 2 ms, and keeps it.
    """

    def __init__(self, ffi):
        self._ffi = ffi

    def __getattr__(self, name):
        return getattr(self._ffi, name)

    def new(self, kind, values=None):
        is_array = kind.startswith("hb_codepoint_t[")
        return self._ffi.new("hb_codepoint_t[]" if is_array else kind, values)


def _subset(font, glyphs, hinting):
    """Leave in ``font`` what ``glyphs`` need, as it was for the same ones before."""
    key = font.hash, bool(font.missing), hinting, *sorted(glyphs)
    if key not in _subsets:
        if len(_subsets) >= MOST_SUBSETS:
            _subsets.clear()
        _make_subset(font, glyphs, hinting)
        _subsets[key] = font.file_content
    font.file_content = _subsets[key]


def _in_margins(context, page, state):
    """Yield what stands in the margins of ``page``; nothing where nothing is styled.

    WeasyPrint measures sixteen boxes before it finds them empty.
    """
    names = (f"@{name}" for name in PAGE_MARGIN_BOXES - {"footnote", "note-area"})
    if any(context.style_for(page.page_type, name) for name in names):
        yield from _make_margin_boxes(context, page, state)


_subsets = {}
_make_subset = fonts.Font._harfbuzz_subset
fonts.Font._harfbuzz_subset = _subset
_make_margin_boxes = pages.make_margin_boxes
pages.make_margin_boxes = _in_margins
fonts.ffi = _Arrays(fonts.ffi)
