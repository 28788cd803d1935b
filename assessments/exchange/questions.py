"""Between the questions of the bank and the items of a file."""

import base64
import re
import uuid
from dataclasses import replace

from django.utils.text import slugify
from wagtail.images import get_image_model

from assessments.interchange import prose, raw
from assessments.interchange.items import Notebook, Picture, in_all
from assessments.interchange.remarks import Remark
from assessments.models import EnemySet, KeyVersion, Question
from courses.models import CompetencyDomain, LessonPage

from .pictures import kind_of, store

_EMBED = re.compile(r"<embed\b([^>]*)/?>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
LONGEST_CODE = 60


def as_item(question, book=None):
    """Return ``question`` as it stands in its row, for writing, with its pictures.

    Args:
        question: with a body.
        book: hears what an item cannot say of it.
    """
    book = book or Notebook()
    stored = question.body.get_prep_value()[0]
    item = raw.from_block(stored["type"], stored["value"])
    prompt, pictures = _with_pictures(item.prompt, book)
    explanation = _EMBED.sub("", item.explanation)
    if explanation != item.explanation:
        book.changed(Remark.PICTURE_IN_EXPLANATION)
    return replace(
        item,
        prompt=_cleaned(prompt, book),
        explanation=_cleaned(explanation, book),
        pictures=pictures,
        code=question.code,
        domain=question.domain.code if question.domain else "",
        lesson=question.lesson.slug if question.lesson else "",
        difficulty=question.difficulty,
        points=question.points,
        jurisdiction=question.jurisdiction,
        ethics_code=question.ethics_code,
        stage=question.stage,
        enemies=question.enemies.title if question.enemies else "",
        enemies_why=question.enemies.why if question.enemies else "",
        tags=tuple(sorted(tag.name for tag in question.tags.all())),
    )


def _cleaned(html, book):
    shown = prose.read_html(html)
    if shown.dropped:
        book.changed(Remark.FORMATTING, ", ".join(sorted(shown.dropped)))
    return prose.to_html(shown)


def as_items(questions):
    """Return the items of ``questions`` for writing, and notes on what stays here."""
    agreed = KeyVersion.objects.latest_for([question.key for question in questions])
    items, books = [], []
    for question in questions:
        book = Notebook(question.code)
        books.append(book)
        if not question.kind:
            book.left_out(Remark.NO_PROMPT)
            continue
        if question.key in agreed:
            book.changed(Remark.EXPERT_KEY)
        items.append(as_item(question, book))
    return tuple(items), in_all(books)


def _with_pictures(html, book):
    """Return HTML that names its pictures, and the pictures."""
    pictures = {}

    def named(found):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        image = get_image_model().objects.filter(pk=attributes.get("id") or 0).first()
        if attributes.get("embedtype") != "image" or image is None:
            book.changed(Remark.PICTURE_MISSING, attributes.get("alt", ""))
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
    question.body = Question._meta.get_field("body").to_python([_block(shown, {})])
    return question


def _block(item, known):
    """Return the raw block of ``item``; parts that were there keep their ids."""
    return raw.to_block(
        item,
        identity=known.get("", "") or str(uuid.uuid4()),
        id_of=lambda _number, name: known.pop(name, "") or str(uuid.uuid4()),
    )


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
        self.made = self.updated = self.skipped = 0

    def lay(self, item):
        """Make or update the draft of one question; ``item.code`` is its own."""
        if not self.is_updating and existing_codes([item.code], self.bank.locale):
            self.skipped += 1
            return
        rows = tuple(replace(row, key="") for row in item.rows)
        item = replace(item, prompt=self._stored(item), rows=rows)
        _question, is_new = Question.objects.lay(
            item,
            bank=self.bank,
            block_of=lambda there: _block(item, _known_ids(there, item)),
            by=self.by,
        )
        self.made += is_new
        self.updated += not is_new

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
    """Return notes on domains, lessons and sets that this site does not have."""
    domains = _known(CompetencyDomain.objects.filter(locale=locale), "code", items)
    lessons = _known(LessonPage.objects.filter(locale=locale), "slug", items)
    sets = _known(EnemySet.objects.all(), "title", items)
    notes = []
    for item in items:
        book = Notebook(item.code, item.line)
        for said, known, remark in (
            (item.domain, domains, Remark.UNKNOWN_DOMAIN),
            (item.lesson, lessons, Remark.UNKNOWN_LESSON),
            (item.enemies, sets, Remark.UNKNOWN_ENEMIES),
        ):
            if said and said not in known:
                book.changed(remark, said)
        if item.kind in {"single", "multiple", "best_worst", "rate"} and not all(
            row.feedback for row in item.rows
        ):
            book.changed(Remark.MISSING_FEEDBACK)
        notes += book.notes
    return tuple(notes)


SAID_AS = {"code": "domain", "slug": "lesson", "title": "enemies"}


def _known(found, field, items):
    """Return which names that ``items`` say of ``field`` are there."""
    said = {getattr(item, SAID_AS[field]) for item in items} - {""}
    names = found.filter(**{f"{field}__in": said})
    return set(names.values_list(field, flat=True))


def settle_stage(item, book, *, may_publish):
    """Return ``item`` with the stage that whoever imports it may give.

    To be tried out unscored asks for no right; to count, or to be asked no more,
    is for those who publish.
    """
    if may_publish or item.stage in {"", "pilot"}:
        return item
    book.changed(Remark.STAGE_LEFT, item.stage)
    return replace(item, stage="")


def existing_codes(codes, locale):
    """Return which of ``codes`` name a question of this language already."""
    found = Question.objects.filter(locale=locale, code__in=list(codes))
    return set(found.values_list("code", flat=True))
