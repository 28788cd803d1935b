"""Demo people study: through the same verbs as everybody, with good answers."""

import datetime as dt

from assessments import freezing
from assessments.modelling import model_response
from assessments.models import Attempt, QuizPage, ScenarioPage, ScenarioRun


def study(enrolment, units, *, at, rng):
    """Work through ``units`` in order, well.

    Args:
        enrolment: whose study it is.
        units: pages of the course, in teaching order.
        at: when it begins; each unit takes as long as it is credited for.
        rng: draws the papers of quizzes.
    """
    for unit in units:
        enrolment.remember(unit)
        ends_at = at + dt.timedelta(minutes=unit.contact_minutes)
        if isinstance(unit, QuizPage):
            _sit(enrolment, unit, begins_at=at, ends_at=ends_at, rng=rng)
        elif isinstance(unit, ScenarioPage):
            _play(enrolment, unit, at=ends_at)
        else:
            enrolment.complete_unit(unit, at=ends_at)
        at = ends_at


def _sit(enrolment, quiz, *, begins_at, ends_at, rng):
    attempt = Attempt.objects.start(quiz, enrolment, at=begins_at, rng=rng)
    known = {
        question.shown.key: model_response(question)
        for question in freezing.thaw(attempt.frozen_paper).questions
    }
    for answer in attempt.answers.for_saving():
        answer.save_response(
            known[answer.question_key],
            revision=answer.revision,
            by=enrolment.learner,
            at=begins_at,
        )
    attempt.submit(at=ends_at)


def _play(enrolment, page, *, at):
    run = ScenarioRun.objects.start(page, enrolment, at=at)
    while not (path := run.path()).is_over:
        best = next(c for c in path.offered if c.severity == "best")
        run.choose(best.key, index=path.index, at=at)
