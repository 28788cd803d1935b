"""What is kept of a certificate cannot be changed without its showing."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from certificates import auditing, auditing_documents
from certificates.models import Certificate, CertificateDocument
from certificates.reissuing import reissue
from tests.users.builders import make_user

from .builders import AT, make_certificate, make_document, make_rendered, make_rng
from .examining import forged_documents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def held():
    certificate = make_certificate(legal_name="María-José O'Neill")
    assert make_document(certificate)
    return Certificate.objects.get(pk=certificate.pk)


def change(certificate, **fields):
    """Do as somebody would who can write to the database."""
    Certificate.objects.filter(pk=certificate.pk).update(**fields)


def change_document(certificate, **fields):
    for column, value in fields.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE certificates_certificatedocument SET {column}=%s "
                "WHERE certificate_id=%s",
                [value, certificate.pk],
            )


def found():
    return [(one.problem, one.detail) for one in auditing.audit(at=AT).findings]


def test_what_nobody_touched_fits(held):
    assert auditing.audit(at=AT) == auditing.Audit(
        issuer="did:web:testserver", events=1, anchors=0, documents=1, findings=()
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"holder_name": "Mallory Forger"}, "a name"),
        ({"title": "Surgery"}, "a title"),
        ({"language": "es"}, "a language"),
        ({"issuer_name": "The State"}, "an issuer"),
        ({"issued_at": AT.replace(year=2020)}, "a day of issue"),
        ({"completed_on": "2020-01-01"}, "a day of completion"),
        ({"minutes": 9999}, "contact minutes"),
        ({"credits": [["ethics", "Ethics", 9999]], "minutes": 1}, "contact minutes"),
        ({"credential_id": "0123456789ABCDEFGHJKMN"}, "a credential id"),
        ({"subject_id": "00000000-0000-4000-8000-000000000000"}, "a subject id"),
        ({"course_key": "00000000-0000-4000-8000-000000000000"}, "a course"),
        ({"status_index": 131_072 * 7}, "a place in the status lists"),
        ({"status_index": None}, "a place in the status lists"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_states_what_was_signed(held, fields, told):
    change(held, **fields)
    assert found() == [("row", told)]


def test_a_number_and_a_last_day_are_held_by_the_chain_as_well(held):
    change(held, number="PRSS-0000-0000-0000-00000")
    assert found() == [("edited", ""), ("row", "a number")]
    change(held, number=held.number, expires_on="2099-01-01", zone="UTC")
    assert found() == [("term", ""), ("row", "a last day")]
    change(held, expires_on=held.expires_on, zone="Nowhere/Else", number=held.number)
    assert found() in ([], [("row", "a last day")])


def test_the_bytes_are_those_that_were_kept(held):
    change_document(held, pdf=bytes(held.document.pdf) + b" ")
    assert found() == [("bytes", "")]


@pytest.mark.parametrize(
    "forgery", ["byte_changed_in_page", "signed_by_a_lookalike", "signature_stripped"]
)
def test_a_pdf_that_the_issuer_did_not_sign_is_named(held, forgery):
    pdf = getattr(forged_documents, forgery)()
    change_document(held, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest())
    assert found() == [("pdf", "")]


def test_what_was_added_behind_the_signature_is_named(held):
    pdf = bytes(held.document.pdf) + b"\n% a remark\n"
    change_document(held, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest())
    assert found() == [("pdf", "")]


def test_documents_that_were_swapped_are_named(held):
    other = make_certificate()
    make_document(other, seed=2)
    mine, theirs = held.document, CertificateDocument.objects.get(pk=other.pk)
    change_document(held, pdf=bytes(theirs.pdf), sha256=theirs.sha256)
    assert found() == [("attached", "")]
    change_document(
        held,
        credential_jwt=theirs.credential_jwt,
        credential_json=theirs.credential_json,
    )
    assert found() == [("row", "a number")]
    assert mine.sha256 != theirs.sha256


def test_a_credential_is_the_issuers(held):
    token = held.document.credential_jwt
    change_document(held, credential_jwt=token[:-4] + "AAAA")
    assert found() == [("token", "")]
    change_document(held, credential_jwt="")
    assert found() == [("token", "")]


def test_both_forms_say_the_same(held):
    said = json.loads(held.document.credential_json)
    change_document(held, credential_json=json.dumps(said | {"name": "Diploma"}))
    assert found() == [("json", "")]


def test_a_document_that_is_gone_is_named(held):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM certificates_certificatedocument")
    assert found() == [("unfiled", "")]


def make_edition(certificate):
    new = reissue(
        certificate,
        by=make_user(),
        at=AT,
        rng=make_rng(),
        reason="name",
        holder_name="Maria Okonkwo",
    )
    make_document(new, seed=3)
    return new


def test_editions_fit_their_events(held):
    new = make_edition(held)
    assert found() == []
    other = make_rendered()
    change(new, replaces=other)
    assert {problem for problem, _fact in found()} == {"edition"}
    change(new, replaces=None)
    assert {problem for problem, _fact in found()} == {"edition"}


def test_the_command_fails_in_words_without_a_name(held, capsys, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    call_command("audit", "verify")
    said = capsys.readouterr().out
    assert "did:web:testserver" in said
    assert "documents 1. Nothing was" in said
    change(held, holder_name="Mallory Forger")
    with pytest.raises(CommandError, match="states a name that was not signed") as said:
        call_command("audit", "verify")
    told = str(said.value) + capsys.readouterr().err
    assert held.number in told
    assert "Mallory" not in told
    assert "María" not in told
    call_command("audit", "verify", quick=True)


def test_it_reads_a_batch_in_one_query(held, monkeypatch, django_assert_num_queries):
    make_edition(held)
    monkeypatch.setattr(auditing_documents, "BATCH", 10)
    with django_assert_num_queries(17):
        auditing.audit(at=AT)
    for seed in range(4, 7):
        make_document(make_certificate(), seed=seed)
    with django_assert_num_queries(17):
        auditing.audit(at=AT)
    monkeypatch.setattr(auditing_documents, "BATCH", 1)
    with django_assert_num_queries(17 + 4):
        auditing.audit(at=AT)
