"""Ids that stay the same from load to load, so that attempts and notes hold."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

NAMESPACE = uuid.UUID("6f1c1c52-3c5e-4f0a-9d1b-1f6f0a0c7a11")


def block_id(*parts: object) -> str:
    """Return the id of the block that ``parts`` name, always the same."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, parts))))


def items(identity: str, values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the raw form of a ListBlock, with ids that come from positions."""
    return [
        {"type": "item", "value": value, "id": block_id(identity, number)}
        for number, value in enumerate(values)
    ]
