"""Turns facts and a design into the PDF that a holder keeps.

One file is PDF/A-3a and PDF/UA-1 at once, and the same facts give the same bytes.
Dataclasses come in, bytes go out: no database, no network, no file but the bundled
fonts.
"""

from .certificate import refuse_unprintable, render
from .papers import render_letter, render_record

__all__ = ["refuse_unprintable", "render", "render_letter", "render_record"]
