"""The quiz analysis: how a quiz and its questions do, in pictures and tables."""

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from training.users.access import needs

from .analysis.flags import PROVISIONAL, Standing
from .analysis.histogram import bars
from .analysis.pictures import TraceLine, scale, scatter, trace_line
from .analysis_sheet import analysis_sheet
from .findings import Part, parts, question_lines, quiz_findings, wrong_options
from .flag_wording import (
    cell_names,
    coefficient_meaning,
    coefficient_name,
    flag_advice,
    flag_name,
    method_name,
)
from .models import Answer, Attempt, ItemTally, QuizTally
from .written_answers import frequent_texts

WIDTH, HEIGHT = 600, 180
SQUARE = 300
LOWEST = -0.2
TENTHS = range(10)


@needs("assessments.view_attempt")
def quiz_analysis(request):
    """Show the figures of one quiz, in whatever language it was taken."""
    quizzes = list(QuizTally.objects.order_by("title", "pk"))
    quiz = _chosen(quizzes, request.GET.get("quiz", ""))
    context = {
        "page_title": _("Quiz analysis"),
        "header_icon": "order",
        "quizzes": quizzes,
        "quiz": quiz,
    }
    if quiz:
        prefetch_related_objects([quiz], "forms")
        offered = parts(quiz)
        found = quiz_findings(quiz, _part(request, offered)) if offered else None
        if found and request.GET.get("export") in {"csv", "xlsx"}:
            return analysis_sheet(found, request.GET["export"])
        context |= _report(quiz, offered, found)
    return render(request, "assessments/admin/analysis.html", context)


def _chosen(quizzes, key):
    """Return the quiz asked for, or the first one."""
    named = (quiz for quiz in quizzes if str(quiz.assessment_key) == key)
    return next(named, quizzes[0] if quizzes else None)


def _part(request, offered):
    """Return the papers asked for, or those that most people had."""
    codes = {f"{length}-{points}": (length, points) for length, points in offered}
    length, points = codes.get(request.GET.get("papers", ""), offered[0])
    with_retakes = request.GET.get("attempts") == "all"
    return Part(length, points, with_retakes)


def _report(quiz, offered, found):
    waiting = Attempt.objects.to_tally().filter(assessment_key=quiz.assessment_key)
    context = {
        "waiting": waiting.count(),
        "offered": [Part(length, points, False) for length, points in offered],
        "found": found,
        "provisional": PROVISIONAL,
    }
    if not found or found.standing == Standing.HIDDEN:
        return context
    form = found.form
    return context | {
        "is_provisional": found.standing == Standing.PROVISIONAL,
        "bars": bars(_by_tenth(form), width=WIDTH, height=HEIGHT),
        "scale": {"width": WIDTH, "height": HEIGHT, "cut": _across(found.cut)},
        "rows": [(line, _short_flags(line)) for line in found.lines],
        "scatter": _scatter(found.lines),
        "reliability": form.reliability and _reliability(form.reliability),
        "mean_percent": 100 * form.mean / form.points,
        "sd_percent": 100 * form.sd / form.points,
        "sem_percent": None if form.sem is None else 100 * form.sem / form.points,
        "passed_percent": 100 * form.passed / form.n,
    }


def _across(percent):
    return float(percent) * WIDTH / 100


