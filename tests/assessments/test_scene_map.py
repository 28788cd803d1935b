"""The picture of a scenario: every place once, nothing on top of anything."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.layers import Arc, TooTangled, arrange, crossings, spread
from assessments.scenario import Choice, Ending, Scenario, Scene
from assessments.scene_map import BETWEEN_BOXES, draw, links

SEVERITIES = ("best", "acceptable", "poor", "unsafe", "")
NAMES = ["", *"abcdefgh"]


def scene(name, *targets, severity="best"):
    choices = (Choice(f"{n}", t, severity, "", t) for n, t in enumerate(targets))
    return Scene(name, name, "", "", tuple(choices))


def ending(name):
    return Ending(name, name, "good", "", "")


@st.composite
def scenarios(draw_from):
    """Return a scenario as authors leave it: names missing, doubled, misspelt."""
    name = st.sampled_from(NAMES)
    choice = st.builds(
        Choice,
        key=st.uuids().map(str),
        text=st.text(max_size=20),
        severity=st.sampled_from(SEVERITIES),
        feedback=st.just(""),
        leads_to=st.one_of(name, st.sampled_from(["end", "hard", "gone"])),
    )
    choices = st.lists(choice, max_size=4).map(tuple)
    scenes = st.builds(
        Scene, name, st.text(max_size=60), st.just(""), st.just(""), choices
    )
    endings = st.sampled_from(["end", "hard"]).map(ending)
    return Scenario(
        start=draw_from(name),
        scenes=tuple(draw_from(st.lists(scenes, max_size=9))),
        endings=tuple(draw_from(st.lists(endings, max_size=3))),
    )


@given(scenarios())
def test_every_place_is_drawn_once_and_every_choice_is_a_line(scenario):
    picture = draw(scenario)
    missing = links(scenario)[1]
    assert [box.index for box in picture.boxes] == list(
        range(len(scenario.places) + len(missing))
    )
    wanted = [
        (t, p) for t, s in enumerate(scenario.scenes) for p in range(len(s.choices))
    ]
    assert [(line.tail, line.position) for line in picture.lines] == wanted


@given(scenarios())
def test_no_two_boxes_touch_and_all_are_inside(scenario):
    picture = draw(scenario)
    for one, other in combinations(picture.boxes, 2):
        apart = abs(one.x - other.x) >= one.width + BETWEEN_BOXES
        assert apart or abs(one.y - other.y) >= one.height
    for box in picture.boxes:
        assert 0 <= box.x <= box.x + box.width <= picture.width
        assert 0 <= box.y <= box.bottom <= picture.height


@given(scenarios())
def test_lines_lead_down_unless_they_lead_back(scenario):
    picture = draw(scenario)
    row = {box.index: box.row for box in picture.boxes}
    for line in picture.lines:
        if line.is_back:
            assert row[line.head] <= row[line.tail]
        else:
            assert row[line.head] > row[line.tail]


@given(scenarios())
def test_without_loops_nothing_leads_back(scenario):
    order = {name: number for number, name in enumerate(NAMES)}
    forward = Scenario(
        start=scenario.start,
        scenes=tuple(
            Scene(
                s.name,
                "",
                "",
                "",
                tuple(
                    c for c in s.choices if order.get(c.leads_to, 99) > order[s.name]
                ),
            )
            for s in {s.name: s for s in scenario.scenes}.values()
        ),
        endings=scenario.endings,
    )
    assert not any(line.is_back for line in draw(forward).lines)


@given(scenarios())
def test_the_same_scenario_is_drawn_the_same(scenario):
    assert draw(scenario) == draw(scenario)


@given(scenarios(), st.integers(1, 40))
def test_thick_lines_still_start_and_end_on_their_boxes(scenario, thickness):
    wide = {
        (tail, position): thickness
        for tail, scene in enumerate(scenario.scenes)
        for position in range(len(scene.choices))
    }
    picture = draw(scenario, wide)
    for line in picture.lines:
        x, y = line.tip
        box = picture.boxes[line.head]
        assert box.x <= x <= box.x + box.width
        assert box.y <= y <= box.bottom


def test_a_chain_goes_straight_down():
    chain = Scenario(
        "a", (scene("a", "b"), scene("b", "c"), scene("c", "end")), (ending("end"),)
    )
    picture = draw(chain)
    assert [box.row for box in picture.boxes] == [0, 1, 2, 3]
    assert len({box.x for box in picture.boxes}) == 1


def test_a_loop_is_drawn_back_from_where_it_closes():
    loop = Scenario("a", (scene("a", "b"), scene("b", "a", "end")), (ending("end"),))
    assert [line.is_back for line in draw(loop).lines] == [False, True, False]


def test_a_name_that_nothing_has_gets_a_box_of_its_own():
    picture = draw(Scenario("a", (scene("a", "gone", "gone"),), ()))
    assert [(box.kind, box.name) for box in picture.boxes] == [
        ("scene", "a"),
        ("missing", "gone"),
    ]


def test_lines_of_one_severity_to_one_place_run_together():
    far = [
        scene("a", "b", "end"),
        scene("b", "c", "end"),
        scene("c", "d"),
        scene("d", "end"),
    ]
    arcs = [Arc(0, 1), Arc(1, 2), Arc(2, 3), Arc(3, 4), Arc(0, 4), Arc(1, 4)]
    lattice = arrange(5, arcs)
    assert lattice.routes[4][-2] == lattice.routes[5][-2]
    apart = draw(Scenario("a", tuple(far), (ending("end"),)), {})
    lanes = {line.tip for line in apart.lines if line.head == 4}
    assert len(lanes) == 3


def test_crossings_are_undone_where_they_can_be():
    crossed = [Arc(0, 1), Arc(0, 2), Arc(1, 4), Arc(2, 3)]
    lattice = arrange(5, crossed)
    assert crossings(lattice.rows, lattice.segments) == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_counting_crossings_agrees_with_trying_every_pair(pairs):
    segments = {(upper, 10 + lower) for upper, lower in pairs}
    rows = [list(range(10)), list(range(10, 20))]
    slow = sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(sorted(segments), 2)
    )
    assert crossings(rows, segments) == slow


def test_what_nobody_could_read_is_refused():
    names = [f"s{number}" for number in range(120)]
    scenes = [
        scene(name, *(names[n + 1 : n + 2] or ["end"]), *names[:n])
        for n, name in enumerate(names)
    ]
    with pytest.raises(TooTangled):
        draw(Scenario("s0", tuple(scenes), (ending("end"),)))


def test_widths_keep_neighbours_apart():
    lattice = arrange(3, [Arc(0, 1), Arc(0, 2)])
    middles = spread(lattice, [10, 40, 40], 20)
    assert abs(middles[1] - middles[2]) == 60
    assert middles[0] == (middles[1] + middles[2]) / 2
