"""Page forms that tell authors what only the whole page can know."""

from django.contrib import messages

from .blueprint import BlueprintPanel
from .quizzes import QuizPageForm, quiz_warnings
from .scenarios import (
    ScenarioPageForm,
    as_scenario,
    scenario_warnings,
    shape_of_draft,
    shape_of_stream,
)

__all__ = [
    "BlueprintPanel",
    "QuizPageForm",
    "ScenarioPageForm",
    "as_scenario",
    "quiz_warnings",
    "scenario_warnings",
    "shape_of_draft",
    "shape_of_stream",
    "warn_author",
]


def warn_author(request, page):
    """Say after saving what must be mended before learners can use the page.

    Publishing is refused by the form; a draft is saved, and told about here.
    Wagtail's own background saving is left in peace.
    """
    if not request.accepts("text/html") or not hasattr(page, "warnings"):
        return
    for sentence in page.warnings():
        messages.warning(request, sentence)
