"""Compares what a file proves with the issuer's record, and lets the holder know."""

from dataclasses import dataclass

from . import codes
from .checking import Answer, check
from .examining import Report
from .names import printable


@dataclass(frozen=True)
class Comparison:
    """A file beside the record.

    Attributes:
        answer: today's standing; None where there is nothing to show, or where the
            file proves nothing that could be asked for.
        differences: codes of what the record says otherwise.
    """

    report: Report
    answer: Answer | None = None
    differences: tuple[str, ...] = ()

    @property
    def verdict(self):
        """Failed, unknown or passed: of the file and the record together.

        A file that is in order passes: what it is worth today the record tells.
        """
        if self.differences:
            return "failed"
        if self.report.is_in_order and self.answer is not None:
            return "passed"
        if self.report.verdict == "failed":
            return "failed"
        return "unknown" if self.answer is None else self.report.verdict

    @property
    def is_lapsed(self):
        """Whether nothing is wrong but that it is not good any more, or for now."""
        is_failed = self.report.verdict == "failed"
        return is_failed and self.report.is_in_order and not self.differences

    @property
    def is_told_by_record(self):
        """Whether the record's standing already says what the lists say."""
        is_answered = self.is_lapsed and self.answer is not None
        return is_answered and not self.answer.status.is_good

    @property
    def is_warned_by_record(self):
        """Whether the record says that it is not good, and the file could not."""
        is_answered = self.verdict == "unknown" and self.answer is not None
        return is_answered and not self.answer.status.is_good

    @property
    def was_asked(self):
        """Whether the record was asked at all."""
        return self.report.facts is not None


def compare(report, *, at, agency=None):
    """Look up what a file is about, once its signature shows that it is ours.

    A file that is not is never looked up: else it would be a way to ask for
    numbers without knowing more than the number.

    Raises:
        TooManyTries: numbers are being guessed.
    """
    facts = report.facts
    if facts is None:
        return Comparison(report)
    try:
        answer = check(facts.number, at=at, how="file", agency=agency)
    except codes.MalformedNumber:
        answer = None
    if answer is None:
        return Comparison(report)
    return Comparison(report, answer, _differences(facts, answer.certificate))


def _differences(facts, certificate):
    pairs = {
        "name": (facts.name, printable(certificate.holder_name)),
        "title": (facts.title, printable(certificate.title)),
        "credential": (
            facts.credential_id.rpartition("/c/")[2],
            certificate.credential_id,
        ),
    }
    return tuple(code for code, (told, known) in pairs.items() if told != known)
