"""One document that cannot be made stops no other, and is given up in the end."""

import datetime as dt
import subprocess
import sys

import pytest
from django.db import OperationalError

from certificates import documents, issuing, making, papers, proof_documents, proving
from certificates.issuing import reconcile
from certificates.models import (
    BegunBefore,
    Certificate,
    CertificateDocument,
    CheckProof,
    GivenUp,
    HolderPaper,
    Making,
)
from tests.elsewhere import surroundings
from tests.races import at_once

from .builders import (
    AT,
    make_certificate,
    make_completed,
    make_document,
    make_rendered,
    make_rng,
)
from .test_papers import ask_letter
from .test_proofs_of_checks import ask

SECOND = dt.timedelta(seconds=1)
MINUTE = 60 * SECOND
pytestmark = pytest.mark.django_db
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)

OTHER_PROCESS = """
import os, sys, time
import django
django.setup()
from django.utils import timezone
from certificates import documents, making
from home.sweeping import sweep

making.MOST_SECONDS = 3
prove, fault, poison = documents._prove, sys.argv[1], int(sys.argv[2])


def faulty_layout(certificate, *rest):
    if certificate.pk != poison:
        return prove(certificate, *rest)
    if fault == "dies":
        os._exit(9)
    time.sleep(60)


documents._prove = faulty_layout
sweep(at=timezone.now())
"""


@pytest.fixture
def faulty(monkeypatch):
    """Let the rendering of one certificate break off; return those that were tried."""
    tried, prove = [], documents._prove

    def prove_or_break(certificate, *rest):
        tried.append(certificate.pk)
        if certificate.pk == min(tried):
            raise MemoryError
        return prove(certificate, *rest)

    monkeypatch.setattr(documents, "_prove", prove_or_break)
    return tried


def broken_off(document):
    """Begin the making of a document five times; return when it is given up."""
    at = AT
    for _try in range(5):
        Making.objects.begin(document, at=at)
        at += 5 * MINUTE
    return at


def sweep_elsewhere(fault, poison):
    """Sweep in a process of its own, in which one certificate is ``fault``."""
    command = [sys.executable, "-c", OTHER_PROCESS, fault, str(poison.pk)]
    return subprocess.run(
        command, env=surroundings(), capture_output=True, text=True, timeout=120
    )


def test_one_that_breaks_off_keeps_no_other_from_being_made(faulty, caplog):
    first, *others = [make_certificate() for _ in range(3)]
    assert reconcile(at=AT + MINUTE, rng=make_rng()) == (0, 2)
    assert not Certificate.objects.get(pk=first.pk).has_document
    assert all(Certificate.objects.get(pk=one.pk).has_document for one in others)
    assert "goes on with the next" in caplog.text


def test_the_pauses_between_its_tries_grow(faulty):
    make_certificate()
    tried_at = []
    for second in range(0, 600, 5):
        before = len(faulty)
        reconcile(at=AT + MINUTE + second * SECOND, rng=make_rng())
        tried_at += [second] * (len(faulty) - before)
    assert tried_at == [0, 5, 20, 80, 215]


def test_it_is_given_up_after_five_tries_and_a_person_told(faulty):
    certificate = make_certificate()
    at = broken_off(certificate)
    reconcile(at=at, rng=make_rng())
    certificate.refresh_from_db()
    assert "broke off five times" in certificate.problem
    assert certificate in Certificate.objects.held_up()
    assert not faulty


def test_a_certifier_can_have_it_made_again():
    certificate = make_certificate()
    reconcile(at=broken_off(certificate), rng=make_rng())
    certificate.refresh_from_db()
    assert certificate.respell(certificate.holder_name)
    assert make_document(certificate, at=AT + MINUTE)


def test_a_try_that_comes_to_an_end_leaves_no_row():
    made, held_up = make_certificate(), make_certificate(legal_name="Ann 🙂 Lee")
    make_document(made)
    make_document(held_up)
    assert not Making.objects.exists()


def test_a_letter_that_breaks_off_keeps_no_other_from_being_made(monkeypatch):
    letters = [ask_letter(make_rendered()) for _ in range(2)]
    render = papers._rendered

    def rendered(paper):
        if paper.pk == letters[0].pk:
            raise MemoryError
        return render(paper)

    monkeypatch.setattr(papers, "_rendered", rendered)
    assert papers.catch_up(at=AT + MINUTE) == 1
    assert list(HolderPaper.objects.waiting()) == [letters[0]]


def test_a_letter_is_given_up_as_well():
    letter = ask_letter(make_rendered())
    assert papers.catch_up(at=broken_off(letter)) == 0
    letter.refresh_from_db()
    assert "broke off five times" in letter.problem
    assert not HolderPaper.objects.waiting().exists()


def test_the_page_of_a_proof_says_that_its_pdf_is_given_up(client, monkeypatch):
    token = proving.keep(ask(make_rendered()), language="en", at=AT)
    at = broken_off(CheckProof.objects.get())
    monkeypatch.setattr(proof_documents, "_make", None)
    proof_documents.make_waiting(at=at)
    assert not proof_documents.make(CheckProof.objects.get(), at=at)
    page = client.get(f"/verify/proof/{token}/").content.decode()
    assert "could not be made" in page
    assert "data-waiting>" not in page
    assert "waiting.js" not in page


def test_a_database_that_is_away_ends_the_round(monkeypatch):
    def away(*_args):
        raise OperationalError

    make_certificate()
    monkeypatch.setattr(documents, "_make", away)
    with pytest.raises(OperationalError):
        reconcile(at=AT + MINUTE, rng=make_rng())


def test_an_enrollment_that_cannot_be_awarded_stops_no_other(monkeypatch):
    first, second = make_completed(), make_completed()
    facts = issuing._facts

    def facts_or_break(enrolment, **rest):
        if enrolment.pk == first.pk:
            raise ValueError
        return facts(enrolment, **rest)

    monkeypatch.setattr(issuing, "_facts", facts_or_break)
    assert reconcile(at=AT, rng=make_rng())[0] == 1
    assert Certificate.objects.get().enrolment == second


@RACE
def test_of_many_workers_two_at_most_are_at_one_document():
    certificate = make_certificate()

    def begin(_number):
        try:
            return bool(Making.objects.begin(certificate, at=AT))
        except BegunBefore:
            return False

    for _round in range(5):
        Making.objects.all().delete()
        assert 1 <= sum(at_once(begin, 8)) <= 2


def test_the_sixth_is_refused():
    certificate = make_certificate()
    at = broken_off(certificate)
    with pytest.raises(GivenUp):
        making.attempt(certificate, None, at=at)


@RACE
def test_a_process_that_dies_of_one_document_makes_the_others_the_next_time():
    now = dt.datetime.now(dt.UTC)
    poison, *others = [make_certificate(at=now - 5 * MINUTE) for _ in range(3)]
    codes = [sweep_elsewhere("dies", poison).returncode for _ in range(3)]
    assert codes == [9, 9, 0]
    made = set(CertificateDocument.objects.values_list("certificate_id", flat=True))
    assert made == {one.pk for one in others}


@RACE
def test_a_process_that_hangs_in_one_says_where_and_ends():
    poison = make_certificate(at=dt.datetime.now(dt.UTC) - 5 * MINUTE)
    hung = sweep_elsewhere("hangs", poison)
    assert hung.returncode == 1
    assert "faulty_layout" in hung.stderr
    assert Making.objects.of(Certificate).get().tries == 1
