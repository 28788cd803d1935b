"""Every forgery is refused, each for its own reason; what is genuine passes."""

import datetime as dt
import shutil
import subprocess

import pytest

from certificates.examining import examine
from certificates.finding_words import REASON_WORDS
from tests.certificates.builders import NAMES

from . import acting_documents, baking, forged_documents, forging
from .authority import (
    PLACE,
    WHEN,
    keyring,
    make_credential,
    make_jwt,
    make_pdf,
    make_proved,
    make_trust,
)

DOCUMENTS = {
    "byte_changed_in_page": ["altered"],
    "byte_changed_in_attachment": ["altered"],
    "name_changed_by_increment": ["page_changed"],
    "attachment_swapped_by_increment": ["attachment_changed"],
    "attachment_swapped_by_rewriting": ["altered", "name_differs"],
    "annotation_added": ["annotation_added"],
    "something_else_appended": ["changed_after_signing"],
    "bytes_appended": ["changed_after_signing"],
    "hidden_behind_the_signature": ["changed_after_signing"],
    "signature_in_other_digits": ["changed_after_signing"],
    "signature_stripped": ["unsigned"],
    "signed_by_a_lookalike": ["lookalike_authority"],
    "signed_by_somebody_else": ["other_authority"],
    "signed_twice": ["several_signatures"],
    "anothers_page_with_a_genuine_credential": ["name_differs"],
    "anothers_number_on_the_page": ["number_differs"],
    "two_attachments": ["several_attachments"],
    "no_attachment": ["no_credential"],
    "not_certified": ["not_certified"],
}
TOKENS = {
    "name_changed": ["forged_token"],
    "algorithm_none": ["unsigned_token"],
    "other_key_under_our_kid": ["forged_token"],
    "key_in_the_header": ["key_inside"],
    "other_issuer_with_our_name": ["foreign_issuer"],
    "undefined_term": ["undefined_term"],
    "undefined_term_inside": ["undefined_term"],
    "iss_is_not_the_issuer": ["issuer_differs"],
    "jti_is_not_the_id": ["id_differs"],
    "sub_is_not_the_subject": ["subject_differs"],
    "ended_while_exp_lies_ahead": ["outlived"],
    "dates_that_disagree": ["dates_disagree"],
    "expired": ["expired"],
    "not_yet_valid": ["not_yet_valid"],
    "proved_name_changed": ["forged_proof"],
    "proved_with_an_undefined_term": ["undefined_term"],
    "proved_by_another": ["forged_proof"],
}
ACTING = (
    *("has_script", "has_action", "has_form", "has_layers", "has_annotation"),
    "hidden_file",
)
LISTS = {
    "list_altered": ["list_altered"],
    "list_token_altered": ["list_altered"],
    "list_unsigned": ["list_unsigned"],
    "list_by_another_did": ["foreign_list"],
    "list_naming_another_issuer": ["foreign_list"],
    "list_of_suspensions": ["list_unreadable"],
    "list_missing": ["list_missing"],
    "list_truncated": ["list_unreadable"],
}


def reasons(content, trust=None, at=WHEN):
    return list(examine(content, trust or make_trust(), at=at).reasons)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_genuine_document_passes_every_check(name):
    report = examine(make_pdf(name), make_trust(), at=WHEN)
    assert report.verdict == "passed"
    assert report.facts.name == name
    assert len(report.findings) == 13


@pytest.mark.parametrize("make", [make_jwt, make_proved])
def test_a_genuine_credential_passes(make):
    report = examine(make(), make_trust(), at=WHEN)
    assert report.verdict == "passed"
    assert report.facts.standing == "good"
    assert report.as_of == WHEN - dt.timedelta(hours=1)


@pytest.mark.parametrize(("forgery", "told"), DOCUMENTS.items())
def test_a_forged_document_is_refused(forgery, told):
    assert set(told) <= set(reasons(getattr(forged_documents, forgery)()))


@pytest.mark.parametrize("attack", acting_documents.ATTACKS)
@pytest.mark.parametrize(
    ("make", "broken"),
    [
        (
            acting_documents.in_a_second_revision,
            {"changed_after_signing", "annotation_added"},
        ),
        (acting_documents.changed_in_place, {"altered", "unreadable_signature"}),
        (acting_documents.signed_anew, {"lookalike_authority"}),
    ],
    ids=["second revision", "in place", "signed anew"],
)
def test_what_acts_or_hides_is_refused_for_that_as_well(attack, make, broken):
    told = set(reasons(make(attack)))
    assert told & broken
    assert acting_documents.ATTACKS[attack][-1] == told & set(ACTING)


@pytest.mark.parametrize("attack", acting_documents.ATTACKS)
def test_not_even_under_our_own_signature(attack):
    """Nobody signs such a file here: if one is, something has gone wrong."""
    found = reasons(acting_documents.signed_anew(attack, who=0))
    assert set(found) == acting_documents.ATTACKS[attack][-1]
    assert set(found) <= set(REASON_WORDS)


