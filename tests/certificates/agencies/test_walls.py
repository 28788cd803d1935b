"""Agency A learns nothing of agency B: every address of a desk, tried by others."""

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from certificates.agencies import urls
from certificates.models import Agency, Check, Invitation
from tests.certificates.api.asking import make_token
from tests.certificates.builders import AT, join, make_agency, make_rendered
from tests.certificates.watching.builders import make_endpoint, make_watch
from tests.users.builders import make_user
from training.users import roles

from .builders import check, make_roster, without_tokens

pytestmark = pytest.mark.django_db


def names_of(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


@pytest.fixture
def furnished():
    """An agency with all that there is at a desk, one of each."""
    agency = make_agency(name="Harbor House")
    make_token(agency)
    roster = make_roster(agency, [(make_rendered().number, "Okonkwo")], name="Zebra")
    watched = make_watch(agency=agency), make_endpoint(agency).send_test(at=AT)
    return agency, roster, check(roster), join(agency), invite(agency), watched


def invite(agency):
    asked = Invitation(agency=agency, email="new@example.org", role="member")
    asked.send(by=agency.applied_by, secret=uuid.uuid4().hex, at=AT)
    return asked


def addresses(furnished, agency=None):
    """Return every address of a desk, by name; ``agency`` stands in for its own."""
    own, roster, run, membership, invitation, (watch, message) = furnished
    first, of_list = (agency or own).public_id, roster.public_id
    endpoint, token = message.endpoint.public_id, own.tokens.get().prefix
    parts = {
        **{name: [] for name in ("desk", "checks", "members", "invite", "leave")},
        **{name: [] for name in ("lists", "new_list")},
        **{name: [] for name in ("watches", "choose_digest", "addresses", "tokens")},
        **{name: [token] for name in ("rotate_token", "revoke_token")},
        "end_watch": [watch.public_id],
        "replay": [message.key],
        **{name: [endpoint] for name in ("rotate_secret", "test_address")},
        **{name: [endpoint] for name in ("pause_address", "remove_address")},
        "withdraw": [invitation.pk],
        "give_role": [membership.pk],
        "remove": [membership.pk],
        "list_template": ["csv"],
        **{name: [of_list] for name in ("roster", "begin_run", "mend_list")},
        **{name: [of_list] for name in ("list_settings", "delete_list")},
        **{name: [of_list, run.number] for name in ("run", "progress")},
        "download_run": [of_list, run.number, "csv"],
        "prove_line": [of_list, run.number, 1],
    }
    return {
        name: reverse(f"agencies:{name}", args=[first, *p]) for name, p in parts.items()
    }


OF_NOBODY = {"start", "apply", "invitation", "open_invitation"}
OWN_OF_EVERY_DESK = {"desk", "checks", "members", "invite", "leave", "lists"} | {
    "new_list",
    "list_template",
    "watches",
    "choose_digest",
    "addresses",
    "tokens",
}


def answers(user, address):
    client = Client()
    if user:
        client.force_login(user)
    return [client.get(address), client.post(address, {"role": "owner", "name": "x"})]


def strangers(agency):
    gone = join(agency)
    gone.end(by=agency.applied_by, at=AT)
    waiting = make_user()
    facts = {"name": "W", "website": "https://w.example.org/", "purpose": "x"}
    Agency.objects.apply(by=waiting, at=AT, contact=waiting.email, **facts)
    closed = make_agency()
    closed.close(by=closed.approved_by, at=AT, words="")
    return [
        make_agency().applied_by,
        join(make_agency()).user,
        gone.user,
        waiting,
        closed.applied_by,
        *(make_user(role) for role in roles.ALL),
        make_user(is_superuser=True),
    ]


def test_the_walk_knows_every_address(furnished):
    assert set(addresses(furnished)) | OF_NOBODY == set(names_of(urls.urlpatterns))


def test_a_desk_is_found_by_nobody_else(furnished):
    agency = furnished[0]
    counted = Check.objects.count(), agency.events.count()
    for user in strangers(agency):
        for name, address in addresses(furnished).items():
            for answer in answers(user, address):
                assert answer.status_code in (404, 405), (user.email, name)
    agency.refresh_from_db()
    assert (Check.objects.count(), agency.events.count()) == (
        counted[0],
        counted[1] + 1,
    )
    assert agency.rosters.count() == 1


def test_what_is_anothers_reads_like_what_does_not_exist(furnished):
    stranger = make_agency().applied_by
    real = addresses(furnished)["roster"]
    made_up = real.replace(str(furnished[0].public_id), str(uuid.uuid4()))
    client = Client()
    client.force_login(stranger)
    pages = [client.get(address) for address in (real, made_up)]
    texts = [without_tokens(page) for page in pages]
    shown = {text.replace(real, "").replace(made_up, "") for text in texts}
    assert len(shown) == 1


def test_through_ones_own_desk_nothing_of_another_is_reached(furnished):
    mine = make_agency()
    for name, address in addresses(furnished, mine).items():
        if name not in OWN_OF_EVERY_DESK:
            for answer in answers(mine.applied_by, address):
                assert answer.status_code in (404, 405), name
    assert furnished[0].memberships.standing().count() == 2


def test_visitors_are_asked_to_sign_in_wherever_they_knock(furnished):
    for name, address in addresses(furnished).items():
        made_up = address.replace(str(furnished[0].public_id), str(uuid.uuid4()))
        for knocked in (address, made_up):
            get, post = answers(None, knocked)
            assert {get.status_code, post.status_code} <= {302, 405}, name


def test_members_do_not_do_what_owners_do(furnished):
    member = join(furnished[0]).user
    for name in ("invite", "withdraw", "give_role", "remove"):
        get, post = answers(member, addresses(furnished)[name])
        assert (get.status_code, post.status_code) == (405, 404), name
    client = Client()
    client.force_login(member)
    assert b"new@example.org" not in client.get(addresses(furnished)["members"]).content


def test_nothing_lists_holders_and_no_desk_names_another(furnished):
    make_rendered(legal_name="Unasked Holder")
    other = make_agency(name="Other House")
    client = Client()
    client.force_login(other.applied_by)
    for name in OWN_OF_EVERY_DESK - {"invite", "leave"}:
        page = client.get(reverse(f"agencies:{name}", args=_parts(name, other))).content
        for word in (b"Harbor House", b"Okonkwo", b"Unasked", b"Zebra"):
            assert word not in page, name


def _parts(name, agency):
    return [agency.public_id, "csv"] if name == "list_template" else [agency.public_id]
