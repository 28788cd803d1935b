"""Lays out once what is the same on many certificates: all but name, number and code.

The template marks each certificate's own parts and those that can be left out beside
them. The first certificate of a course and day is laid out whole and its page kept;
of the next ones the own parts alone are laid out, and put in their places there. What
comes out is to the byte what the whole page would have given; where places differ,
the whole page is laid out.
"""

import re
from collections import OrderedDict
from contextlib import contextmanager

from weasyprint.document import Page
from weasyprint.layout.absolute import AbsolutePlaceholder

from . import rendering

OWN = re.compile("<!--own-->.*?<!--/own-->", re.DOTALL)
SAME = re.compile("<!--same-->.*?<!--/same-->", re.DOTALL)
MARKS = re.compile("<!--/?[a-z]+-->")
MARK = "data-own"
MOST_KEPT = 24
"""Pages, of about a megabyte each."""

_kept = OrderedDict()


@contextmanager
def laid_out(html, design, pictures):
    """Lay a certificate out as ``rendering.laid_out`` does, sparing what is known.

    Args:
        html: the page, with its marks.
        design: a ``Design``; with what is not a certificate's own it tells pages apart.
        pictures: as there.
    """
    key = design, OWN.sub("", html)
    style = rendering.style_sheet("certificate", design)
    with rendering.alone():
        page = _kept.get(key)
        if page and page.is_fit:
            _kept.move_to_end(key)
            with rendering.laid_out(page.without_it(html), style, pictures) as document:
                page.complete(document)
                if page.is_fit:
                    yield document
                    return
        with rendering.laid_out(MARKS.sub("", html), style, pictures) as document:
            if page is None:
                _keep(key, document)
            yield document


class Standing:
    """A page as it was laid out, whose own parts give way to others'.

    Attributes:
        is_fit: whether own parts that were laid out without it have stood where they
            stand on it, so far.
    """

    def __init__(self, page):
        self._box = page._page_box
        self._places = list(_places(self._box))
        self.is_fit = True
        parent, place = self._places[0]
        edges = [parent.content_box_y()]
        for child in (_box_of(c) for c in parent.children[place:]):
            if child.is_in_normal_flow():
                edges += [child.position_y, child.position_y + child.margin_height()]
        self._rooms = {
            "<!--above-->": edges[1] - edges[0],
            "<!--below-->": edges[-1] - edges[2],
        }

    def without_it(self, html):
        """Return the own parts of ``html`` as a page, with as much room about them."""
        bare = SAME.sub("", html)
        for mark, room in self._rooms.items():
            bare = bare.replace(mark, f'<div style="height: {room!r}px"></div>')
        return MARKS.sub("", bare)

    def complete(self, document):
        """Put the parts of ``document`` into the page, and the page into it."""
        parts = [part for page in document.pages for part in _places(page._page_box)]
        stand = [_stand(*part) for part in parts]
        self.is_fit = stand == [_stand(*place) for place in self._places]
        if self.is_fit:
            for (parent, place), (other, part) in zip(self._places, parts, strict=True):
                parent.children[place] = other.children[part]
            document.pages[:] = [Page(self._box)]


def _keep(key, document):
    if len(document.pages) == 1 and any(_places(document.pages[0]._page_box)):
        _kept[key] = Standing(document.pages[0])
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


def _places(box):
    """Yield the parents of own parts, and where among their children those are."""
    for place, child in enumerate(getattr(box, "children", ())):
        part = _box_of(child)
        if part.element is not None and part.element.get(MARK) is not None:
            yield box, place
        else:
            yield from _places(part)


def _stand(parent, place):
    """Return where a part stands, and where its parent does.

    A part out of the flow may be of any size: nothing makes room for it.
    """
    part = _box_of(parent.children[place])
    boxes = [parent] if part.is_absolutely_positioned() else [parent, part]
    return [
        part.element.get(MARK),
        *((b.position_x, b.position_y, b.width, b.height) for b in boxes),
    ]


def _box_of(child):
    return child._box if isinstance(child, AbsolutePlaceholder) else child
