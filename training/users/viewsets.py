from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from .forms import UserCreationForm, UserEditForm


class UserViewSet(WagtailUserViewSet):
    """Wagtail's accounts section, with legal and display names."""

    template_prefix = "users/admin/"

    def get_form_class(self, for_update=False):
        return UserEditForm if for_update else UserCreationForm


class DeskAccountView(AccountView):
    """Wagtail's own preferences; names and address are kept under Your details."""

    def get_panels(self):
        panels = super().get_panels()
        return [p for p in panels if not isinstance(p, NameEmailSettingsPanel)]
