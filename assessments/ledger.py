"""The marks of one attempt in words: what each changed, and by which keys."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import Mark, WrittenMarking


@dataclass(frozen=True)
class Entry:
    """One mark, beside the one before it.

    Attributes:
        lines: what was different from the paper, one sentence a question.
        has_changed: whether the score or the result is another than before.
        is_told: whether the learner reads of it.
    """

    mark: Mark
    lines: tuple[str, ...]
    has_changed: bool
    is_told: bool


def ledger(marks):
    """Return an ``Entry`` for each mark of one attempt, in their order."""
    entries, before = [], None
    for mark in marks:
        has_changed = before is not None and mark.says != before.says
        is_told = mark.reason in {"reviewed", "appealed"} or (
            mark.reason == "regraded" and has_changed
        )
        entries.append(Entry(mark, tuple(_lines(mark)), has_changed, is_told))
        before = mark
    return entries


def comments_on(attempt):
    """Return ``(question number, comment)`` of what markers say to the learner."""
    said = WrittenMarking.objects.filter(answer__attempt=attempt).exclude(comment="")
    rows = said.filter(answer__task__done_at__isnull=False)
    return list(
        rows.order_by("answer__number", "pk").values_list("answer__number", "comment")
    )


def _lines(mark):
    basis = mark.basis
    numbers = {
        shown["key"]: number
        for number, shown in enumerate(mark.attempt.frozen_paper["shown"], start=1)
    }
    for key, frozen in basis.get("keys", {}).items():
        yield _key_words(frozen, numbers.get(key, 0))
    for key, credit in basis.get("awards", {}).items():
        yield _("Question %(number)d: %(credit)s of the credit, given by people") % {
            "number": numbers.get(key, 0),
            "credit": credit,
        }
    if ruling := basis.get("ruling"):
        yield {
            "passed": _("Declared passed"),
            "not_passed": _("Declared not passed"),
            "stands": _("Reviewed: the score stands"),
        }[ruling]


def _key_words(frozen, number):
    if not frozen.get("is_scored", True):
        return _("Question %(number)d: does not count") % {"number": number}
    version = frozen.get("key_version")
    if not version:
        return _("Question %(number)d: another key") % {"number": number}
    return _("Question %(number)d: key version %(version)s of %(day)s") % {
        "number": number,
        "version": version.get("number", "?"),
        "day": version.get("decided_on", "?"),
    }
