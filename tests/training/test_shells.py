"""A page that is rendered once is the page that would be rendered each time."""

import re

import pytest
from django.shortcuts import render
from django.utils import translation

from tests.certificates.builders import make_rendered

pytestmark = pytest.mark.django_db

NOBODYS = "PRSS-7K2M-9QXD-4T8B-HZ6W0"


def frame(page):
    """Return what stands before and behind the main part."""
    return re.split(r"<main.*?>.*</main>", page.content.decode(), flags=re.DOTALL)


@pytest.mark.parametrize("theme", ["", "light", "dark", "<x>"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_frame_is_the_same_for_every_language_and_theme(client, language, theme):
    client.cookies["theme"] = theme
    root = "/es/" if language == "es" else "/"
    nothing = client.get(f"{root}verify/{NOBODYS}/")
    found = client.get(f"{root}verify/{make_rendered().number}/")
    with translation.override(language):
        plain = render(nothing.wsgi_request, "certificates/unknown.html")
    assert nothing.content == plain.content
    assert frame(found) == frame(plain)
    assert len(frame(found)) == 2
