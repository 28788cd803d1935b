"""Tokens: known by hash, for some things only, replaced, withdrawn, ended in time."""

import datetime as dt

import pytest
from django.db import IntegrityError

from certificates.models import AgencyEvent, ApiToken
from certificates.models.tokens import MOST, OVERLAP, TokenEnded, TooManyTokens
from tests.certificates.builders import AT, make_agency, make_rng
from tests.races import at_once
from tests.users.builders import make_user

from .asking import make_token

pytestmark = pytest.mark.django_db

MONTH = dt.timedelta(days=30)


def recognised(text, at=AT):
    return ApiToken.objects.recognise(text, at=at)


def test_what_is_stored_does_not_tell_the_token():
    token, text = make_token()
    secret = text.rpartition("_")[2]
    assert len(secret) == 48
    assert secret not in str(ApiToken.objects.filter(pk=token.pk).values().get())
    assert recognised(text) == token


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"),
        lambda text: text.upper(),
        lambda text: f" {text}",
        lambda text: text + "\n",
        lambda text: text[:-1],
        lambda text: text.replace("_", "-"),
        lambda text: "",
        lambda text: "alongside_" + "0" * 10 + "_" + "0" * 48,
        lambda text: text.translate({ord("0"): "\u0660"}) + "\u0660",
    ],
)
def test_nothing_but_the_token_itself_is_recognised(spoil):
    _token, text = make_token()
    assert recognised(spoil(text)) is None


def test_a_token_ends_on_its_day():
    _token, text = make_token()
    assert recognised(text, at=AT + MONTH - dt.timedelta(seconds=1))
    assert recognised(text, at=AT + MONTH) is None


def test_a_withdrawn_token_ends_at_once():
    token, text = make_token()
    token.revoke(by=make_user(), at=AT)
    assert recognised(text) is None


def test_the_tokens_of_a_closed_agency_end_with_it():
    agency = make_agency()
    _token, text = make_token(agency)
    agency.close(by=make_user(), at=AT, words="Closed.")
    assert recognised(text) is None


def test_old_and_new_work_side_by_side_for_a_week():
    token, text = make_token()
    new, new_text = token.rotate(by=make_user(), at=AT, rng=make_rng())
    assert new.scopes == token.scopes
    assert recognised(text, at=AT + OVERLAP - dt.timedelta(seconds=1)) == token
    assert recognised(text, at=AT + OVERLAP) is None
    assert recognised(new_text, at=AT + OVERLAP) == new
    assert new.expires_at == AT + MONTH


def test_rotating_never_makes_an_old_token_last_longer():
    token, _text = make_token(expires_at=AT + dt.timedelta(days=1))
    token.rotate(by=make_user(), at=AT, rng=make_rng())
    assert token.expires_at == AT + dt.timedelta(days=1)


def test_what_has_ended_is_not_rotated():
    token, _text = make_token()
    token.rotate(by=make_user(), at=AT, rng=make_rng())
    other, _text = make_token()
    other.revoke(by=make_user(), at=AT)
    for ended in (token, other):
        with pytest.raises(TokenEnded):
            ended.rotate(by=make_user(), at=AT, rng=make_rng())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_that_rotate_at_once_one_does():
    token, _text = make_token()
    owner = make_user()

    def rotate(seed):
        own = ApiToken.objects.get(pk=token.pk)
        try:
            return bool(own.rotate(by=owner, at=AT, rng=make_rng(1000 + seed)))
        except TokenEnded:
            return False

    assert sum(at_once(rotate, 8)) == 1
    assert ApiToken.objects.count() == 2


def test_an_agency_has_so_many_and_no_more():
    agency = make_agency()
    for _one in range(MOST):
        make_token(agency)
    with pytest.raises(TooManyTokens):
        make_token(agency)
    make_token()


def test_a_token_that_opens_nothing_cannot_be():
    nothing = {"may_check": False, "may_batch": False, "may_follow": False}
    with pytest.raises(IntegrityError):
        make_token(**nothing)


def test_a_day_of_use_is_written_once(django_assert_num_queries):
    token, text = make_token()
    token.note_use(on=AT.date())
    again = recognised(text)
    assert again.last_used_on == AT.date()
    with django_assert_num_queries(0):
        again.note_use(on=AT.date())


def test_the_agencys_history_says_who_made_and_ended_tokens():
    token, _text = make_token(name="Hiring")
    new, _text = token.rotate(by=make_user(), at=AT, rng=make_rng())
    new.revoke(by=make_user(), at=AT)
    new.revoke(by=make_user(), at=AT)
    noted = AgencyEvent.objects.filter(words="Hiring").order_by("pk")
    assert [event.kind for event in noted] == ["token", "rotated", "revoked"]
