"""Answers whether a certificate is genuine, and lets its holder know."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from . import codes, throttle
from .models import Certificate, Check, ShareLink
from .shown import Shown
from .status import Status

ON_THE_DOCUMENT = ("qr", "file")
"""Ways for which one needs the document, which says its title aloud."""

NEUTRAL_TITLE = _("Professional certificate")


@dataclass(frozen=True)
class Answer:
    """What whoever checks is told.

    Attributes:
        name_matched: None where no name was given.
        successor: the newer certificate, if its holder shares it.
        how: one of ``Check.WAYS``.
        link: the ``ShareLink`` that led here, or None.
        asked_name: what was typed to be compared.
    """

    certificate: Certificate
    status: Status
    name_matched: bool | None
    successor: Certificate | None
    how: str = "number"
    link: ShareLink | None = None
    asked_name: str = ""

    @property
    def title(self):
        """The title, or "" where the holder chose neutral words.

        Who holds the document in hand reads the title there, and is told it.
        """
        has_document = self.how in ON_THE_DOCUMENT
        has_document = has_document or (self.link and self.link.shows_document)
        is_neutral = self.certificate.is_neutral and not has_document
        return "" if is_neutral else self.certificate.title

    @property
    def shows_name(self):
        """Whether the holder lets this asker see the name; never a former one."""
        if self.certificate.hides_name:
            return False
        return self.certificate.shows_name or bool(self.link and self.link.shows_name)

    def shown(self, *, at):
        """Return the facts that this answer gives."""
        facts = self.certificate
        return Shown(
            how=self.how,
            checked_at=at,
            number=facts.number,
            title=self.title,
            issuer_name=facts.issuer_name,
            holder_name=facts.holder_name if self.shows_name else "",
            minutes=facts.minutes,
            completed_on=facts.completed_on,
            issued_at=facts.issued_at.astimezone(ZoneInfo(facts.zone)),
            expires_on=self.status.last_day,
            zone=facts.zone,
            status=self.status,
            asked_name=self.asked_name,
            name_matched=self.name_matched,
        )


def check(identifier, *, at, family_name="", agency=None, how=""):
    """Look a certificate up by number, QR token or credential id, and log that.

    A number that nobody holds, one that its holder withholds and one whose
    document does not exist yet get the same answer, and count alike as misses.

    Args:
        identifier: a number or a QR token.
        at: now, aware.
        family_name: to be compared, or "".
        agency: whom the holder's log will name, or None.
        how: one of ``Check.WAYS``, where the identifier does not tell. What came
            from a file that we signed was not guessed, so it is never braked.

    Returns:
        An ``Answer``, or None.

    Raises:
        MalformedNumber: no number reads like this; nothing was logged.
        TooManyTries: numbers are being guessed.
    """
    how = how or ("qr" if codes.is_secret(identifier) else "number")
    if how == "number":
        throttle.brake(at=at)
    certificate = Certificate.objects.find(identifier)
    if certificate is not None and not certificate.is_withheld:
        return _answer(certificate, family_name, at=at, how=how, agency=agency)
    # What its holder withholds counts as well: else the brake would tell it apart.
    throttle.count_miss(at=at)
    if certificate is not None:
        certificate.log_check(how=how, outcome="withheld", at=at, agency=agency)
    return None


def check_shared(token, *, at, family_name="", agency=None):
    """Look up what a holder's link shows, and log that.

    A link works for a certificate that is withheld from everybody else: its
    holder made it for somebody.

    Returns:
        An ``Answer``; None for a link that is over, withdrawn or unknown.
    """
    link = ShareLink.objects.find(token, at=at)
    if link is None:
        return None
    told = {"how": "shared", "agency": agency, "link": link}
    with transaction.atomic():
        return _answer(link.certificate, family_name, at=at, **told)


def hand_out(token, *, at, agency=None):
    """Return the certificate whose PDF a link gives to its reader, and log that.

    Returns:
        A ``Certificate``; None where no open link shows the document.
    """
    link = ShareLink.objects.find(token, at=at)
    if link is None or not link.shows_document or link.certificate.hides_name:
        return None
    told = {"how": "shared", "agency": agency, "link": link}
    link.certificate.log_check(outcome="document", at=at, **told)
    return link.certificate


def check_many(pairs, *, agency, how, at):
    """Look many certificates up for an agency, and log each for its holder.

    An agency gets an answer where number and family name both fit. A number that
    nobody holds, one that its holder withholds, one without a document and one
    whose holder has another name are all None. It takes the same few statements
    for any count, of up to a thousand.

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
    with transaction.atomic(savepoint=False):
        found = Certificate.objects.with_numbers({number for number, _name in pairs})
        looked = [_look(found.get(number), name, how, at) for number, name in pairs]
        Check.objects.log(
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
    return [_look(found.get(number), name, "api", at)[0] for number, name in pairs]


def _look(certificate, family_name, how, at):
    """Return the answer for one pair, and what is logged of it."""
    if certificate is None:
        return None, None
    log = {"certificate": certificate, "name_matched": None}
    if certificate.is_withheld:
        return None, log | {"outcome": "withheld"}
    if not certificate.matches_name(family_name):
        return None, log | {"outcome": "unmatched", "name_matched": False}
    status = certificate.status(at=at, known_at=at)
    told = {"how": how, "asked_name": family_name}
    answer = Answer(certificate, status, True, _successor(certificate), **told)
    return answer, log | {"outcome": status.name, "name_matched": True}


def _answer(certificate, family_name, *, at, how, **told):
    status = certificate.status(at=at)
    matched = certificate.matches_name(family_name) if family_name else None
    logged = told | {"outcome": status.name, "name_matched": matched}
    certificate.log_check(how=how, at=at, **logged)
    return Answer(
        certificate,
        status,
        matched,
        _successor(certificate),
        how=how,
        link=told.get("link"),
        asked_name=family_name,
    )


def _successor(certificate):
    if not certificate.may_be_replaced:
        return None
    newer = getattr(certificate, "replaced_by", None)
    return newer if newer and newer.has_document and not newer.is_withheld else None
