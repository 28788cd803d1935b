"""The pages that show everything."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField, StreamField
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


class ContactBlock(StructBlock):
    """Somebody who answers."""

    name = CharBlock(label=_("Name"), max_length=120)
    reach = CharBlock(
        label=_("How to reach them"),
        max_length=120,
        help_text=_("A number to call or to write to, as people would dial it."),
    )
    note = CharBlock(label=_("Note"), max_length=200, required=False)


class CountryBlock(StructBlock):
    """The contacts of one country."""

    country = CharBlock(label=_("Country"), max_length=80)
    contacts = ListBlock(ContactBlock(), label=_("Contacts"), min_num=1)

    class Meta:
        icon = "globe"
        label = _("Country")


@register_setting(icon="help", order=100)
class SupportSettings(BaseGenericSetting):
    """Where people go who need somebody now, or need to be elsewhere."""

    leave_address = models.URLField(
        _("where “Leave this page” leads"),
        default="https://www.wikipedia.org/",
        help_text=_("A page that anybody might have open, and that greets nobody."),
    )
    contacts = StreamField(
        [("country", CountryBlock())], verbose_name=_("support contacts"), blank=True
    )

    panels = ["leave_address", "contacts"]

    class Meta:
        verbose_name = _("support")


class CurriculumSource(models.Model):
    """A curriculum file as it was when it was last laid into the site.

    A file that has not changed since is left alone, so that what trainers
    edited or deleted in the admin stays as they left it.
    """

    key = models.CharField(max_length=255, unique=True)
    digest = models.CharField(max_length=80)
    loaded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key
