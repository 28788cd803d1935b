"""Lessons that results and debriefs point to."""

from courses.models import LessonPage


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
