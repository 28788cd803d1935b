"""What panelists and judges see by their links."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from assessments.models import (
    Rating,
)
from assessments.models.invited import LINK_LASTS
from tests.assessments.builders import make_question
from tests.assessments.experts import (
    adopt,
    estimate,
    make_closed_panel,
    make_panel,
    make_setting,
    options_of,
)

pytestmark = pytest.mark.django_db

NOW = "django.utils.timezone.now"


@pytest.fixture(autouse=True)
def clock(monkeypatch, at):
    """Stop the clock, and forget who tried wrong links."""
    monkeypatch.setattr(NOW, lambda: at)
    cache.clear()


def panel_page(token, *number):
    name = "panel_question" if number else "panel"
    return reverse(f"assessments:{name}", args=[token, *number])


def sheet(*levels, revision=0, **fields):
    """Return a posted sheet."""
    levels = {f"level_{n}": str(level) for n, level in enumerate(levels)}
    return levels | {"revision": revision, "comment": ""} | fields


def test_a_panelist_goes_from_the_link_to_the_end(client, at):
    panelist, token = make_panel(make_question(), make_question(), at=at).invite(at=at)
    assert "2 situations" in client.get(panel_page(token)).text
    answer = client.post(panel_page(token), {"name": "Sam"})
    assert answer.url == panel_page(token, 1)
    assert client.get(answer.url).status_code == 200
    answer = client.post(panel_page(token, 1), sheet(4, 1, 2, comment="Clear."))
    assert answer.url == panel_page(token, 2)
    answer = client.post(panel_page(token, 2), sheet(4, 1, 2))
    review = reverse("assessments:panel_review", args=[token])
    assert answer.url == review
    assert "2 of 2" in client.get(review).text
    client.post(review)
    panelist.refresh_from_db()
    assert (panelist.name, panelist.finished_at) == ("Sam", at)
    assert "Thank you" in client.get(panel_page(token)).text
    assert client.get(panel_page(token, 1)).url == panel_page(token)


def test_half_a_sheet_is_kept_and_named_at_the_end(client, at):
    _panelist, token = make_panel(at=at).invite(at=at)
    client.post(panel_page(token, 1), {"level_0": "4", "revision": 0})
    assert list(Rating.objects.get().levels.values()) == [4]
    answer = client.post(reverse("assessments:panel_review", args=[token]))
    assert answer.status_code == 422
    assert "still open" in answer.text
    assert panel_page(token, 1) in answer.text


def test_a_flag_is_saved_at_once_and_its_reason_asked_for(client, at):
    _panelist, token = make_panel(at=at).invite(at=at)
    flagged = sheet(4, 1, 2, unsafe_1="on", comment="Long thought.")
    answer = client.post(panel_page(token, 1), flagged)
    assert answer.status_code == 422
    assert "Say why it is unsafe" in answer.text
    row = Rating.objects.get()
    key = options_of(row)[1]
    assert row.unsafe == {key: {"why": "", "citation": ""}}
    revision = re.search(r'name="revision" value="(\d+)"', answer.text)[1]
    typed = flagged | {"why_1": "It harms.", "revision": revision}
    assert client.post(panel_page(token, 1), typed).status_code == 302
    assert Rating.objects.get().unsafe[key]["why"] == "It harms."


def test_what_is_too_long_is_refused_and_still_there(client, at):
    _panelist, token = make_panel(at=at).invite(at=at)
    answer = client.post(panel_page(token, 1), sheet(4, 1, 2, comment="x" * 4001))
    assert answer.status_code == 422
    assert "x" * 4001 in answer.text
    assert 'value="4"' in answer.text


def levels_given():
    """Return the levels on record, in the order in which the options were shown."""
    row = Rating.objects.get()
    return [row.levels[key] for key in options_of(row)]


def test_of_two_windows_the_later_is_asked_and_loses_nothing(client, at):
    _panelist, token = make_panel(at=at).invite(at=at)
    client.post(panel_page(token, 1), sheet(4, 1, 2))
    answer = client.post(panel_page(token, 1), sheet(1, 4, 3, comment="Mine."))
    assert answer.status_code == 409
    assert "another window" in answer.text
    assert "Mine." in answer.text
    assert levels_given() == [4, 1, 2]
    again = sheet(1, 4, 3, comment="Mine.", revision=1)
    assert client.post(panel_page(token, 1), again).status_code == 302
    assert levels_given() == [1, 4, 3]


def test_a_panelist_sees_neither_the_key_nor_what_others_say(client, at):
    question = make_question()
    adopt(make_closed_panel(question, at=at, unsafe=[1]), at=at)
    panel = make_panel(question, at=at)
    other, _token = panel.invite(at=at, name="Somebody else")
    row = other.ratings.for_sheets()[0]
    row.save_sheet(
        levels=dict.fromkeys(options_of(row), 2),
        unsafe={},
        comment="Overheard.",
        revision=0,
        at=at,
    )
    other.finish(at=at)
    _panelist, token = panel.invite(at=at)
    for page in (panel_page(token), panel_page(token, 1)):
        text = client.get(page).text
        for secret in (
            "Overheard.",
            "Somebody else",
            "Because.",
            "Harm.",
            "<p>So.</p>",
        ):
            assert secret not in text
        assert "checked" not in text


@pytest.mark.parametrize("way", ["unknown", "lapsed", "withdrawn", "renewed"])
def test_a_link_that_does_not_stand_tells_nothing(client, at, way, monkeypatch):
    panelist, token = make_panel(at=at, title="Secret panel").invite(at=at)
    match way:
        case "unknown":
            token = "x" * 43
        case "lapsed":
            monkeypatch.setattr(NOW, lambda: at + LINK_LASTS)
        case "withdrawn":
            panelist.withdraw(at=at)
        case "renewed":
            panelist.renew(at=at)
    for method in (client.get, client.post):
        for address in (panel_page(token), panel_page(token, 1)):
            answer = method(address)
            assert answer.status_code == 404
            assert "This link does not work" in answer.text
            assert "Secret panel" not in answer.text


def test_pages_behind_a_link_are_kept_nowhere(client, at):
    _panelist, token = make_panel(at=at).invite(at=at)
    for address in (panel_page(token), panel_page(token, 1), panel_page("x" * 43)):
        headers = client.get(address).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
    assert "Set-Cookie" not in headers


def test_guessing_links_is_slowed_down_while_good_ones_open(client, at):
    _panelist, token = make_panel(at=at).invite(at=at)
    tries = [client.get(panel_page(f"{n:043}")).status_code for n in range(22)]
    assert tries[:20] == [404] * 20
    assert tries[20:] == [429, 429]
    assert client.get(panel_page(token)).status_code == 200


def test_a_rating_page_costs_the_same_for_many_questions(
    client, at, django_assert_max_num_queries
):
    for size in (1, 6):
        questions = [make_question() for _number in range(size)]
        _panelist, token = make_panel(*questions, at=at).invite(at=at)
        client.get(panel_page(token, 1))
        with django_assert_max_num_queries(6):
            client.get(panel_page(token, 1))


def session_page(token, *number):
    name = "session_question" if number else "session"
    return reverse(f"assessments:{name}", args=[token, *number])


def test_a_judge_goes_through_two_rounds(client, at):
    setting = make_setting(at=at)
    judge, token = setting.invite(at=at)
    other, _token = setting.invite(at=at)
    estimate(other, 90, at=at)
    assert "Keeps people safe." in client.get(session_page(token)).text
    client.post(session_page(token), {"name": ""})
    first = client.get(session_page(token, 1)).text
    assert "The first round" not in first
    assert not re.search(r"\b90\b", first)
    review = reverse("assessments:session_review", args=[token])
    assert client.post(review).status_code == 422
    client.post(session_page(token, 1), {"percent": "40", "revision": 0})
    client.post(review)
    assert "second round" in client.get(session_page(token)).text
    setting.start_second_round()
    second = client.get(session_page(token, 1)).text
    for figure in ("40 %", "65 %", "90 %"):
        assert figure in second
    stale = client.post(session_page(token, 1), {"percent": "70", "revision": 7})
    assert stale.status_code == 409
    assert 'value="70"' in stale.text
    client.post(session_page(token, 1), {"percent": "60", "revision": 0})
    client.post(review)
    judge.refresh_from_db()
    assert judge.done_rounds == 2


@pytest.mark.parametrize("percent", ["101", "-1", "many"])
def test_an_estimate_is_a_share(client, at, percent):
    _judge, token = make_setting(at=at).invite(at=at)
    answer = client.post(session_page(token, 1), {"percent": percent, "revision": 0})
    assert answer.status_code == 422
    assert f'value="{percent}"' in answer.text


def test_a_page_that_is_not_there_keeps_the_link_quiet_too(client, at, caplog):
    _panelist, token = make_panel(at=at).invite(at=at)
    answer = client.get(panel_page(token, 99))
    assert answer.status_code == 404
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert token not in caplog.text


def test_more_fields_than_are_read_keep_the_link_quiet_too(
    client, at, caplog, settings
):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    _panelist, token = make_panel(at=at).invite(at=at)
    answer = client.post(panel_page(token, 1), sheet(4, 1, 2))
    assert answer.status_code == 400
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not caplog.records


@pytest.mark.parametrize("revision", [-1, 2**31 - 1, 10**30])
def test_a_revision_that_no_row_can_have_is_refused(client, at, revision):
    _panelist, token = make_panel(at=at).invite(at=at)
    answer = client.post(panel_page(token, 1), sheet(4, 1, 2, revision=revision))
    assert answer.status_code == 422
