"""Where import and export are found in the admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import HeaderButton

from assessments.models import ScenarioPage


class ExchangeItem(MenuItem):
    """Shown to those who may add questions."""

    def is_shown(self, request):
        return request.user.has_perm("assessments.add_question")


def exchange_menu():
    """Return the menu with import and export."""
    items = [
        ExchangeItem(
            _("Import questions"),
            reverse("import_questions"),
            icon_name="upload",
            order=10,
        ),
        ExchangeItem(
            _("Export questions"),
            reverse("export_questions"),
            icon_name="download",
            order=20,
        ),
        ExchangeItem(
            _("Import a scenario"),
            reverse("import_scenario"),
            icon_name="signpost",
            order=30,
        ),
    ]
    return SubmenuMenuItem(
        _("Exchange"), Menu(items=items), icon_name="download", order=218
    )


def scenario_button(page, user, view_name, next_url=None):
    """Offer a scenario as text to those who may edit it."""
    if not isinstance(page, ScenarioPage):
        return
    if page.permissions_for_user(user).can_edit():
        url = reverse("export_scenario", args=[page.pk])
        yield HeaderButton(
            _("Download as text"), url, icon_name="download", priority=70
        )
