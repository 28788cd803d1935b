"""Takes the wishes of holders for records and letters."""

from django.db import transaction

from . import pdf, recording
from .models import HolderPaper
from .names import LONGEST, printable
from .status import GENUINE
from .tasks import make_paper


class NotInGoodStanding(Exception):
    """A letter would confirm what does not hold today."""


@transaction.atomic
def ask_record(certificate, *, key, is_whole, at):
    """Note that the holder asked for a training record, and have it made.

    Args:
        certificate: the holder's own.
        key: a fresh UUID; the same again gives the same document.
        is_whole: whether all courses are stated.
        at: now.

    Raises:
        TooManyPapers: the holder asked for more than anybody needs.
    """
    stated = recording.gather(certificate, is_whole=is_whole, at=at)
    facts = {"record": stated.to_json()}
    return _ask(certificate, "record", key=key, at=at, facts=facts)


@transaction.atomic
def ask_letter(certificate, *, key, addressee, at):
    """Note that the holder asked for a letter to ``addressee``, and have it made.

    Raises:
        NotInGoodStanding: the certificate is not, at ``at``.
        TooManyPapers: the holder asked for more than anybody needs.
        Unprintable: the addressee cannot be printed.
    """
    if certificate.status(at=at).name != GENUINE:
        raise NotInGoodStanding
    addressee = printable(addressee)[:LONGEST]
    pdf.refuse_unprintable(addressee)
    facts = {"addressee": addressee}
    return _ask(certificate, "letter", key=key, at=at, facts=facts)


def _ask(certificate, kind, *, key, at, facts):
    paper, is_new = HolderPaper.objects.ask(
        certificate, kind, key=key, at=at, facts=facts
    )
    if is_new:
        make_paper.enqueue(paper.pk)
    return paper
