"""Checks the record against itself, against what was signed, and against anchors."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, Min, OuterRef, Q

from . import anchoring, auditing_documents, chain, keyring
from .models import Certificate, CertificateDocument, ChainHead, StatusEvent


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        problem: a plain code; its words are in ``WORDS``.
        where: the position of an event, the day of an anchor or a number.
        detail: what belongs to it: an anchor's day, a reason, a fact.
    """

    problem: str
    where: str
    detail: str = ""

    def __str__(self):
        return WORDS[self.problem].format(where=self.where, detail=self.detail)


WORDS = {
    "missing": "Event {where} is missing: the chain goes on behind it.",
    "edited": "Event {where} was changed after it was recorded.",
    "unlinked": "Event {where} does not follow the one before it.",
    "cut": "Events from {where} on were taken away{detail}.",
    "added": "Event {where} was added behind the recorded end of the chain.",
    "anchor": "Event {where} is not the one that was signed{detail}: the chain up to "
    "it was made anew.",
    "headless": "There are events, but no recorded end of the chain.",
    "note": "The private note of event {where} was changed after it was recorded.",
    "unsaid": "The private note of event {where} was erased, but no event says so.",
    "unsigned": "The anchor {where} bears no signature of the issuer ({detail}).",
    "differs": "The file of the anchor {where} and the database say different things.",
    "lost": "The anchor {where} is in a file, but not in the database.",
    "unanchored": "No anchor is kept at all, though events are on record since "
    "{where}: somebody took them away, or no worker runs.",
    "unissued": "Certificate {where} has no event of its issue.",
    "term": "Certificate {where} states another last day than its event of issue.",
    "bytes": "The PDF of certificate {where} is not the one that was kept: its "
    "digest is another.",
    "pdf": "The PDF of certificate {where} does not bear the issuer's whole and "
    "unbroken signature.",
    "token": "The credential of certificate {where} was not signed by the issuer.",
    "attached": "The credential inside the PDF of certificate {where} is not the "
    "one in the record.",
    "json": "The two forms of the credential of certificate {where} do not say the "
    "same, or the proof of one is broken.",
    "row": "The record of certificate {where} states {detail} that was not signed.",
    "unfiled": "The document of certificate {where} is gone.",
    "edition": "Certificate {where} and the edition before or after it do not fit, "
    "or no event tells of the change.",
}
GAP = "No anchor is kept of {first} to {last}: no worker ran, or somebody took it away."

FACTS = {
    "number": "a number",
    "name": "a name",
    "title": "a title",
    "language": "a language",
    "issuer": "an issuer",
    "issued": "a day of issue",
    "completed": "a day of completion",
    "last_day": "a last day",
    "minutes": "contact minutes",
    "credential": "a credential id",
    "subject": "a subject id",
    "course": "a course",
    "place": "a place in the status lists",
}
"""How each of ``stating.FACTS`` is told; never with its value."""


@dataclass(frozen=True)
class Audit:
    """What was looked at, and what is wrong, the first break of the chain first.

    Attributes:
        issuer: whose signatures counted; of other keys nothing is believed.
        warnings: what need not be a fault, in words.
    """

    issuer: str
    events: int
    anchors: int
    documents: int
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...] = ()


def audit(*, at, copies=None, trust=None, is_quick=False):
    """Check every event, every anchor, and that certificates fit what was signed.

    Args:
        at: now.
        copies: a file, or a folder, of anchors that were kept elsewhere.
        trust: a ``Trust`` that was kept elsewhere; None for the keys and roots of
            the database.
        is_quick: leave out the documents, of which some forty take a second.
    """
    trust = trust or keyring.trust(at=at)
    files = anchoring.read_files(anchoring.anchor_folder(), trust.keys)
    kept = anchoring.read_files(copies, trust.keys) if copies else []
    rows = anchoring.read_rows(trust.keys)
    findings = [
        *_chain([*kept, *files], rows),
        *_anchors([*kept, *files], rows),
        *_notes(),
        *_terms(),
        *(() if is_quick else _documents(trust)),
    ]
    days = {one.name for one in (*kept, *files, *rows) if not one.problem}
    unanchored, warnings = _gaps(days, at)
    return Audit(
        issuer=trust.issuer,
        events=StatusEvent.objects.count(),
        anchors=len({one.name for one in (*kept, *files, *rows)}),
        documents=0 if is_quick else CertificateDocument.objects.count(),
        findings=(*findings, *unanchored),
        warnings=warnings,
    )


