"""Changes of a key, without a database."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments import freezing, paper
from assessments.rekeying import Change, Kind, amended, rebase
from assessments.responses import Response
from assessments.rules import Accepted, CreditRule, Truth
from tests.assessments.written import make_paper, single

B = {"s1": Response(frozenset("b")), "s2": Response(frozenset("a"))}


def percentage(whole, basis, responses=B):
    keyed = freezing.keyed(whole, basis)
    awards = {k: Fraction(v) for k, v in basis.get("awards", {}).items()}
    return keyed.mark(responses, awards).percentage


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change("s1", Kind.DROP), 100),
        (Change("s1", Kind.ACCEPT, options=("b",)), 100),
        (Change("s1", Kind.ACCEPT, options=("c",)), 50),
        (Change("s1", Kind.ACCEPT, options=("not offered",)), 50),
        (Change("s1", Kind.CREDIT), 100),
        (Change("elsewhere", Kind.DROP), 50),
    ],
)
def test_what_a_change_does_to_the_score(change, expected):
    whole = make_paper(single("s1"), single("s2"))
    assert percentage(whole, {}) == 50
    assert percentage(whole, rebase(whole, {}, [change])) == Decimal(expected)


def test_the_newest_key_replaces_what_decides_and_keeps_the_words():
    whole = make_paper(single("s1", explanation="<p>Old words.</p>"), single("s2"))
    newest = single("s1", explanation="<p>New words.</p>").key
    newest = freezing.freeze_key(newest) | {"key_version": {"number": 2}}
    newest["truth"]["correct"] = ["b"]
    change = Change("s1", Kind.NEWEST, key=newest)
    basis = rebase(whole, {}, [change])
    assert percentage(whole, basis) == 100
    assert basis["keys"]["s1"]["explanation"] == "<p>Old words.</p>"
    assert basis["keys"]["s1"]["key_version"] == {"number": 2}


def test_a_second_change_stands_on_the_first_and_credit_by_people_stays():
    whole = make_paper(single("s1"), single("s2"))
    basis = {"awards": {"s2": "0"}, "ruling": "stands"}
    first = rebase(whole, basis, [Change("s1", Kind.ACCEPT, options=("b",))])
    second = rebase(whole, first, [Change("s1", Kind.ACCEPT, options=("c",))])
    assert second["awards"] == {"s2": "0"}
    assert second["ruling"] == "stands"
    for option in "abc":
        given = {"s1": Response(frozenset(option))}
        assert percentage(whole, second, given) == 50


@pytest.mark.parametrize(
    ("rule", "kind", "text", "given"),
    [
        (CreditRule.TEXT, "short", "988", "988"),
        (CreditRule.NUMBER, "number", "7", "7.0"),
    ],
)
def test_another_text_or_number_is_accepted(rule, kind, text, given):
    shown = paper.DeliveredQuestion("t1", kind, "<p>?</p>")
    key = paper.AnswerKey(rule, Truth(accepted=(Accepted("5", Fraction(1, 2)),)))
    question = paper.Question(shown, key)
    changed = amended(question, Change("t1", Kind.ACCEPT, text=text))
    whole = make_paper(paper.Question(shown, changed))
    assert whole.mark({"t1": Response(text=given)}).percentage == 100
    assert whole.mark({"t1": Response(text="5")}).percentage == 50


def test_a_change_survives_being_put_on_record():
    change = Change("s1", Kind.ACCEPT, options=("b",), text="x", key={"a": 1})
    assert Change.from_json(change.to_json()) == change
