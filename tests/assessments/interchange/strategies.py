"""Questions of every kind with the characters that formats trip over."""

from dataclasses import replace

from hypothesis import strategies as st

from assessments.interchange import prose
from assessments.interchange.items import Accepted, Criterion, Item, Picture, Row

AWKWARD = "ab Z9é漢🙂=~#{}:\\\"'<>&%@*_[]()-+.,;|/`!?$^\u00a0"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def texts(alphabet=AWKWARD, most=30):
    """Text as a field keeps it: no outer and no doubled spaces, not empty."""
    made = st.text(alphabet=alphabet, min_size=1, max_size=most)
    tidy = made.map(lambda text: " ".join(text.split(" ")).strip())
    tidy = tidy.map(lambda text: " ".join(text.split()))
    return tidy.filter(bool)


@st.composite
def runs(draw):
    """A line of rich text: plain words, then weighed ones, then plain again."""
    first = prose.Run(draw(texts()))
    if not draw(st.booleans()):
        return [first]
    strong = draw(st.booleans())
    weighed = prose.Run(draw(texts()), is_strong=strong, is_em=not strong)
    return [first, prose.Run(" "), weighed, prose.Run(" "), prose.Run(draw(texts()))]


@st.composite
def rich(draw):
    """HTML as ``prose.to_html`` writes it."""
    blocks = []
    for _number in range(draw(st.integers(1, 3))):
        tag = draw(st.sampled_from(["", "", "ul", "ol"]))
        count = draw(st.integers(1, 3)) if tag else 1
        lines = tuple(tuple(prose._tidy(draw(runs()))) for _line in range(count))
        blocks.append(prose.Block(lines, tag))
    return prose.clean(prose.to_html(prose.Prose(tuple(blocks))))


def unlike(count_from, count_to, strategy=None):
    """Several texts, no two alike."""
    strategy = texts() if strategy is None else strategy
    return st.lists(
        strategy, min_size=count_from, max_size=count_to, unique_by=str.casefold
    )


@st.composite
def choices(draw, kind):
    words = draw(unlike(2, 5))
    right = 1 if kind == "single" else draw(st.integers(2, max(2, len(words))))
    rows = tuple(
        Row(
            text,
            is_correct=number < right,
            is_unsafe=number >= right and draw(st.booleans()),
            feedback=draw(st.just("") | texts()),
        )
        for number, text in enumerate(words)
    )
    if kind == "single" and draw(st.booleans()):
        rows = (rows[0], replace(rows[1], credit=50, is_unsafe=False), *rows[2:])
    return {"rows": rows}


@st.composite
def best_worst(draw):
    words = draw(unlike(3, 5))
    places = ["best", "worst", *["between"] * (len(words) - 2)]
    rows = tuple(
        Row(text, place=place, feedback=draw(st.just("") | texts()))
        for text, place in zip(words, places, strict=True)
    )
    return {"rows": rows}


@st.composite
def rate(draw):
    rows = tuple(
        Row(text, level=draw(st.sampled_from("1234")), feedback=draw(texts()))
        for text in draw(unlike(2, 5))
    )
    return {"rows": rows}


@st.composite
def order(draw):
    words = draw(unlike(3, 5))
    return {"rows": tuple(Row(text) for text in words)}


@st.composite
def match(draw):
    words = draw(unlike(5, 7))
    rows = tuple(
        Row(text, match=column)
        for text, column in zip(words[:2], words[2:4], strict=True)
    )
    return {"rows": rows, "columns": tuple(words[4:])}


@st.composite
def moments(draw):
    crossings = draw(unlike(1, 3, texts(alphabet="abcé &<")))
    rows = [Row("I did.", speaker="Ana", crossing=crossings[0], feedback="So.")]
    rows += [
        Row(text, speaker=draw(st.sampled_from(["", "Ana", "Ben & Co"])))
        for text in draw(unlike(1, 4, texts(alphabet="abcé &<=~#")))
    ]
    return {"rows": tuple(rows), "columns": tuple(crossings)}


@st.composite
def short(draw):
    words = draw(unlike(1, 3, texts(alphabet=AWKWARD.replace("*", ""))))
    accepted = [Accepted(words[0], feedback=draw(st.just("") | texts()))]
    accepted += [Accepted(text, credit=50) for text in words[1:]]
    return {"accepted": tuple(accepted)}


@st.composite
def number(draw):
    value = draw(st.integers(-9999, 9999))
    places = draw(st.sampled_from(["", ".5", ".25"]))
    accepted = [Accepted(f"{value}{places}", "0", feedback=draw(st.just("") | texts()))]
    if draw(st.booleans()):
        accepted.append(Accepted(f"{value}{places}", "2.5", credit=50))
    return {"accepted": tuple(accepted), "unit": draw(st.sampled_from(["", "hours"]))}


@st.composite
def written(draw):
    criteria = tuple(
        Criterion(title, tuple(draw(unlike(2, 3)))) for title in draw(unlike(1, 2))
    )
    return {"criteria": criteria, "max_words": draw(st.sampled_from([0, 150]))}


KINDS = {
    "single": choices("single"),
    "multiple": choices("multiple"),
    "best_worst": best_worst(),
    "rate": rate(),
    "order": order(),
    "match": match(),
    "moments": moments(),
    "short": short(),
    "number": number(),
    "written": written(),
}


def enemies():
    """No set, one without a reason, or one with."""
    why = "One gives = the other away."
    return st.sampled_from(
        [
            {},
            {"enemies": "The lift: home"},
            {"enemies": "Two halves", "enemies_why": why},
        ]
    )


@st.composite
def items(draw, kind=None):
    """A whole question of ``kind``, or of any."""
    kind = kind or draw(st.sampled_from(sorted(KINDS)))
    return Item(
        kind=kind,
        prompt=draw(rich()),
        code=draw(st.from_regex(r"\A[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4}){0,2}\Z")),
        explanation=draw(st.just("") | rich()),
        domain=draw(st.sampled_from(["", "ethics"])),
        difficulty=draw(st.integers(1, 3)),
        lesson=draw(st.sampled_from(["", "a-fence-with-a-gate"])),
        jurisdiction=draw(st.sampled_from(["", "Ohio"])),
        ethics_code=draw(st.sampled_from(["", "IC&RC 2023"])),
        points=draw(st.sampled_from([1, 2])),
        stage=draw(st.sampled_from(["", "pilot", "live", "retired"])),
        **draw(enemies()),
        tags=draw(st.sampled_from([(), ("Week 1",), ("a]b", "Ünder & über")])),
        **draw(KINDS[kind]),
    )


def with_picture(item):
    """The same question with a picture in its prompt."""
    shown = f'{item.prompt}<p><img src="map.png" alt="A map"/></p>'
    return replace(item, prompt=shown, pictures=(Picture("map.png", PNG, "image/png"),))
