"""QTI 3.0: read, from a package or a single item; 2.1 and 2.2 by the way.

Names are brought to one form (``qti-choice-interaction`` and ``choiceInteraction``
are both ``choice-interaction``), so that older items are read where they mean the
same. An item with one interaction of a kind that we have is taken over.

Source:
    1EdTech QTI 3.0 ASI; its response templates match_correct and map_response.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from .items import MOST_ITEMS, Item, Notebook, Reading, Refused, Unreadable, in_all
from .qti_item import ItemReader
from .remarks import Remark
from .safe_xml import LINE, line_of, parse
from .safe_zip import unpack

MANIFEST = "imsmanifest.xml"
_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_ITEM_TYPE = re.compile(r"imsqti_(?:apip)?item_xmlv(?:2p[12]|3p0)", re.IGNORECASE)


def read(content: bytes) -> Reading:
    """Return the questions of a QTI package, or of one item.

    Raises:
        Refused: neither zip nor XML, hostile, or without a manifest.
    """
    if not content.startswith(b"PK"):
        return _read_all({"": content}, [""])
    files = unpack(content)
    if MANIFEST not in files:
        raise Refused(Remark.NO_MANIFEST)
    # One file may be named many times: it is read once.
    return _read_all(files, list(dict.fromkeys(_listed(parse(files[MANIFEST])))))


def _listed(manifest: Element) -> Iterator[str]:
    """Yield the paths of the items that a manifest names."""
    for resource in manifest.iter("resource"):
        if _ITEM_TYPE.fullmatch(resource.get("type", "").strip()):
            yield posixpath.normpath(unquote(resource.get("href", "")))


def _read_all(files: Mapping[str, bytes], paths: list[str]) -> Reading:
    if len(paths) > MOST_ITEMS:
        raise Refused(Remark.TOO_MANY, str(MOST_ITEMS))
    if not paths:
        raise Refused(Remark.NOTHING_FOUND)
    books = [Notebook(path) for path in paths]
    read = [_read_one(files, book, is_alone=len(paths) == 1) for book in books]
    return Reading(tuple(item for item in read if item), in_all(books))


def _read_one(
    files: Mapping[str, bytes], book: Notebook, *, is_alone: bool
) -> Item | None:
    path = book.question
    if path not in files:
        book.left_out(Remark.ITEM_MISSING)
        return None
    try:
        root = evened(parse(files[path]))
        if root.tag != "assessment-item":
            raise Refused(Remark.WRONG_ROOT, "qti-assessment-item", line_of(root))
        _lay_passages(root, files, path)
        return ItemReader(root, files, path, book).read()
    except Refused as refused:
        if is_alone:
            raise
        book.error(refused.remark, refused.detail, refused.line)
    except Unreadable as fault:
        fault.put_into(book)
    return None


def _lay_passages(root: Element, files: Mapping[str, bytes], path: str) -> None:
    """Put the passages that an item shares with others before its own text.

    Raises:
        Unreadable: one is not there; without it nobody could answer.
    """
    here = posixpath.dirname(path)
    body = root.find("item-body")
    passages = root.findall("assessment-stimulus-ref") if body is not None else []
    for number, reference in enumerate(passages):
        href = unquote(reference.get("href", ""))
        there = posixpath.normpath(posixpath.join(here, href))
        passage = evened(parse(files[there])) if there in files else None
        text = passage.find("stimulus-body") if passage is not None else None
        if body is None or text is None:
            raise Unreadable(Remark.PASSAGE_MISSING, href)
        for picture in text.iter("img"):
            _move(picture, "src", there, here)
        for picture in text.iter("object"):
            _move(picture, "data", there, here)
        text.tag = "div"
        body.insert(number, text)


def _move(picture: Element, name: str, there: str, here: str) -> None:
    """Make the address of a picture in a passage one from the item."""
    src = picture.get(name, "")
    if "://" not in src and not src.startswith("data:"):
        full = posixpath.join(posixpath.dirname(there), src)
        picture.set(name, posixpath.relpath(full, here or "."))


def evened(element: Element) -> Element:
    """Return the element with its names, and those below, in one form."""
    for one in element.iter():
        one.tag = kebab(str(one.tag)).removeprefix("qti-")
        for name in [name for name in one.attrib if name != LINE]:
            one.set(kebab(name), one.attrib.pop(name))
    return element


def kebab(name: str) -> str:
    """Return ``responseIdentifier`` as ``response-identifier``."""
    return _CAMEL.sub(lambda found: f"-{found[1].lower()}", name)
