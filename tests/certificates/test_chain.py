"""Events are chained: every change shows, and appending never races."""

import datetime as dt
import json
import multiprocessing

import pytest
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from certificates import chain
from certificates.models import Certificate, ChainHead, StatusEvent
from tests.races import at_once
from tests.users.builders import make_user

from .builders import AT, decide, make_certificate, make_rendered

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ENTRIES = st.dictionaries(
    st.from_regex("[a-z_]{1,8}", fullmatch=True),
    st.one_of(TEXT, st.integers(), st.none()),
    max_size=6,
)


def links_of(*contents):
    """Chain ``contents`` as links."""
    links, previous = [], chain.GENESIS
    for position, content in enumerate(contents, start=1):
        entry = {"position": position, "previous": previous, "content": content}
        digest = chain.digest(entry)
        links.append(chain.Link(position, previous, digest, entry))
        previous = digest
    return links


def end_of(links):
    return links[-1].position, links[-1].digest


@given(ENTRIES)
def test_the_canonical_form_says_the_same_and_knows_no_order(entry):
    backwards = dict(reversed(entry.items()))
    assert chain.canonical(entry) == chain.canonical(backwards)
    assert json.loads(chain.canonical(entry)) == entry


def test_the_canonical_form_is_that_of_rfc_8785():
    entry = {"b": 'é"\\\n\x1f€', "a": None, "c": 1}
    expected = '{"a":null,"b":"é\\"\\\\\\n\\u001f€","c":1}'
    assert chain.canonical(entry) == expected.encode()


def test_an_instant_is_the_same_in_every_zone():
    east = AT.astimezone(dt.timezone(dt.timedelta(hours=5)))
    assert chain.instant(east) == chain.instant(AT) == "2026-11-16T12:00:00.000000Z"


def test_a_note_can_be_checked_and_not_guessed_without_its_salt():
    assert chain.note_digest("", "salt") == ""
    assert chain.note_digest("x", "one") != chain.note_digest("x", "two")


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_a_chain_that_nobody_touched_holds(contents):
    links = links_of(*contents)
    assert chain.first_break(links, head=end_of(links), anchors=[]) is None
    anchors = [("2026-11-16", *end_of(links))]
    assert chain.first_break(links, head=None, anchors=anchors) is None


@given(st.lists(TEXT, min_size=2, max_size=6, unique=True), st.data())
def test_whatever_is_taken_out_swapped_or_changed_is_named(contents, data):
    links = links_of(*contents)
    at = data.draw(st.integers(0, len(links) - 2))
    head = end_of(links)
    without = links[:at] + links[at + 1 :]
    assert chain.first_break(without, head=head, anchors=[]).position == at + 1
    swapped = [*links[:at], links[at + 1], links[at], *links[at + 2 :]]
    assert chain.first_break(swapped, head=head, anchors=[]).position == at + 1
    lie = links_of(*contents[:at], contents[at] + "!")[at]
    lie = chain.Link(lie.position, lie.previous, links[at].digest, lie.entry)
    edited = [*links[:at], lie, *links[at + 1 :]]
    found = chain.first_break(edited, head=head, anchors=[])
    assert found == chain.Break(at + 1, "edited")


@pytest.mark.django_db
def test_issuing_and_deciding_chain_their_events():
    certificate = make_rendered()
    decide(certificate, "suspended", private_note="Between us", legal_basis="§ 4")
    issued, suspended = StatusEvent.objects.all()
    assert (issued.kind, issued.position, issued.previous_digest) == (
        "issued",
        1,
        chain.GENESIS,
    )
    assert suspended.previous_digest == issued.digest
    assert suspended.position == 2
    head = ChainHead.objects.get()
    links = [event.as_link() for event in StatusEvent.objects.for_audit()]
    assert (head.position, head.digest) == end_of(links)
    assert chain.first_break(links, head=end_of(links), anchors=[]) is None
    assert "Between us" not in str(links)


@pytest.mark.django_db
def test_an_event_costs_three_statements(django_assert_num_queries):
    certificate = make_rendered()
    with django_assert_num_queries(3 + 2):  # a savepoint and its release
        decide(certificate, "suspended")


@pytest.mark.django_db
def test_a_note_may_be_erased_and_the_chain_holds():
    certificate = make_certificate()
    event = decide(certificate, "suspended", private_note="Between us")
    assert event.is_note_genuine
    event.erase_note(by=None, at=AT)
    row = StatusEvent.objects.values().get(pk=event.pk)
    assert "Between us" not in str(row)
    assert (row["note_salt"], row["note_erased_at"]) == ("", AT)
    again = StatusEvent.objects.get(pk=event.pk)
    assert again.is_note_genuine
    assert chain.digest(again.entry()) == again.digest


@pytest.mark.django_db
def test_that_a_note_was_erased_is_an_event_without_its_words():
    certificate, somebody = make_certificate(), make_user()
    event = decide(certificate, "suspended", private_note="Between us")
    standing = certificate.status(at=AT)
    told = event.erase_note(by=somebody, at=AT)
    assert (told.kind, told.about, told.actor) == ("note_erased", 2, somebody)
    assert "Between us" not in str(told.entry())
    assert told.entry()["about"] == 2
    assert event.erase_note(by=somebody, at=AT) is None
    assert decide(certificate, "revoked").erase_note(by=somebody, at=AT) is None
    certificate = Certificate.objects.get(pk=certificate.pk)
    assert certificate.status(at=AT, known_at=AT).name == "revoked"
    assert standing.name == "suspended"
    assert_whole(4)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_erase_one_note_one_is_on_record():
    event = decide(make_certificate(), "suspended", private_note="Between us")

    def erase(_number):
        mine = StatusEvent.objects.get(pk=event.pk)
        return mine.erase_note(by=None, at=AT) is not None

    assert sorted(at_once(erase, 4)) == [False, False, False, True]
    assert_whole(3)


@pytest.mark.django_db
def test_a_cursor_gives_what_is_behind_it_in_order():
    certificate = make_certificate()
    kinds = ["suspended", "reinstated", "revoked"]
    events = [decide(certificate, kind) for kind in kinds]
    behind = StatusEvent.objects.since(events[0].position)
    assert [event.kind for event in behind] == ["reinstated", "revoked"]


def assert_whole(count):
    links = [event.as_link() for event in StatusEvent.objects.for_audit()]
    head = ChainHead.objects.get()
    assert len(links) == count
    end = (head.position, head.digest)
    assert chain.first_break(links, head=end, anchors=[]) is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_threads_that_append_at_once_leave_one_chain():
    certificates = [make_certificate() for _ in range(4)]

    def append(number):
        for _turn in range(4):
            decide(certificates[number % 4], "suspended")

    at_once(append, 12)
    assert_whole(4 + 48)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_rolled_back_leaves_no_gap():
    certificate = make_certificate()

    def append(number):
        try:
            with transaction.atomic():
                decide(certificate, "suspended")
                if number % 2:
                    raise LookupError
        except LookupError:
            return

    at_once(append, 8)
    assert_whole(1 + 4)


def _append_in_a_process(certificate, database):
    connections["default"].settings_dict["NAME"] = database
    for _turn in range(5):
        decide(certificate, "suspended")
    connections.close_all()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_processes_that_append_at_once_leave_one_chain():
    certificate = make_certificate()
    database = str(connection.settings_dict["NAME"])
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    args = (certificate, database)
    others = [fork.Process(target=_append_in_a_process, args=args) for _ in range(4)]
    for other in others:
        other.start()
    for other in others:
        other.join(60)
    assert [other.exitcode for other in others] == [0] * 4
    assert_whole(1 + 20)
