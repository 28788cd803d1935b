"""Frozen scenarios: what comes back, and what an old one lacks."""

import json
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

import pytest

from assessments import script
from assessments.scenario import (
    Audio,
    Choice,
    Ending,
    Picture,
    PlayRules,
    Scenario,
    Scene,
    walk,
)

FULL = Scenario(
    start="one",
    scenes=(
        Scene(
            "one",
            "First",
            "Ana",
            "<p>…</p>",
            (
                Choice(
                    *("a", "Say so", "best", "Why", "end"),
                    name="told",
                    credits=(("ethics", Fraction(1, 3)), ("boundaries", Fraction(1))),
                    only_after=("x",),
                    not_after=("y", "z"),
                    lesson="lesson-1",
                ),
                Choice("b", "Not so", "unsafe", "Why not", "end"),
            ),
            picture=Picture("images/x.webp", "A door", 800, 600),
            audio=Audio("media/x.mp3", "audio/mpeg", "Knock, knock."),
        ),
    ),
    endings=(Ending("end", "End", "good", "<p>…</p>", "<p>…</p>"),),
    rules=PlayRules("exam", Decimal("66.67"), "fail", 3),
    domain="ethics",
    domains={"ethics": "Ethics"},
    lessons={"lesson-1": "Two hats"},
)


def test_everything_comes_back_as_it_was():
    frozen = json.loads(json.dumps(script.freeze(FULL), sort_keys=True))
    assert script.thaw(frozen) == FULL


def test_a_scenario_of_the_first_version_is_practice_without_conditions():
    frozen = {
        "version": 1,
        "start": "one",
        "scenes": [
            {
                "name": "one",
                "title": "First",
                "speaker": "",
                "text": "…",
                "choices": [
                    {
                        "key": "a",
                        "text": "Say so",
                        "severity": "best",
                        "feedback": "Why",
                        "leads_to": "end",
                    }
                ],
            }
        ],
        "endings": [
            {
                "name": "end",
                "title": "End",
                "outcome": "good",
                "text": "…",
                "debrief": "…",
            }
        ],
    }
    thawed = script.thaw(frozen)
    assert not thawed.rules.is_exam
    assert thawed.scenes[0].picture is None
    assert walk(thawed, ["a"]).is_over


def test_another_version_is_refused():
    with pytest.raises(ValueError, match="cannot read version 9"):
        script.thaw(script.freeze(FULL) | {"version": 9})


def test_a_delivered_scene_has_room_for_what_is_offered_and_nothing_more():
    shown = script.deliver(walk(FULL, []))
    assert [choice.key for choice in shown.choices] == ["b"]
    assert {field.name for field in fields(shown)} == {
        *("title", "speaker", "text", "choices", "picture", "audio")
    }
    assert {field.name for field in fields(shown.choices[0])} == {"key", "text"}


def test_an_ending_is_not_delivered_as_a_scene():
    with pytest.raises(ValueError, match="nothing to decide"):
        script.deliver(walk(FULL, ["b"]))
