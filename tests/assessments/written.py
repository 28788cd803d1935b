"""Papers with answers that people mark; anything may be overridden by keyword."""

from decimal import Decimal
from random import Random

from assessments import paper
from assessments.models import Attempt, WrittenTask
from assessments.responses import Response
from assessments.rules import CreditRule, Criterion, Truth
from tests.assessments.builders import make_quiz
from tests.courses.builders import make_enrolment
from tests.users.builders import make_user

LISTENS = Criterion("listens", "Listens first", ("Not yet", "In part", "Fully"))
OFFERS = Criterion("offers", "Offers a choice", ("Not yet", "Fully"))
RUBRIC = (LISTENS, OFFERS)
FULL = {"listens": 2, "offers": 1}
HALF = {"listens": 1, "offers": 0}
NOTHING = {"listens": 0, "offers": 0}


def written(key="w1", **fields):
    """Return a question that people mark, as it lies on a paper."""
    shown = paper.DeliveredQuestion(
        key, "written", "<p>What do you say?</p>", max_words=200
    )
    fields = {"explanation": "<p>A model answer.</p>"} | fields
    key = paper.AnswerKey(CreditRule.RUBRIC, Truth(criteria=RUBRIC), **fields)
    return paper.Question(shown, key)


def single(key="s1", unsafe=(), **fields):
    """Return a question with the options a (right), b and c."""
    options = tuple(paper.DeliveredOption(o, f"Option {o}") for o in "abc")
    shown = paper.DeliveredQuestion(key, "single", "<p>What now?</p>", options)
    answer = paper.AnswerKey(
        CreditRule.ALL_OR_NOTHING,
        Truth(correct=frozenset("a")),
        unsafe=frozenset(unsafe),
        **fields,
    )
    return paper.Question(shown, answer)


def make_paper(*questions, **rules):
    rules = {"pass_mark": Decimal(60), "feedback": "after_each"} | rules
    return paper.Paper(
        title="Quiz",
        language="en",
        rules=paper.Rules(**rules),
        questions=questions or (written(),),
        domains={},
        lessons={},
    )


def sit(*questions, answers, quiz=None, learner=None, at, **rules):
    """Hand in a paper of ``questions`` with ``answers``, by question key.

    Args:
        questions: ``paper.Question`` objects.
        answers: ``Response`` objects; a text or an option's key will do.
        quiz: a new one by default.
        learner: a new one by default.
        at: the instant.
        **rules: of the paper.
    """
    quiz = quiz or make_quiz()
    enrolment = make_enrolment(quiz.course, learner or make_user(), at=at)
    whole = make_paper(*questions, **rules)
    composed = type(quiz).compose_paper
    try:
        type(quiz).compose_paper = lambda *args, **kwargs: whole
        attempt = Attempt.objects.start(quiz, enrolment, at=at, rng=Random(1))
    finally:
        type(quiz).compose_paper = composed
    for answer in attempt.answers.all():
        if (given := answers.get(answer.question_key)) is None:
            continue
        if isinstance(given, str):
            is_text = answer.kind in {"written", "short", "number"}
            given = Response(text=given) if is_text else Response(frozenset([given]))
        answer.save_response(given, revision=0, by=attempt.enrolment.learner, at=at)
    attempt.submit(at=at)
    return attempt


def make_task(text="I would ask first.", *, at, **fields):
    """Hand in one written answer; return its task."""
    attempt = sit(written(), answers={"w1": text}, at=at, **fields)
    return WrittenTask.objects.get(attempt=attempt)
