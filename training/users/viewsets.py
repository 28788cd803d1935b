from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from .forms import UserCreationForm, UserEditForm


class UserViewSet(WagtailUserViewSet):
    """Wagtail's accounts section, with legal and display names."""

    template_prefix = "users/admin/"

    def get_form_class(self, for_update=False):
        return UserEditForm if for_update else UserCreationForm
