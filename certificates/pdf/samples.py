"""Made-up awards and records that show whether a design holds. Pure."""

from __future__ import annotations

import datetime as dt

from certificates.award import Award, Credit
from certificates.record import Course, Record, Unit

NAMES = {
    "Latin": "Nguyễn Thị Ánh-Łucja",
    "Cyrillic": "Дмитрий Щербаков",
    "Arabic": "محمد عبد الرحمن العلي",
    "Hebrew": "חיים בן־ציון כהן",
    "Devanagari": "प्रियंका शर्मा",
    "Chinese": "欧阳志远",
    "Thai": "สมชาย ใจดีวงศ์",
    "Georgian": "ნინო ჩხეიძე",
}
"""One name in each of eight scripts."""

MADE_AT = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
ADDRESSEE = "Harbor House, Hiring"

LENGTHS = {
    "long": "Wilhelmina Alexandrina Featherstonehaugh-Cholmondeley de la Fuente "
    "y Montgomery von Hohenberg-Schwarzenfels-Wolkenstei"[:120],
    "short": "Ó",
}
LONG_TITLE = (
    "Boundaries, Ethics and Mutual Support for Peer Workers in Community Settings, "
    "with Practice in Motivational Conversation and Crisis Response"
)
CREDITS = (
    Credit("ethics", "Ethics and boundaries", 180),
    Credit("support", "Recovery support", 240),
    Credit("crisis", "Crisis and safety", 95),
)


def award(name: str, *, language: str, issuer: str, title: str = "") -> Award:
    """Return an award with sample facts.

    Args:
        name: the holder's.
        language: of the document.
        issuer: name of the issuer.
        title: of the course; a usual one if empty.
    """
    return Award(
        number="PRSS-7K2M-9QXD-4T8B-HZ6WR",
        holder_name=name,
        title=title or "Boundaries in Peer Support",
        language=language,
        minutes=600,
        credits=CREDITS,
        completed_on=dt.date(2026, 11, 28),
        issued_at=MADE_AT,
        expires_on=dt.date(2028, 11, 28),
        zone="America/New_York",
        issuer_name=issuer,
        signatory_name="",
        signatory_role="",
        statement="",
        contact="certificates@example.org",
    )


def awards(*, language: str, issuer: str) -> list[Award]:
    """Return an award for each script, for both lengths and for a long title."""
    names = [*NAMES.values(), *LENGTHS.values()]
    facts = {"language": language, "issuer": issuer}
    return [
        *(award(name, **facts) for name in names),
        award(NAMES["Latin"], title=LONG_TITLE, **facts),
    ]


def names() -> list[str]:
    """Return those that records and letters are shown with."""
    return [*NAMES.values(), LENGTHS["long"]]


def record(name: str, *, language: str, issuer: str) -> Record:
    """Return a training record with sample facts; see ``award``."""
    return Record(
        holder_name=name,
        number="PRSS-7K2M-9QXD-4T8B-HZ6WR",
        language=language,
        made_at=MADE_AT,
        made_on=MADE_AT.date(),
        zone="America/New_York",
        issuer_name=issuer,
        provider_number="PRV-1138",
        contact="certificates@example.org",
        courses=(_course(),),
    )


def _course() -> Course:
    units = (
        Unit("A fence with a gate", "Lesson", CREDITS[0].name, 180, MADE_AT.date()),
        Unit("Walking, not carrying", "Lesson", CREDITS[1].name, 240, MADE_AT.date()),
        Unit("When it cannot wait", "Scenario", CREDITS[2].name, 95, MADE_AT.date()),
        Unit("What I take along", "Quiz", "", 85, MADE_AT.date()),
    )
    return Course(
        title="Boundaries in Peer Support",
        numbers=("PRSS-7K2M-9QXD-4T8B-HZ6WR",),
        completed_on=MADE_AT.date(),
        modality="self_paced",
        location="",
        instructor_name="Rosalind Okafor",
        instructor_credentials="MSW, CPRS",
        approval_number="CE-2026-0417",
        approving_body="State Board of Peer Services",
        objectives=("Name the limits of the role", "Say no kindly"),
        units=units,
    )
