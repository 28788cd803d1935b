"""The pages of the desk: clear, complete, in a fixed number of queries."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certificates import throttle
from certificates.codes import new_number
from certificates.models import Check, DeskCheck, Roster
from tests.certificates.builders import (
    decide,
    join,
    make_rendered,
    make_rng,
)
from tests.tasks import work_off_tasks
from training.users.models import User

from .builders import (
    UNHELD,
    address,
    check,
    make_roster,
    without_tokens,
    workbook,
)

pytestmark = pytest.mark.django_db


def ask(desk, agency, number, name="Okonkwo"):
    fields = {"number": number, "family_name": name}
    return desk.post(address("desk", agency), fields)


def test_a_single_check_is_answered_logged_and_filed(agency, desk):
    certificate = make_rendered()
    decide(certificate, "suspended", public_reason="Paperwork is missing")
    page = ask(desk, agency, certificate.number.lower()).content.decode()
    for part in (
        "status--suspended",
        "Paperwork is missing",
        certificate.title,
        "Harbor House",
    ):
        assert part in page
    logged, filed = Check.objects.get(), DeskCheck.objects.get()
    assert (logged.agency, logged.how, logged.name_matched) == (agency, "number", True)
    assert (filed.number, filed.status) == (certificate.number, "suspended")
    assert certificate.number.encode() in desk.get(address("checks", agency)).content


def test_a_title_that_its_holder_keeps_neutral_is_not_told(agency, desk):
    certificate = make_rendered(is_neutral=True)
    page = ask(desk, agency, certificate.number)
    assert b"status--genuine" in page.content
    assert certificate.title.encode() not in page.content
    assert DeskCheck.objects.get().title == ""


def test_what_was_renewed_is_filed_with_its_new_last_day(agency, desk):
    renewed = dt.date(2029, 11, 16)
    certificate = make_rendered(expires_on=dt.date(2027, 11, 16))
    decide(certificate, "renewed", last_day=renewed)
    ask(desk, agency, certificate.number)
    assert DeskCheck.objects.get().expires_on == renewed


def test_wrong_name_unknown_and_withheld_read_the_same(agency, desk):
    held, withheld = make_rendered(), make_rendered()
    withheld.choose_privacy(is_withheld=True, shows_name=True)
    pages = [
        ask(desk, agency, held.number, "Smith"),
        ask(desk, agency, withheld.number, "Smith"),
        ask(desk, agency, UNHELD, "Smith"),
    ]
    shown = set()
    for page, number in zip(pages, (held.number, withheld.number, UNHELD), strict=True):
        shown.add(without_tokens(page).replace(number, ""))
    assert len(shown) == 1
    assert set(DeskCheck.objects.values_list("status", "title", "expires_on")) == {
        ("", "", None)
    }


def test_a_check_needs_number_and_name_and_keeps_what_was_typed(agency, desk):
    page = desk.post(address("desk", agency), {"number": "PRSS-1", "family_name": ""})
    assert page.status_code == 422
    assert b'value="PRSS-1"' in page.content
    assert b"Type the family name" in page.content
    assert not DeskCheck.objects.exists()


def test_a_desk_that_used_up_its_day_says_when_to_come_back(agency, desk, monkeypatch):
    limit = throttle.Limit("agency", 1, throttle.ONE_AGENCY.length)
    monkeypatch.setattr(throttle, "ONE_AGENCY", limit)
    ask(desk, agency, UNHELD)
    page = ask(desk, agency, UNHELD)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0


def upload(desk, agency, content, name="North"):
    file = SimpleUploadedFile("people.xlsx", content, "application/pdf")
    return desk.post(address("new_list", agency), {"name": name, "file": file})


def test_a_list_goes_all_the_way(agency, desk):
    certificate = make_rendered()
    book = workbook(
        ["Number", "Family name"],
        [certificate.number, "Okonkwo"],
        [UNHELD, "Ruiz"],
        ["x", "y"],
    )
    at_roster = upload(desk, agency, book).url
    preview = desk.get(at_roster).content.decode()
    assert "2 lines that can be checked" in preview
    assert "1 line cannot be checked" in preview
    assert "Harbor House checked" in preview
    assert not Check.objects.exists()
    roster = Roster.objects.get()
    at_run = desk.post(address("begin_run", agency, roster.public_id)).url
    running = desk.get(at_run).content.decode()
    assert "0 of 2 done" in running
    assert "Look again" in running
    progress = desk.get(address("progress", agency, roster.public_id, 1)).json()
    assert progress == {"done": 0, "total": 2, "is_paused": False, "is_finished": False}
    work_off_tasks()
    shown = desk.get(at_run).content.decode()
    assert "Genuine" in shown
    assert "Nothing to show" in shown
    assert desk.get(at_roster).status_code == 200


def test_pasted_lines_stay_when_they_are_refused(agency, desk):
    fields = {"name": "North", "pasted": "hello\nworld"}
    page = desk.post(address("new_list", agency), fields)
    assert page.status_code == 422
    assert "hello\nworld</textarea>" in page.content.decode()
    assert b'value="North"' in page.content
    assert not Roster.objects.exists()
    fields = {"name": "North", "pasted": f"{UNHELD}\tRuiz"}
    assert desk.post(address("new_list", agency), fields).status_code == 302


def test_a_name_that_is_taken_is_said_beside_the_field(agency, desk):
    make_roster(agency, name="North")
    page = desk.post(
        address("new_list", agency), {"name": " North ", "pasted": f"{UNHELD}\tRuiz"}
    )
    assert page.status_code == 422
    assert b"You have a list of this name" in page.content


def test_faulty_lines_are_corrected_in_place(agency, desk):
    roster = make_roster(agency, [("PRSS-1", "Ruiz"), (UNHELD, "")])
    mend = address("mend_list", agency, roster.public_id)
    assert b'value="PRSS-1"' in desk.get(mend).content
    fields = {
        "row-TOTAL_FORMS": 2,
        "row-INITIAL_FORMS": 2,
        "place": ["1", "2"],
        "row-0-number": new_number(make_rng(45)),
        "row-0-family_name": "Ruiz",
        "row-1-number": UNHELD,
        "row-1-family_name": "",
    }
    page = desk.post(mend, fields)
    assert page.status_code == 422
    assert b"1 line is left out" in page.content
    fields |= {"row-TOTAL_FORMS": 1, "place": ["2"], "row-0-number": UNHELD}
    assert desk.post(mend, fields).status_code == 302
    assert roster.rows.good().count() == 2


def test_a_correction_that_is_too_long_says_so_and_saves_the_others(agency, desk):
    roster = make_roster(agency, [("PRSS-1", "Ruiz"), ("PRSS-2", "Ávila")])
    fields = {
        "row-TOTAL_FORMS": 2,
        "row-INITIAL_FORMS": 2,
        "place": ["1", "2"],
        "row-0-number": UNHELD,
        "row-0-family_name": "Ruiz" * 40,
        "row-1-number": UNHELD,
        "row-1-family_name": "Ávila",
    }
    page = desk.post(address("mend_list", agency, roster.public_id), fields)
    assert b"It is too long" in page.content
    assert roster.rows.good().get().family_name == "Ávila"


def finished(agency, count=3):
    lines = [(make_rendered().number, "Okonkwo") for _n in range(count)]
    roster = make_roster(agency, [*lines, (UNHELD, "Ávila"), ("PRSS-1", "x")])
    return roster, check(roster)


def test_results_are_filtered_and_sorted(agency, desk):
    roster, _run = finished(agency)
    page = address("run", agency, roster.public_id, 1)

    def names(**query):
        return [r.row.family_name for r in desk.get(page, query).context["page"]]

    assert len(names()) == 4
    assert names(shown="nothing") == ["Ávila"]
    assert len(names(shown="any")) == len(names(shown="genuine")) == 3
    assert names(shown="revoked") == names(changed="on") == []
    assert names(order="status")[0] == "Ávila"
    assert len(names(shown="<script>", order="row__run__roster")) == 4


@pytest.mark.parametrize("page", ["desk", "lists", "checks", "members", "run"])
def test_every_page_costs_the_same_for_few_and_for_many(
    agency, desk, page, django_assert_max_num_queries
):
    for number in range(4):
        roster, _run = finished(agency, 1)
        roster.rename(f"List {number}")
        join(agency)
        ask(desk, agency, UNHELD)
        check(roster)
    parts = [roster.public_id, 1] if page == "run" else []
    with django_assert_max_num_queries(12):
        desk.get(address(page, agency, *parts))


def test_a_download_holds_what_is_shown_and_no_formula(agency, desk):
    roster, _run = finished(agency)
    roster.rows.filter(number=UNHELD).update(family_name="=cmd|' /C calc'!A1")
    where = [roster.public_id, 1]
    text = desk.get(address("download_run", agency, *where, "csv")).content.decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 6
    assert rows[0][1:3] == ["Certificate number", "Family name"]
    assert rows[4][2] == "'=cmd|' /C calc'!A1"
    assert rows[5][3] == "Not checked"
    answer = desk.get(address("download_run", agency, *where, "xlsx"), {"shown": "any"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet.max_row == 4
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr"}
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    assert "Okonkwo" not in answer.headers["Content-Disposition"]
    assert desk.get(address("download_run", agency, *where, "exe")).status_code == 404


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_template_can_be_sent_back(agency, desk, suffix):
    template = desk.get(address("list_template", agency, suffix))
    assert upload(desk, agency, template.content).status_code == 302


def test_a_list_is_renamed_and_deleted(agency, desk):
    roster = make_roster(agency)
    settings = address("list_settings", agency, roster.public_id)
    assert desk.post(settings, {"name": "Night shift"}).status_code == 302
    assert b"Night shift" in desk.get(address("lists", agency)).content
    desk.post(address("delete_list", agency, roster.public_id))
    assert not Roster.objects.exists()


def test_no_page_of_the_desk_is_kept_or_indexed(agency, desk):
    page = desk.get(address("desk", agency))
    assert "no-store" in page.headers["Cache-Control"]
    assert b'name="robots" content="noindex' in page.content


def test_the_pages_are_there_in_spanish(agency, desk):
    assert desk.get(f"/es/agency/{agency.public_id}/").status_code == 200
    assert Client().get("/es/agency/").status_code == 200


def test_a_decision_bears_the_day_of_the_certificates_zone(agency, desk):
    """Midnight in UTC is still the day before for a reader in Chicago."""
    user = agency.memberships.get().user
    User.objects.filter(pk=user.pk).update(time_zone="America/Chicago")
    certificate = make_rendered(zone="UTC")
    day = dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
    decide(certificate, "suspended", effective_at=day)
    page = ask(desk, agency, certificate.number).content.decode()
    assert "November 16, 2026" in page
    assert "November 15, 2026" not in page
    roster = make_roster(agency, [(certificate.number, "Okonkwo")])
    run = check(roster)
    listed = desk.get(address("run", agency, roster.public_id, run.number))
    assert "since November 16, 2026" in listed.content.decode()


def test_what_is_good_with_conditions_is_listed_with_them(agency, desk):
    certificate = make_rendered()
    decide(certificate, "restricted", conditions="=Works under supervision")
    roster = make_roster(agency, [(certificate.number, "Okonkwo")])
    where = [roster.public_id, check(roster).number]
    page = desk.get(address("run", agency, *where)).content.decode()
    assert "=Works under supervision" in page
    download = desk.get(address("download_run", agency, *where, "csv"))
    [head, row] = csv.reader(io.StringIO(download.content.decode("utf-8-sig")))
    assert (
        dict(zip(head, row, strict=True))["Conditions"] == "'=Works under supervision"
    )
