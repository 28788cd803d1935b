"""Agencies in the Wagtail admin: certifiers approve, refuse and close them."""

from urllib.parse import urlsplit

import django_filters
from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.log_actions import log

from certificates.frame import desk_page
from certificates.models import Agency
from certificates.models.agencies import AlreadyDecided
from training.users.access import needs
from training.users.records import DecidedViewSet, RecordIndexView

from .letters import send_answer

STATES = {
    "waiting": gettext_lazy("Waits for an answer"),
    "open": gettext_lazy("Open"),
    "refused": gettext_lazy("Refused"),
    "closed": pgettext_lazy("agency", "Closed"),
}
ANSWERS = {
    "approve": gettext_lazy("Approve"),
    "refuse": gettext_lazy("Refuse"),
    "close": gettext_lazy("Close"),
}
POSSIBLE = {"waiting": ("approve", "refuse"), "open": ("close",)}


def state_of(agency):
    """Return where an agency stands, as words."""
    return STATES[agency.state]


def inspect_url(agency):
    return reverse("agency_records:inspect", args=[agency.pk])


class AnswerForm(forms.Form):
    """What the certifier writes to the agency."""

    words = forms.CharField(
        label=gettext_lazy("What we write to them"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It goes out by e-mail as you write it here."),
    )

    def __init__(self, *args, answer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].required = answer != "approve"


class AgencyFilterSet(WagtailFilterSet):
    """What certifiers look for."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=list(STATES.items()), method="by_state"
    )

    class Meta:
        model = Agency
        fields = []

    def by_state(self, queryset, name, value):
        match value:
            case "waiting":
                return queryset.waiting()
            case "open":
                return queryset.open()
            case "refused":
                return queryset.filter(refused_at__isnull=False)
            case _closed:
                return queryset.filter(closed_at__isnull=False)


class AgencyIndexView(RecordIndexView):
    """The list, which is also the export."""

    any_permission_required = ["view"]
    list_export = ["name", "website", "contact", "applied_at", "approved_at"]

    def get_base_queryset(self):
        return Agency.objects.select_related("applied_by", "approved_by")


class AgencyInspectView(generic.InspectView):
    """One agency, who acts for it and what happened."""

    any_permission_required = ["view"]
    template_name = "agencies/admin/inspect.html"

    def get_context_data(self, **kwargs):
        agency = self.object
        may_decide = self.request.user.has_perm("certificates.decide_agency")
        possible = POSSIBLE.get(agency.state, ()) if may_decide else ()
        return super().get_context_data(
            state=state_of(agency),
            is_same_domain=is_same_domain(agency),
            possible=[(answer, ANSWERS[answer]) for answer in possible],
            memberships=agency.memberships.standing().select_related("user"),
            events=agency.events.select_related("actor", "about"),
            **kwargs,
        )


def is_same_domain(agency):
    """Whether the e-mail address lies in the website's domain."""
    site = (urlsplit(agency.website).hostname or "").removeprefix("www.")
    mail = agency.contact.rpartition("@")[2].lower()
    return bool(site) and (mail == site or mail.endswith(f".{site}"))


@require_http_methods(["GET", "POST"])
@needs("certificates.decide_agency")
def answer(request, pk, answer):
    """Ask for the words, then approve, refuse or close."""
    agency = get_object_or_404(Agency, pk=pk)
    if answer not in POSSIBLE.get(agency.state, ()):
        messages.error(request, _("This is not possible any more."))
        return redirect(inspect_url(agency))
    if answer == "approve" and agency.applied_by_id == request.user.pk:
        messages.error(request, _("Somebody else has to approve your own agency."))
        return redirect(inspect_url(agency))
    form = AnswerForm(request.POST or None, answer=answer)
    if request.method != "POST" or not form.is_valid():
        return _page(request, agency, answer, form)
    try:
        _give(agency, answer, words=form.cleaned_data["words"], by=request.user)
    except AlreadyDecided:
        messages.error(request, _("This is not possible any more."))
        return redirect(inspect_url(agency))
    messages.success(request, _("Done. The agency hears it by e-mail."))
    return redirect(inspect_url(agency))


@transaction.atomic
def _give(agency, answer, *, words, by):
    """Decide, note it for administrators and lay the mail out, or none of it."""
    decide = getattr(agency, answer)
    decide(by=by, at=timezone.now(), words=words)
    log(agency, "certificates.answer_agency", user=by, data={"is": answer})
    send_answer(agency)


def _page(request, agency, answer, form):
    listing = reverse("agency_records:index"), _("Agencies")
    return desk_page(
        request,
        "agencies/admin/answer.html",
        ANSWERS[answer],
        crumbs=[listing, (inspect_url(agency), agency.name)],
        icon="group",
        agency=agency,
        answer=answer,
        form=form,
    )


class AgencyViewSet(DecidedViewSet):
    """Read only; a certifier's answer is the one thing that is added."""

    model = Agency
    name = "agency_records"
    url_prefix = "agencies"
    icon = "group"
    menu_label = gettext_lazy("Agencies")
    menu_order = 252
    add_to_admin_menu = True
    index_view_class = AgencyIndexView
    inspect_view_class = AgencyInspectView
    filterset_class = AgencyFilterSet
    search_fields = ["name", "contact"]
    export_filename = "agencies"
    inspect_view_fields = ["name", "website", "contact", "purpose", "applied_at"]
    list_display = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            sort_key="name",
            get_url=inspect_url,
        ),
        Column("state", label=gettext_lazy("State"), accessor=state_of),
        Column("contact", label=gettext_lazy("Work e-mail")),
        DateColumn(
            "applied_at", label=gettext_lazy("Asked for"), sort_key="applied_at"
        ),
    ]
    decision_urls = [path("<int:pk>/<str:answer>/", answer, name="answer")]
