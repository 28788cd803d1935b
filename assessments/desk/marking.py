"""The marking desk: written answers, without a name on them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.deciding import hand_in_marking
from assessments.models import MarkingDraft, WrittenTask
from assessments.models.marking import ROUNDS, TakenByOther
from training.users.access import needs

from .forms import LEVEL, RubricForm
from .frame import MARKING, PER_PAGE, desk_page, parse_uuid, status_of

MAY_MARK = "assessments.mark_writtentask"
NEXT_TRIES = 10


@require_GET
@needs(MAY_MARK)
def queue(request):
    """List what waits, the longest first."""
    now = timezone.now()
    waiting = WrittenTask.objects.for_marker(request.user).waiting()
    quizzes = waiting.order_by().values("attempt__assessment_key")
    quizzes = quizzes.annotate(title=Max("attempt__assessment_title"))
    tasks = _filtered(waiting, request.GET).for_listing()
    page = Paginator(tasks, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(task, _state(task, request.user, at=now)) for task in page]
    return desk_page(
        request,
        "marking_queue",
        MARKING,
        rows=rows,
        page=page,
        quizzes=quizzes.order_by("title"),
        rounds=ROUNDS,
        chosen=request.GET,
    )


@require_POST
@needs(MAY_MARK)
def take_next(request):
    """Take the answer that has waited longest and that nobody has in hand."""
    now = timezone.now()
    free = WrittenTask.objects.free_for(request.user, at=now)
    free = _filtered(free.for_marker(request.user), request.POST).waiting()
    for task in free[:NEXT_TRIES]:
        try:
            task.claim(by=request.user, at=now)
        except TakenByOther:
            continue
        return redirect("mark_answer", task.public_id)
    messages.info(request, _("Nothing waits for you here."))
    return redirect("marking_desk")


@require_POST
@needs(MAY_MARK)
def take(request, public_id):
    """Take one answer in hand."""
    task = _task(request, public_id)
    try:
        task.claim(by=request.user, at=timezone.now())
    except TakenByOther:
        messages.warning(request, _("Somebody else marks this answer just now."))
        return redirect("marking_desk")
    return redirect("mark_answer", public_id)


@require_POST
@needs(MAY_MARK)
def put_back(request, public_id):
    """Let others take it; the draft stays."""
    _task(request, public_id).release(by=request.user)
    return redirect("marking_desk")


@require_http_methods(["GET", "POST"])
@needs(MAY_MARK)
def mark(request, public_id):
    """Show one answer with its rubric; take what the marker decides."""
    task = _task(request, public_id)
    question = task.question()
    form = _form(request, task, question)
    if request.method != "POST" or not form.is_valid():
        return _show(request, task, question, form)
    try:
        hand_in_marking(
            task, by=request.user, levels=form.levels, at=timezone.now(), **form.words()
        )
    except TakenByOther:
        messages.warning(
            request, _("Somebody else has marked this answer in the meantime.")
        )
    else:
        messages.success(request, _("Thank you. Your marks are on record."))
    return redirect("marking_desk")


@require_POST
@needs(MAY_MARK)
def keep_draft(request, public_id):
    """Keep what is typed so far, and keep the answer in the marker's hands."""
    task, now = _task(request, public_id), timezone.now()
    form = RubricForm(task.question().key.truth.criteria, data=request.POST)
    try:
        task.keep_draft(by=request.user, at=now, **form.draft())
    except TakenByOther:
        error = _("Somebody else has this answer now. What you wrote stays here.")
        return JsonResponse({"error": error}, status=409)
    if request.accepts("text/html"):
        messages.success(request, _("Your draft is kept."))
        return redirect("marking_desk")
    return JsonResponse({"saved_at": now.isoformat()})


def _task(request, public_id):
    mine = WrittenTask.objects.for_marker(request.user).filter(done_at=None)
    return get_object_or_404(
        mine.select_related("attempt", "answer"), public_id=public_id
    )


def _filtered(tasks, chosen):
    """Keep one quiz or one round, if asked for."""
    if quiz := parse_uuid(chosen.get("quiz", "")):
        tasks = tasks.filter(attempt__assessment_key=quiz)
    if chosen.get("round") in dict(ROUNDS):
        tasks = tasks.filter(round=chosen["round"])
    return tasks


def _state(task, user, *, at):
    if task.is_held_by_other(user, at=at):
        return "taken"
    return "mine" if task.claimed_by_id and task.claimed_until > at else "free"


def _form(request, task, question):
    criteria = question.key.truth.criteria
    if request.method == "POST":
        return RubricForm(criteria, data=request.POST)
    drafts = MarkingDraft.objects.filter(task=task, marker=request.user)
    draft = drafts.filter(round=task.round).first()
    if draft is None:
        return RubricForm(criteria)
    levels = {LEVEL + key: str(level) for key, level in draft.levels.items()}
    words = {"comment": draft.comment, "private_note": draft.private_note}
    return RubricForm(criteria, initial=levels | words)


def _show(request, task, question, form):
    now = timezone.now()
    context = {
        "task": task,
        "question": question,
        "form": form,
        "words": task.answer.given.text,
        "word_count": len(task.answer.given.text.split()),
        "state": _state(task, request.user, at=now),
        "crumbs": [(reverse("marking_desk"), MARKING)],
    }
    if task.round == "agreed":
        markings, differing = task.disagreement()
        context["both"] = [
            (
                criterion,
                [criterion.levels[m.levels[criterion.key]] for m in markings],
                criterion.key in differing,
            )
            for criterion in question.key.truth.criteria
        ]
        context["markings"] = markings
    title = _("Answer %(label)s") % {"label": task.label}
    return desk_page(request, "mark", title, status=status_of(form), **context)
