"""Where certifiers propose one decision about many certificates, and approve it."""

import datetime as dt
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.log_actions import log

from training.users.access import needs

from .bulk_deciding import MOST, propose
from .deciding import TITLES
from .deciding_forms import DecisionForm
from .frame import desk_page
from .models import BulkDecision, Certificate, IssuerSettings
from .models.bulk import MayNotApprove
from .status_words import STATUS_WORDS
from .tasks import carry_out_bulk_decision
from .viewsets import CertificateFilterSet

MAY = "certificates.decide_certificate"
PER_PAGE = 100
REFRESH_SECONDS = 3
HEADING = gettext_lazy("Decisions about many")

PROBLEMS = {
    "malformed": gettext_lazy("This is no number."),
    "unknown": gettext_lazy("No certificate has this number."),
    "repeated": gettext_lazy("It stands further up already."),
    "impossible": gettext_lazy("This decision is not possible for it."),
    "last_day": gettext_lazy("It is good for longer already."),
}


class BulkForm(DecisionForm):
    """A decision with the numbers that it is about."""

    numbers = forms.CharField(
        label=gettext_lazy("Certificate numbers"),
        max_length=MOST * 40,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("One in each line, 2,000 at most."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why, for whoever approves"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["numbers"]

    def clean_numbers(self):
        typed = self.cleaned_data["numbers"].replace(",", "\n").splitlines()
        lines = [line.strip() for line in typed if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(_("These are too many for one proposal."))
        return lines

    @property
    def wording(self):
        apart = {"numbers", "why"}
        return {k: v for k, v in super().wording.items() if k not in apart}


class AnswerForm(forms.Form):
    """What the second person says."""

    answer = forms.CharField(
        label=gettext_lazy("Note (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_GET
@needs(MAY)
def listing(request):
    """List what was proposed, the latest first."""
    pages = Paginator(BulkDecision.objects.for_listing(), PER_PAGE)
    page = pages.get_page(request.GET.get("p"))
    return desk_page(request, "certificates/admin/bulk_list.html", HEADING, page=page)


@require_http_methods(["GET", "POST"])
@needs(MAY)
def new(request):
    """Choose a kind, then say what is to be decided about which."""
    kind = request.GET.get("kind")
    crumbs = [(reverse("bulk_decisions"), HEADING)]
    if kind not in TITLES:
        chosen = {"kinds": TITLES.items(), "chosen": request.GET.urlencode()}
        title = _("Decide about many: what?")
        template = "certificates/admin/bulk_kind.html"
        return desk_page(request, template, title, crumbs=crumbs, **chosen)
    at = timezone.now()
    today = at.astimezone(ZoneInfo(IssuerSettings.load().time_zone)).date()
    form = BulkForm(request.POST or None, kind=kind, today=today)
    form.initial["numbers"] = "\n".join(_numbers_in_list(request))
    if form.is_valid():
        said = form.cleaned_data
        bulk = propose(
            said["numbers"],
            kind=kind,
            wording=form.wording,
            effective_on=said["effective_on"],
            why=said["why"],
            proposed_by=request.user,
            at=at,
        )
        messages.success(request, _("Nothing is decided yet. Look at each row."))
        return redirect(bulk)
    template = "certificates/admin/bulk_new.html"
    return desk_page(request, template, TITLES[kind], crumbs=crumbs, form=form)


@require_GET
@needs(MAY)
def show(request, pk):
    """Show what it would do row by row, or has done, and let a second one decide."""
    bulk = get_object_or_404(BulkDecision.objects.for_listing(), pk=pk)
    rows = bulk.rows.select_related("certificate")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    response = desk_page(
        request,
        "certificates/admin/bulk.html",
        f"{TITLES[bulk.kind]} · {bulk.pk}",
        bulk=bulk,
        figures=_figures(bulk),
        page=page,
        rows=[_shown(row) for row in page],
        form=AnswerForm(),
        is_own=bulk.proposed_by_id == request.user.pk,
        last_day=_day(bulk.wording.get("last_day")),
        crumbs=[(reverse("bulk_decisions"), HEADING)],
    )
    if bulk.state == "running":
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
@needs(MAY)
def decide(request, pk):
    """Approve or decline as a second person; approved, it begins at once."""
    bulk = get_object_or_404(BulkDecision, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The note is too long."))
        return redirect(bulk)
    is_approved = "approve" in request.POST
    try:
        with transaction.atomic():
            bulk.decide(
                is_approved=is_approved,
                by=request.user,
                answer=form.cleaned_data["answer"],
                at=timezone.now(),
            )
            if is_approved:
                carry_out_bulk_decision.enqueue(bulk.pk)
            log(bulk, "certificates.decide_many", user=request.user)
    except MayNotApprove:
        messages.error(
            request,
            _("This cannot be decided by you: it is decided already, or your own."),
        )
    return redirect(bulk)


def _numbers_in_list(request):
    """Return the numbers that the list of certificates shows by the same filters."""
    asked = request.GET.copy()
    asked.pop("kind", None)
    if not asked:
        return []
    every = Certificate.objects.all()
    filtered = CertificateFilterSet(asked, queryset=every, request=request).qs
    return filtered.values_list("number", flat=True)[:MOST]


def _figures(bulk):
    left = Q(done_at=None, problem="")
    return bulk.rows.aggregate(
        rows=Count("pk"),
        meant=Count("pk", filter=Q(problem="") | Q(done_at__isnull=False)),
        done=Count("pk", filter=Q(event__isnull=False)),
        left=Count("pk", filter=left),
        problems=Count("pk", filter=~Q(problem="")),
    )


def _shown(row):
    return {
        "row": row,
        "before": STATUS_WORDS.get(row.before, ""),
        "after": STATUS_WORDS.get(row.after, ""),
        "problem": PROBLEMS.get(row.problem, ""),
    }


def _day(text):
    return dt.date.fromisoformat(text) if text else None
