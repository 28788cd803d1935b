"""What the pages of panels and sessions have in common: one form, and its heading."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.functional import Promise


@dataclass(frozen=True)
class Frame:
    """A page around a form.

    Attributes:
        template: its name without path and suffix.
    """

    template: str
    title: Promise
    icon: str


def page(request, frame, form, **context):
    """Answer with a page; 422 if a form was sent with something missing."""
    context |= {
        "form": form,
        "page_title": frame.title,
        "header_title": frame.title,
        "header_icon": frame.icon,
    }
    is_wrong = form.is_bound and form.errors and request.method == "POST"
    template = f"assessments/admin/{frame.template}.html"
    return render(request, template, context, status=422 if is_wrong else 200)
