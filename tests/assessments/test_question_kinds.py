"""Every kind of question, from its author's form to its mark."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks import StructBlockValidationError

from assessments.blocks import QuestionBodyBlock
from assessments.explanation import explain
from assessments.freezing import deliver, freeze, thaw
from assessments.modelling import model_response
from assessments.paper import Paper, Rules
from assessments.responses import KINDS as ANSWERABLE
from assessments.responses import Response, Shape
from assessments.rules import RULE_OF_KIND, CreditRule, is_unsafe
from assessments.scoring import mark_item
from assessments.sheets import sheet
from tests.assessments.builders import wrong
from tests.assessments.kinds import KINDS, VALUES, item, items, question_of, raw_value

BLOCKS = QuestionBodyBlock().child_blocks
BY_RULE = [kind for kind in KINDS if not ANSWERABLE[kind].is_marked_by_people]


def clean(kind, value, *, is_draft=False):
    block = BLOCKS[kind]
    value = block.to_python(value)
    return block.clean_deferred(value) if is_draft else block.clean(value)


def errors_of(kind, **fields):
    """Return the errors, by field, of a question with ``fields`` gone wrong."""
    with pytest.raises(StructBlockValidationError) as raised:
        clean(kind, raw_value(kind) | fields)
    return raised.value.as_json_data()["blockErrors"]


def credit_of(question, response):
    return mark_item(question.for_marking(), response).credit


def test_each_kind_that_can_be_answered_can_be_written_and_marked():
    assert set(BLOCKS) == set(ANSWERABLE) == set(RULE_OF_KIND) == set(VALUES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_question_passes(kind):
    assert clean(kind, raw_value(kind))["prompt"].source == "<p>What now?</p>"


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_may_be_unfinished_and_is_shown_all_the_same(kind):
    value = clean(kind, {"prompt": ""}, is_draft=True)
    whole = value.as_whole("q", kind)
    assert sheet(whole.shown).question.kind == explain(whole).kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_of_a_kind_is_a_sound_question(kind):
    block = BLOCKS[kind]
    value = block.clean(block.get_preview_value())
    assert block.render(value)
    assert credit_of(value.as_whole("q", kind), Response()) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_page_of_its_own(kind):
    assert get_template(sheet(question_of(kind).shown).template)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_needs_words(kind):
    silent = '<p>Look.</p><embed embedtype="image" id="1" format="left" alt=" " />'
    assert "says" not in str(errors_of(kind, prompt=silent)["prompt"])
    said = silent.replace('alt=" "', 'alt="A door"')
    assert clean(kind, raw_value(kind, prompt=said))


@pytest.mark.parametrize(
    ("kind", "fields", "where", "words"),
    [
        ("best_worst", {"options": "best best worst"}, "options", "one response"),
        ("best_worst", {"options": "best between between"}, "options", "the worst"),
        ("match", {"distractors": ["match 1"]}, "distractors", "must differ"),
        ("match", {"distractors": ["a", "A"]}, "distractors", "must differ"),
        ("moments", {"crossings": ["Money", "money", "Time"]}, "crossings", "the same"),
        ("moments", {"turns": "  "}, "turns", "one turn"),
        ("short", {"accepted": [50]}, "accepted", "100"),
        ("number", {"accepted": [50]}, "accepted", "100"),
    ],
)
def test_what_is_wrong_is_said_above_the_list(kind, fields, where, words):
    ((field, raw),) = fields.items()
    error = errors_of(kind, **{field: _list_of(kind, field, raw)})[where]
    assert words in error["messages"][0]


def _list_of(kind, field, raw):
    if field == "options":
        return items(
            *({"text": f"{n}", "place": place, "feedback": "x"}
              for n, place in enumerate(raw.split()))
        )  # fmt: skip
    if field == "turns":
        return items(*({"speaker": "A", "text": "Hm", "crossing": ""} for _ in raw))
    if field == "accepted":
        return items(*({"text": "1", "number": "1", "credit": n} for n in raw))
    return items(*raw)


@pytest.mark.parametrize(
    ("kind", "field", "changes", "name", "words"),
    [
        ("single", "options", {"is_unsafe": True, "is_correct": True}, "is_unsafe",
         "cannot be unsafe"),
        ("single", "options", {"credit": 30, "is_correct": True}, "credit", "whole"),
        ("multiple", "options", {"credit": 30}, "credit", "Leave this empty"),
        ("best_worst", "options", {"place": "best", "is_unsafe": True}, "is_unsafe",
         "cannot be unsafe"),
        ("rate", "options", {"level": "3", "is_unsafe": True}, "is_unsafe",
         "cannot be unsafe"),
        ("rate", "options", {"feedback": ""}, "feedback", "Give feedback"),
        ("order", "options", {"text": "option  1"}, "text", "says the same"),
        ("match", "pairs", {"text": "Row 1"}, "text", "twice"),
        ("moments", "turns", {"crossing": "Gifts"}, "crossing", "none of the kinds"),
        ("short", "accepted", {"text": " . "}, "text", "nothing here"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(kind, field, changes, name, words):
    rows = raw_value(kind)[field]
    rows[0] = item(rows[0]["value"] | changes)
    errors = errors_of(kind, **{field: rows})[field]["blockErrors"]
    assert words in errors[0]["blockErrors"][name]["messages"][0]


def test_part_of_the_credit_makes_a_choice_weighted():
    value = raw_value("single")
    value["options"][1]["value"]["credit"] = 40
    question = clean("single", value).as_whole("q", "single")
    keys = [option.key for option in question.shown.options]
    earned = [credit_of(question, Response(frozenset([key]))) for key in keys]
    assert question.key.rule == CreditRule.WEIGHTED
    assert earned == [1, Fraction(2, 5), 0, 0]


@pytest.mark.parametrize(("level", "half"), [("1", "2"), ("2", "1"), ("3", "4"),
                                             ("4", "3")])  # fmt: skip
def test_a_rating_on_the_right_side_earns_half(level, half):
    question = question_of("rate")
    row = question.key.truth.table
    option = next(key for key, credits in row.items() if credits.get(level) == 1)
    assert row[option] == {level: 1, half: Fraction(1, 2)}


def test_nothing_that_is_delivered_ties_a_row_to_its_match():
    value = clean("match", raw_value("match"))
    ids = {pair.id for pair in value["pairs"].bound_blocks}
    shown = value.as_shown("q", "match")
    delivered = {one.key for one in (*shown.options, *shown.columns)}
    assert not ids & delivered
    assert len(delivered) == len(shown.options) + len(shown.columns)


def test_a_match_keeps_its_keys_when_pairs_move_and_words_are_mended():
    raw = raw_value("match")
    moved = raw | {"pairs": list(reversed(raw["pairs"]))}
    for pair in moved["pairs"]:
        pair = pair["value"]
        pair["match"] += "!"
    keys = [clean("match", v).as_key("match").truth.table for v in (raw, moved)]
    assert keys[0] == keys[1]


def test_the_author_s_order_is_never_the_order_delivered_by_rule():
    question = question_of("order")
    texts = [option.text for option in question.shown.options]
    assert texts == sorted(texts)
    orders = {
        question.arranged(Random(seed), shuffles=False).shown.options
        for seed in range(20)
    }
    assert len(orders) > 5


def test_the_other_side_of_a_match_is_shuffled_in_any_case():
    question = question_of("match")
    given = [question.arranged(Random(n), shuffles=False).shown for n in range(20)]
    assert len({shown.columns for shown in given}) > 5
    assert {shown.options for shown in given} == {question.shown.options}


# From the block to the mark


def paper_of(question):
    rules = Rules(Decimal(50), "after_each")
    return Paper("Quiz", "en", rules, (question,), {}, {})


def response_to(offer, draw):
    """Draw any response that the page lets one give."""
    if offer.shape == Shape.CHOSEN:
        limit = 1 if offer.kind == "single" else None
        keys = st.sets(st.sampled_from(list(offer.options)), max_size=limit)
        return Response(chosen=frozenset(draw(keys)))
    if offer.shape == Shape.PAIRS:
        rows = st.sampled_from(list(offer.rows()))
        cells = st.sampled_from(list(offer.cells()))
        return Response(pairs=draw(st.dictionaries(rows, cells)))
    return Response(text=draw(st.sampled_from(["", "accepted", "741,5", "742"])
                              | st.text(max_size=30)))  # fmt: skip


WHOLE = {kind: question_of(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_any_response_is_marked_alike_after_freezing_and_shuffling(kind, data):
    question = WHOLE[kind]
    offer = question.shown.offer
    response = response_to(offer, data.draw)
    kept = {"q": json.loads(json.dumps(offer.to_json(response)))}
    shuffled = question.arranged(Random(data.draw(st.integers())), shuffles=True)
    back = thaw(json.loads(json.dumps(freeze(paper_of(shuffled))))).questions[0]
    credit = credit_of(question, response)
    assert 0 <= credit <= 1
    assert credit_of(back, response) == credit
    assert kept
    line = explain(back, response, credit=credit)
    assert line.is_unsafe == is_unsafe(back.for_marking(), response)
    assert 0 <= line.earned <= line.parts


@pytest.mark.parametrize("kind", BY_RULE)
def test_the_key_itself_earns_everything(kind):
    question = WHOLE[kind]
    model = model_response(question)
    assert question.shown.offer.is_complete(model)
    assert credit_of(question, model) == 1
    line = explain(question, model, credit=Fraction(1))
    assert {row.outcome for row in line.rows} <= {"right", ""}


@pytest.mark.parametrize("kind", BY_RULE)
def test_another_answer_earns_less(kind):
    question = WHOLE[kind]
    other = wrong(question.shown.offer, model_response(question))
    assert credit_of(question, other) < 1


@pytest.mark.parametrize(
    "kind", [kind for kind in BY_RULE if ANSWERABLE[kind].shape == Shape.PAIRS]
)
@given(data=st.data())
def test_mending_one_row_never_costs_credit(kind, data):
    question = WHOLE[kind]
    model = model_response(question)
    response = response_to(question.shown.offer, data.draw)
    row = data.draw(st.sampled_from(sorted(model.pairs)))
    cell = model.pairs[row]
    if kind == "order" and cell in set(response.pairs.values()):
        return  # taking a place that another step has costs that step its own
    mended = replace(response, pairs={**response.pairs, row: cell})
    assert credit_of(question, mended) >= credit_of(question, response)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_delivered_holds_nothing_of_the_key(kind):
    question = question_of(kind, mark="canary-", explanation="<p>canary</p>")
    frozen = freeze(paper_of(question))
    assert "canary" in str(frozen["keys"])
    del frozen["keys"]
    assert "canary" not in str(deliver(frozen))


def test_turns_point_to_the_translated_kinds():
    value = clean("moments", raw_value("moments"))
    segments = []
    for kind, words in zip(value["crossings"].bound_blocks, ("Dinero", "Tiempo"),
                           strict=True):  # fmt: skip
        segments.append(_segment("crossings", kind.id, words))
    translated = BLOCKS["moments"].restore_translated_segments(value, segments)
    assert [turn["crossing"] for turn in translated["turns"]] == [
        *("", "Dinero", "Tiempo", "")
    ]


def _segment(*path):
    from wagtail_localize.segments import StringSegmentValue

    *names, words = path
    return StringSegmentValue(".".join(names), words)


def test_an_error_is_a_plain_sentence():
    with pytest.raises(ValidationError):
        clean("order", raw_value("order") | {"options": items({"text": "One"})})
    for block in BLOCKS.values():
        assert not re.search(r"\bvalid(at|ity)", str(block.label))
