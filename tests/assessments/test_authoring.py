"""What authors are told, and where."""

from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Locale
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)
from wagtail_localize.models import TranslationSource
from wagtail_localize.segments.extract import extract_segments

from assessments.blocks import QuestionBodyBlock
from assessments.models import Question, QuizPage, ScenarioPage
from courses.models import CompetencyDomain
from tests.assessments.builders import (
    choice,
    ending,
    make_bank,
    make_question,
    make_quiz,
    make_scenario,
    module_of,
    option,
    question_body,
    scene,
)
from tests.users.builders import make_user

BLOCKS = QuestionBodyBlock()


def clean(kind, options, *, is_draft=False):
    """Clean a question of ``kind`` as the admin's form does."""
    block = BLOCKS.child_blocks[kind]
    value = block.to_python(question_body(kind, options)[0]["value"])
    return block.clean_deferred(value) if is_draft else block.clean(value)


def options(*marks, **fields):
    return [
        option(f"Option {n}", is_correct=mark, **fields) for n, mark in enumerate(marks)
    ]


def error_of(kind, given):
    """Return the JSON that puts the errors beside their fields."""
    with pytest.raises(StructBlockValidationError) as raised:
        clean(kind, given)
    return raised.value.as_json_data()["blockErrors"]["options"]


@pytest.mark.parametrize(
    ("kind", "marks", "words"),
    [
        ("single", (False, False), "exactly one"),
        ("single", (True, True), "More than one"),
        ("multiple", (True, False), "two or more"),
        ("multiple", (False, False), "two or more"),
    ],
)
def test_the_number_of_right_options_must_suit_the_kind(kind, marks, words):
    assert words in error_of(kind, options(*marks))["messages"][0]


def test_every_option_needs_feedback_and_the_error_stands_beside_it():
    given = [*options(True, False), option("Third", feedback="  ")]
    errors = error_of("single", given)["blockErrors"]
    assert errors == {
        2: {
            "blockErrors": {
                "feedback": {"messages": ["Give feedback on every option."]}
            }
        }
    }


def test_two_options_may_not_say_the_same():
    given = [option("Wait  here", is_correct=True), option("wait here")]
    errors = error_of("single", given)["blockErrors"]
    assert set(errors) == {0, 1}
    assert "says the same" in str(errors[0]["blockErrors"]["text"])


def test_a_question_has_exactly_one_body():
    two = BLOCKS.to_python(question_body() + question_body("multiple"))
    for value in (two, BLOCKS.to_python([])):
        with pytest.raises(ValidationError):
            BLOCKS.clean(value)


# In the admin


@pytest.fixture
def trainer(client, db):
    trainer = make_user("Trainers", is_superuser=True)
    client.force_login(trainer)
    return trainer


def scene_data(raw):
    """Return raw scene or ending data as a form sends it."""
    value = dict(raw["value"])
    value["text"] = rich_text(value["text"])
    if raw["type"] == "ending":
        value["debrief"] = rich_text(value["debrief"])
    else:
        empty = {"count": "0"}
        more = {"name": "", "lesson": "", "credits": empty}
        more |= {"only_after": empty, "not_after": empty}
        value = {"image": "", "alt": "", "recording": ""} | value
        chosen = [more | item["value"] for item in value["choices"]]
        listed = {
            f"{n}": {"value": one, "id": "", "order": str(n), "deleted": "", "type": ""}
            for n, one in enumerate(chosen)
        }
        value["choices"] = {"count": str(len(chosen)), **listed}
    return raw["type"], value


def scenario_data(*scenes, **fields):
    data = {
        "title": "Late",
        "slug": "late",
        "summary": "",
        "contact_minutes": "10",
        "domain": "",
        "content_note": "",
        "introduction": rich_text("<p>Hello.</p>"),
        "start": "one",
        "mode": "practice",
        "pass_mark": "80",
        "unsafe_rule": "review",
        "unsafe_threshold": "2",
        "max_attempts": "",
        "wait_minutes": "0",
        "scenes": streamfield([scene_data(raw) for raw in scenes]),
    }
    return nested_form_data(data | fields)


def edit(client, page, data, **actions):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, data | actions)


