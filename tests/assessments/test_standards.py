"""Sessions that set a cut score, and cuts on record."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from assessments.models import CutScore, Estimate
from assessments.models.invited import InvitationClosed, StaleSheet
from assessments.models.standards import TooFewJudges
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_question,
    make_quiz,
)
from tests.assessments.experts import estimate, judges_of, make_setting
from tests.users.builders import make_user
from training.append_only import Unchangeable

pytestmark = pytest.mark.django_db


def test_the_cut_of_one_round_is_the_mean_of_its_judges(at):
    setting = make_setting(at=at)
    judges_of(setting, 60, 70, 65, at=at)
    by = make_user("Certifiers")
    cut = setting.close(by=by, at=at)
    assert cut.percentage == Decimal("65.00")
    assert cut.error_percentage == Decimal("2.89")
    assert (cut.judges, cut.rounds, cut.recorded_by) == (3, 1, by)
    assert "3 judges" in cut.source


def test_the_second_round_begins_from_ones_own_estimates_and_shows_the_groups(at):
    setting = make_setting(at=at)
    judges = judges_of(setting, 40, 60, 90, at=at)
    setting.start_second_round()
    row = judges[0].estimates.for_sheets(2)[0]
    assert row.percent == 40
    (told,) = setting.told().values()
    assert [told.low * 100, told.middle * 100, told.high * 100] == [40, 60, 90]
    estimate(judges[0], 55, at=at, in_round=2)
    estimate(judges[1], 60, at=at, in_round=2)
    cut = setting.close(by=make_user(), at=at)
    assert (cut.percentage, cut.judges, cut.rounds) == (Decimal("57.50"), 2, 2)
    assert setting.cut(1).percentage == Decimal("63.33")


def test_who_did_not_hand_in_the_first_round_is_not_in_the_second(at):
    setting = make_setting(at=at)
    judges_of(setting, 40, 60, at=at)
    late, _token = setting.invite(at=at)
    setting.start_second_round()
    late.refresh_from_db()
    with pytest.raises(InvitationClosed):
        late.finish(at=at)
    with pytest.raises(InvitationClosed):
        setting.invite(at=at)


def test_the_second_round_tells_how_hard_questions_proved(at):
    question = make_question()
    quiz = make_quiz(questions=[question])
    for number in range(10):
        attempt = make_attempt(quiz, at=at)
        answer_all(attempt, at=at, is_right=number < 7)
        attempt.submit(at=at)
    setting = make_setting(quiz, at=at)
    judges_of(setting, 50, 50, at=at)
    setting.start_second_round()
    assert setting.facility_percent(question.key) == (70, 10)


def test_under_ten_answers_no_facility_is_told(at):
    quiz = make_quiz()
    attempt = make_attempt(quiz, at=at)
    answer_all(attempt, at=at)
    attempt.submit(at=at)
    setting = make_setting(quiz, at=at)
    judges_of(setting, 50, 50, at=at)
    setting.start_second_round()
    assert setting.facility == {}


def test_one_judge_is_too_few_for_a_round_and_for_a_cut(at):
    setting = make_setting(at=at)
    judges_of(setting, 50, at=at)
    with pytest.raises(TooFewJudges):
        setting.start_second_round()
    with pytest.raises(TooFewJudges):
        setting.close(by=make_user(), at=at)
    setting.refresh_from_db()
    assert (setting.round, setting.closed_at) == (1, None)


def test_a_session_is_closed_once(at):
    setting = make_setting(at=at)
    judges_of(setting, 50, 60, at=at)
    setting.close(by=make_user(), at=at)
    with pytest.raises(InvitationClosed):
        setting.close(by=make_user(), at=at)
    with pytest.raises(InvitationClosed):
        setting.start_second_round()
    assert CutScore.objects.count() == 1


def test_gaps_are_named_and_a_round_is_handed_in_once(at):
    setting = make_setting(make_quiz(), make_question(), make_question(), at=at)
    judge, _token = setting.invite(at=at)
    judge.estimates.for_sheets(1)[0].save_percent(0, revision=0, at=at)
    assert judge.finish(at=at) == [2]
    estimate(judge, 30, at=at)
    with pytest.raises(InvitationClosed):
        judge.finish(at=at)
    with pytest.raises(InvitationClosed):
        judge.estimates.first().save_percent(1, revision=9, at=at)


def test_an_older_window_does_not_overwrite_a_newer_estimate(at):
    judge, _token = make_setting(at=at).invite(at=at)
    row = judge.estimates.for_sheets(1)[0]
    row.save_percent(40, revision=0, at=at)
    with pytest.raises(StaleSheet):
        row.save_percent(90, revision=0, at=at)
    assert Estimate.objects.get().percent == 40


def test_points_weigh_in_the_cut(at):
    questions = [make_question(points=3), make_question(points=1)]
    setting = make_setting(make_quiz(questions=questions), *questions, at=at)
    for _judge in range(2):
        judge, _token = setting.invite(at=at)
        for row, percent in zip(judge.estimates.for_sheets(1), (100, 0), strict=True):
            row.save_percent(percent, revision=0, at=at)
        judge.finish(at=at)
    assert setting.close(by=make_user(), at=at).percentage == Decimal("75.00")


def test_a_cut_fixed_by_law_must_say_where(at):
    quiz = make_quiz()
    facts = {"percentage": Decimal(75), "by": make_user(), "at": at}
    with pytest.raises(IntegrityError), transaction.atomic():
        CutScore.objects.append_legal(quiz, legal_basis="", **facts)
    cut = CutScore.objects.append_legal(quiz, legal_basis="59 Ill. Adm. 1", **facts)
    assert "59 Ill. Adm. 1" in cut.source


def test_cuts_on_record_are_never_edited_or_deleted(at):
    facts = {"percentage": Decimal(75), "by": make_user(), "at": at}
    cut = CutScore.objects.append_legal(make_quiz(), legal_basis="Law", **facts)
    for act in (cut.save, cut.delete, CutScore.objects.all().delete):
        with pytest.raises(Unchangeable):
            act()
