"""Every kind of page, in light and dark, against axe, 320 px and strange hosts."""

from dataclasses import dataclass, field

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from certificates import proving
from certificates.checking import check as asked_about
from certificates.checking import check_shared
from certificates.models import Check
from courses.blocks import LessonBodyBlock
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_bank,
    make_question,
    make_quiz,
    make_run,
    make_scenario,
)
from tests.assessments.kinds import KINDS
from tests.certificates.agencies.builders import address, check, make_roster
from tests.certificates.builders import decide, make_link, make_rendered
from tests.certificates.papers import make_paper
from tests.certificates.watching.builders import make_endpoint, make_watch
from tests.courses.builders import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
)
from tests.journeys.signing_in import sign_in
from tests.users.builders import make_user
from training.users import roles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]
NAMED = [
    *("home:my", "home:support", "users:profile", "account_email"),
    *("account_change_password", "mfa_index", "mfa_activate_totp"),
    *("mfa_add_webauthn", "usersessions_list", "account_reauthenticate"),
    *("account_logout",),
]
ANYBODY = ["account_login", "account_signup", "account_reset_password"]


def every_block():
    """Return one of each lesson block, filled as authors see it in previews."""
    body = []
    for name, block in LessonBodyBlock().child_blocks.items():
        value = block.get_preview_value()
        if name == "picture":
            value["image"] = Image.objects.create(
                title="Two lines", file=get_test_image_file()
            )
        if name != "recording":
            body.append((name, value))
    return body


@dataclass
class World:
    """Addresses to visit, with the account that visits them; None for nobody."""

    pages: list = field(default_factory=list)

    def add(self, person, *paths):
        self.pages += [(person, path) for path in paths]


@pytest.fixture
def world(at):
    world, holder = World(), make_rendered()
    course = make_course(units=0)
    module = make_module(course, objectives="<ul><li>Say what it is for</li></ul>")
    note = "This lesson talks about a loss. It is one paragraph long."
    lesson = make_lesson(module, body=every_block(), content_note=note)
    quiz = make_quiz(module, draws=[(make_bank(3), 3)], time_limit_minutes=None)
    scenario = make_scenario(module, content_note=note)
    locked = make_lesson(module)
    learner = make_user(roles.TRAINEES, display_name="Ana")
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True)
    enrolment = make_enrolment(course, learner, at=at)

    world.add(None, "/", "/courses/", "/courses/?q=nothing", course.url, "/nope/")
    world.add(None, *map(reverse, ANYBODY), *verification(holder))
    world.add(make_user(), reverse("home:my"), course.url)
    world.add(learner, course.url, lesson.url, locked.url, *map(reverse, NAMED))
    enrolment.complete_unit(lesson, at=at)
    world.add(learner, quiz.url, *attempts(quiz, enrolment, at))
    world.add(learner, *every_kind_of_question(module, enrolment, at))
    enrolment.complete_unit(quiz, at=at)
    world.add(learner, scenario.url)
    world.add(learner, make_run(scenario, enrolment, at=at).get_absolute_url())
    world.add(holder.holder, reverse("home:my"), holder.get_absolute_url())
    world.add(None, reverse("agencies:start"))
    world.add(make_user(), reverse("agencies:apply"))
    world.add(*desk(holder))
    return world


def verification(certificate):
    return [
        reverse("certificates:verify"),
        reverse("certificates:verify_file"),
        reverse("certificates:result", args=[certificate.number]),
        reverse("certificates:result", args=["PRSS-0000-0000-0000-00000"]),
    ]


def desk(certificate):
    """Return who is at an agency's desk, and its pages."""
    lines = [(certificate.number, "Okonkwo"), ("PRSS-1", "Ruiz")]
    roster = make_roster(lines=lines)
    check(roster)
    agency = roster.agency
    fresh = make_roster(agency, lines, name="Fresh")
    names = ("desk", "checks", "members", "lists", "new_list")
    of_list = ("roster", "mend_list", "list_settings")
    return (
        agency.applied_by,
        *(address(name, agency) for name in names),
        *(address(name, agency, roster.public_id) for name in of_list),
        address("roster", agency, fresh.public_id),
    )


def attempts(quiz, enrolment, at):
    """Return the pages of a quiz attempt under way and of one handed in."""
    attempt = make_attempt(quiz, enrolment, at=at)
    answer_all(attempt, at=at, is_right=False)
    attempt.submit(at=at)
    open_one = make_attempt(
        make_quiz(quiz.get_parent().specific), enrolment, at=at
    ).public_id
    return [
        reverse("assessments:result", args=[attempt.public_id]),
        reverse("assessments:question", args=[open_one, 1]),
        reverse("assessments:review", args=[open_one]),
    ]


