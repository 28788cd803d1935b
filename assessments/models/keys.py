"""Keys that experts agreed on: one version after another, never edited."""

from dataclasses import replace
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import keying
from assessments.rules import CreditRule, Truth
from training.append_only import AppendOnly, AppendOnlyQuerySet

LEAVES_OUT = {"single", "best_worst", "order"}
"""Kinds in which an option without agreement is not shown: it would be chosen."""

CREDIT_RULE_OF_KIND = {
    "single": CreditRule.WEIGHTED,
    "best_worst": CreditRule.TABLE,
    "rate": CreditRule.TABLE,
    "order": CreditRule.RANK_DISTANCE,
}


class KeyVersionQuerySet(AppendOnlyQuerySet):
    """Versions, by which one counts."""

    def latest_for(self, question_keys):
        """Return the newest version of each question that has one, in one query.

        Args:
            question_keys: as text or UUID.

        Returns:
            ``KeyVersion`` by question key as text.
        """
        newest = KeyVersion.objects.filter(question_key=OuterRef("question_key"))
        newest = newest.order_by("-version").values("version")[:1]
        rows = self.filter(question_key__in=question_keys, version=Subquery(newest))
        return {str(row.question_key): row for row in rows}

    def append_all(self, panel, settled, *, by, at):
        """Add the next version of each question's key.

        Args:
            panel: whose keys they are; adopted in the same transaction.
            settled: ``(PanelQuestion, Consensus)``, each with a key.
            by: who adopts them.
            at: the instant, aware.

        Raises:
            IntegrityError: another panel's key of the same question came first.
        """
        asked = [question.question_key for question, _found in settled]
        rows = self.filter(question_key__in=asked).order_by()
        last = dict(rows.values_list("question_key").annotate(Max("version")))
        facts = {
            "panel": panel,
            "language": panel.language,
            "peers": panel.panelists.counted().filter(role="peer").count(),
            "decided_on": timezone.localdate(at),
            "adopted_at": at,
            "adopted_by": by,
        }
        return self.bulk_create(
            KeyVersion(
                version=last.get(question.question_key, 0) + 1,
                **_made_of(question, found),
                **facts,
            )
            for question, found in settled
        )


class KeyVersion(AppendOnly):
    """A key of one question, by whom, from whom and how sure."""

    RULES = [
        ("preview", _("Full, half or no credit (as in AAMC PREview)")),
        ("mode_share", _("Share of the panel at that level")),
        ("mean_distance", _("Distance from the panel's mean")),
        ("rank_distance", _("Order of the panel's means")),
        ("scaled_mean", _("The panel's means")),
    ]

    panel = models.ForeignKey(
        "assessments.Panel", on_delete=models.PROTECT, related_name="key_versions"
    )
    question_key = models.UUIDField()
    question_code = models.CharField(_("question"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    rule = models.CharField(_("rule"), max_length=20, choices=RULES)
    shown = models.JSONField()
    table = models.JSONField()
    order = models.JSONField(default=list)
    dropped = models.JSONField(default=list)
    unsafe = models.JSONField(default=dict)
    panel_size = models.PositiveIntegerField(_("people"))
    peers = models.PositiveIntegerField(_("working peers"))
    figures = models.JSONField()
    decided_on = models.DateField(_("decided"))
    adopted_at = models.DateTimeField(_("adopted"))
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("adopted by"),
    )

    objects = KeyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("key version")
        verbose_name_plural = _("key versions")
        ordering = ["question_code", "-version"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["question_key", "version"],
                name="key_versions_are_numbered_once",
            )
        ]

    def __str__(self):
        return f"{self.question_code} · {self.version}"

    def belongs_to(self, shown, language):
        """Whether the key was made for the question as it reads now.

        In another language only the options can be compared: their texts were
        translated since.

        Args:
            shown: the ``paper.DeliveredQuestion``.
            language: of the question.
        """
        if shown.kind != self.kind:
            return False
        asked, now = _texts_then(self.shown), _texts_now(shown)
        if language != self.language:
            asked, now = dict.fromkeys(asked, ""), dict.fromkeys(now, "")
        return keying.fits(asked, now, self.dropped)

    def pinned_to(self, question):
        """Return a ``paper.Question`` with this key in place of its author's.

        Where an option must be chosen, those that were not agreed on are not shown.
        """
        shown = question.shown
        if self.kind in LEAVES_OUT:
            left = tuple(o for o in shown.options if o.key not in self.dropped)
            shown = replace(shown, options=left)
        on_paper = {option.key for option in shown.options}
        key = replace(
            question.key,
            rule=CREDIT_RULE_OF_KIND[self.kind],
            truth=self.truth(),
            unsafe=frozenset(self.unsafe) & on_paper,
            key_version={
                "number": self.version,
                "panel_size": self.panel_size,
                "decided_on": self.decided_on.isoformat(),
            },
        )
        return replace(question, shown=shown, key=key)

    def truth(self):
        """Return what decides the marks."""
        table = {
            row: {column: Fraction(credit) for column, credit in credits.items()}
            for row, credits in self.table.items()
        }
        best = {option for option, credit in table.get("", {}).items() if credit == 1}
        return Truth(correct=frozenset(best), table=table, order=tuple(self.order))


def _made_of(question, found):
    """Return what a key takes over from a question and its ``Consensus``."""
    key = found.key
    return {
        "question_key": question.question_key,
        "question_code": question.code,
        "kind": question.kind,
        "rule": key.rule.value,
        "shown": question.shown,
        "table": _as_text(key.table),
        "order": list(key.order),
        "dropped": sorted(key.dropped),
        "unsafe": {
            verdict.key: [[flag.why, flag.citation] for flag in verdict.flags]
            for verdict in found.verdicts
            if verdict.is_unsafe
        },
        "panel_size": found.raters,
        "figures": found.figures(),
    }


def _as_text(table):
    """Return a table with its fractions written out ("1/2")."""
    return {
        row: {column: str(credit) for column, credit in credits.items()}
        for row, credits in table.items()
    }


def _texts_then(shown):
    options = {option["key"]: option["text"] for option in shown["options"]}
    return options | {"": shown["prompt"]}


def _texts_now(shown):
    return {option.key: option.text for option in shown.options} | {"": shown.prompt}
