"""A frame that is rendered once is the frame that would be rendered each time."""

import re

import pytest

from certificates import views
from tests.certificates.builders import make_rendered

pytestmark = pytest.mark.django_db

NOBODYS = "PRSS-7K2M-9QXD-4T8B-HZ6W0"


def frame(page):
    """Return what stands before and behind the main part, blank lines aside."""
    text = re.sub(r"\s*\n\s*", "\n", page.content.decode())
    return re.split(r"<main.*?>.*</main>", text, flags=re.DOTALL)


@pytest.mark.parametrize("theme", ["", "light", "dark", "<x>"])
@pytest.mark.parametrize("language", ["/", "/es/"])
def test_the_frame_is_the_same_for_every_language_and_theme(
    client, monkeypatch, language, theme
):
    client.cookies["theme"] = theme
    for number in (make_rendered().number, NOBODYS):
        address = f"{language}verify/{number}/"
        quick = client.get(address)
        with monkeypatch.context() as patch:
            patch.setattr(views, "shell", lambda base, request: None)
            plain = client.get(address)
        assert frame(quick) == frame(plain)
        assert len(frame(quick)) == 2
