"""Answers whether a certificate is genuine, and lets its holder know."""

from dataclasses import dataclass

from django.db import transaction

from . import codes, throttle
from .models import Certificate, Check
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


def check_many(pairs, *, agency, how, at):
    """Look many certificates up for an agency, and log each for its holder.

    An agency gets an answer where number and family name both fit. A number that
    nobody holds, one that its holder withholds, one without a document and one
    whose holder has another name are all None. It takes the same few statements
    for any count, of up to a thousand, but for the log: SQLite takes 140 rows of
    it at a time.

    Args:
        pairs: (number, family name), the numbers as ``codes.normalise`` writes them.
        agency: who asks; every holder sees its name.
        how: one of ``Check.WAYS``.
        at: now, aware.

    Returns:
        An ``Answer`` or None for each pair, in order.

    Raises:
        TooManyTries: the agency has used up its day; nothing was looked up.
    """
    pairs = list(pairs)
    throttle.spend(agency, len(pairs), at=at)
    with transaction.atomic():
        found = Certificate.objects.with_numbers({number for number, _name in pairs})
        looked = [_look(found.get(number), name, at) for number, name in pairs]
        Check.objects.bulk_create(
            Check(at=at, how=how, agency=agency, **log)
            for _answer, log in looked
            if log
        )
    answers = [answer for answer, _log in looked]
    throttle.spend_misses(agency, answers.count(None), at=at)
    return answers


def answer_again(pairs, *, at):
    """Answer pairs that were checked at the instant ``at`` once more, as of then.

    For whoever lost the first answer: nothing newer is learned, so nothing is
    logged and nothing spent. What a holder has withheld since is withheld.
    """
    found = Certificate.objects.with_numbers({number for number, _name in pairs})
    return [_look(found.get(number), name, at)[0] for number, name in pairs]


def _look(certificate, family_name, at):
    """Return the answer for one pair, and what is logged of it."""
    if certificate is None:
        return None, None
    log = {"certificate": certificate, "name_matched": None}
    if certificate.is_withheld:
        return None, log | {"outcome": "withheld"}
    if not certificate.matches_name(family_name):
        return None, log | {"outcome": "unmatched", "name_matched": False}
    status = certificate.status(at=at)
    answer = Answer(certificate, status, True, _successor(certificate))
    return answer, log | {"outcome": status.name, "name_matched": True}


def _successor(certificate):
    newer = getattr(certificate, "replaced_by", None)
    return newer if newer and newer.has_document and not newer.is_withheld else None
