"""Smallest panels and sessions, and people who answer in them."""

from assessments.models import Panel, StandardSetting
from tests.assessments.builders import make_question, make_quiz
from tests.users.builders import make_user


def make_panel(*questions, at, **fields):
    """Make an open panel about one question, or about those given."""
    fields = {"title": "Panel", "language": "en", "least_raters": 3} | fields
    return Panel.objects.open_with(
        questions or [make_question()],
        by=make_user("Trainers"),
        at=at,
        **fields,
    )


def options_of(row):
    """Return the option keys that a panelist sees, in order."""
    return [option["key"] for option in row.question.shown["options"]]


def rate(panelist, *levels, at, unsafe=()):
    """Say the same ``levels`` about every question, then finish."""
    for row in panelist.ratings.for_sheets():
        keys = options_of(row)
        row.save_sheet(
            levels=dict(zip(keys, levels, strict=True)),
            unsafe={keys[i]: {"why": "Harm.", "citation": "3.2"} for i in unsafe},
            comment="",
            revision=row.revision,
            at=at,
        )
    return panelist.finish(at=at)


def make_closed_panel(*questions, at, raters=((4, 1, 2),) * 3, unsafe=(), **fields):
    """Make a panel that everybody finished, one levels tuple for each person."""
    panel = make_panel(*questions, at=at, **fields)
    for levels in raters:
        panelist, _token = panel.invite(at=at)
        rate(panelist, *levels, at=at, unsafe=unsafe)
    panel.close(at=at)
    return panel


def adopt(panel, *, at):
    numbers = [question.number for question in panel.questions.all()]
    return panel.adopt(numbers, by=make_user("Certifiers"), at=at)


def make_setting(quiz=None, *questions, at):
    quiz = quiz or make_quiz()
    return StandardSetting.objects.open_with(
        quiz,
        questions or [row.question for row in quiz.fixed_questions.all()],
        by=make_user("Trainers"),
        at=at,
        just_enough="Keeps people safe.",
    )


def estimate(judge, percent, *, at, in_round=1):
    """Say the same about every question, then finish the round."""
    judge.refresh_from_db()
    for row in judge.estimates.for_sheets(in_round):
        row.save_percent(percent, revision=row.revision, at=at)
    return judge.finish(at=at)


def judges_of(setting, *percents, at):
    """Invite a judge for each estimate, who hands in the first round."""
    judges = [setting.invite(at=at)[0] for _percent in percents]
    for judge, percent in zip(judges, percents, strict=True):
        estimate(judge, percent, at=at)
    return judges
