"""What whoever checks was shown, as plain facts that can be filed. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, get_args, get_type_hints

from .status import Status


@dataclass(frozen=True)
class Shown:
    """Every fact that an answer gave, and not one more.

    Attributes:
        how: by number, by QR code or by a holder's link; one of ``Check.WAYS``.
        checked_at: aware.
        number: of the certificate.
        title: "" where the holder chose neutral words.
        holder_name: "" where the name was not shown.
        minutes: contact time.
        issued_at: aware, in ``zone``.
        expires_on: the last good day, in ``zone``; None for ever.
        status: at ``checked_at``.
        asked_name: the name that was typed to be compared, or "".
        name_matched: None where none was typed.
    """

    how: str
    checked_at: dt.datetime
    number: str
    title: str
    issuer_name: str
    holder_name: str
    minutes: int
    completed_on: dt.date
    issued_at: dt.datetime
    expires_on: dt.date | None
    zone: str
    status: Status
    asked_name: str = ""
    name_matched: bool | None = None

    @property
    def issued_on(self) -> dt.date:
        """The day on which it was issued, in ``zone``."""
        return self.issued_at.date()

    @property
    def shows_name(self) -> bool:
        """Whether the holder's name was among the facts."""
        return bool(self.holder_name)

    def to_json(self) -> dict[str, Any]:
        """Return the facts as JSON can write them."""
        facts = _plain(vars(self) | {"status": vars(self.status)})
        return {key: value for key, value in facts.items() if value not in ("", None)}

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Shown:
        """Read what :meth:`to_json` wrote.

        Raises:
            KeyError, ValueError: it was not that.
        """
        given = {field.name: facts.get(field.name) for field in fields(cls)}
        values = _typed(cls, given)
        values["status"] = Status(**_typed(Status, facts["status"]))
        return cls(**values)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for key, value in facts.items():
        if isinstance(value, dict):
            written[key] = _plain(value)
        elif isinstance(value, dt.date):  # an instant is one, too
            written[key] = value.isoformat()
        else:
            written[key] = value
    return written


def _typed(kind: type, facts: dict[str, Any]) -> dict[str, Any]:
    """Give each fact the type that ``kind`` has for it; what is unknown is left out."""
    hints = get_type_hints(kind)
    return {
        key: _value(hints[key], value) for key, value in facts.items() if key in hints
    }


def _value(hint: Any, value: Any) -> Any:
    kinds = set(get_args(hint)) or {hint}
    if value is None:
        return "" if kinds == {str} else None
    if dt.datetime in kinds:
        return dt.datetime.fromisoformat(value)
    if dt.date in kinds:
        return dt.date.fromisoformat(value)
    return value
