"""What a file would bring, and bringing it: whole or not at all."""

from dataclasses import dataclass, replace

from django.db import DatabaseError, transaction

from assessments.interchange.items import Note, Notebook, Refused, Weight, in_all
from assessments.models import QuestionImport

from .formats import FORMATS
from .questions import (
    Codes,
    Laying,
    clear_pictures,
    existing_codes,
    note_unknown,
    settle_stage,
)
from .wording import refusal

LARGE = 200
"""So many questions are brought in by the worker, with progress."""


@dataclass(frozen=True)
class Plan:
    """What a file would bring.

    Attributes:
        items: each with the code it would have.
        notes: in the order of the file.
        existing: codes that name a question already.
        refused: why the file as a whole cannot be read, or "".
    """

    items: tuple = ()
    notes: tuple[Note, ...] = ()
    existing: frozenset = frozenset()
    refused: str = ""

    @property
    def errors(self):
        return [note for note in self.notes if note.weight == Weight.ERROR]

    @property
    def can_be_confirmed(self):
        return bool(self.items) and not self.errors and not self.refused

    @property
    def is_large(self):
        return len(self.items) > LARGE


def plan(staged, progress=None):
    """Return what the staged file would bring.

    Args:
        staged: a ``QuestionImport``.
        progress: told after every tenth question how many have been looked at.
    """
    try:
        reading = FORMATS[staged.format].read(bytes(staged.content))
    except Refused as refused:
        return Plan(refused=refusal(refused))
    codes, books, items = Codes(), [], []
    may_publish = staged.uploaded_by.has_perm("assessments.publish_question")
    for number, item in enumerate(reading.items, 1):
        book = Notebook(item.code, item.line)
        books.append(book)
        item = replace(item, code=codes.give(item, number, book))
        item = settle_stage(item, book, may_publish=may_publish)
        items.append(clear_pictures(item, book))
        if progress and number % 10 == 0:
            progress(number)
    locale = staged.bank.locale
    notes = [*reading.notes, *in_all(books), *note_unknown(items, locale)]
    return Plan(
        items=tuple(items),
        notes=tuple(sorted(notes, key=lambda note: note.line)),
        existing=frozenset(existing_codes([item.code for item in items], locale)),
    )


def carry_out(staged):
    """Bring in a staged file that was confirmed; harmless when run again.

    Args:
        staged: a ``QuestionImport`` that is queued.
    """
    if not staged.begin():
        return
    planned = plan(staged, progress=staged.note_progress)
    if not planned.can_be_confirmed:
        staged.fail(planned.refused)
        return
    try:
        with transaction.atomic():
            laying = Laying(
                staged.bank, staged.uploaded_by, is_updating=staged.is_updating
            )
            for item in planned.items:
                laying.lay(item)
            is_first = staged.finish(
                made=laying.made, updated=laying.updated, skipped=laying.skipped
            )
            if not is_first:
                transaction.set_rollback(True)
    except DatabaseError:
        staged.fail("")
        raise


def forget_imports(*, at):
    """Let go of files that nobody confirmed within a day."""
    QuestionImport.objects.forget(at=at)
