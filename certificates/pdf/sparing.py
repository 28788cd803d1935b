"""What WeasyPrint and pydyf do more than once is done once; the bytes stay the same."""

from copy import copy
from functools import cache

import pydyf
import weasyprint
from weasyprint.pdf import fonts

NOTES = {"footnote-call", "footnote-marker"}
NOTES |= {"note-call", "note-marker", "note-callback"}


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
        self.compressible, self.data = thing.compressible, thing.data


def settle(file):
    """Write the objects of ``file``, a ``pydyf.PDF`` to which none is added."""
    file.objects[:] = [o if o.free == "f" else Written(o) for o in file.objects]


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


fonts.ffi = _Arrays(fonts.ffi)
