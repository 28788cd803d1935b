"""Scenarios: units in which the learner decides what happens next."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import SourceImageIOError
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from assessments import proofreading
from assessments.authoring import ScenarioPageForm, as_scenario, scenario_warnings
from assessments.blocks import EXPLAINING, ScenesBlock
from assessments.panels import SceneDesk
from assessments.scenario import PlayRules
from courses.models import CompetencyDomain, LessonPage, UnitPage

from .runs import ScenarioRun

ON_A_SCREEN = "max-1000x1000|format-webp"


class ScenarioPage(UnitPage):
    """A unit that is complete once an ending is reached, or once it is passed."""

    MODES = [
        ("practice", _("Practice: one may go back and try otherwise")),
        ("exam", _("Exam: graded, without going back")),
    ]
    UNSAFE_RULES = [
        ("debrief", _("They are talked about in the debrief")),
        ("review", _("People review before the result is final")),
        ("fail", _("The attempt is not passed")),
    ]

    introduction = RichTextField(
        _("introduction"),
        features=EXPLAINING,
        help_text=_("Who the learner is, where, and what they know."),
    )
    start = models.CharField(
        _("first scene"),
        max_length=80,
        blank=True,
        help_text=_("The name of the scene with which it begins."),
    )
    scenes = StreamField(ScenesBlock(), verbose_name=_("scenes and endings"))

    mode = models.CharField(
        _("how it is played"), max_length=10, choices=MODES, default="practice"
    )
    pass_mark = models.DecimalField(
        _("pass mark"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(80),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("In per cent of the credit that the path could earn."),
    )
    unsafe_rule = models.CharField(
        _("unsafe choices"),
        max_length=10,
        choices=UNSAFE_RULES,
        default="review",
        help_text=_("What choices do that would put a person at risk."),
    )
    unsafe_threshold = models.PositiveSmallIntegerField(
        _("threshold"),
        default=2,
        validators=[MinValueValidator(1)],
        help_text=_("In how many different scenes, before they do."),
    )
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts allowed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit."),
    )
    wait_minutes = models.PositiveIntegerField(
        _("wait between attempts"),
        default=0,
        help_text=_("In minutes, after an attempt that was not passed."),
    )

    kind_label = _("Scenario")
    kind_icon = "signpost"
    template = "assessments/scenario_page.html"
    base_form_class = ScenarioPageForm
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    content_panels = [
        *UnitPage.content_panels,
        FieldPanel("introduction"),
        SceneDesk(
            [FieldPanel("start"), FieldPanel("scenes")], heading=_("Scenes and map")
        ),
        FieldPanel("mode"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("max_attempts")]),
                FieldPanel("wait_minutes"),
                FieldPanel("unsafe_rule"),
                FieldPanel("unsafe_threshold"),
            ],
            heading=_("Rules of an exam"),
        ),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("start", "mode", "pass_mark", "unsafe_rule", "unsafe_threshold"),
            *("max_attempts", "wait_minutes"),
        )
    ]
    search_fields = [*UnitPage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    @property
    def wait(self):
        return timedelta(minutes=self.wait_minutes)

    def as_scenario(self):
        """Return the scenes and endings as the pure rules know them."""
        return as_scenario(self.start, self.scenes)

    def as_played(self):
        """Return the scenario with its rules, and pictures of a screen's size."""
        scenario = self.as_scenario()
        shown = self._pictures()
        return replace(
            scenario,
            scenes=tuple(_with_picture(scene, shown) for scene in scenario.scenes),
            rules=PlayRules(
                mode=self.mode,
                pass_mark=self.pass_mark,
                unsafe_rule=self.unsafe_rule,
                unsafe_threshold=self.unsafe_threshold,
            ),
            domain=self.domain.code if self.domain else "",
            domains=self._domains(scenario),
            lessons=self._lessons(scenario),
        )

    def _pictures(self):
        """Return what is shown of each picture, by the name of its file."""
        scenes = [block.value for block in self.scenes if block.block_type == "scene"]
        images = [scene["image"] for scene in scenes if scene["image"]]
        return {image.file.name: _for_a_screen(image) for image in images}

    def _domains(self, scenario):
        codes = {
            code for choice in scenario.choices for code, _credit in choice.credits
        }
        codes |= {self.domain.code} if self.domain else set()
        named = CompetencyDomain.objects.filter(code__in=codes, locale=self.locale_id)
        return dict(named.values_list("code", "name"))

    def _lessons(self, scenario):
        """Return titles in the language of the page, by key."""
        keys = {choice.lesson for choice in scenario.choices if choice.lesson}
        named = LessonPage.objects.filter(
            translation_key__in=keys, locale=self.locale_id
        )
        rows = named.values_list("translation_key", "title")
        return {str(key): title for key, title in rows}

    def problems(self):
        """Return everything that would leave a learner stuck, or never be seen."""
        return proofreading.problems(self.as_scenario())

    def warnings(self):
        """Return what the author should mend, in words."""
        return scenario_warnings(self)

    @property
    def preview_modes(self):
        return [*super().preview_modes, ("outline", _("All scenes, as a list"))]

    def serve_preview(self, request, mode_name):
        if mode_name != "outline":
            return super().serve_preview(request, mode_name)
        context = {
            "page": self,
            "request": request,
            "scenario": self.as_scenario(),
            "problems": self.problems(),
        }
        return TemplateResponse(request, "assessments/scenario_outline.html", context)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if not (enrolment := context["enrolment"]):
            return context
        overview = ScenarioRun.objects.overview(self, enrolment, at=timezone.now())
        return context | overview


def _for_a_screen(image):
    """Return a small form of ``image``; the original where that cannot be read."""
    try:
        return image.get_rendition(ON_A_SCREEN)
    except SourceImageIOError:
        return image


def _with_picture(scene, shown):
    """Return ``scene`` with the stored file that is ``shown`` in place of its own."""
    if scene.picture is None:
        return scene
    stored = shown[scene.picture.file]
    size = {"width": stored.width, "height": stored.height}
    return replace(scene, picture=replace(scene.picture, file=stored.file.name, **size))
