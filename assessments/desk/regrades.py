"""Keys that turned out wrong: ask, look at what would change, approve."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail import hooks

from assessments.deciding import ask_for_regrade, decide_regrade
from assessments.models import Appeal, Regrade
from assessments.models.regrades import MayNotApprove
from training.users.access import needs

from .forms import DecisionForm
from .frame import PER_PAGE, REGRADES, desk_page
from .rekeying_forms import ChangeForm, ScopeForm, questions_named, questions_to_choose

MAY_ASK, MAY_LOOK = "assessments.add_regrade", "assessments.view_regrade"
MAY_APPROVE = "assessments.approve_regrade"
REFRESH_SECONDS = 3


@require_GET
@needs(MAY_LOOK)
def listing(request):
    """List what was asked, the latest first."""
    page = Paginator(Regrade.objects.for_listing(), PER_PAGE)
    page = page.get_page(request.GET.get("p"))
    return desk_page(request, "regrade_list", REGRADES, page=page, rows=page)


@require_http_methods(["GET", "POST"])
@needs(MAY_ASK)
def ask(request):
    """Choose questions, then say what is to change and why."""
    keys = request.GET.getlist("question")
    questions = questions_named(keys)
    crumbs = [(reverse("regrades"), REGRADES)]
    if not questions:
        return desk_page(
            request,
            "regrade_choose",
            _("Mark again: which questions?"),
            questions=questions_to_choose(),
            appeal=request.GET.get("appeal", ""),
            crumbs=crumbs,
        )
    sent = request.POST or None
    forms = [ChangeForm(question, data=sent) for question in questions]
    scope = ScopeForm(data=sent)
    if sent and all([scope.is_valid(), *(form.is_valid() for form in forms)]):
        appeal = Appeal.objects.filter(pk=_number(request.GET.get("appeal")))
        regrade = ask_for_regrade(
            by=request.user,
            at=timezone.now(),
            changes=[form.change for form in forms],
            appeal=appeal.first(),
            **scope.cleaned_data,
        )
        messages.success(request, _("What it would change is being worked out."))
        return redirect(regrade)
    return desk_page(
        request,
        "regrade_ask",
        _("Mark again: what changes?"),
        status=422 if sent else 200,
        forms=forms,
        scope=scope,
        crumbs=crumbs,
    )


@require_GET
@needs(MAY_LOOK)
def show(request, pk):
    """Show what a regrade would change, or has changed."""
    regrade = get_object_or_404(Regrade.objects.for_listing(), pk=pk)
    outcomes = regrade.outcomes.all()
    changed = outcomes.changed()
    page = Paginator(changed.for_listing(), PER_PAGE).get_page(request.GET.get("p"))
    is_second = regrade.asked_by_id != request.user.pk
    response = desk_page(
        request,
        "regrade",
        _("Regrade %(number)d") % {"number": regrade.pk},
        regrade=regrade,
        lines=_lines(regrade),
        figures=_figures(outcomes),
        page=page,
        rows=page,
        notes=_notes(outcomes),
        form=DecisionForm(),
        may_decide=regrade.state == "waiting"
        and request.user.has_perm(MAY_APPROVE)
        and is_second,
        crumbs=[(reverse("regrades"), REGRADES)],
    )
    if regrade.state in {"checking", "running"}:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
@needs(MAY_APPROVE)
def decide(request, pk):
    """Approve or decline as a second person."""
    regrade = get_object_or_404(Regrade, pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The note is too long."))
        return redirect(regrade)
    try:
        decide_regrade(
            regrade,
            is_approved="approve" in request.POST,
            by=request.user,
            note=form.cleaned_data["note"],
            at=timezone.now(),
        )
    except MayNotApprove:
        messages.error(
            request,
            _("This cannot be decided by you: it is decided already, or your own."),
        )
    return redirect(regrade)


def _lines(regrade):
    """Return ``(question, change)`` for what was asked."""
    changes = {change.question: change for change in regrade.what()}
    shown = {q.shown.key: q for q in questions_named(list(changes))}
    return [(shown.get(key), change) for key, change in changes.items()]


def _figures(outcomes):
    return {
        "papers": outcomes.count(),
        "applied": outcomes.applied().count(),
        "changed": outcomes.changed().count(),
        "gained": outcomes.gained().count(),
        "lost": outcomes.lost().count(),
        "problems": outcomes.exclude(problem="").count(),
    }


def _notes(outcomes):
    """Ask the apps above what else would be touched; each gives one safe line."""
    return [
        note
        for tell in hooks.get_hooks("explain_regrade")
        if (note := tell(outcomes.lost()))
    ]


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 18 else None
