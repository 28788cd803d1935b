"""Where in a YAML file something stands."""

from __future__ import annotations

from collections.abc import Sequence

import yaml


def line_of(node: yaml.Node, where: Sequence[str | int]) -> int:
    """Return the line (from 1) of the deepest part of ``where`` that exists."""
    for part in where:
        child = _child(node, part)
        if child is None:
            break
        node = child
    return int(node.start_mark.line) + 1


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((v for k, v in node.value if k.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    return None
