"""Addresses for programs: the same for everybody, cacheable, silent."""

import json
import logging

import pytest
from cryptography import x509
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates import keyring, publishing
from certificates.models import Certificate, Check, Proof
from certificates.proof import integrity, status_list, tokens
from certificates.proof.trust import Trust
from tests.certificates.builders import AT, decide, make_certificate, make_rendered
from tests.certificates.proof.builders import read_list
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db

FIXED = [
    "/.well-known/did.json",
    "/.well-known/jwks.json",
    "/status/1",
    "/status/2",
    "/pki/root.crt",
    "/pki/issuer.crl",
    "/pki/trust.json",
]
TOKENS = "application/vc+jwt"


@pytest.fixture(autouse=True)
def _published():
    publishing.publish(at=AT)


@pytest.fixture
def certificate():
    """A certificate whose credential was kept."""
    held = make_certificate()
    proof = Proof(token="e30.e30.c2ln", document='{"a": 1}', level="B-B")
    held.keep_document(b"%PDF", token="0" * 26, at=AT, proof=proof)
    return held


@pytest.mark.parametrize("address", FIXED)
def test_each_address_is_public_cacheable_and_without_cookies(address):
    client = Client()
    client.force_login(make_user())
    for answer in (Client().get(address), client.get(address)):
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        assert answer.headers["ETag"]
        assert "Set-Cookie" not in str(answer)
        expected = "Accept" if address.startswith("/status/") else None
        assert answer.headers.get("Vary") == expected


@pytest.mark.parametrize("address", FIXED)
def test_what_did_not_change_is_not_sent_again(client, address):
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", FIXED)
def test_nothing_is_written_there(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [*FIXED, "/c/1.json", "/keys/none.jwk"])
def test_a_verifier_in_a_browser_may_send_headers_of_its_own(client, address):
    asked = {
        "origin": "https://verifier.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "cache-control,pragma",
    }
    answer = client.options(address, headers=asked)
    assert answer.status_code == 204
    assert answer.content == b""
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    "address", ["/keys/none.jwk", "/status/99", "/anchors/2026-01-01.jws", "/c/1.jwt"]
)
def test_what_is_not_there_yet_is_asked_for_again(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_did_document_names_every_key_for_assertions(client):
    document = client.get("/.well-known/did.json").json()
    assert document["id"] == "did:web:testserver"
    methods = {one["id"]: one for one in document["verificationMethod"]}
    assert set(document["assertionMethod"]) == set(methods)
    kinds = {one["type"] for one in methods.values()}
    assert kinds == {"JsonWebKey", "Multikey"}
    assert "BEGIN" not in json.dumps(document)
    for one in methods.values():
        assert {"d", "p", "q"}.isdisjoint(one.get("publicKeyJwk", {}))


def test_a_key_id_leads_to_exactly_one_key(client):
    keys = client.get("/.well-known/jwks.json").json()["keys"]
    for key in keys:
        name = key["kid"].partition("#")[2]
        assert client.get(f"/keys/{name}.jwk").json() == key
        assert "d" not in key
    assert client.get("/keys/rs-1999-01.jwk").status_code == 404


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "application/vc"),
        ("*/*", "application/vc"),
        ("application/vc", "application/vc"),
        ("application/ld+json, application/json", "application/ld+json"),
        ("application/json", "application/json"),
        ("text/html,*/*;q=0.8", "application/vc"),
        (TOKENS, TOKENS),
        (f"{TOKENS}, application/json;q=0.5", TOKENS),
        ("application/vc+jwt;q=0.1, application/json", "application/json"),
        ("application/vc+jwt;q=0", "application/vc"),
        ("application/vc+jwt;q=x", "application/vc"),
    ],
)
def test_a_status_list_comes_in_the_form_that_is_asked_for(client, accept, kind):
    headers = {"accept": accept} if accept else {}
    answer = client.get("/status/1", headers=headers)
    assert answer.headers["Content-Type"] == kind
    keys = keyring.public_keys()
    if kind == TOKENS:
        assert json.loads(tokens.read(answer.content.decode(), keys))["id"]
    else:
        integrity.verify(json.loads(answer.content), keys)


def test_there_is_no_list_beyond_those_in_use(client):
    assert client.get("/status/3").status_code == 404
    assert client.get("/status/0").status_code == 404


def test_the_root_and_its_list_fit_together(client):
    root = x509.load_der_x509_certificate(client.get("/pki/root.crt").content)
    crl = x509.load_der_x509_crl(client.get("/pki/issuer.crl").content)
    assert crl.is_signature_valid(root.public_key())


def test_one_file_has_all_that_an_offline_verifier_needs(client):
    held = make_rendered()
    decide(held, "revoked")
    publishing.publish(at=AT)
    trust = Trust.from_json(client.get("/pki/trust.json").content)
    url = "http://testserver/status/1"
    found = read_list(
        trust.status_lists[url],
        url=url,
        issuer=trust.issuer,
        keys=trust.keys,
        at=AT,
    )
    assert found.is_set(held.status_index)
    assert len(trust.roots) == len(trust.crls) == 1
    assert trust.made_at == AT


