"""The offline page as it is handed out; what it checks is tested in a browser."""

import base64
import hashlib
import json
import re

import pytest

from certificates import offline
from certificates.finding_words import REASON_WORDS

from .examining import authority

VENDOR = offline.FOLDER / "vendor"


@pytest.fixture(scope="module")
def html():
    return offline.page(authority.make_trust(), language="en", address="x/trust.json")


def scripts(html):
    return re.findall(r"<script>(.*?)</script>", html, re.DOTALL)


def test_it_is_one_file_that_loads_nothing(html):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert "default-src &#x27;none&#x27;" in policy
    assert "connect-src &#x27;none&#x27;" in policy
    shown = re.sub(r"(<script[^>]*>).*?</script>", r"\1", html, flags=re.DOTALL)
    assert not re.search(r"<(link|img|iframe)|\ssrc=|@import|url\(", shown)


def test_its_policy_names_exactly_its_own_scripts_and_style(html):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    for text in (*scripts(html), style):
        digest = hashlib.sha256(text.encode()).digest()
        assert f"sha256-{base64.b64encode(digest).decode()}" in policy
    assert policy.count("sha256-") == 3


def test_no_part_of_it_closes_its_element():
    for file in offline.FOLDER.rglob("*"):
        if file.suffix in (".js", ".css"):
            assert not re.search(r"</(script|style)|<!--", file.read_text())


def test_it_carries_trust_contexts_and_the_words_of_every_language(html):
    text = re.search(r'id="bundle">(.*?)</script>', html, re.DOTALL)[1]
    bundle = json.loads(text)
    assert bundle["trust"]["issuer"] == authority.ISSUER
    assert set(bundle["languages"]) == {"en", "es"}
    assert set(bundle["languages"]["es"]["reasons"]) == set(REASON_WORDS)
    assert len(bundle["contexts"]) == 2


def test_every_reason_that_its_program_gives_has_words():
    program = offline._program()
    given = set(
        re.findall(r'(?:Refused|passed|failed|unknown)\("\w+", "(\w+)"', program)
    )
    given |= set(re.findall(r'Refused\(step, "(\w+)"', program))
    assert len(given) > 40
    assert given <= set(REASON_WORDS)


def test_what_stands_in_a_bundle_cannot_leave_its_element():
    trust = authority.make_trust(issuer="</script><script>alert(1)</script>")
    html = offline.page(trust, language="en", address="x")
    assert "</script><script>alert" not in html


def test_licences_and_versions_of_others_are_named(html):
    licences = (VENDOR / "LICENSES.txt").read_text()
    readme = (VENDOR / "README.md").read_text()
    for package in ("asn1js 4.0.0", "jsonld 9.0.0", "rdf-canonize 5.0.0"):
        assert package in licences
        assert package.split()[0] in readme
    assert "asn1js 4.0.0" in html


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/es/", "es")])
def test_it_is_downloaded_with_todays_keys(client, path, language):
    page = client.get(f"{path}verify/offline/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "attachment" in page.headers["Content-Disposition"]
    assert f'<html lang="{language}">' in text
    assert "did:web:" in text
    assert '"statusLists"' in text
    assert len(page.content) < 350_000
