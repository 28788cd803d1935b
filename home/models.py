"""The pages that show everything."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.models import CoursePage

from .catalogue import CatalogueFilter


class HomePage(Page):
    """The front door, which tells each audience where to go."""

    heading = models.CharField(_("heading"), max_length=120)
    introduction = RichTextField(_("introduction"), features=["bold", "italic"])

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.CataloguePage"]
    content_panels = [*Page.content_panels, "heading", "introduction"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("home page")


class CataloguePage(Page):
    """Every course on offer, to search and filter."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.CoursePage"]
    content_panels = [*Page.content_panels, "introduction"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("catalogue")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        courses = CoursePage.objects.live().public().with_minutes()
        catalogue = CatalogueFilter(
            request.GET,
            queryset=courses.select_related("topic", "picture", "locale"),
            request=request,
        )
        return context | {"filter": catalogue, "courses": catalogue.qs}
