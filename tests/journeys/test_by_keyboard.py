"""Checking, sharing and answering by keyboard alone, with the focus in sight."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from certificates import checking_rosters, proving
from certificates.checking import check as ask_about
from certificates.models import RosterRun, ShareLink, Watch
from tests.certificates.agencies.builders import UNHELD, address
from tests.certificates.builders import make_link, make_rendered
from tests.certificates.watching.builders import make_watch
from tests.journeys.hands import FURTHEST_TAB, Keyboard
from tests.journeys.signing_in import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

# What a keyboard must come to; of radio buttons with one name, one.
STOPS = """() => {
  const names = new Set();
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(kinds)].filter((element) => {
    if (element.disabled || !element.checkVisibility()) return false;
    if (element.type !== "radio") return true;
    const isFirst = !names.has(element.name);
    names.add(element.name);
    return isFirst;
  }).length;
}"""
# Whether what has the focus is framed and on the screen; a date has three stops.
IN_SIGHT = """() => {
  const element = document.activeElement;
  if (element === window.stop) return {};
  if (element === document.body || element.dataset.seen) return null;
  element.dataset.seen = "yes";
  window.stop = element;
  const framed = element.closest(".choice") ?? element;
  const style = getComputedStyle(framed);
  const box = framed.getBoundingClientRect();
  const isFramed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const isShown = box.width && box.top < innerHeight && box.bottom > 0;
  return { isNew: true, unseen: isFramed && isShown ? "" : element.outerHTML };
}"""


@pytest.fixture
def certificate():
    return make_rendered(at=timezone.now())


@pytest.fixture
def hand(page, live_server):
    """A keyboard before a browser, and what it is asked to open."""

    class Hand(Keyboard):
        def be(self, person):
            sign_in(page.context, live_server.url, person)

        def open(self, path):
            page.goto(live_server.url + path)

        def button(self, name):
            self.press(page.get_by_role("button", name=name))

        def link(self, name):
            self.press(page.get_by_role("link", name=name))

        def bring(self, locator, name, content):
            """Choose a file in the dialogue that Enter opens."""
            self.reach(locator)
            with page.expect_file_chooser() as chooser:
                page.keyboard.press("Enter")
            kind = "application/octet-stream"
            file = {"name": name, "mimeType": kind, "buffer": content}
            chooser.value.set_files(files=[file])

    page.set_default_timeout(15_000)
    # Who listens gets the dialogues from the beginning, before the first opens.
    page.on("filechooser", lambda chooser: None)
    return Hand(page)


def walk(page):
    """Tab through a page; return how many stops there were, and those unseen."""
    stops, unseen = 0, []
    for _tab in range(FURTHEST_TAB):
        page.keyboard.press("Tab")
        state = page.evaluate(IN_SIGHT)
        if state is None:
            return stops, unseen
        if state.get("isNew"):
            stops += 1
        if state.get("unseen"):
            unseen.append(state["unseen"])
    raise AssertionError("Tab never leaves the page")


def test_tab_comes_to_everything_and_is_seen_there(hand, page, certificate):
    at = timezone.now()
    watch = make_watch(stands=False, certificate=certificate, at=at)
    link, own = make_link(certificate, at=at), certificate.public_id
    shown = ask_about(certificate.number, at=at).shown(at=at)
    proof = proving.keep(proving.seal(shown), language="en", at=at)
    holder, owner = certificate.holder, watch.agency.applied_by
    visits = [
        (None, reverse("certificates:result", args=[certificate.number])),
        (None, reverse("certificates:shared", args=[link.token])),
        (None, reverse("certificates:proof", args=[proof])),
        (None, reverse("certificates:verify_file")),
        *((holder, reverse(f"certificates:{p}", args=[own])) for p in MINE),
        *((owner, address(place, watch.agency)) for place in DESK),
    ]
    for person, path in visits:
        hand.be(person)
        hand.open(path)
        wanted = page.evaluate(STOPS)
        assert walk(page) == (wanted, []), path


MINE = ("mine", "links", "checks", "watchers", "papers")
DESK = ("desk", "new_list", "watches", "members", "tokens")


def test_a_file_is_checked_by_keyboard(hand, page, certificate):
    hand.open(reverse("certificates:verify_file"))
    hand.button("Check the file")
    expect(page.locator(".error-summary")).to_be_focused()
    pdf = bytes(certificate.document.pdf)
    hand.bring(page.locator("[data-drop]"), "shown.pdf", pdf)
    hand.button("Check the file")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("What was checked")).to_be_visible()


def test_a_proof_of_a_check_is_kept_by_keyboard(hand, page, certificate):
    hand.open(reverse("certificates:result", args=[certificate.number]))
    hand.write(page.get_by_label("Family name of the person"), "Okonkwo")
    hand.button("Compare")
    hand.button("Keep a proof of this check")
    expect(page.get_by_role("heading", level=1)).to_have_text("Proof of a check")
    expect(page.get_by_text("matches the name on record")).to_be_visible()


def test_a_link_is_made_and_withdrawn_by_keyboard(hand, page, certificate):
    hand.be(certificate.holder)
    hand.open(reverse("certificates:links", args=[certificate.public_id]))
    hand.button("Make the link")
    expect(page.locator(".error-summary")).to_be_focused()
    hand.write(page.get_by_label("Who or what is it for?"), "Interview")
    hand.choose(page.locator("[name=shows]").nth(1))
    hand.button("Make the link")
    expect(page.get_by_label("Address of the link")).to_be_visible()
    hand.open(reverse("certificates:links", args=[certificate.public_id]))
    hand.link("Interview")
    hand.button("Withdraw this link")
    expect(page.locator(".messages")).to_be_visible()
    assert not ShareLink.objects.get().is_open(at=timezone.now())


def test_a_watch_is_allowed_by_keyboard(hand, page, certificate):
    make_watch(stands=False, certificate=certificate, at=timezone.now())
    hand.be(certificate.holder)
    hand.open(reverse("certificates:watchers", args=[certificate.public_id]))
    hand.button("Let them watch")
    expect(page.get_by_role("button", name="End it now")).to_be_visible()
    assert Watch.objects.get().consented_at


def test_a_list_is_brought_checked_and_narrowed_by_keyboard(hand, page, certificate):
    agency = make_watch(certificate=certificate).agency
    hand.be(agency.applied_by)
    hand.open(address("new_list", agency))
    hand.write(page.get_by_label("Name of the list"), "Night shift")
    lines = f"number,family name\n{certificate.number},Okonkwo\n{UNHELD},Ruiz\n"
    hand.bring(page.locator("[type=file]"), "team.csv", lines.encode())
    hand.button("Go on")
    hand.button("Check 2 lines")
    page.wait_for_url("**/1/")
    checking_rosters.carry_out(RosterRun.objects.get().pk, clock=timezone.now)
    page.reload()
    hand.pick(page.get_by_label("Show", exact=True), "genuine")
    hand.button("Show")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Okonkwo")
