"""Joining a course, and what a learner does inside a lesson."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from training.users.access import must_reach, signed_in

from .blocks import check_state
from .forms import CheckForm, ReflectionForm
from .models import CheckAnswer, CoursePage, Enrolment, LessonPage, Reflection
from .models.pages import ChecksUnanswered
from .units import open_unit


@require_POST
@signed_in
def enrol(request, pk):
    """Enrol the signed-in person and open the first unit."""
    course = get_object_or_404(CoursePage.objects.live(), id=pk)
    must_reach(request, course)
    enrolment = Enrolment.objects.enrol(request.user, course, at=timezone.now())
    place = course.outline_for(enrolment, request).next_place
    return redirect(place.facts.url if place else course.url)


@require_POST
@signed_in
def finish_lesson(request, pk):
    """Complete a lesson and go on to the next unit."""
    lesson, enrolment = open_unit(LessonPage, pk, request)
    try:
        lesson.finish(enrolment, at=timezone.now())
    except ChecksUnanswered as unanswered:
        messages.warning(request, _("One more thing: answer the check on this page."))
        return redirect(f"{lesson.url}#check-{unanswered.block_ids[0]}")
    place = lesson.course.outline_for(enrolment, request).next_place
    if place is None:
        messages.success(request, _("You have completed the whole course. Thank you."))
        return redirect("home:my")
    return redirect(place.facts.url)


@require_POST
@signed_in
def save_reflection(request, pk, block_id):
    """Keep a learner's own words; answers JSON to the page that saves as one types."""
    lesson, enrolment = open_unit(LessonPage, pk, request)
    _block(lesson, block_id, "reflection")
    form = ReflectionForm(request.POST)
    if not form.is_valid():
        address = f"{lesson.url}#reflection-{block_id}"
        return _refused(request, form.errors["text"][0], address)
    now = timezone.now()
    Reflection.objects.write(
        enrolment=enrolment,
        unit_key=lesson.translation_key,
        block_id=block_id,
        text=form.cleaned_data["text"],
        at=now,
    )
    if _wants_json(request):
        return JsonResponse({"saved_at": now.isoformat()})
    messages.success(request, _("Your words are saved. Only you can see them."))
    return redirect(f"{lesson.url}#reflection-{block_id}")


@require_POST
@signed_in
def answer_check(request, pk, block_id):
    """Keep an answer to a knowledge check and show its feedback."""
    lesson, enrolment = open_unit(LessonPage, pk, request)
    value = _block(lesson, block_id, "check").value
    form = CheckForm(value, data=request.POST)
    if not form.is_valid():
        address = f"{lesson.url}#check-{block_id}"
        return _refused(request, form.errors["chosen"][0], address)
    chosen = form.cleaned_data["chosen"]
    CheckAnswer.objects.answer(
        enrolment=enrolment,
        unit_key=lesson.translation_key,
        block_id=block_id,
        chosen=chosen,
        at=timezone.now(),
    )
    if request.headers.get("X-Requested-With") == "fetch":
        context = {"value": value, "id": str(block_id), "page": lesson}
        state = check_state(value, chosen) | {"enrolment": enrolment}
        return render(request, "courses/blocks/check.html", context | state)
    return redirect(f"{lesson.url}#check-{block_id}")


def _block(lesson, block_id, kind):
    for block in lesson.body:
        if block.id == str(block_id) and block.block_type == kind:
            return block
    raise Http404


def _refused(request, message, address):
    if _wants_json(request) or request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"error": message}, status=422)
    messages.error(request, message)
    return redirect(address)


def _wants_json(request):
    return request.accepts("application/json") and not request.accepts("text/html")
