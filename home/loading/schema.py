"""What a curriculum file may say; nothing here knows the site."""

from typing import Annotated, Literal

from pydantic import (
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from assessments.interchange.scenario_schema import (
    Scenario,
    Unit,
)
from assessments.interchange.schema import (
    Bank,
    Line,
    Option,
    Slug,
    Strict,
    Title,
    unique,
)

Words = dict[Literal["en", "es"], Line]


class SitePage(Strict):
    """The front door in one language."""

    language: Literal["en", "es"]
    title: Title
    heading: Title
    introduction: Line
    catalogue_title: Title
    catalogue_introduction: Annotated[Line, StringConstraints(max_length=300)]


class Contact(Strict):
    name: Title
    reach: Title
    note: Annotated[str, StringConstraints(max_length=200)] = ""


class Country(Strict):
    country: Annotated[Line, StringConstraints(max_length=80)]
    contacts: Annotated[list[Contact], Field(min_length=1)]


class Site(Strict):
    """The front door in every language, English first, and who answers at night."""

    kind: Literal["site"]
    pages: Annotated[list[SitePage], Field(min_length=1)]
    support: list[Country] = []


class TopicWords(Strict):
    slug: Slug
    name: Words


class DomainWords(Strict):
    code: Slug
    name: Words


class Course(Strict):
    """A course, and the words that its catalogue entry needs."""

    kind: Literal["course"]
    title: Title
    slug: Slug
    language: Literal["en", "es"]
    topic: Slug
    summary: Annotated[Line, StringConstraints(max_length=300)]
    introduction: Line
    valid_for_months: Annotated[int, Field(ge=1, le=600)] | None = None
    grace_days: Annotated[int, Field(ge=0, le=1096)] | None = None
    modules: Annotated[list[Slug], Field(min_length=1)]
    topics: list[TopicWords]
    domains: list[DomainWords]

    @field_validator("grace_days")
    @classmethod
    def follows_a_last_day(cls, days: int | None, info: ValidationInfo) -> int | None:
        if days and info.data.get("valid_for_months", 1) is None:
            raise ValueError("has a meaning only beside 'valid_for_months'")
        return days


class Module(Strict):
    kind: Literal["module"]
    title: Title
    slug: Slug
    summary: Annotated[Line, StringConstraints(max_length=300)]
    objectives: Annotated[list[Line], Field(min_length=1, max_length=8)]


class Picture(Strict):
    file: Line
    alt: Annotated[Line, StringConstraints(max_length=400)]
    caption: Annotated[str, StringConstraints(max_length=250)] = ""


class Quotation(Strict):
    text: Line
    attribution: Annotated[str, StringConstraints(max_length=120)] = ""


class Callout(Strict):
    tone: Literal["tip", "care", "note"]
    title: Title
    text: Line


class ContentNote(Strict):
    text: Line
    summary: Line


class Turn(Strict):
    speaker: Annotated[Line, StringConstraints(max_length=60)]
    role: Literal["peer", "participant", "other"]
    says: Line
    note: str = ""


class Dialogue(Strict):
    title: Title
    setting: Annotated[str, StringConstraints(max_length=250)] = ""
    turns: Annotated[list[Turn], Field(min_length=2)]


class Way(Strict):
    says: Line
    why: Line


class Comparison(Strict):
    title: Title
    situation: Line
    helpful: Way
    less_helpful: Way


class KeyTerm(Strict):
    term: Annotated[Line, StringConstraints(max_length=80)]
    meaning: Line


class Reflection(Strict):
    key: Slug
    prompt: Line
    hint: str = ""


class Check(Strict):
    key: Slug
    prompt: Line
    options: Annotated[list[Option], Field(min_length=2, max_length=6)]

    @model_validator(mode="after")
    def has_an_answer(self) -> "Check":
        unique(self.options, "key", "options")
        if not any(option.correct for option in self.options):
            raise ValueError("no option is marked 'correct: true'")
        return self


class Block(Strict):
    """One block of a lesson: a mapping with exactly one of these keys."""

    text: Line | None = None
    heading: Title | None = None
    picture: Picture | None = None
    quotation: Quotation | None = None
    callout: Callout | None = None
    content_note: ContentNote | None = None
    dialogue: Dialogue | None = None
    comparison: Comparison | None = None
    key_terms: Annotated[list[KeyTerm], Field(min_length=1)] | None = None
    reflection: Reflection | None = None
    check: Check | None = None

    @model_validator(mode="after")
    def is_one_block(self) -> "Block":
        if len(self.model_fields_set) != 1:
            raise ValueError("a block is a mapping with exactly one key, its kind")
        return self

    @property
    def kind(self) -> str:
        return next(iter(self.model_fields_set))

    @property
    def content(self):
        return getattr(self, self.kind)


class Lesson(Unit):
    kind: Literal["lesson"]
    completion: Literal["read", "checks"] = "read"
    body: Annotated[list[Block], Field(min_length=1)]

    @model_validator(mode="after")
    def keys_are_its_own(self) -> "Lesson":
        kept = [b.content for b in self.body if b.kind in ("reflection", "check")]
        unique(kept, "key", "reflections or checks")
        return self


class Draw(Strict):
    bank: Slug
    count: Annotated[int, Field(ge=1, le=200)]
    domain: Slug | None = None
    difficulty: Annotated[int, Field(ge=1, le=3)] | None = None


class Quiz(Unit):
    kind: Literal["quiz"]
    introduction: Line
    pass_mark: Annotated[float, Field(ge=0, le=100)]
    max_attempts: Annotated[int, Field(ge=1)] | None = None
    wait_minutes: Annotated[int, Field(ge=0)] = 0
    time_limit_minutes: Annotated[int, Field(ge=1)] | None = None
    shuffle_questions: bool = True
    shuffle_options: bool = True
    feedback: Literal["after_each", "after_pass", "score_only"] = "after_each"
    pilot_count: Annotated[int, Field(ge=0, le=200)] = 0
    jurisdiction: Annotated[str, StringConstraints(max_length=60)] = ""
    unsafe_rule: Literal["debrief", "review", "fail"] = "review"
    unsafe_threshold: Annotated[int, Field(ge=1)] = 2
    draw: Annotated[list[Draw], Field(min_length=1)]


KINDS: dict[str, type[Strict]] = {
    "site": Site,
    "course": Course,
    "module": Module,
    "lesson": Lesson,
    "scenario": Scenario,
    "quiz": Quiz,
    "bank": Bank,
}
