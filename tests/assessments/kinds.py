"""The smallest sound question of each kind, as raw block data."""

import uuid

from assessments.blocks import QuestionBodyBlock
from assessments.responses import LEVELS

KINDS = list(QuestionBodyBlock().child_blocks)


def item(value):
    """Return ``value`` as an item of a list, with an id of its own."""
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def items(*values):
    return [item(value) for value in values]


def _options(said, *own):
    return items(
        *(
            {"text": f"Option {n}", "feedback": said(f"feedback-{n}")} | one
            for n, one in enumerate(own)
        )
    )


def _choosing(right):
    def value(said):
        marks = [{"is_correct": n < right, "is_unsafe": n == 3} for n in range(4)]
        return {"options": _options(said, *marks)}

    return value


def _best_worst(said):
    places = [{"place": place} for place in ("between", "best", "between", "worst")]
    places[3]["is_unsafe"] = True
    return {"options": _options(said, *places)}


def _rate(said):
    levels = [{"level": level, "is_unsafe": level == "1"} for level in LEVELS]
    return {"options": _options(said, *levels)}


def _order(said):
    return {"options": _options(said, {}, {}, {}, {})}


def _match(said):
    pairs = [
        {"text": f"Row {n}", "match": f"Match {n % 3}", "feedback": said(f"row-{n}")}
        for n in range(4)
    ]
    return {"pairs": items(*pairs), "distractors": items("Neither")}


def _moments(said):
    crossed = ["", "Money", "Time", ""]
    turns = [
        {
            "speaker": "Ana" if n % 2 else "Ben",
            "text": f"Turn {n}",
            "crossing": crossing,
            "feedback": said(f"turn-{n}"),
        }
        for n, crossing in enumerate(crossed)
    ]
    return {"crossings": items("Money", "Time"), "turns": items(*turns)}


def _short(said):
    whole = {"text": said("accepted"), "credit": 100, "feedback": said("feedback")}
    half = {"text": said("nearly"), "credit": 50, "feedback": said("half")}
    return {"accepted": items(half, whole)}


def _number(said):
    near = {"tolerance": "2", "credit": 50, "feedback": said("near")}
    exact = {"tolerance": "0", "credit": 100, "feedback": said("exact")}
    numbers = items({"number": "741.5"} | near, {"number": "741.5"} | exact)
    return {"accepted": numbers, "unit": "hours"}


def _written(said):
    levels = items(said("level-0"), said("level-1"), said("level-2"))
    return {"max_words": 100, "criteria": items({"title": "Warmth", "levels": levels})}


VALUES = {
    "single": _choosing(1),
    "multiple": _choosing(2),
    "best_worst": _best_worst,
    "rate": _rate,
    "order": _order,
    "match": _match,
    "moments": _moments,
    "short": _short,
    "number": _number,
    "written": _written,
}


def raw_value(kind, *, prompt="<p>What now?</p>", explanation="<p>So.</p>", mark=""):
    """Return a question of ``kind``; what must stay hidden begins with ``mark``."""
    own = VALUES[kind](lambda words: f"{mark}{words}")
    return {"prompt": prompt, "explanation": explanation} | own


def question_of(kind, **fields):
    """Return a whole ``paper.Question`` of ``kind``, from its block."""
    block = QuestionBodyBlock().child_blocks[kind]
    value = block.clean(block.to_python(raw_value(kind, **fields)))
    return value.as_whole(str(uuid.uuid4()), kind)


def posted(response):
    """Return the fields of a form that say ``response``."""
    fields = {f"pair-{row}": cell for row, cell in response.pairs.items()}
    return fields | {"chosen": list(response.chosen), "text": response.text}
