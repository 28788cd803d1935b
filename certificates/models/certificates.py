"""A certificate of completion: its facts, its document and its standing."""

import datetime as dt
import hashlib
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.award import Award, Credit
from certificates.names import is_same_family_name
from certificates.pdf.design import from_json, hashes_in
from certificates.proof import badge
from certificates.status import RENEWED, SUPERSEDED, Term, possible, status_at

from .checks import Check
from .designs import DesignPicture
from .documents import LONG, UNPROVED, CertificateDocument
from .events import StatusEvent
from .lookups import CertificateManager, hash_of
from .makings import Making
from .notices import ReadyNotice

FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=1)


class CertificateQuerySet(models.QuerySet):
    """Certificates, by who asks for them."""

    def for_holder(self, user):
        """Those of one person, as that person may see them."""
        return self.filter(holder=user)

    def for_listing(self):
        """Join what a listing shows, the standing included, without long texts."""
        joined = self.select_related("holder", "document").prefetch_related("events")
        return joined.defer(*(f"document__{name}" for name in LONG))

    def for_verification(self):
        """Join what the verify page shows, without the PDF's bytes."""
        return self.select_related("replaced_by").prefetch_related("events")

    def with_last_day(self, *, at):
        """Annotate ``last_day`` as ``status.last_day_at`` works it out."""
        renewals = StatusEvent.objects.filter(
            certificate=models.OuterRef("pk"), kind=RENEWED, effective_at__lte=at
        ).order_by("-recorded_at", "-position")
        renewed = models.Subquery(renewals.values("last_day")[:1])
        return self.annotate(last_day=Coalesce(renewed, "expires_on"))

    def without_document(self):
        """Those that wait for their PDF and are not held up by their own text."""
        return self.filter(document=None, problem="")

    def due(self, *, at):
        """Those among them whose next try is not later than ``at``."""
        resting = Making.objects.of(Certificate).resting(at=at)
        waiting = self.without_document().exclude(pk__in=resting.values("document_id"))
        return waiting.filter(Q(retry_at=None) | Q(retry_at__lte=at))

    def delayed(self, *, at):
        """Those that wait for a signature to become possible again."""
        return self.without_document().filter(retry_at__gt=at)

    def held_up(self):
        """Those whose text cannot be printed: a person has to look."""
        return self.filter(document=None).exclude(problem="")


