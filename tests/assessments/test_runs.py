"""Scenarios as records: pinned, stepped once, complete at an ending."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from assessments.models import ScenarioPage, ScenarioRun
from assessments.models.runs import AlreadyDecided, BrokenScenario
from courses.models import Recording
from tests.assessments.builders import choice, ending, make_run, make_scenario, scene
from tests.courses.builders import make_enrolment

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def choose(run, position, *, at):
    path = run.path()
    key = path.offered[position].key
    return run.choose(key, index=path.index, at=at)


def test_a_run_follows_the_choices_and_keeps_their_times(at):
    run = make_run(at=at)
    choose(run, 0, at=at + MINUTE)
    step = run.steps.get()
    assert (step.index, step.scene, step.chosen_at) == (1, "one", at + MINUTE)
    assert run.path().place.name == "two"


def test_an_ending_completes_the_unit(at):
    run = make_run(at=at)
    choose(run, 0, at=at)
    choose(run, 0, at=at + MINUTE)
    assert run.has_ended
    assert run.ending_title == "Ending good-end"
    assert run.enrolment.completions.get().unit_key == run.assessment_key


def test_every_ending_completes_the_unit_also_a_hard_one(at):
    run = make_run(at=at)
    choose(run, 1, at=at)
    assert run.enrolment.completions.exists()


def test_beginning_again_returns_the_open_run(at):
    run = make_run(at=at)
    assert make_run(run.page, run.enrolment, at=at + MINUTE) == run


def test_after_an_ending_one_can_play_again(at):
    run = make_run(at=at)
    choose(run, 1, at=at)
    again = make_run(run.page, run.enrolment, at=at + MINUTE)
    assert again != run
    choose(again, 1, at=at + MINUTE)
    assert run.enrolment.completions.count() == 1


def test_a_decision_cannot_be_made_twice(at):
    run = make_run(at=at)
    first = run.path().place.choices
    choose(run, 0, at=at)
    with pytest.raises(AlreadyDecided):
        run.choose(first[1].key, index=1, at=at)


def test_a_decision_cannot_be_made_ahead_of_its_turn(at):
    run = make_run(at=at)
    with pytest.raises(AlreadyDecided):
        run.choose(run.path().place.choices[0].key, index=2, at=at)


def test_a_choice_of_another_scene_is_refused(at):
    run = make_run(at=at)
    with pytest.raises(ValueError, match="no choice"):
        run.choose("forged", index=1, at=at)
    assert not run.steps.exists()


def test_editing_the_scenario_changes_no_run_that_is_open(at):
    run = make_run(at=at)
    page = run.page
    page.scenes = [scene("new", choice("over")), ending("over")]
    page.start = "new"
    page.save()
    run = ScenarioRun.objects.get(pk=run.pk)
    assert run.path().place.name == "one"
    choose(run, 1, at=at)
    assert run.has_ended


def test_deleting_the_scenario_leaves_its_runs(at):
    run = make_run(at=at)
    run.page.delete()
    run = ScenarioRun.objects.get(pk=run.pk)
    choose(run, 1, at=at)
    assert run.has_ended


def test_a_broken_scenario_cannot_be_begun(at):
    page = make_scenario(scenes=[scene("one", choice("nowhere")), ending("end")])
    with pytest.raises(BrokenScenario):
        make_run(page, at=at)
    assert not ScenarioRun.objects.exists()


# Going back, in practice


def go_back(run, number, *, at):
    return run.go_back(number, index=run.path().index, at=at)


def test_going_back_keeps_what_was_tried_with_its_times(at):
    run = make_run(at=at)
    choose(run, 0, at=at)
    go_back(run, 1, at=at + MINUTE)
    choose(run, 1, at=at + 2 * MINUTE)
    rows = run.steps.values_list("index", "scene", "back_to", "chosen_at")
    assert list(rows) == [
        (1, "one", None, at),
        (2, "one", 1, at + MINUTE),
        (3, "one", None, at + 2 * MINUTE),
    ]
    assert run.path().place.name == "hard-end"


def test_one_may_go_back_from_an_ending_and_the_unit_stays_complete(at):
    run = make_run(at=at)
    choose(run, 1, at=at)
    go_back(run, 1, at=at + MINUTE)
    run = ScenarioRun.objects.get(pk=run.pk)
    assert run.has_ended
    assert not run.path().is_over
    assert run.enrolment.completions.exists()
    choose(run, 0, at=at + MINUTE)
    choose(run, 0, at=at + 2 * MINUTE)
    assert (run.ended_at, run.ending_title) == (at, "Ending good-end")
    assert run.enrolment.completions.count() == 1


def test_a_page_that_is_behind_can_neither_go_back_nor_go_on(at):
    run = make_run(at=at)
    choose(run, 0, at=at)
    go_back(run, 1, at=at)
    with pytest.raises(AlreadyDecided):
        run.go_back(1, index=2, at=at)
    with pytest.raises(AlreadyDecided):
        run.choose(run.path().offered[0].key, index=2, at=at)


def test_a_decision_that_was_not_made_cannot_be_gone_back_to(at):
    run = make_run(at=at)
    with pytest.raises(ValueError, match="no decision"):
        go_back(run, 1, at=at)
    assert not run.steps.exists()


def test_conditions_hold_on_the_path_that_stands(at):
    scenes = [
        scene("one", choice("two", name="told"), choice("two", "poor")),
        scene(
            "two",
            choice("end", only_after=[{"type": "item", "id": "x", "value": "told"}]),
            choice("end", "poor"),
        ),
        ending("end"),
    ]
    run = make_run(make_scenario(scenes=scenes), at=at)
    choose(run, 0, at=at)
    hidden = run.path().offered[0].key
    assert len(run.path().offered) == 2
    go_back(run, 1, at=at)
    choose(run, 1, at=at)
    assert len(run.path().offered) == 1
    with pytest.raises(ValueError, match="not offered"):
        run.choose(hidden, index=4, at=at)


@pytest.mark.parametrize(
    "row",
    [
        {"choice_key": "", "back_to": None},
        {"choice_key": "a", "back_to": 1},
        {"choice_key": "", "back_to": 0},
    ],
)
def test_a_move_goes_on_or_goes_back(at, row):
    run = make_run(at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        run.steps.create(index=1, scene="one", chosen_at=at, **row)


def test_a_listing_counts_decisions_and_not_going_back(at):
    run = make_run(at=at)
    choose(run, 0, at=at)
    go_back(run, 1, at=at)
    assert ScenarioRun.objects.for_listing().get().decisions == 1


# Pictures and sounds


@pytest.fixture
def with_media(at):
    """A run whose first scene shows a picture and plays a recording."""
    image = get_image_model().objects.create(
        title="Door", file=get_test_image_file(size=(1600, 900))
    )
    recording = Recording.objects.create(
        title="Knock",
        type="audio",
        file=ContentFile(b"ID3", name="knock.mp3"),
        transcript="Knock, knock.",
    )
    media = {"image": image.pk, "alt": "A door", "recording": recording.pk}
    scenes = [scene("one", choice("end"), choice("end"), **media), ending("end")]
    return make_run(make_scenario(scenes=scenes), at=at), image, recording


def test_a_run_keeps_picture_words_and_transcript(with_media):
    run, _image, _recording = with_media
    place = ScenarioRun.objects.get(pk=run.pk).path().place
    assert (place.picture.alt, place.picture.width) == ("A door", 1000)
    assert place.picture.file.endswith(".webp")
    assert (place.audio.transcript, place.audio.media_type) == (
        "Knock, knock.",
        "audio/mpeg",
    )


def test_words_and_transcript_stay_when_the_files_are_gone(with_media):
    run, image, recording = with_media
    recording.transcript = "Changed."
    recording.save()
    image.delete()
    recording.delete()
    place = ScenarioRun.objects.get(pk=run.pk).path().place
    assert place.picture.alt == "A door"
    assert place.audio.transcript == "Knock, knock."


def test_a_picture_whose_file_is_lost_holds_up_nobody(at, with_media):
    run, image, _recording = with_media
    image.renditions.all().delete()
    image.file.storage.delete(image.file.name)
    page = ScenarioPage.objects.get(pk=run.page_id)
    again = make_run(page, make_enrolment(page.course, at=at), at=at)
    assert again.path().place.picture.alt == "A door"
