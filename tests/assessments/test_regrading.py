"""Papers marked again by another key: foretold, approved, done once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments import regrading
from assessments.deciding import ask_for_regrade, decide_regrade
from assessments.models import Mark, Notice, Regrade, RegradeOutcome
from assessments.models.regrades import MayNotApprove
from assessments.rekeying import Change, Kind
from tests.assessments.builders import make_attempt, make_quiz
from tests.assessments.news import news
from tests.assessments.written import single, sit
from tests.tasks import work_off_tasks
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db
ACCEPT_B = Change("s1", Kind.ACCEPT, options=("b",))
REKEY_B = Change(
    "s1",
    Kind.NEWEST,
    key={
        "rule": "all_or_nothing",
        "truth": {"correct": ["b"]},
    },
)


def ask(at, *changes, **fields):
    fields = {"why": "Two options are right."} | fields
    by = fields.pop("by", None) or make_user("Trainers")
    regrade = ask_for_regrade(by=by, at=at, changes=list(changes), **fields)
    work_off_tasks()
    regrade.refresh_from_db()
    return regrade


def approve(regrade, at, by=None):
    by = by or make_user("Certifiers")
    decide_regrade(regrade, is_approved=True, by=by, note="", at=at)
    work_off_tasks()
    regrade.refresh_from_db()


def test_the_dry_run_says_who_would_change_and_changes_nothing(at):
    gains = sit(single(), answers={"s1": "b"}, at=at)
    keeps = sit(single(), answers={"s1": "a"}, at=at)
    other = sit(single("s2"), answers={"s2": "b"}, at=at)
    regrade = ask(at, ACCEPT_B)
    assert (regrade.state, regrade.total) == ("waiting", 2)
    assert [o.attempt for o in regrade.outcomes.changed()] == [gains]
    assert regrade.outcomes.gained().count() == 1
    assert not regrade.outcomes.lost().exists()
    assert Mark.objects.count() == 3
    for attempt in (gains, keeps, other):
        before = attempt.percentage
        attempt.refresh_from_db()
        assert attempt.percentage == before


def test_an_approved_regrade_marks_every_paper_once_and_tells_who_changed(at):
    gains = sit(single(), answers={"s1": "b"}, at=at)
    keeps = sit(single(), answers={"s1": "a"}, at=at)
    regrade = ask(at, ACCEPT_B)
    approve(regrade, at)
    assert regrade.state == "done"
    assert regrade.settled_at
    gains.refresh_from_db()
    assert (gains.percentage, gains.is_passed) == (100, True)
    assert gains.enrolment.completions.count() == 1
    assert [m.reason for m in gains.marks.all()] == ["submitted", "regraded"]
    assert gains.latest_mark().note == "Two options are right."
    assert gains.latest_mark().made_by == regrade.asked_by
    assert [message.to for message in news()] == [[gains.enrolment.learner.email]]
    for _again in range(2):
        regrading.carry_out(regrade, at=at)
        regrading.catch_up(at=at + dt.timedelta(hours=1))
    work_off_tasks()
    assert keeps.marks.count() == 2
    assert len(news()) == Notice.objects.count() == 1


def test_a_pass_that_is_lost_leaves_the_unit_complete(at):
    attempt = sit(single(), answers={"s1": "a"}, at=at)
    regrade = ask(at, REKEY_B)
    assert regrade.outcomes.lost().count() == 1
    approve(regrade, at)
    attempt.refresh_from_db()
    assert attempt.is_passed is False
    assert attempt.enrolment.completions.count() == 1


def test_a_kill_in_the_middle_leaves_whole_papers_and_the_rest_follows(at, monkeypatch):
    attempts = [sit(single(), answers={"s1": "b"}, at=at) for _n in range(4)]
    regrade = ask(at, ACCEPT_B)
    by = make_user("Certifiers")
    decide_regrade(regrade, is_approved=True, by=by, note="", at=at)
    count = 0
    told = regrading.tell_of_mark

    def die(mark, *, at):
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        told(mark, at=at)

    monkeypatch.setattr(regrading, "tell_of_mark", die)
    with pytest.raises(KeyboardInterrupt):
        regrading.carry_out(regrade, at=at)
    assert Mark.objects.filter(reason="regraded").count() == 2
    monkeypatch.setattr(regrading, "tell_of_mark", told)
    work_off_tasks()
    assert Mark.objects.filter(reason="regraded").count() == len(attempts)
    assert len(news()) == len(attempts)


def test_the_sweeper_does_what_the_queue_lost(at):
    sit(single(), answers={"s1": "b"}, at=at)
    by, second = make_user("Trainers"), make_user("Certifiers")
    regrade = ask_for_regrade(by=by, at=at, changes=[ACCEPT_B], why="So.")
    later = at + dt.timedelta(minutes=3)
    regrading.catch_up(at=later)
    regrade.refresh_from_db()
    assert regrade.state == "waiting"
    decide_regrade(regrade, is_approved=True, by=second, note="", at=later)
    regrading.catch_up(at=later + dt.timedelta(minutes=3))
    regrade.refresh_from_db()
    assert regrade.state == "done"


def test_a_paper_handed_in_after_the_approval_is_marked_again_too(at):
    quiz = make_quiz()
    open_one = make_attempt(quiz, at=at)
    key = open_one.answers.get().question_key
    sit(single(key), answers={key: "b"}, at=at)
    regrade = ask(at, Change(key, Kind.CREDIT))
    approve(regrade, at)
    assert regrade.state == "done"
    assert not regrade.settled_at
    open_one.submit(at=at)
    assert open_one.percentage == 0
    later = at + dt.timedelta(minutes=5)
    fresh = make_attempt(quiz, at=later)
    fresh.submit(at=later)
    regrading.catch_up(at=later)
    open_one.refresh_from_db()
    fresh.refresh_from_db()
    regrade.refresh_from_db()
    assert (open_one.percentage, fresh.percentage) == (100, 0)
    assert regrade.settled_at


def test_a_paper_with_nothing_left_stays_as_it_is_and_is_named(at):
    alone = sit(single(), answers={"s1": "b"}, at=at)
    regrade = ask(at, Change("s1", Kind.DROP))
    approve(regrade, at)
    assert "at least one question" in regrade.outcomes.get().problem
    assert alone.marks.count() == 1
    assert regrade.state == "done"


def test_scope_is_a_quiz_and_days(at):
    quiz = make_quiz()
    here = sit(single(), answers={"s1": "b"}, quiz=quiz, at=at)
    sit(single(), answers={"s1": "b"}, at=at)
    late = at + dt.timedelta(days=3)
    sit(single(), answers={"s1": "b"}, quiz=quiz, at=late)
    regrade = ask(at, ACCEPT_B, assessment_key=quiz.translation_key, to_day=at.date())
    assert [o.attempt for o in regrade.outcomes.all()] == [here]


def test_nobody_approves_what_they_asked_for(at):
    sit(single(), answers={"s1": "b"}, at=at)
    both = make_user("Trainers", "Certifiers")
    regrade = ask(at, ACCEPT_B, by=both)
    with pytest.raises(MayNotApprove):
        approve(regrade, at, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Regrade.objects.update(decided_by=both, decided_at=at, is_approved=True)
    decide_regrade(regrade, is_approved=False, by=make_user(), note="No.", at=at)
    with pytest.raises(MayNotApprove):
        approve(regrade, at)
    assert regrade.state == "declined"
    assert not RegradeOutcome.objects.applied().exists()


def test_nothing_is_approved_before_its_consequences_are_known(at):
    by, second = make_user("Trainers"), make_user("Certifiers")
    regrade = ask_for_regrade(by=by, at=at, changes=[ACCEPT_B], why="So.")
    with pytest.raises(MayNotApprove):
        decide_regrade(regrade, is_approved=True, by=second, note="", at=at)


@pytest.fixture
def real(at):
    """An attempt at a question of the bank, handed in empty."""
    attempt = make_attempt(make_quiz(), at=at)
    attempt.submit(at=at)
    attempt.key = attempt.answers.get().question_key
    return attempt


def asked_in_the_admin(client, attempt):
    """Ask for full credit for everybody; return the address of the regrade."""
    address = f"{reverse('ask_for_regrade')}?question={attempt.key}"
    sent = {f"{attempt.key}-kind": "credit", "why": "The text was unclear."}
    return client.post(address, sent).url


def test_a_trainer_asks_in_the_admin(client, real):
    client.force_login(make_user("Trainers"))
    assert real.key in client.get(reverse("ask_for_regrade")).text
    address = f"{reverse('ask_for_regrade')}?question={real.key}"
    assert "What changes" in client.get(address).text
    page = client.post(address, {f"{real.key}-kind": "accept"})
    assert page.status_code == 422
    assert "Tick what is right as well." in page.text
    assert "Say why." in page.text
    regrade_url = asked_in_the_admin(client, real)
    assert client.get(regrade_url)["Refresh"]
    work_off_tasks()
    page = client.get(regrade_url)
    assert "Refresh" not in page
    assert real.public_id.hex[:6].upper() in page.text
    assert str(real.enrolment.learner) not in page.text
    assert "Approve: mark" not in page.text
    client.post(f"{regrade_url}decide/", {"approve": "1"})
    assert Regrade.objects.get().is_approved is None


def test_a_certifier_approves_in_the_admin_and_the_learner_reads_why(client, real):
    trainer = make_user("Trainers")
    client.force_login(trainer)
    regrade_url = asked_in_the_admin(client, real)
    work_off_tasks()
    client.force_login(make_user("Certifiers"))
    assert "Approve: mark" in client.get(regrade_url).text
    client.post(f"{regrade_url}decide/", {"approve": "1", "note": "Agreed."})
    work_off_tasks()
    page = client.get(regrade_url).text
    assert "Done" in page
    assert "Agreed." in page
    client.force_login(real.enrolment.learner)
    page = client.get(reverse("assessments:result", args=[real.public_id])).text
    assert "Passed" in page
    assert "Marked again on" in page
    assert "The text was unclear." in page
    client.force_login(trainer)
    page = client.get(reverse("attempt:inspect", args=[real.pk])).text
    assert "The text was unclear." in page
    assert "Question 1: 1 of the credit, given by people" in page