def every_kind_of_question(module, enrolment, at):
    """Return a page of each kind of question, and the result of them all."""
    questions = [make_question(kind=kind) for kind in KINDS if kind != "written"]
    quiz = make_quiz(module, questions=questions, unsafe_rule="debrief")
    closed = make_attempt(quiz, enrolment, at=at)
    answer_all(closed, at=at, is_right=False)
    closed.submit(at=at)
    written = make_quiz(module, questions=[make_question(kind="written")])
    attempts = [make_attempt(one, enrolment, at=at) for one in (quiz, written)]
    return [
        reverse("assessments:result", args=[closed.public_id]),
        *(
            reverse("assessments:question", args=[attempt.public_id, answer.number])
            for attempt in attempts
            for answer in attempt.answers.all()
        ),
    ]


STANDINGS = (
    *("restricted", "probation", "inactive"),
    *("suspended", "surrendered", "revoked"),
)
HOLDERS = (
    *("mine", "rename", "privacy", "links", "checks"),
    *("wallet", "watchers", "papers"),
)


def decided(at):
    """Return the verify page of a certificate in each standing."""
    for kind in STANDINGS:
        certificate = make_rendered(at=at)
        decide(certificate, kind, at=at, conditions="With a supervisor")
        yield reverse("certificates:result", args=[certificate.number])


def of_holder(certificate, at):
    """Return the pages of a holder who was checked, asked and sent papers."""
    own = certificate.public_id
    link, paper = make_link(certificate, at=at), make_paper(certificate, at=at)
    check_shared(link.token, at=at)
    seen = Check.objects.get(certificate=certificate, link=link)
    return [
        *(reverse(f"certificates:{name}", args=[own]) for name in HOLDERS),
        reverse("certificates:link", args=[own, link.public_id]),
        reverse("certificates:report", args=[own, seen.pk]),
        reverse("certificates:paper", args=[own, paper.public_id]),
        reverse("certificates:shared", args=[link.token]),
    ]


def proof_of_a_check(certificate, at):
    """Return the page of a proof that an agency keeps."""
    shown = asked_about(certificate.number, at=at, family_name="Okonkwo").shown(at=at)
    token = proving.keep(proving.seal(shown), language="en", at=at)
    return reverse("certificates:proof", args=[token])


class Visit:
    """Walks the pages in one browser context and writes down what is wrong."""

    def __init__(self, context, live_server):
        self.context, self.host = context, live_server.url
        self.page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("request", self._asked)
        self.page.on("pageerror", lambda error: self._note("script", error.stack))
        self.faults = []

    def be(self, person):
        sign_in(self.context, self.host, person)

    def look(self, path):
        self.page.goto(self.host + path)
        self._check()

    def look_at_error(self, template):
        """Show an error page as the server would, with its styles."""
        html = render_to_string(template)
        address = f"{self.host}/{template}"
        self.page.route(
            address, lambda r: r.fulfill(body=html, content_type="text/html")
        )
        self.page.goto(address)
        self._check()

    def _check(self):
        for found in Axe().run(self.page).response["violations"]:
            self._note(found["id"], found["nodes"][0]["html"])
        if self.page.locator("h1").count() != 1:
            self._note("headings", "not exactly one h1")
        self.page.set_viewport_size(NARROW)
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self._note("width", "scrolls sideways at 320 px")
        self.page.set_viewport_size(PHONE)

    def _heard(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._note("console", message.text)

    def _asked(self, request):
        if not request.url.startswith((self.host, "data:")):
            self._note("outside", request.url)

    def _note(self, kind, detail):
        self.faults.append((self.page.url.removeprefix(self.host), kind, str(detail)))


@pytest.fixture(params=["light", "dark"])
def visit(request, browser, live_server):
    context = browser.new_context(viewport=PHONE, color_scheme=request.param)
    yield Visit(context, live_server)
    context.close()


def test_every_kind_of_page_suits_everybody(visit, world):
    person = None
    for who, path in world.pages:
        if who is not person:
            visit.be(who)
            person = who
        visit.look(path)
    visit.be(None)
    for template in ERRORS:
        visit.look_at_error(template)
    assert visit.faults == []


def test_pages_of_proof_suit_everybody(visit):
    at = timezone.now()
    certificate = make_rendered(at=at)
    watch = make_watch(stands=False, certificate=certificate, at=at)
    make_endpoint(watch.agency, "https://hooks.example.org/" + "a" * 60, at=at)
    for path in (*decided(at), proof_of_a_check(certificate, at), reverse("api:docs")):
        visit.look(path)
    visit.be(certificate.holder)
    for path in of_holder(certificate, at):
        visit.look(path)
    visit.be(watch.agency.applied_by)
    for name in ("tokens", "watches", "addresses"):
        visit.look(address(name, watch.agency))
    assert visit.faults == []


def test_colours_chosen_by_hand_come_with_the_next_page(visit):
    make_course()
    visit.look("/")
    body = "getComputedStyle(document.body).backgroundColor"
    before = visit.page.evaluate(body)
    visit.page.locator("[data-theme-switch]").click()
    visit.page.route("**/*.js", lambda route: route.abort())
    visit.page.goto(visit.host + "/courses/")
    assert visit.page.evaluate(body) != before
