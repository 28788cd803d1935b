"""The page that is filled in is the page that its templates write, byte for byte."""

import datetime as dt
import random
from dataclasses import replace
from itertools import product

import pytest
from django.utils import timezone, translation

from certificates import checking, proving, result_page
from certificates.models import Certificate
from certificates.shown import Shown
from certificates.status import NAMES, Status
from training.shells import Look

from .builders import AT, decide, make_rendered
from .builders import NAMES as HOLDERS

LOOK = Look("en", "", False)
IDENTIFIER = "PRSS-7K2M-9QXD-4T8B-HZ6WR"
TRICKY = """<b>"Ä" & 'STANDIN02' {{ x }} %s \\1</b>"""


def shown(**facts):
    facts = {
        "how": "number",
        "checked_at": AT,
        "number": IDENTIFIER,
        "title": "Boundaries in Peer Support",
        "issuer_name": "Alongside",
        "holder_name": "",
        "minutes": 385,
        "completed_on": dt.date(2026, 11, 1),
        "issued_at": AT - dt.timedelta(days=9),
        "expires_on": None,
        "zone": "America/Chicago",
        "status": Status("genuine"),
    } | facts
    return Shown(**facts)


def standings():
    """Return a standing of every name, each with every fact and without."""
    day, instant = dt.date(2027, 1, 31), AT - dt.timedelta(hours=12)
    rich = {
        "since": [None, instant],
        "public_reason": ["", TRICKY],
        "conditions": ["", "No night shifts & no keys"],
        "last_day": [None, day],
        "is_past": [False, True],
        "grace_until": [None, day + dt.timedelta(days=90)],
    }
    for name in NAMES:
        for values in product(*rich.values()):
            facts = dict(zip(rich, values, strict=True))
            if facts["last_day"] or not (facts["is_past"] or facts["grace_until"]):
                yield Status(name, **facts)


def answers():
    """Return whatever an answer may show, in all combinations of a few of each."""
    names = [("", "", None), ("", "O'Neill", True), ("", TRICKY, False)]
    names += [(name, "", None) for name in HOLDERS.values()]
    rng = random.Random(7)
    for status in standings():
        holder, asked, matched = rng.choice(names)
        yield shown(
            how=rng.choice(["number", "qr", "file"]),
            status=status,
            holder_name=holder,
            asked_name=asked,
            name_matched=matched,
            title=rng.choice(["", TRICKY, "Boundaries"]),
            minutes=rng.choice([0, 1, 45, 60, 61, 385, 6000]),
            expires_on=status.last_day,
        )


class Answer:
    """As much of an answer as the page reads beside what is shown."""

    link = successor = None

    def __init__(self, level):
        self.certificate = Certificate(level=level)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("zone", [dt.UTC, dt.timezone(dt.timedelta(hours=-9))])
def test_what_is_filled_in_is_what_the_templates_write(language, zone, monkeypatch):
    monkeypatch.setattr(proving, "seal", lambda shown: f"eyJ:{shown.minutes}-_")
    seen = 0
    with translation.override(language), timezone.override(zone):
        for told in answers():
            answer = Answer(["", "B-B", "B-LT"][seen % 3])
            look = Look(language, ["", "dark"][seen % 2], seen % 5 == 0)
            named = {"identifier": IDENTIFIER, "sealed": proving.seal(told)}
            written = result_page.rendered(answer, told, look, **named)
            assert result_page.page(answer, told, IDENTIFIER, look) == written
            seen += 1
    assert seen > 300


def test_one_frame_serves_all_that_look_alike():
    one, other = shown(), shown(number="PRSS-0", minutes=60, title="Another")
    result_page._cut.cache_clear()
    for told, identifier in ((one, IDENTIFIER), (other, "0123456789")):
        result_page.page(Answer("B-B"), told, identifier, LOOK)
    assert result_page._cut.cache_info().currsize == 1
    result_page.page(Answer("B-B"), replace(one, title=""), IDENTIFIER, LOOK)
    assert result_page._cut.cache_info().currsize == 2


def test_an_identifier_that_an_address_spells_otherwise_is_written_plainly():
    spaced = "0123 456789 ABCDEFGHJKMNPQRS"
    page = result_page.page(Answer("B-B"), shown(how="qr"), spaced, LOOK)
    assert "/verify/0123%20456789%20ABCDEFGHJKMNPQRS/" in page
    assert "STANDIN" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "/es"])
def test_what_comes_over_http_is_what_the_templates_write(client, path, monkeypatch):
    monkeypatch.setattr(proving, "seal", lambda shown: "sealed")
    certificate = make_rendered(legal_name="María-José O'Neill")
    decide(certificate, "restricted", conditions="<No keys>")
    told, page = [], result_page.page

    def note(answer, shown, identifier, look):
        told.append((answer, shown, identifier, look))
        return page(answer, shown, identifier, look)

    monkeypatch.setattr(result_page, "page", note)
    for shows_name in (False, True):
        certificate.choose_privacy(shows_name=shows_name)
        for number in (certificate.number, certificate.token):
            got = client.get(f"{path}/verify/{number}/").content.decode()
            answer, shown_then, identifier, look = told[-1]
            named = {"identifier": identifier, "sealed": "sealed"}
            with translation.override(look.language):
                plain = result_page.rendered(answer, shown_then, look, **named)
            assert got == plain
            assert "&lt;No keys&gt;" in got


@pytest.mark.django_db
def test_a_successor_is_pointed_to_by_the_plain_page():
    old, new = make_rendered(), make_rendered()
    Certificate.objects.filter(pk=new.pk).update(replaces=old)
    decide(old, "superseded")
    answer = checking.check(old.number, at=AT)
    page = result_page.page(answer, answer.shown(at=AT), old.number, LOOK)
    assert new.number in page
