"""Moodle XML as Moodle writes it."""

import base64

import pytest

from assessments.interchange import moodle_xml
from assessments.interchange.items import Refused
from assessments.interchange.remarks import Remark

from .strategies import PNG

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
COMMON = """<name><text>Q</text></name>
<questiontext format="html"><text><![CDATA[<p>What <b>now</b>?</p>]]></text>
%s</questiontext>
<generalfeedback format="html"><text><![CDATA[<p>So.</p>]]></text></generalfeedback>
<defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>
<idnumber>T &amp; F</idnumber>"""


def answer(text, fraction, feedback="", more=""):
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>'
        f'<feedback format="html"><text>{feedback}</text></feedback>{more}</answer>'
    )


def one(kind, *parts, file=""):
    """Read a file with one question of Moodle's ``kind``."""
    body = COMMON % file + "".join(parts)
    content = f'{HEAD}<question type="{kind}">{body}</question></quiz>'
    return moodle_xml.read(content.encode())


def test_one_answer_keeps_part_credit_feedback_and_points():
    reading = one(
        "multichoice",
        answer("Yes", 100, "Good."),
        answer("Half", 50),
        answer("No", 0),
        "<single>true</single><tags><tag><text>Week 1</text></tag></tags>",
    )
    (item,) = reading.items
    assert (item.kind, item.points, item.code) == ("single", 2, "T & F")
    assert [(r.text, r.is_correct, r.credit) for r in item.rows] == [
        ("Yes", True, None),
        ("Half", False, 50),
        ("No", False, None),
    ]
    assert item.prompt == "<p>What <strong>now</strong>?</p>"
    assert item.tags == ("Week 1",)
    assert item.line == 3


def test_several_answers_say_when_our_rule_marks_otherwise():
    reading = one(
        "multichoice",
        *(answer(text, 50) for text in "ab"),
        answer("c", 0),
        "<single>false</single>",
    )
    assert [row.is_correct for row in reading.items[0].rows] == [True, True, False]
    assert [note.remark for note in reading.notes] == [Remark.WRONG_COSTS]


def test_true_or_false_becomes_one_of_two():
    (item,) = one("truefalse", answer("true", 0, "No."), answer("false", 100)).items
    assert [(r.text, r.is_correct) for r in item.rows] == [
        ("True", False),
        ("False", True),
    ]
    assert item.rows[0].feedback == "No."


def test_numbers_keep_tolerance_and_unit():
    units = "<units><unit><multiplier>1</multiplier><unit_name>h</unit_name></unit>"
    reading = one(
        "numerical",
        answer("12.50", 100, more="<tolerance>0.500</tolerance>"),
        answer("*", 0, "Far off."),
        units + "</units>",
    )
    (item,) = reading.items
    assert (item.accepted[0].text, item.accepted[0].tolerance) == ("12.5", "0.5")
    assert item.unit == "h"
    assert [note.remark for note in reading.notes] == [Remark.WRONG_FEEDBACK]


def test_a_pair_without_a_left_side_is_a_distractor():
    pair = "<subquestion format='html'><text>%s</text><answer><text>%s</text></answer>"
    pairs = [
        pair % (left, right) + "</subquestion>"
        for left, right in (("a", "x"), ("b", "y"), ("", "z"))
    ]
    (item,) = one("matching", *pairs).items
    assert [(row.text, row.match) for row in item.rows] == [("a", "x"), ("b", "y")]
    assert item.columns == ("z",)


def test_an_order_is_the_order_of_its_fractions():
    (item,) = one("ordering", answer("b", "2.0"), answer("a", 1), answer("c", 3)).items
    assert [row.text for row in item.rows] == ["a", "b", "c"]


def test_a_picture_comes_along():
    text = base64.b64encode(PNG).decode()
    file = f'<file name="a b.png" path="/" encoding="base64">{text}</file>'
    body = (COMMON % file).replace(
        "What", '<img src="@@PLUGINFILE@@/a%20b.png" alt="A">'
    )
    content = f'{HEAD}<question type="essay">{body}</question></quiz>'
    (item,) = moodle_xml.read(content.encode()).items
    assert item.pictures[0].content == PNG
    assert '<img src="a b.png" alt="A"/>' in item.prompt


@pytest.mark.parametrize("kind", ["cloze", "calculated", "ddwtos", "anything"])
def test_kinds_that_we_do_not_have_are_named_not_dropped(kind):
    reading = one(kind)
    assert not reading.items
    assert not reading.errors
    (note,) = reading.notes
    assert (note.remark, note.detail, note.line) == (Remark.UNKNOWN_KIND, kind, 3)


def test_a_script_in_a_stem_is_gone_and_told():
    body = COMMON % ""
    body = body.replace("now", "<script>alert(1)</script><img src=x onerror=M()>now")
    content = f'{HEAD}<question type="essay">{body}</question></quiz>'
    reading = moodle_xml.read(content.encode())
    assert reading.items[0].prompt == "<p>What <strong>now</strong>?</p>"
    assert {Remark.SCRIPT, Remark.PICTURE_MISSING} <= {n.remark for n in reading.notes}


def test_another_kind_of_xml_is_refused():
    with pytest.raises(Refused) as refused:
        moodle_xml.read(b"<html></html>")
    assert refused.value.remark == Remark.WRONG_ROOT


def test_a_picture_of_moodle_1_9_comes_along_after_the_text():
    text = base64.b64encode(PNG).decode()
    old = f"<image>old.png</image><image_base64>\n{text}\n</image_base64>"
    parts = (answer("a", 100), answer("b", 0))
    (item,) = one("multichoice", old, *parts).items
    assert [picture.name for picture in item.pictures] == ["old.png"]
    assert item.prompt.endswith('<p><img src="old.png" alt=""/></p>')
    lost = one("multichoice", "<image>old.png</image>", *parts)
    assert Remark.PICTURE_MISSING in {note.remark for note in lost.notes}


def test_a_feedback_after_a_picture_begins_with_its_words():
    told = "&lt;img src='@@PLUGINFILE@@/no.png' alt=''&gt; No."
    (item,) = one("multichoice", answer("a", 100), answer("b", 0, told)).items
    assert item.rows[1].feedback == "No."


def test_what_has_no_place_here_is_named():
    sound = '<file name="hello.mp3" encoding="base64">SUQz</file>'
    reading = one(
        "multichoice",
        "<shuffleanswers>false</shuffleanswers>",
        answer("Yes", 100),
        answer("No", 0),
        file=sound,
    )
    told = {(note.remark, note.detail) for note in reading.notes}
    assert {(Remark.FILE_LEFT, "hello.mp3"), (Remark.FIXED_ORDER, "")} <= told
    essay = one(
        "essay",
        "<responsetemplate><text>Dear</text></responsetemplate>",
        "<minwordlimit>20</minwordlimit>",
    )
    told = {note.detail for note in essay.notes if note.remark == Remark.NO_PLACE}
    assert told == {"template", "least_words"}
