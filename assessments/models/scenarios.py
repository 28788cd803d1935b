"""Scenarios: units in which the learner decides what happens next."""

from dataclasses import replace

from django.db import models
from django.template.response import TemplateResponse
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

from .exam_rules import ExamRules
from .runs import ScenarioRun

ON_A_SCREEN = "max-1000x1000|format-webp"
OF_THE_PATH = _("In per cent of the credit that the path could earn.")
WHAT_CHOICES_DO = _("What choices do that would put a person at risk.")
IN_SCENES = _("In how many different scenes, before they do.")


class ScenarioPage(ExamRules, UnitPage):
    """A unit that is complete once an ending is reached, or once it is passed."""

    MODES = [
        ("practice", _("Practice: one may go back and try otherwise")),
        ("exam", _("Exam: graded, without going back")),
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
                FieldRowPanel(
                    [
                        FieldPanel("pass_mark", help_text=OF_THE_PATH),
                        FieldPanel("max_attempts"),
                    ]
                ),
                FieldPanel("wait_minutes"),
                FieldPanel("unsafe_rule", help_text=WHAT_CHOICES_DO),
                FieldPanel("unsafe_threshold", help_text=IN_SCENES),
            ],
            heading=_("Rules of an exam"),
        ),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("start", "mode")
    ] + ExamRules.exam_synchronized
    search_fields = [*UnitPage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

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

    def overview(self, enrolment, *, at):
        return ScenarioRun.objects.overview(self, enrolment, at=at)


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
