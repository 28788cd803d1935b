"""What scripts add to a lesson; each form works without them as well."""

import re

import pytest
from playwright.sync_api import expect

from courses.blocks import LessonBodyBlock
from courses.models import CheckAnswer, Reflection
from tests.courses.builders import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
)
from tests.journeys.signing_in import sign_in
from tests.users.builders import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def previews(*names):
    blocks = LessonBodyBlock().child_blocks
    return [(name, blocks[name].get_preview_value()) for name in names]


@pytest.fixture
def lesson(context, page, live_server, at):
    """Open a lesson with a reflection, a check and a content note."""
    lesson = make_lesson(
        make_module(make_course(units=0)),
        body=previews("reflection", "check"),
        content_note="This lesson talks about a loss.",
    )
    learner = make_user()
    make_enrolment(lesson.course, learner, at=at)
    sign_in(context, live_server.url, learner)
    page.goto(live_server.url + lesson.url)
    return lesson


def test_words_are_saved_as_one_types(page, lesson):
    page.locator("[data-autosave] textarea").press_sequentially("I stayed.")
    expect(page.locator(".save-state")).to_have_text(re.compile(r"Saved \d"))
    assert Reflection.objects.get().text == "I stayed."


def test_words_typed_in_the_last_second_leave_with_the_page(page, lesson):
    page.locator("[data-autosave] textarea").fill("I stayed.")
    page.goto("about:blank")
    patience = 50
    while not Reflection.objects.exists() and patience:
        page.wait_for_timeout(100)
        patience -= 1
    assert Reflection.objects.get().text == "I stayed."


def test_a_failed_save_is_said_and_tried_again(page, lesson):
    page.route("**/reflections/**", lambda route: route.abort())
    page.locator("[data-autosave] textarea").press_sequentially("I stayed.")
    expect(page.locator(".save-state")).to_contain_text("Not saved yet")
    page.unroute("**/reflections/**")
    expect(page.locator(".save-state")).to_have_text(
        re.compile(r"Saved \d"), timeout=15_000
    )


def test_a_check_is_answered_in_place(page, lesson):
    check, address = page.locator("[data-check]"), page.url
    check.get_by_role("radio").first.check()
    check.get_by_role("button").click()
    expect(check.locator("[data-check-state]")).to_have_text("That is it.")
    expect(check.locator("[data-check-state]")).to_be_focused()
    assert page.url == address
    assert CheckAnswer.objects.count() == 1


def test_shift_three_times_leaves_no_way_back(page, lesson):
    page.route("**/leave/", lambda route: route.fulfill(body="News"))
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/leave/")
    page.go_back()
    assert lesson.url not in page.url


def test_capitals_do_not_leave_the_page(page, lesson):
    page.locator("[data-autosave] textarea").focus()
    for letter in "ABC":
        page.keyboard.press(f"Shift+{letter}")
    assert lesson.url in page.url
