"""Three devices on one answer, in any order: nothing newer is overwritten."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Answer
from assessments.models.answers import StaleAnswer
from assessments.responses import Response
from tests.assessments.builders import make_attempt, make_question, make_quiz

pytestmark = pytest.mark.django_db
DEVICES = 3
STEPS = st.lists(
    st.tuples(
        st.integers(0, DEVICES - 1),
        st.sampled_from(["save", "save again", "look"]),
        st.integers(0, 2),
    ),
    max_size=30,
)


@pytest.fixture
def answer(at):
    quiz = make_quiz(questions=[make_question(kind="multiple")])
    return make_attempt(quiz, at=at).answers.get()


@given(steps=STEPS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_devices_interleave_and_nothing_newer_is_overwritten(answer, at, steps):
    Answer.objects.update(revision=0, response={"chosen": []})
    known, sent = [0] * DEVICES, [None] * DEVICES
    revision, on_record = 0, []
    for device, act, position in steps:
        if act == "look":
            known[device] = Answer.objects.get().revision
            continue
        # "save again" is a retry: the acknowledgment was lost on the way.
        if act == "save" or sent[device] is None:
            sent[device] = [answer.offered[position]], known[device]
        chosen, based_on = sent[device]
        if save(chosen, based_on, at):
            assert based_on == revision or chosen == on_record
            revision += based_on == revision
            on_record, known[device] = chosen, revision
        else:
            assert based_on < revision
        row = Answer.objects.get()
        assert (row.revision, row.response["chosen"]) == (revision, on_record)


def save(chosen, revision, at):
    """Save from a device that knows ``revision``; whether that was acknowledged."""
    row = Answer.objects.select_related("attempt__enrolment__learner").get()
    learner, response = row.attempt.enrolment.learner, Response(frozenset(chosen))
    try:
        row.save_response(response, revision=revision, by=learner, at=at)
    except StaleAnswer:
        return False
    return True
