from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from training.users.models import Accommodation
from training.users.records import ReadOnlyPolicy

from .authoring import warn_author
from .desk.menu import desk_menu
from .desk.urls import urlpatterns as desk_urls
from .exchange.menu import exchange_menu, scenario_button
from .exchange.urls import urlpatterns as exchange_urls
from .experts.keys import key_buttons, warn_of_lost_key
from .flow_report import scenario_flow
from .live_map import live_map
from .models import (
    Attempt,
    CutScore,
    KeyVersion,
    Panel,
    ScenarioRun,
    StandardSetting,
)
from .printing import print_question, print_quiz, quiz_button
from .reports import question_analysis, quiz_analysis
from .viewsets import (
    AccommodationViewSet,
    ExpertsGroup,
    GrantPolicy,
    QuestionsGroup,
    ResultsGroup,
)

for record in (Attempt, ScenarioRun, Panel, KeyVersion, StandardSetting, CutScore):
    register_permission_policy(record, ReadOnlyPolicy(record))
register_permission_policy(Accommodation, GrantPolicy(Accommodation))
register_snippet(QuestionsGroup)

hooks.register("after_create_page", warn_author)
hooks.register("after_edit_page", warn_author)
hooks.register("register_page_header_buttons", quiz_button)
hooks.register("after_edit_snippet", warn_of_lost_key)
hooks.register("register_snippet_listing_buttons", key_buttons)


@hooks.register("register_admin_viewset")
def register_results():
    return ResultsGroup()


@hooks.register("register_admin_viewset")
def register_accommodations():
    return AccommodationViewSet("accommodation")


@hooks.register("register_admin_viewset")
def register_experts():
    return ExpertsGroup()


@hooks.register("register_admin_urls")
def register_analysis_urls():
    return [
        path("analysis/", quiz_analysis, name="quiz_analysis"),
        path(
            "analysis/questions/<str:question_key>/",
            question_analysis,
            name="question_analysis",
        ),
    ]


@hooks.register("register_admin_urls")
def register_scenario_urls():
    return [
        path("scene-map/", live_map, name="scene_map"),
        path("scenario-flow/", scenario_flow, name="scenario_flow"),
    ]


class FlowMenuItem(MenuItem):
    """Shown to those who may see scenario runs."""

    def is_shown(self, request):
        return request.user.has_perm("assessments.view_scenariorun")


@hooks.register("register_reports_menu_item")
def register_flow_menu_item():
    url = reverse("scenario_flow")
    return FlowMenuItem(_("Scenario flow"), url, icon_name="signpost", order=97)


@hooks.register("register_admin_urls")
def register_printing_urls():
    return [
        path("print/question/<int:pk>/", print_question, name="print_question"),
        path("print/quiz/<int:pk>/", print_quiz, name="print_quiz"),
    ]


class AnalysisMenuItem(MenuItem):
    """Shown to those who may see attempts."""

    def is_shown(self, request):
        return request.user.has_perm("assessments.view_attempt")


@hooks.register("register_reports_menu_item")
def register_analysis_menu_item():
    url = reverse("quiz_analysis")
    return AnalysisMenuItem(_("Quiz analysis"), url, icon_name="order", order=95)


@hooks.register("register_admin_urls")
def register_desk_urls():
    return desk_urls


@hooks.register("register_admin_menu_item")
def register_desk_menu():
    return desk_menu()


@hooks.register("register_admin_urls")
def register_exchange_urls():
    return exchange_urls


@hooks.register("register_admin_menu_item")
def register_exchange_menu():
    return exchange_menu()


hooks.register("register_page_header_buttons", scenario_button)
