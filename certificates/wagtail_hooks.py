"""What this app adds to the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .viewsets import CertificateViewSet


@hooks.register("register_admin_viewset")
def certificates():
    return CertificateViewSet()


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        "certificates.decide", _("Decide"), _("Decided about a certificate")
    )
    actions.register_action(
        "certificates.respell", _("Respell"), _("Changed how a name is printed")
    )
