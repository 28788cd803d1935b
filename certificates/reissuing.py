"""Issues new editions: another name, a mistake put right, a new last day on paper."""

from django.db import IntegrityError, transaction

from . import codes, following
from .identities import identity
from .models import Certificate, ShareLink, StatusEvent
from .names import LONGEST, printable
from .status import ISSUED, SUPERSEDED, carried_over
from .tasks import render_document

REASONS = ("name", "correction", "continuing")

COPIED = (
    *("enrolment", "holder", "title", "course_key", "language", "minutes", "credits"),
    *("completed_on", "zone", "grace_days", "issuer_name", "signatory_name"),
    *("signatory_role", "statement", "contact", "design", "is_withheld"),
    *("shows_name", "is_neutral"),
)


class CannotReissue(Exception):
    """It has no document yet, is replaced already, or is not the holder's any more."""


@transaction.atomic
def reissue(certificate, *, by, at, rng, **change):
    """Issue a new edition, which takes the place of ``certificate``.

    It has a number of its own and the standing of the old one: what certifiers
    decided and what the holder chose holds for it from the first moment. The old
    number answers that it was replaced. After a change of name, no earlier edition
    shows its name to others any more.

    Args:
        certificate: the edition to replace.
        by: who decides.
        at: now.
        rng: as ``secrets.token_bytes``.
        **change: ``reason``, one of ``REASONS``, and ``holder_name`` as it is to be
            printed; without it the name stays.

    Returns:
        The new ``Certificate``, whose document follows.

    Raises:
        CannotReissue: of two that try at once, one is told so as well.
    """
    if not may_reissue(certificate, at=at):
        raise CannotReissue
    reason, name = change["reason"], printable(change.get("holder_name", ""))
    facts = {field: getattr(certificate, field) for field in COPIED}
    facts |= {
        "number": codes.new_number(rng),
        "edition": certificate.edition + 1,
        "replaces": certificate,
        "holder_name": name[:LONGEST] or certificate.holder_name,
        "issued_at": at,
        "expires_on": certificate.status(at=at).last_day,
    }
    if reason == "name":
        # Whoever knew the old name is not told the new one by the new edition.
        facts["shows_name"] = False
    try:
        with transaction.atomic():
            new = Certificate.objects.create(**facts, **identity(rng))
            _record(certificate, new, by=by, reason=reason, at=at)
    except IntegrityError as error:
        raise CannotReissue from error
    if reason == "name":
        _hide_former_names(new, at=at)
    render_document.enqueue(new.pk)
    following.announce()
    return new


@transaction.atomic
def close_request(wish, *, at, rng, **decided):
    """Answer a holder's wish; granted, the new edition is issued with it.

    Args:
        wish: a ``NameRequest``.
        at: now.
        rng: as ``secrets.token_bytes``.
        **decided: ``is_granted``, ``by`` and ``answer``.

    Raises:
        RenamingClosed: decided already, or one's own.
        CannotReissue: the certificate cannot be replaced; nothing is decided then.
    """
    wish.close(at=at, **decided)
    if wish.is_granted:
        reason = "correction" if wish.is_correction else "name"
        edition = reissue(
            wish.certificate,
            by=wish.decided_by,
            reason=reason,
            at=at,
            rng=rng,
            holder_name=wish.new_name,
        )
        wish.link(edition)


def _hide_former_names(new, *, at):
    """Let no earlier edition show its name, and end the links that did."""
    earlier = Certificate.objects.filter(enrolment=new.enrolment_id)
    earlier = earlier.exclude(pk=new.pk)
    earlier.update(hides_name=True, shows_name=False)
    for edition in earlier:
        ShareLink.objects.withdraw_all(edition, at=at)


def may_reissue(certificate, *, at):
    """Whether a new edition may take the place of this one."""
    over = {"superseded", "revoked", "surrendered"}
    return certificate.has_document and certificate.status(at=at).name not in over


def _record(old, new, *, by, reason, at):
    told = {"by": by, "at": at, "effective_at": at, "reason_code": reason}
    new.decide(ISSUED, last_day=new.expires_on, **told)
    rows = {row.position: row for row in old.events.all()}
    carried = [rows[event.sequence] for event in carried_over(old.facts(), at=at)]
    if carried:
        StatusEvent.objects.append(*(_again(row, new, at) for row in carried))
    old.decide(SUPERSEDED, **told)


def _again(row, new, at):
    """Return an unsaved event that says of ``new`` what ``row`` says of the old one."""
    return StatusEvent(
        certificate=new,
        kind=row.kind,
        reason_code=row.reason_code,
        legal_basis=row.legal_basis,
        public_reason=row.public_reason,
        conditions=row.conditions,
        effective_at=row.effective_at,
        recorded_at=at,
        actor_id=row.actor_id,
    )
