"""A scenario in our text format as the fields of its page, and back."""

from wagtail.images import get_image_model

from assessments.interchange.identity import block_id, items
from assessments.interchange.items import Notebook, in_all
from assessments.interchange.prose import to_rich_text
from assessments.interchange.remarks import Remark
from assessments.interchange.text import key_of, markdown_of
from assessments.models import ScenarioPage
from courses.models import CompetencyDomain, LessonPage, Recording

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
    """Return what a file says of ``page``, and notes on what it cannot say.

    Returns:
        A mapping as ``scenario_schema.Scenario`` reads it, and ``Note``s.
    """
    writer = _Writer(page)
    said = {
        "kind": "scenario",
        "title": page.title,
        "slug": page.slug,
        "contact_minutes": page.contact_minutes,
        "domain": page.domain.code if page.domain else "",
        "summary": page.summary,
        "content_note": page.content_note,
        "introduction": markdown_of(page.introduction or "", writer.book(page.title)),
    }
    said |= {name: _plain(getattr(page, name)) for name in COPIED}
    said = {name: value for name, value in said.items() if value not in ("", None)}
    said |= writer.scenes_and_endings()
    return said, in_all(writer.books)


def _plain(value):
    return value if isinstance(value, (str, int, type(None))) else float(value)


class _Writer:
    """Writes scenes and endings, and notes what stays behind."""

    def __init__(self, page):
        self.stored = page.scenes.get_prep_value()
        self.lessons = _named(LessonPage, "slug", self._chosen("lesson"))
        self.images = _named(get_image_model(), "title", self._shown("image"))
        self.sounds = _named(Recording, "title", self._shown("recording"))
        self.books = []

    def _shown(self, name):
        return {block["value"].get(name) for block in self.stored}

    def _chosen(self, name):
        choices = [block["value"].get("choices", ()) for block in self.stored]
        return {choice["value"].get(name) for some in choices for choice in some}

    def book(self, title):
        self.books.append(Notebook(title))
        return self.books[-1]

    def scenes_and_endings(self):
        values = [(block["type"], block["value"]) for block in self.stored]
        scenes = [self._scene(value) for kind, value in values if kind == "scene"]
        endings = [self._ending(value) for kind, value in values if kind == "ending"]
        return {"scenes": scenes, "endings": endings}

    def _scene(self, value):
        book = self.book(value["title"])
        if image := value.get("image"):
            name = value.get("alt") or self.images.get(image, "")
            book.left_out(Remark.PICTURE_NOT_HELD, name)
        if sound := value.get("recording"):
            book.left_out(Remark.SOUND_NOT_HELD, self.sounds.get(sound, ""))
        said = {
            "name": value["name"],
            "title": value["title"],
            "speaker": value.get("speaker") or "",
            "text": markdown_of(value["text"], book),
        }
        choices = [
            _choice_text(number, choice["value"], self.lessons)
            for number, choice in enumerate(value["choices"])
        ]
        return {k: v for k, v in said.items() if v} | {"choices": choices}

    def _ending(self, value):
        book = self.book(value["title"])
        said = {name: value[name] for name in ("name", "title", "outcome")}
        return said | {
            name: markdown_of(value[name], book) for name in ("text", "debrief")
        }


def _named(model, field, keys):
    found = model.objects.filter(pk__in=keys - {None})
    return dict(found.values_list("pk", field))


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


def not_taken_over(scenario, locale):
    """Return notes on what a file says and a new draft cannot have by itself."""
    books = []
    domains = set(
        CompetencyDomain.objects.filter(locale=locale).values_list("code", flat=True)
    )
    slugs = {choice.lesson for scene in scenario.scenes for choice in scene.choices}
    lessons = LessonPage.objects.filter(slug__in=slugs - {None}, locale=locale)
    lessons = set(lessons.values_list("slug", flat=True))
    own = Notebook(scenario.title)
    if scenario.domain and scenario.domain not in domains:
        own.left_out(Remark.UNKNOWN_DOMAIN, scenario.domain)
    for scene in scenario.scenes:
        book = Notebook(scene.title)
        books.append(book)
        if scene.picture:
            book.left_out(Remark.PICTURE_NOT_HELD, scene.picture.alt)
        if scene.audio:
            book.left_out(Remark.SOUND_NOT_HELD, scene.audio.file)
        for choice in scene.choices:
            if choice.lesson and choice.lesson not in lessons:
                book.left_out(Remark.UNKNOWN_LESSON, choice.lesson)
            for code in sorted(choice.credits.keys() - domains):
                book.left_out(Remark.UNKNOWN_DOMAIN, code)
    return in_all([own, *books])
