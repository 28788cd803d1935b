"""How a cohort went: the pure counting, then the report over stored runs."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.flow import WIDEST, Counts, flow, merge, unsafe_choices
from assessments.models import ScenarioRun
from assessments.scenario import Choice, Ending, Scenario, Scene
from tests.assessments.builders import (
    choice,
    ending,
    make_run,
    make_scenario,
    scene,
)
from tests.courses.builders import make_enrolment
from tests.users.builders import make_user
from training.users import roles

MINUTE = timedelta(minutes=1)


def way(key, leads_to="end", severity="best", text=""):
    return Choice(key, text or f"Say {key}", severity, "", leads_to)


def place(name, *choices):
    return Scene(name, name.title(), "", "", choices)


def version(*scenes, endings=("end",)):
    ended = tuple(Ending(name, name.title(), "good", "", "") for name in endings)
    return Scenario(scenes[0].name, scenes, ended)


NEW = version(place("one", way("a", "two"), way("b")), place("two", way("c")))


def counts(learners=0, **given_ones):
    empty = {"choices": {}, "scenes": {}, "times": {}, "endings": {}, "unsafe": {}}
    return Counts(learners=learners, **empty | given_ones)


def test_words_are_those_of_the_newest_version():
    old = version(place("one", way("a", text="As it was once")))
    assert merge([NEW, old], [("one", "a")]) == NEW


def test_a_choice_that_is_gone_is_shown_in_the_newest_words_it_had():
    older = version(place("one", way("x", "gone", text="First")), endings=("gone",))
    old = version(place("one", way("x", "gone", text="Then")), endings=("gone",))
    merged = merge([NEW, old, older], [("one", "x")])
    assert [c.text for c in merged.scenes[0].choices] == ["Say a", "Say b", "Then"]
    assert [e.name for e in merged.endings] == ["end", "gone"]


def test_a_scene_that_is_gone_comes_with_what_was_chosen_there():
    old = version(place("attic", way("x"), way("y")))
    merged = merge([NEW, old], [("attic", "y")])
    assert [c.key for c in merged.scenes[-1].choices] == ["y"]


def test_what_no_version_knows_changes_nothing():
    assert merge([NEW], [("one", "forged")]) == NEW


def test_shares_are_of_the_people_who_decided_there():
    found = flow(
        NEW,
        counts(8, choices={("one", "a"): 2, ("one", "b"): 6}, scenes={"one": 8}),
    )
    assert [row.share for row in found.scenes[0].choices] == [25, 75]
    assert found.scenes[1].choices[0].share is None


@pytest.mark.parametrize(("learners", "is_few"), [(9, True), (10, False)])
def test_under_ten_people_are_few(learners, is_few):
    found = flow(NEW, counts(learners, scenes={"one": learners}))
    assert found.scenes[0].is_few == is_few


def test_scenes_where_unsafe_choices_begin_come_with_most_runs_first():
    found = flow(NEW, counts(9, unsafe={"one": 2, "two": 5}))
    assert [(row.name, row.unsafe) for row in found.first_unsafe] == [
        ("two", 5),
        ("one", 2),
    ]


def test_unsafe_choices_are_known_by_their_scene():
    given_one = version(place("one", way("a"), way("b", severity="unsafe")))
    assert unsafe_choices(given_one) == {("one", "b")}


@given(st.integers(0, 500), st.lists(st.integers(0, 500), min_size=2, max_size=2))
def test_lines_are_as_wide_as_people_went_and_never_vanish(total, went):
    made = {("one", "a"): min(went[0], total), ("one", "b"): min(went[1], total)}
    widths = flow(NEW, counts(total, choices=made)).thicknesses
    assert set(widths) == {(0, 0), (0, 1), (1, 0)}
    assert all(1 <= width <= WIDEST for width in widths.values())
    if made["one", "a"] >= made["one", "b"]:
        assert widths[0, 0] >= widths[0, 1]


@pytest.fixture
def trainer(client):
    trainer = make_user(roles.TRAINERS)
    client.force_login(trainer)
    return trainer


def play(page, *positions, at, learner=None, pause=MINUTE):
    """Play one run and decide by position; returns its enrolment."""
    enrolment = learner or make_enrolment(page.course, make_user(), at=at)
    run = make_run(page, enrolment, at=at)
    for index, position in enumerate(positions, start=1):
        key = run.path().place.choices[position].key
        run.choose(key, index=index, at=at + index * pause)
    return enrolment


def report(client, page=None, **query):
    if page:
        query["scenario"] = str(page.translation_key)
    return client.get(reverse("scenario_flow"), query)


def rows(answer):
    """Return the cells of each row of the first table, as plain text."""
    body = answer.text.split('<table class="listing">')[1].split("</table>")[0]
    cells = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)[1:]
    plain = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in cells)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in plain]


@pytest.mark.django_db
class TestReport:
    def test_the_table_counts_people_shares_and_time(self, client, trainer, at):
        page = make_scenario()
        play(page, 0, 0, at=at)
        play(page, 0, 0, at=at)
        play(page, 1, at=at, pause=3 * MINUTE)
        found = rows(report(client, page))
        assert found[0] == ["Scene one", "", "", "3 (few)", "", "1:40"]
        assert found[1] == ["Go to two", "Best", "Scene two", "2", "66 %", ""]
        assert found[2][1:5] == ["Unsafe", "Ending hard-end", "1", "33 %"]
        assert found[3] == ["Scene two", "", "", "2 (few)", "", "1:00"]

    def test_the_picture_says_the_same(self, client, trainer, at):
        page = make_scenario()
        for _number in range(4):
            play(page, 0, 0, at=at)
        play(page, 1, at=at)
        text = report(client, page).text
        counted = re.findall(r'scene-map__count"[^>]*>(\d+)<', text)
        assert sorted(counted) == ["1", "4", "4"]
        assert "Scene one: 5 people" in text
        assert "(4 people)</title>" in text

    def test_endings_and_runs_under_way_are_counted(self, client, trainer, at):
        page = make_scenario()
        play(page, 0, 0, at=at)
        play(page, 0, at=at)
        text = report(client, page).text
        assert "2 runs" in text
        assert "1 of them at an ending" in text
        assert re.search(r"Ending good-end</th><td>It goes well</td><td>1 ", text)

    def test_unsafe_choices_begin_where_the_first_was_made(self, client, trainer, at):
        page = make_scenario(
            scenes=[
                scene("one", choice("two", "unsafe"), choice("two")),
                scene("two", choice("end", "unsafe"), choice("end")),
                ending("end"),
            ]
        )
        play(page, 0, 0, at=at)
        play(page, 1, 0, at=at)
        play(page, 1, 0, at=at)
        text = report(client, page).text
        begun = re.findall(r"<li>(Scene \w+): the first unsafe choice of (\d)", text)
        assert begun == [("Scene two", "2"), ("Scene one", "1")]

    def test_each_learners_first_run_is_counted_unless_all_are_asked_for(
        self, client, trainer, at
    ):
        page = make_scenario()
        learner = play(page, 1, at=at)
        play(page, 0, 0, at=at + timedelta(days=1), learner=learner)
        first = rows(report(client, page))
        assert [row[3] for row in first[1:3]] == ["0", "1"]
        every = rows(report(client, page, runs="all"))
        assert [row[3] for row in every[1:3]] == ["1", "1"]

    def test_dates_narrow_what_is_counted(self, client, trainer, at):
        page = make_scenario()
        play(page, 1, at=at)
        day = at.date()
        later = (day + timedelta(days=1)).isoformat()
        assert "1 run" in report(client, page, until=day.isoformat()).text
        assert "Nobody began in this time" in report(client, page, since=later).text

    def test_runs_of_different_versions_are_counted_together(self, client, trainer, at):
        kept, lost = choice("end"), choice("end", "poor", text="As it was once")
        page = make_scenario(scenes=[scene("one", kept, lost), ending("end")])
        play(page, 0, at=at)
        play(page, 1, at=at)
        newer = kept | {"value": kept["value"] | {"text": "In newer words"}}
        page.scenes = [scene("one", newer), ending("end")]
        page.save()
        play(page, 0, at=at + timedelta(days=1))
        assert [row[:1] + row[3:4] for row in rows(report(client, page))] == [
            ["Scene one", "3 (few)"],
            ["In newer words", "2"],
            ["As it was once", "1"],
        ]

    def test_a_long_pause_is_not_time_to_think(self, client, trainer, at):
        page = make_scenario()
        play(page, 1, at=at, pause=timedelta(hours=2))
        play(page, 1, at=at, pause=2 * MINUTE)
        assert rows(report(client, page))[0][-1] == "2:00"

    def test_the_report_costs_the_same_for_many(self, client, trainer, at):
        page = make_scenario()
        play(page, 0, 0, at=at)
        report(client, page)
        with CaptureQueriesContext(connection) as few:
            report(client, page)
        for _number in range(6):
            play(page, 0, 1, 1, at=at)
        with CaptureQueriesContext(connection) as many:
            report(client, page)
        assert len(many) == len(few) < 20

    def test_before_anybody_played_it_says_so(self, client, trainer):
        assert "Nobody has played" in report(client).text

    @pytest.mark.parametrize("odd", ["nonsense", "'", "2026-99-99"])
    def test_odd_questions_are_answered(self, client, trainer, at, odd):
        play(make_scenario(), 1, at=at)
        query = {"scenario": odd, "runs": odd, "since": odd, "until": odd}
        assert report(client, **query).status_code == 200

    def test_what_authors_write_stays_text(self, client, trainer, at):
        page = make_scenario(
            scenes=[scene("one", choice("end", text="<b>x</b>")), ending("end")]
        )
        play(page, 0, at=at)
        text = report(client, page).text
        assert "<b>x</b>" not in text
        assert "&lt;b&gt;x" in text

    def test_going_back_counts_what_was_tried_once_for_each_person(
        self, client, trainer, at
    ):
        page = make_scenario()
        learner = play(page, 0, at=at)
        run = ScenarioRun.objects.get(enrolment=learner)
        run.go_back(1, index=2, at=at + 2 * MINUTE)
        other = run.path().place.choices[1].key
        run.choose(other, index=3, at=at + 3 * MINUTE)
        found = rows(report(client, page))
        assert found[0] == ["Scene one", "", "", "1 (few)", "", "1:00"]
        assert [row[4] for row in found[1:3]] == ["100 %", "100 %"]


def test_a_version_is_not_changed_by_merging():
    before = replace(NEW)
    merge([NEW, version(place("attic", way("x")))], [("attic", "x")])
    assert before == NEW
