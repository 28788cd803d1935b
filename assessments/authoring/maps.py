"""What an author sees of a whole scenario: map, outline and what is wrong, in words."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.advice import advice
from assessments.blocks.scenes import OUTCOMES, SEVERITIES
from assessments.flow import SceneRow
from assessments.layers import TooTangled
from assessments.proofreading import problems
from assessments.scenario import Ending
from assessments.scene_map import Box, Line, draw
from assessments.wording import describe_problem


@dataclass(frozen=True)
class Node:
    """A place as the map and the outline show it.

    Attributes:
        anchor: id of its panel in the form, or "".
        label: everything that the map says of it, for those who hear it.
        footer: the short line below its title.
        faults: how many problems it has that block publishing.
    """

    title: str
    name: str
    anchor: str
    label: str
    footer: str
    faults: int
    is_start: bool
    box: Box | None = None


@dataclass(frozen=True)
class Way:
    """A choice in the outline."""

    text: str
    severity: str
    severity_label: str
    to: Node | None
    target: str


@dataclass(frozen=True)
class Stop:
    """A place in the outline, with its choices."""

    node: Node
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Remark:
    """A problem in words, with the panel of its scene."""

    sentence: str
    anchor: str


@dataclass(frozen=True)
class Drawn:
    """A line with what it says when one points at it, and how many went along it."""

    line: Line
    label: str
    learners: int = 0


def shape_of(scenario, ids, language):
    """Return the context of ``_scene_shape.html``.

    Args:
        scenario: as unfinished as it may be.
        ids: of the blocks of its places, in their order.
        language: code of the language it is written in.
    """
    found = problems(scenario)
    anchors = [f"block-{block_id}-section" if block_id else "" for block_id in ids]
    first = {}
    for place, anchor in zip(scenario.places, anchors, strict=True):
        first.setdefault(place.name, anchor)
    nodes = [
        _node(scenario, place, anchor, _count_of(found, place))
        for place, anchor in zip(scenario.places, anchors, strict=True)
    ]
    return {
        "severities": SEVERITIES,
        "must": _remarks(found, first),
        "may": _remarks(advice(scenario, language), first),
        "stops": _outline(scenario, nodes),
        **_picture(scenario, nodes),
    }


def _count_of(found, place):
    return sum(1 for problem in found if problem.place == place.name and place.name)


def _remarks(found, first):
    return [Remark(describe_problem(p), first.get(p.place, "")) for p in found]


def _node(scenario, place, anchor, faults):
    is_ending = isinstance(place, Ending)
    is_start = not is_ending and place.name == scenario.start and bool(place.name)
    title = place.title or place.name or _("Without a name")
    if is_ending:
        footer = outcome_label(place.outcome)
        label = _("Ending: %(title)s.") % {"title": title} + f" {footer}."
    else:
        footer = _("Start") if is_start else ""
        label = (
            _("Scene: %(title)s.") % {"title": title}
            + " "
            + (
                ngettext("%(n)d choice.", "%(n)d choices.", len(place.choices))
                % {"n": len(place.choices)}
            )
        )
    if faults:
        label += " " + _to_mend(faults)
    return Node(title, place.name, anchor, label, footer, faults, is_start)


def _to_mend(count):
    return ngettext("%(n)d thing to mend.", "%(n)d things to mend.", count) % {
        "n": count
    }


def severity_label(severity):
    """Return a severity in words, also one that nobody has chosen yet."""
    return str(dict(SEVERITIES).get(severity, _("Not said yet")))


def outcome_label(outcome):
    """Return in words how an ending turns out."""
    return str(dict(OUTCOMES).get(outcome, ""))


def _outline(scenario, nodes):
    """Return the places as written, each choice with the place it leads to."""
    by_name = {}
    for node in nodes:
        by_name.setdefault(node.name, node)
    return [
        Stop(
            node,
            tuple(
                Way(
                    text=choice.text or _("Without words yet"),
                    severity=choice.severity,
                    severity_label=severity_label(choice.severity),
                    to=by_name.get(choice.leads_to) if choice.leads_to else None,
                    target=choice.leads_to,
                )
                for choice in getattr(place, "choices", ())
            ),
        )
        for place, node in zip(scenario.places, nodes, strict=True)
    ]


def _picture(scenario, nodes):
    """Return the map with its nodes and lines, or nothing where it is too tangled."""
    try:
        picture = draw(scenario)
    except TooTangled:
        return {"picture": None}
    missing = [_missing(box) for box in picture.boxes[len(nodes) :]]
    named = [*nodes, *missing]
    return {
        "picture": picture,
        "nodes": [replace(named[box.index], box=box) for box in picture.by_row],
        "lines": [_drawn(line, scenario, named) for line in picture.lines],
    }


def _missing(box):
    label = (
        _("Nothing is called “%(name)s” yet.") % {"name": box.name}
        if box.name
        else _("Leads nowhere yet.")
    )
    return Node(box.name or "?", box.name, "", label, _("not there yet"), 0, False)


def _drawn(line, scenario, named):
    choice = scenario.scenes[line.tail].choices[line.position]
    severity = severity_label(line.severity)
    title = named[line.head].title
    return Drawn(line, f"{severity}: {choice.text} → {title}")


def flow_shape(flow):
    """Return the context of ``_flow_map.html``: lines as wide as people went."""
    scenario = flow.scenario
    rows = [*flow.scenes, *flow.endings]
    nodes = [
        _flow_node(place, row, number, scenario.start)
        for number, (place, row) in enumerate(zip(scenario.places, rows, strict=True))
    ]
    try:
        picture = draw(scenario, flow.thicknesses)
    except TooTangled:
        return {"picture": None}
    named = [*nodes, *(_missing(box) for box in picture.boxes[len(nodes) :])]
    return {
        "picture": picture,
        "severities": SEVERITIES,
        "nodes": [replace(named[box.index], box=box) for box in picture.by_row],
        "lines": [_streamed(line, flow, named) for line in picture.lines],
    }


def _flow_node(place, row, number, start):
    people = _people(row.learners)
    label = f"{row.title}: {people}"
    is_start = isinstance(row, SceneRow) and place.name == start
    anchor = f"flow-{number}"
    return Node(row.title, place.name, anchor, label, people, 0, is_start)


def _people(count):
    return ngettext("%(n)d person", "%(n)d people", count) % {"n": count}


def _streamed(line, flow, named):
    choice = flow.scenes[line.tail].choices[line.position]
    said = f"{severity_label(line.severity)}: {choice.text} → {named[line.head].title}"
    return Drawn(line, f"{said} ({_people(choice.learners)})", choice.learners)