@pytest.mark.parametrize(("forgery", "told"), TOKENS.items())
def test_a_forged_credential_is_refused(forgery, told):
    assert reasons(getattr(forging, forgery)()) == told


@pytest.mark.parametrize("make", [make_jwt, make_proved])
def test_a_genuine_badge_passes(make):
    for picture in baking.baked(make()):
        report = examine(picture, make_trust(), at=WHEN)
        assert report.verdict == "passed"
        assert report.facts.standing == "good"


@pytest.mark.parametrize(("forgery", "told"), TOKENS.items())
def test_a_forged_credential_inside_a_badge_is_refused_alike(forgery, told):
    for picture in baking.baked(getattr(forging, forgery)()):
        assert reasons(picture) == told


@pytest.mark.parametrize(("make", "told"), baking.BAD_PICTURES.items())
def test_a_badge_that_is_not_made_as_ours_is_refused(make, told):
    assert reasons(make(make_jwt())) == [told]


@pytest.mark.parametrize("form", ["pem", "der", "jwk"])
def test_our_public_key_is_no_secret_to_sign_with(form):
    assert reasons(forging.public_key_as_secret(form)) == ["wrong_algorithm"]


@pytest.mark.parametrize("spelled", ["None", "NONE", "nOnE"])
def test_no_spelling_of_none_signs(spelled):
    assert reasons(forging.algorithm_none(spelled)) == ["unsigned_token"]


def test_a_revoked_signer_is_told_from_a_foreign_one():
    trust = make_trust(crls=(keyring(revoked=True).crl,))
    assert reasons(make_pdf(), trust) == ["signer_revoked"]


def test_without_a_list_of_revoked_signers_it_cannot_be_told():
    report = examine(make_pdf(), make_trust(crls=()), at=WHEN)
    assert report.verdict == "unknown"
    assert report.reasons == ("revocation_unknown",)


def test_with_an_old_list_of_revoked_signers_it_cannot_be_told():
    later = WHEN + dt.timedelta(days=100)
    report = examine(make_pdf(), make_trust(at=later), at=later)
    assert report.verdict == "unknown"
    assert report.reasons == ("revocation_unknown",)


@pytest.mark.parametrize("word", ["revoked", "suspended"])
@pytest.mark.parametrize("make", [make_jwt, make_proved, make_pdf])
def test_the_status_lists_are_asked(word, make):
    report = examine(make(), make_trust(**{word: [PLACE]}), at=WHEN)
    assert report.reasons == (word,)
    assert report.facts.standing == word


def test_the_neighbours_in_a_list_do_not_matter():
    trust = make_trust(revoked=[PLACE - 1, PLACE + 1], suspended=[PLACE - 8])
    assert reasons(make_jwt(), trust) == []


@pytest.mark.parametrize(("forgery", "told"), LISTS.items())
def test_a_list_that_proves_nothing_is_not_believed(forgery, told):
    report = examine(make_jwt(), getattr(forging, forgery)(), at=WHEN)
    assert list(report.reasons) == told
    is_missing = forgery == "list_missing"
    assert report.verdict == ("unknown" if is_missing else "failed")


def test_an_old_list_says_from_when_it_is_and_that_it_cannot_tell():
    later = WHEN + dt.timedelta(days=3)
    report = examine(make_jwt(), make_trust(), at=later)
    assert report.verdict == "unknown"
    assert [f.detail for f in report.findings if f.step == "standing"] == ["2026-11-16"]


def test_a_list_of_the_future_cannot_tell_either():
    trust, minute = make_trust(), dt.timedelta(minutes=1)
    made_at = WHEN - dt.timedelta(hours=1)
    assert "list_stale" in reasons(make_jwt(), trust, made_at - 6 * minute)
    assert "list_stale" not in reasons(make_jwt(), trust, made_at - 5 * minute)


def test_without_a_list_of_suspensions_it_cannot_be_told():
    trust = make_trust()
    lists = {u: t for u, t in trust.status_lists.items() if u.endswith("/1")}
    report = examine(make_jwt(), make_trust(status_lists=lists), at=WHEN)
    assert report.reasons == ("suspension_unknown",)


def test_nothing_is_believed_of_a_credential_that_is_not_ours():
    for forgery in ("name_changed", "algorithm_none", "other_issuer_with_our_name"):
        report = examine(getattr(forging, forgery)(), make_trust(), at=WHEN)
        assert report.facts is None


def test_an_expired_credential_inside_a_document_is_told():
    credential = make_credential(
        validFrom="2020-01-01T00:00:00Z", validUntil="2021-01-01T00:00:00Z"
    )
    assert reasons(make_pdf(credential=make_jwt(credential))) == ["expired"]


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler is not installed")
def test_another_reader_is_fooled_by_what_we_refuse(tmp_path):
    """The reason for looking further than whether the signature is valid."""
    file = tmp_path / "changed.pdf"
    file.write_bytes(forged_documents.name_changed_by_increment())
    told = subprocess.run(
        ["pdfsig", "-nocert", file], capture_output=True, text=True, check=False
    )
    assert "Signature is Valid" in told.stdout
