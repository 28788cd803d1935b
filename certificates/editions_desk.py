"""Where certifiers issue new editions and answer holders who ask for another name."""

import secrets

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from training.users.access import needs

from .deciding import crumb_of_all, crumbs_to, inspect_url, is_own, refuse_own
from .frame import desk_page
from .models import Certificate, NameRequest
from .models.renaming import RenamingClosed
from .names import printable
from .reissuing import CannotReissue, close_request, may_reissue, reissue
from .status_words import STATUS_WORDS

MAY = "certificates.decide_certificate"
PER_PAGE = 50


class EditionForm(forms.Form):
    """What a new edition says otherwise, and why."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why a new edition"),
        choices=[
            ("name", gettext_lazy("The holder has another name now")),
            ("correction", gettext_lazy("A mistake is put right")),
            ("continuing", gettext_lazy("It was renewed: print the new last day")),
        ],
        widget=forms.RadioSelect,
    )
    holder_name = forms.CharField(
        label=gettext_lazy("Name as it will be printed"), max_length=120
    )

    def clean_holder_name(self):
        return printable(self.cleaned_data["holder_name"])


class AnswerForm(forms.Form):
    """What a holder who asked for another name is told."""

    answer = forms.CharField(
        label=gettext_lazy("Answer to the holder"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Say why, if you decline. The holder reads it."),
    )


@require_http_methods(["GET", "POST"])
@needs(MAY)
def new_edition(request, pk):
    """Ask what changes, show what becomes of both, then issue it."""
    certificate = get_object_or_404(Certificate.objects.for_listing(), pk=pk)
    if is_own(request, certificate):
        return refuse_own(request, certificate)
    at = timezone.now()
    if not may_reissue(certificate, at=at):
        messages.error(request, _("A new edition is not possible for this one."))
        return redirect(inspect_url(certificate))
    initial = {"reason": "name", "holder_name": certificate.holder_name}
    form = EditionForm(request.POST or None, initial=initial)
    if not form.is_valid() or "back" in request.POST:
        return _page(request, certificate, "new_edition", form=form)
    if "confirmed" not in request.POST:
        status = certificate.status(at=at)
        told = {"status_word": STATUS_WORDS[status.name], "last_day": status.last_day}
        return _page(request, certificate, "confirm_edition", form=form, **told)
    return _issue(request, certificate, form.cleaned_data, at=at)


@require_GET
@needs(MAY)
def name_requests(request):
    """List who waits for another name."""
    waiting = NameRequest.objects.waiting().select_related("certificate", "asked_by")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("p"))
    return desk_page(
        request,
        "certificates/admin/name_requests.html",
        _("Requests for another name"),
        crumbs=[crumb_of_all()],
        page=page,
        rows=page,
    )


@require_http_methods(["GET", "POST"])
@needs(MAY)
def decide_name(request, pk):
    """Show one request; grant it by a new edition, or decline it with an answer."""
    asked = NameRequest.objects.waiting().select_related("certificate")
    wish = get_object_or_404(asked, pk=pk)
    form = AnswerForm(request.POST or None)
    is_granted = "grant" in request.POST
    if form.is_valid() and not is_granted and not form.cleaned_data["answer"]:
        form.add_error("answer", _("Say why."))
    if not form.is_valid():
        return _page(
            request,
            wish.certificate,
            "name_request",
            form=form,
            wish=wish,
            is_own=wish.asked_by_id == request.user.pk,
        )
    try:
        close_request(
            wish,
            is_granted=is_granted,
            by=request.user,
            answer=form.cleaned_data["answer"],
            at=timezone.now(),
            rng=secrets.token_bytes,
        )
    except RenamingClosed:
        messages.error(request, _("It is decided already, or it is your own."))
    except CannotReissue:
        messages.error(request, _("A new edition is not possible for this one."))
    else:
        log(wish.certificate, "certificates.rename", user=request.user)
        messages.success(request, _("The holder sees your answer now."))
    return redirect("name_requests")


def _issue(request, certificate, said, *, at):
    try:
        new = reissue(
            certificate,
            by=request.user,
            reason=said["reason"],
            at=at,
            rng=secrets.token_bytes,
            holder_name=said["holder_name"],
        )
    except CannotReissue:
        messages.error(request, _("A new edition is not possible for this one."))
        return redirect(inspect_url(certificate))
    log(certificate, "certificates.reissue", user=request.user)
    messages.success(request, _("The new edition is issued. Its document follows."))
    return redirect(inspect_url(new))


def _page(request, certificate, name, **context):
    is_wish = name == "name_request"
    return desk_page(
        request,
        f"certificates/admin/{name}.html",
        _("A request for another name") if is_wish else _("Issue a new edition"),
        crumbs=crumbs_to(certificate),
        certificate=certificate,
        **context,
    )
