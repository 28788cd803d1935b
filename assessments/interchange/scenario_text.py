"""A scenario in our own text format."""

from __future__ import annotations

from pydantic import ValidationError

from .items import Note, Refused
from .remarks import Remark
from .scenario_schema import Scenario
from .text import field_notes, load_yaml


def read(content: bytes) -> tuple[Scenario | None, tuple[Note, ...]]:
    """Return the scenario, or None and what is wrong, by line.

    Raises:
        Refused: the file is not YAML, or no scenario.
    """
    plain, tree = load_yaml(content)
    if not isinstance(plain, dict) or plain.get("kind") != "scenario":
        raise Refused(Remark.WRONG_ROOT, "kind: scenario", 1)
    try:
        return Scenario.model_validate(plain), ()
    except ValidationError as error:
        return None, field_notes(error, tree)
