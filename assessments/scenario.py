"""A branching scenario: scenes, choices, endings, and the way through them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

SEVERITIES = ("best", "acceptable", "poor", "unsafe")
MODES = ("practice", "exam")
UNSAFE_RULES = ("debrief", "review", "fail")


@dataclass(frozen=True)
class Choice:
    """One thing that the learner may do in a scene.

    Attributes:
        key: identity of the choice within its scene.
        severity: one of ``SEVERITIES``.
        leads_to: name of the scene or ending that follows.
        name: by which conditions refer to it, or "". Choices may share a name:
            whichever of them is made counts.
        credits: (domain code, credit from 0 to 1); empty for what its severity
            is worth.
        only_after: offered only if a choice of each of these names was made.
        not_after: not offered once a choice of any of these names was made.
        lesson: key of the lesson that teaches it, or "".
    """

    key: str
    text: str
    severity: str
    feedback: str
    leads_to: str
    name: str = ""
    credits: tuple[tuple[str, Fraction], ...] = ()
    only_after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    lesson: str = ""

    def is_offered(self, made: Iterable[str]) -> bool:
        """Whether its conditions hold once choices of the names ``made`` were made."""
        before = frozenset(made)
        return before.issuperset(self.only_after) and before.isdisjoint(self.not_after)


@dataclass(frozen=True)
class Picture:
    """What a scene shows.

    Attributes:
        file: name in the media storage.
        alt: what it shows, in words.
        width: in pixels, 0 where unknown; so is ``height``.
    """

    file: str
    alt: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Audio:
    """What a scene lets hear.

    Attributes:
        file: name in the media storage.
        media_type: as in "audio/mpeg".
        transcript: everything that is said; it stays when the file is gone.
    """

    file: str
    media_type: str
    transcript: str


@dataclass(frozen=True)
class Scene:
    """A moment in which the learner decides.

    Attributes:
        text: what happens, HTML.
    """

    name: str
    title: str
    speaker: str
    text: str
    choices: tuple[Choice, ...]
    picture: Picture | None = None
    audio: Audio | None = None

    def choice(self, key: str) -> Choice:
        """Return the choice with this key.

        Raises:
            ValueError: the scene offers no such choice.
        """
        for choice in self.choices:
            if choice.key == key:
                return choice
        raise ValueError(f"scene {self.name}: no choice {key}")

    def offered(self, made: Iterable[str]) -> tuple[Choice, ...]:
        """Return the choices whose conditions hold after choices named ``made``.

        Where none holds, all are offered, so that nobody is ever stuck.
        """
        before = frozenset(made)
        fitting = tuple(c for c in self.choices if c.is_offered(before))
        return fitting or self.choices


@dataclass(frozen=True)
class Ending:
    """Where a path stops.

    Attributes:
        outcome: "good", "mixed" or "hard".
        text: what happens, HTML.
        debrief: what to take along, HTML.
    """

    name: str
    title: str
    outcome: str
    text: str
    debrief: str


@dataclass(frozen=True)
class PlayRules:
    """How a scenario is played and graded.

    Attributes:
        mode: one of ``MODES``; in practice one may go back, an exam is graded.
        pass_mark: in per cent.
        unsafe_rule: what unsafe choices do in an exam, one of ``UNSAFE_RULES``:
            they are talked about, a person reviews the result, or it is not passed.
        unsafe_threshold: in how many different scenes, before they do.
    """

    mode: str = "practice"
    pass_mark: Decimal = Decimal(80)
    unsafe_rule: str = "review"
    unsafe_threshold: int = 2

    @property
    def is_exam(self) -> bool:
        return self.mode == "exam"


@dataclass(frozen=True)
class Scenario:
    """Scenes and endings, joined by choices, and how they are played.

    Attributes:
        domain: code of the domain that choices without credits of their own count
            toward, or "".
        domains: names of domains, by code.
        lessons: titles of lessons, by key.
    """

    start: str
    scenes: tuple[Scene, ...]
    endings: tuple[Ending, ...]
    rules: PlayRules = PlayRules()
    domain: str = ""
    domains: Mapping[str, str] = field(default_factory=dict)
    lessons: Mapping[str, str] = field(default_factory=dict)

    @property
    def places(self) -> tuple[Scene | Ending, ...]:
        """Everything that a choice may lead to."""
        return (*self.scenes, *self.endings)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Every choice of every scene."""
        return tuple(choice for scene in self.scenes for choice in scene.choices)

    def place(self, name: str) -> Scene | Ending:
        """Return the scene or ending with this name.

        Raises:
            ValueError: nothing has this name.
        """
        for place in self.places:
            if place.name == name:
                return place
        raise ValueError(f"no scene or ending {name}")


