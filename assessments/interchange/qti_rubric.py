"""The rubric of a written answer in a QTI item: criteria as a table of lists."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from . import prose
from .items import Criterion, Notebook
from .qti_body import is_for_candidates
from .remarks import Remark
from .safe_xml import inner_html

RUBRIC_CLASS = "alongside-rubric"


def criteria_of(body: Element, book: Notebook) -> tuple[Criterion, ...]:
    """Return the rubric that our own writing put into a rubric block for scorers."""
    criteria: list[Criterion] = []
    for block in body.iter("rubric-block"):
        if is_for_candidates(block):
            continue
        if RUBRIC_CLASS not in block.get("class", "").split():
            book.changed(Remark.RUBRIC_BLOCK)
            continue
        title = ""
        for part in prose.read_html(inner_html(block)).blocks:
            lines = ["".join(run.text for run in line) for line in part.lines]
            if not part.list_tag:
                title = lines[0]
            elif len(lines) >= 2:
                criteria.append(Criterion(title, tuple(lines)))
    return tuple(criteria)