BROKEN = [
    scene("one", choice("two"), choice("nowhere", "poor")),
    scene("two", choice("one"), choice("two", "poor")),
    scene("attic", choice("over"), choice("over", "poor")),
    ending("over"),
]


def test_publishing_a_broken_scenario_names_scene_and_choice(client, trainer):
    page = make_scenario()
    reply = edit(client, page, scenario_data(*BROKEN), **{"action-publish": "y"})
    assert reply.status_code == 200
    for words in [
        "In the scene “one”, the choice “Go to nowhere” leads nowhere",
        "The scene “attic” cannot be reached",
        "The scene “two” has no way out",
        "The ending “over” cannot be reached",
    ]:
        assert words in reply.text.encode().decode("unicode_escape", "ignore") or (
            words in _unescaped(reply.text)
        )
    page.refresh_from_db()
    assert page.scenes[0].value["name"] == "one"
    assert not page.latest_revision


def _unescaped(html):
    """Return the page with the JSON in its attributes made readable."""
    pairs = [("&quot;", '"'), ("\\u201c", "“"), ("\\u201d", "”")]
    for escaped, plain in pairs:
        html = html.replace(escaped, plain)
    return html


def test_a_missing_start_is_said_beside_its_field(client, trainer):
    page = make_scenario()
    whole = [scene("one", choice("over"), choice("over", "poor")), ending("over")]
    data = scenario_data(*whole, start="elsewhere")
    reply = edit(client, page, data, **{"action-publish": "y"})
    assert "called “elsewhere”" in reply.text


def test_a_draft_of_a_broken_scenario_is_saved_and_told_about(client, trainer):
    page = make_scenario()
    reply = edit(client, page, scenario_data(*BROKEN))
    assert reply.status_code == 302
    page = ScenarioPage.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    assert len(draft.scenes) == 4
    assert "leads nowhere" in client.get(reply.url).text


def test_a_sound_scenario_is_published_without_a_word(client, trainer):
    page = make_scenario()
    whole = [scene("one", choice("over"), choice("over", "poor")), ending("over")]
    reply = edit(client, page, scenario_data(*whole), **{"action-publish": "y"})
    assert reply.status_code == 302
    page.refresh_from_db()
    assert page.title == "Late"
    assert not page.problems()


def quiz_data(draws=(), questions=(), **fields):
    data = {
        "title": "Ten",
        "slug": "ten",
        "summary": "",
        "contact_minutes": "10",
        "domain": "",
        "content_note": "",
        "introduction": rich_text(""),
        "pass_mark": "80",
        "max_attempts": "",
        "wait_minutes": "0",
        "time_limit_minutes": "",
        "pilot_count": "0",
        "jurisdiction": "",
        "unsafe_rule": "review",
        "unsafe_threshold": "2",
        "opens_at": "",
        "closes_at": "",
        "cut_score": "",
        "second_marker": "none",
        "second_marker_share": "20",
        "marking_tolerance": "1",
        "appeal_days": "14",
        "feedback": "after_each",
        "draws": inline_formset(draws),
        "fixed_questions": inline_formset(questions),
    }
    return nested_form_data(data | fields)


def test_publishing_a_quiz_that_draws_too_many_says_how_many_there_are(client, trainer):
    bank = make_bank(size=3, title="Boundaries")
    page = make_quiz()
    data = quiz_data(draws=[{"bank": bank.pk, "domain": "", "count": 10}])
    reply = edit(client, page, data, **{"action-publish": "y"})
    assert reply.status_code == 200
    assert (
        "“Boundaries” has 3 questions left for this draw, but the draw asks for 10."
        in reply.text
    )


def test_a_draft_of_such_a_quiz_is_saved_and_told_about(client, trainer):
    bank = make_bank(size=3, title="Boundaries")
    page = make_quiz()
    data = quiz_data(draws=[{"bank": bank.pk, "domain": "", "count": 10}])
    reply = edit(client, page, data)
    assert reply.status_code == 302
    assert "the draw asks for 10." in client.get(reply.url).text


def test_a_quiz_must_ask_something(client, trainer):
    reply = edit(client, make_quiz(), quiz_data(), **{"action-publish": "y"})
    assert "Choose at least one question, or draw some." in reply.text


