"""Nothing that decides the marks reaches the browser before it is released."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.scenario import SEVERITIES
from courses.models import CompetencyDomain
from tests.assessments.builders import (
    choice,
    ending,
    make_attempt,
    make_question,
    make_quiz,
    make_run,
    make_scenario,
    scene,
)
from tests.assessments.kinds import KINDS, raw_value
from tests.courses.builders import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
)
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db

CANARY = "canary"


@pytest.fixture
def learner(client):
    learner = make_user()
    client.force_login(learner)
    return learner


def canary_question(kind):
    """Return a question whose key, feedback and explanation all sing."""
    value = raw_value(kind, mark=f"{CANARY}-", explanation=f"<p>{CANARY}</p>")
    body = [{"type": kind, "id": str(uuid.uuid4()), "value": value}]
    return make_question(kind=kind, body=body, code=f"{CANARY}-{uuid.uuid4()}")


def answers_to(offer):
    """Yield fields that give all kinds of answers: whole, half, and refused ones."""
    cells = list(offer.cells()) or ["7"]
    for cell in cells[:2]:
        yield {
            "chosen": [*offer.options][:1],
            "text": cell,
            **{f"pair-{row}": cell for row in offer.rows()},
        }
    yield {"text": "x" * 30_000, "chosen": "forged", "pair-forged": "forged"}
    yield {f"pair-{row}": "forged" for row in offer.rows()}


def visited(client, learner):
    """Yield every response that an open attempt can give, on every path."""
    now = timezone.now()
    quiz = make_quiz(
        questions=[canary_question(kind) for kind in KINDS], time_limit_minutes=60
    )
    attempt = make_attempt(quiz, at=now, learner=learner)

    def url(name, *args):
        return reverse(f"assessments:{name}", args=[attempt.public_id, *args])

    yield client.get(quiz.url)
    yield client.post(reverse("assessments:start", args=[quiz.pk]), follow=True)
    yield client.get(url("attempt"), follow=True)
    yield client.get(url("result"), follow=True)
    for answer in attempt.answers.all():
        page, save = url("question", answer.number), url("save_answer", answer.number)
        yield client.get(page)
        for data in [*answers_to(answer.offer), {}]:
            yield client.post(save, {"revision": 0} | data)
            yield client.post(page, {"revision": 0} | data)
        yield client.get(page)
    yield client.get(url("saved_answers"))
    yield client.get(url("review"))


def test_no_response_during_an_attempt_holds_any_part_of_a_key(client, learner):
    replies = list(visited(client, learner))
    assert len(replies) > 100
    for reply in replies:
        whole = reply.text + str(dict(reply.headers))
        assert CANARY not in whole
        assert "correct" not in whole.replace("incorrect", "").lower()


def test_right_and_wrong_answers_are_acknowledged_alike(client, learner):
    now = timezone.now()
    for kind in KINDS:
        attempt = make_attempt(
            make_quiz(questions=[canary_question(kind)]), at=now, learner=learner
        )
        answer = attempt.answers.get()
        args = [attempt.public_id, 1]
        url = reverse("assessments:save_answer", args=args)
        data = next(answers_to(answer.offer)) | {"revision": 0}
        body = client.post(url, data).json()
        assert set(body) == {
            *("number", "response", "revision", "saved_at", "saved"),
            *("server_time", "remaining_seconds"),
        }


def test_the_options_of_right_and_wrong_answers_look_alike(client, learner):
    attempt = make_attempt(
        make_quiz(questions=[canary_question("single")]),
        at=timezone.now(),
        learner=learner,
    )
    page = client.get(attempt.get_absolute_url(), follow=True).text
    lines = [line.strip() for line in page.splitlines() if 'name="chosen"' in line]
    offered = attempt.answers.get().offered
    shapes = {
        line.replace(key, "KEY").replace(f"Option {n}", "TEXT")
        for n, (line, key) in enumerate(zip(lines, offered, strict=True))
    }
    assert len(shapes) == 1


def canary_choice(leads_to, severity):
    feedback = f"{CANARY}-feedback-{severity}"
    return choice(leads_to, severity, text="Say so", feedback=feedback)


def canary_scenario():
    first = [canary_choice(f"{CANARY}-two", severity) for severity in SEVERITIES]
    return make_scenario(
        start=f"{CANARY}-one",
        scenes=[
            scene(f"{CANARY}-one", *first, title="First"),
            scene(f"{CANARY}-two", canary_choice(f"{CANARY}-end", "best"), title="2"),
            ending(f"{CANARY}-end", title="Ended", debrief=f"<p>{CANARY}-debrief</p>"),
        ],
    )


def test_a_scene_holds_no_severity_feedback_or_name(client, learner):
    run = make_run(canary_scenario(), at=timezone.now(), learner=learner)
    url = run.get_absolute_url()
    replies = [
        client.get(run.page.url),
        client.get(url),
        client.post(url, {"index": 1}),
        client.post(url, {"index": 1, "choice": "forged"}),
        client.get(reverse("assessments:run_step", args=[run.public_id, 1])),
        client.get(reverse("assessments:run_debrief", args=[run.public_id])),
    ]
    for reply in replies:
        assert CANARY not in reply.text
        assert not [word for word in ("unsafe", "severity") if word in reply.text]


def test_after_a_choice_only_its_own_feedback_is_told(client, learner):
    run = make_run(canary_scenario(), at=timezone.now(), learner=learner)
    poor = next(c for c in run.path().place.choices if c.severity == "poor")
    data = {"index": 1, "choice": poor.key}
    page = client.post(run.get_absolute_url(), data, follow=True).text
    assert page.count(CANARY) == 1
    assert f"{CANARY}-feedback-poor" in page
    assert CANARY not in client.get(run.get_absolute_url()).text


def secret_choice(leads_to, severity, number, *, lesson, domain):
    """Return a choice all of whose hidden parts sing."""
    return choice(
        leads_to,
        severity,
        text=f"Say {number}",
        feedback=f"{CANARY}-feedback-{severity}",
        name=f"{CANARY}-name-{number}",
        not_after=[{"type": "item", "id": "n", "value": f"{CANARY}-name-3"}]
        if number == 1
        else [],
        credits=[
            {
                "type": "item",
                "id": "c",
                "value": {"domain": domain.code, "credit": "0.37"},
            }
        ],
        lesson=lesson.pk,
    )


@pytest.fixture(params=["practice", "exam"])
def secret_run(request, learner):
    """A run whose severities, feedback, conditions, credits and lessons all sing."""
    module = make_module(make_course(units=0))
    lesson = make_lesson(module, title=f"{CANARY} lesson", slug=f"{CANARY}-lesson")
    domain = CompetencyDomain.objects.create(
        code=f"{CANARY}-domain", name=f"{CANARY} domain", locale=lesson.locale
    )
    hidden = {"lesson": lesson, "domain": domain}

    def choices(leads_to):
        return [
            secret_choice(leads_to, severity, number, **hidden)
            for number, severity in enumerate(SEVERITIES)
        ]

    page = make_scenario(
        module,
        start=f"{CANARY}-one",
        scenes=[
            scene(f"{CANARY}-one", *choices(f"{CANARY}-two"), title="First"),
            scene(f"{CANARY}-two", *choices(f"{CANARY}-end"), title="Second"),
            ending(f"{CANARY}-end", title="Ended", debrief=f"<p>{CANARY}-debrief</p>"),
        ],
        mode=request.param,
        domain=domain,
    )
    # Only the run is looked at: an unread lesson before it would close the page.
    enrolment = make_enrolment(page.course, learner, at=timezone.now())
    enrolment.complete_unit(lesson, at=timezone.now())
    return make_run(page, enrolment, at=timezone.now())


def looked_at(client, run):
    """Yield every response that a run gives while its path is not at an ending."""
    names = [("run", ()), ("run_step", (1,)), ("run_debrief", ())]
    for name, args in names:
        url = reverse(f"assessments:{name}", args=[run.public_id, *args])
        yield client.get(url, follow=True)
    url = run.get_absolute_url()
    back = reverse("assessments:run_back", args=[run.public_id])
    yield client.post(url, {"index": run.path().index})
    yield client.post(url, {"index": run.path().index, "choice": "forged"})
    yield client.post(back, {"index": run.path().index, "number": 7}, follow=True)


def test_no_hidden_part_of_a_choice_shows_before_it_is_made(client, secret_run):
    for reply in looked_at(client, secret_run):
        whole = reply.text + str(dict(reply.headers))
        assert CANARY not in whole
        assert "0.37" not in whole
        assert not [word for word in ("unsafe", "severity", "credit") if word in whole]


def test_an_exam_tells_nothing_until_its_ending(client, secret_run):
    path = secret_run.path()
    data = {"index": 1, "choice": path.offered[3].key}
    url = secret_run.get_absolute_url()
    replies = [client.post(url, data), *looked_at(client, secret_run)]
    sung = sum(CANARY in reply.text for reply in replies)
    assert sung == (0 if secret_run.is_exam else 1)


def test_all_choices_of_a_scene_look_alike(client, secret_run):
    page = client.get(secret_run.get_absolute_url()).text
    lines = [line.strip() for line in page.splitlines() if 'name="choice"' in line]
    offered = secret_run.path().offered
    shapes = {
        line.replace(made.key, "KEY").replace(made.text, "TEXT")
        for line, made in zip(lines, offered, strict=True)
    }
    assert len(shapes) == 1
