"""The map beside the scenes while an author writes: shown, drawn anew, guarded."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Revision

from assessments.authoring import shape_of_draft
from assessments.authoring.drafts import MOST_BLOCKS, TooManyScenes, scenes_of
from assessments.models import ScenarioPage
from tests.assessments.builders import choice, ending, make_scenario, module_of, scene
from tests.assessments.test_readability import HARD
from tests.users.builders import make_user
from training.users import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    author = make_user(roles.TRAINERS)
    client.force_login(author)
    return author


def contents(text):
    return json.dumps({"blocks": [{"text": text}], "entityMap": {}})


def posted(*blocks, start="one"):
    """Return scenes as the page form sends them."""
    return {"start": start} | listed("scenes", blocks)


def listed(prefix, blocks):
    data = {f"{prefix}-count": str(len(blocks))}
    for number, block in enumerate(blocks):
        data |= item(f"{prefix}-{number}", number, block)
        data |= filled(f"{prefix}-{number}-value", block["value"])
    return data


def filled(prefix, value):
    if isinstance(value, list):
        return listed(prefix, value)
    if isinstance(value, dict):
        filled_in = {}
        for name, inner in value.items():
            filled_in |= filled(f"{prefix}-{name}", inner)
        return filled_in
    is_rich = re.fullmatch(r"scenes-\d+-value-(text|debrief)", prefix)
    return {prefix: contents(value) if is_rich else value}


def item(prefix, order, block):
    return {
        f"{prefix}-deleted": "",
        f"{prefix}-order": str(order),
        f"{prefix}-type": block["type"].replace("item", ""),
        f"{prefix}-id": block["id"],
    }


TWO = (
    scene("one", choice("two"), choice("end", "unsafe")),
    scene("two", choice("end")),
    ending("end"),
)


def drawn(client, data, language="en"):
    return client.post(f"{reverse('scene_map')}?language={language}", data)


def test_what_is_written_is_drawn_with_a_link_to_each_scene(client, author):
    page = drawn(client, posted(*TWO)).text
    for block in TWO:
        assert f'href="#block-{block["id"]}-section"' in page
    assert page.count('class="scene-map__node ') == 3
    assert page.count('class="scene-map__line ') == 3
    assert "Nothing stands in the way of publishing" in page


def test_the_outline_says_what_the_map_shows(client, author):
    outline = drawn(client, posted(*TWO)).text.split('data-part="outline"')[1]
    assert "<strong>Unsafe:</strong> Go to end" in outline
    assert outline.count("Ending end") >= 3


def test_problems_are_named_as_they_arise_and_lead_to_their_scene(client, author):
    lost = scene("attic", choice("gone"))
    page = drawn(client, posted(*TWO, lost)).text
    assert "2 things to mend before publishing" in page
    assert f'<a href="#block-{lost["id"]}-section">In the scene “attic”' in page
    assert "“gone”, which is not there yet" in page


def test_advice_stands_apart_from_what_must_be_mended(client, author):
    hard = scene("one", choice("end"), text=HARD)
    page = drawn(client, posted(hard, ending("end"))).text
    assert "Nothing stands in the way of publishing" in page
    assert "Worth another look" in page
    assert "Flesch-Kincaid" in page
    assert "Flesch-Kincaid" not in drawn(client, posted(hard, ending("end")), "de").text


def test_scenes_come_in_the_order_of_the_page_without_what_is_deleted():
    data = posted(*TWO) | {"scenes-0-order": "9", "scenes-2-deleted": "1"}
    assert [block.value["name"] for block in scenes_of(data)] == ["two", "one"]


def test_drawing_saves_nothing(client, author):
    page = make_scenario()
    before = list(ScenarioPage.objects.values()), Revision.objects.count()
    drawn(client, posted(*TWO))
    assert (list(ScenarioPage.objects.values()), Revision.objects.count()) == before
    assert ScenarioPage.objects.get().title == page.title


def test_drawing_costs_the_same_for_many_scenes(client, author):
    many = [scene(f"s{n}", choice(f"s{n + 1}")) for n in range(60)]
    drawn(client, posted(*TWO))
    with CaptureQueriesContext(connection) as few:
        drawn(client, posted(*TWO))
    with CaptureQueriesContext(connection) as more:
        page = drawn(client, posted(*many, ending("s60"), start="s0")).text
    assert len(more) == len(few)
    assert page.count('class="scene-map__node ') == 61


@pytest.mark.parametrize("role", [None, *roles.ALL])
def test_only_who_may_write_pages_has_a_map_drawn(role):
    client = Client()
    client.force_login(make_user(*([role] if role else [])))
    may = role in (roles.TRAINERS, roles.ADMINISTRATORS)
    assert (drawn(client, posted(*TWO)).status_code == 200) == may


def test_visitors_and_forged_forms_are_turned_away(author):
    assert drawn(Client(), posted(*TWO)).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)
    assert drawn(strict, posted(*TWO)).status_code == 403


def test_the_map_is_asked_for_by_post_alone(client, author):
    assert client.get(reverse("scene_map")).status_code == 405


def test_more_than_a_map_can_show_is_refused(client, author):
    assert drawn(client, posted(*TWO) | {"x": "y" * 1_000_001}).status_code == 413
    many = posted() | {"scenes-count": str(MOST_BLOCKS + 1)}
    assert drawn(client, many).status_code == 413
    crowd = posted(*TWO) | {"scenes-0-value-choices-count": "1000000000"}
    assert drawn(client, crowd).status_code == 413


def test_scenes_too_tangled_to_draw_keep_their_outline(client, author):
    names = [f"s{number}" for number in range(120)]
    scenes = [
        scene(name, *map(choice, names[max(0, n - 80) : n + 2 : 8] or ["end"]))
        for n, name in enumerate(names)
    ]
    data = posted(*scenes, ending("end"), start="s0")
    page = drawn(client, data).text
    assert page.count("<li>") > 120


CONDITIONAL = {
    "name": "n",
    "only_after": [{"type": "item", "id": "a", "value": "x"}],
    "not_after": [],
    "credits": [{"type": "item", "id": "b", "value": {"domain": "d", "credit": "1"}}],
    "lesson": "",
}
FIELDS = [
    key
    for key in posted(
        scene("one", choice("two", **CONDITIONAL), image="", recording=""),
        ending("two"),
    )
    if key != "scenes-count"
]
ODD = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.sampled_from(
        ["", "1", "-1", "9" * 30, "null", "[]", "{}", '{"blocks": 3}', "scene", "²"]
    ),
    st.just('{"blocks": [{"text": 3}, {"text": "a"}, 7], "entityMap": {"0": 1}}'),
    st.just("[" * 5000),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=12), st.text(max_size=4))
def test_no_half_filled_form_breaks_the_map(changes, language):
    data = posted(*TWO) | {k: v for k, v in changes.items() if v is not None}
    for name in [name for name, value in changes.items() if value is None]:
        data.pop(name, None)
    try:
        shape = shape_of_draft(data, language)
    except TooManyScenes:
        return
    assert len(shape["stops"]) <= 3


def test_the_editor_shows_the_saved_map_without_scripts(client, author):
    page = make_scenario()
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert edit.count('class="scene-map__node ') == 4
    assert re.search(r'data-scene-map="/admin/scene-map/\?language=en"', edit)
    ids = re.findall(r'href="#block-([\w-]+)-section"', edit)
    assert {block.id for block in page.scenes} <= set(ids)


def test_a_new_scenario_begins_with_an_empty_map(client, author):
    module = module_of(make_scenario())
    address = ("assessments", "scenariopage", module.pk)
    add = client.get(reverse("wagtailadmin_pages:add", args=address)).text
    assert "Add a scene: it shows here at once." in add
    assert "to mend" not in add.split('data-part="remarks"')[1][:400]


def test_markup_in_a_title_stays_text(client, author):
    evil = scene("one", choice("end"), title="<script>alert(1)</script>")
    page = drawn(client, posted(evil, ending("end"))).text
    assert "<script>" not in page
