"""Scenarios as text: out of a page, and into a draft."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.permission_policies.pages import PagePermissionPolicy

from assessments.interchange import scenario_text
from assessments.interchange.items import Refused
from assessments.interchange.text import dump
from assessments.models import ScenarioPage
from courses.models import CompetencyDomain, ModulePage
from training.users.access import needs

from .formats import FORMATS
from .forms import ScenarioImportForm
from .imports import as_file
from .scenario_fields import as_text, not_taken_over, scenario_fields
from .wording import refusal, sentence


@needs("wagtailadmin.access_admin")
def download(request, pk):
    """Hand out the latest draft of a scenario as text; first say what it loses."""
    page = get_object_or_404(ScenarioPage, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    said, notes = as_text(page.get_latest_revision_as_object())
    if not notes or "all-the-same" in request.GET:
        return as_file(dump(said), FORMATS["text"], page.slug)
    title = _("Download as text")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "download",
        "scenario": page,
        "notes": _told(notes),
    }
    return render(request, "assessments/admin/exchange/losses.html", context)


@needs("wagtailadmin.access_admin")
def upload(request):
    """Make a draft of the scenario in a file; or say what is wrong, by line."""
    modules = _modules(request.user)
    if not modules.exists():
        raise PermissionDenied
    form = ScenarioImportForm(
        request.POST or None, request.FILES or None, modules=modules
    )
    faults = []
    if request.method == "POST" and form.is_valid():
        faults, notes, page = _bring_in(request.user, form.cleaned_data)
        if page:
            messages.success(request, _("The scenario is there, as a draft."))
            for note, said in _told(notes):
                messages.warning(request, f"{note.question}: {said}")
            return redirect("wagtailadmin_pages:edit", page.pk)
    title = _("Import a scenario")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "upload",
        "form": form,
        "faults": faults,
    }
    status = 422 if form.is_bound else 200
    template = "assessments/admin/exchange/scenario.html"
    return render(request, template, context, status=status)


def _modules(user):
    policy = PagePermissionPolicy()
    allowed = policy.instances_user_has_permission_for(user, "add")
    return ModulePage.objects.filter(pk__in=allowed.values("pk")).order_by("title")


def _bring_in(user, given):
    """Return what is wrong, in sentences; what was not taken over; and the draft."""
    try:
        scenario, notes = scenario_text.read(given["file"].read())
    except Refused as refused:
        return [refusal(refused)], (), None
    if scenario is None:
        return [_at(note) for note in notes], (), None
    module = given["module"]
    try:
        page = _draft(user, module, scenario)
    except ValidationError as error:
        return error.messages, (), None
    return [], not_taken_over(scenario, module.locale), page


def _told(notes):
    return [(note, sentence(note.remark, note.detail)) for note in notes]


def _at(note):
    said = sentence(note.remark, note.detail)
    return _("Line %(line)d: %(said)s") % {"line": note.line, "said": said}


@transaction.atomic
def _draft(user, module, scenario):
    domains = CompetencyDomain.objects.filter(locale=module.locale)
    page = ScenarioPage(
        title=scenario.title,
        slug=find_available_slug(module, scenario.slug),
        contact_minutes=scenario.contact_minutes,
        domain=domains.filter(code=scenario.domain).first(),
        summary=scenario.summary,
        content_note=scenario.content_note,
        locale=module.locale,
        live=False,
        owner=user,
        **scenario_fields(scenario, {}, module.locale),
    )
    module.add_child(instance=page)
    page.save_revision(user=user, clean=False)
    return page
