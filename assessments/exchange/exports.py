"""Taking questions out: choose, see what would be lost, download."""

from dataclasses import replace

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from training.users.access import needs

from .formats import FORMATS
from .forms import ExportForm
from .imports import as_file
from .questions import as_items
from .wording import sentence


@needs("assessments.add_question")
def choose(request):
    """Choose questions and a format, and list what the format cannot hold."""
    title = _("Export questions")
    form = ExportForm(request.GET if "bank" in request.GET else None)
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "download",
        "form": form,
    }
    if form.is_bound and form.is_valid():
        total, written = _written(form)
        notes = [(note, sentence(note.remark, note.detail)) for note in written.notes]
        gone = {note.question for note in written.notes if note.weight == "left_out"}
        context |= {
            "notes": notes,
            "count": total - len(gone),
            "total": total,
            "query": request.GET.urlencode(),
        }
    return render(request, "assessments/admin/exchange/export.html", context)


@needs("assessments.add_question")
def download(request):
    """Hand out the questions chosen."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return redirect("export_questions")
    _total, written = _written(form)
    bank = form.cleaned_data["bank"]
    name = f"questions-{bank.code}"
    return as_file(written.content, FORMATS[form.cleaned_data["format"]], name)


def _written(form):
    """Return how many questions were chosen, and the file with all its losses."""
    questions = list(form.questions())
    items, kept_here = as_items(questions)
    written = FORMATS[form.cleaned_data["format"]].write(
        items, form.cleaned_data["bank"]
    )
    return len(questions), replace(written, notes=(*kept_here, *written.notes))
