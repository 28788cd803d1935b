from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig as BaseUsersAppConfig


class UsersConfig(AppConfig):
    name = "training.users"
    label = "users"
    verbose_name = _("people")


class WagtailUsersConfig(BaseUsersAppConfig):
    user_viewset = "training.users.viewsets.UserViewSet"
