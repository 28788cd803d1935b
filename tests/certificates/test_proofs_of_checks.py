"""A proof of check says what was shown then, and nothing else."""

import datetime as dt
import hashlib
import io
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates import codes, proof_documents, proving
from certificates.checking import check
from certificates.models import (
    Certificate,
    Check,
    CheckProof,
    CheckProofDocument,
    SigningKey,
)
from certificates.pdf import check_proof
from certificates.pdf.design import Design
from certificates.shown import Shown
from certificates.status import Status
from home.sweeping import sweep
from tests.races import at_once
from tests.tasks import work_off_tasks

from .builders import AT, TOKEN, decide, make_link, make_rendered
from .papers import as_text

pytestmark = pytest.mark.django_db
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def certificate():
    return make_rendered(legal_name="María-José O'Neill")


def sealed_in(page):
    return re.search(r'name="sealed" value="([^"]+)"', page.content.decode())[1]


def prove(client, page):
    return client.post(reverse("certificates:prove"), {"sealed": sealed_in(page)})


def ask(certificate, *, at=AT, family_name="", identifier=None):
    answer = check(identifier or certificate.number, at=at, family_name=family_name)
    return proving.seal(answer.shown(at=at))


def test_a_proof_has_its_own_secret_address_and_number(client, certificate):
    page = prove(client, client.get(f"/verify/{certificate.number}/"))
    token = page.url.split("/")[-2]
    assert len(token) * 5 >= 128
    proof = CheckProof.objects.get()
    assert re.fullmatch(r"CHECK(-[0-9A-HJKMNP-TV-Z]{4}){3}", proof.number)
    assert token not in str(CheckProof.objects.values().get())
    shown = client.get(page.url)
    assert shown.status_code == 200
    assert proof.number in shown.content.decode()


def test_a_proof_says_what_when_with_zone_and_how_to_check_again(client, certificate):
    asked = {"number": certificate.number, "family_name": "O'Neill"}
    page = client.get(prove(client, client.post("/verify/", asked)).url)
    at = Check.objects.get().at
    text = page.content.decode()
    for part in (
        at.strftime("%H:%M:%S"),
        "UTC",
        "Genuine",
        certificate.title,
        certificate.number,
        "“O&#x27;Neill” matches the name on record",
        "To check again",
        "It may have changed since",
    ):
        assert part in text


def test_a_proof_says_what_held_then_not_what_holds_now(client, certificate):
    address = prove(client, client.get(f"/verify/{certificate.number}/")).url
    decide(certificate, "revoked")
    certificate.choose_privacy(shows_name=True)
    text = client.get(address).content.decode()
    assert "status--genuine" in text
    assert "Neill" not in text


def test_a_choice_made_after_the_check_adds_nothing_to_its_proof(client, certificate):
    certificate.choose_privacy(is_neutral=True)
    checked = client.get(f"/verify/{certificate.number}/")
    certificate.choose_privacy(is_neutral=False, shows_name=True)
    text = client.get(prove(client, checked).url).content.decode()
    assert "Neill" not in text
    assert certificate.title not in text


@pytest.mark.parametrize("shows", ["standing", "name", "document"])
@pytest.mark.parametrize("how", ["number", "qr", "shared"])
def test_a_proof_holds_no_fact_that_the_answer_did_not_show(
    client, certificate, how, shows
):
    certificate.choose_privacy(is_neutral=True)
    decide(certificate, "suspended", public_reason="Paperwork", private_note="Secret")
    link = make_link(
        certificate, shows=shows, expires_at=dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
    )
    paths = {
        "number": f"/verify/{certificate.number}/",
        "qr": f"/verify/{certificate.token}/",
        "shared": f"/shared/{link.token}/",
    }
    checked = client.post(paths[how], {"family_name": "O'Neill"})
    proof = client.get(prove(client, checked).url)
    for fact in (certificate.title, certificate.holder_name, "Secret", "Paperwork"):
        escaped = fact.replace("'", "&#x27;").encode()
        assert escaped in checked.content or escaped not in proof.content, fact
    for secret in (certificate.token, link.token, link.purpose):
        assert secret.encode() not in proof.content


def test_the_holder_sees_in_the_log_that_a_proof_was_kept(client, certificate):
    prove(client, client.get(f"/verify/{certificate.number}/"))
    client.force_login(certificate.holder)
    page = client.get(reverse("certificates:checks", args=[certificate.public_id]))
    assert b"A proof was kept" in page.content
    assert CheckProof.objects.get().number.encode() not in page.content


