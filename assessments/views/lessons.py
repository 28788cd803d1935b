"""Lessons that results and debriefs point to."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments.models import Attempt, Rereading, ScenarioRun
from courses.models import LessonPage
from training.users.access import signed_in


@require_POST
@signed_in
def read_again(request, public_id, key):
    """Note that a lesson is looked at again, and open it.

    ``public_id`` is of the attempt or the scenario run that made it due.
    """
    record = _own(request, public_id)
    lesson = get_object_or_404(
        LessonPage.objects.live(),
        translation_key=key,
        locale__language_code=record.language,
    )
    if lesson in record.lessons_due():
        Rereading.objects.note(lesson, record.enrolment, at=timezone.now())
    return redirect(lesson.url)


def _own(request, public_id):
    for model in (Attempt, ScenarioRun):
        own = model.objects.for_learner(request.user).select_related("enrolment")
        if record := own.filter(public_id=public_id).first():
            return record
    raise Http404


def lessons_by_key(titles, keys, language):
    """Return ``{"title", "url"}`` by lesson key; no address once it is gone.

    Args:
        titles: as they were when the attempt began, by key.
        keys: of the lessons that are to be shown.
        language: code of the language in which they are shown.
    """
    live = LessonPage.objects.live().filter(
        translation_key__in=set(keys) - {""}, locale__language_code=language
    )
    urls = {str(lesson.translation_key): lesson.url for lesson in live}
    return {
        key: {"title": title, "url": urls.get(key)} for key, title in titles.items()
    }
