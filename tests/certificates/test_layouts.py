"""Wording, colours and lines of designs: what holds without a page."""

import re
from dataclasses import replace

import pytest

from certificates.pdf import contrast, layouts, wording
from certificates.pdf.design import Colours, Design, from_json, hashes_in

from .designs import every_design, make_picture

ALL = dict(every_design())


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#ffffff", 1),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_is_that_of_wcag_whichever_comes_first(one, other, ratio):
    assert contrast.ratio(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


def test_the_usual_colours_can_be_read():
    colours = Colours()
    for words in (colours.ink, colours.accent):
        assert contrast.ratio(words, colours.paper) > contrast.MINIMUM


def test_fields_are_filled_in_once():
    values = {"name": "{title}", "title": "X"}
    assert wording.fill("{name} did {title}", values) == "{title} did X"
    assert wording.fill("{{name}}", values) == "{name}"


@pytest.mark.parametrize(
    "text", ["{x}", "{}", "{0}", "{name.x}", "{name[0]}", "{name:9}"]
)
def test_nothing_but_a_known_name_stands_between_braces(text):
    with pytest.raises(wording.UnknownField):
        wording.fields_in(text)


@pytest.mark.parametrize("text", ["{", "}", "{name", "a } b"])
def test_a_lonely_brace_is_named(text):
    with pytest.raises(wording.StrayBrace):
        wording.fields_in(text)


@pytest.mark.parametrize("key", ALL)
def test_a_design_comes_back_from_plain_data(key):
    design = ALL[key]
    stored = design.to_json()
    pictures = {picture.sha256: picture.data for picture in design.pictures}
    assert hashes_in(stored) == set(pictures)
    assert from_json(stored, pictures) == design


def test_a_design_of_a_later_version_is_not_guessed_at():
    with pytest.raises(ValueError, match="unknown version"):
        from_json(Design().to_json() | {"version": 2}, {})


def test_a_missing_picture_is_not_left_out():
    stored = replace(Design(), seal=make_picture()).to_json()
    with pytest.raises(KeyError):
        from_json(stored, {})


@pytest.mark.parametrize(
    "fields", [{"layout": "x"}, {"size": "a3"}, {"orientation": "askew"}]
)
def test_a_design_names_a_layout_and_paper_of_ours(fields):
    with pytest.raises(ValueError, match="no such"):
        Design(**fields)


@pytest.mark.parametrize("key", ALL)
def test_every_layout_draws_both_lines_and_closes_no_gap(key):
    design = ALL[key]
    strokes = layouts.drawing(design)
    colours = {stroke.colour for stroke in strokes}
    assert {design.colours.first, design.colours.second} <= colours
    for stroke in strokes:
        assert re.fullmatch(r"[-\d. mlchre]+", stroke.path), stroke.path


@pytest.mark.parametrize("key", [key for key in ALL if key.startswith("frame")])
def test_the_lines_of_the_frame_come_back_to_where_they_began(key):
    long = [s for s in layouts.drawing(ALL[key]) if s.path.endswith("h")]
    assert len(long) == 2
    for stroke in long:
        points = re.findall(r"[-\d.]+ [-\d.]+", stroke.path)
        assert points[0] == points[-1]


@pytest.mark.parametrize("key", ALL)
def test_columns_at_the_foot_do_not_meet(key):
    page = layouts.page(ALL[key])
    left, width = page.signing
    if ALL[key].orientation == "landscape":
        assert page.hours < left
        assert left + width <= page.inner - page.proof
    else:
        assert page.hours + page.proof < page.inner
