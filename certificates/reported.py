"""Where certifiers answer holders who cannot explain a check, in the admin."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from training.users.access import needs

from .deciding import inspect_url
from .forms import AnswerForm
from .frame import desk_page
from .models import AlreadyAnswered, CheckReport

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@needs("certificates.decide_certificate")
def reported_checks(request):
    """List what holders reported; answer one."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _answer(request, form.cleaned_data)
        return redirect("certificates_reported")
    page = Paginator(CheckReport.objects.for_listing(), PER_PAGE)
    page = page.get_page(request.GET.get("p"))
    return desk_page(
        request,
        "certificates/admin/reported.html",
        _("Reported checks"),
        crumbs=None,
        icon="warning",
        rows=[(one, inspect_url(one.check_of.certificate)) for one in page],
        page=page,
        form=form,
    )


def _answer(request, said):
    report = get_object_or_404(CheckReport, pk=said["report"])
    try:
        report.give_answer(said["answer"], by=request.user, at=timezone.now())
    except AlreadyAnswered:
        messages.error(request, _("Somebody has answered it already."))
    else:
        messages.success(request, _("The holder sees your answer."))
