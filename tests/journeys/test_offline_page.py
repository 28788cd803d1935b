"""The offline page in a real browser without a network: it refuses every forgery."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from certificates import offline
from certificates.holding.wallet import HERE
from certificates.proof import baking as ours
from tests.certificates.builders import NAMES
from tests.certificates.examining import authority, baking, forged_documents, forging

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

DOCUMENTS = {
    "byte_changed_in_page": "altered",
    "byte_changed_in_attachment": "altered",
    "name_changed_by_increment": "changed_after_signing",
    "attachment_swapped_by_increment": "changed_after_signing",
    "attachment_swapped_by_rewriting": "altered",
    "annotation_added": "changed_after_signing",
    "bytes_appended": "changed_after_signing",
    "hidden_behind_the_signature": "changed_after_signing",
    "signature_in_other_digits": "changed_after_signing",
    "signature_stripped": "unsigned",
    "signed_by_a_lookalike": "lookalike_authority",
    "signed_by_somebody_else": "other_authority",
    "signed_twice": "several_signatures",
    "anothers_page_with_a_genuine_credential": "name_differs",
    "anothers_number_on_the_page": "number_differs",
    "two_attachments": "several_attachments",
    "no_attachment": "no_credential",
    "not_certified": "not_certified",
}
CREDENTIALS = {
    "name_changed": "forged_token",
    "algorithm_none": "unsigned_token",
    "other_key_under_our_kid": "forged_token",
    "key_in_the_header": "key_inside",
    "other_issuer_with_our_name": "foreign_issuer",
    "undefined_term": "undefined_term",
    "undefined_term_inside": "undefined_term",
    "iss_is_not_the_issuer": "issuer_differs",
    "jti_is_not_the_id": "id_differs",
    "sub_is_not_the_subject": "subject_differs",
    "ended_while_exp_lies_ahead": "outlived",
    "dates_that_disagree": "dates_disagree",
    "expired": "expired",
    "not_yet_valid": "not_yet_valid",
    "proved_name_changed": "forged_proof",
    "proved_with_an_undefined_term": "undefined_term",
    "proved_by_another": "forged_proof",
}
LISTS = {
    "list_altered": "list_altered",
    "list_token_altered": "list_altered",
    "list_unsigned": "list_unsigned",
    "list_by_another_did": "foreign_list",
    "list_naming_another_issuer": "foreign_list",
    "list_missing": "list_missing",
    "list_truncated": "list_unreadable",
}


BLOCKED = "Applying inline style violates"
"""Chromium's own note on broken XML has a style, which the page's policy forbids."""


@pytest.fixture
def opened(page, context, tmp_path):
    """Open the downloaded page from the disk, without a network; tell what it tells."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda told: (
            errors.append(told.text)
            if told.type == "error" and BLOCKED not in told.text
            else 0
        ),
    )
    page.clock.set_fixed_time(authority.WHEN)

    def open_page(trust=None, language="en"):
        file = tmp_path / "offline.html"
        html = offline.page(
            trust or authority.make_trust(), language=language, address="x/trust.json"
        )
        file.write_text(html, encoding="utf-8")
        context.set_offline(True)
        page.goto(file.as_uri())
        return page

    yield open_page
    assert errors == []
    assert all(url.startswith(("file:", "blob:")) for url in asked)