def _chain(files, rows):
    head = ChainHead.objects.first()
    links = (row.as_link() for row in StatusEvent.objects.for_audit().iterator(1000))
    sound = [one for one in (*rows, *files) if not one.problem]
    broken = chain.first_break(
        links,
        head=(head.position, head.digest) if head else None,
        anchors=[(one.name, one.position, one.digest) for one in sound],
    )
    if broken:
        shown = f", as the anchor of {broken.anchor} shows" if broken.anchor else ""
        yield Finding(broken.problem, str(broken.position), shown)
    elif head is None and StatusEvent.objects.exists():
        yield Finding("headless", "")


def _anchors(files, rows):
    for one in (*files, *rows):
        if one.problem:
            yield Finding("unsigned", one.name, one.problem)
    kept = {row.name: row for row in rows}
    for one in files:
        if one.name not in kept:
            yield Finding("lost", one.name)
        elif not one.problem and kept[one.name] != one:
            yield Finding("differs", one.name)


def _notes():
    erasures = StatusEvent.objects.filter(
        about=OuterRef("position"), certificate=OuterRef("certificate")
    )
    noted = StatusEvent.objects.for_audit().filter(
        ~Q(private_note="", note_digest="") | Q(note_erased_at__isnull=False)
    )
    for event in noted.annotate(is_told=Exists(erasures)).iterator(1000):
        if not event.is_note_genuine:
            yield Finding("note", str(event.position))
        elif event.note_erased_at and not event.is_told:
            yield Finding("unsaid", str(event.position))


def _terms():
    issued = StatusEvent.objects.filter(certificate=OuterRef("pk"), kind="issued")
    for certificate in Certificate.objects.filter(~Exists(issued)).only("number"):
        yield Finding("unissued", certificate.number)
    same = Q(last_day=F("certificate__expires_on")) | Q(
        last_day=None, certificate__expires_on=None
    )
    # Written as what is equal, for a comparison with NULL is neither true nor false.
    equal = StatusEvent.objects.filter(same, kind="issued").values("pk")
    odd = StatusEvent.objects.filter(kind="issued").exclude(pk__in=equal)
    for event in odd.select_related("certificate"):
        yield Finding("term", event.certificate.number)


def _documents(trust):
    for fault in auditing_documents.faults(trust):
        yield Finding(fault.problem, fault.number, FACTS.get(fault.fact, ""))


def _gaps(days, at):
    """Return what is wrong, and what to warn of, where days have no anchor.

    The day itself is left out, and the one before it: a worker may not have come
    to them.
    """
    first = StatusEvent.objects.aggregate(first=Min("recorded_at"))["first"]
    if first is None:
        return (), ()
    day, end = first.astimezone(dt.UTC).date(), at.astimezone(dt.UTC).date()
    due = [day + dt.timedelta(n) for n in range(max(0, (end - day).days - 1))]
    missing = [one for one in due if one.isoformat() not in days]
    if due and not days:
        return (Finding("unanchored", day.isoformat()),), ()
    spans = []
    for one in missing:
        if spans and one - spans[-1][1] == dt.timedelta(days=1):
            spans[-1][1] = one
        else:
            spans.append([one, one])
    return (), tuple(GAP.format(first=a, last=b) for a, b in spans)
