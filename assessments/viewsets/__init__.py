"""What trainers find in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from .accommodations import AccommodationViewSet, GrantPolicy
from .attempts import AttemptViewSet
from .experts import ExpertsGroup
from .questions import QuestionsGroup
from .runs import ScenarioRunViewSet

__all__ = [
    "AccommodationViewSet",
    "ExpertsGroup",
    "GrantPolicy",
    "QuestionsGroup",
    "ResultsGroup",
]


class ResultsGroup(ViewSetGroup):
    """What learners answered and decided."""

    items = (AttemptViewSet, ScenarioRunViewSet)
    menu_label = _("Results")
    menu_icon = "tasks"
    menu_order = 225
