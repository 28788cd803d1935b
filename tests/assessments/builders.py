"""Smallest valid quizzes and scenarios; anything may be overridden by keyword."""

import uuid
from itertools import count
from random import Random

from wagtail.models import Locale

from assessments import freezing
from assessments.modelling import model_response
from assessments.models import (
    Attempt,
    Draw,
    FixedQuestion,
    Question,
    QuestionBank,
    QuizPage,
    ScenarioPage,
    ScenarioRun,
)
from assessments.responses import Response
from courses.models import ModulePage
from tests.assessments.kinds import raw_value
from tests.courses.builders import make_course, make_enrolment, make_module

_numbers = count(1)


def option(text, *, is_correct=False, feedback="Because."):
    """Return one option as raw block data, with an id of its own."""
    value = {"text": text, "is_correct": is_correct, "feedback": feedback}
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def question_body(kind="single", options=None, prompt="<p>What now?</p>"):
    """Return the body of a question as raw block data."""
    if kind not in ("single", "multiple"):
        value = raw_value(kind, prompt=prompt)
        return [{"type": kind, "id": str(uuid.uuid4()), "value": value}]
    right = ("Right", "Also right") if kind == "multiple" else ("Right",)
    options = options or [
        *(option(text, is_correct=True) for text in right),
        option("Wrong"),
        option("Also wrong"),
    ]
    value = {"prompt": prompt, "options": options, "explanation": "<p>So.</p>"}
    return [{"type": kind, "id": str(uuid.uuid4()), "value": value}]


def make_bank(size=0, **fields):
    """Make a bank with ``size`` questions of one answer."""
    number = next(_numbers)
    fields = {"code": f"bank-{number}", "title": f"Bank {number}"} | fields
    bank = QuestionBank.objects.create(**fields)
    for _question in range(size):
        make_question(bank)
    return bank


def make_question(bank=None, kind="single", **fields):
    fields = {
        "code": f"question-{next(_numbers)}",
        "bank": bank or make_bank(),
        "body": question_body(kind),
        "locale": Locale.get_default(),
    } | fields
    return Question.objects.create(**fields)


def make_quiz(module=None, questions=(), draws=(), **fields):
    """Make a quiz of one fixed question, or of what is given.

    Args:
        module: where it lies; a course of its own by default.
        questions: fixed questions.
        draws: ``(bank, count)`` or ``(bank, count, domain)``.
        **fields: anything else of the page.
    """
    number = next(_numbers)
    if not questions and not draws:
        questions = [make_question()]
    module = module or make_module(make_course(units=0))
    fields = {
        "title": f"Quiz {number}",
        "slug": f"quiz-{number}",
        "contact_minutes": 10,
        "shuffle_questions": False,
        "shuffle_options": False,
    } | fields
    quiz = module.add_child(instance=QuizPage(**fields))
    for order, question in enumerate(questions):
        FixedQuestion.objects.create(quiz=quiz, question=question, sort_order=order)
    for order, (bank, size, *domain) in enumerate(draws):
        Draw.objects.create(
            quiz=quiz,
            bank=bank,
            count=size,
            domain=domain[0] if domain else None,
            sort_order=order,
        )
    return quiz


def make_attempt(quiz=None, enrolment=None, *, at, learner=None):
    quiz = quiz or make_quiz()
    enrolment = enrolment or make_enrolment(quiz.course, learner, at=at)
    return Attempt.objects.start(quiz, enrolment, at=at, rng=Random(1))


def right_answers(attempt):
    """Return the correct option keys of each question, by number."""
    right = right_responses(attempt)
    return {number: response.chosen for number, response in right.items()}


def right_responses(attempt):
    """Return an answer that earns everything to each question, by number."""
    asked = freezing.thaw(attempt.frozen_paper).questions
    return {n: model_response(one) for n, one in enumerate(asked, start=1)}


def answer_all(attempt, *, at, is_right=True):
    """Save an answer to every question."""
    right = right_responses(attempt)
    for answer in attempt.answers.all():
        response = right[answer.number]
        if not is_right:
            response = wrong(answer.offer, response)
        learner = attempt.enrolment.learner
        answer.save_response(response, revision=answer.revision, by=learner, at=at)


def wrong(offer, right):
    """Return another answer than ``right``, as complete, that earns less."""
    if right.chosen:
        others = frozenset(offer.options) - right.chosen
        return Response(chosen=frozenset(sorted(others)[:1]))
    if right.text:
        return Response(text="-1")
    cells = list(offer.cells())
    turned = {
        row: cells[(cells.index(cell) + 1) % len(cells)]
        for row, cell in right.pairs.items()
    }
    return Response(pairs=turned)


def choice(leads_to, severity="best", **fields):
    """Return one choice of a scene as raw block data."""
    value = {
        "text": f"Go to {leads_to}",
        "severity": severity,
        "feedback": f"It led to {leads_to}.",
        "leads_to": leads_to,
    } | fields
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def scene(name, *choices, **fields):
    value = {
        "name": name,
        "title": f"Scene {name}",
        "speaker": "Ana",
        "text": "<p>It happens.</p>",
        "choices": list(choices),
    } | fields
    return {"type": "scene", "id": str(uuid.uuid4()), "value": value}


def ending(name, **fields):
    value = {
        "name": name,
        "title": f"Ending {name}",
        "outcome": "good",
        "text": "<p>It ends.</p>",
        "debrief": "<p>Take this.</p>",
    } | fields
    return {"type": "ending", "id": str(uuid.uuid4()), "value": value}


def make_scenario(module=None, scenes=None, **fields):
    """Make a scenario of two scenes and two endings, or of what is given."""
    number = next(_numbers)
    module = module or make_module(make_course(units=0))
    scenes = scenes or [
        scene("one", choice("two"), choice("hard-end", "unsafe")),
        scene("two", choice("good-end"), choice("one", "poor")),
        ending("good-end"),
        ending("hard-end", outcome="hard"),
    ]
    fields = {
        "title": f"Scenario {number}",
        "slug": f"scenario-{number}",
        "contact_minutes": 10,
        "introduction": "<p>You are here.</p>",
        "start": "one",
        "scenes": scenes,
    } | fields
    return module.add_child(instance=ScenarioPage(**fields))


def make_run(page=None, enrolment=None, *, at, learner=None):
    page = page or make_scenario()
    enrolment = enrolment or make_enrolment(page.course, learner, at=at)
    return ScenarioRun.objects.start(page, enrolment, at=at)


def make_exam(**fields):
    """Make a graded scenario: three scenes, each with a best and an unsafe choice."""
    lesson = fields.pop("lesson", None)
    teaches = {"lesson": lesson.pk} if lesson else {}
    scenes = [
        scene(name, choice(then), choice(then, "unsafe", **teaches))
        for name, then in [("one", "two"), ("two", "three"), ("three", "end")]
    ]
    module = fields.pop("module", None)
    fields = {"mode": "exam", "pass_mark": 60} | fields
    return make_scenario(module, [*scenes, ending("end")], **fields)


def play(run, choices, *, at):
    """Make the choices at these positions among those on offer."""
    for position in choices:
        path = run.path()
        run.choose(path.offered[position].key, index=path.index, at=at)
    return run


def module_of(page):
    return ModulePage.objects.ancestor_of(page).get()
