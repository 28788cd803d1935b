"""Smallest valid awards and certificates; anything may be overridden by keyword."""
# ruff: noqa: RUF001

import datetime as dt
import random
import uuid
from itertools import count

from certificates import documents
from certificates.award import Award, Credit
from certificates.issuing import issue
from certificates.models import Agency, Certificate, Membership, ShareLink
from courses.models import Enrolment
from tests.courses.builders import make_course, make_enrolment
from tests.users.builders import make_user

AT = dt.datetime(2026, 11, 16, 12, 0, tzinfo=dt.UTC)
VERIFY_URL = "https://certs.example.org/verify/"
TOKEN = "0123456789ABCDEFGHJKMNPQRS"
_seeds = count(1)

NAMES = {
    "latin": "María-José O'Neill",
    "vietnamese": "Nguyễn Thị Ánh",
    "arabic": "محمد العلي",
    "hebrew": "חיים כהן",
    "han": "李小龍",
    "eighty": "Wilhelmina Alexandrina Featherstonehaugh-Cholmondeley "
    "de la Fuente y Montgomer",
    "single": "Ó",
    "greek": "Ελένη Παπαδοπούλου",
    "cyrillic": "Дмитрий Щербаков",
    "devanagari": "प्रिया शर्मा",
    "thai": "สมชาย ใจดี",
    "japanese": "さくら 山田",
    "korean": "김민준",
    "hawaiian": "Kaʻiulani Kealoha",
    "cherokee": "ᏣᎳᎩ",
    "inuktitut": "ᐱᑕ ᐊᑎᖃᖅ",
    "longest": "W" * 120,
}


def make_rng(seed=None):
    """Return reproducible random bytes, different in each call without a seed."""
    return random.Random(seed if seed is not None else next(_seeds)).randbytes


def make_award(**fields):
    """Make the award of a course with two domains."""
    fields = {
        "number": "PRSS-7K2M-9QXD-4T8B-HZ6WR",
        "holder_name": NAMES["latin"],
        "title": "Boundaries in Peer Support",
        "language": "en",
        "minutes": 385,
        "credits": (Credit("ethics", "Ethics", 180), Credit("crisis", "Crisis", 95)),
        "completed_on": dt.date(2026, 11, 16),
        "issued_at": AT,
        "expires_on": dt.date(2028, 11, 16),
        "zone": "UTC",
        "issuer_name": "Alongside",
        "signatory_name": "Rosalind Okafor",
        "signatory_role": "Director",
        "statement": "",
        "contact": "",
    } | fields
    return Award(**fields)


def make_completed(*, at=AT, course=None, **learner):
    """Make an enrolment that is complete, without news of it."""
    enrolment = make_enrolment(
        course or make_course(), make_user(**learner), at=at - dt.timedelta(days=3)
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=at)
    enrolment.refresh_from_db()
    return enrolment


def make_certificate(*, at=AT, legal_name="Amara Okonkwo", **facts):
    """Issue a certificate that waits for its document."""
    enrolment = make_completed(at=at, legal_name=legal_name)
    certificate = issue(enrolment, at=at, rng=make_rng())
    if facts:
        Certificate.objects.filter(pk=certificate.pk).update(**facts)
        certificate.refresh_from_db()
    return certificate


def make_rendered(*, token=None, at=AT, **fields):
    """Issue a certificate whose document is a stand-in, which is quicker."""
    certificate = make_certificate(at=at, **fields)
    token = token or "".join(random.Random(next(_seeds)).choices(TOKEN, k=26))
    certificate.keep_document(b"%PDF-1.7 stand-in", token=token, at=at)
    certificate.token = token
    return certificate


def make_document(certificate, *, at=AT, seed=1):
    """Render the real document of ``certificate``."""
    return documents.make(certificate, at=at, rng=make_rng(seed))


def decide(certificate, kind, *, at=AT, effective_at=None, **wording):
    wording = {"reason_code": "administrative"} | wording
    return certificate.decide(
        kind, by=None, at=at, effective_at=effective_at or at, **wording
    )


def make_agency(*, at=AT, owner=None, **fields):
    """Make an approved agency; ``owner`` is its first."""
    number = next(_seeds)
    fields = {
        "name": f"Agency {number}",
        "website": "https://agency.example.org/",
        "purpose": "We employ peer specialists.",
        "contact": f"desk{number}@example.org",
    } | fields
    agency = Agency.objects.apply(by=owner or make_user(), at=at, **fields)
    agency.approve(by=make_user(), at=at)
    return agency


def join(agency, user=None, *, role="member", at=AT):
    """Make ``user`` act for ``agency``."""
    return Membership.objects.create(
        agency=agency, user=user or make_user(), role=role, since=at
    )


def make_link(certificate, *, at=AT, **chosen):
    """Make a share link; its token stays with it, for tests alone."""
    token = "".join(random.Random(next(_seeds)).choices(TOKEN, k=26))
    chosen = {
        "public_id": uuid.uuid4(),
        "purpose": "Job at Harbor House",
        "shows": "standing",
        "expires_at": at + dt.timedelta(days=30),
    } | chosen
    link = ShareLink.objects.share(certificate, token=token, at=at, **chosen)
    link.token = token
    return link
