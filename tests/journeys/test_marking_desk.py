"""The marking desk in a real browser: what a marker typed is not lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import MarkingDraft
from tests.assessments.written import make_task
from tests.journeys.signing_in import sign_in
from tests.users.builders import make_user
from training.users import roles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
COMMENT = "You named the limit, warmly."


@pytest.fixture
def marker():
    return make_user(roles.TRAINERS)


@pytest.fixture
def desk(page, live_server, marker):
    """The desk of an answer that ``marker`` has in hand."""
    now = timezone.now()
    task = make_task(at=now)
    task.claim(by=marker, at=now)
    sign_in(page.context, live_server.url, marker)
    page.goto(f"{live_server.url}/admin/marking/{task.public_id}/")
    return page


def state(desk):
    return desk.locator("form[data-draft-url] [role=status]")


def test_a_draft_is_kept_as_it_is_typed_and_is_there_after_a_reload(desk):
    desk.locator("[type=radio]").first.check()
    desk.locator("[name=comment]").press_sequentially(COMMENT)
    expect(state(desk)).to_have_text(re.compile(r"\d:\d\d:\d\d"), timeout=3000)
    assert MarkingDraft.objects.get().comment == COMMENT
    desk.reload()
    expect(desk.locator("[name=comment]")).to_have_value(COMMENT)
    expect(desk.locator("[type=radio]").first).to_be_checked()


def test_a_session_that_ends_takes_nothing_with_it(desk, live_server, marker):
    Session.objects.all().delete()
    desk.locator("[name=comment]").press_sequentially(COMMENT)
    expect(state(desk)).to_contain_text("signed out")
    desk.get_by_role("button", name="Hand in").click()
    expect(desk.locator("[name=comment]")).to_have_value(COMMENT)
    sign_in(desk.context, live_server.url, marker)
    desk.locator("[name=comment]").press_sequentially(" Thank you.")
    expect(state(desk)).to_have_text(re.compile(r"\d:\d\d:\d\d"))
    assert MarkingDraft.objects.get().comment == f"{COMMENT} Thank you."
