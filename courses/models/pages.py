"""Course, module and unit pages."""

from functools import cached_property
from itertools import chain
from operator import attrgetter

from django.contrib.auth.views import redirect_to_login
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import OuterRef, Sum
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses import outline
from courses.blocks import LessonBodyBlock

from .enrolments import Enrolment
from .notes import CheckAnswer, Reflection
from .paths import modules_of, over_units, taught, unit_models


class CourseQuerySet(PageQuerySet):
    """Courses, with what the catalogue shows of them."""

    def with_minutes(self):
        """Annotate ``minutes``: the contact minutes of all live units."""
        return self.annotate(
            minutes=over_units(OuterRef("path"), Sum("contact_minutes"))
        )

    def crediting(self, domain_code):
        """Courses with a taught unit that credits the domain."""
        within = models.Q(pk__in=[])
        for model in unit_models():
            units = taught(model).filter(
                path__startswith=OuterRef("path"), domain__code=domain_code
            )
            within |= models.Q(models.Exists(units))
        return self.filter(within)


class CoursePage(Page):
    """A course: modules in order, and what it takes to complete it."""

    summary = models.CharField(
        _("summary"),
        max_length=300,
        help_text=_("One or two plain sentences, shown in the catalogue."),
    )
    introduction = RichTextField(_("introduction"), features=["bold", "italic", "ul"])
    picture = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    topic = models.ForeignKey(
        "courses.Topic",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("topic"),
    )
    valid_for_months = models.PositiveSmallIntegerField(
        _("months that the certificate is good for"),
        null=True,
        blank=True,
        help_text=_("Leave empty for a certificate that does not expire."),
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace for renewing"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1096)],
        help_text=_(
            "After its last day a certificate is expired. For so many days more it may "
            "be renewed. Leave empty for what the issuer's settings say."
        ),
    )

    objects = PageManager.from_queryset(CourseQuerySet)()

    parent_page_types = ["home.CataloguePage"]
    subpage_types = ["courses.ModulePage"]
    content_panels = [
        *Page.content_panels,
        "summary",
        "introduction",
        "picture",
        "topic",
        "valid_for_months",
        "grace_days",
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("introduction"),
        index.FilterField("topic"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def units(self):
        """Return the live units in teaching order."""
        kinds = [taught(model).descendant_of(self) for model in unit_models()]
        return sorted(chain(*kinds), key=attrgetter("path"))

    def outline_for(self, enrolment=None, request=None):
        """Lay the live units out for one learner, or for nobody.

        Costs one query for each kind of page and one for the completions,
        whatever the number of units. ``request`` saves another that finds the
        site's address.
        """
        modules = modules_of([self], request)[self.pk]
        return outline.build(modules, enrolment.completed_keys() if enrolment else ())

    def enrolment_of(self, user):
        """Return the enrolment of ``user`` in this course, or None."""
        if not user.is_authenticated:
            return None
        own = Enrolment.objects.for_learner(user).in_course(self)
        return own.select_related("learner").first()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        enrolment = self.enrolment_of(request.user)
        return context | {
            "enrolment": enrolment,
            "outline": self.outline_for(enrolment, request),
            "modules": self.get_children().live().type(ModulePage).specific(),
        }


class ModulePage(Page):
    """Part of a course: a handful of units on one subject."""

    summary = models.CharField(_("summary"), max_length=300)
    objectives = RichTextField(
        _("objectives"),
        blank=True,
        features=["ul"],
        help_text=_("What the learner can do afterwards, each line with a verb."),
    )

    parent_page_types = ["courses.CoursePage"]
    content_panels = [*Page.content_panels, "summary", "objectives"]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def serve(self, request, *args, **kwargs):
        """Show the course at this module: a module has no page of its own."""
        return redirect(f"{self.get_parent().get_url(request)}#{self.slug}")


class UnitPage(Page):
    """Base of every kind of unit: what is opened in order and then complete.

    A new kind of unit subclasses this in its own app, names a label, an icon,
    its parent page types and a template, and calls
    ``enrolment.complete_unit(unit, at=…)`` when it is done.
    """

    summary = models.CharField(_("summary"), max_length=200, blank=True)
    contact_minutes = models.PositiveSmallIntegerField(
        _("contact minutes"),
        help_text=_("Credited when the unit is complete; say honestly how long it is."),
    )
    domain = models.ForeignKey(
        "courses.CompetencyDomain",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("competency domain"),
    )
    content_note = models.TextField(
        _("content note"),
        blank=True,
        help_text=_(
            "For hard material: say calmly what is coming. The page then also "
            "offers to leave quickly."
        ),
    )

    is_unit = True
    kind_label = _("Unit")
    kind_icon = "circle"

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("contact_minutes"), FieldPanel("domain")], heading=_("Credit")
        ),
        FieldPanel("content_note"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        abstract = True

    @cached_property
    def course(self):
        """The course that this unit belongs to."""
        return CoursePage.objects.ancestor_of(self).get()

    def outline_facts(self, *, url):
        return outline.UnitFacts(
            key=str(self.translation_key),
            title=self.title,
            url=url,
            kind=str(self.kind_label),
            icon=self.kind_icon,
            minutes=self.contact_minutes,
        )

    def serve(self, request, *args, **kwargs):
        """Let in learners who are enrolled and have done all that comes before."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        enrolment = self.course.enrolment_of(request.user)
        if enrolment is None:
            return redirect(self.course.get_url(request))
        request.enrolment = enrolment
        request.outline = self.course.outline_for(enrolment, request)
        place = request.outline.place_of(str(self.translation_key))
        if place is None:  # no module is published that it could stand in
            raise Http404
        if not place.is_open:
            return TemplateResponse(
                request, "courses/locked.html", self.get_context(request), status=403
            )
        enrolment.remember(self)
        return self.serve_unit(request)

    def serve_unit(self, request):
        """Answer for a learner who may be here; overridden by units with a flow."""
        template = self.get_template(request)
        return TemplateResponse(request, template, self.get_context(request))

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        path = getattr(request, "outline", None)
        path = path or self.course.outline_for(request=request)
        place = path.place_of(str(self.translation_key))
        return context | {
            "course": self.course,
            "enrolment": getattr(request, "enrolment", None),
            "outline": path,
            "unit": place,
            "module": path.module_of(place) if place else None,
            "next_place": path.after(place) if place else None,
            "previous_place": path.before(place) if place else None,
        }


class LessonPage(UnitPage):
    """A unit that is complete once it is read, or once its checks are answered."""

    COMPLETION_RULES = [
        ("read", _("When the learner has read to the end")),
        ("checks", _("When every knowledge check is answered as well")),
    ]

    completion = models.CharField(
        _("complete"), max_length=10, choices=COMPLETION_RULES, default="read"
    )
    body = StreamField(LessonBodyBlock(), verbose_name=_("body"))

    kind_label = _("Lesson")
    kind_icon = "book-open"
    template = "courses/lesson_page.html"
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    content_panels = [*UnitPage.content_panels, "completion", "body"]
    search_fields = [*UnitPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def check_ids(self):
        """Return the block ids of this lesson's knowledge checks, in order."""
        return [block.id for block in self.body if block.block_type == "check"]

    def open_checks(self, enrolment):
        """Return the ids of checks that must still be answered before the end."""
        if self.completion != "checks":
            return []
        answered = CheckAnswer.objects.chosen(
            enrolment=enrolment, unit_key=self.translation_key
        )
        done = {str(block_id) for block_id in answered}
        return [block_id for block_id in self.check_ids() if block_id not in done]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if not (enrolment := context["enrolment"]):
            return context | {"own_words": {}, "chosen": {}}
        unit = {"enrolment": enrolment, "unit_key": self.translation_key}
        own_words = Reflection.objects.texts(**unit)
        chosen = CheckAnswer.objects.chosen(**unit)
        return context | {
            "own_words": {str(key): text for key, text in own_words.items()},
            "chosen": {str(key): ids for key, ids in chosen.items()},
        }

    def finish(self, enrolment, *, at):
        """Complete the lesson for ``enrolment``.

        Raises:
            ChecksUnanswered: its rule asks for answers that are not there yet.
        """
        if remaining := self.open_checks(enrolment):
            raise ChecksUnanswered(remaining)
        return enrolment.complete_unit(self, at=at)


class ChecksUnanswered(Exception):
    """The lesson has knowledge checks that must be answered first.

    Attributes:
        block_ids: ids of those checks, in the order of the lesson.
    """

    def __init__(self, block_ids):
        super().__init__(block_ids)
        self.block_ids = block_ids
