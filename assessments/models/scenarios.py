"""Scenarios: units in which the learner decides what happens next."""

from django.db import models
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from assessments import proofreading
from assessments.authoring import ScenarioPageForm, as_scenario, scenario_warnings
from assessments.blocks import EXPLAINING, ScenesBlock
from courses.models import UnitPage

from .runs import ScenarioRun


class ScenarioPage(UnitPage):
    """A unit that is complete once the learner has come to an ending."""

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

    kind_label = _("Scenario")
    kind_icon = "signpost"
    template = "assessments/scenario_page.html"
    base_form_class = ScenarioPageForm
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    content_panels = [
        *UnitPage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("start"),
        FieldPanel("scenes"),
    ]
    override_translatable_fields = [SynchronizedField("start", overridable=False)]
    search_fields = [*UnitPage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    def as_scenario(self):
        """Return the scenes and endings as the pure rules know them."""
        return as_scenario(self.start, self.scenes)

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
        return context | ScenarioRun.objects.overview(self, enrolment)
