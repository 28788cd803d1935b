"""QTI items as other tools write them, in 3.0 and in 2.1."""

import io
import zipfile

import pytest

from assessments.interchange import qti
from assessments.interchange.items import Weight
from assessments.interchange.remarks import Remark

ASI = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'


def declared(values, cardinality="single", kind="identifier", mapping=""):
    listed = "".join(f"<qti-value>{value}</qti-value>" for value in values.split(","))
    return (
        f'<qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}" '
        f'base-type="{kind}"><qti-correct-response>{listed}</qti-correct-response>'
        f"{mapping}</qti-response-declaration>"
    )


def one(head, body, processing="match_correct"):
    source = (
        f'<qti-assessment-item {ASI} identifier="item" title="T">{head}'
        f"<qti-item-body>{body}</qti-item-body><qti-response-processing "
        f'template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/'
        f'{processing}.xml"/></qti-assessment-item>'
    )
    return qti.read(source.encode())


def options(tag, *names):
    return "".join(f'<{tag} identifier="{n}">Text {n}</{tag}>' for n in names)


def test_a_choice():
    body = (
        '<p>Look.</p><qti-choice-interaction response-identifier="RESPONSE">'
        "<qti-prompt>Which <strong>one</strong>?</qti-prompt>"
        f"{options('qti-simple-choice', 'A', 'B')}</qti-choice-interaction>"
    )
    (item,) = one(declared("B"), body).items
    assert item.kind == "single"
    assert [row.is_correct for row in item.rows] == [False, True]
    assert item.prompt == "<p>Look.</p><p>Which <strong>one</strong>?</p>"