def test_asking_twice_gives_the_same_proof(client, certificate):
    checked = client.get(f"/verify/{certificate.number}/")
    assert prove(client, checked).url == prove(client, checked).url
    assert CheckProof.objects.count() == 1


def test_another_check_has_another_proof(client, certificate):
    path = f"/verify/{certificate.number}/"
    pages = [prove(client, client.get(path)) for _ in range(2)]
    assert pages[0].url != pages[1].url
    assert CheckProof.objects.count() == 2


@pytest.mark.parametrize("sealed", ["", "nonsense", "a:b:c", "x" * 5000])
def test_a_forged_answer_is_refused(client, sealed):
    page = client.post(reverse("certificates:prove"), {"sealed": sealed})
    assert page.status_code == 422
    assert not CheckProof.objects.exists()


def test_one_changed_character_is_refused(client, certificate):
    sealed = sealed_in(client.get(f"/verify/{certificate.number}/"))
    changed = ("A" if sealed[3] != "A" else "B").join((sealed[:3], sealed[4:]))
    page = client.post(reverse("certificates:prove"), {"sealed": changed})
    assert page.status_code == 422


def test_an_hour_after_the_check_it_is_too_late(certificate):
    sealed = ask(certificate)
    with pytest.raises(proving.NotFresh):
        proving.keep(sealed, language="en", at=AT + dt.timedelta(minutes=61))
    assert proving.keep(sealed, language="en", at=AT + dt.timedelta(minutes=59))


def test_unknown_and_withheld_offer_no_proof(client, certificate):
    certificate.choose_privacy(is_withheld=True)
    page = client.get(f"/verify/{certificate.number}/")
    assert b"sealed" not in page.content


def test_an_unknown_address_of_a_proof_is_not_found(client):
    for token in (TOKEN, "x", "🙂"):
        assert client.get(f"/verify/proof/{token}/").status_code == 404


def test_a_proof_is_found_at_a_fixed_cost(
    client, certificate, django_assert_max_num_queries
):
    address = prove(client, client.get(f"/verify/{certificate.number}/")).url
    with django_assert_max_num_queries(1):
        client.get(address)


def test_proofs_are_unlisted(client, certificate, caplog):
    address = prove(client, client.get(f"/verify/{certificate.number}/")).url
    page = client.get(address)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert address.split("/")[-2] not in caplog.text


@RACE
def test_of_many_proofs_of_one_check_at_once_one_is_kept():
    sealed = ask(make_rendered())

    def keep(_number):
        return proving.keep(sealed, language="en", at=AT)

    assert len(set(at_once(keep, 8))) == 1
    assert CheckProof.objects.count() == 1


@pytest.mark.parametrize(
    "status",
    [
        Status("genuine"),
        Status("suspended", AT, "Paperwork"),
        Status("expired", AT, "", "", AT.date(), is_past=True, grace_until=AT.date()),
    ],
)
@pytest.mark.parametrize("expires_on", [None, dt.date(2028, 1, 31)])
def test_what_was_shown_is_read_back_as_it_was_written(status, expires_on):
    shown = make_shown(
        title="", expires_on=expires_on, status=status, name_matched=False
    )
    assert Shown.from_json(shown.to_json()) == shown


def test_numbers_of_proofs_are_drawn_from_60_bits():
    assert codes.new_proof_number(lambda n: b"\xff" * n) == "CHECK-ZZZZ-ZZZZ-ZZZZ"
    assert codes.new_proof_number(lambda n: b"\x00" * n) == "CHECK-0000-0000-0000"


def test_a_certificate_is_kept_as_it_was_when_it_was_checked(certificate):
    sealed = ask(certificate, family_name="O'Neill")
    Certificate.objects.update(is_withheld=True)
    proving.keep(sealed, language="en", at=AT)
    shown = CheckProof.objects.get().as_shown
    assert (shown.asked_name, shown.name_matched) == ("O'Neill", True)


