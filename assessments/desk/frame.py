"""What all pages of the desk have in common."""

import uuid

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

PER_PAGE = 50


def desk_page(request, template, title, *, status=200, **context):
    """Answer with a page of the desk.

    Args:
        request: of somebody whom the view has let in.
        template: name without path and suffix.
        title: heading of the page.
        status: of the answer.
        **context: what the template shows; ``crumbs`` are ``(url, label)`` pairs.
    """
    crumbs = [{"url": url, "label": label} for url, label in context.pop("crumbs", ())]
    context |= {
        "page_title": title,
        "header_title": title,
        "header_icon": context.get("header_icon", "edit"),
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}] if crumbs else [],
    }
    return render(request, f"assessments/desk/{template}.html", context, status=status)


def status_of(form):
    """Return 422 for a form that was sent with something missing, else 200."""
    return 422 if form.is_bound and form.errors else 200


def parse_uuid(text):
    """Return the identity that ``text`` names, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


MARKING, REVIEWS = _("Written answers"), _("Unsafe choices")
REGRADES, APPEALS = _("Regrades"), _("Appeals")
