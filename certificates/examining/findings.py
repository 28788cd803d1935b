"""What an examination found, in plain codes. Pure.

The words for people stand in ``certificates.finding_words``, one for each code.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

PASSED = "passed"
FAILED = "failed"
UNKNOWN = "unknown"

STEPS = (
    "file",
    "signature",
    "unchanged",
    "authority",
    "signer",
    "time",
    "attachment",
    "credential",
    "issuer",
    "terms",
    "validity",
    "standing",
    "agreement",
)
"""The checks in the order in which they are told; not every file has all."""

LAPSED = frozenset({"revoked", "suspended", "expired"})
"""Reasons that say what a file is worth, and nothing against the file itself."""


@dataclass(frozen=True)
class Finding:
    """One check and its verdict.

    Attributes:
        step: one of ``STEPS``.
        verdict: passed, failed, or unknown where it cannot be told.
        reason: a code; of what is wrong unless it passed.
        detail: a value to be shown beside the words, such as a host name; never a
            person's name.
    """

    step: str
    verdict: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Facts:
    """What a credential says that carries a good signature of the issuer.

    Attributes:
        valid_until: None where it does not end.
        standing: good, revoked or suspended by the status lists; "" if unknown.
    """

    credential_id: str
    name: str
    number: str
    title: str
    issuer_name: str
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    standing: str = ""


@dataclass(frozen=True)
class Report:
    """The whole answer about one file.

    Attributes:
        kind: pdf, token, json, picture, or "" for what nobody recognises.
        facts: None unless the credential's own signature is the issuer's.
        identifier: what a photographed code leads to, a QR token or a number;
            nothing of it is proved by the file itself.
        as_of: the date of the oldest status list that was asked, or None.
    """

    kind: str
    findings: tuple[Finding, ...]
    facts: Facts | None = None
    identifier: str = ""
    as_of: dt.datetime | None = None

    @property
    def verdict(self) -> str:
        """Failed if any check failed, unknown if any cannot be told."""
        verdicts = {finding.verdict for finding in self.findings}
        for verdict in (FAILED, UNKNOWN):
            if verdict in verdicts:
                return verdict
        return PASSED

    @property
    def is_in_order(self) -> bool:
        """Whether it is the issuer's and unchanged, whatever it is worth today."""
        return self.facts is not None and LAPSED.issuperset(self.reasons)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of all that did not pass."""
        return tuple(f.reason for f in self.findings if f.verdict != PASSED)


class Refused(Exception):
    """A check did not pass, and nothing can be built on what it checked."""

    def __init__(
        self, step: str, reason: str, detail: str = "", *, verdict: str = FAILED
    ) -> None:
        super().__init__(step, reason)
        self.finding = Finding(step, verdict, reason, detail)


@dataclass
class Notes:
    """Collects findings while one file is examined."""

    findings: list[Finding] = field(default_factory=list)

    def passed(self, step: str, reason: str, detail: str = "") -> None:
        self.findings.append(Finding(step, PASSED, reason, detail))

    def failed(self, step: str, reason: str, detail: str = "") -> None:
        self.findings.append(Finding(step, FAILED, reason, detail))

    def unknown(self, step: str, reason: str, detail: str = "") -> None:
        self.findings.append(Finding(step, UNKNOWN, reason, detail))

    def refused(self, refusal: Refused) -> None:
        self.findings.append(refusal.finding)

    def in_order(self) -> tuple[Finding, ...]:
        """Return the findings as they are told."""
        return tuple(sorted(self.findings, key=lambda f: STEPS.index(f.step)))