def test_the_pdf_is_made_and_signed_by_the_worker(client, certificate):
    address = prove(client, client.get(f"/verify/{certificate.number}/")).url
    page = client.get(address).content
    assert b"data-waiting" in page
    assert b"is being made" in page
    assert client.get(f"{address}pdf/").status_code == 404
    work_off_tasks()
    assert f"{address}pdf/".encode() in client.get(address).content
    download = client.get(f"{address}pdf/")
    proof = CheckProof.objects.get()
    assert download.content == bytes(proof.document.pdf)
    assert hashlib.sha256(download.content).hexdigest() == proof.document.sha256
    assert proof.document.level == "B-B"
    assert proof.file_name in download.headers["Content-Disposition"]
    signatures = PdfFileReader(io.BytesIO(download.content)).embedded_regular_signatures
    assert [one.compute_integrity_info() for one in signatures]
    assert signatures[0].evaluate_signature_coverage().name == "ENTIRE_FILE"


def test_a_pdf_that_the_queue_lost_is_made_by_the_sweeper():
    proving.keep(ask(make_rendered()), language="en", at=AT)
    sweep(at=AT)
    assert CheckProof.objects.without_document().count() == 1
    sweep(at=AT + dt.timedelta(minutes=1))
    assert CheckProof.objects.without_document().count() == 0


def test_nothing_is_kept_unsigned(certificate):
    SigningKey.objects.all().delete()
    proving.keep(ask(certificate), language="en", at=AT)
    assert not proof_documents.make(CheckProof.objects.get(), at=AT)
    assert not CheckProofDocument.objects.exists()


def make_shown(**facts):
    facts = {
        "how": "qr",
        "checked_at": AT,
        "number": "PRSS-7K2M-9QXD-4T8B-HZ6WR",
        "title": "Boundaries in Peer Support",
        "issuer_name": "Alongside",
        "holder_name": "",
        "minutes": 385,
        "completed_on": AT.date(),
        "issued_at": AT,
        "expires_on": dt.date(2028, 1, 31),
        "zone": "UTC",
        "status": Status(
            "suspended",
            AT,
            "Paperwork is missing",
            conditions="Under supervision",
            last_day=dt.date(2028, 1, 31),
        ),
    } | facts
    return Shown(**facts)


def rendered(**facts):
    return check_proof.render_check_proof(
        make_shown(**facts),
        "CHECK-7K2M-9QXD-4T8B",
        language="en",
        verify_url="https://certs.example.org/verify/",
    )


def test_the_pdf_says_what_the_page_says():
    text = as_text(rendered(asked_name="O'Neill", name_matched=False))
    for part in (
        "CHECK-7K2M-9QXD-4T8B",
        "November 16, 2026 at 12:00:00 UTC",
        "does not match the name on record",
        "Suspended",
        "Paperwork is missing",
        "Under supervision",
        "January 31, 2028",
        "certs.example.org/verify",
        "nothing about today",
    ):
        assert part in text, part


@pytest.mark.parametrize(("size", "height"), [("a4", 842), ("letter", 792)])
def test_it_is_on_the_paper_of_the_certificate(size, height):
    certificate = make_rendered(design=Design(size=size).to_json())
    proving.keep(ask(certificate), language="en", at=AT)
    proof_documents.make(CheckProof.objects.get(), at=AT)
    with pikepdf.open(io.BytesIO(CheckProof.objects.get().document.pdf)) as opened:
        assert [round(float(p.MediaBox[3])) for p in opened.pages] == [height]


def test_the_same_proof_gives_the_same_bytes():
    assert rendered() == rendered()


def test_signs_that_no_font_has_are_named_by_their_code():
    text = as_text(rendered(asked_name="Ann 🙂", name_matched=True))
    assert "Ann [U+1F642]" in text


@pytest.mark.parametrize("words", ["public_reason", "conditions"])
def test_no_sign_in_the_words_of_a_decision_keeps_a_proof_from_being_made(words):
    status = Status("restricted", **{words: "Under supervision 🙂"})
    assert "supervision [U+1F642]" in as_text(rendered(status=status))


@pytest.mark.parametrize("name", ["W" * 120, "محمد العلي", "<script>x</script>"])
def test_it_fits_on_one_page_whatever_was_typed(name):
    reader = PdfFileReader(io.BytesIO(rendered(asked_name=name, name_matched=True)))
    assert reader.root["/Pages"]["/Count"] == 1


def test_the_pdf_is_for_archives_and_for_everybody(tmp_path):
    (tmp_path / "proof.pdf").write_bytes(rendered(asked_name="محمد العلي"))
    script = Path(__file__).with_name("verapdf.py")
    command = [sys.executable, str(script), "ua1,3a", str(tmp_path / "proof.pdf")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.stdout.count("PASS") == 2, run.stdout + run.stderr