def apart(make, *args):
    """Make a file in another thread: in this one Playwright has its loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make, *args).result()


def give(page, content, name="file"):
    """Choose a file; return the class of the verdict and what did not pass."""
    page.set_input_files(
        "#file", {"name": name, "mimeType": "application/pdf", "buffer": content}
    )
    page.wait_for_selector("#answer table, #answer .failed, #answer .passed")
    page.wait_for_function(
        "!document.querySelector('#answer').textContent.includes('Checking')"
    )
    verdict = page.locator("#answer h2").get_attribute("class").split()[-1]
    rows = page.locator("#answer tr:not(.passed)").all()
    reasons = [row.get_attribute("data-reason") for row in rows]
    page.evaluate("document.querySelector('#answer').replaceChildren()")
    return verdict, reasons


BARCODES = """(texts) => {
  globalThis.BarcodeDetector = class {
    async detect(picture) {
      if (!picture.width) throw new Error("no picture");
      return texts.map((rawValue) => ({ rawValue }));
    }
  };
}"""
"""Chromium on Linux reads no codes: this stands for a browser that does."""


def test_a_badge_is_read_and_a_forged_one_is_refused(opened):
    page = opened()
    for make in (authority.make_jwt, authority.make_proved):
        for picture in baking.baked(make()):
            assert give(page, picture) == ("passed", [])
    for forgery, reason in CREDENTIALS.items():
        verdict = "lapsed" if reason == "expired" else "failed"
        for picture in baking.baked(getattr(forging, forgery)()):
            assert give(page, picture) == (verdict, [reason]), forgery
    for make, reason in baking.BAD_PICTURES.items():
        assert give(page, make(authority.make_jwt())) == ("failed", [reason])


def test_what_the_wallet_hands_out_passes(opened):
    page, token = opened(), authority.make_jwt().decode()
    png, svg = (HERE / "badge.png").read_bytes(), (HERE / "badge.svg").read_text()
    assert give(page, ours.into_png(png, token)) == ("passed", [])
    assert give(page, ours.into_svg(svg, token).encode()) == ("passed", [])


def test_a_browser_that_reads_no_codes_says_so_and_what_to_do(opened):
    page = opened()
    picture = (HERE / "badge.png").read_bytes()
    assert give(page, picture) == ("unknown", ["no_code_reader"])


@pytest.mark.parametrize(
    ("texts", "verdict", "reason"),
    [
        (["{ours}/verify/{token}/"], "unknown", "code_alone"),
        (["{ours}/es/verify/{token}/"], "unknown", "code_alone"),
        (["{ours}/c/4xKq9ZtBvN2mLw7RcY1sHd"], "unknown", "code_alone"),
        (["https://elsewhere.example/verify/{token}/"], "failed", "foreign_code"),
        (["http://127.0.0.1:8112@elsewhere.example/verify/{token}/"], "failed", None),
        (["{ours}/elsewhere/{token}/"], "failed", "foreign_code"),
        (["hello"], "failed", "foreign_code"),
        ([], "failed", "no_code"),
    ],
)
def test_of_a_code_it_is_told_whose_site_it_leads_to(opened, texts, verdict, reason):
    page = opened()
    named = {"ours": authority.ADDRESS, "token": authority.TOKEN}
    page.evaluate(BARCODES, [text.format(**named) for text in texts])
    picture = (HERE / "badge.png").read_bytes()
    assert give(page, picture) == (verdict, [reason or "foreign_code"])


def test_what_is_genuine_passes_in_every_script(opened):
    page = opened()
    assert give(page, authority.make_jwt()) == ("passed", [])
    assert give(page, authority.make_proved()) == ("passed", [])
    for name in NAMES.values():
        assert give(page, apart(authority.make_pdf, name)) == ("passed", []), name


def test_every_forged_document_is_refused(opened):
    page = opened()
    for forgery, reason in DOCUMENTS.items():
        verdict, reasons = give(page, apart(getattr(forged_documents, forgery)))
        assert verdict == "failed", forgery
        assert reason in reasons, forgery


def test_every_forged_credential_is_refused(opened):
    page = opened()
    for forgery, reason in CREDENTIALS.items():
        verdict = "lapsed" if reason == "expired" else "failed"
        told = give(page, getattr(forging, forgery)())
        assert told == (verdict, [reason]), forgery
    for form in ("pem", "der", "jwk"):
        told = give(page, forging.public_key_as_secret(form))
        assert told == ("failed", ["wrong_algorithm"])


@pytest.mark.parametrize(("forgery", "reason"), LISTS.items())
def test_a_list_that_proves_nothing_is_not_believed(opened, forgery, reason):
    page = opened(getattr(forging, forgery)())
    verdict = "unknown" if forgery == "list_missing" else "failed"
    assert give(page, authority.make_jwt()) == (verdict, [reason])


def test_standing_and_a_revoked_signer_are_told(opened):
    for word in ("revoked", "suspended"):
        page = opened(authority.make_trust(**{word: [authority.PLACE]}))
        assert give(page, apart(authority.make_pdf)) == ("lapsed", [word])
        changed = apart(forged_documents.byte_changed_in_page)
        verdict, reasons = give(page, changed)
        assert (verdict, reasons[:2]) == ("failed", ["altered", word])
    crl = authority.keyring(revoked=True).crl
    page = opened(authority.make_trust(crls=(crl,)))
    assert give(page, apart(authority.make_pdf)) == ("failed", ["signer_revoked"])
    page = opened(authority.make_trust(crls=()))
    assert give(page, apart(authority.make_pdf)) == ("unknown", ["revocation_unknown"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"hello", "unrecognized"),
        (b"\xff\xfe\x00", "unrecognized"),
        (b"%PDF-1.7\n", "unreadable_pdf"),
        (b"{", "bad_json"),
        (b"{}", "no_proof"),
        (b"a.b.c", "bad_json"),
        (b"%PDF-1.7 1 0 obj " + b"[" * 50_000, "unreadable_pdf"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR12345", "unreadable_picture"),
        (b"<svg><", "unreadable_picture"),
    ],
)
def test_what_is_broken_is_refused_in_words(opened, content, reason):
    page = opened()
    verdict, reasons = give(page, content)
    assert verdict == "failed"
    assert reasons == [reason]


def test_newer_keys_and_lists_are_taken_from_the_same_issuer_only(opened):
    page = opened()
    newer = authority.make_trust(
        revoked=[authority.PLACE], made_at=authority.AT + dt.timedelta(minutes=30)
    )
    foreign = replace(newer, issuer="did:web:elsewhere.example")
    older = replace(newer, made_at=authority.AT - dt.timedelta(days=1))
    for refused in (foreign, older):
        assert give(page, refused.to_json().encode())[0] == "failed"
        assert give(page, authority.make_jwt()) == ("passed", [])
    assert give(page, newer.to_json().encode())[0] == "passed"
    assert give(page, authority.make_jwt()) == ("lapsed", ["revoked"])


def test_a_genuine_file_is_not_called_wrong_for_what_was_decided(opened):
    page = opened(authority.make_trust(suspended=[authority.PLACE]))
    buffer = authority.make_jwt()
    page.set_input_files("#file", {"name": "x", "mimeType": "x/y", "buffer": buffer})
    page.wait_for_selector("#answer .lapsed")
    told = page.locator("#answer").inner_text()
    assert "genuine and unchanged, but not good" in told
    assert "need not be true" not in told


def test_the_page_speaks_both_languages_and_says_as_of_when(opened):
    page = opened(language="es")
    assert page.locator("html").get_attribute("lang") == "es"
    page.get_by_role("button", name="English").click()
    assert page.locator("h1").inner_text() == "Check a certificate offline"
    assert "2026-11-16 12:00" in page.locator("#trust").inner_text()
    page.set_input_files(
        "#file",
        {"name": "x", "mimeType": "text/plain", "buffer": authority.make_jwt()},
    )
    page.wait_for_selector("#answer table")
    assert "As of 2026-11-16" in page.locator("#answer h2").inner_text()


def test_what_a_file_says_is_text_and_never_a_tag(opened):
    name = "<img src=x onerror=alert(1)> Smith"
    award = authority.make_award(holder_name=name)
    page = opened()
    page.set_input_files(
        "#file",
        {
            "name": "<b>",
            "mimeType": "text/plain",
            "buffer": authority.make_jwt(authority.make_credential(award)),
        },
    )
    page.wait_for_selector("#answer table")
    assert name in page.locator("#answer dl").inner_text()
    assert page.locator("#answer img").count() == 0
