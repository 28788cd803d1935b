"""What an agency's software may ask."""

import json
import re

from certificates import checking, codes
from certificates.models import Repeatable, StatusEvent

from . import cursors, refusals, saying
from .asking import operation
from .schema import BatchRequest, CheckRequest

PAGE, MOST_CHANGES = 100, 500

UNREADABLE = {
    "length": "The number has too few or too many characters.",
    "character": "The number has a character that no number has.",
    "check": "The number is mistyped: its check character does not fit.",
}


@operation("GET", "HEAD")
def me(asked):
    """Say which agency and token ask, and until when."""
    return {"agency": asked.agency.name, "token": saying.token(asked.token)}


@operation("GET", "HEAD", scope="changes")
def changes(asked):
    """Tell what has happened to the certificates that the agency watches."""
    position, most = _since(asked), _most(asked)
    events = StatusEvent.objects.since(position).watched_by(asked.agency)
    found = list(events.for_telling()[: most + 1])
    page = found[:most]
    reached = page[-1].position if page else position
    return {
        "changes": [saying.change(event, at=asked.at) for event in page],
        "next": cursors.seal(asked.agency, reached),
        "has_more": len(found) > most,
    }


def _since(asked):
    cursor = asked.query.get("since")
    if cursor is None:
        return 0
    try:
        return cursors.unseal(asked.agency, cursor)
    except cursors.ForeignCursor:
        detail = "Hand back the “next” of an earlier answer to your agency."
        raise refusals.invalid(("since", detail)) from None


def _most(asked):
    typed = asked.query.get("limit", str(PAGE))
    if re.fullmatch("[1-9][0-9]{0,2}", typed) and int(typed) <= MOST_CHANGES:
        return int(typed)
    raise refusals.invalid(("limit", f"A number from 1 to {MOST_CHANGES}."))


@operation("POST", scope="check", body=CheckRequest)
def check_one(asked):
    """Check one certificate."""
    try:
        number = codes.normalise(asked.body.number)
    except codes.MalformedNumber as malformed:
        raise refusals.invalid(("/number", UNREADABLE[malformed.problem])) from None
    pairs = [(number, asked.body.family_name)]
    found = checking.check_many(pairs, agency=asked.agency, how="api", at=asked.at)
    return {"checked_at": asked.at, "answer": saying.answer(found[0])}


@operation("POST", scope="batch", body=BatchRequest)
def check_batch(asked):
    """Check many; with an Idempotency-Key the same list is asked only once a day."""
    read = [_read(one) for one in asked.body.checks]
    pairs = [one for one in read if not isinstance(one, str)]
    at, found = _look_up(asked, pairs)
    answers = iter(found)
    told = [
        saying.malformed(one) if isinstance(one, str) else saying.answer(next(answers))
        for one in read
    ]
    return {"checked_at": at, "answers": told}


def _read(one):
    """Return number and name of one pair, or what is wrong with the number."""
    try:
        return codes.normalise(one.number), one.family_name
    except codes.MalformedNumber as malformed:
        return malformed.problem


def _look_up(asked, pairs):
    """Check ``pairs``, or answer again as of the first time; return the instant too."""
    agency, at = asked.agency, asked.at
    if not asked.key:
        return at, checking.check_many(pairs, agency=agency, how="api", at=at)
    with Repeatable.objects.hold(agency, asked.key, json.dumps(pairs), at=at) as first:
        if first is None:
            return at, checking.check_many(pairs, agency=agency, how="api", at=at)
        if not first.is_same:
            raise refusals.key_taken()
        return first.at, checking.answer_again(pairs, at=first.at)