def test_a_credential_is_handed_to_whoever_knows_its_id(client, certificate):
    address = f"/c/{certificate.credential_id}"
    assert json.loads(client.get(f"{address}.json").content) == {"a": 1}
    assert client.get(f"{address}.jwt").content == b"e30.e30.c2ln"
    answer = client.get(f"{address}.json")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not Check.objects.exists()


def test_withheld_without_document_and_unknown_look_alike(client, certificate):
    certificate.choose_privacy(is_withheld=True, shows_name=False)
    waiting, old = make_certificate(), make_rendered()
    ids = [c.credential_id for c in (certificate, waiting, old)]
    for form in ("json", "jwt"):
        answers = [client.get(f"/c/{one}.{form}") for one in [*ids, "A" * 22, "x"]]
        for answer in answers:
            del answer.headers["X-Request-ID"]
            assert answer.status_code == 404
            assert answer.content == answers[0].content
            assert answer.headers == answers[0].headers


def test_people_are_led_to_the_page_that_tells_the_standing(client, certificate):
    decide(certificate, "suspended")
    answer = client.get(f"/c/{certificate.credential_id}", follow=True)
    assert b"status--suspended" in answer.content
    assert certificate.number.encode() not in answer.redirect_chain[0][0].encode()
    assert Check.objects.get().how == "qr"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/vc", "application/vc"),
        ("application/ld+json, application/json", "application/ld+json"),
        ("application/vc+jwt", "application/jwt"),
    ],
)
def test_programs_find_the_credential_where_its_id_says(
    client, certificate, accept, kind
):
    address = f"/c/{certificate.credential_id}"
    answer = client.get(address, headers={"accept": accept})
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Vary"] == "Accept"
    assert answer.headers["Cache-Control"] == "no-cache"
    end = "jwt" if kind == "application/jwt" else "json"
    assert answer.content == client.get(f"{address}.{end}").content


@pytest.mark.parametrize(
    "accept", ["text/html,application/xhtml+xml,application/json;q=0.9", "*/*", ""]
)
def test_people_are_never_given_data_instead_of_the_page(client, certificate, accept):
    headers = {"accept": accept}
    answer = client.get(f"/c/{certificate.credential_id}", headers=headers)
    assert answer.status_code == 302


def test_programs_learn_no_more_of_what_is_withheld(client, certificate):
    certificate.choose_privacy(is_withheld=True, shows_name=False)
    answers = [
        client.get(f"/c/{one}", headers={"accept": "application/vc"})
        for one in (certificate.credential_id, "A" * 22)
    ]
    for answer in answers:
        del answer.headers["X-Request-ID"]
        assert answer.status_code == 404
        assert answer.headers == answers[0].headers
        assert answer.content == answers[0].content


def test_keys_are_kept_no_longer_than_what_they_sign(client):
    def age(address):
        return int(client.get(address).headers["Cache-Control"].partition("=")[2])

    addresses = ("/.well-known/did.json", "/.well-known/jwks.json", "/pki/trust.json")
    assert max(map(age, addresses)) <= age("/status/1")


def test_the_page_leads_on_alike_for_any_id(client, certificate):
    certificate.choose_privacy(is_withheld=True, shows_name=False)
    pages = []
    for one in (certificate.credential_id, "A" * 22):
        answer = client.get(f"/c/{one}")
        assert answer.status_code == 302
        assert answer.headers["X-Robots-Tag"]
        pages.append(client.get(answer.url).content.replace(one.encode(), b""))
    assert pages[0] == pages[1]


def test_the_case_of_an_id_matters(client, certificate):
    swapped = certificate.credential_id.swapcase()
    assert client.get(f"/c/{swapped}.json").status_code == 404


def test_no_id_reaches_the_log(client, certificate, caplog):
    caplog.set_level(logging.DEBUG)
    for one in (certificate.credential_id, "A" * 22):
        for end in ("", ".json", ".jwt"):
            client.get(f"/c/{one}{end}", follow=True)
            client.post(f"/c/{one}{end}")
            client.put(f"/c/{one}{end}")
        client.get(f"/c/{one}", headers={"accept": "application/vc"})
        assert one not in caplog.text


@pytest.mark.parametrize("address", FIXED)
def test_each_address_costs_a_few_queries(
    client, address, django_assert_max_num_queries
):
    for _ in range(3):
        make_rendered()
    with django_assert_max_num_queries(4):
        client.get(address)


def test_every_new_certificate_can_be_named_by_a_credential():
    one, two = make_certificate(), make_certificate()
    assert len(one.credential_id) == 22
    assert one.credential_id != two.credential_id
    assert one.subject_id != two.subject_id
    assert one.status_index != two.status_index
    assert Certificate.objects.filter(status_index__lt=status_list.SIZE).count() == 2


@pytest.mark.parametrize("kind", ["json", "jwt"])
def test_what_can_be_no_id_is_not_asked_of_the_database(kind, client):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/c/A%00B.{kind}").status_code == 404
    assert not [one for one in asked if "certificatedocument" in one["sql"]]


def test_a_key_of_an_impossible_name_is_not_there(client):
    assert client.get("/keys/rs%00.jwk").status_code == 404
