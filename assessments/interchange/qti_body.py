"""What stands around the interaction of a QTI item, made ready to be read as text."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .gift import GAP
from .items import Notebook
from .remarks import Remark
from .safe_xml import LINE

SHOWN_AFTERWARDS = ("feedback-block", "feedback-inline")
ASIDE = ("stylesheet", "catalog-info")


def is_for_candidates(block: Element) -> bool:
    """Whether those who answer see a rubric block."""
    return "candidate" in block.get("view", "").split()


def clear(body: Element, book: Notebook) -> None:
    """Leave in ``body`` what those who answer read, and note what they had besides."""
    for parent in list(body.iter()):
        for child in list(parent):
            if child.tag == "rubric-block" and is_for_candidates(child):
                child.tag = "div"
            elif child.tag == "rubric-block":
                parent.remove(child)
            elif child.tag in SHOWN_AFTERWARDS:
                book.changed(Remark.OVERALL_FEEDBACK)
                take_out(parent, child)
            elif child.tag in ASIDE:
                take_out(parent, child)
    for drawn in body.iter("object"):
        _as_picture(drawn)


def make_gap(interaction: Element) -> None:
    """Put in the place of an interaction nothing, or a gap in mid-sentence."""
    is_inline = interaction.tag == "text-entry-interaction"
    tail, line = interaction.tail, interaction.get(LINE, "0")
    interaction.clear()
    interaction.set(LINE, line)
    interaction.tag, interaction.tail = "div", tail
    if is_inline:
        interaction.tag, interaction.text = "span", GAP


def without_gap(html: str) -> str:
    """Return the prompt without a gap that stands at its end by itself."""
    return html.removesuffix(f"<p>{GAP}</p>")


def take_out(parent: Element, child: Element) -> None:
    """Remove a child, and keep the text that follows it."""
    siblings = list(parent)
    at = siblings.index(child)
    if at:
        siblings[at - 1].tail = (siblings[at - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)


def _as_picture(drawn: Element) -> None:
    """Make a picture of an object that is one; what stands in for it is its words."""
    if not drawn.get("type", "").strip().lower().startswith("image/"):
        return
    words = " ".join("".join(drawn.itertext()).split())
    picture = {"src": drawn.get("data", ""), "alt": words}
    tail = drawn.tail
    drawn.clear()
    drawn.tag, drawn.tail = "img", tail
    drawn.attrib.update(picture)
