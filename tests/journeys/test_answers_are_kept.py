"""Saving answers in a real browser: as given, offline, in two tabs, at zero."""

import contextlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error, expect

from assessments.models import Attempt
from tests.assessments.builders import make_attempt, make_question, make_quiz
from tests.journeys.signing_in import sign_in
from tests.users.builders import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
STORED = "Object.keys(localStorage).length"


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


def test_what_is_typed_is_saved_within_two_seconds_and_survives_a_reload(
    tab, live_server
):
    quiz = make_quiz(questions=[make_question(kind="written")])
    attempt = make_attempt(quiz, at=timezone.now(), learner=make_user())
    sign_in(tab.context, live_server.url, attempt.enrolment.learner)
    tab.goto(f"{live_server.url}{attempt.get_absolute_url()}")
    tab.get_by_role("textbox").press_sequentially("I would ask first.\nThen wait.")
    expect(state(tab)).to_contain_text("Saved", timeout=2000)
    assert attempt.answers.get().response["text"] == "I would ask first.\nThen wait."
    tab.reload()
    expect(tab.get_by_role("textbox")).to_have_value("I would ask first.\nThen wait.")
    assert tab.evaluate(STORED) == 0


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


@pytest.fixture
def contested(tab, address):
    """Two tabs: the other one saved its first option, this one gave its second."""
    tab.goto(address)
    other = tab.context.new_page()
    other.goto(address)
    option(other, 0).check()
    expect(state(other)).to_contain_text("Saved")
    option(tab, 1).check()
    expect(tab.get_by_role("alert")).to_contain_text("changed elsewhere")
    return tab


def test_of_two_answers_neither_is_lost_until_one_is_chosen(contested, attempt):
    first, second = (option(contested, n).input_value() for n in range(2))
    words = contested.locator(".choice").nth(0).inner_text()
    expect(contested.locator("[data-both-saved]")).to_have_text(words)
    expect(contested.get_by_role("alert")).to_be_focused()
    expect(option(contested, 1)).to_be_checked()
    assert saved(attempt) == [first]
    contested.reload()
    expect(option(contested, 1)).to_be_checked()
    contested.get_by_role("button", name="Use mine").click()
    expect(state(contested)).to_contain_text("Saved")
    expect(contested.get_by_role("alert")).to_be_hidden()
    assert saved(attempt) == [second]
    assert contested.evaluate(STORED) == 0


def test_what_is_saved_may_stay(contested, attempt):
    first = option(contested, 0).input_value()
    contested.get_by_role("link", name="Keep what is saved").click()
    expect(option(contested, 0)).to_be_checked()
    expect(contested.get_by_role("alert")).to_be_hidden()
    assert saved(attempt) == [first]
    assert contested.evaluate(STORED) == 0
    option(contested, 2).check()
    expect(state(contested)).to_contain_text("Saved")


def test_an_unsent_answer_survives_a_crash_of_the_tab(tab, address, attempt):
    tab.goto(address)
    chosen = option(tab, 2).input_value()
    tab.route("**/answers/**", lambda route: route.abort())
    option(tab, 2).check()
    expect(state(tab)).to_have_text("Offline, 1 answer waiting")
    after = tab.context.new_page()
    with contextlib.suppress(Error):
        tab.goto("chrome://crash", timeout=3000)
    after.goto(f"{address}2/")
    expect(after.locator(".navigator .is-answered")).to_have_count(1)
    assert saved(attempt) == [chosen]
    assert after.evaluate(STORED) == 0


def test_two_tabs_offline_on_one_question_lose_neither_answer(tab, address, attempt):
    tab.goto(address)
    other = tab.context.new_page()
    other.goto(address)
    tab.context.set_offline(True)
    for page, position in ((tab, 0), (other, 1)):
        option(page, position).check()
        expect(state(page)).to_have_text("Offline, 1 answer waiting")
    assert tab.evaluate(STORED) == 2
    tab.context.set_offline(False)
    decided = re.compile("Saved|Choose which answer stays")
    for page in (tab, other):
        expect(state(page)).to_have_text(decided, timeout=15_000)
    first, second = (tab, other) if "Saved" in state(tab).inner_text() else (other, tab)
    expect(second.get_by_role("alert")).to_contain_text("changed elsewhere")
    kept = first.locator(":checked").input_value()
    assert saved(attempt) == [kept]
    assert second.locator(":checked").input_value() != kept


