"""Every kind of question as a learner, a trainer and a printer meet it."""

from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from assessments import freezing
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_bank,
    make_question,
    make_quiz,
    question_body,
    wrong,
)
from tests.assessments.kinds import KINDS, posted
from tests.users.builders import make_user
from training.users import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = make_user()
    client.force_login(learner)
    return learner


def attempt_at(kinds, learner, **fields):
    questions = [make_question(kind=kind) for kind in kinds]
    quiz = make_quiz(questions=questions, unsafe_rule="debrief", **fields)
    return make_attempt(quiz, at=timezone.now(), learner=learner)


def half(offer):
    """Return the fields of an answer that leaves something open."""
    row = next(iter(offer.rows()))
    return {f"pair-{row}": next(iter(offer.cells()))}


PAIRED = ["best_worst", "rate", "order", "match"]


@pytest.mark.parametrize("kind", KINDS)
def test_without_scripts_an_answer_is_kept_and_shown_again(kind, client, learner):
    attempt = attempt_at([kind], learner)
    url = reverse("assessments:question", args=[attempt.public_id, 1])
    answer = attempt.answers.get()
    answer_all(attempt, at=timezone.now())
    right = attempt.answers.get()
    page = client.get(url).text
    given = posted(wrong(answer.offer, right.given))
    assert client.post(url, given | {"revision": right.revision}).status_code == 302
    other = client.get(url).text
    assert attempt.answers.get().is_answered
    checked = [shown.count(" checked") + shown.count(" selected") for shown in
               (page, other)]  # fmt: skip
    if attempt.answers.get().response.get("text"):
        assert attempt.answers.get().response["text"] in other
    else:
        assert all(checked)


@pytest.mark.parametrize("kind", PAIRED)
def test_half_an_answer_is_saved_and_the_page_says_what_is_open(kind, client, learner):
    attempt = attempt_at([kind, "single"], learner)
    url = reverse("assessments:question", args=[attempt.public_id, 1])
    data = half(attempt.answers.get(number=1).offer) | {"revision": 0}
    assert client.post(url, data).status_code == 302
    assert "still open" in client.get(url).text
    review = reverse("assessments:review", args=[attempt.public_id])
    assert "Begun, not yet complete" in client.get(review).text


def test_the_same_response_as_best_and_worst_is_saved_and_told(client, learner):
    attempt = attempt_at(["best_worst"], learner)
    url = reverse("assessments:question", args=[attempt.public_id, 1])
    option = attempt.answers.get().offered[0]
    data = {"pair-best": option, "pair-worst": option, "revision": 0}
    client.post(url, data)
    assert "marked as best and as worst" in client.get(url).text


def test_what_is_too_long_comes_back_to_be_shortened(client, learner):
    attempt = attempt_at(["written"], learner)
    url = reverse("assessments:question", args=[attempt.public_id, 1])
    reply = client.post(url, {"text": "long " * 5000, "revision": 0})
    assert reply.status_code == 422
    assert "long long long" in reply.text


@pytest.mark.parametrize("is_right", [True, False])
def test_the_result_explains_every_kind(is_right, client, learner):
    now = timezone.now()
    kinds = [kind for kind in KINDS if kind != "written"]
    attempt = attempt_at(kinds, learner, pass_mark=0)
    answer_all(attempt, at=now, is_right=is_right)
    attempt.submit(at=now)
    page = client.get(reverse("assessments:result", args=[attempt.public_id])).text
    assert page.count('class="told') == len(kinds) + page.count('class="told__')
    assert ("Partly right" in page) is not is_right
    client.force_login(make_user(roles.TRAINERS))
    desk = client.get(reverse("attempt:inspect", args=[attempt.pk])).text
    assert ("You chose" in desk, "You:" in desk) == (False, False)
    assert "Given:" in desk


def test_an_unsafe_choice_is_told_in_words(client, learner):
    now = timezone.now()
    attempt = attempt_at(["rate"], learner)
    rated = freezing.thaw(attempt.frozen_paper).questions[0]
    (unsafe,) = rated.key.unsafe
    url = reverse("assessments:question", args=[attempt.public_id, 1])
    client.post(url, {f"pair-{unsafe}": "4", "revision": 0})
    attempt.submit(at=now)
    page = client.get(reverse("assessments:result", args=[attempt.public_id])).text
    assert "could put somebody at risk" in page


def test_a_paper_keeps_its_pictures_when_the_library_loses_them(client, learner):
    image = Image.objects.create(title="Key: it is B", file=get_test_image_file())
    tag = f'<embed embedtype="image" id="{image.pk}" format="left" alt="A door"/>'
    body = question_body("short", prompt=f"<p>What is it?</p>{tag}")
    quiz = make_quiz(questions=[make_question(kind="short", body=body)])
    attempt = make_attempt(quiz, at=timezone.now(), learner=learner)
    image.delete()
    page = client.get(attempt.get_absolute_url(), follow=True).text
    source = page.partition('src="/media/papers/')[2].partition('"')[0]
    assert 'alt="A door"' in page
    assert client.get(f"/media/papers/{source}").status_code == 200


# On paper


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_prints_without_and_with_its_key(kind, client):
    client.force_login(make_user(roles.TRAINERS))
    question = make_question(kind=kind)
    url = reverse("print_question", args=[question.pk])
    plain, keyed = client.get(url).text, client.get(f"{url}?key").text
    assert "What now?" in plain
    assert "<input" not in plain.partition("<main")[2].partition("</main")[0]
    assert "Answers and feedback" not in plain
    assert "Answers and feedback" in keyed


def test_the_number_of_a_paper_prints_the_same_paper_again(client):
    client.force_login(make_user(roles.TRAINERS))
    quiz = make_quiz(draws=[(make_bank(12), 6)], shuffle_questions=True)
    url = reverse("print_quiz", args=[quiz.pk])
    first = client.get(url)
    assert first.status_code == 302
    again = [client.get(first.url).context["printed"] for _time in range(2)]
    assert again[0] == again[1]
    composed = quiz.compose_paper(Random(5)).questions
    page = client.get(f"{url}?paper=5").text
    assert page.count("Question ") == len(composed)


def test_a_quiz_that_lacks_questions_says_so(client):
    client.force_login(make_user(roles.TRAINERS))
    quiz = make_quiz(draws=[(make_bank(1), 6)])
    reply = client.get(reverse("print_quiz", args=[quiz.pk]) + "?paper=1", follow=True)
    assert "lacks questions" in reply.text


def test_authors_find_printing_on_the_quiz_and_beside_the_question(client):
    client.force_login(make_user(roles.TRAINERS))
    question = make_question()
    quiz = make_quiz(questions=[question])
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[quiz.pk])).text
    assert reverse("print_quiz", args=[quiz.pk]) in edit
    listing = client.get(reverse("wagtailsnippets_assessments_question:list")).text
    assert reverse("print_question", args=[question.pk]) in listing


@pytest.mark.parametrize("role", [None, roles.TRAINEES, roles.CERTIFIERS])
def test_nobody_else_prints(role, client):
    client.force_login(make_user(role) if role else make_user())
    for name, row in (("print_question", make_question()), ("print_quiz", make_quiz())):
        reply = client.get(reverse(name, args=[row.pk]) + "?paper=1&key")
        assert reply.status_code in {302, 403}
        assert "What now?" not in reply.text