def test_a_draw_limited_to_a_domain_names_it(db):
    ethics = CompetencyDomain.objects.create(code="ethics-x", name="Ethics")
    bank = make_bank(title="Mixed", size=4)
    make_question(bank, domain=ethics)
    quiz = make_quiz(draws=[(bank, 2, ethics)])
    assert quiz.warnings() == [
        "“Mixed” has 1 question on “Ethics” left for this draw, but the draw asks "
        "for 2."
    ]


def test_the_pages_live_in_modules_only():
    for model in (QuizPage, ScenarioPage):
        assert model.parent_page_types == ["courses.ModulePage"]
        assert model.subpage_types == []


def test_new_pages_can_be_made_in_the_admin(client, trainer):
    module = module_of(make_quiz())
    for model in ("quizpage", "scenariopage"):
        args = ["assessments", model, module.pk]
        assert (
            client.get(reverse("wagtailadmin_pages:add", args=args)).status_code == 200
        )


@pytest.mark.parametrize(("mode", "is_told"), [("trainee", False), ("answers", True)])
def test_a_question_can_be_previewed_as_a_learner_and_with_answers(
    client, trainer, mode, is_told
):
    question = make_question()
    request = client.get("/").wsgi_request
    page = question.make_preview_request(request, mode).text
    assert "What now?" in page
    assert ("Because." in page) == is_told


@pytest.mark.parametrize("mode", ["", "outline"])
def test_a_scenario_can_be_previewed_before_it_is_sound(client, trainer, mode):
    page = make_scenario(scenes=BROKEN)
    request = client.get("/").wsgi_request
    reply = page.make_preview_request(request, mode)
    assert reply.status_code == 200
    assert ("leads nowhere" in reply.text) == (mode == "outline")


def test_a_quiz_can_be_previewed(client, trainer):
    reply = make_quiz().make_preview_request(client.get("/").wsgi_request, "")
    assert "What to expect" in reply.text


def test_questions_are_listed_filtered_and_found(client, trainer):
    bank = make_bank()
    make_question(bank, code="keep-hours", body=question_body(prompt="<p>Late?</p>"))
    make_question(code="other")
    url = reverse("wagtailsnippets_assessments_question:list")
    assert "keep-hours: Late?" in client.get(url).text
    filtered = client.get(url, {"bank": bank.pk}).text
    assert "keep-hours" in filtered
    assert "other: What" not in filtered


# Languages


def test_keys_severities_targets_and_names_are_not_offered_for_translation(db):
    paths = {segment.path for segment in extract_segments(make_scenario())}
    fields = {path.rsplit(".", 1)[-1] for path in paths if path.startswith("scenes")}
    assert fields <= {"title", "speaker", "text", "feedback", "debrief", "alt"}
    assert {"title", "text", "feedback"} <= fields
    assert "start" not in paths
    paths = {segment.path for segment in extract_segments(make_question())}
    fields = {path.rsplit(".", 1)[-1] for path in paths if path.startswith("body")}
    assert fields == {"prompt", "text", "feedback", "explanation"}
    assert "code" not in paths


def test_a_translated_scenario_keeps_ids_names_and_severities(db):
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    page = make_scenario()
    module_of(page).get_parent().copy_for_translation(spanish, copy_parents=True)
    module_of(page).copy_for_translation(spanish)
    source, _is_new = TranslationSource.get_or_create_from_instance(page)
    source.create_or_update_translation(spanish, fallback=True, publish=True)
    twin = ScenarioPage.objects.get(
        translation_key=page.translation_key, locale=spanish
    )
    ours, theirs = page.as_scenario(), twin.as_scenario()
    assert ours == theirs
    assert not twin.problems()


def test_a_translated_quiz_draws_from_the_bank_in_its_own_language(db):
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    bank = make_bank(size=2)
    quiz = make_quiz(draws=[(bank, 1)])
    twin = bank.copy_for_translation(spanish)
    twin.save()
    question = bank.questions.first().copy_for_translation(spanish)
    question.bank = twin
    question.save()
    quiz.locale = spanish
    composed = quiz.compose_paper(Random(1))
    assert composed.language == "es"
    assert [q.shown.key for q in composed.questions] == [question.key]
    assert Question.objects.filter(translation_key=question.key).count() == 2
