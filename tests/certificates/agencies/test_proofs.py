"""An agency files what it was told: for one certificate, and for a line of a list."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import proving, rostering
from certificates.models import Check, CheckProof, RosterRun
from tests.certificates.builders import AT, decide, make_agency, make_rendered
from tests.tasks import work_off_tasks

from .builders import UNHELD, address, check, make_roster

pytestmark = pytest.mark.django_db


def ask(desk, agency, number):
    fields = {"number": number, "family_name": "Okonkwo"}
    return desk.post(address("desk", agency), fields)


def keep(desk, page):
    sealed = re.search(r'name="sealed" value="([^"]+)"', page.content.decode())[1]
    return desk.post(reverse("certificates:prove"), {"sealed": sealed})


def test_the_desk_keeps_a_numbered_proof_with_a_pdf(agency, desk):
    certificate = make_rendered()
    page = keep(desk, ask(desk, agency, certificate.number))
    work_off_tasks()
    proof = CheckProof.objects.get()
    shown = desk.get(page.url).content.decode()
    assert proof.check_of == Check.objects.get(agency=agency)
    for part in (proof.number, certificate.number, "“Okonkwo” matches the name"):
        assert part in shown
    assert desk.get(f"{page.url}pdf/").content.startswith(b"%PDF")


@pytest.mark.parametrize("shows_name", [True, False])
def test_the_proof_of_the_desk_holds_no_fact_that_its_page_did_not_show(
    agency, desk, shows_name
):
    certificate = make_rendered(is_neutral=True)
    certificate.choose_privacy(is_neutral=True, shows_name=shows_name)
    checked = ask(desk, agency, certificate.number).content.decode()
    page = desk.get(keep(desk, ask(desk, agency, certificate.number)).url)
    shown = page.content.decode()
    for fact in (certificate.title, certificate.holder_name):
        assert (fact in checked) == (fact in shown), fact
    assert (certificate.holder_name in shown) is shows_name


def test_nothing_to_show_offers_no_proof(agency, desk):
    assert b"sealed" not in ask(desk, agency, UNHELD).content


def of_line(agency, run, place):
    parts = [run.roster.public_id, run.number, place]
    return address("prove_line", agency, *parts)


@pytest.fixture
def certificate():
    return make_rendered()


@pytest.fixture
def run(agency, certificate):
    lines = [(certificate.number, "Okonkwo"), (UNHELD, "Ruiz")]
    now = timezone.now()
    return check(make_roster(agency, lines, at=now), at=now)


def test_a_line_of_a_list_is_proved_as_it_was_found(agency, desk, run, certificate):
    decide(certificate, "revoked", at=timezone.now())
    certificate.choose_privacy(is_withheld=True)
    page = desk.post(of_line(agency, run, 1))
    shown = desk.get(page.url).content.decode()
    assert "status--genuine" in shown
    assert "in an agency's list" in shown
    assert "“Okonkwo” matches the name" in shown
    proof = CheckProof.objects.get()
    assert proof.check_of == Check.objects.get(how="roster")
    assert proof.as_shown.holder_name == ""
    assert desk.post(of_line(agency, run, 1)).url == page.url


def test_a_line_says_no_title_that_the_list_did_not_say(agency, desk):
    certificate = make_rendered(is_neutral=True)
    now = timezone.now()
    run = check(make_roster(agency, [(certificate.number, "Okonkwo")], at=now), at=now)
    certificate.choose_privacy(is_neutral=False, shows_name=True)
    page = desk.get(desk.post(of_line(agency, run, 1)).url).content.decode()
    assert certificate.title not in page
    assert "Professional certificate" in page


def test_only_lines_that_were_found_are_proved(agency, desk, run):
    page = desk.get(run.get_absolute_url()).content.decode()
    assert of_line(agency, run, 1) in page
    assert of_line(agency, run, 2) not in page
    assert desk.post(of_line(agency, run, 2)).status_code == 404
    assert desk.post(of_line(agency, run, 3)).status_code == 404
    RosterRun.objects.update(finished_at=None)
    assert desk.post(of_line(agency, run, 1)).status_code == 404


def test_an_hour_later_the_list_has_to_be_checked_again(agency, desk, certificate):
    run = check(make_roster(agency, [(certificate.number, "Okonkwo")]))
    assert (
        of_line(agency, run, 1) not in desk.get(run.get_absolute_url()).content.decode()
    )
    page = desk.post(of_line(agency, run, 1), follow=True)
    assert page.redirect_chain[-1][0] == run.get_absolute_url()
    assert b"check the list again first" in page.content
    at = AT + dt.timedelta(minutes=61)
    with pytest.raises(proving.NotFresh):
        rostering.prove(run.results.get(), language="en", at=at)


def test_a_proof_is_of_the_agencys_own_check(certificate):
    mine, other = (
        check(make_roster(make_agency(), [(certificate.number, "Okonkwo")]))
        for _n in range(2)
    )
    tokens = {
        rostering.prove(run.results.get(), language="en", at=AT)
        for run in (mine, other)
    }
    agencies = {proof.check_of.agency for proof in CheckProof.objects.all()}
    assert (len(tokens), agencies) == (2, {mine.roster.agency, other.roster.agency})
