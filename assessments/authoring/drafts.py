"""The scenes of a page form as they stand while an author writes, never saved.

Wagtail's blocks read what a whole form sends. This reads what a browser may send in
the middle of a sentence, or what somebody made up: whatever is not as it should be
counts as empty.
"""

import json
import re
from functools import cache

from wagtail.blocks import ChooserBlock, ListBlock, RichTextBlock, StructBlock

from assessments.blocks import ScenesBlock

PREFIX = "scenes"
MOST_BLOCKS = 400
MOST_CHOICES = 12
_NOT_DRAWN = "-credits-count"
_COUNT = re.compile(r".+-count$")
_ORDER = re.compile(r".+-(\d+)-order$")
_DELETED = re.compile(r"(.+-\d+)-deleted$")


class TooManyScenes(Exception):
    """More than anybody writes, or could read."""


def scenes_of(data):
    """Return the ``StreamValue`` that the form data ``data`` holds so far.

    Raises:
        TooManyScenes: it says that there are more than ``MOST_BLOCKS``.
    """
    return _block().value_from_datadict(_Forgiving(data), {}, PREFIX)


class _Forgiving:
    """Form data that never disappoints a block: what is missing or odd is empty."""

    def __init__(self, data):
        self.data = data
        self.rich, self.choosers = _kinds()

    def __contains__(self, name):
        return name in self.data

    def __getitem__(self, name):
        value = self.data.get(name, "")
        if _COUNT.match(name):
            return self._count(name, value)
        if found := _ORDER.match(name):
            return _order(value, int(found[1]))
        if found := _DELETED.match(name):
            return value if f"{found[1]}-type" in self.data else "1"
        last = name.rpartition("-")[2]
        if last in self.choosers:
            return ""
        if last in self.rich and "-choices-" not in name:
            return _plain(value)
        return value

    def get(self, name, default=None):
        return self[name]

    def getlist(self, name, default=()):
        return [self[name]] if name in self.data else list(default)

    def _count(self, name, value):
        if name.endswith(_NOT_DRAWN):
            return 0
        number = int(value[:9]) if value.isascii() and value.isdigit() else 0
        if number > (MOST_BLOCKS if name == f"{PREFIX}-count" else MOST_CHOICES):
            raise TooManyScenes
        return number


def _order(value, index):
    """Return a place in the order that no other block of the list has."""
    is_number = value.isascii() and value.isdigit() and len(value) < 6
    return (int(value) if is_number else index) * 1000 + index


def _plain(value):
    """Return what a rich text editor sent with its text alone."""
    try:
        blocks = json.loads(value)["blocks"]
        texts = [block["text"] for block in blocks]
    except (ValueError, KeyError, TypeError, RecursionError):
        texts = []
    kept = [
        {
            "key": str(number),
            "text": text,
            "type": "unstyled",
            "depth": 0,
            "inlineStyleRanges": [],
            "entityRanges": [],
        }
        for number, text in enumerate(texts)
        if isinstance(text, str)
    ]
    return json.dumps({"blocks": kept, "entityMap": {}})


@cache
def _block():
    return ScenesBlock()


@cache
def _kinds():
    """Return the names of fields with rich text, and of those that choose objects."""
    rich, choosers = set(), set()
    waiting = list(_block().child_blocks.items())
    while waiting:
        name, block = waiting.pop()
        if isinstance(block, RichTextBlock):
            rich.add(name)
        elif isinstance(block, ChooserBlock):
            choosers.add(name)
        elif isinstance(block, StructBlock):
            waiting += block.child_blocks.items()
        elif isinstance(block, ListBlock):
            waiting.append((name, block.child_block))
    return frozenset(rich), frozenset(choosers)
