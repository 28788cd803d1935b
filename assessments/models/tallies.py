"""Counts of what was answered, kept up to date so that reports need not recount."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from assessments import freezing
from assessments.analysis.sittings import Sitting, tally
from assessments.analysis.sums import add
from assessments.responses import KINDS

from .attempts import Attempt


class QuizTallyQuerySet(models.QuerySet):
    """Tallies, and what brings them up to date."""

    @transaction.atomic
    def fold(self, assessment_key, *, limit, at):
        """Count attempts at one quiz that the tallies do not know as they are now.

        What was counted of an attempt before is taken away first, so that a mark
        that was appended replaces the one before it. Safe in any number of
        workers: each holds the attempts that it counts, and skips those that
        another holds. The lock on the tally comes last, so that nobody who holds
        it waits for an attempt.

        Args:
            assessment_key: of the quiz, in every language.
            limit: how many attempts at most.
            at: the instant, aware.

        Returns:
            How many attempts were counted.
        """
        waiting = Attempt.objects.to_tally().filter(assessment_key=assessment_key)
        waiting = waiting.select_for_update(of=("self",), skip_locked=True)
        attempts = list(waiting.order_by("pk")[:limit])
        if not attempts:
            return 0
        models.prefetch_related_objects(attempts, "answers", "marks", "tallied_mark")
        changes = Changes()
        for attempt in attempts:
            changes.recount(attempt)
        self._locked(assessment_key)._absorb(
            changes, title=attempts[-1].assessment_title, at=at
        )
        Attempt.objects.bulk_update(attempts, ["tallied_mark", "is_tallied"])
        return len(attempts)

    @transaction.atomic
    def clear(self, assessment_key):
        """Forget what was counted of one quiz, so that all of it is counted anew."""
        attempts = Attempt.objects.filter(assessment_key=assessment_key)
        attempts.closed().update(tallied_mark=None, is_tallied=False)
        self._locked(assessment_key).forms.all().delete()

    def _locked(self, assessment_key):
        self.get_or_create(assessment_key=assessment_key)
        return self.select_for_update().get(assessment_key=assessment_key)


class QuizTally(models.Model):
    """Everything counted of one quiz, in whatever language it was taken."""

    assessment_key = models.UUIDField(unique=True, editable=False)
    title = models.CharField(_("quiz"), max_length=255)
    counted_at = models.DateTimeField(null=True)

    objects = QuizTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally of a quiz")
        verbose_name_plural = _("tallies of quizzes")
        ordering = ["title"]
        default_permissions = ()

    def __str__(self):
        return self.title

    def _absorb(self, changes, *, title, at):
        self.title, self.counted_at = title, at
        self.save(update_fields=["title", "counted_at"])
        forms = {form.key: form for form in self.forms.all()}
        for key in changes.forms.keys() - forms.keys():
            forms[key] = FormTally.blank(self, key)
        for key, sums in changes.forms.items():
            forms[key].absorb(sums, changes.items_of(key))
        self.forms.filter(sums={}).delete()


class FormTally(models.Model):
    """Papers of one quiz with as many scored questions and points as each other."""

    quiz = models.ForeignKey(QuizTally, on_delete=models.CASCADE, related_name="forms")
    length = models.PositiveSmallIntegerField()
    points = models.PositiveIntegerField()
    is_retake = models.BooleanField()
    sums = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tally of a form")
        verbose_name_plural = _("tallies of forms")
        ordering = ["length", "points", "is_retake"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "length", "points", "is_retake"],
                name="a_form_is_counted_once",
            )
        ]

    def __str__(self):
        return f"{self.quiz} · {self.length}"

    @property
    def key(self):
        return self.length, self.points, self.is_retake

    @classmethod
    def blank(cls, quiz, key):
        length, points, is_retake = key
        return cls.objects.create(
            quiz=quiz, length=length, points=points, is_retake=is_retake
        )

    def absorb(self, sums, counted):
        """Add ``sums`` to the form and ``counted`` to its questions.

        Args:
            sums: what changed of the form.
            counted: ``(sums, face)`` by ``ItemTally.key``.
        """
        add(self.sums, sums)
        self.save(update_fields=["sums"])
        questions = {question_key for question_key, *_rest in counted}
        items = {
            item.key: item for item in self.items.filter(question_key__in=questions)
        }
        fresh = [ItemTally.blank(self, key) for key in counted if key not in items]
        for item in [*items.values(), *fresh]:
            if item.key in counted:
                item.absorb(*counted[item.key])
        ItemTally.objects.bulk_create(item for item in fresh if item.sums)
        ItemTally.objects.bulk_update(items.values(), ["sums", "face"])
        self.items.filter(sums={}).delete()


class ItemTally(models.Model):
    """One question as it was asked on the papers of one form.

    ``face`` is how it looks in the report: kind, prompt, options, what is right.
    """

    form = models.ForeignKey(FormTally, on_delete=models.CASCADE, related_name="items")
    question_key = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=12)
    version = models.CharField(max_length=20, blank=True)
    is_scored = models.BooleanField()
    face = models.JSONField(default=dict)
    sums = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tally of a question")
        verbose_name_plural = _("tallies of questions")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["form", "question_key", "language", "version", "is_scored"],
                name="a_version_of_a_question_is_counted_once",
            )
        ]

    def __str__(self):
        return self.face.get("code") or self.question_key

    @property
    def key(self):
        return self.question_key, self.language, self.version, self.is_scored

    @classmethod
    def blank(cls, form, key):
        question_key, language, version, is_scored = key
        return cls(
            form=form,
            question_key=question_key,
            language=language,
            version=version,
            is_scored=is_scored,
        )

    def absorb(self, sums, face):
        """Add ``sums``; show the question by ``face`` from now on."""
        add(self.sums, sums)
        self.face = face or self.face


class Changes:
    """What a batch of attempts adds to tallies and takes away from them."""

    def __init__(self):
        self.forms = {}
        self._items = {}
        self._faces = {}

    def items_of(self, form_key):
        """Return ``(sums, face)`` by ``ItemTally.key`` of one form."""
        return {
            key: (sums, self._faces.get((form_key, key)))
            for key, sums in self._items.get(form_key, {}).items()
        }

    def recount(self, attempt):
        """Take away what was counted of ``attempt``, add what counts now."""
        frozen = freezing.thaw(attempt.frozen_paper)
        if attempt.tallied_mark:
            self._put(attempt, frozen, attempt.tallied_mark, times=-1)
        marks = sorted(attempt.marks.all(), key=lambda mark: (mark.made_at, mark.pk))
        attempt.tallied_mark = marks[-1] if attempt.is_final else None
        attempt.is_tallied = True
        if attempt.tallied_mark:
            self._put(attempt, frozen, attempt.tallied_mark, times=1)

    def _put(self, attempt, frozen, mark, *, times):
        keyed = freezing.keyed(frozen, mark.basis)
        tallied = tally(_sitting(attempt, keyed, mark))
        form_key = (tallied.length, tallied.points, attempt.number > 1)
        add(self.forms.setdefault(form_key, {}), tallied.form, times=times)
        items = self._items.setdefault(form_key, {})
        for question in keyed.questions:
            if question.shown.key not in tallied.items:
                continue
            key = _item_key(question, attempt.language)
            sums = tallied.items[question.shown.key]
            add(items.setdefault(key, {}), sums, times=times)
            if times > 0:
                self._faces[form_key, key] = _face(question)


def _item_key(question, language):
    version = question.key.revision
    return (
        question.shown.key,
        language,
        "" if version is None else str(version),
        question.key.is_scored,
    )


def _sitting(attempt, frozen, mark):
    answers = list(attempt.answers.all())
    awarded = mark.basis.get("awards", {})
    return Sitting(
        result=freezing.thaw_result(mark.result),
        is_passed=bool(mark.is_passed),
        responses={answer.question_key: answer.given for answer in answers},
        seconds={
            answer.question_key: answer.seconds
            for answer in answers
            if answer.seconds is not None
        },
        left_out=frozenset(
            question.shown.key
            for question in frozen.questions
            if KINDS[question.shown.kind].is_marked_by_people
            and not question.key.is_scored
            and question.shown.key not in awarded
        ),
    )


def _face(question):
    shown, key = question.shown, question.key
    return {
        "kind": shown.kind,
        "prompt": shown.prompt,
        "options": {option.key: option.text for option in shown.options},
        "columns": {column.key: column.text for column in shown.columns},
        "worth": _worth(shown, key.truth),
        "code": key.code,
        "domain": key.domain,
    }


def _worth(shown, truth):
    """Return what the key gives, as text, by row ("" for options), then column."""
    if truth.correct:
        keys = [option.key for option in shown.options]
        return {"": {key: str(int(key in truth.correct)) for key in keys}}
    if truth.order:
        places = enumerate(truth.order, start=1)
        return {key: {str(place): "1"} for place, key in places}
    return {
        row: {column: str(credit) for column, credit in credits.items()}
        for row, credits in truth.table.items()
    }
