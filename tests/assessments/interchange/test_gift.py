"""GIFT as people and Moodle write it."""

import pytest

from assessments.interchange import gift
from assessments.interchange.items import Weight
from assessments.interchange.remarks import Remark


def one(source):
    reading = gift.read(source.encode())
    assert not reading.errors, reading.errors
    return reading.items[0]


def rights(item):
    return [row.text for row in item.rows if row.is_correct]


@pytest.mark.parametrize(
    ("source", "kind", "right"),
    [
        ("Who?{~Ana ~Ben =nobody}", "single", ["nobody"]),
        ("The sun rises.{T}", "single", ["True"]),
        ("It sets at noon.{FALSE}", "single", ["False"]),
        ("Which?{~%50%a ~%50%b ~%-50%c ~%-50%d}", "multiple", ["a", "b"]),
    ],
)
def test_choices(source, kind, right):
    item = one(source)
    assert (item.kind, rights(item)) == (kind, right)


def test_a_brace_in_mid_sentence_leaves_a_gap():
    assert one("Ana is {~glad =sad} today.").prompt == "<p>Ana is _____ today.</p>"


def test_part_credit_and_feedback():
    item = one("Q{~no#Not so. ~%50%half#Nearly. =yes#So.####In general.}")
    assert [(r.credit, r.feedback) for r in item.rows] == [
        (None, "Not so."),
        (50, "Nearly."),
        (None, "So."),
    ]
    assert item.explanation == "<p>In general.</p>"


@pytest.mark.parametrize(
    ("answers", "number", "tolerance"),
    [
        ("#1822", "1822", "0"),
        ("#3.1415:0.0005", "3.1415", "0.0005"),
        ("#3.141..3.142", "3.1415", "0.0005"),
        ("#=1822:0 =%50%1822:2", "1822", "0"),
    ],
)
def test_numbers(answers, number, tolerance):
    accepted = one(f"How many? {{{answers}}}").accepted
    assert (accepted[0].text, accepted[0].tolerance) == (number, tolerance)


def test_short_answers_with_weights():
    accepted = one("Who?{=Ana =%75%Anna#Nearly.}").accepted
    assert [(a.text, a.credit, a.feedback) for a in accepted] == [
        ("Ana", 100, ""),
        ("Anna", 75, "Nearly."),
    ]


def test_pairs_and_a_distractor():
    item = one("Match.{=a -> x\n=b -> y\n= -> z}")
    assert [(row.text, row.match) for row in item.rows] == [("a", "x"), ("b", "y")]
    assert item.columns == ("z",)


def test_escapes_names_tags_and_formats():
    item = one(
        "// [id:my-id] [tag:Week 1]\n::A\\:B::[html]<b>Which</b> is \\{x\\}?"
        "{=\\~ a\\=b ~ \\# \\\\ }"
    )
    assert item.code == "my-id"
    assert item.tags == ("Week 1",)
    assert item.prompt == "<p><strong>Which</strong> is {x}?</p>"
    assert [row.text for row in item.rows] == ["~ a=b", "# \\"]


def test_an_essay_is_written_and_a_text_is_left_out():
    reading = gift.read(b"Write.{}\n\nJust a text.")
    assert [item.kind for item in reading.items] == ["written"]
    left_out = [n for n in reading.notes if n.weight == Weight.LEFT_OUT]
    assert [note.remark for note in left_out] == [Remark.DESCRIPTION]


@pytest.mark.parametrize(
    ("source", "line", "remark"),
    [
        ("A{=a ~b}\n\nB{=a", 3, Remark.BRACES),
        ("A{=a ~b}\n\nB\n{\n=a -> x\n=b\n}", 6, Remark.NO_ARROW),
        ("A{#\n=1:0\n=many:0}", 3, Remark.BAD_NUMBER),
        ("A{~%500%a =b}", 1, Remark.BAD_WEIGHT),
    ],
)
def test_an_error_names_its_line(source, line, remark):
    (error,) = gift.read(source.encode()).errors
    assert (error.line, error.remark) == (line, remark)


def test_a_feedback_over_several_lines_loses_its_indent():
    item = one("Q?{\n  ~a # Not this:\n       it is late.\n  =b\n}")
    assert item.rows[0].feedback == "Not this:\nit is late."
