"""The map of a scenario in the editor, drawn anew while one writes; and the flow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests.assessments.builders import make_run, make_scenario
from tests.journeys.signing_in import sign_in
from tests.users.builders import make_user
from training.users import roles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def editor(context, page, live_server):
    """Open the editor of a scenario as its author."""
    page.set_viewport_size({"width": 1440, "height": 900})
    scenario = make_scenario()
    sign_in(context, live_server.url, make_user(roles.TRAINERS))
    address = reverse("wagtailadmin_pages:edit", args=[scenario.pk])
    page.goto(live_server.url + address)
    return scenario


def faults_of(page, part):
    found = Axe().run(page, context=part).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]


def test_the_map_follows_what_is_typed_and_opens_scenes_by_keyboard(page, editor):
    first = page.locator("a.scene-map__node").first
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("a.scene-map__node:focus")).to_have_attribute(
        "aria-label", "Scene: Scene two. 2 choices."
    )
    page.keyboard.press("Enter")
    name = page.locator("input[name='scenes-1-value-name']")
    expect(name).to_be_visible()
    name.fill("renamed")
    remarks = page.locator("[data-part=remarks]")
    expect(remarks).to_contain_text("The scene “renamed” cannot be reached")
    expect(page.locator(".scene-map")).to_contain_text("not there yet")
    name.fill("two")
    expect(page.locator("[data-status]")).to_have_text("The map is up to date.")
    expect(remarks).to_contain_text("Nothing stands in the way")
    assert faults_of(page, ".scene-desk__map") == []
    page.get_by_text("Outline", exact=True).click()
    expect(page.locator(".scene-map__outline")).to_be_visible()
    expect(page.locator(".scene-map")).to_be_hidden()
    assert faults_of(page, ".scene-desk__map") == []


SEEMS_EDITED = """document.querySelector("[data-edit-form]").dispatchEvent(
    new CustomEvent("w-unsaved:add", {bubbles: true, detail: {type: "edits"}}))"""


def test_a_draft_is_saved_once_a_hand_has_touched_the_page_and_not_before(page, editor):
    saved = []
    page.on("request", lambda r: r.method == "POST" and saved.append(r.url))
    page.evaluate(SEEMS_EDITED)
    page.wait_for_timeout(4000)
    assert not [address for address in saved if "/edit/" in address]
    page.locator("input[name=title]").press_sequentially("s")
    with page.expect_request(lambda r: r.method == "POST" and "/edit/" in r.url):
        page.keyboard.press("Tab")


def test_the_flow_of_a_cohort_suits_everybody(page, context, live_server, at):
    run = make_run(at=at)
    run.choose(run.path().place.choices[0].key, index=1, at=at)
    sign_in(context, live_server.url, make_user(roles.TRAINERS))
    page.goto(live_server.url + reverse("scenario_flow"))
    expect(page.locator(".scene-map--flow")).to_be_visible()
    assert faults_of(page, ".flow-report") == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
