"""Panels: asked, rated blind, closed, adopted, pinned by papers."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from assessments import freezing
from assessments.models import KeyVersion, Panel, Panelist, Rating
from assessments.models.invited import LINK_LASTS, InvitationClosed, StaleSheet
from assessments.models.panels import PanelStillOpen
from assessments.rules import CreditRule
from tests.assessments.builders import (
    make_attempt,
    make_question,
    make_quiz,
    option,
    question_body,
)
from tests.assessments.experts import (
    adopt,
    make_closed_panel,
    make_panel,
    options_of,
    rate,
)
from tests.users.builders import make_user
from training.append_only import Unchangeable

pytestmark = pytest.mark.django_db


def composed(quiz):
    return quiz.compose_paper(Random(1)).questions[0]


def test_of_a_link_only_a_hash_is_kept(at):
    panelist, token = make_panel(at=at).invite(at=at)
    assert token not in str(list(Panelist.objects.values()))
    assert Panelist.objects.by_token(token, at=at).get() == panelist


def test_a_link_lapses_is_withdrawn_and_is_replaced(at):
    panelist, token = make_panel(at=at).invite(at=at)
    assert not Panelist.objects.by_token(token, at=at + LINK_LASTS).exists()
    panelist.withdraw(at=at)
    assert not Panelist.objects.by_token(token, at=at).exists()
    renewed = panelist.renew(at=at)
    assert Panelist.objects.by_token(renewed, at=at).exists()
    assert not Panelist.objects.by_token(token, at=at).exists()


def test_the_panel_sees_the_question_as_it_read_when_it_began(at):
    question = make_question()
    panel = make_panel(question, at=at)
    question.body = question_body(prompt="<p>Otherwise?</p>")
    question.save()
    question.delete()
    assert "What now?" in panel.questions.get().shown["prompt"]


def test_what_is_to_be_ordered_is_not_shown_in_the_authors_order(at):
    shown = make_panel(make_question(kind="order"), at=at).questions.get().shown
    keys = [option["key"] for option in shown["options"]]
    assert keys == sorted(keys)


def test_nobody_sees_ratings_before_the_panel_is_closed(at):
    panel = make_panel(at=at)
    with pytest.raises(PanelStillOpen):
        panel.outcomes()


def test_only_complete_sheets_are_handed_in(at):
    panelist, _token = make_panel(make_question(), make_question(), at=at).invite(at=at)
    first = panelist.ratings.for_sheets()[0]
    levels = dict.fromkeys(options_of(first), 2)
    first.save_sheet(levels=levels, unsafe={}, comment="", revision=0, at=at)
    assert panelist.finish(at=at) == [2]
    assert panelist.finished_at is None


def test_a_flag_without_a_reason_is_kept_but_not_complete(at):
    panelist, _token = make_panel(at=at).invite(at=at)
    row = panelist.ratings.for_sheets()[0]
    keys = options_of(row)
    row.save_sheet(
        levels=dict.fromkeys(keys, 1),
        unsafe={keys[0]: {"why": " ", "citation": ""}},
        comment="",
        revision=0,
        at=at,
    )
    assert panelist.finish(at=at) == [1]


def test_an_older_window_does_not_overwrite_a_newer_one(at):
    panelist, _token = make_panel(at=at).invite(at=at)
    row = panelist.ratings.for_sheets()[0]
    said = {"levels": {options_of(row)[0]: 4}, "unsafe": {}, "comment": ""}
    row.save_sheet(**said, revision=0, at=at)
    with pytest.raises(StaleSheet) as stale:
        row.save_sheet(**said | {"comment": "Else."}, revision=0, at=at)
    assert stale.value.current.revision == 1
    row.save_sheet(**said, revision=0, at=at)
    assert Rating.objects.get().comment == ""


@pytest.mark.parametrize("end", ["finished", "withdrawn", "lapsed", "closed"])
def test_after_the_end_nothing_is_taken(at, end):
    panel = make_panel(at=at)
    panelist, _token = panel.invite(at=at)
    later = at
    match end:
        case "finished":
            rate(panelist, 1, 2, 3, at=at)
        case "withdrawn":
            panelist.withdraw(at=at)
        case "lapsed":
            later = at + LINK_LASTS
        case "closed":
            panel.close(at=at)
    row = panelist.ratings.for_sheets()[0]
    before = row.levels
    with pytest.raises(InvitationClosed):
        row.save_sheet(
            levels={}, unsafe={}, comment="", revision=row.revision, at=later
        )
    with pytest.raises(InvitationClosed):
        panelist.finish(at=later)
    assert Rating.objects.get().levels == before


def test_a_closed_panel_invites_nobody_and_closes_once(at):
    panel = make_panel(at=at)
    assert panel.close(at=at)
    assert not panel.close(at=at + timedelta(days=1))
    assert panel.closed_at == at
    with pytest.raises(InvitationClosed):
        panel.invite(at=at)


def test_people_who_did_not_finish_or_were_withdrawn_do_not_count(at):
    panel = make_panel(at=at)
    people = [panel.invite(at=at)[0] for _person in range(3)]
    for person in people[:2]:
        rate(person, 4, 1, 2, at=at)
    people[0].withdraw(at=at)
    panel.close(at=at)
    (_question, found), *_rest = panel.outcomes()
    assert found.raters == 1
    assert found.refusal == "raters"


def test_an_adopted_key_is_pinned_by_the_next_paper(at):
    question = make_question()
    quiz = make_quiz(questions=[question])
    panel = make_closed_panel(question, at=at, unsafe=[1])
    assert composed(quiz).key.key_version == {}
    (version,) = adopt(panel, at=at)
    key = composed(quiz).key
    best, worst, middle = version.shown["options"]
    assert key.rule is CreditRule.WEIGHTED
    assert key.truth.table[""] == {
        best["key"]: 1,
        worst["key"]: 0,
        middle["key"]: Fraction(1, 3),
    }
    assert key.truth.correct == {best["key"]}
    assert key.unsafe == {worst["key"]}
    assert key.key_version == {
        "number": 1,
        "panel_size": 3,
        "decided_on": version.decided_on.isoformat(),
    }


def test_an_open_attempt_keeps_the_key_that_it_began_with(at):
    question = make_question()
    attempt = make_attempt(make_quiz(questions=[question]), at=at)
    adopt(make_closed_panel(question, at=at, raters=[(1, 4, 2)] * 3), at=at)
    attempt.refresh_from_db()
    frozen = freezing.thaw(attempt.frozen_paper).questions[0].key
    assert frozen.key_version == {}
    assert frozen.rule is CreditRule.ALL_OR_NOTHING


@pytest.mark.parametrize("kind", ["rate", "best_worst", "order"])
def test_each_kind_that_a_panel_can_key_makes_a_paper_that_marks(at, kind):
    question = make_question(kind=kind)
    quiz = make_quiz(questions=[question])
    options = question.as_paper_question().shown.options
    levels = [4, 3, 2, 1, 1, 1][: len(options)]
    made = adopt(make_closed_panel(question, at=at, raters=[levels] * 3), at=at)
    if kind == "order" and len(set(levels)) < len(levels):
        assert not made
        return
    whole = quiz.compose_paper(Random(1))
    assert whole.questions[0].key.key_version["number"] == 1
    result = whole.mark({})
    assert result.percentage == Decimal(0)
    assert freezing.thaw(freezing.freeze(whole)) == whole


def test_an_option_that_was_dropped_is_not_offered_for_choosing(at):
    question = make_question()
    quiz = make_quiz(questions=[question])
    raters = [(4, 1, 1), (4, 1, 2), (4, 1, 3)]
    (version,) = adopt(make_closed_panel(question, at=at, raters=raters), at=at)
    shown = [option.key for option in composed(quiz).shown.options]
    assert len(shown) == 2
    assert version.dropped[0] not in shown


def edit(question, change):
    """Save the body of ``question`` as ``change`` leaves it."""
    raw = question.body.get_prep_value()
    change(raw[0]["value"])
    question.body = raw
    question.save()
    question.refresh_from_db()


def test_a_key_does_not_apply_to_options_that_the_panel_never_saw(at):
    question = make_question()
    quiz = make_quiz(questions=[question])
    adopt(make_closed_panel(question, at=at), at=at)
    edit(question, lambda value: value["options"][0]["value"].update(text="Leave."))
    assert composed(quiz).key.key_version == {}
    edit(question, lambda value: value["options"][0]["value"].update(text="Right"))
    assert composed(quiz).key.key_version["number"] == 1
    edit(question, lambda value: value["options"].append(option("New")))
    assert composed(quiz).key.key_version == {}


def test_the_newest_version_counts(at):
    question = make_question()
    quiz = make_quiz(questions=[question])
    adopt(make_closed_panel(question, at=at), at=at)
    adopt(make_closed_panel(question, at=at, raters=[(1, 4, 2)] * 4), at=at)
    key = composed(quiz).key
    assert key.key_version["number"] == 2
    assert key.key_version["panel_size"] == 4
    assert list(KeyVersion.objects.values_list("version", flat=True)) == [2, 1]


def test_the_keys_of_a_paper_cost_one_query(at, django_assert_num_queries):
    questions = [make_question() for _number in range(4)]
    adopt(make_closed_panel(*questions, at=at), at=at)
    with django_assert_num_queries(1):
        assert len(KeyVersion.objects.latest_for([q.key for q in questions])) == 4


def test_a_panel_is_adopted_once_and_only_when_closed(at):
    panel = make_panel(at=at)
    assert adopt(panel, at=at) == []
    panel = make_closed_panel(at=at)
    assert len(adopt(panel, at=at)) == 1
    assert adopt(panel, at=at) == []
    assert KeyVersion.objects.count() == 1


def test_only_the_questions_chosen_are_adopted(at):
    panel = make_closed_panel(make_question(), make_question(), at=at)
    made = panel.adopt([2], by=make_user(), at=at)
    assert [version.question_code for version in made] == [
        panel.questions.get(number=2).code
    ]


def test_key_versions_are_never_edited_or_deleted(at):
    (version,) = adopt(make_closed_panel(at=at), at=at)
    for act in (
        version.save,
        version.delete,
        KeyVersion.objects.all().delete,
        lambda: KeyVersion.objects.update(version=9),
    ):
        with pytest.raises(Unchangeable):
            act()


def test_the_share_of_working_peers_is_kept(at):
    panel = make_panel(at=at)
    for role in ("peer", "peer", "clinician"):
        rate(panel.invite(at=at, role=role)[0], 4, 1, 2, at=at)
    panel.close(at=at)
    (version,) = adopt(panel, at=at)
    assert (version.panel_size, version.peers) == (3, 2)
    assert version.figures["w"] == 1


def test_results_cost_the_same_for_many(at, django_assert_num_queries):
    few = make_closed_panel(at=at)
    many = make_closed_panel(*(make_question() for _n in range(4)), at=at)
    for panel in (few, many):
        with django_assert_num_queries(2):
            panel.outcomes()


def test_the_listing_counts_people_in_one_query(at, django_assert_num_queries):
    make_closed_panel(at=at)
    make_panel(at=at).invite(at=at)
    with django_assert_num_queries(1):
        rows = {(p.asked, p.done) for p in Panel.objects.for_listing()}
    assert rows == {(3, 3), (1, 0)}
