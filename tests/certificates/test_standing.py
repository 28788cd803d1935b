"""A page of which only the own parts are laid out equals one laid out whole."""

import datetime as dt

import pytest

from certificates import pdf
from certificates.pdf import certificate, rendering, sparing, standing
from certificates.pdf.design import Design, Wording

from .builders import AT, NAMES, TOKEN, VERIFY_URL, make_award
from .designs import every_design

DESIGNS = dict(every_design())
# Short, wrapping, smallest, and two each of scripts that bring their own fonts.
PEOPLE = ("Ó", NAMES["eighty"], NAMES["longest"], NAMES["latin"])
PEOPLE += (NAMES["arabic"], "محمد", NAMES["devanagari"], "प्रिया", NAMES["han"], "李")
NUMBERS = ("PRSS-7K2M-9QXD-4T8B-HZ6WR", "PRSS-1111-1111-1111-11111")
TOKENS = (TOKEN, "Z" * 26, "0" * 26)


def whole(award, token, design):
    """Render without knowing any page."""
    facts = {"verify_url": VERIFY_URL, "design": design}
    with certificate.laid_out(award, token, **facts) as (document, spoken):
        return rendering.write(
            document,
            identifier=certificate.identifier(award.number, token),
            spoken=spoken,
        )


def make_awards(people, **fields):
    for turn, name in enumerate(people):
        at = AT + dt.timedelta(minutes=turn)
        number, token = NUMBERS[turn % 2], TOKENS[turn % 3]
        yield (
            make_award(holder_name=name, number=number, issued_at=at, **fields),
            token,
        )


@pytest.fixture
def completed(monkeypatch):
    """Start with no page, and note whether own parts stood where they should."""
    monkeypatch.setattr(standing, "_kept", type(standing._kept)())
    noted = []
    complete = standing.Standing.complete

    def note(page, document):
        complete(page, document)
        noted.append(page.is_fit)

    monkeypatch.setattr(standing.Standing, "complete", note)
    return noted


@pytest.mark.parametrize("key", DESIGNS)
def test_each_is_to_the_byte_what_the_whole_page_gives(key, completed):
    design = DESIGNS[key]
    for award, token in make_awards(PEOPLE):
        made = pdf.render(award, token, verify_url=VERIFY_URL, design=design)
        assert made == whole(award, token, design), award.holder_name
    assert completed == [True] * 6


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_order_in_which_they_come_makes_no_difference(language, completed):
    awards = list(make_awards(PEOPLE[:4], language=language))
    there = [pdf.render(a, t, verify_url=VERIFY_URL) for a, t in awards]
    standing._kept.clear()
    back = [pdf.render(a, t, verify_url=VERIFY_URL) for a, t in reversed(awards)]
    assert there == back[::-1]
    assert completed == [True] * 6


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another course"},
        {"completed_on": dt.date(2026, 11, 15)},
        {"expires_on": None},
        {"minutes": 400},
        {"credits": ()},
        {"issuer_name": "Elsewhere"},
        {"contact": "certificates@example.org"},
        {"language": "es"},
    ],
)
def test_another_fact_is_another_page(change, completed):
    for award in (make_award(), make_award(**change)):
        made = pdf.render(award, TOKEN, verify_url=VERIFY_URL)
        assert made == whole(award, TOKEN, Design())
    assert completed == []


def test_wording_that_names_the_holder_is_laid_out_each_time(completed):
    design = Design(wording=Wording(statement="{name} has completed, as {number},"))
    for award, token in make_awards(PEOPLE[:3]):
        made = pdf.render(award, token, verify_url=VERIFY_URL, design=design)
        assert made == whole(award, token, design)
    assert completed == []


def test_where_an_own_part_stands_elsewhere_the_whole_page_is_laid_out(completed):
    awards = list(make_awards(PEOPLE[:4]))
    pdf.render(*awards[0], verify_url=VERIFY_URL)
    (page,) = standing._kept.values()
    page._rooms["<!--above-->"] += 0.001
    for award, token in awards[1:]:
        made = pdf.render(award, token, verify_url=VERIFY_URL)
        assert made == whole(award, token, Design())
    assert completed == [False]


def test_a_name_cannot_pass_for_a_mark(completed):
    names = ("Ann <!--/own-->", "Ann <!--own--><!--same--><!--/own-->", "<!--above-->")
    for award, token in make_awards(names):
        made = pdf.render(award, token, verify_url=VERIFY_URL)
        assert made == whole(award, token, Design())
    assert completed == [True, True]


def test_only_so_many_pages_are_kept(completed, monkeypatch):
    monkeypatch.setattr(standing, "MOST_KEPT", 2)
    for number in range(4):
        pdf.render(make_award(title=f"Course {number}"), TOKEN, verify_url=VERIFY_URL)
    assert len(standing._kept) == 2


def test_styles_of_footnotes_are_all_that_is_left_out():
    (whole_style,) = sparing.weasyprint.HTML(string="<p>")._ua_stylesheets()
    (ours,) = sparing.Page(string="<p>")._ua_stylesheets()
    kinds = {s[3] for s in whole_style.matcher.other_selectors}
    assert kinds - {s[3] for s in ours.matcher.other_selectors} == sparing.NOTES
    left = [s for s in whole_style.matcher.other_selectors if s[3] not in sparing.NOTES]
    assert left == ours.matcher.other_selectors


def test_arrays_of_glyphs_share_one_type():
    asked = []

    class Recording:
        NULL = "something else"

        def new(self, kind, values=None):
            asked.append((kind, values))

    arrays = sparing._Arrays(Recording())
    arrays.new("hb_codepoint_t[4711]", range(4711))
    arrays.new("hb_tag_t[100]")
    assert asked == [("hb_codepoint_t[]", range(4711)), ("hb_tag_t[100]", None)]
    assert arrays.NULL == "something else"


def test_only_so_many_fonts_are_kept(monkeypatch):
    monkeypatch.setattr(sparing, "_subsets", {})
    monkeypatch.setattr(sparing, "MOST_SUBSETS", 6)
    names = [NAMES[key] for key in ("latin", "greek", "cyrillic", "vietnamese")]
    for award, token in make_awards(names):
        pdf.render(award, token, verify_url=VERIFY_URL)
    assert 0 < len(sparing._subsets) <= 6


def test_pages_with_something_in_their_margins_keep_it():
    page = "<style>@page { @bottom-left { content: 'Page ' counter(page) } }</style>x"
    document = sparing.Page(string=page).render()
    (_root, margin) = document.pages[0]._page_box.children
    assert margin.at_keyword == "@bottom-left"
