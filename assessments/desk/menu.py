"""What of the desk shows in the menu, and to whom."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from .appeals import MAY_ANSWER
from .frame import APPEALS, MARKING, REGRADES, REVIEWS
from .marking import MAY_MARK
from .regrades import MAY_LOOK
from .reviews import MAY_REVIEW


class DeskItem(MenuItem):
    """Shown to those who hold the permission."""

    def __init__(self, label, name, permission, **kwargs):
        self.permission = permission
        super().__init__(label, reverse_lazy(name), name=name, **kwargs)

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


def desk_menu():
    """Return the item "Marking" with what lies below it."""
    items = [
        DeskItem(MARKING, "marking_desk", MAY_MARK, icon_name="edit", order=10),
        DeskItem(REVIEWS, "review_desk", MAY_REVIEW, icon_name="warning", order=20),
        DeskItem(APPEALS, "appeal_desk", MAY_ANSWER, icon_name="comment", order=30),
        DeskItem(REGRADES, "regrades", MAY_LOOK, icon_name="history", order=40),
    ]
    menu = Menu(items=items)
    return SubmenuMenuItem(_("Marking"), menu, icon_name="edit", order=226)
