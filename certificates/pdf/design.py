"""How documents look and what they say beside the facts: plain data. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace

LAYOUTS = ("frame", "margin", "band")
SIZES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height in millimetres, upright."""
ORIENTATIONS = ("landscape", "portrait")
MOST_SIGNATORIES = 3
VERSION = 1


@dataclass(frozen=True)
class Colours:
    """Colours as #rrggbb: of the paper, of words on it, and of the two lines."""

    paper: str = "#fbf6ea"
    ink: str = "#22302b"
    accent: str = "#2c5f4a"
    first: str = "#2c5f4a"
    second: str = "#a9673f"


@dataclass(frozen=True)
class Picture:
    """A picture by the hash of its bytes, which are kept apart.

    Attributes:
        data: a PNG; not part of what :meth:`Design.to_json` returns.
        width: in pixels, as is the height.
    """

    sha256: str
    width: int
    height: int
    data: bytes = field(repr=False, compare=False)


@dataclass(frozen=True)
class Signatory:
    """Who signs, with a picture of the signature or without."""

    name: str
    role: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Wording:
    """The issuer's own words, with named fields; "" for the usual ones.

    Attributes:
        heading: what the document is.
        opening: before the name.
        statement: between the name and the title.
        details: under the title.
        letter: body of the letter to an employer; empty lines part paragraphs.
    """

    heading: str = ""
    opening: str = ""
    statement: str = ""
    details: str = ""
    letter: str = ""


COLOURS = tuple(colour.name for colour in fields(Colours))
WORDS = tuple(text.name for text in fields(Wording))
"""What may be chosen, by name."""


@dataclass(frozen=True)
class Design:
    """A design in one language, as it was on the day of issue."""

    layout: str = "frame"
    size: str = "a4"
    orientation: str = "landscape"
    colours: Colours = Colours()
    wording: Wording = Wording()
    logo: Picture | None = None
    seal: Picture | None = None
    signatories: tuple[Signatory, ...] = ()

    def __post_init__(self) -> None:
        if self.layout not in LAYOUTS:
            raise ValueError(f"no such layout: {self.layout}")
        if self.size not in SIZES or self.orientation not in ORIENTATIONS:
            raise ValueError(f"no such paper: {self.size} {self.orientation}")
        if len(self.signatories) > MOST_SIGNATORIES:
            raise ValueError(f"{len(self.signatories)} people cannot sign")

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture of the design."""
        signatures = [signatory.picture for signatory in self.signatories]
        return tuple(p for p in (self.logo, self.seal, *signatures) if p)

    def upright(self) -> Design:
        """Return the same design on upright paper."""
        return replace(self, orientation="portrait")

    def to_json(self) -> dict[str, object]:
        """Return plain data without the bytes of pictures."""
        plain = asdict(self)
        plain["logo"], plain["seal"] = _reference(self.logo), _reference(self.seal)
        plain["signatories"] = [
            {"name": s.name, "role": s.role, "picture": _reference(s.picture)}
            for s in self.signatories
        ]
        return {"version": VERSION, **plain}


def from_json(stored: Mapping[str, object], pictures: Mapping[str, bytes]) -> Design:
    """Return the design that ``to_json`` wrote; nothing stored is the usual one.

    Args:
        stored: as kept with a certificate; {} for one of old.
        pictures: bytes by hash, all of ``hashes_in(stored)``.

    Raises:
        KeyError: the bytes of a picture are missing.
        ValueError: a later version wrote it, or it names no layout of ours.
    """
    if not stored:
        return Design()
    if stored.get("version") != VERSION:
        raise ValueError(f"unknown version of a design: {stored.get('version')}")
    signatories = _list(stored["signatories"])
    return Design(
        layout=str(stored["layout"]),
        size=str(stored["size"]),
        orientation=str(stored["orientation"]),
        colours=Colours(**_known(Colours, stored["colours"])),
        wording=Wording(**_known(Wording, stored["wording"])),
        logo=_picture(stored["logo"], pictures),
        seal=_picture(stored["seal"], pictures),
        signatories=tuple(
            Signatory(str(s["name"]), str(s["role"]), _picture(s["picture"], pictures))
            for s in signatories
        ),
    )


def size_of(stored: Mapping[str, object]) -> str:
    """Return the size of paper that a stored design names."""
    return str(stored.get("size", Design.size))


def hashes_in(stored: Mapping[str, object]) -> frozenset[str]:
    """Return the hashes of the pictures that a stored design names."""
    if not stored:
        return frozenset()
    signatures = [s["picture"] for s in _list(stored["signatories"])]
    found = [stored["logo"], stored["seal"], *signatures]
    return frozenset(str(p["sha256"]) for p in found if isinstance(p, Mapping))


def _reference(picture: Picture | None) -> dict[str, object] | None:
    if picture is None:
        return None
    size = {"width": picture.width, "height": picture.height}
    return {"sha256": picture.sha256, **size}


def _picture(stored: object, pictures: Mapping[str, bytes]) -> Picture | None:
    if not isinstance(stored, Mapping):
        return None
    sha256 = str(stored["sha256"])
    width, height = int(stored["width"]), int(stored["height"])
    return Picture(sha256, width, height, pictures[sha256])


def _known(kind: type, stored: object) -> dict[str, str]:
    if not isinstance(stored, Mapping):
        return {}
    names = {f.name for f in fields(kind)}
    return {key: str(value) for key, value in stored.items() if key in names}


def _list(stored: object) -> list[Mapping[str, object]]:
    return list(stored) if isinstance(stored, (list, tuple)) else []
