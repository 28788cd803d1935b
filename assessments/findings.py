"""What the tallies of one quiz say, ready for a report."""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from assessments.analysis.flags import Flag, Standing, flags, standing
from assessments.analysis.forms import FormFigures, form_figures
from assessments.analysis.items import ItemFigures, item_figures
from assessments.analysis.sums import total
from assessments.responses import KINDS, Shape
from assessments.wording import plain

from .models import Attempt, ItemTally, QuizPage

DEFAULT_CUT = Decimal(70)


@dataclass(frozen=True)
class Part:
    """Which papers a report is about.

    Attributes:
        length: scored questions of each.
        points: what each is worth.
        with_retakes: whether second and later attempts count as well.
    """

    length: int
    points: int
    with_retakes: bool

    @property
    def code(self):
        """The papers, as an address names them."""
        return f"{self.length}-{self.points}"

    def takes_in(self, form):
        same = (form.length, form.points) == (self.length, self.points)
        return same and (self.with_retakes or not form.is_retake)


@dataclass(frozen=True)
class Line:
    """One question of the report.

    Attributes:
        number: in the report, from 1.
        face: how it looked last; see ``ItemTally``.
        versions: ``(language, version, figures)`` of each that was asked.
    """

    number: int
    key: str
    is_scored: bool
    face: dict
    figures: ItemFigures
    flags: tuple[Flag, ...]
    standing: Standing
    versions: tuple[tuple[str, str, ItemFigures], ...]

    @property
    def prompt(self):
        return plain(self.face["prompt"])

    @property
    def name(self):
        return self.face["code"] or self.prompt

    @property
    def is_choice(self):
        return KINDS[self.face["kind"]].shape == Shape.CHOSEN


@dataclass(frozen=True)
class Findings:
    """The figures of one quiz."""

    part: Part
    form: FormFigures
    standing: Standing
    cut: Decimal
    lines: tuple[Line, ...]


def parts(quiz):
    """Return the kinds of paper that were counted, those of most people first."""
    people = defaultdict(int)
    for form in quiz.forms.all():
        people[form.length, form.points] += form.sums.get("n", 0)
    return sorted(people, key=people.get, reverse=True)


def quiz_findings(quiz, part):
    """Return what the tallies say about ``part`` of ``quiz``; three queries at most.

    Args:
        quiz: the ``QuizTally``, with its ``forms``.
        part: which papers.
    """
    forms = [form for form in quiz.forms.all() if part.takes_in(form)]
    tallies = ItemTally.objects.filter(form__in=forms).order_by("pk")
    lines = question_lines(tallies)
    cut = _cut(quiz)
    figures = form_figures(
        total([form.sums for form in forms]),
        _scored_sums(tallies),
        length=part.length,
        points=part.points,
        cut=cut,
    )
    return Findings(part, figures, standing(figures.n), cut, lines)


def question_lines(tallies):
    """Return one line for each question of ``tallies``, versions taken together."""
    by_question = defaultdict(list)
    for tally in tallies:
        by_question[tally.question_key, tally.is_scored].append(tally)
    kept = sorted(by_question.values(), key=lambda rows: _in_human_order(rows[-1]))
    return tuple(_line(number, rows) for number, rows in enumerate(kept, start=1))


def _in_human_order(tally):
    """Sort by code, "question-9" before "question-10"."""
    pieces = re.split(r"(\d+)", str(tally))
    return [
        (piece.isdecimal(), int(piece) if piece.isdecimal() else 0, piece)
        for piece in pieces
    ]


def _line(number, rows):
    figures = item_figures(total([row.sums for row in rows]))
    face = rows[-1].face
    return Line(
        number=number,
        key=rows[-1].question_key,
        is_scored=rows[-1].is_scored,
        face=face,
        figures=figures,
        flags=flags(figures, wrong_options(face)),
        standing=standing(figures.n),
        versions=tuple(
            (row.language, row.version, item_figures(row.sums)) for row in rows
        ),
    )


def wrong_options(face):
    """Return keys of the options that the key of a choice gives nothing for."""
    if KINDS[face["kind"]].shape != Shape.CHOSEN:
        return []
    return [key for key, credit in face["worth"].get("", {}).items() if credit == "0"]


def _scored_sums(tallies):
    by_question = defaultdict(list)
    for tally in tallies:
        if tally.is_scored:
            by_question[tally.question_key].append(tally.sums)
    return {key: total(sums) for key, sums in by_question.items()}


def _cut(quiz):
    """Return the pass mark of today's quiz, or of the last paper once it is gone."""
    pages = QuizPage.objects.filter(translation_key=quiz.assessment_key)
    marks = list(pages.order_by("pk").values_list("pass_mark", flat=True)[:1])
    if marks:
        return marks[0]
    attempts = Attempt.objects.closed().filter(assessment_key=quiz.assessment_key)
    last = attempts.order_by("-submitted_at").first()
    return Decimal(last.frozen_paper["rules"]["pass_mark"]) if last else DEFAULT_CUT
