"""What a file in Alongside's own text format may say of a scenario."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from .schema import Line, Slug, Strict, Title, unique

Domain = Slug


class Unit(Strict):
    """What every kind of unit says of itself."""

    title: Title
    slug: Slug
    contact_minutes: Annotated[int, Field(ge=1, le=600)]
    domain: Domain | Literal[""] = ""
    summary: Annotated[str, StringConstraints(max_length=200)] = ""
    content_note: str = ""


Credit = Annotated[Decimal, Field(ge=0, le=1, decimal_places=2)]


class Choice(Strict):
    """What may be done in a scene; ``name`` is for the conditions of others."""

    key: Slug
    text: Line
    severity: Literal["best", "acceptable", "poor", "unsafe"]
    feedback: Line
    leads_to: Slug
    name: Slug | None = None
    only_after: list[Slug] = []
    not_after: list[Slug] = []
    credits: dict[Domain, Credit] = {}
    lesson: Slug | None = None


class SceneShows(Strict):
    """The picture of a scene."""

    file: Line
    alt: Annotated[Line, StringConstraints(max_length=400)]


class SceneSounds(Strict):
    """The sound of a scene, for ears and for eyes."""

    file: Annotated[Line, StringConstraints(pattern=r"\.(mp3|m4a|ogg|wav)$")]
    transcript: Line


class Scene(Strict):
    name: Slug
    title: Title
    speaker: Annotated[str, StringConstraints(max_length=60)] = ""
    text: Line
    picture: SceneShows | None = None
    audio: SceneSounds | None = None
    choices: Annotated[list[Choice], Field(min_length=2, max_length=5)]

    @model_validator(mode="after")
    def choices_differ(self) -> Scene:
        unique(self.choices, "key", "choices")
        return self


class Ending(Strict):
    name: Slug
    title: Title
    outcome: Literal["good", "mixed", "hard"]
    text: Line
    debrief: Line


class Scenario(Unit):
    kind: Literal["scenario"]
    introduction: Line
    start: Slug
    mode: Literal["practice", "exam"] = "practice"
    pass_mark: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(80)
    unsafe_rule: Literal["debrief", "review", "fail"] = "review"
    unsafe_threshold: Annotated[int, Field(ge=1, le=100)] = 2
    max_attempts: Annotated[int, Field(ge=1)] | None = None
    wait_minutes: Annotated[int, Field(ge=0)] = 0
    scenes: Annotated[list[Scene], Field(min_length=1)]
    endings: list[Ending]