class Certificate(models.Model):
    """What was awarded, with its facts as they were on that day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "courses.Enrolment",
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("enrollment"),
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("holder"),
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("takes the place of"),
    )
    number = models.CharField(_("number"), max_length=32, unique=True)
    # Null until there is a document: empty strings would not be unique.
    token_hash = models.CharField(  # noqa: DJ001
        max_length=64, unique=True, null=True, editable=False
    )

    holder_name = models.CharField(_("name as printed"), max_length=120)
    title = models.CharField(_("title"), max_length=255)
    course_key = models.UUIDField(editable=False)
    language = models.CharField(_("language"), max_length=12)
    minutes = models.PositiveIntegerField(_("contact minutes"))
    credits = models.JSONField(_("contact minutes by area"), default=list)
    completed_on = models.DateField(_("completed"))
    issued_at = models.DateTimeField(_("issued"))
    expires_on = models.DateField(_("good through"), null=True, blank=True)
    zone = models.CharField(_("time zone of the dates"), max_length=60)
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace for renewing"), default=0
    )
    issuer_name = models.CharField(_("issuer"), max_length=80)
    signatory_name = models.CharField(_("signatory"), max_length=80, blank=True)
    signatory_role = models.CharField(_("role"), max_length=60, blank=True)
    statement = models.CharField(_("statement"), max_length=90, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)

    # Empty for one of before designs: the usual design of that time.
    design = models.JSONField(default=dict, editable=False)
    # Null in what was issued before there were credentials, and had none.
    credential_id = models.CharField(  # noqa: DJ001
        max_length=22, unique=True, null=True, editable=False
    )
    subject_id = models.UUIDField(unique=True, null=True, editable=False)
    status_index = models.PositiveBigIntegerField(
        unique=True, null=True, editable=False
    )

    problem = models.CharField(
        _("why there is no document"), max_length=300, blank=True
    )
    delay = models.CharField(_("why the document waits"), max_length=300, blank=True)
    retry_at = models.DateTimeField(_("next try"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    # As in the document, whose row is long: pages need this alone.
    level = models.CharField(_("signature"), max_length=10, blank=True)
    is_withheld = models.BooleanField(_("withheld by the holder"), default=False)
    shows_name = models.BooleanField(_("shows the holder's name"), default=False)
    is_neutral = models.BooleanField(_("shown under neutral words"), default=False)
    hides_name = models.BooleanField(_("bears a former name"), default=False)

    joined_facts = None
    """Its events where they came with it, as ``facts`` returns them."""

    wagtail_reference_index_ignore = True
    objects = CertificateManager.from_queryset(CertificateQuerySet)()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            (
                "decide_certificate",
                _("Can suspend, reinstate and revoke certificates"),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "edition"],
                name="one_certificate_per_enrolment_and_edition",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None)
                | Q(expires_on__gte=models.F("completed_on")),
                name="a_certificate_expires_after_completion",
            ),
            models.CheckConstraint(
                condition=Q(hides_name=False) | Q(shows_name=False),
                name="a_former_name_is_not_shown",
            ),
        ]
        indexes = [
            # Few replace another. The unique index counts all the empty ones as
            # equal, so SQLite, once it has statistics, would read the table instead.
            models.Index(
                fields=["replaces"],
                condition=Q(replaces__isnull=False),
                name="certificates_that_replace",
            )
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("certificates:mine", args=[self.public_id])

    @property
    def has_document(self):
        return self.token_hash is not None

    @property
    def file_name(self):
        """A name that tells nobody who sees it what the document is about."""
        return f"certificate-{self.number[-5:]}.pdf"

    @property
    def identity(self):
        """What sets its credential apart from all others."""
        return badge.Identity(
            credential_id=self.credential_id,
            subject_id=str(self.subject_id),
            status_index=self.status_index,
            achievement_id=f"urn:uuid:{self.course_key}",
        )

    def as_award(self):
        """Return the facts that the document states."""
        return Award(
            number=self.number,
            holder_name=self.holder_name,
            title=self.title,
            language=self.language,
            minutes=self.minutes,
            credits=tuple(Credit(*credit) for credit in self.credits),
            completed_on=self.completed_on,
            issued_at=self.issued_at,
            expires_on=self.expires_on,
            zone=self.zone,
            issuer_name=self.issuer_name,
            signatory_name=self.signatory_name,
            signatory_role=self.signatory_role,
            statement=self.statement,
            contact=self.contact,
        )

    def as_design(self):
        """Return the design that was copied at issue (one query for its pictures)."""
        hashes = hashes_in(self.design)
        return from_json(self.design, DesignPicture.objects.bytes_of(hashes))

    @property
    def term(self):
        """How long it is good, as it was issued."""
        return Term(self.expires_on, self.zone, self.grace_days)

    def facts(self):
        """Return its events as plain facts; one query, none where they are joined."""
        if self.joined_facts is not None:
            return self.joined_facts
        return [event.as_event() for event in self.events.all()]

    def status(self, *, at, known_at=None):
        """Return the standing at ``at``, as it was known at ``known_at`` if given."""
        return status_at(self.facts(), self.term, at=at, known_at=known_at)

    def possible_decisions(self):
        """Return the kinds of decisions that make sense now."""
        return possible(self.facts(), self.term)

    @property
    def may_be_replaced(self):
        """Whether it is worth while to ask for a successor; events are joined."""
        superseded = any(event.kind == SUPERSEDED for event in self.facts())
        return superseded or self.hides_name

    def matches_name(self, typed):
        """Whether ``typed`` may be the holder's family name or whole name.

        An edition that bears a former name answers to that of its successor as well.
        """
        if is_same_family_name(typed, self.holder_name):
            return True
        newer = getattr(self, "replaced_by", None) if self.hides_name else None
        return newer is not None and is_same_family_name(typed, newer.holder_name)

    @transaction.atomic
    def keep_document(self, pdf, *, token, at, proof=UNPROVED):
        """Keep the PDF, the hash of its token, and a notice for the holder.

        Args:
            pdf: its bytes.
            token: what its QR code carries.
            at: now.
            proof: the ``Proof`` that belongs to these bytes.

        Returns:
            Whether these bytes were kept: of two documents made at once, one is.
        """
        waiting = Certificate.objects.filter(pk=self.pk, token_hash=None)
        done = {"problem": "", "delay": "", "retry_at": None, "level": proof.level}
        if not waiting.update(token_hash=hash_of(token), **done):
            return False
        CertificateDocument.objects.create(
            certificate=self,
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            made_at=at,
            credential_jwt=proof.token,
            credential_json=proof.document,
            level=proof.level,
        )
        ReadyNotice.objects.create(certificate=self, due_at=at)
        self.refresh_from_db(fields=["token_hash", *done])
        return True

    def wait(self, why, *, at):
        """Note in plain words why the document cannot be signed now; try later.

        The pause doubles with each try, from half a minute to an hour.
        """
        pause = min(FIRST_PAUSE * 2 ** min(self.tries, 20), LONGEST_PAUSE)
        self._wait_until(why, at + pause, tries=self.tries + 1)

    def wait_like(self, other):
        """Wait as long as ``other`` does, without a try of one's own."""
        self._wait_until(other.delay, other.retry_at, tries=self.tries)

    def _wait_until(self, why, moment, *, tries):
        waiting = Certificate.objects.filter(pk=self.pk, token_hash=None)
        waiting.update(delay=why[:300], retry_at=moment, tries=tries)
        self.refresh_from_db(fields=["delay", "retry_at", "tries"])

    def hold_up(self, problem):
        """Note in plain words why the document cannot be made."""
        waiting = Certificate.objects.filter(pk=self.pk, token_hash=None)
        waiting.update(problem=problem[:300])
        self.refresh_from_db(fields=["problem"])

    def respell(self, holder_name):
        """Print another spelling of the name, while there is no document yet.

        The same spelling has the document made again after its making broke off.

        Returns:
            Whether it was still possible.
        """
        waiting = Certificate.objects.filter(pk=self.pk, token_hash=None)
        changed = waiting.update(holder_name=holder_name, problem="")
        Making.objects.of(self).filter(document_id=self.pk).delete()
        self.refresh_from_db(fields=["holder_name", "problem"])
        return bool(changed)

    def choose_privacy(self, **choices):
        """Set what the holder lets others see; a former name is shown to nobody.

        Args:
            **choices: ``is_withheld``, ``shows_name``, ``is_neutral``; what is not
                given stays.
        """
        for name, value in choices.items():
            setattr(self, name, value)
        self.shows_name = self.shows_name and not self.hides_name
        self.save(update_fields=list(choices))

    def decide(self, kind, *, by, at, effective_at, **wording):
        """Put an event on record; ``ruling.rule`` also lets others know.

        Args:
            kind: one of ``status.KINDS``.
            by: who decides.
            at: when it is recorded.
            effective_at: from when it holds; may be back-dated.
            wording: ``reason_code``, ``legal_basis``, ``public_reason``,
                ``conditions``, ``private_note`` and ``last_day``.
        """
        event = StatusEvent(
            certificate=self,
            kind=kind,
            actor=by,
            recorded_at=at,
            effective_at=effective_at,
            **wording,
        )
        return StatusEvent.objects.append(event)[0]

    @property
    def issued_on(self):
        """The day on which it was issued, where its days are counted."""
        return self.issued_at.astimezone(ZoneInfo(self.zone)).date()

    def log_check(self, *, how, outcome, at, **told):
        """Note that somebody looked, for the holder to see.

        An agency that signed in is named, of others only that they looked.

        Args:
            how: one of ``Check.WAYS``.
            outcome: one of ``Check.OUTCOMES``.
            at: now, aware.
            **told: ``name_matched``, ``agency`` and ``link``, where there are any.
        """
        check = Check(certificate=self, at=at, how=how, outcome=outcome, **told)
        Check.objects.log([check])
