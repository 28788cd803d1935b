"""Checks the record of events against itself and against its signed anchors."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from . import anchoring, chain, keyring
from .models import Certificate, ChainHead, StatusEvent


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        problem: a plain code; its words are in ``WORDS``.
        where: the position of an event, the day of an anchor or a number.
    """

    problem: str
    where: str
    anchor: str = ""

    def __str__(self):
        return WORDS[self.problem].format(where=self.where, anchor=self.anchor)


WORDS = {
    "missing": "Event {where} is missing: the chain goes on behind it.",
    "edited": "Event {where} was changed after it was recorded.",
    "unlinked": "Event {where} does not follow the one before it.",
    "cut": "Events from {where} on were taken away{anchor}.",
    "added": "Event {where} was added behind the recorded end of the chain.",
    "anchor": "Event {where} is not the one that was signed{anchor}: the chain up to "
    "it was made anew.",
    "headless": "There are events, but no recorded end of the chain.",
    "note": "The private note of event {where} was changed after it was recorded.",
    "unsigned": "The anchor {where} bears no signature of the issuer ({anchor}).",
    "differs": "The file of the anchor {where} and the database say different things.",
    "lost": "The anchor {where} is in a file, but not in the database.",
    "unissued": "Certificate {where} has no event of its issue.",
    "term": "Certificate {where} states another last day than its event of issue.",
}


@dataclass(frozen=True)
class Audit:
    """What was looked at, and what is wrong, the first break of the chain first."""

    events: int
    anchors: int
    findings: tuple[Finding, ...]


def audit(*, folder=None, keys=None):
    """Check every event, every anchor, and that certificates fit.

    Args:
        folder: of the anchors' files; None for ``DATA_DIR/anchors``.
        keys: public JWK by DID URL, for instance of a trust bundle that was kept
            elsewhere; None for those of the database.
    """
    keys = keyring.public_keys() if keys is None else keys
    files = anchoring.read_files(folder or anchoring.anchor_folder(), keys)
    rows = anchoring.read_rows(keys)
    findings = [*_chain(files, rows), *_anchors(files, rows), *_notes(), *_terms()]
    return Audit(
        events=StatusEvent.objects.count(),
        anchors=len({one.name for one in (*files, *rows)}),
        findings=tuple(findings),
    )


def _chain(files, rows):
    head = ChainHead.objects.first()
    links = (row.as_link() for row in StatusEvent.objects.for_audit().iterator(1000))
    sound = [one for one in (*rows, *files) if not one.problem]
    broken = chain.first_break(
        links,
        head=(head.position, head.digest) if head else None,
        anchors={one.name: (one.position, one.digest) for one in sound},
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
    noted = StatusEvent.objects.for_audit().filter(
        ~Q(private_note="", note_digest="") | Q(note_erased_at__isnull=False)
    )
    for event in noted.iterator(1000):
        if not event.is_note_genuine:
            yield Finding("note", str(event.position))


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
