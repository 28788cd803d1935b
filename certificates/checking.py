"""Answers whether a certificate is genuine, and lets its holder know."""

from dataclasses import dataclass

from django.db import transaction

from . import codes, throttle
from .models import Certificate
from .status import Status


@dataclass(frozen=True)
class Answer:
    """What whoever checks is told.

    Attributes:
        name_matched: None where no name was given.
        successor: the newer certificate, if its holder shares it.
    """

    certificate: Certificate
    status: Status
    name_matched: bool | None
    successor: Certificate | None


def check(identifier, *, at, family_name=""):
    """Look a certificate up by number or QR token, and log that.

    A number that nobody holds, one that its holder withholds and one whose
    document does not exist yet get the same answer, at the same cost of one
    written row.

    Returns:
        An ``Answer``, or None.

    Raises:
        MalformedNumber: no number reads like this; nothing was asked or logged.
        TooManyTries: numbers are being guessed.
    """
    how = "qr" if codes.is_token(identifier) else "number"
    if how == "number":
        codes.normalise(identifier)
        throttle.brake(at=at)
    certificate = Certificate.objects.find(identifier)
    if certificate is None:
        throttle.count_miss(at=at)
        return None
    return _answer(certificate, how, family_name, at)


@transaction.atomic
def _answer(certificate, how, family_name, at):
    if certificate.is_withheld:
        certificate.log_check(how=how, outcome="withheld", at=at)
        return None
    status = certificate.status(at=at)
    matched = certificate.matches_name(family_name) if family_name else None
    certificate.log_check(how=how, outcome=status.name, at=at, name_matched=matched)
    return Answer(certificate, status, matched, _successor(certificate))


def _successor(certificate):
    newer = getattr(certificate, "replaced_by", None)
    return newer if newer and newer.has_document and not newer.is_withheld else None
