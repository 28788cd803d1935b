"""Inviting, renewing and withdrawing: alike for panelists and judges."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from assessments.inviting import link, mail
from assessments.models.invited import InvitationClosed


@dataclass(frozen=True)
class Desk:
    """Where people are asked from.

    Attributes:
        work: the ``Panel`` or ``StandardSetting``.
        address: name of the page behind the link.
        back: URL of the desk.
        at: the instant, aware.
    """

    work: models.Model
    address: str
    back: str
    at: dt.datetime


def ask(request, desk, form):
    """Invite somebody and show their link this once; ``form`` is bound."""
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors[0])
        return redirect(desk.back)
    try:
        person, token = desk.work.invite(at=desk.at, **form.cleaned_data)
    except InvitationClosed:
        messages.error(request, _("Nobody can be invited any more."))
        return redirect(desk.back)
    return _show_link(request, desk, person, token)


def change(request, desk, people, act):
    """Renew or withdraw one invitation.

    Args:
        request: a POST with ``person``.
        desk: where.
        people: queryset of its invitations.
        act: "renew" or "withdraw".
    """
    person = get_object_or_404(people, pk=request.POST.get("person") or 0)
    if act == "withdraw":
        person.withdraw(at=desk.at)
        messages.success(request, _("The link does not work any more."))
        return redirect(desk.back)
    return _show_link(request, desk, person, person.renew(at=desk.at))


def _show_link(request, desk, person, token):
    work = desk.work
    whole = link(desk.address, token, language=work.language)
    if person.email:
        mail(person, whole, title=str(work), language=work.language)
    context = {
        "person": person,
        "address": whole,
        "back": desk.back,
        "header_title": _("The link"),
        "page_title": _("The link"),
        "header_icon": "link",
    }
    response = render(request, "assessments/admin/link.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response
