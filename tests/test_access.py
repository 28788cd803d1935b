"""Who may see what: every address of ours, tried by everybody else."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt
from courses.models import Enrolment
from tests.assessments.builders import make_attempt, make_quiz, make_run, make_scenario
from tests.certificates.builders import make_link, make_rendered
from tests.certificates.papers import make_paper
from tests.courses.builders import lessons_of, make_course, make_enrolment
from tests.users.builders import make_user
from training.users import roles

pytestmark = pytest.mark.django_db

STAFF = (roles.TRAINERS, roles.CERTIFIERS, roles.ADMINISTRATORS)
ROLES = (None, *roles.ALL)


@pytest.fixture
def owned(at):
    """Addresses of what belongs to one learner, by what they show."""
    attempt, run, held = make_attempt(at=at), make_run(at=at), make_rendered(at=at)
    lesson = lessons_of(make_enrolment(make_course(), at=at).course)[0]
    quiz, scenario = make_quiz(), make_scenario()
    letter = make_paper(held).public_id
    mine, walk, paper = attempt.public_id, run.public_id, held.public_id
    link = make_link(held, at=at).public_id
    held.log_check(how="number", outcome="genuine", at=at)
    check = held.checks.get().pk
    return [
        ("get", reverse("assessments:attempt", args=[mine])),
        ("get", reverse("assessments:question", args=[mine, 1])),
        ("post", reverse("assessments:question", args=[mine, 1])),
        ("get", reverse("assessments:saved_answers", args=[mine])),
        ("post", reverse("assessments:save_answer", args=[mine, 1])),
        ("get", reverse("assessments:review", args=[mine])),
        ("get", reverse("assessments:break", args=[mine])),
        ("post", reverse("assessments:break", args=[mine])),
        ("post", reverse("assessments:end_break", args=[mine])),
        ("post", reverse("assessments:submit", args=[mine])),
        ("get", reverse("assessments:result", args=[mine])),
        ("get", reverse("assessments:appeal", args=[mine])),
        ("post", reverse("assessments:appeal", args=[mine])),
        ("get", reverse("assessments:run", args=[walk])),
        ("post", reverse("assessments:run", args=[walk])),
        ("get", reverse("assessments:run_step", args=[walk, 1])),
        ("get", reverse("assessments:run_debrief", args=[walk])),
        ("post", reverse("assessments:run_back", args=[walk])),
        (
            "post",
            reverse("assessments:read_again", args=[walk, lesson.translation_key]),
        ),
        ("post", reverse("assessments:start", args=[quiz.pk])),
        ("post", reverse("assessments:start_run", args=[scenario.pk])),
        ("post", reverse("courses:finish_lesson", args=[lesson.pk])),
        ("post", reverse("courses:save_reflection", args=[lesson.pk, uuid.uuid4()])),
        ("post", reverse("courses:answer_check", args=[lesson.pk, uuid.uuid4()])),
        ("get", reverse("certificates:mine", args=[paper])),
        ("get", reverse("certificates:privacy", args=[paper])),
        ("get", reverse("certificates:rename", args=[paper])),
        ("post", reverse("certificates:rename", args=[paper])),
        ("post", reverse("certificates:privacy", args=[paper])),
        ("get", reverse("certificates:links", args=[paper])),
        ("post", reverse("certificates:links", args=[paper])),
        ("post", reverse("certificates:withdraw_all", args=[paper])),
        ("get", reverse("certificates:link", args=[paper, link])),
        ("post", reverse("certificates:withdraw", args=[paper, link])),
        ("get", reverse("certificates:wallet", args=[paper])),
        ("get", reverse("certificates:credential_jwt", args=[paper])),
        ("get", reverse("certificates:credential_json", args=[paper])),
        ("get", reverse("certificates:checks", args=[paper])),
        ("get", reverse("certificates:checks_as_csv", args=[paper])),
        ("get", reverse("certificates:report", args=[paper, check])),
        ("post", reverse("certificates:report", args=[paper, check])),
        ("get", reverse("certificates:download", args=[paper])),
        ("get", reverse("certificates:papers", args=[paper])),
        ("post", reverse("certificates:ask_record", args=[paper])),
        ("post", reverse("certificates:ask_letter", args=[paper])),
        ("get", reverse("certificates:paper", args=[paper, letter])),
        ("get", reverse("certificates:paper_file", args=[paper, letter])),
    ]


def test_what_is_one_learners_is_found_by_no_role(owned):
    for role in ROLES:
        client = Client()
        client.force_login(make_user(*([role] if role else [])))
        for method, address in owned:
            answer = getattr(client, method)(address)
            assert answer.status_code == 404, (role, method, address)


def test_not_even_by_a_superuser(owned):
    client = Client()
    client.force_login(make_user(is_superuser=True))
    for method, address in owned:
        assert getattr(client, method)(address).status_code == 404, address


def test_visitors_are_asked_to_sign_in_everywhere(client, owned):
    for method, address in [*owned, ("get", "/my/"), ("get", "/accounts/profile/")]:
        answer = getattr(client, method)(address)
        assert answer.status_code == 302, address
        assert answer.url.startswith("/accounts/login/"), address


ADMIN = {
    "/admin/": STAFF,
    "/admin/pages/": (roles.TRAINERS, roles.ADMINISTRATORS),
    "/admin/enrolment/": STAFF,
    "/admin/unitcompletion/": STAFF,
    "/admin/progress/": STAFF,
    "/admin/attempt/": STAFF,
    "/admin/scenariorun/": STAFF,
    "/admin/analysis/": STAFF,
    "/admin/accommodation/": (roles.ADMINISTRATORS,),
    "/admin/scenario-flow/": STAFF,
    "/admin/panel/": STAFF,
    "/admin/panel/start/": (roles.TRAINERS, roles.ADMINISTRATORS),
    "/admin/keyversion/": STAFF,
    "/admin/standardsetting/": STAFF,
    "/admin/standardsetting/start/": (roles.TRAINERS, roles.ADMINISTRATORS),
    "/admin/cutscore/": STAFF,
    "/admin/cutscore/legal/": (roles.CERTIFIERS, roles.ADMINISTRATORS),
    "/admin/marking/": (roles.TRAINERS,),
    "/admin/reviews/": (roles.CERTIFIERS,),
    "/admin/appeals/": (roles.TRAINERS, roles.CERTIFIERS),
    "/admin/regrades/": STAFF,
    "/admin/regrades/new/": (roles.TRAINERS, roles.CERTIFIERS),
    "/admin/certificates-to-decide/": (roles.CERTIFIERS,),
    "/admin/bulk-decisions/": (roles.CERTIFIERS,),
    "/admin/bulk-decisions/new/": (roles.CERTIFIERS,),
    "/admin/name-requests/": (roles.CERTIFIERS,),
    "/admin/reported-checks/": (roles.CERTIFIERS,),
    "/admin/issued-certificates/": (roles.CERTIFIERS, roles.ADMINISTRATORS),
    "/admin/agencies/": (roles.CERTIFIERS, roles.ADMINISTRATORS),
    "/admin/questions/import/": (roles.TRAINERS, roles.ADMINISTRATORS),
    "/admin/questions/export/": (roles.TRAINERS, roles.ADMINISTRATORS),
    "/admin/snippets/assessments/question/": (roles.TRAINERS, roles.ADMINISTRATORS),
    "/admin/snippets/courses/topic/": (roles.TRAINERS, roles.ADMINISTRATORS),
    "/admin/snippets/certificates/design/": STAFF,
    "/admin/certifiedcourse/": STAFF,
    "/admin/users/": (roles.ADMINISTRATORS,),
    "/admin/groups/": (roles.ADMINISTRATORS,),
    "/admin/settings/home/supportsettings/": (roles.ADMINISTRATORS,),
    "/admin/settings/certificates/issuersettings/": (roles.CERTIFIERS,),
}


@pytest.mark.parametrize("address", ADMIN)
def test_each_desk_opens_for_its_roles_alone(address):
    for role in ROLES:
        client = Client()
        client.force_login(make_user(*([role] if role else [])))
        answer = client.get(address, follow=True)
        reached = answer.status_code == 200 and not any(
            url == "/admin/" or url.startswith("/accounts/")
            for url, _status in answer.redirect_chain
        )
        assert reached == (role in ADMIN[address]), (role, address)


def test_trainers_do_not_decide_about_certificates(at):
    held = make_rendered(at=at)
    for role in (roles.TRAINERS, roles.AGENCY_MEMBERS, roles.TRAINEES):
        client = Client()
        client.force_login(make_user(role))
        for kind in ("suspended", "revoked", "reinstated"):
            address = f"/admin/issued-certificates/{held.pk}/{kind}/"
            fields = {"reason_code": "conduct", "effective_on": "2026-11-16"}
            answer = client.post(address, fields | {"confirmed": "1"})
            assert answer.status_code in (302, 403)
    assert [event.kind for event in held.events.all()] == ["issued"]


def records():
    return [list(model.objects.values()) for model in (Enrolment, Attempt)]


def test_nobody_edits_or_deletes_records(at):
    enrolment, attempt = make_enrolment(at=at), make_attempt(at=at)
    before = records()
    client = Client()
    client.force_login(make_user(is_superuser=True))
    for address in (
        "/admin/enrolment/new/",
        f"/admin/enrolment/edit/{enrolment.pk}/",
        f"/admin/enrolment/delete/{enrolment.pk}/",
        f"/admin/attempt/delete/{attempt.pk}/",
    ):
        answer = client.post(address, {}, follow=True)
        assert answer.status_code in (403, 404) or answer.redirect_chain
    assert records() == before


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**25])
def test_a_number_that_no_page_has_is_not_found(client, number):
    client.force_login(make_user())
    for address in (
        reverse("courses:enrol", args=[number]),
        reverse("courses:finish_lesson", args=[number]),
        reverse("assessments:start", args=[number]),
        reverse("assessments:start_run", args=[number]),
    ):
        assert client.post(address).status_code == 404, address