def test_a_choice_of_an_older_version():
    source = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"
      identifier="old" title="Old"><responseDeclaration identifier="RESPONSE"
      cardinality="multiple" baseType="identifier"><correctResponse><value>A</value>
      <value>B</value></correctResponse></responseDeclaration><itemBody>
      <choiceInteraction responseIdentifier="RESPONSE" maxChoices="0">
      <prompt>Q?</prompt>
      <simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b
      </simpleChoice><simpleChoice identifier="C">c</simpleChoice></choiceInteraction>
      </itemBody></assessmentItem>"""
    (item,) = qti.read(source.encode()).items
    assert item.kind == "multiple"
    assert [row.is_correct for row in item.rows] == [True, True, False]


def test_an_order():
    body = (
        '<qti-order-interaction response-identifier="RESPONSE"><qti-prompt>Order'
        f"</qti-prompt>{options('qti-simple-choice', 'A', 'B', 'C')}"
        "</qti-order-interaction>"
    )
    (item,) = one(declared("C,A,B", "ordered"), body).items
    assert [row.text for row in item.rows] == ["Text C", "Text A", "Text B"]


def test_a_match_whose_columns_come_twice():
    tag = "qti-simple-associable-choice"
    body = (
        '<qti-match-interaction response-identifier="RESPONSE"><qti-prompt>M'
        f"</qti-prompt><qti-simple-match-set>{options(tag, 'A', 'B', 'C')}"
        f"</qti-simple-match-set><qti-simple-match-set>{options(tag, 'X', 'Y', 'Z')}"
        "</qti-simple-match-set></qti-match-interaction>"
    )
    head = declared("A X,B Y,C Y", "multiple", "directedPair")
    (item,) = one(head, body).items
    assert [row.match for row in item.rows] == ["Text X", "Text Y", "Text Y"]
    assert item.columns == ("Text Z",)


def test_a_gap_in_mid_sentence_with_part_credit():
    mapping = (
        '<qti-mapping default-value="0"><qti-map-entry map-key="York" '
        'mapped-value="2"/><qti-map-entry map-key="york town" mapped-value="1"/>'
        "</qti-mapping>"
    )
    body = (
        '<p>The house of <qti-text-entry-interaction response-identifier="RESPONSE"/>'
        " ruled.</p>"
    )
    head = declared("York", kind="string", mapping=mapping)
    (item,) = one(head, body, "map_response").items
    assert item.prompt == "<p>The house of _____ ruled.</p>"
    accepted = [(one.text, one.credit) for one in item.accepted]
    assert accepted == [("York", 100), ("york town", 50)]


@pytest.mark.parametrize(
    "name", ["hotspot", "gap-match", "slider", "upload", "inline-choice", "hottext"]
)
def test_kinds_that_we_do_not_have_are_named_not_dropped(name):
    tag = f"qti-{name}-interaction"
    reading = one(declared("A"), f'<{tag} response-identifier="RESPONSE"/>')
    (note,) = reading.notes
    assert (note.weight, note.remark) == (Weight.LEFT_OUT, Remark.UNKNOWN_KIND)


def test_several_interactions_are_named_not_guessed():
    entry = '<p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>'
    (note,) = one(declared("A", kind="string"), entry * 2).notes
    assert note.remark == Remark.MANY_PARTS


ESSAY = (
    f'<qti-assessment-item {ASI} identifier="%s" title="%s">'
    '<qti-response-declaration identifier="RESPONSE" cardinality="single" '
    'base-type="string"/>%s<qti-item-body><p>Say why.</p>'
    '<qti-extended-text-interaction response-identifier="RESPONSE"/>'
    "</qti-item-body></qti-assessment-item>"
)
CHOICE = (
    f'<qti-assessment-item {ASI} identifier="d" title="D">'
    '<qti-response-declaration identifier="RESPONSE" cardinality="single">'
    '<qti-mapping default-value="{default}"><qti-map-entry map-key="A" '
    'mapped-value="1"/></qti-mapping></qti-response-declaration><qti-item-body>'
    '<p>Q?</p><qti-choice-interaction response-identifier="RESPONSE">'
    '<qti-simple-choice identifier="A">a</qti-simple-choice>'
    '<qti-simple-choice identifier="B">b</qti-simple-choice>'
    "</qti-choice-interaction></qti-item-body></qti-assessment-item>"
)
PASSAGE = '<qti-assessment-stimulus-ref identifier="P" href="../texts/passage.xml"/>'
TEXT = (
    f'<qti-assessment-stimulus {ASI} identifier="P"><qti-stimulus-body>'
    '<p>Once.</p><img src="door.png" alt="A door"/></qti-stimulus-body>'
    "</qti-assessment-stimulus>"
)


def packed(**files):
    """A package whose manifest names every item, and one that is not there."""
    names = ["items/gone.xml", *(name for name in files if name.startswith("items/"))]
    listed = "".join(
        f'<resource identifier="r{n}" type="imsqti_item_xmlv3p0" href="{name}"/>'
        for n, name in enumerate(names)
    )
    files["imsmanifest.xml"] = (
        f"<manifest><resources>{listed}</resources></manifest>"
    ).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return qti.read(held.getvalue())


def test_an_item_that_is_not_in_the_package_leaves_the_rest_importable():
    reading = packed(**{"items/a.xml": ESSAY % ("a", "A", "")})
    assert [item.code for item in reading.items] == ["a"]
    (gone,) = [note for note in reading.notes if note.question == "items/gone.xml"]
    assert (gone.weight, gone.remark) == (Weight.LEFT_OUT, Remark.ITEM_MISSING)


def test_a_passage_that_items_share_comes_before_each_question():
    reading = packed(
        **{
            "items/a.xml": ESSAY % ("a", "A", PASSAGE),
            "items/b.xml": ESSAY % ("b", "B", PASSAGE),
            "texts/passage.xml": TEXT,
            "texts/door.png": b"PNG",
        }
    )
    prompt = '<p>Once.</p><p><img src="door.png" alt="A door"/></p><p>Say why.</p>'
    assert [item.prompt for item in reading.items] == [prompt, prompt]
    assert [picture.content for picture in reading.items[0].pictures] == [b"PNG"]


def test_a_question_without_its_passage_is_left_out():
    reading = packed(**{"items/a.xml": ESSAY % ("a", "A", PASSAGE)})
    assert not reading.items
    assert (Weight.LEFT_OUT, Remark.PASSAGE_MISSING) in {
        (note.weight, note.remark) for note in reading.notes
    }


def test_a_picture_that_is_an_object_keeps_the_words_that_stand_in_for_it():
    body = (
        '<object data="card.png" type="image/png"><p>Dear <em>Sam</em></p></object>'
        '<qti-choice-interaction response-identifier="RESPONSE">'
        f"{options('qti-simple-choice', 'A', 'B')}</qti-choice-interaction>"
    )
    (item,) = one(declared("B"), body).items
    assert item.prompt == "<p>Dear Sam</p>"


def test_a_question_whose_values_are_drawn_is_left_out():
    drawn = "<qti-template-processing/>"
    body = (
        '<p>2 x <qti-printed-variable identifier="N"/> = '
        '<qti-text-entry-interaction response-identifier="RESPONSE"/></p>'
    )
    reading = one(declared("4", kind="integer") + drawn, body)
    assert not reading.items
    (note,) = reading.notes
    assert (note.weight, note.remark) == (Weight.LEFT_OUT, Remark.DRAWN_VALUES)


def test_every_broken_item_of_a_package_is_named_not_only_the_first():
    reading = packed(
        **{
            "items/a.xml": "<qti-assessment-item>",
            "items/b.xml": ESSAY % ("b", "B", ""),
            "items/c.xml": "<qti-other/>",
            "items/d.xml": CHOICE.format(default="much"),
        }
    )
    assert [item.code for item in reading.items] == ["b"]
    told = {note.question: (note.remark, note.line) for note in reading.errors}
    assert told == {
        "items/a.xml": (Remark.NOT_XML, 1),
        "items/c.xml": (Remark.WRONG_ROOT, 1),
        "D (items/d.xml)": (Remark.BAD_WEIGHT, 1),
    }


def remarks(reading):
    return {note.remark for note in reading.notes}


def test_what_candidates_are_told_stays_and_what_proctors_are_told_goes():
    body = (
        '<qti-rubric-block view="candidate"><qti-content-body><p>Choose one.</p>'
        '</qti-content-body></qti-rubric-block><qti-rubric-block view="proctor">'
        "<p>Hush.</p></qti-rubric-block><qti-choice-interaction response-identifier="
        f'"RESPONSE">{options("qti-simple-choice", "A", "B")}'
        "</qti-choice-interaction>"
    )
    reading = one(declared("B"), body)
    assert reading.items[0].prompt == "<p>Choose one.</p>"
    assert remarks(reading) == {Remark.RUBRIC_BLOCK}


def test_how_a_word_is_read_stands_behind_it():
    body = (
        "<p><ruby><rb>真</rb><rp>[</rp><rt>まこと</rt><rp>]</rp></ruby>?</p>"
        '<qti-choice-interaction response-identifier="RESPONSE">'
        f"{options('qti-simple-choice', 'A', 'B')}</qti-choice-interaction>"
    )
    assert one(declared("B"), body).items[0].prompt == "<p>真(まこと)?</p>"


def test_a_formula_a_catalog_and_a_fixed_order_are_named():
    body = (
        "<p>Solve <math><mi>x</mi></math></p><qti-catalog-info/>"
        '<qti-choice-interaction response-identifier="RESPONSE">'
        '<qti-simple-choice identifier="A" fixed="true">a</qti-simple-choice>'
        '<qti-simple-choice identifier="B">b</qti-simple-choice>'
        "</qti-choice-interaction>"
    )
    assert remarks(one(declared("B"), body)) == {
        *(Remark.NOT_TEXT, Remark.NO_PLACE, Remark.FIXED_ORDER)
    }


def test_the_highest_score_becomes_the_points():
    most = (
        '<qti-outcome-declaration identifier="MAXSCORE"><qti-default-value>'
        "<qti-value>10.0</qti-value></qti-default-value></qti-outcome-declaration>"
    )
    (item,) = qti.read((ESSAY % ("a", "A", most)).encode()).items
    assert item.points == 10


def test_several_that_count_all_or_none_elsewhere_are_told_to_be_scored_here():
    body = (
        '<qti-choice-interaction response-identifier="RESPONSE"><qti-prompt>Q?'
        f"</qti-prompt>{options('qti-simple-choice', 'A', 'B', 'C')}"
        "</qti-choice-interaction>"
    )
    assert remarks(one(declared("A,B", "multiple"), body)) == {Remark.SCORING}
    assert not remarks(one(declared("A"), body))


def test_pairs_that_weigh_unlike_are_told_to_count_the_same():
    tag = "qti-simple-associable-choice"
    mapping = (
        '<qti-mapping><qti-map-entry map-key="A X" mapped-value="1"/>'
        '<qti-map-entry map-key="B Y" mapped-value="0.5"/></qti-mapping>'
    )
    body = (
        '<qti-match-interaction response-identifier="RESPONSE"><qti-prompt>M'
        f"</qti-prompt><qti-simple-match-set>{options(tag, 'A', 'B')}"
        f"</qti-simple-match-set><qti-simple-match-set>{options(tag, 'X', 'Y')}"
        "</qti-simple-match-set></qti-match-interaction>"
    )
    head = declared("A X,B Y", "multiple", "directedPair", mapping)
    assert remarks(one(head, body, "map_response")) == {Remark.WEIGHTS_EQUALISED}


def test_capital_letters_that_counted_are_told():
    mapping = (
        '<qti-mapping><qti-map-entry map-key="Rome" mapped-value="1"/>'
        '<qti-map-entry map-key="rome" mapped-value="0.5"/></qti-mapping>'
    )
    body = '<p>Q <qti-text-entry-interaction response-identifier="RESPONSE"/></p>'
    head = declared("Rome", kind="string", mapping=mapping)
    assert Remark.CASE in {
        note.remark for note in one(head, body, "map_response").notes
    }
