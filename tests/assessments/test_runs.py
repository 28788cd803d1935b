"""Scenarios as records: pinned, stepped once, complete at an ending."""

from datetime import timedelta

import pytest

from assessments.models import ScenarioRun
from assessments.models.runs import AlreadyDecided, BrokenScenario
from tests.assessments.builders import choice, ending, make_run, make_scenario, scene

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def choose(run, position, *, at):
    path = run.path()
    key = path.place.choices[position].key
    return run.choose(key, index=path.number, at=at)


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
    assert run.is_over
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
    assert run.is_over


def test_deleting_the_scenario_leaves_its_runs(at):
    run = make_run(at=at)
    run.page.delete()
    run = ScenarioRun.objects.get(pk=run.pk)
    choose(run, 1, at=at)
    assert run.is_over


def test_a_broken_scenario_cannot_be_begun(at):
    page = make_scenario(scenes=[scene("one", choice("nowhere")), ending("end")])
    with pytest.raises(BrokenScenario):
        make_run(page, at=at)
    assert not ScenarioRun.objects.exists()
