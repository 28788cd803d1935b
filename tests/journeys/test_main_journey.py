"""The main job: learn, be examined, be certified, be verified."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from assessments.freezing import thaw
from assessments.modelling import model_response
from assessments.models import Attempt, ScenarioPage
from courses.models import LessonPage
from home.management.commands.load_curriculum import STARTER
from tests.certificates import verapdf
from tests.journeys.hands import Keyboard, Touch
from tests.tasks import work_off_tasks_apart
from tests.users.builders import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PHONE = {"width": 390, "height": 844}
NAME = "María-José O'Neill"


@pytest.fixture
def curriculum(tmp_path, settings, live_server):
    """The starter curriculum's first module, on a site with this server's address."""
    settings.SITE_URL = live_server.url
    folder = tmp_path / "curriculum"
    shutil.copytree(STARTER, folder)
    course = folder / "course.yaml"
    text = course.read_text().replace("- ethics\n- self-disclosure\n", "")
    course.write_text(text)
    call_command("load_curriculum", str(folder), verbosity=0)


@pytest.fixture
def phone(new_context, live_server):
    context = new_context(
        viewport=PHONE, base_url=live_server.url, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    yield page
    assert not problems


@pytest.mark.parametrize("hand", [Touch, Keyboard], ids=lambda hand: hand.name)
def test_from_sign_up_to_a_certificate_that_verifies(phone, curriculum, hand, tmp_path):
    by = hand(phone)
    sign_up(phone, by)
    by.press(button(phone, "Join this course"))
    for lesson in LessonPage.objects.order_by("path"):
        read(phone, by, lesson)
    practice, exam = ScenarioPage.objects.order_by("path")
    play(phone, by, practice)
    follow(phone, by, link(phone, "Continue"))
    be_examined(phone, by)
    play(phone, by, exam)
    expect(phone.locator("main")).to_contain_text("Passed")
    by.press(link(phone, "Go to My learning"))
    work_off_tasks_apart()
    document = fetch_certificate(phone, by, tmp_path)
    address = inspect_document(document, tmp_path)
    phone.context.clear_cookies()
    phone.goto(address)
    status = phone.locator(".status")
    expect(status).to_have_class(re.compile("status--genuine"))
    expect(status).to_contain_text("Genuine")


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def link(page, name):
    return page.locator("main").get_by_role("link", name=name, exact=True)


def follow(page, by, locator):
    """Press what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        by.press(locator)


def sign_up(page, by):
    page.goto("/")
    by.press(link(page, "See the courses"))
    by.press(link(page, "Walking alongside"))
    by.press(link(page, "Make an account and join"))
    by.write(page.locator("[name=legal_name]"), NAME)
    by.write(page.locator("[name=email]"), "majo@example.com")
    by.write(page.locator("[name=password1]"), PASSWORD)
    by.press(page.locator("main form button").last)
    code = page.locator("[name=code]")
    expect(code).to_be_visible()
    by.write(code, latest_code())
    by.press(page.locator("main form button").first)
    expect(button(page, "Join this course")).to_be_visible()


def latest_code():
    return re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[-1].body, re.M)[1]


def read(page, by, lesson):
    expect(page.locator("h1")).to_contain_text(lesson.title)
    words = page.locator("textarea").first
    if words.count():
        by.write(words, "My sister stayed beside me.")
        expect(page.locator(".save-state").first).to_contain_text("Saved")
    if lesson.completion == "checks":
        for block_id in lesson.check_ids():
            check = page.locator(f"#check-{block_id}")
            by.choose(check.locator("[name=chosen]").first)
            by.press(check.get_by_role("button"))
            expect(check.locator(".check__feedback").first).to_be_visible()
    by.press(button(page, "I have read this. Continue"))
    expect(page.locator("h1")).not_to_contain_text(lesson.title)


def play(page, by, scenario):
    """Make the best decision in each scene, until the debrief is there."""
    best = {
        choice.text
        for scene in scenario.as_scenario().scenes
        for choice in scene.choices
        if choice.severity == "best"
    }
    expect(page.locator("h1")).to_contain_text(scenario.title)
    follow(page, by, button(page, "Begin"))
    while "/debrief/" not in page.url:
        offered = page.locator("label.choice").all()
        label = next(one for one in offered if one.inner_text().strip() in best)
        by.choose(label.locator("input"))
        follow(page, by, button(page, "Continue"))
        if scenario.mode == "practice":
            expect(page.locator("label.choice")).to_have_count(0)
            follow(page, by, link(page, "Continue"))


def be_examined(page, by):
    follow(page, by, button(page, "Begin the quiz"))
    attempt = Attempt.objects.get()
    for question in thaw(attempt.frozen_paper).questions:
        answer(page, by, model_response(question))
        expect(page.locator(".save-state")).to_contain_text("Saved")
        follow(page, by, button(page, "Continue"))
    follow(page, by, button(page, "Hand in"))
    expect(page.locator("main")).to_contain_text("100")
    follow(page, by, link(page, "Continue"))


def answer(page, by, response):
    """Fill in what every kind of question asks for."""
    for key in response.chosen:
        by.choose(page.locator(f"input[value='{key}']"))
    for row, column in response.pairs.items():
        field = page.locator(f"[name='pair-{row}']")
        if field.first.evaluate("field => field.tagName") == "SELECT":
            by.pick(field, column)
        else:
            by.choose(page.locator(f"[name='pair-{row}'][value='{column}']"))
    if response.text:
        by.write(page.locator("[name=text]"), response.text)


def fetch_certificate(page, by, tmp_path):
    page.goto("/my/")
    download = page.locator("#certificates a.button", has_text="Download the PDF")
    with page.expect_download() as arriving:
        by.press(download)
    document = tmp_path / arriving.value.suggested_filename
    arriving.value.save_as(document)
    return document


def inspect_document(document, tmp_path):
    """Check the PDF with tools that we did not write; return the QR's address."""
    said = run("pdfinfo", document)
    assert "Tagged:          yes" in said
    assert NAME in run("pdftotext", "-layout", document, "-")
    assert "FAIL" not in run(sys.executable, Path(verapdf.__file__), "ua1,3a", document)
    run("pdftoppm", "-r", "150", "-png", document, tmp_path / "page")
    return run("zbarimg", "-q", "--raw", tmp_path / "page-1.png").strip()


def run(*words):
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=True
    )
    return done.stdout
