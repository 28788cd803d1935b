"""Records and letters that a holder asks for and keeps."""

import uuid

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from certificates import asking, documents
from certificates.forms import LetterForm, RecordForm
from certificates.models import HolderPaper, TooManyPapers
from certificates.names import Unprintable
from certificates.status import GENUINE
from training.users.access import signed_in

from .own import as_file, find

SHOWN = 50


@require_GET
@signed_in
def overview(request, public_id):
    """Offer a record and a letter, and list what was made before."""
    return _overview(request, find(request, public_id))


@require_POST
@signed_in
def ask_record(request, public_id):
    """Have a training record made."""
    certificate = find(request, public_id)
    form = RecordForm(request.POST)
    if not form.is_valid():
        return _overview(request, certificate, record_form=form)
    asked = {"key": form.cleaned_data["key"], "at": timezone.now()}
    is_whole = form.cleaned_data["covers"] == "all"
    try:
        paper = asking.ask_record(certificate, is_whole=is_whole, **asked)
    except TooManyPapers:
        form.add_error(None, _too_many())
        return _overview(request, certificate, record_form=form)
    return redirect(paper)


@require_POST
@signed_in
def ask_letter(request, public_id):
    """Have a letter to an employer made."""
    certificate = find(request, public_id)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _overview(request, certificate, letter_form=form)
    try:
        paper = asking.ask_letter(certificate, at=timezone.now(), **form.cleaned_data)
    except TooManyPapers:
        form.add_error(None, _too_many())
    except asking.NotInGoodStanding:
        form.add_error(None, _("The certificate is not in good standing today."))
    except Unprintable as reason:
        form.add_error("addressee", documents.explain_text(reason))
    else:
        return redirect(paper)
    return _overview(request, certificate, letter_form=form)


@require_GET
@signed_in
def paper(request, public_id, paper_id):
    """Show how far one document is, and hand it out once it is made."""
    own = HolderPaper.objects.for_holder(request.user).select_related("certificate")
    found = get_object_or_404(
        own.with_state(), public_id=paper_id, certificate__public_id=public_id
    )
    context = {"paper": found, "certificate": found.certificate}
    return render(request, "certificates/mine/paper.html", context)


@require_GET
@signed_in
def download(request, public_id, paper_id):
    """Hand a holder the bytes that were kept."""
    own = HolderPaper.objects.for_holder(request.user).select_related("file")
    made = own.filter(file__isnull=False, certificate__public_id=public_id)
    found = get_object_or_404(made, public_id=paper_id)
    return as_file(bytes(found.file.pdf), "application/pdf", found.file_name)


def _too_many():
    return _("You have asked for many documents today. Please come back tomorrow.")


def _overview(request, certificate, *, record_form=None, letter_form=None):
    fresh = {"key": uuid.uuid4()}
    has_errors = record_form is not None or letter_form is not None
    context = {
        "certificate": certificate,
        "record_form": record_form or RecordForm(initial=fresh),
        "letter_form": letter_form or LetterForm(initial={"key": uuid.uuid4()}),
        "may_have_letter": certificate.status(at=timezone.now()).name == GENUINE,
        "papers": certificate.papers.with_state()[:SHOWN],
        "form": record_form or letter_form,
    }
    status = 422 if has_errors else 200
    return render(request, "certificates/mine/papers.html", context, status=status)
