"""Looks for what a document of ours never holds: scripts, actions, other files. Pure.

A signature covers such things as well, so a signed file may do on somebody's screen
what its page does not say: run a script, open a program, show another name in a
layer or beneath a note. Nothing is run or opened here; names of keys are looked at.

Source: ISO 32000-1, sections 12.5 (annotations), 12.6 (actions), 12.7.8 (XFA).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError

from .findings import Notes
from .pdf_reading import BROKEN, BoundedReader, member, pages

MOST_NODES = 200_000
"""Values looked at; ours have about 5,000."""

SCRIPTS = {"/JS", "/JavaScript"}
ACTIONS = {"/OpenAction", "/AA"}
KINDS_OF_ACTIONS = {
    *("/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData"),
    *("/ResetForm", "/Hide", "/Named", "/Movie", "/Sound", "/Rendition"),
    *("/SetOCGState", "/GoTo3DView", "/RichMediaExecute", "/Thread", "/Trans"),
}
LAYERS = {"/OCProperties", "/OC"}
FORMS = {"/XFA", "/NeedAppearances"}


def check_hidden(reader: BoundedReader, notes: Notes) -> None:
    """Note each kind of thing that may hide or act in the file."""
    try:
        found = _marks(reader)
        found |= _on_the_pages(reader.root)
    except BROKEN:
        notes.failed("file", "unreadable_pdf")
        return
    for reason in sorted(found):
        notes.failed("file", reason)
    if not found:
        notes.passed("file", "is_pdf")


def _marks(reader: BoundedReader) -> set[str]:
    """Return reasons, from the names that stand anywhere in the file."""
    found: set[str] = set()
    files: set[Any] = set()
    for node in _dictionaries(reader):
        found |= _marks_of(node)
        if "/EF" in node:
            files |= _files_of(node["/EF"])
    if len(files) > 1:
        found.add("hidden_file")
    return found


def _dictionaries(reader: BoundedReader) -> Iterator[generic.DictionaryObject]:
    """Yield each dictionary that can be reached, once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.root]
    for _step in range(MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, generic.IndirectObject):
            place = (int(node.idnum), int(node.generation))
            if place in seen:
                continue
            seen.add(place)
            node = node.get_object()  # type: ignore[no-untyped-call]
        if isinstance(node, generic.DictionaryObject):
            yield node
            waiting += list(node.values())
        elif isinstance(node, list):
            waiting += list(node)
    raise PdfReadError("more values than any document of ours")


def _marks_of(node: generic.DictionaryObject) -> set[str]:
    names = set(map(str, node))
    kind = str(member(node, "/S", ""))
    is_action = "/Pg" not in names and str(member(node, "/Type", "")) != "/StructElem"
    reasons = {
        "has_script": bool(SCRIPTS & names) or (is_action and kind in SCRIPTS),
        "has_action": bool(ACTIONS & names) or (is_action and kind in KINDS_OF_ACTIONS),
        "has_form": bool(FORMS & names),
        "has_layers": bool(LAYERS & names),
    }
    return {reason for reason, is_so in reasons.items() if is_so}


def _files_of(streams: Any) -> set[Any]:
    """Return what tells the streams apart: a file may be named in several places."""
    raw = [streams.raw_get(name) for name in streams]
    return {
        (int(one.idnum), int(one.generation))
        if isinstance(one, generic.IndirectObject)
        else id(one)
        for one in raw
    }


def _on_the_pages(root: generic.DictionaryObject) -> set[str]:
    """Return reasons from notes and fields: one of ours has an unseen field alone."""
    found = set()
    for page in pages(root):
        for note in member(page, "/Annots", []):
            shown = note.get_object() if hasattr(note, "get_object") else note
            if str(member(shown, "/Subtype", "")) != "/Widget":
                found.add("has_annotation")
            elif str(member(shown, "/FT", "")) != "/Sig" or "/AP" in shown:
                found.add("has_form")
    fields = member(member(root, "/AcroForm", {}), "/Fields", [])
    if any(str(member(one.get_object(), "/FT", "")) != "/Sig" for one in fields):
        found.add("has_form")
    return found
