"""The curriculum loader: whole or not at all, again at any time, by name and line."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Question, QuizPage, ScenarioPage
from courses.models import CoursePage, LessonPage, Recording
from home.loading.reading import CurriculumError, read_curriculum
from home.models import CurriculumSource, HomePage

STARTER = Path(__file__).resolve().parents[2] / "home" / "curriculum"
COURSE = "course.yaml"
LESSON = "boundaries/01-a-fence-with-a-gate.yaml"
QUIZ = "boundaries/07-boundaries-quiz.yaml"
SCENARIO = "boundaries/06-just-one-small-thing.yaml"

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path):
    """A copy of the starter curriculum with its first module only."""
    shutil.copytree(STARTER, tmp_path / "c")
    folder = tmp_path / "c"
    change(folder / "course.yaml", "- ethics\n- self-disclosure\n", "")
    return folder


def change(path, old, new):
    text = path.read_text()
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new, 1))


def load(folder):
    call_command("load_curriculum", str(folder), verbosity=0)


def test_the_whole_starter_curriculum_loads():
    call_command("load_curriculum", verbosity=0)
    course = CoursePage.objects.get()
    outline = course.outline_for()
    assert [module.title for module in outline.modules] == [
        "Boundaries",
        "Ethics",
        "Self-disclosure",
    ]
    assert [len(module.places) for module in outline.modules] == [8, 8, 8]
    assert Question.objects.filter(live=True).count() == 78
    assert {quiz.count_questions() for quiz in QuizPage.objects.all()} == {10}
    assert HomePage.objects.filter(locale__language_code="es").exists()


def test_a_course_says_how_long_its_certificate_is_good_and_may_be_renewed(files):
    load(files)
    course = CoursePage.objects.get()
    assert (course.valid_for_months, course.grace_days) == (24, 60)
    change(files / COURSE, "grace_days: 60\n", "")
    load(files)
    course.refresh_from_db()
    assert (course.valid_for_months, course.grace_days) == (24, None)
    change(files / COURSE, "valid_for_months: 24", "grace_days: 0")
    load(files)
    course.refresh_from_db()
    assert (course.valid_for_months, course.grace_days) == (None, 0)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("grace_days: 60", "grace_days: some", "valid integer"),
        ("grace_days: 60", "grace_days: -1", "greater than or equal to 0"),
        ("grace_days: 60", "grace_days: 1097", "less than or equal to 1096"),
        ("valid_for_months: 24", "", "beside 'valid_for_months'"),
    ],
)
def test_days_of_grace_that_cannot_be_are_named_with_their_line(files, old, new, word):
    change(files / COURSE, old, new)
    with pytest.raises(CurriculumError) as refusal:
        read_curriculum(files)
    lines = (files / COURSE).read_text().splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "grace_days" in line)
    assert f"course.yaml, line {number}: grace_days: " in str(refusal.value)
    assert word in str(refusal.value)


def test_the_rules_of_a_quiz_and_of_its_draws_are_laid(files):
    change(files / QUIZ, "count: ", "difficulty: 2, count: ")
    rules = "pilot_count: 2\njurisdiction: Ohio\nunsafe_rule: fail\nunsafe_threshold: 1"
    change(files / QUIZ, "\ndraw:\n", f"\n{rules}\ndraw:\n")
    load(files)
    quiz = QuizPage.objects.get()
    assert (quiz.pilot_count, quiz.jurisdiction) == (2, "Ohio")
    assert (quiz.unsafe_rule, quiz.unsafe_threshold) == ("fail", 1)
    assert quiz.draws.first().difficulty == 2


def test_loading_again_changes_nothing(files):
    load(files)
    before = LessonPage.objects.order_by("pk").values_list(
        "pk", "latest_revision", "body"
    )
    before = list(before)
    load(files)
    after = LessonPage.objects.order_by("pk").values_list(
        "pk", "latest_revision", "body"
    )
    assert list(after) == before


def test_what_changed_in_a_file_is_updated_in_place(files):
    load(files)
    lesson = LessonPage.objects.get(slug="a-fence-with-a-gate")
    ids = [block.id for block in lesson.body]
    change(files / LESSON, lesson.title, "Fences and gates")
    load(files)
    updated = LessonPage.objects.get(pk=lesson.pk)
    assert updated.title == "Fences and gates"
    assert [block.id for block in updated.body] == ids


def test_what_a_trainer_edited_stays_until_the_file_changes(files):
    load(files)
    lesson = LessonPage.objects.get(slug="a-fence-with-a-gate")
    lesson.title = "As Sam likes it"
    lesson.save_revision().publish()
    load(files)
    assert LessonPage.objects.get(pk=lesson.pk).title == "As Sam likes it"


def test_a_fault_names_file_and_line_and_field(files):
    change(files / LESSON, "contact_minutes: 12", "contact_minutes: many")
    with pytest.raises(CommandError) as refusal:
        load(files)
    lines = (files / LESSON).read_text().splitlines()
    number = 1 + next(n for n, line in enumerate(lines) if "many" in line)
    assert f"{LESSON}, line {number}: contact_minutes:" in str(refusal.value)
    assert not CurriculumSource.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("kind: lesson", "kind: lessson", "'kind' must be"),
        ("title:", "titel:", "titel"),
        ("title:", "  title: [", "not readable as YAML"),
        ("domain: boundaries", "domain: cooking", "no domain 'cooking'"),
    ],
)
def test_each_mistake_gets_its_own_words(files, old, new, word):
    change(files / LESSON, old, new)
    with pytest.raises(CurriculumError, match=word):
        read_curriculum(files)


def test_a_missing_picture_is_named(files):
    lesson = next(
        p for p in files.glob("boundaries/0*.yaml") if "pictures/" in p.read_text()
    )
    change(lesson, "pictures/", "pictures/not-")
    with pytest.raises(CurriculumError, match="no file at 'pictures/not-"):
        read_curriculum(files)


def test_a_picture_outside_the_curriculum_is_refused(files):
    lesson = next(
        p for p in files.glob("boundaries/0*.yaml") if "pictures/" in p.read_text()
    )
    change(lesson, "pictures/", "../../")
    with pytest.raises(CurriculumError, match="no file at"):
        read_curriculum(files)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("leads_to: every-night", "leads_to: nowhere-at-all", "leads nowhere"),
        ("start: the-text-at-night", "start: no-such-scene", "first scene"),
    ],
)
def test_a_broken_scenario_loads_nothing_and_says_which_scene(files, old, new, word):
    change(files / SCENARIO, old, new)
    with pytest.raises(CommandError, match=word):
        load(files)
    assert not CoursePage.objects.exists()
    assert not ScenarioPage.objects.exists()


def test_a_quiz_that_draws_more_than_the_bank_holds_is_refused(files):
    quiz = next(files.glob("boundaries/07*.yaml"))
    change(quiz, "count: 10", "count: 27")
    with pytest.raises(CurriculumError, match="holds 26 questions"):
        read_curriculum(files)


def test_a_file_that_is_not_utf_8_is_named(files):
    (files / LESSON).write_bytes(b"\xff\xfe kind: lesson")
    with pytest.raises(CurriculumError, match="not UTF-8"):
        read_curriculum(files)


def test_a_folder_that_is_not_there():
    with pytest.raises(CommandError, match="no folder"):
        call_command("load_curriculum", "/nowhere/at/all")


GRADED = """mode: exam
pass_mark: 66.5
unsafe_rule: fail
unsafe_threshold: 3
max_attempts: 2
wait_minutes: 5
scenes:
"""
EXTRAS = """    leads_to: every-night
    name: stayed-up
    not_after: [stayed-up]
    credits: {boundaries: 0.25, ethics: 0}
    lesson: two-hats
