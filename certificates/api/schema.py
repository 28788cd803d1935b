"""What the API is asked and what it answers, as types: the contract is made of them."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_PAIRS = 1000

# A number as people type it: the check character and the groups are looked at later.
Number = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        description="The number on the certificate. Case, spaces and dashes do not "
        "matter; O is read as 0, I and L as 1.",
        examples=["PRSS-7K2M-9QXD-4T8B-HZ6W0"],
    ),
]
FamilyName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=120,
        description="The holder's family name, or the whole name as printed. Case "
        "and accents do not matter.",
        examples=["Okonkwo"],
    ),
]


class _Asked(BaseModel):
    """A body: no field that the contract does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CheckRequest(_Asked):
    """One certificate to check."""

    number: Number
    family_name: FamilyName


class BatchRequest(_Asked):
    """Certificates to check together."""

    checks: Annotated[
        list[CheckRequest],
        Field(min_length=1, max_length=MOST_PAIRS, description="In any order."),
    ]


class _Told(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Status(_Told):
    """What the certificate is worth at the instant of the check."""

    name: str = Field(
        description="`genuine`, `restricted`, `probation`, `inactive`, `suspended`, "
        "`surrendered`, `revoked`, `superseded` or `expired`. New names may be "
        "added: go by `is_good`.",
        examples=["genuine"],
    )
    is_good: bool = Field(description="Whether it can be relied on today.")
    since: dt.datetime | None = Field(
        description="Since when this holds; null while it is `genuine`."
    )
    public_reason: str = Field(description="The issuer's own words; may be empty.")
    conditions: str = Field(
        description="Conditions under which it is good; may be empty."
    )
    last_day: dt.date | None = Field(
        description="Its last good day in `zone`; null if it does not expire."
    )
    grace_until: dt.date | None = Field(
        description="Until when an expired one may be renewed. In grace it is not good."
    )


class Facts(_Told):
    """What is on record of a certificate; the holder's name is not repeated."""

    number: str = Field(examples=["PRSS-7K2M-9QXD-4T8B-HZ6W0"])
    title: str | None = Field(
        description="Null where the holder chose neutral words.",
        examples=["Boundaries in Peer Support"],
    )
    issuer: str = Field(examples=["Alongside"])
    contact_minutes: int = Field(ge=0, examples=[385])
    completed_on: dt.date
    issued_at: dt.datetime
    zone: str = Field(
        description="The time zone in which its days are days.", examples=["UTC"]
    )
    status: Status
    replaced_by: str | None = Field(
        description="The number of the newer one, if there is one and its holder "
        "shares it."
    )


class Confirmed(_Told):
    """Number and name belong together, and the holder shares it."""

    result: Literal["confirmed"]
    certificate: Facts


class NotConfirmed(_Told):
    """Nothing can be confirmed.

    A number that nobody holds, another name, and a certificate that its holder
    does not share get this same answer.
    """

    result: Literal["not_confirmed"]


class Malformed(_Told):
    """No number reads like this; nothing was looked up."""

    result: Literal["malformed"]
    problem: Literal["length", "character", "check"]


class CheckAnswer(_Told):
    """The answer about one certificate."""

    checked_at: dt.datetime
    answer: Annotated[Confirmed | NotConfirmed, Field(discriminator="result")]


class BatchAnswer(_Told):
    """The answers, in the order in which they were asked for."""

    checked_at: dt.datetime
    answers: list[
        Annotated[Confirmed | NotConfirmed | Malformed, Field(discriminator="result")]
    ]


class Change(_Told):
    """Something that happened to a certificate that the agency watches."""

    number: str
    event: str = Field(examples=["suspended"])
    effective_at: dt.datetime = Field(description="From when it holds.")
    recorded_at: dt.datetime = Field(description="When it was put on record.")
    public_reason: str
    status: Status = Field(description="What the certificate is worth now.")


class ChangesPage(_Told):
    """Changes in the order in which they were put on record."""

    changes: list[Change]
    next: str = Field(
        description="Hand this back as `since` for what comes after. It is there on "
        "the last page too: keep it and ask again later."
    )
    has_more: bool


class Token(_Told):
    """The token that asks."""

    name: str
    prefix: str
    scopes: list[Literal["check", "batch", "changes"]]
    expires_at: dt.datetime


class Me(_Told):
    """Who asks, as the API sees it."""

    agency: str
    token: Token


class Invalid(_Told):
    """One fault of a body."""

    pointer: str = Field(
        description="Where: a JSON Pointer (RFC 6901) into the body, or the name of "
        "a parameter or header.",
        examples=["/number", "since"],
    )
    detail: str


class Problem(_Told):
    """An error (RFC 9457)."""

    type: str = Field(examples=["/api/v1/docs/#invalid"])
    title: str
    status: int
    detail: str
    errors: list[Invalid] = []
