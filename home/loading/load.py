"""A checked curriculum laid into the site, whole or not at all."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.exchange.scenario_fields import scenario_fields
from assessments.interchange.prose import to_rich_text
from assessments.models import QuizPage, ScenarioPage
from courses.models import CompetencyDomain, CoursePage, LessonPage, ModulePage, Topic
from home.models import CataloguePage, CurriculumSource

from . import examining
from .bodies import lesson_body
from .prose import bullets
from .reading import CurriculumError, Fault, find_line, pictures, sounds
from .tree import (
    keep_order,
    lay_catalogue_words,
    lay_page,
    lay_picture,
    lay_site,
    lay_sound,
    lay_support,
)

# Raised when the same file is to give another page than before.
REVISION = "1"


@dataclass
class Tally:
    """What a load did, as keys of files."""

    laid: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def load(curriculum, *, at):
    """Lay what has changed into the site, in one transaction.

    Attempts, completions and certificates are never touched: they hold copies.

    Args:
        curriculum: what ``reading.read_curriculum`` returned.
        at: the instant noted for each file, aware.

    Returns:
        A ``Tally``.

    Raises:
        CurriculumError: a page refused what a file says; nothing was changed.
    """
    with transaction.atomic():
        return _Load(curriculum, at).run()


class _Load:
    def __init__(self, curriculum, at):
        self.curriculum, self.at = curriculum, at
        self.tally = Tally()

    def run(self):
        curriculum = self.curriculum
        course = curriculum.course.value
        self._once(curriculum.site, lambda: self._site(curriculum.site.value))
        catalogue = CataloguePage.objects.get(locale__language_code=course.language)
        self._once(curriculum.course, lambda: self._course(catalogue, course))
        page = CoursePage.objects.child_of(catalogue).filter(slug=course.slug).first()
        if page is None:  # deleted in the admin, and so left alone
            return self.tally
        for module in curriculum.modules:
            self._module(page, module)
        keep_order(page, [m.module.value.slug for m in curriculum.modules])
        return self.tally

    def _site(self, site):
        lay_site(site)
        lay_support(site.support)

    def _course(self, catalogue, course):
        lay_catalogue_words(course)
        return lay_page(
            CoursePage,
            catalogue,
            course.slug,
            title=course.title,
            summary=course.summary,
            introduction=to_rich_text(course.introduction),
            topic=Topic.objects.get(slug=course.topic, locale=catalogue.locale),
            valid_for_months=course.valid_for_months,
            grace_days=course.grace_days,
        )

    def _module(self, course, sources):
        module = sources.module.value
        self._once(
            sources.module,
            lambda: lay_page(
                ModulePage,
                course,
                module.slug,
                title=module.title,
                summary=module.summary,
                objectives=bullets(module.objectives),
            ),
        )
        page = ModulePage.objects.child_of(course).filter(slug=module.slug).first()
        if page is None:
            return
        later = [s for s in sources.units if s.value.kind != "lesson"]
        for source in sources.units:
            if source.value.kind == "lesson":
                self._once(source, lambda s=source: self._lesson(page, s))
        if sources.bank:
            self._once(
                sources.bank,
                lambda: examining.lay_bank(sources.bank.value, page.locale),
            )
        for source in later:
            self._once(source, lambda s=source: self._examined(page, s))
        keep_order(page, [source.value.slug for source in sources.units])

    def _lesson(self, module, source):
        lesson = source.value
        body = LessonPage._meta.get_field("body").to_python(
            lesson_body(lesson, _store(source))
        )
        fields = {"completion": lesson.completion, "body": body}
        return self._lay_unit(LessonPage, module, lesson, fields)

    def _examined(self, module, source):
        unit = source.value
        if unit.kind == "quiz":
            fields = examining.quiz_fields(unit)
            page = self._lay_unit(QuizPage, module, unit, fields)
            examining.lay_draws(page, unit, module.locale)
        else:
            media = _store(source) | _record(source)
            fields = scenario_fields(unit, media, module.locale)
            page = self._lay_unit(ScenarioPage, module, unit, fields)
            examining.refuse_broken(page)

    def _lay_unit(self, model, module, unit, fields):
        return lay_page(model, module, unit.slug, **self._unit(module, unit), **fields)

    def _unit(self, module, unit):
        return {
            "title": unit.title,
            "summary": unit.summary,
            "contact_minutes": unit.contact_minutes,
            "domain": CompetencyDomain.objects.get(
                code=unit.domain, locale=module.locale
            ),
            "content_note": unit.content_note,
        }

    def _once(self, source, lay):
        """Lay ``source`` unless it is as it was at the last load."""
        digest = f"{REVISION}:{source.digest}"
        known = CurriculumSource.objects.filter(key=source.key).first()
        if known and known.digest == digest:
            self.tally.unchanged.append(source.key)
            return
        try:
            lay()
        except ValidationError as error:
            raise CurriculumError(list(_faults(source.path, error))) from error
        CurriculumSource.objects.update_or_create(
            key=source.key, defaults={"digest": digest, "loaded_at": self.at}
        )
        self.tally.laid.append(source.key)


def _store(source):
    """Return primary keys of the pictures that a unit shows, by file."""
    unit, folder = source.value, source.path.parent
    return {
        name: lay_picture(folder / name, f"{unit.title}: {name}").pk
        for name in pictures(unit)
    }


def _record(source):
    """Return primary keys of the recordings that a scenario plays, by file."""
    unit, folder = source.value, source.path.parent
    return {
        audio.file: lay_sound(
            folder / audio.file, f"{unit.title}: {audio.file}", audio.transcript
        ).pk
        for audio in sounds(unit)
    }


def _faults(path, error):
    """Yield what was refused, at the line of the code that it names, if any."""
    if hasattr(error, "message_dict"):
        for name, texts in error.message_dict.items():
            yield from (Fault(path, 0, f"{name}: {text}") for text in texts)
        return
    raw = path.read_bytes()
    for one in error.error_list:
        line = find_line(raw, f"code: {one.code}") if one.code else 0
        yield from (Fault(path, line, text) for text in one.messages)