"""
MEDIA = """  picture: {file: pictures/fence-with-a-gate.png, alt: A fence}
  audio: {file: sounds/phone.mp3, transcript: A phone buzzes.}
  choices:
"""


def test_a_scenario_brings_its_rules_conditions_credits_lessons_and_media(files):
    (files / "boundaries/sounds").mkdir()
    (files / "boundaries/sounds/phone.mp3").write_bytes(b"ID3")
    change(files / SCENARIO, "scenes:\n", GRADED)
    change(files / SCENARIO, "    leads_to: every-night\n", EXTRAS)
    change(files / SCENARIO, "  choices:\n", MEDIA)
    load(files)
    page = ScenarioPage.objects.get(slug="just-one-small-thing")
    played = page.as_played()
    assert (played.rules.mode, str(played.rules.pass_mark)) == ("exam", "66.50")
    assert (page.max_attempts, page.wait_minutes) == (2, 5)
    first = played.scenes[0]
    choice = next(c for c in first.choices if c.leads_to == "every-night")
    assert (choice.name, choice.not_after) == ("stayed-up", ("stayed-up",))
    assert dict(choice.credits) == {"boundaries": Fraction(1, 4), "ethics": 0}
    assert played.lessons[choice.lesson] == "Two hats"
    assert played.domains["ethics"]
    assert first.picture.alt == "A fence"
    assert first.picture.file.endswith(".webp")
    assert first.audio.transcript == "A phone buzzes."


@pytest.mark.parametrize(
    ("extra", "word"),
    [
        ("    lesson: no-such-lesson\n", "no unit has the slug 'no-such-lesson'"),
        ("    credits: {cooking: 1}\n", "no domain 'cooking'"),
        ("    credits: {ethics: 1.5}\n", "less than or equal to 1"),
    ],
)
def test_what_a_choice_refers_to_must_exist(files, extra, word):
    line = "    leads_to: every-night\n"
    change(files / SCENARIO, line, line + extra)
    with pytest.raises(CurriculumError, match=word):
        read_curriculum(files)


def test_a_recording_is_stored_once(files):
    (files / "boundaries/sounds").mkdir()
    (files / "boundaries/sounds/phone.mp3").write_bytes(b"ID3")
    change(files / SCENARIO, "  choices:\n", MEDIA)
    load(files)
    change(files / SCENARIO, "A phone buzzes.", "A phone buzzes twice.")
    load(files)
    assert Recording.objects.get().transcript == "A phone buzzes twice."
