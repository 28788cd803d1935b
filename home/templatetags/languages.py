"""The way from a page to the same page in another language."""

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

register = template.Library()


@register.simple_tag(takes_context=True)
def language_links(context):
    """Return ``{"code", "name", "url"}`` for every language but the present one.

    A page without a live translation leads to its nearest ancestor that has
    one. Costs one query for a Wagtail page and none for other addresses.
    """
    request, page = context.get("request"), context.get("page")
    if request is None:
        return []
    path = request.get_full_path()
    codes = [code for code, _name in settings.LANGUAGES if code != get_language()]
    pages = nearest_translations(page) if isinstance(page, Page) and page.pk else {}
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": pages[code].get_url(request)
            if code in pages
            else translate_url("/" if pages else path, code),
        }
        for code in codes
    ]


def nearest_translations(page):
    """Return the live page nearest to ``page`` in each language, by its code."""
    keys = Page.objects.ancestor_of(page, inclusive=True).values("translation_key")
    found = Page.objects.live().filter(translation_key__in=keys).order_by("depth")
    return {p.locale.language_code: p for p in found.select_related("locale")}
