"""What a format can hold comes back as it went out."""

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assessments.interchange import (
    csv_rows,
    csv_writing,
    gift,
    gift_writing,
    moodle_writing,
    moodle_xml,
    prose,
    qti,
    qti_writing,
    text,
    workbook,
)
from assessments.interchange.items import Accepted, Item, Weight
from assessments.interchange.markdown import to_markdown
from assessments.interchange.remarks import Remark

from .strategies import KINDS, items, rich, texts, with_picture

few = settings(max_examples=20, deadline=None, phases=[Phase.generate])


def back(reading):
    assert not reading.errors, reading.errors
    return reading.items


@few
@given(rich())
def test_our_html_reads_back_as_itself(html):
    assert prose.clean(html) == html


@few
@given(rich())
def test_markdown_reads_back_as_the_same_html(html):
    assert (
        prose.to_html(prose.read_markdown(to_markdown(prose.read_html(html)))) == html
    )


@few
@given(texts(), texts())
def test_plain_text_reads_back_as_itself(first, second):
    plain = f"{first}\n\n{second}"
    assert (
        prose.to_plain(prose.read_html(prose.to_html(prose.read_plain(plain)))) == plain
    )


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_text_format_holds_everything(kind):
    @few
    @given(st.lists(items(kind), min_size=1, max_size=2, unique_by=lambda i: i.code))
    def holds(questions):
        written = text.write(tuple(questions), code="bank", title="Bank")
        assert not written.notes
        assert list(back(text.read(written.content))) == questions

    holds()


def without_what_gift_loses(item):
    """The same question without what GIFT has no place for."""
    kept = replace(item, criteria=(), unit="")
    if item.kind in {"match", "rate", "best_worst", "moments"}:
        kept = replace(kept, rows=tuple(replace(r, feedback="") for r in kept.rows))
    return kept


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"order"}))
def test_gift_holds_what_it_can(kind):
    @few
    @given(items(kind))
    def holds(question):
        question = without_what_gift_loses(question)
        written = gift_writing.write((question,))
        lost = [n for n in written.notes if n.remark != Remark.SHOWN_AS]
        assert not lost
        (again,) = back(gift.read(written.content))
        assert again == question

    holds()


def test_an_arrow_in_an_accepted_answer_makes_no_pair_of_it():
    one = Accepted("a -> b", feedback="First a -> then b.")
    question = Item("short", "<p>Which way?</p>", "q", accepted=(one,))
    assert back(gift.read(gift_writing.write((question,)).content)) == (question,)


@few
@given(items("order"))
def test_gift_has_no_place_for_an_order_and_says_so(question):
    (note,) = gift_writing.write((question,)).notes
    assert (note.weight, note.remark) == (Weight.LEFT_OUT, Remark.HOLDS_NO_SUCH)


def without_what_moodle_loses(item):
    """The same question without what Moodle XML has no place for."""
    if item.kind in {"match", "rate", "best_worst", "moments", "order"}:
        rows = tuple(replace(row, feedback="") for row in item.rows)
        item = replace(item, rows=rows)
    return item


def without_types(item):
    return replace(item, pictures=tuple(replace(p, mime="") for p in item.pictures))


@pytest.mark.parametrize("kind", KINDS)
def test_moodle_xml_holds_what_it_can_pictures_too(kind):
    @few
    @given(items(kind))
    def holds(question):
        question = with_picture(without_what_moodle_loses(question))
        written = moodle_writing.write((question,))
        assert not [n for n in written.notes if n.remark != Remark.SHOWN_AS]
        (again,) = back(moodle_xml.read(written.content))
        assert again == without_types(question)

    holds()


@pytest.mark.parametrize("kind", KINDS)
def test_tables_hold_everything(kind):
    @few
    @given(items(kind))
    def holds(question):
        written = csv_writing.write_csv([question])
        assert not written.notes
        assert back(csv_rows.read(written.content)) == (question,)
        workbook_of = csv_writing.write_xlsx([question]).content
        assert back(workbook.read(workbook_of)) == (question,)

    holds()


@pytest.mark.parametrize("kind", KINDS)
def test_qti_holds_everything_pictures_too(kind):
    @few
    @given(items(kind))
    def holds(question):
        question = with_picture(question)
        written = qti_writing.write((question,))
        assert not [n for n in written.notes if n.remark != Remark.SHOWN_AS]
        (again,) = back(qti.read(written.content))
        assert again == without_types(question)

    holds()
