"""Where a holder asks that a certificate bear another name."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from certificates.models import NameRequest
from certificates.names import printable
from certificates.reissuing import may_reissue
from training.users.access import signed_in

from .own import find


class NameRequestForm(forms.Form):
    """The name that should stand on the certificate."""

    new_name = forms.CharField(
        label=gettext_lazy("Name as it should be printed"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    is_correction = forms.BooleanField(
        label=gettext_lazy("It was only misspelled; I had this name before, too"),
        required=False,
    )
    evidence = forms.CharField(
        label=gettext_lazy("What shows it (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "For example: court order of May 2026, can be shown in person. Only "
            "certifiers read this."
        ),
    )

    def clean_new_name(self):
        return printable(self.cleaned_data["new_name"])


@require_http_methods(["GET", "POST"])
@signed_in
def ask(request, public_id):
    """Take a holder's wish for another name; show where an earlier one stands."""
    certificate, at = find(request, public_id), timezone.now()
    last = certificate.name_requests.order_by("asked_at").last()
    is_waiting = last is not None and last.decided_at is None
    is_possible = may_reissue(certificate, at=at)
    form = NameRequestForm(request.POST or None)
    if form.is_valid() and is_possible and not is_waiting:
        said = {"by": request.user, "at": at} | form.cleaned_data
        if NameRequest.objects.ask(certificate, **said):
            messages.success(request, _("Thank you. A certifier will look at it."))
        return redirect("certificates:rename", public_id)
    context = {
        "certificate": certificate,
        "form": form,
        "last": last,
        "is_waiting": is_waiting,
        "is_possible": is_possible,
    }
    code = 422 if form.is_bound and form.errors else 200
    return render(request, "certificates/rename.html", context, status=code)