def test_signed_out_in_between_the_answer_waits_and_is_sent_after_signing_in(
    tab, address, attempt, live_server
):
    tab.goto(address)
    tab.context.clear_cookies()
    option(tab, 1).check()
    expect(state(tab)).to_contain_text("You are signed out")
    assert saved(attempt) == []
    sign_in(tab.context, live_server.url, attempt.enrolment.learner)
    expect(state(tab)).to_contain_text("Saved", timeout=15_000)
    assert saved(attempt) == [option(tab, 1).input_value()]


def test_nobodys_waiting_answer_is_sent_as_anothers(tab, address, attempt, live_server):
    tab.goto(address)
    tab.context.clear_cookies()
    option(tab, 1).check()
    expect(state(tab)).to_contain_text("You are signed out")
    other = make_attempt(attempt.quiz, at=timezone.now(), learner=make_user())
    sign_in(tab.context, live_server.url, other.enrolment.learner)
    page = tab.context.new_page()
    page.goto(f"{live_server.url}{other.get_absolute_url()}")
    expect(page.locator("[name=chosen]:checked")).to_have_count(0)
    tab.wait_for_timeout(3000)
    assert saved(attempt) == saved(other) == []
    assert tab.evaluate(STORED) == 1


def test_signing_out_leaves_nothing_readable(tab, address, attempt, live_server):
    tab.goto(address)
    tab.route("**/answers/**", lambda route: route.abort())
    option(tab, 1).check()
    expect(state(tab)).to_contain_text("Offline")
    tab.goto(f"{live_server.url}/accounts/logout/")
    assert tab.evaluate(STORED) == 1
    tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    tab.wait_for_url(f"{live_server.url}/")
    assert tab.evaluate(STORED) == 0


def test_handing_in_leaves_nothing_readable(tab, address, attempt):
    tab.goto(address)
    tab.evaluate(f"localStorage['attempt:me:{attempt.public_id}:x'] = '{{}}'")
    tab.goto(f"{address}review/")
    tab.get_by_role("button", name="Hand in").click()
    tab.wait_for_url("**/result/")
    assert tab.evaluate(STORED) == 0


def test_going_on_offline_keeps_the_page_and_the_answer(tab, address, attempt):
    tab.goto(address)
    tab.context.set_offline(True)
    option(tab, 1).check()
    tab.get_by_role("button", name="Continue").click()
    expect(state(tab)).to_have_text("Offline, 1 answer waiting")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Question 1 of 2")
    tab.context.set_offline(False)
    expect(state(tab)).to_contain_text("Saved")
    tab.get_by_role("button", name="Continue").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Question 2 of 2")


def test_a_lost_acknowledgment_is_no_quarrel_with_oneself(tab, address, attempt):
    tab.goto(address)

    def lose_the_reply(route):
        route.fetch()
        route.abort()

    tab.route("**/answers/1/", lose_the_reply, times=1)
    option(tab, 0).check()
    expect(state(tab)).to_contain_text("Offline")
    option(tab, 1).check()
    expect(state(tab)).to_contain_text("Saved", timeout=10_000)
    expect(tab.get_by_role("alert")).to_have_count(0)
    assert saved(attempt) == [option(tab, 1).input_value()]


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


def test_more_time_granted_meanwhile_reaches_the_page(tab, address, attempt):
    soon = timezone.now() + timedelta(seconds=5)
    Attempt.objects.filter(pk=attempt.pk).update(closes_at=soon)
    tab.goto(address)
    Attempt.objects.filter(pk=attempt.pk).update(closes_at=soon + timedelta(hours=1))
    expect(tab.locator("[data-clock]")).to_have_text("60 minutes left", timeout=9000)
    expect(option(tab, 0)).to_be_enabled()
    option(tab, 0).check()
    expect(state(tab)).to_contain_text("Saved")


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