@dataclass(frozen=True)
class Back:
    """Going back to an earlier decision, to try otherwise.

    Attributes:
        number: of the decision on the path, from 1.
    """

    number: int


@dataclass(frozen=True)
class Step:
    """One decision on a path.

    Attributes:
        offered: what could be chosen then.
        index: its number among all moves, from 1; going back is a move too.
    """

    scene: Scene
    choice: Choice
    offered: tuple[Choice, ...] = ()
    index: int = 0

    @property
    def others(self) -> tuple[Choice, ...]:
        """What else could have been chosen."""
        return tuple(c for c in self.offered if c.key != self.choice.key)


@dataclass(frozen=True)
class Path:
    """The decisions that stand, where they have led, and everything that was tried.

    Attributes:
        steps: the decisions from the start to ``place``.
        moves: every decision and every going back, in order, undone ones too.
    """

    steps: tuple[Step, ...]
    place: Scene | Ending
    moves: tuple[Step | Back, ...] = ()

    @property
    def number(self) -> int:
        """The number of the decision that comes next, from 1."""
        return len(self.steps) + 1

    @property
    def index(self) -> int:
        """The number of the move that comes next, from 1."""
        return len(self.moves) + 1

    @property
    def is_over(self) -> bool:
        return isinstance(self.place, Ending)

    @property
    def made(self) -> frozenset[str]:
        """Names of the choices that stand."""
        return frozenset(step.choice.name for step in self.steps if step.choice.name)

    @property
    def offered(self) -> tuple[Choice, ...]:
        """What can be chosen now; nothing at an ending."""
        if isinstance(self.place, Ending):
            return ()
        return self.place.offered(self.made)


def walk(scenario: Scenario, moves: Iterable[str | Back]) -> Path:
    """Make ``moves`` from the start: keys of choices, and going back.

    Raises:
        ValueError: a key is not offered where it is used, or goes on after an
            end; or a decision is gone back to that was not made.
    """
    path = Path((), scenario.place(scenario.start))
    for move in moves:
        path = (
            go_back(path, move)
            if isinstance(move, Back)
            else go_on(scenario, path, move)
        )
    return path


def go_on(scenario: Scenario, path: Path, key: str) -> Path:
    """Make the choice ``key`` at the end of ``path``.

    Raises:
        ValueError: it is not offered there.
    """
    place = path.place
    if isinstance(place, Ending):
        raise ValueError(f"ending {place.name}: no choice {key}")
    choice = place.choice(key)
    if choice not in path.offered:
        raise ValueError(f"scene {place.name}: choice {key} is not offered here")
    step = Step(place, choice, path.offered, path.index)
    then = scenario.place(choice.leads_to)
    return Path((*path.steps, step), then, (*path.moves, step))


def go_back(path: Path, back: Back) -> Path:
    """Return to the scene of an earlier decision; what was tried stays on record.

    Raises:
        ValueError: the path holds no decision of this number.
    """
    if not 1 <= back.number < path.number:
        raise ValueError(f"there is no decision {back.number} to go back to")
    place = path.steps[back.number - 1].scene
    return Path(path.steps[: back.number - 1], place, (*path.moves, back))
