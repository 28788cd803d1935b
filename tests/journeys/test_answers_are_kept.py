"""Saving answers in a real browser: as given, offline, in two tabs, at zero."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Attempt
from tests.assessments.builders import make_attempt, make_question, make_quiz
from tests.journeys.signing_in import sign_in
from tests.users.builders import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
STORED = "Object.keys(sessionStorage).length"


@pytest.fixture
def attempt():
    quiz = make_quiz(questions=[make_question(), make_question()])
    return make_attempt(quiz, at=timezone.now(), learner=make_user())


@pytest.fixture
def address(live_server, attempt):
    return f"{live_server.url}{attempt.get_absolute_url()}"


@pytest.fixture
def tab(page, live_server, attempt):
    sign_in(page.context, live_server.url, attempt.enrolment.learner)
    return page


def saved(attempt, number=1):
    return attempt.answers.get(number=number).response["chosen"]


def option(tab, position):
    return tab.locator("[name=chosen]").nth(position)


def state(tab):
    return tab.locator(".save-state")


def test_an_answer_is_saved_within_two_seconds_and_acknowledged(tab, address, attempt):
    tab.goto(address)
    option(tab, 1).check()
    expect(state(tab)).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"), timeout=2000)
    assert saved(attempt) == [option(tab, 1).input_value()]
    assert tab.evaluate(STORED) == 0
    expect(tab.locator(".navigator .is-answered")).to_have_count(1)


LISTEN = """
window.heard = [];
const state = document.querySelector(".save-state");
new MutationObserver(() => window.heard.push(state.textContent))
  .observe(state, {childList: true, characterData: true, subtree: true});
"""


def test_changing_ones_mind_quickly_is_never_called_offline(tab, address, attempt):
    tab.goto(address)
    tab.evaluate(LISTEN)
    for turn in range(8):
        option(tab, turn % 2).check()
        tab.wait_for_timeout(120)
    expect(state(tab)).to_contain_text("Saved", timeout=10_000)
    tab.wait_for_timeout(2500)
    assert saved(attempt) == [option(tab, 1).input_value()]
    assert not [said for said in tab.evaluate("window.heard") if "Offline" in said]


def test_an_answer_waits_while_offline_and_is_sent_when_the_network_returns(
    tab, address, attempt
):
    tab.goto(address)
    tab.context.set_offline(True)
    option(tab, 0).check()
    expect(state(tab)).to_have_text("Offline, 1 answer waiting")
    assert saved(attempt) == []
    tab.context.set_offline(False)
    expect(state(tab)).to_contain_text("Saved")
    assert saved(attempt) == [option(tab, 0).input_value()]


def test_an_unsent_answer_survives_a_reload(tab, address, attempt):
    tab.goto(address)
    tab.route("**/answers/**", lambda route: route.abort())
    option(tab, 2).check()
    expect(state(tab)).to_have_text("Offline, 1 answer waiting")
    tab.reload()
    expect(option(tab, 2)).to_be_checked()
    tab.unroute("**/answers/**")
    tab.reload()
    expect(state(tab)).to_contain_text("Saved")
    assert saved(attempt) == [option(tab, 2).input_value()]


def test_an_older_tab_hears_of_the_newer_answer_and_overwrites_nothing(
    tab, address, attempt
):
    tab.goto(address)
    other = tab.context.new_page()
    other.goto(address)
    option(other, 0).check()
    expect(state(other)).to_contain_text("Saved")
    option(tab, 1).check()
    expect(state(tab)).to_contain_text("changed elsewhere")
    expect(option(tab, 0)).to_be_checked()
    assert saved(attempt) == [option(tab, 0).input_value()]


def test_continue_right_after_a_click_keeps_that_answer(tab, address, attempt):
    tab.goto(address)
    chosen = option(tab, 1).input_value()
    option(tab, 1).check()
    tab.get_by_role("button", name="Continue").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Question 2 of 2")
    assert saved(attempt) == [chosen]


def test_at_zero_the_attempt_hands_itself_in_with_what_was_just_given(
    tab, address, attempt
):
    closes_at = timezone.now() + timedelta(seconds=4)
    Attempt.objects.filter(pk=attempt.pk).update(closes_at=closes_at)
    tab.goto(address)
    expect(tab.locator("[data-clock]")).to_contain_text("left")
    chosen = option(tab, 1).input_value()
    option(tab, 1).check()
    tab.wait_for_url("**/result/", timeout=15_000)
    attempt.refresh_from_db()
    assert attempt.submitted_at == closes_at
    assert saved(attempt) == [chosen]
    assert tab.evaluate(STORED) == 0


def test_everything_works_without_scripts(browser, live_server, attempt, address):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, attempt.enrolment.learner)
    tab = context.new_page()
    tab.goto(address)
    for _question in range(2):
        option(tab, 0).check()
        tab.get_by_role("button", name="Continue").click()
    tab.get_by_role("button", name="Hand in").click()
    expect(tab.locator(".result__score")).to_be_visible()
    context.close()
    attempt.refresh_from_db()
    assert attempt.is_closed
