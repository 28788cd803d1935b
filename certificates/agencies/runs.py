"""What checks of a list have shown: watched, filtered and taken away."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from certificates import proving, rostering
from certificates.status_words import STATUS_WORDS

from . import sheets
from .access import member_of_agency
from .filters import ResultFilterSet
from .lists import find

ON_A_PAGE = 50
PREVIEWED = 10


@require_GET
@member_of_agency()
def roster(request, agency, roster_id):
    """Show a list: its newest check, or a first look before it is checked."""
    found = find(agency, roster_id)
    newest = found.runs.first()
    return (
        _preview(request, agency, found)
        if newest is None
        else _show(request, agency, found, newest)
    )


@require_GET
@member_of_agency()
def run(request, agency, roster_id, number):
    """Show one check of a list."""
    found = find(agency, roster_id)
    return _show(request, agency, found, _run(found, number))


@require_GET
@member_of_agency()
def progress(request, agency, roster_id, number):
    """Say how far a check is, for the page that waits for it."""
    current = _run(find(agency, roster_id), number)
    return JsonResponse(
        {
            "done": current.done,
            "total": current.total,
            "is_paused": current.paused_until is not None,
            "is_finished": current.is_finished,
        }
    )


@require_GET
@member_of_agency()
def download(request, agency, roster_id, number, suffix):
    """Hand out a finished check, as it is filtered on the page."""
    found = find(agency, roster_id)
    current = _run(found, number)
    if suffix not in sheets.TYPES or not current.is_finished:
        raise Http404
    chosen = ResultFilterSet(request.GET, _results(current))
    is_narrowed = request.GET.get("shown") or request.GET.get("changed")
    faulty = [] if is_narrowed else found.rows.faulty()
    content = sheets.write(
        chosen.qs, faulty, checked_at=current.finished_at, suffix=suffix
    )
    response = HttpResponse(content, content_type=sheets.TYPES[suffix])
    day = current.finished_at.date().isoformat()
    response.headers["Content-Disposition"] = (
        f'attachment; filename="list-{day}.{suffix}"'
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@member_of_agency()
def prove(request, agency, roster_id, number, place):
    """Keep a proof of what a finished check found for one line."""
    current = _run(find(agency, roster_id), number)
    lines = current.results.exclude(status="").filter(run__finished_at__isnull=False)
    lines = lines.select_related("row", "run__roster")
    result = get_object_or_404(lines, row__place=place)
    try:
        with request.membership.acting():
            token = rostering.prove(result, language=get_language(), at=timezone.now())
    except proving.NotFresh:
        messages.error(
            request,
            _(
                "A proof can be kept for an hour after the check. What you checked "
                "may have changed since: check the list again first."
            ),
        )
        return redirect(current)
    return redirect("certificates:proof", token)


def _run(found, number):
    return get_object_or_404(found.runs.select_related("started_by"), number=number)


def _results(current):
    return current.results.select_related("row").order_by("row__place")


def _preview(request, agency, found):
    good = found.rows.good()
    context = {
        "agency": agency,
        "place": "lists",
        "roster": found,
        "first": good[:PREVIEWED],
        "good": good.count(),
        "faulty": found.rows.faulty().count(),
    }
    return render(request, "agencies/preview.html", context)


def _show(request, agency, found, current):
    context = {
        "agency": agency,
        "place": "lists",
        "roster": found,
        "run": current,
        "runs": found.runs.select_related("started_by"),
        "faulty": found.rows.faulty().count(),
    }
    if not current.is_finished:
        return render(request, "agencies/running.html", context)
    chosen = ResultFilterSet(request.GET, _results(current))
    page = Paginator(chosen.qs, ON_A_PAGE).get_page(request.GET.get("page"))
    words = [(word, current.summary.get(name)) for name, word in STATUS_WORDS.items()]
    context |= {
        "filter": chosen,
        "is_fresh": timezone.now() - current.finished_at <= proving.FRESH,
        "page": page,
        "counts": [(word, count) for word, count in words if count],
    }
    return render(request, "agencies/run.html", context)
