"""Finding attempts, and beginning one."""

from django.db import IntegrityError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast, Floor, Least

from assessments import deadline, freezing
from assessments.standing import Past
from training.users.models import Accommodation

from .timing import TimedQuerySet

START_TRIES = 5


class MayNotStart(Exception):
    """No attempt may begin now.

    Attributes:
        standing: the ``standing.Standing`` that says why, and until when.
    """

    def __init__(self, standing):
        super().__init__(standing.bar)
        self.standing = standing


class AttemptQuerySet(TimedQuerySet):
    """Attempts, by whose they are and whether they are open."""

    def for_learner(self, user):
        return self.filter(enrolment__learner=user)

    def of(self, quiz, enrolment):
        """Attempts of one learner at one quiz, in whatever language."""
        return self.filter(enrolment=enrolment, assessment_key=quiz.translation_key)

    def closed(self):
        """Attempts that are marked."""
        return self.exclude(submitted_at=None)

    def final(self):
        """Closed attempts that wait for nobody."""
        return self.closed().filter(held_for="")

    def held(self, reason):
        """Closed attempts that wait for people, the longest first."""
        return self.filter(held_for=reason).order_by("submitted_at")

    def to_tally(self):
        """Closed attempts whose latest mark the tallies do not know yet."""
        return self.closed().filter(is_tallied=False)

    def without_paper(self):
        """Leave the frozen paper in the database: listings do not read it."""
        return self.defer("frozen_paper")

    def begun_since(self, instant):
        return self.filter(started_at__gt=instant)

    def for_listing(self):
        """Join what a listing shows of each attempt."""
        return self.without_paper().select_related("enrolment__learner")

    def start(self, quiz, enrolment, *, at, rng):
        """Begin an attempt; while one is open, return that one.

        Safe under any race: of two requests one inserts, and the other finds
        the constraint in its way, looks again and returns what is there.

        Args:
            quiz: the ``QuizPage``, in the language of the attempt.
            enrolment: whose attempt it is.
            at: the instant, aware; the clock runs from here.
            rng: draws and shuffles.

        Raises:
            MayNotStart: passed already, no attempts left, or too early.
            selection.BankTooSmall: the bank cannot fill the draw.
        """
        for _try in range(START_TRIES):
            overview = self.overview(quiz, enrolment, at=at)
            if attempt := overview["open_attempt"]:
                return attempt
            if not overview["standing"].may_start:
                raise MayNotStart(overview["standing"])
            # From the same reading as the limit: a slot that has been used in
            # the meantime is refused by the constraint on the number.
            number = overview["standing"].used + 1
            try:
                return self._create(quiz, enrolment, number, at=at, rng=rng)
            except IntegrityError:
                continue
        raise MayNotStart(overview["standing"])

    def _create(self, quiz, enrolment, number, *, at, rng):
        seen = self.model.objects.for_learner(enrolment.learner).questions_seen()
        composed = quiz.compose_paper(rng, seen)
        time = deadline.time_for_all(quiz.time_limit, quiz.window, at=at)
        with transaction.atomic():
            attempt = self.model(
                enrolment=enrolment,
                quiz=quiz,
                assessment_key=quiz.translation_key,
                assessment_title=quiz.title,
                language=composed.language,
                has_content_note=bool(quiz.content_note),
                number=number,
                frozen_paper=freezing.freeze(composed),
                started_at=at,
            )
            # Read in the transaction that inserts: an accommodation changed
            # meanwhile waits, and then finds this attempt.
            granted = Accommodation.objects.applying_to(enrolment.learner_id)
            attempt.begin_clock(time, granted, at=at)
            attempt.save(force_insert=True)
            attempt.answers.lay_out(attempt, [q.shown for q in composed.questions])
        return attempt

    def overview(self, quiz, enrolment, *, at):
        """Return how a learner stands with ``quiz``, in a fixed number of queries.

        An attempt whose time is over is closed and marked on the way.

        Returns:
            ``open_attempt``, closed ``attempts`` (latest first), ``standing`` and
            the ``lessons_due`` to be looked at before another attempt.
        """
        own = list(self.of(quiz, enrolment).without_paper().order_by("-number"))
        closed = [attempt for attempt in own if attempt.close_if_overdue(at=at)]
        past = [Past(attempt.submitted_at, attempt.is_passed) for attempt in closed]
        due = closed[0].lessons_due() if closed else []
        return {
            "open_attempt": next((a for a in own if a.submitted_at is None), None),
            "attempts": closed,
            "standing": quiz.stand(past, at=at, has_lessons_due=bool(due)),
            "lessons_due": due,
        }

    def questions_seen(self):
        """Return how often each question was on a paper, by question key."""
        rows = self.order_by().values_list("answers__question_key")
        return dict(rows.annotate(papers=models.Count("pk")))

    def count_by_score(self):
        """Return how many closed attempts fall in each tenth, as ``(tenth, n)``.

        The top tenth, 9, takes 100 % as well.
        """
        tenths = Cast(F("percentage"), models.FloatField()) / 10
        tenth = Least(Floor(tenths), Value(9.0))
        rows = self.final().annotate(tenth=tenth).order_by()
        counted = rows.values("tenth").annotate(n=models.Count("pk"))
        return [(int(row["tenth"]), row["n"]) for row in counted]
