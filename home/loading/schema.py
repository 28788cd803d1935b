"""What a curriculum file may say; nothing here knows the site."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Title = Annotated[Line, StringConstraints(max_length=120)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Domain = Slug
Words = dict[Literal["en", "es"], Line]


class Strict(BaseModel):
    """A mapping that holds what is listed and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


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
    modules: Annotated[list[Slug], Field(min_length=1)]
    topics: list[TopicWords]
    domains: list[DomainWords]


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


class Option(Strict):
    """An option of a check or a question."""

    key: Slug
    text: Annotated[Line, StringConstraints(max_length=400)]
    correct: bool = False
    feedback: Line


def _unique(items: list, attribute: str, what: str) -> None:
    seen = set()
    for item in items:
        value = getattr(item, attribute)
        if value in seen:
            raise ValueError(f"two {what} are called {value!r}; give each its own")
        seen.add(value)


class Check(Strict):
    key: Slug
    prompt: Line
    options: Annotated[list[Option], Field(min_length=2, max_length=6)]

    @model_validator(mode="after")
    def has_an_answer(self) -> "Check":
        _unique(self.options, "key", "options")
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


class Unit(Strict):
    """What every kind of unit says of itself."""

    title: Title
    slug: Slug
    contact_minutes: Annotated[int, Field(ge=1, le=600)]
    domain: Domain
    summary: Annotated[str, StringConstraints(max_length=200)] = ""
    content_note: str = ""


class Lesson(Unit):
    kind: Literal["lesson"]
    completion: Literal["read", "checks"] = "read"
    body: Annotated[list[Block], Field(min_length=1)]

    @model_validator(mode="after")
    def keys_are_its_own(self) -> "Lesson":
        kept = [b.content for b in self.body if b.kind in ("reflection", "check")]
        _unique(kept, "key", "reflections or checks")
        return self


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
    def choices_differ(self) -> "Scene":
        _unique(self.choices, "key", "choices")
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


class Draw(Strict):
    bank: Slug
    count: Annotated[int, Field(ge=1, le=200)]
    domain: Domain | None = None


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
    draw: Annotated[list[Draw], Field(min_length=1)]


class Question(Strict):
    code: Slug
    kind: Literal["single", "multiple"]
    domain: Domain
    difficulty: Annotated[int, Field(ge=1, le=3)]
    lesson: Slug
    prompt: Line
    explanation: Line
    options: Annotated[list[Option], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def has_as_many_answers_as_its_kind(self) -> "Question":
        _unique(self.options, "key", "options")
        correct = sum(option.correct for option in self.options)
        if self.kind == "single" and correct != 1:
            raise ValueError(
                f"'single' needs exactly one correct option, not {correct}"
            )
        if self.kind == "multiple" and correct < 2:
            raise ValueError(
                f"'multiple' needs two or more correct options, not {correct}"
            )
        return self


class Bank(Strict):
    kind: Literal["bank"]
    code: Slug
    title: Title
    questions: Annotated[list[Question], Field(min_length=1)]

    @model_validator(mode="after")
    def codes_differ(self) -> "Bank":
        _unique(self.questions, "code", "questions")
        return self


KINDS: dict[str, type[Strict]] = {
    "site": Site,
    "course": Course,
    "module": Module,
    "lesson": Lesson,
    "scenario": Scenario,
    "quiz": Quiz,
    "bank": Bank,
}
