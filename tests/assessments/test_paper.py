import json
from dataclasses import fields, replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import script
from assessments.debrief import debrief
from assessments.freezing import deliver, freeze, freeze_result, thaw, thaw_result
from assessments.paper import (
    AnswerKey,
    DeliveredOption,
    DeliveredQuestion,
    Paper,
    Question,
    Rules,
)
from assessments.responses import Response
from assessments.rules import CreditRule, Truth
from tests.assessments.test_scenario import GOOD

SHOWN = DeliveredQuestion(
    "q1",
    "multiple",
    "<p>?</p>",
    (DeliveredOption("a", "A"), DeliveredOption("b", "B"), DeliveredOption("c", "C")),
)
KEY = AnswerKey(
    rule=CreditRule.NET_OF_WRONG,
    truth=Truth(correct=frozenset("ab")),
    feedback={"a": "canary-a", "b": "canary-b", "c": "canary-c"},
    explanation="canary-explanation",
    domain="ethics",
    lesson="lesson-1",
)
PAPER = Paper(
    title="Quiz",
    language="en",
    rules=Rules(Decimal("80.00"), "after_each"),
    questions=(Question(SHOWN, KEY),),
    domains={"ethics": "Ethics"},
    lessons={"lesson-1": "A fence with a gate"},
)


def frozen_and_back(frozen):
    return json.loads(json.dumps(frozen))


def test_a_paper_comes_back_from_the_ice_as_it_was():
    assert thaw(frozen_and_back(freeze(PAPER))) == PAPER


def test_a_result_comes_back_as_it_was():
    result = PAPER.mark({"q1": Response(frozenset("a"))})
    assert thaw_result(frozen_and_back(freeze_result(result))) == result


def test_a_paper_of_another_version_is_refused():
    with pytest.raises(ValueError, match="version 99"):
        thaw(freeze(PAPER) | {"version": 99})


def test_what_is_delivered_has_no_room_for_a_key():
    names = {field.name for kind in (DeliveredQuestion, DeliveredOption)
             for field in fields(kind)}  # fmt: skip
    assert names == {
        *("key", "kind", "prompt", "options", "columns", "unit", "max_words"),
        *("text", "speaker", "criteria"),
    }


def test_what_is_delivered_is_made_from_the_shown_part_alone():
    frozen = freeze(PAPER)
    del frozen["keys"]
    assert deliver(frozen) == (SHOWN,)


def test_shuffling_options_changes_only_their_order():
    shuffled = PAPER.questions[0].arranged(Random(2), shuffles=True)
    assert set(shuffled.shown.options) == set(SHOWN.options)
    assert shuffled.key == KEY


@given(st.permutations("abc"), st.sets(st.sampled_from("abc")))
def test_the_order_of_options_never_changes_the_mark(order, chosen):
    options = {option.key: option for option in SHOWN.options}
    shown = replace(SHOWN, options=tuple(options[key] for key in order))
    other = replace(PAPER, questions=(Question(shown, KEY),))
    answers = {"q1": Response(frozenset(chosen))}
    assert other.mark(answers) == PAPER.mark(answers)


@pytest.mark.parametrize(
    ("policy", "chosen", "is_released"),
    [
        ("after_each", "c", True),
        ("after_pass", "c", False),
        ("after_pass", "ab", True),
        ("score_only", "ab", False),
    ],
)
def test_the_policy_decides_when_feedback_is_released(policy, chosen, is_released):
    paper = replace(PAPER, rules=Rules(Decimal(80), policy))
    answers = {"q1": Response(frozenset(chosen))}
    told = debrief(paper, paper.mark(answers), answers)
    assert bool(told.questions) == is_released


def test_a_debrief_names_what_to_look_at_again():
    answers = {"q1": Response(frozenset("a"))}
    told = debrief(PAPER, PAPER.mark(answers), answers)
    assert told.lessons == ("lesson-1",)
    assert [(d.name, d.credit, d.total) for d in told.weakest] == [
        ("Ethics", Decimal("0.5"), 1)
    ]
    assert told.questions[0].outcome == "partly"


def test_a_scenario_comes_back_from_the_ice_as_it_was():
    assert script.thaw(frozen_and_back(script.freeze(GOOD))) == GOOD


def test_a_delivered_scene_has_no_room_for_severity_feedback_or_target():
    names = {field.name for field in fields(script.DeliveredChoice)}
    assert names == {"key", "text"}


def test_a_scenario_of_another_version_is_refused():
    with pytest.raises(ValueError, match="version 9"):
        script.thaw(script.freeze(GOOD) | {"version": 9})
