"""A scenario in our text format as the fields of its page, and back."""

from assessments.interchange.identity import block_id, items
from assessments.interchange.markdown import to_markdown
from assessments.interchange.prose import read_html, to_rich_text
from assessments.interchange.text import key_of
from assessments.models import ScenarioPage
from courses.models import LessonPage

COPIED = [
    "start",
    "mode",
    "pass_mark",
    "unsafe_rule",
    "unsafe_threshold",
    "max_attempts",
    "wait_minutes",
]


def scenario_fields(scenario, media, locale):
    """Return the page fields of a scenario.

    Args:
        scenario: a ``schema.Scenario``.
        media: primary keys of stored pictures and recordings, by file.
        locale: in whose language its lessons are looked for.
    """
    slugs = {choice.lesson for scene in scenario.scenes for choice in scene.choices}
    found = LessonPage.objects.filter(slug__in=slugs - {None}, locale=locale)
    lessons = dict(found.values_list("slug", "pk"))
    raw = [
        *(_scene(scenario.slug, scene, media, lessons) for scene in scenario.scenes),
        *(_ending(scenario.slug, ending) for ending in scenario.endings),
    ]
    fields = {name: getattr(scenario, name) for name in COPIED}
    return fields | {
        "introduction": to_rich_text(scenario.introduction),
        "scenes": ScenarioPage._meta.get_field("scenes").to_python(raw),
    }


def _scene(slug, scene, media, lessons):
    identity = block_id(slug, "scene", scene.name)
    value = {
        "name": scene.name,
        "title": scene.title,
        "speaker": scene.speaker,
        "text": to_rich_text(scene.text),
        "image": media.get(scene.picture.file) if scene.picture else None,
        "alt": scene.picture.alt if scene.picture else "",
        "recording": media.get(scene.audio.file) if scene.audio else None,
        "choices": [_choice(identity, choice, lessons) for choice in scene.choices],
    }
    return {"type": "scene", "id": identity, "value": value}


def _choice(scene, choice, lessons):
    identity = block_id(scene, choice.key)
    plain = choice.model_dump(include={"text", "severity", "feedback", "leads_to"})
    credits = [
        {"domain": code, "credit": str(credit)}
        for code, credit in choice.credits.items()
    ]
    value = plain | {
        "name": choice.name or "",
        "only_after": items(f"{identity}/only", choice.only_after),
        "not_after": items(f"{identity}/not", choice.not_after),
        "credits": items(f"{identity}/credit", credits),
        "lesson": lessons.get(choice.lesson),
    }
    return {"type": "item", "id": identity, "value": value}


def _ending(slug, ending):
    value = ending.model_dump() | {
        "text": to_rich_text(ending.text),
        "debrief": to_rich_text(ending.debrief),
    }
    return {
        "type": "ending",
        "id": block_id(slug, "ending", ending.name),
        "value": value,
    }


def as_text(page):
    """Return what a file says of ``page``, and what it cannot say.

    Returns:
        A mapping as ``scenario_schema.Scenario`` reads it, and the titles of the
        scenes whose picture or sound stays behind.
    """
    left = []
    scenes, endings = [], []
    lessons = _slugs_of_lessons(page)
    for block in page.scenes.get_prep_value():
        value = block["value"]
        if block["type"] == "ending":
            endings.append(_ending_text(value))
            continue
        scenes.append(_scene_text(value, lessons))
        if value.get("image") or value.get("recording"):
            left.append(value["title"])
    said = {
        "kind": "scenario",
        "title": page.title,
        "slug": page.slug,
        "contact_minutes": page.contact_minutes,
        "domain": page.domain.code if page.domain else "",
        "summary": page.summary,
        "content_note": page.content_note,
        "introduction": _markdown(page.introduction),
    }
    said |= {name: _plain(getattr(page, name)) for name in COPIED}
    said = {name: value for name, value in said.items() if value not in ("", None)}
    return said | {"scenes": scenes, "endings": endings}, left


def _plain(value):
    return value if isinstance(value, (str, int, type(None))) else float(value)


def _markdown(html):
    return to_markdown(read_html(html or ""))


def _slugs_of_lessons(page):
    keys = {
        choice["value"].get("lesson")
        for block in page.scenes.get_prep_value()
        for choice in block["value"].get("choices", ())
    }
    found = LessonPage.objects.filter(pk__in=keys - {None})
    return dict(found.values_list("pk", "slug"))


def _scene_text(value, lessons):
    said = {
        "name": value["name"],
        "title": value["title"],
        "speaker": value.get("speaker") or "",
        "text": _markdown(value["text"]),
    }
    choices = [
        _choice_text(number, choice["value"], lessons)
        for number, choice in enumerate(value["choices"])
    ]
    return {k: v for k, v in said.items() if v} | {"choices": choices}


def _choice_text(number, value, lessons):
    said = {
        "key": key_of(number),
        "text": value["text"],
        "severity": value["severity"],
        "feedback": value["feedback"],
        "leads_to": value["leads_to"],
        "name": value.get("name") or "",
        "only_after": [one["value"] for one in value.get("only_after") or ()],
        "not_after": [one["value"] for one in value.get("not_after") or ()],
        "credits": {
            one["value"]["domain"]: float(one["value"]["credit"])
            for one in value.get("credits") or ()
        },
        "lesson": lessons.get(value.get("lesson"), ""),
    }
    return {name: one for name, one in said.items() if one}


def _ending_text(value):
    said = {name: value[name] for name in ("name", "title", "outcome")}
    return said | {name: _markdown(value[name]) for name in ("text", "debrief")}
