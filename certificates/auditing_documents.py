"""Checks what is kept of each certificate against what was signed."""

import hashlib
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from .examining import pdf_reading
from .examining.badge_rules import CLAIMS
from .examining.documents import CREDENTIAL
from .examining.findings import FAILED, Notes, Refused
from .examining.proofs import verified_document
from .examining.reading import Unreadable, read_object
from .examining.signatures import check_signature
from .examining.tokens import verified_claims
from .models import Certificate, CertificateDocument, StatusEvent
from .proof import stating
from .status import SUPERSEDED

BATCH = 100
SIGNED = {"signature", "unchanged", "authority"}
"""Steps of an examination that do not depend on the day on which it is made."""


@dataclass(frozen=True)
class Fault:
    """The first thing that is wrong with one certificate.

    Attributes:
        problem: a code of ``auditing.WORDS``.
        number: of the certificate.
        fact: what differs, where it is one of ``stating.FACTS``.
    """

    problem: str
    number: str
    fact: str = ""


class _Wrong(Exception):
    """One check of a document did not pass."""

    def __init__(self, problem, fact=""):
        super().__init__(problem)
        self.problem, self.fact = problem, fact


def faults(trust):
    """Yield the first fault of each certificate that has one.

    The row is compared with the signed credential, the PDF with its digest, its
    signature and the credential inside it, and editions with their events. What no
    signature covers (who signed, wording, design) stands on the signed page alone.
    One query for each hundred documents; no more of them is in memory.

    Args:
        trust: a ``Trust``; whether a signer was revoked since is not asked.
    """
    last = 0
    while batch := list(_behind(last)):
        for document in batch:
            try:
                _check(document, trust)
            except _Wrong as wrong:
                number = document.certificate.number
                yield Fault(wrong.problem, number, wrong.fact)
        last = batch[-1].pk
    for number in _without_file().iterator(1000):
        yield Fault("unfiled", number)
    for number in _unlinked_editions().iterator(1000):
        yield Fault("edition", number)
    superseded = StatusEvent.objects.filter(kind=SUPERSEDED)
    orphans = superseded.filter(certificate__replaced_by=None)
    for number in orphans.values_list("certificate__number", flat=True):
        yield Fault("edition", number)


def _behind(last):
    rows = CertificateDocument.objects.filter(pk__gt=last).order_by("pk")
    return rows.select_related("certificate").defer("certificate__design")[:BATCH]


def _without_file():
    made = Certificate.objects.exclude(token_hash=None).filter(document=None)
    return made.values_list("number", flat=True)


def _unlinked_editions():
    """Return numbers of editions whose predecessor no event says was replaced then.

    The new edition states, signed, when it was issued: the moment of that event.
    """
    replaced = StatusEvent.objects.filter(
        kind=SUPERSEDED,
        certificate=OuterRef("replaces"),
        recorded_at=OuterRef("issued_at"),
    )
    odd = ~Exists(replaced) | ~Q(
        edition=F("replaces__edition") + 1,
        enrolment=F("replaces__enrolment"),
        holder=F("replaces__holder"),
    )
    later = Certificate.objects.filter(Q(replaces__isnull=False) & odd)
    headless = Certificate.objects.filter(replaces=None, edition__gt=1)
    return (later | headless).order_by("pk").values_list("number", flat=True)


def _check(document, trust):
    """Compare one document with all that states the same.

    Raises:
        _Wrong: with what differs first.
    """
    content = bytes(document.pdf)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise _Wrong("bytes")
    if not document.credential_jwt:
        # Of before there were credentials: nothing was signed.
        if document.level or document.credential_json:
            raise _Wrong("token")
        return
    claims = _claims(document.credential_jwt, trust)
    _compare_pdf(content, document, trust)
    _compare_json(document.credential_json, claims, trust)
    _compare_row(document.certificate, claims)


def _claims(token, trust):
    try:
        return verified_claims(token.encode(), trust.keys)
    except Refused as refused:
        raise _Wrong("token") from refused


def _compare_pdf(content, document, trust):
    notes = Notes()
    try:
        reader = pdf_reading.open_pdf(content)
        check_signature(reader, content, trust, notes, at=document.made_at)
        inside = pdf_reading.attachments(reader.root)
    except (Refused, *pdf_reading.BROKEN) as error:
        raise _Wrong("pdf") from error
    if any(one.verdict == FAILED and one.step in SIGNED for one in notes.findings):
        raise _Wrong("pdf")
    if inside != [(CREDENTIAL, document.credential_jwt.encode())]:
        raise _Wrong("attached")


def _compare_json(text, claims, trust):
    try:
        said = verified_document(read_object(text), trust.keys, step="credential")
    except (Refused, Unreadable) as error:
        raise _Wrong("json") from error
    if said != {n: value for n, value in claims.items() if n not in CLAIMS}:
        raise _Wrong("json")


def _compare_row(certificate, claims):
    try:
        signed = stating.by_credential(claims)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise _Wrong("token") from error
    if certificate.status_index is None:
        raise _Wrong("row", "place")
    try:
        kept = stating.by_record(certificate.as_award(), certificate.identity)
    except (KeyError, ValueError) as error:  # a zone that there is not
        raise _Wrong("row", "last_day") from error
    if fact := stating.first_difference(kept, signed):
        raise _Wrong("row", fact)
