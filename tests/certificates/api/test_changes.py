"""Changes of watched certificates: in order, page by page, of nobody else."""

import pytest
from django.utils import timezone

from certificates.api import cursors
from certificates.models import Certificate, StatusEvent
from tests.certificates.builders import decide, make_agency, make_rendered
from tests.certificates.watching.builders import make_watch

from .asking import Program, make_token
from .contract import faults
from .test_checks import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return make_agency()


@pytest.fixture
def program(agency):
    return Program(make_token(agency, **NOW)[1])


@pytest.fixture
def watched(agency):
    """Let the agency watch the certificates whose numbers are put here."""

    class Watched:
        def append(self, number):
            certificate = Certificate.objects.get(number=number)
            make_watch(agency=agency, certificate=certificate)

        def __iadd__(self, numbers):
            for number in numbers:
                self.append(number)
            return self

    return Watched()


def read(program, **query):
    reply = program.get("/changes", query)
    assert reply.status_code == 200, reply.content
    assert not faults("ChangesPage", reply.json())
    return reply.json()


def test_nothing_is_told_of_certificates_that_nobody_let_watch(program):
    decide(make_rendered(), "suspended")
    page = read(program)
    assert (page["changes"], page["has_more"]) == ([], False)


def test_a_change_is_told_once_and_in_order(program, watched):
    held, other = make_rendered(), make_rendered()
    watched.append(held.number)
    first = read(program)
    decide(other, "suspended")
    decide(held, "suspended", public_reason="Under review.")
    decide(held, "reinstated")
    second = read(program, since=first["next"])
    assert [one["event"] for one in second["changes"]] == ["suspended", "reinstated"]
    assert second["changes"][0]["public_reason"] == "Under review."
    assert {one["number"] for one in second["changes"]} == {held.number}
    assert read(program, since=second["next"])["changes"] == []


def test_what_it_is_worth_now_comes_with_every_change(program, watched):
    held = make_rendered()
    watched.append(held.number)
    now = timezone.now()
    decide(held, "suspended", at=now)
    status = read(program)["changes"][-1]["status"]
    assert (status["name"], status["is_good"]) == ("suspended", False)


def test_a_private_note_is_told_to_nobody(program, watched):
    held = make_rendered()
    watched.append(held.number)
    decide(held, "suspended", private_note="secret", legal_basis="hidden")
    reply = program.get("/changes").content.decode()
    assert "secret" not in reply
    assert held.holder_name not in reply


def test_pages_leave_nothing_out_and_tell_nothing_twice(program, watched):
    held = make_rendered()
    watched.append(held.number)
    for kind in ("suspended", "reinstated") * 3:
        decide(held, kind)
    seen, cursor = [], {}
    while True:
        page = read(program, limit=3, **cursor)
        seen += page["changes"]
        cursor = {"since": page["next"]}
        if not page["has_more"]:
            break
    kinds = StatusEvent.objects.order_by("position").values_list("kind", flat=True)
    assert [one["event"] for one in seen] == list(kinds)


def test_a_page_costs_a_fixed_number_of_queries(
    program, watched, django_assert_num_queries
):
    program.get("/me")
    for count in (1, 6):
        watched += [make_rendered().number for _one in range(count)]
        with django_assert_num_queries(6):
            read(program)


def test_a_cursor_says_nothing_and_is_of_no_use_to_others(agency, program):
    cursor = cursors.seal(agency, 41)
    assert cursor != cursors.seal(agency, 41), "sealed, not only signed"
    assert cursors.unseal(agency, cursor) == 41
    with pytest.raises(cursors.ForeignCursor):
        cursors.unseal(make_agency(), cursor)


@pytest.mark.parametrize("cursor", ["", "x", "\u00e9", "gAAAAA", "%00", "a" * 300])
def test_a_cursor_that_we_did_not_make_is_refused(program, cursor):
    reply = program.get("/changes", {"since": cursor})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "since"


@pytest.mark.parametrize("limit", ["0", "501", "-1", "ten", "", "\u0663", "1e2"])
def test_a_limit_that_is_none_is_refused(program, limit):
    assert program.get("/changes", {"limit": limit}).status_code == 422
