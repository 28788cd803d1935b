"""Sitting on a panel: by link, blind, saved question by question."""

from django.http import Http404
from django.shortcuts import redirect, render

from assessments.judging import RatingForm
from assessments.models import Panelist
from assessments.models.invited import InvitationClosed, StaleSheet

from .invited import by_link, greet, hand_over


def _panelists():
    return Panelist.objects.select_related("panel")


@by_link(_panelists)
def welcome(request, panelist, *, at):
    """Say what is asked, and show how far this panelist is."""
    return greet(request, panelist, _overview, first="assessments:panel_question")


@by_link(_panelists)
def question(request, panelist, number, *, at):
    """Show one question to rate; a POST keeps what is said and goes on."""
    if not _may_rate(panelist):
        return redirect("assessments:panel", panelist.token)
    rows = list(panelist.ratings.for_sheets())
    rating = next((row for row in rows if row.question.number == number), None)
    if rating is None:
        raise Http404
    form = RatingForm(rating, data=request.POST or None)
    if not form.is_valid():
        return _sheet(request, panelist, rows, form)
    try:
        rating.save_sheet(**form.said(), revision=form.cleaned_data["revision"], at=at)
    except InvitationClosed:
        return redirect("assessments:panel", panelist.token)
    except StaleSheet as stale:
        form.catch_up(stale.current.revision)
        return _sheet(request, panelist, rows, form, stale=stale.current)
    if form.ask_for_reasons():
        form.catch_up(form.cleaned_data["revision"] + 1)
        return _sheet(request, panelist, rows, form)
    if number < len(rows):
        return redirect("assessments:panel_question", panelist.token, number + 1)
    return redirect("assessments:panel_review", panelist.token)


@by_link(_panelists)
def review(request, panelist, *, at):
    """Look over everything; a POST hands it over for good."""
    if not _may_rate(panelist):
        return redirect("assessments:panel", panelist.token)
    return hand_over(request, panelist, _overview, home="assessments:panel", at=at)


def _may_rate(panelist):
    return panelist.panel.is_open and panelist.finished_at is None


def _overview(request, panelist, *, status=200, **context):
    rows = list(panelist.ratings.for_sheets())
    context |= {
        "panelist": panelist,
        "panel": panelist.panel,
        "rows": rows,
        "done": sum(row.is_complete for row in rows),
        "may_rate": _may_rate(panelist),
    }
    name = "review" if context.get("is_review") else "panel"
    return render(request, f"assessments/invited/{name}.html", context, status=status)


def _sheet(request, panelist, rows, form, *, stale=None):
    """Show one question; ``stale`` is what another window saved meanwhile."""
    status = 200 if not form.is_bound else 409 if stale else 422
    rating = form.rating
    number = rating.question.number
    context = {
        "panelist": panelist,
        "panel": panelist.panel,
        "rows": rows,
        "rating": rating,
        "shown": rating.question.shown,
        "form": form,
        "number": number,
        "previous": number - 1,
        "elsewhere": stale
        and [
            (option["text"], stale.levels.get(option["key"])) for option in form.options
        ],
    }
    return render(request, "assessments/invited/rate.html", context, status=status)
