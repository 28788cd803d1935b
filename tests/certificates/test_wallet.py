"""What a holder takes elsewhere, and what it says to whom."""

import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.holding.wallet import profile_entry
from certificates.models import CertificateDocument

from .builders import AT, decide, make_certificate, make_document, make_rendered

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    certificate = make_certificate()
    make_document(certificate)
    return certificate


@pytest.fixture
def holder(client, certificate):
    client.force_login(certificate.holder)
    return client


def of(name, certificate):
    return reverse(f"certificates:{name}", args=[certificate.public_id])


def entry(certificate, name):
    address = urlsplit(profile_entry(certificate, name, at=AT))
    assert (address.netloc, address.path) == ("www.linkedin.com", "/profile/add")
    return {key: value[0] for key, value in parse_qs(address.query).items()}


@pytest.mark.parametrize("kind", ["jwt", "json"])
def test_the_credential_is_handed_out_as_it_was_signed(holder, certificate, kind):
    page = holder.get(of(f"credential_{kind}", certificate))
    kept = CertificateDocument.objects.get()
    assert page.content.decode() == getattr(kept, f"credential_{kind}")
    name = f'filename="certificate-{certificate.number[-5:]}.{kind}"'
    assert name in page.headers["Content-Disposition"]
    assert page.headers["Cache-Control"] == "private, no-store"


def test_the_badge_carries_the_credential_and_is_checked_like_it(holder, certificate):
    token = CertificateDocument.objects.get().credential_jwt.encode()
    page = holder.get(of("wallet", certificate)).content.decode()
    for kind in ("png", "svg"):
        assert of(f"badge_{kind}", certificate) in page
        badge = holder.get(of(f"badge_{kind}", certificate))
        name = f'filename="certificate-{certificate.number[-5:]}.{kind}"'
        assert name in badge.headers["Content-Disposition"]
        assert badge.headers["Cache-Control"] == "private, no-store"
        assert token in badge.content
        file = SimpleUploadedFile(f"x.{kind}", badge.content)
        checked = holder.post(reverse("certificates:verify_file"), {"file": file})
        assert b"status--genuine" in checked.content
        assert certificate.number.encode() in checked.content


def test_a_badge_is_its_holders_alone(holder, certificate, client):
    assert b"read your full name" in holder.get(of("wallet", certificate)).content
    client.force_login(make_rendered().holder)
    for kind in ("png", "svg"):
        assert client.get(of(f"badge_{kind}", certificate)).status_code == 404


def test_the_json_of_the_wallet_names_its_holder(holder, certificate):
    told = json.loads(holder.get(of("credential_json", certificate)).content)
    assert certificate.holder_name in json.dumps(told)
    assert b"holds your full name" in holder.get(of("wallet", certificate)).content


def test_a_document_of_old_has_no_credential(client):
    certificate = make_rendered()
    client.force_login(certificate.holder)
    assert b"has no such file" in client.get(of("wallet", certificate)).content
    for name in ("credential_jwt", "badge_png", "badge_svg"):
        assert client.get(of(name, certificate)).status_code == 404


def test_the_entry_with_the_title_leads_to_the_verify_page(certificate):
    told = entry(certificate, certificate.title)
    assert told["name"] == certificate.title
    assert told["certUrl"].endswith(f"/verify/{certificate.number}/")
    assert told["certId"] == certificate.number
    assert (told["issueYear"], told["issueMonth"]) == ("2026", "11")


def test_the_entry_ends_when_the_renewed_certificate_does():
    certificate = make_rendered(expires_on=dt.date(2027, 11, 16))
    decide(certificate, "renewed", last_day=dt.date(2029, 5, 31))
    told = entry(certificate, certificate.title)
    assert (told["expirationYear"], told["expirationMonth"]) == ("2029", "5")


def test_neutral_words_lead_nowhere_that_names_the_title(certificate):
    told = entry(certificate, "Professional certificate")
    assert "certUrl" not in told
    assert certificate.title not in str(told)
    certificate.choose_privacy(is_neutral=True)
    assert "certUrl" in entry(certificate, "Professional certificate")


def test_no_entry_names_the_holder(certificate):
    for name in (certificate.title, "Professional certificate"):
        assert certificate.holder_name not in str(entry(certificate, name))


def test_nothing_of_others_is_loaded(holder, certificate):
    text = holder.get(of("wallet", certificate)).content.decode()
    assert text.count("linkedin.com") == text.count('<a href="https://www.linkedin.com')