def _by_tenth(form):
    counts = dict.fromkeys(TENTHS, 0)
    for percent, n in form.by_percent.items():
        counts[min(9, percent // 10)] += n
    return counts


def _short_flags(line):
    return [flag_name(flag) for flag in line.flags]


def _reliability(reliability):
    return {
        "name": coefficient_name(reliability.coefficient),
        "value": reliability.value,
        "meaning": coefficient_meaning(reliability.coefficient),
    }


def _scatter(lines):
    """Return the dots of all questions that have figures, and where lines lie."""
    known = [line for line in lines if line.standing != Standing.HIDDEN]
    points = [
        (str(line.number), line.figures.facility, line.figures.discrimination)
        for line in known
    ]
    return {
        "dots": scatter(points, width=WIDTH, height=SQUARE, lowest=LOWEST),
        "ticks": [
            (scale(value, height=SQUARE, lowest=LOWEST), value)
            for value in (1.0, 0.6, 0.2, 0.0)
        ],
        "width": WIDTH,
        "height": SQUARE,
    }


@needs("assessments.view_attempt")
def question_analysis(request, question_key):
    """Show one question as it did in one quiz: first attempts at all its papers."""
    tallies = ItemTally.objects.filter(question_key=question_key).order_by("pk")
    tallies = list(tallies.select_related("form__quiz"))
    if not tallies and not Answer.objects.filter(question_key=question_key).exists():
        raise Http404
    quizzes = sorted({t.form.quiz for t in tallies}, key=lambda q: (q.title, q.pk))
    quiz = _chosen(quizzes, request.GET.get("quiz", ""))
    with_retakes = request.GET.get("attempts") == "all"
    own = [
        tally
        for tally in tallies
        if tally.form.quiz == quiz and (with_retakes or not tally.form.is_retake)
    ]
    lines = question_lines(own)
    context = {
        "page_title": _("Question analysis"),
        "header_icon": "help",
        "quizzes": quizzes,
        "quiz": quiz,
        "with_retakes": with_retakes,
        "question_key": question_key,
        "sections": [_section(line, quiz) for line in lines],
    }
    return render(request, "assessments/admin/question_analysis.html", context)


def _section(line, quiz):
    """Return what the page says of one question, as scored or as a pilot."""
    section = {"line": line, "is_hidden": line.standing == Standing.HIDDEN}
    if section["is_hidden"]:
        return section
    interval = line.figures.interval
    return section | {
        "is_provisional": line.standing == Standing.PROVISIONAL,
        "advice": [flag_advice(flag) for flag in line.flags],
        "interval_method": interval and method_name(interval.method),
        "blank_percent": 100 * line.figures.blank / line.figures.n,
        "cells": _cells(line),
        "traces": _traces(line),
        "texts": _texts(line, quiz),
        "versions": line.versions if len(line.versions) > 1 else (),
    }


def _cells(line):
    """Return a row for each thing that was or could have been chosen."""
    row_name, column_name = cell_names(line.face)
    worth, wrong = line.face["worth"], set(wrong_options(line.face))
    given = {(row, column) for row in worth for column in worth[row]}
    given |= {(cell.row, cell.column) for cell in line.figures.cells}
    rows = [
        {
            "row": row_name(row) if row else "",
            "column": column_name(column),
            "worth": worth.get(row, {}).get(column, "0"),
            "cell": line.figures.cell(row, column),
            "is_wrong": column in wrong,
            "order": (row, -(cell.n if cell else 0), column),
        }
        for row, column in given
        for cell in [line.figures.cell(row, column)]
    ]
    return sorted(rows, key=lambda row: row["order"])


def _traces(line):
    """Return the lines of the picture, with letters, and the table of the same."""
    figures, people = line.figures, line.figures.people_by_tenth
    named = [(_("Mean credit"), figures.facility_by_tenth)]
    if line.is_choice:
        options = line.face["options"]
        named = [
            (options.get(cell.column, cell.column), cell.by_tenth)
            for cell in figures.cells
        ]
    drawn = [
        (letter, label, shares, _trace(letter, shares, people))
        for letter, (label, shares) in zip("ABCDEFGHIJKLMNOP", named, strict=False)
    ]
    return {
        "lines": drawn,
        "table": [
            (10 * tenth, people[tenth], [shares[tenth] for _l, _n, shares, _t in drawn])
            for tenth in TENTHS
            if people[tenth]
        ],
        "width": WIDTH,
        "height": HEIGHT,
    }


def _trace(letter, shares, people) -> TraceLine:
    return trace_line(letter, shares, people, width=WIDTH, height=HEIGHT)


def _texts(line, quiz):
    if line.face["kind"] not in {"short", "number"}:
        return None
    return frequent_texts(quiz.assessment_key, line.key)
