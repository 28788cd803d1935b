"""Samples for the contract; a test holds them to the schema. The people are made up."""

from training.problems import TITLES

NUMBER = "PRSS-7K2M-9QXD-4T8B-HZ6W0"
AT = "2026-11-23T09:30:00Z"
_STATUS = {
    "name": "genuine",
    "is_good": True,
    "since": None,
    "public_reason": "",
    "conditions": "",
    "last_day": "2028-11-16",
    "grace_until": None,
}
_SUSPENDED = _STATUS | {
    "name": "suspended",
    "is_good": False,
    "since": "2026-11-20T00:00:00Z",
    "public_reason": "While a question is looked into.",
}
_CERTIFICATE = {
    "number": NUMBER,
    "title": "Boundaries in Peer Support",
    "issuer": "Alongside",
    "contact_minutes": 385,
    "completed_on": "2026-11-16",
    "issued_at": "2026-11-16T12:00:00Z",
    "zone": "UTC",
    "status": _STATUS,
    "replaced_by": None,
}
_CONFIRMED = {"result": "confirmed", "certificate": _CERTIFICATE}
_NOT_CONFIRMED = {"result": "not_confirmed"}
_MALFORMED = {"result": "malformed", "problem": "check"}

CHECK = {
    "one": ("A number and a name", {"number": NUMBER, "family_name": "Okonkwo"}),
}
CHECKED = {
    "confirmed": (
        "Number and name belong together",
        {"checked_at": AT, "answer": _CONFIRMED},
    ),
    "not_confirmed": (
        "Nothing can be confirmed",
        {"checked_at": AT, "answer": _NOT_CONFIRMED},
    ),
}
BATCH = {
    "two": (
        "Two certificates",
        {
            "checks": [
                {"number": NUMBER, "family_name": "Okonkwo"},
                {"number": "PRSS-0000-0000-0000-00001", "family_name": "Reyes"},
            ]
        },
    ),
}
BATCHED = {
    "two": (
        "One confirmed, one mistyped",
        {"checked_at": AT, "answers": [_CONFIRMED, _MALFORMED]},
    ),
}
CHANGES = {
    "suspended": (
        "One change",
        {
            "changes": [
                {
                    "number": NUMBER,
                    "event": "suspended",
                    "effective_at": "2026-11-20T00:00:00Z",
                    "recorded_at": "2026-11-20T08:15:00Z",
                    "public_reason": "While a question is looked into.",
                    "status": _SUSPENDED,
                }
            ],
            "next": "gAAAAABn…",
            "has_more": False,
        },
    ),
}
ME = {
    "me": (
        "A token for single checks",
        {
            "agency": "Harbor Street Recovery Services",
            "token": {
                "name": "Hiring system",
                "prefix": "3f9a1c07be",
                "scopes": ["check"],
                "expires_at": "2027-02-21T09:00:00Z",
            },
        },
    ),
}


def problem(status, slug, detail):
    """Return the body of an error."""
    said = {
        "type": f"/api/v1/docs/#{slug}",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
    }
    if status == 422:
        fault = "String should have at least 1 character"
        said["errors"] = [{"pointer": "/number", "detail": fault}]
    return said
