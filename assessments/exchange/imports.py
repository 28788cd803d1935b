"""Bringing questions in: upload, preview, confirm."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from assessments.interchange import csv_writing
from assessments.models import Question, QuestionImport
from assessments.sheets import sheet
from assessments.tasks import bring_in_questions
from training.users.access import needs

from .formats import FORMATS
from .forms import ConfirmForm, ImportForm
from .importing import carry_out, plan
from .questions import for_preview
from .wording import sentence

A_PAGE = 25


@needs("assessments.add_question")
def upload(request):
    """Take a file into the staging row; nothing else is written."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        staged = QuestionImport.objects.create(
            uploaded_by=request.user,
            uploaded_at=timezone.now(),
            bank=form.cleaned_data["bank"],
            format=form.cleaned_data["format"],
            file_name=(file.name if file else "")[-255:],
            content=form.content,
        )
        return redirect("import_preview", staged.pk)
    context = _titled(_("Import questions"), form=form)
    status = 422 if form.is_bound else 200
    return render(
        request, "assessments/admin/exchange/upload.html", context, status=status
    )


@needs("assessments.add_question")
def template(request, name):
    """Hand out a table with one question of each kind."""
    if name not in {"csv", "xlsx"}:
        raise Http404
    write = csv_writing.write_csv if name == "csv" else csv_writing.write_xlsx
    written = write(csv_writing.sample())
    return as_file(written.content, FORMATS[name], "questions-template")


def as_file(content, form, name):
    """Return ``content`` as a download that no browser opens by itself."""
    answer = HttpResponse(content, content_type=form.mime)
    answer["Content-Disposition"] = f'attachment; filename="{name}{form.suffix}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _staged(request, pk):
    mine = QuestionImport.objects.for_importer(request.user).select_related(
        "bank__locale"
    )
    return get_object_or_404(mine, pk=pk)


@needs("assessments.add_question")
def preview(request, pk):
    """Show what would come in, and what is wrong; or how far it has come."""
    staged = _staged(request, pk)
    context = _titled(_("Import questions"), staged=staged, form=ConfirmForm())
    if staged.state != "waiting":
        return render(request, "assessments/admin/exchange/progress.html", context)
    planned = plan(staged)
    page = Paginator(planned.items, A_PAGE).get_page(request.GET.get("p"))
    notes = [(note, sentence(note.remark, note.detail)) for note in planned.notes]
    context |= {
        "plan": planned,
        "page": page,
        "shown": [
            (item, _label(item.kind), item.code in planned.existing) for item in page
        ],
        "errors": [one for one in notes if one[0].weight == "error"],
        "left_out": [one for one in notes if one[0].weight == "left_out"],
        "changed": [one for one in notes if one[0].weight == "changed"],
        "may_update": request.user.has_perm("assessments.change_question"),
    }
    return render(request, "assessments/admin/exchange/preview.html", context)


def _label(kind):
    """Return what authors call a kind of question."""
    body = Question._meta.get_field("body").stream_block
    return body.child_blocks[kind].label


@needs("assessments.add_question")
@xframe_options_sameorigin
def look(request, pk):
    """Show a page of the questions as a learner will see them."""
    staged = _staged(request, pk)
    if staged.state != "waiting":
        raise Http404
    page = Paginator(plan(staged).items, A_PAGE).get_page(request.GET.get("p"))
    sheets = [(item, _sheet(for_preview(item))) for item in page]
    return render(request, "assessments/import_look.html", {"sheets": sheets})


def _sheet(question):
    block = question.body[0]
    whole = block.value.as_whole(question.code, block.block_type)
    return sheet(whole.shown)


@needs("assessments.add_question")
@require_POST
def confirm(request, pk):
    """Bring the file in, now or by the worker; a second click changes nothing."""
    staged = _staged(request, pk)
    form = ConfirmForm(request.POST)
    planned = plan(staged) if staged.state == "waiting" else None
    if planned is None or not planned.can_be_confirmed or not form.is_valid():
        return redirect("import_preview", pk)
    may_update = request.user.has_perm("assessments.change_question")
    is_updating = may_update and form.cleaned_data["duplicates"] == "update"
    if staged.queue(is_updating=is_updating, total=len(planned.items)):
        if planned.is_large:
            bring_in_questions.enqueue(staged.pk)
        else:
            carry_out(staged)
    return redirect("import_preview", pk)


def _titled(title, **rest):
    return {"page_title": title, "header_title": title, "header_icon": "upload"} | rest
