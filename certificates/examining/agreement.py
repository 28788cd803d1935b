"""Tells whether the page and the credential inside it say the same. Pure."""

from __future__ import annotations

import re

from pyhanko.pdf_utils import generic

from .findings import Facts, Notes
from .page_text import plain, said
from .pdf_reading import BROKEN

STEP = "agreement"
_NUMBER = re.compile(r"PRSS-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}")


def check_agreement(root: generic.DictionaryObject, facts: Facts, notes: Notes) -> None:
    """Note whether name, number and title stand on the page as in the credential."""
    try:
        texts = said(root)
    except BROKEN:
        notes.failed(STEP, "page_unreadable")
        return
    numbers = {number for text in texts for number in _NUMBER.findall(text)}
    if numbers != {plain(facts.number)}:
        notes.failed(STEP, "number_differs")
    if plain(facts.name) not in texts:
        notes.failed(STEP, "name_differs")
    if plain(facts.title) not in texts:
        notes.failed(STEP, "title_differs")
    if not any(finding.step == STEP for finding in notes.findings):
        notes.passed(STEP, "page_agrees")
