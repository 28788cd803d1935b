"""Between the questions of the bank and the items of a file."""

import base64
import re
import uuid
from dataclasses import replace

from django.utils.text import slugify
from wagtail.images import get_image_model

from assessments.interchange import prose, raw
from assessments.interchange.items import Notebook, Picture
from assessments.interchange.remarks import Remark
from assessments.models import Question
from courses.models import CompetencyDomain, LessonPage

from .pictures import kind_of, store

_EMBED = re.compile(r"<embed\b([^>]*)/?>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
LONGEST_CODE = 60


def as_item(question):
    """Return ``question`` as it stands in its row, for writing, with its pictures."""
    stored = question.body.get_prep_value()[0]
    item = raw.from_block(stored["type"], stored["value"])
    prompt, pictures = _with_pictures(item.prompt)
    return replace(
        item,
        prompt=prose.clean(prompt),
        explanation=prose.clean(_EMBED.sub("", item.explanation)),
        pictures=pictures,
        code=question.code,
        domain=question.domain.code if question.domain else "",
        lesson=question.lesson.slug if question.lesson else "",
        difficulty=question.difficulty,
        points=question.points,
        jurisdiction=question.jurisdiction,
        ethics_code=question.ethics_code,
        tags=tuple(sorted(tag.name for tag in question.tags.all())),
    )


def _with_pictures(html):
    """Return HTML that names its pictures, and the pictures."""
    pictures = {}

    def named(found):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        image = get_image_model().objects.filter(pk=attributes.get("id") or 0).first()
        if attributes.get("embedtype") != "image" or image is None:
            return ""
        with image.file.open("rb") as file:
            content = file.read()
        name = f"{image.pk}-{image.file.name.rpartition('/')[2]}"
        pictures[name] = Picture(name, content, kind_of(content))
        return f'<img src="{name}" alt="{attributes.get("alt", "")}"/>'

    return _EMBED.sub(named, html), tuple(pictures.values())


class Codes:
    """Gives every question of a file a code of its own."""

    def __init__(self):
        self.taken = set()

    def give(self, item, number, book):
        """Return the code of ``item``: its own if it can be one, made up otherwise."""
        wish = item.code if re.fullmatch(r"[\w-]{1,60}", item.code, re.A) else ""
        wish = wish or slugify(item.code)[:50].strip("-")
        wish = wish or slugify(prose.words_of(item.prompt, 50))[:50].strip("-")
        code = wish = wish or f"question-{number}"
        count = 1
        while code in self.taken:
            count += 1
            code = f"{wish[: LONGEST_CODE - 6]}-{count}"
        if code != wish:
            book.changed(Remark.RENAMED, code)
        self.taken.add(code)
        return code


def clear_pictures(item, book):
    """Return ``item`` without the pictures that cannot be shown."""
    kept = []
    for picture in item.pictures:
        if mime := kind_of(picture.content):
            kept.append(replace(picture, mime=mime))
        else:
            book.changed(Remark.PICTURE_REFUSED, picture.name)
    names = {picture.name for picture in kept}
    shown = prose.read_html(item.prompt).with_pictures(
        lambda name: name if name in names else ""
    )
    return replace(item, prompt=prose.to_html(shown), pictures=tuple(kept))


def for_preview(item):
    """Return an unsaved question that shows ``item`` with its pictures inside."""
    inside = {
        picture.name: f"data:{picture.mime};base64,"
        + base64.b64encode(picture.content).decode("ascii")
        for picture in item.pictures
    }
    shown = prose.read_html(item.prompt).with_pictures(lambda n: inside.get(n, ""))
    shown = replace(item, prompt=prose.to_html(shown))
    question = Question(code=item.code)
    question.body = _body(shown, {})
    return question


def _body(item, known):
    """Return the stream value of ``item``; parts that were there keep their ids."""
    block = raw.to_block(
        item,
        identity=known.get("", "") or str(uuid.uuid4()),
        id_of=lambda _number, name: known.pop(name, "") or str(uuid.uuid4()),
    )
    return Question._meta.get_field("body").to_python([block])


def _known_ids(question, item):
    """Return the ids of what ``question`` has already, by what it says."""
    if not len(question.body):
        return {}
    stored = question.body.get_prep_value()[0]
    known = {"": stored["id"]}
    if stored["type"] != item.kind:
        return known
    names = raw.Names()
    for name, parts in stored["value"].items():
        if not isinstance(parts, list):
            continue
        for part in parts:
            value = part["value"]
            if isinstance(value, dict):
                said = value.get("text") or value.get("title") or value.get("number")
            else:
                said = f"{name}/{value}"
            known[names.apart(str(said))] = part["id"]
    return known


class Laying:
    """Writes the questions of one file into one bank, as drafts.

    Call it within a transaction: it is whole, or nothing.
    """

    def __init__(self, bank, by, *, is_updating):
        self.bank = bank
        self.by = by
        self.is_updating = is_updating
        self.locale = bank.locale
        self.domains = dict(
            CompetencyDomain.objects.filter(locale=self.locale).values_list(
                "code", "pk"
            )
        )
        self.made = self.updated = self.skipped = 0

    def lay(self, item):
        """Make or update the draft of one question; ``item.code`` is its own."""
        found = Question.objects.filter(code=item.code, locale=self.locale).first()
        if found and not self.is_updating:
            self.skipped += 1
            return
        question = (
            found.get_latest_revision_as_object()
            if found
            else Question(
                code=item.code, locale=self.locale, bank=self.bank, live=False
            )
        )
        self._fill(question, item)
        if found and found.live:
            question.save_revision(user=self.by, clean=False)
        else:
            question.save()
            question.save_revision(user=self.by, clean=False)
        self.made += not found
        self.updated += bool(found)

    def _fill(self, question, item):
        item = replace(
            item,
            prompt=self._stored(item),
            rows=tuple(replace(row, key="") for row in item.rows),
        )
        question.body = _body(item, _known_ids(question, item))
        question.domain_id = self.domains.get(item.domain)
        lessons = LessonPage.objects.filter(slug=item.lesson, locale=self.locale)
        question.lesson = lessons.first() if item.lesson else None
        question.difficulty = item.difficulty
        question.points = item.points
        question.jurisdiction = item.jurisdiction
        question.ethics_code = item.ethics_code
        question.tags.set([tag[:100] for tag in item.tags])

    def _stored(self, item):
        """Return the prompt with its pictures in the library."""
        if not item.pictures:
            return item.prompt
        keys = {picture.name: store(picture, self.by).pk for picture in item.pictures}
        shown = prose.read_html(item.prompt).with_pictures(
            lambda name: str(keys.get(name, ""))
        )
        return re.sub(
            r'<img src="(\d+)" alt="([^"]*)"/>',
            r'<embed embedtype="image" id="\1" format="fullwidth" alt="\2"/>',
            prose.to_html(shown),
        )


def note_unknown(items, locale):
    """Return notes on domains and lessons that this site does not have."""
    codes = set(
        CompetencyDomain.objects.filter(locale=locale).values_list("code", flat=True)
    )
    slugs = {item.lesson for item in items if item.lesson}
    lessons = set(
        LessonPage.objects.filter(slug__in=slugs, locale=locale).values_list(
            "slug", flat=True
        )
    )
    notes = []
    for item in items:
        book = Notebook(item.code, item.line)
        if item.domain and item.domain not in codes:
            book.changed(Remark.UNKNOWN_DOMAIN, item.domain)
        if item.lesson and item.lesson not in lessons:
            book.changed(Remark.UNKNOWN_LESSON, item.lesson)
        if item.kind in {"single", "multiple", "best_worst", "rate"} and not all(
            row.feedback for row in item.rows
        ):
            book.changed(Remark.MISSING_FEEDBACK)
        notes += book.notes
    return tuple(notes)


def existing_codes(codes, locale):
    """Return which of ``codes`` name a question of this language already."""
    found = Question.objects.filter(locale=locale, code__in=list(codes))
    return set(found.values_list("code", flat=True))
