"""What this app adds to the Wagtail admin."""

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from .designing.viewsets import DesignsGroup, PictureChooserViewSet
from .reconsidering import explain_regrade, needing_decision
from .reported import reported_checks
from .viewsets import CertificateViewSet

hooks.register("explain_regrade", explain_regrade)
register_snippet(DesignsGroup)


@hooks.register("register_admin_viewset")
def certificates():
    return CertificateViewSet()


@hooks.register("register_admin_viewset")
def pictures_for_documents():
    return PictureChooserViewSet("pictures_for_documents")


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        "certificates.decide", _("Decide"), _("Decided about a certificate")
    )
    actions.register_action(
        "certificates.respell", _("Respell"), _("Changed how a name is printed")
    )


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [
        path("certificates-to-decide/", needing_decision, name="certificates_in_doubt"),
        path("reported-checks/", reported_checks, name="certificates_reported"),
    ]


class DecisionMenuItem(MenuItem):
    """Shown to those who decide about certificates."""

    def is_shown(self, request):
        return request.user.has_perm("certificates.decide_certificate")


@hooks.register("register_admin_menu_item")
def register_in_doubt_menu_item():
    url = reverse_lazy("certificates_in_doubt")
    return DecisionMenuItem(_("To decide"), url, icon_name="warning", order=251)


@hooks.register("register_admin_menu_item")
def register_reported_menu_item():
    url = reverse_lazy("certificates_reported")
    return DecisionMenuItem(_("Reported checks"), url, icon_name="warning", order=252)
