"""Certificates in the Wagtail admin: found, read, never edited."""

import datetime as dt

import django_filters
from django.db.models import OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from training.users.records import DecidedViewSet, RecordIndexView

from . import codes, deciding, editions_desk, erasing_notes, reissuing, status
from .as_of import AsOfForm
from .models import Certificate, StatusEvent
from .status_words import STATUS_WORDS


def status_today(certificate):
    """Return today's standing as a word."""
    return STATUS_WORDS[certificate.status(at=timezone.now()).name]


def last_day_today(certificate):
    """Return the last good day, renewals counted; None if it does not expire."""
    return certificate.status(at=timezone.now()).last_day


def document_state(certificate):
    """Return whether the document exists, and if not, why."""
    if certificate.has_document:
        return _("Ready")
    return certificate.problem or certificate.delay or _("Being made")


class CertificateFilterSet(WagtailFilterSet):
    """What certifiers look for."""

    issued_at = django_filters.DateFromToRangeFilter(
        label=_("Issued"), widget=DateRangePickerWidget
    )
    decision = django_filters.ChoiceFilter(
        label=_("Last decision"),
        choices=[kind for kind in StatusEvent.KINDS if kind[0] != status.NOTE_ERASED],
        method="by_last_decision",
    )
    document = django_filters.ChoiceFilter(
        label=_("Document"),
        choices=[
            ("ready", _("Ready")),
            ("making", _("Being made")),
            ("held", _("Cannot be printed")),
        ],
        method="by_document",
    )
    expired = django_filters.BooleanFilter(
        label=_("Past its last day"), method="is_past"
    )

    class Meta:
        model = Certificate
        fields = []

    def by_last_decision(self, queryset, name, value):
        events = StatusEvent.objects.filter(certificate=OuterRef("pk"))
        events = events.exclude(kind=status.NOTE_ERASED)
        last = events.order_by("-recorded_at", "-pk").values("kind")[:1]
        return queryset.annotate(last_decision=Subquery(last)).filter(
            last_decision=value
        )

    def by_document(self, queryset, name, value):
        match value:
            case "ready":
                return queryset.filter(token_hash__isnull=False)
            case "making":
                return queryset.without_document()
            case _held:
                return queryset.held_up()

    def is_past(self, queryset, name, value):
        at = timezone.now()
        yesterday = at.date() - dt.timedelta(days=1)
        dated = queryset.with_last_day(at=at)
        if value:
            return dated.filter(last_day__lte=yesterday)
        return dated.filter(Q(last_day=None) | Q(last_day__gt=yesterday))


class CertificateIndexView(RecordIndexView):
    """The list, which is also the export."""

    any_permission_required = ["view"]
    list_export = [
        "number",
        "holder_name",
        "title",
        "issued_at",
        "expires_on",
        "status",
        "document",
    ]
    export_headings = {"status": _("Status today"), "document": _("Document")}

    def get_base_queryset(self):
        return Certificate.objects.for_listing()

    @cached_property
    def header_more_buttons(self):
        """Offer to decide about all that the list shows by its filters."""
        buttons = super().header_more_buttons
        if not self.request.user.has_perm("certificates.decide_certificate"):
            return buttons
        address = reverse("new_bulk_decision")
        if asked := self.request.GET.urlencode():
            address = f"{address}?{asked}"
        words = _("Decide about all in this list")
        return [*buttons, Button(words, url=address, icon_name="list-ul", priority=80)]

    def search_queryset(self, queryset):
        """Find by number alone; a whole one is found however it is typed."""
        if not self.search_query:
            return queryset
        try:
            return queryset.filter(number=codes.normalise(self.search_query))
        except codes.MalformedNumber:
            return queryset.filter(number__icontains=self.search_query.strip())

    def to_row_dict(self, item):
        row = {name: getattr(item, name) for name in self.list_export[:4]}
        return row | {
            "expires_on": last_day_today(item),
            "status": status_today(item),
            "document": document_state(item),
        }


class CertificateInspectView(generic.InspectView):
    """One certificate with its decisions and its document."""

    any_permission_required = ["view"]
    template_name = "certificates/admin/inspect.html"

    def get_object(self, queryset=None):
        return get_object_or_404(Certificate.objects.for_listing(), pk=self.pk)

    def get_is_withheld_display_value(self):
        return _("Yes") if self.object.is_withheld else _("No")

    def get_expires_on_display_value(self):
        day = last_day_today(self.object)
        return date_format(day) if day else _("Does not expire")

    def get_shows_name_display_value(self):
        return _("Yes") if self.object.shows_name else _("No")

    def get_context_data(self, **kwargs):
        events = list(self.object.events.select_related("actor"))
        may_decide = self.request.user.has_perm(
            "certificates.decide_certificate"
        ) and not deciding.is_own(self.request, self.object)
        return super().get_context_data(
            events=events,
            may_decide=may_decide,
            may_reissue=may_decide
            and reissuing.may_reissue(self.object, at=timezone.now()),
            **self._as_of(),
            possible=[
                (k, deciding.TITLES[k]) for k in self.object.possible_decisions()
            ],
            status_word=status_today(self.object),
            document_state=document_state(self.object),
            **kwargs,
        )

    def _as_of(self):
        """Return what it was worth on a day that somebody asks about."""
        form = AsOfForm(self.request.GET or None)
        if not form.is_valid():
            return {"as_of_form": form}
        return {"as_of_form": form, "as_of": form.answer(self.object)}


class CertificateViewSet(DecidedViewSet):
    """Read only; decisions are the one thing that is added."""

    model = Certificate
    name = "issued_certificates"
    url_prefix = "issued-certificates"
    icon = "clipboard-list"
    menu_label = _("Certificates")
    menu_order = 250
    add_to_admin_menu = True
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateInspectView
    filterset_class = CertificateFilterSet
    search_fields = ["number"]
    export_filename = "certificates"
    inspect_view_fields = [
        "number",
        "holder_name",
        "title",
        "completed_on",
        "issued_at",
        "expires_on",
        "issuer_name",
        "is_withheld",
        "shows_name",
    ]
    list_display = [
        TitleColumn(
            "number",
            label=_("Number"),
            sort_key="number",
            get_url=deciding.inspect_url,
        ),
        Column("holder_name", label=_("Holder"), sort_key="holder_name"),
        Column("title", label=_("Title"), sort_key="title"),
        DateColumn("issued_at", label=_("Issued"), sort_key="issued_at"),
        Column("status", label=_("Status today"), accessor=status_today),
        Column("document", label=_("Document"), accessor=document_state),
    ]
    decision_urls = [
        path("<int:pk>/name/", deciding.respell, name="respell"),
        path("<int:pk>/edition/", editions_desk.new_edition, name="new_edition"),
        path(
            "<int:pk>/note/<int:position>/", erasing_notes.erase_note, name="erase_note"
        ),
        path("<int:pk>/<str:kind>/", deciding.decide, name="decide"),
    ]
