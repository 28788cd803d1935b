"""Judging where the cut lies: by link, two rounds, saved question by question."""

from django.http import Http404
from django.shortcuts import redirect, render

from assessments.judging import EstimateForm
from assessments.models import Estimate, Judge
from assessments.models.invited import InvitationClosed, StaleSheet

from .invited import by_link, greet, hand_over


def _judges():
    return Judge.objects.select_related("setting")


@by_link(_judges)
def welcome(request, judge, *, at):
    """Say what is asked, and show how far this judge is."""
    return greet(request, judge, _overview, first="assessments:session_question")


@by_link(_judges)
def question(request, judge, number, *, at):
    """Show one question to estimate; a POST keeps the estimate and goes on."""
    if not _may_estimate(judge):
        return redirect("assessments:session", judge.token)
    rows = _rows(judge)
    estimate = next((row for row in rows if row.item.number == number), None)
    if estimate is None:
        raise Http404
    form = EstimateForm(estimate, data=request.POST or None)
    if not form.is_valid():
        return _sheet(request, judge, rows, form)
    try:
        estimate.save_percent(**form.cleaned_data, at=at)
    except InvitationClosed:
        return redirect("assessments:session", judge.token)
    except StaleSheet as stale:
        form.catch_up(stale.current.revision)
        return _sheet(request, judge, rows, form, is_stale=True)
    if number < len(rows):
        return redirect("assessments:session_question", judge.token, number + 1)
    return redirect("assessments:session_review", judge.token)


@by_link(_judges)
def review(request, judge, *, at):
    """Look over all estimates; a POST hands the round over for good."""
    if not _may_estimate(judge):
        return redirect("assessments:session", judge.token)
    return hand_over(request, judge, _overview, home="assessments:session", at=at)


def _may_estimate(judge):
    setting = judge.setting
    return setting.is_open and judge.done_rounds == setting.round - 1


def _rows(judge):
    return list(judge.estimates.for_sheets(judge.setting.round))


def _overview(request, judge, *, status=200, **context):
    rows = _rows(judge)
    context |= {
        "judge": judge,
        "setting": judge.setting,
        "rows": rows,
        "done": sum(row.is_complete for row in rows),
        "total": sum(row.percent or 0 for row in rows) / 100,
        "may_estimate": _may_estimate(judge),
        "waits": judge.setting.is_open and judge.done_rounds == judge.setting.round,
    }
    name = "session_review" if context.get("is_review") else "session"
    return render(request, f"assessments/invited/{name}.html", context, status=status)


def _sheet(request, judge, rows, form, *, is_stale=False):
    status = 200 if not form.is_bound else 409 if is_stale else 422
    estimate = form.estimate
    number = estimate.item.number
    context = {
        "judge": judge,
        "setting": judge.setting,
        "rows": rows,
        "estimate": estimate,
        "shown": estimate.item.shown,
        "form": form,
        "number": number,
        "previous": number - 1,
        "is_stale": is_stale,
    }
    if judge.setting.round == 2:
        context |= _first_round(judge, estimate)
    return render(request, "assessments/invited/estimate.html", context, status=status)


def _first_round(judge, estimate):
    """Return what the second round shows: one's own, the group's, the facility."""
    key = str(estimate.item.question_key)
    own = Estimate.objects.get(judge=judge, item=estimate.item, round=1)
    told = judge.setting.told().get(key)
    return {
        "own": own.percent,
        "told": told
        and [round(share * 100) for share in (told.low, told.middle, told.high)],
        "facility": judge.setting.facility_percent(key),
    }
