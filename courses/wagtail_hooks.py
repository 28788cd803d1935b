from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from training.users.records import ReadOnlyPolicy

from .models import Enrolment, UnitCompletion
from .reports import progress
from .viewsets import CatalogueGroup, LearnersGroup

register_permission_policy(Enrolment, ReadOnlyPolicy(Enrolment))
register_permission_policy(UnitCompletion, ReadOnlyPolicy(UnitCompletion))
register_snippet(CatalogueGroup)


@hooks.register("register_admin_viewset")
def register_learners():
    return LearnersGroup()


@hooks.register("register_admin_urls")
def register_progress_url():
    return [path("progress/", progress, name="course_progress")]


class ProgressMenuItem(MenuItem):
    """Shown to those who may see enrolments."""

    def is_shown(self, request):
        return request.user.has_perm("courses.view_enrolment")


@hooks.register("register_reports_menu_item")
def register_progress_menu_item():
    url = reverse("course_progress")
    return ProgressMenuItem(_("Course progress"), url, icon_name="view", order=90)
