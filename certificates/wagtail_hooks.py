"""What this app adds to the Wagtail admin."""

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.snippets.models import register_snippet

from . import bulk_desk, editions_desk
from .agencies.admin import AgencyViewSet
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
def agencies():
    return AgencyViewSet()


@hooks.register("register_admin_viewset")
def pictures_for_documents():
    return PictureChooserViewSet("pictures_for_documents")


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        "certificates.decide", _("Decide"), _("Decided about a certificate")
    )
    actions.register_action(
        "certificates.erase_note", _("Erase a note"), _("Erased a private note")
    )
    actions.register_action(
        "certificates.respell", _("Respell"), _("Changed how a name is printed")
    )
    actions.register_action(
        "certificates.decide_many", _("Decide"), _("Decided about many certificates")
    )
    actions.register_action(
        "certificates.rename", _("Name"), _("Answered a request for another name")
    )
    actions.register_action(
        "certificates.reissue", _("New edition"), _("Issued a new edition")
    )
    actions.register_action(
        "certificates.answer_agency",
        _("Answer an agency"),
        _("Approved, refused or closed an agency"),
    )


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [
        path("certificates-to-decide/", needing_decision, name="certificates_in_doubt"),
        path("reported-checks/", reported_checks, name="certificates_reported"),
        path("bulk-decisions/", bulk_desk.listing, name="bulk_decisions"),
        path("bulk-decisions/new/", bulk_desk.new, name="new_bulk_decision"),
        path("bulk-decisions/<int:pk>/", bulk_desk.show, name="bulk_decision"),
        path(
            "bulk-decisions/<int:pk>/decide/",
            bulk_desk.decide,
            name="decide_bulk_decision",
        ),
        path("name-requests/", editions_desk.name_requests, name="name_requests"),
        path(
            "name-requests/<int:pk>/",
            editions_desk.decide_name,
            name="decide_name_request",
        ),
    ]


class DecisionMenuItem(MenuItem):
    """Shown to those who decide about certificates."""

    def is_shown(self, request):
        return request.user.has_perm("certificates.decide_certificate")


@hooks.register("register_admin_menu_item")
def register_decisions_menu_item():
    places = [
        (_("To decide"), "certificates_in_doubt", "warning"),
        (_("Reported checks"), "certificates_reported", "comment"),
        (_("Many at once"), "bulk_decisions", "list-ul"),
        (_("Requests for names"), "name_requests", "edit"),
    ]
    items = [
        DecisionMenuItem(
            label, reverse_lazy(name), name=name, icon_name=icon, order=order
        )
        for order, (label, name, icon) in enumerate(places)
    ]
    menu = Menu(items=items)
    return SubmenuMenuItem(_("Decisions"), menu, icon_name="tasks", order=251)
