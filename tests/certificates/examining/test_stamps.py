"""A time stamp counts if the issuer's own authority made it, and then for long."""

import datetime as dt
import random
from dataclasses import replace

import pytest
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from certificates.examining import examine
from certificates.finding_words import in_words
from certificates.proof import authority as authorities
from certificates.proof import signing
from tests.certificates.builders import AT
from tests.certificates.proof import tsa

from .authority import WHEN, keyring, make_page, make_trust, rsa_key

DAY = dt.timedelta(days=1)
YEARS = dt.timedelta(days=365 * 31)


def stamped(running):
    stamper = RequestsHTTPTimeStamper(running.url, timeout=5)
    options = {"timestamper": stamper, "authorities": [running.root]}
    signed, level = signing.sign(make_page(), keyring(), at=AT, **options)
    assert level == "B-LT"
    return signed


@pytest.fixture(scope="module")
def made():
    """Return a document stamped by an authority whose certificate lasts two days."""
    with tsa.running(at=AT, days=2) as running:
        return stamped(running), running.root


def look(content, trust, at=WHEN):
    report = examine(content, trust, at=at)
    return report, {f.step: f.reason for f in report.findings}


def newest_crl(at, revoked=()):
    own = authorities.Authority(keyring().root, rsa_key((0, 0)))
    return authorities.make_crl(revoked, own, number=9, at=at)


def test_a_stamped_document_passes_whole(made):
    content, root = made
    report, reasons = look(content, make_trust(authorities=(root,)))
    assert report.verdict == "passed", report.reasons
    assert reasons["time"] == "stamped"
    assert [f.detail for f in report.findings if f.step == "time"] == ["2026-11-16"]
    assert len(report.findings) == 13


def test_it_passes_when_the_stamps_certificate_and_its_list_have_ended(made):
    content, root = made
    later = WHEN + 300 * DAY
    trust = make_trust(at=later, authorities=(root,), crls=(newest_crl(later),))
    report, _reasons = look(content, trust, at=later)
    assert report.verdict == "passed", report.reasons


def test_the_signer_may_have_ended_if_the_stamp_proves_that_it_was_good(made):
    content, root = made
    later = WHEN + YEARS
    fresh = {"at": later, "crls": (newest_crl(later),)}
    report, reasons = look(content, make_trust(authorities=(root,), **fresh), later)
    assert reasons["signer"] == "signer_was_good"
    assert reasons["time"] == "stamped"
    assert set(report.reasons) <= {"expired"}, "the certificate itself may have ended"
    _report, reasons = look(content, make_trust(**fresh), later)
    assert reasons["signer"] == "signer_expired", "nothing is believed of the stamp"


def test_a_signer_that_was_revoked_since_is_told_although_it_has_ended(made):
    content, root = made
    later = WHEN + YEARS
    leaf = keyring().document.certificate
    lists = (newest_crl(later, [(leaf, WHEN)]),)
    trust = make_trust(at=later, authorities=(root,), crls=lists)
    assert look(content, trust, later)[1]["signer"] == "signer_revoked"


def test_without_a_list_of_today_nobody_can_tell_of_a_signer_that_has_ended(made):
    content, root = made
    later = WHEN + YEARS
    trust = make_trust(at=later, authorities=(root,))
    assert look(content, trust, later)[1]["signer"] == "revocation_unknown"


def test_a_stamp_by_a_foreign_authority_fails(made):
    content, _root = made
    rng = random.Random(7).randbytes
    other = authorities.make_root(rsa_key("other TSA"), "TSA", at=AT, rng=rng)
    report = examine(content, make_trust(authorities=(other,)), at=WHEN)
    assert report.reasons == ("foreign_stamp",)
    (told,) = (f for f in report.findings if f.step == "time")
    assert "2026-11-16" in in_words(told)


def test_where_no_authority_is_known_it_cannot_be_told(made):
    content, root = made
    report, reasons = look(content, make_trust())
    assert report.verdict == "unknown"
    assert reasons["time"] == "stamp_unknown"
    older = replace(make_trust(authorities=(root,)), authorities=())
    assert look(content, older)[0].reasons == ("stamp_unknown",)
