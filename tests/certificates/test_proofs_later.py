"""A proof that is opened later tells what the holder allowed then and allows now."""

import datetime as dt

import pytest
from django.utils import timezone

from certificates.models import Certificate, CheckProofDocument
from certificates.reissuing import reissue
from tests.tasks import work_off_tasks
from tests.users.builders import make_user

from .builders import TOKEN, make_link, make_rendered, make_rng
from .papers import as_text
from .test_proofs_of_checks import prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return make_rendered(legal_name="María-José O'Neill")


def rename(certificate, name="María-José Okonkwo"):
    new = reissue(
        certificate,
        by=make_user(),
        at=timezone.now(),
        rng=make_rng(),
        reason="name",
        holder_name=name,
    )
    new.keep_document(b"%PDF-1.7 stand-in", token=TOKEN, at=timezone.now())
    return new


def pdf_of(client, address):
    return client.get(f"{address}pdf/")


def test_a_former_name_is_told_by_no_proof_any_more(client, certificate):
    certificate.choose_privacy(shows_name=True)
    asked = {"number": certificate.number, "family_name": "O'Neill"}
    address = prove(client, client.post("/verify/", asked)).url
    work_off_tasks()
    assert b"Neill" in client.get(address).content
    filed = pdf_of(client, address).content
    rename(Certificate.objects.get(pk=certificate.pk))
    page = client.get(address)
    assert b"Neill" not in page.content
    assert b"The name that was given matches the name on record" in page.content
    assert b"status--genuine" in page.content
    assert certificate.number.encode() in page.content
    assert b"shares less today" in page.content
    assert b"waiting.js" not in page.content
    assert pdf_of(client, address).status_code == 404
    kept = CheckProofDocument.objects.get()
    assert bytes(kept.pdf) == filed, "what was filed elsewhere still verifies"


@pytest.mark.parametrize(
    ("typed", "is_told"), [("Okonkwo", True), ("O'Neill", False), ("Nobody", True)]
)
def test_after_a_change_a_proof_names_only_the_name_of_today(
    client, certificate, typed, is_told
):
    rename(certificate)
    asked = {"number": certificate.number, "family_name": typed}
    address = prove(client, client.post("/verify/", asked)).url
    work_off_tasks()
    text = client.get(address).content.decode()
    assert (typed.replace("'", "&#x27;") in text) is is_told
    assert ("does not match" in text) is (typed == "Nobody")
    assert "shares less today" not in text
    document = pdf_of(client, address)
    assert document.status_code == 200
    assert (typed in as_text(document.content)) is is_told


@pytest.mark.parametrize(
    "choice", [{"shows_name": False}, {"is_withheld": True}, {"is_neutral": True}]
)
def test_a_proof_tells_what_the_holder_allowed_then_and_allows_now(
    client, certificate, choice
):
    certificate.choose_privacy(shows_name=True)
    address = prove(client, client.get(f"/verify/{certificate.number}/")).url
    work_off_tasks()
    secret = certificate.title if "is_neutral" in choice else "Neill"
    assert secret.encode() in client.get(address).content
    certificate.choose_privacy(**choice)
    assert secret.encode() not in client.get(address).content
    assert pdf_of(client, address).status_code == 404
    certificate.choose_privacy(is_withheld=False, is_neutral=False, shows_name=True)
    assert secret.encode() in client.get(address).content
    assert pdf_of(client, address).status_code == 200


def test_a_link_that_is_over_shows_no_name_in_proofs_either(client, certificate):
    until = timezone.now() + dt.timedelta(days=1)
    link = make_link(certificate, shows="name", expires_at=until)
    address = prove(client, client.get(f"/shared/{link.token}/")).url
    assert b"Neill" in client.get(address).content
    link.withdraw(at=timezone.now())
    assert b"Neill" not in client.get(address).content
