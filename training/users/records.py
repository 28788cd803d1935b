"""Admin listings of what happened: to read and to export, never to edit."""

from django.urls import path
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

FORMULA_STARTS = tuple("=+-@\t\r\0＝＋－＠")  # noqa: RUF001


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Let people look who may; let nobody add, change or delete."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return "view" in actions and self.user_has_permission(user, "view")

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission({"view"} & set(actions))


def as_plain_text(value):
    """Return ``value`` so that no spreadsheet takes it for a formula (ASVS 1.2.10)."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


class RecordIndexView(IndexView):
    """A listing whose exports are safe against formulas in names."""

    custom_value_preprocess = IndexView.custom_value_preprocess | {
        str: {IndexView.FORMAT_CSV: as_plain_text}
    }


class RecordViewSet(ModelViewSet):
    """Lists and shows records; register ``ReadOnlyPolicy`` for their model."""

    index_view_class = RecordIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields = []
    list_per_page = 50


class DecidedViewSet(RecordViewSet):
    """Lists and shows records on which people decide, each on a page of its own.

    Attributes:
        decision_urls: the addresses of those pages, beneath that of the listing.
    """

    decision_urls = ()
    add_to_reference_index = False
    search_backend_name = None

    def get_common_view_kwargs(self, **kwargs):
        absent = dict.fromkeys(
            ["add_url_name", "edit_url_name", "delete_url_name", "usage_url_name"]
        )
        return super().get_common_view_kwargs(**{**absent, "history_url_name": None})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            *self.decision_urls,
        ]

    def register_admin_url_finder(self):
        """Nothing here is edited, so there is no address for editing."""
