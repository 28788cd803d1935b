"""Made-up awards that show whether a design holds. Pure."""

from __future__ import annotations

import datetime as dt

from certificates.award import Award, Credit

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
        issued_at=dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC),
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
