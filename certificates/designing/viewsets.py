"""Designs, their pictures and the courses that use them, in the Wagtail admin."""

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView as ModelIndexView
from wagtail.admin.views.generic.chooser import CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from certificates.models import CertifiedCourse, Design, DesignPicture
from certificates.pictures import (
    FORMATS,
    MOST_BYTES,
    NotAPicture,
    TooLarge,
    take_in,
)
from training.users.access import needs


class PictureForm(forms.ModelForm):
    """A file, which is read and written anew before it is kept."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PNG, JPEG, WebP or GIF, up to 5 MB. SVG is not taken."),
    )

    class Meta:
        model = DesignPicture
        fields = ["title"]

    def clean_file(self):
        upload = self.cleaned_data["file"]
        try:
            return take_in(upload.read(MOST_BYTES + 1))
        except NotAPicture as error:
            raise forms.ValidationError(
                _("This is not a picture that we can read. Use %(formats)s.")
                % {"formats": ", ".join(FORMATS)}
            ) from error
        except TooLarge as error:
            raise forms.ValidationError(
                _("This picture is too large. Make it smaller and try again.")
            ) from error

    def keep(self, *, by, at):
        """Keep what was uploaded."""
        title = self.cleaned_data["title"]
        taken = self.cleaned_data["file"]
        return DesignPicture.objects.keep(taken, title=title, by=by, at=at)


@method_decorator(needs("certificates.add_designpicture"), name="dispatch")
class PictureCreateView(CreateView):
    """Keeps an upload in the name of whoever made it."""

    def save_form(self, form):
        return form.keep(by=self.request.user, at=timezone.now())


class PictureChooserViewSet(ChooserViewSet):
    """Where a logo, seal or signature is chosen or uploaded."""

    model = DesignPicture
    icon = "image"
    choose_one_text = _("Choose a picture")
    choose_another_text = _("Choose another picture")
    create_view_class = PictureCreateView
    creation_form_class = PictureForm
    creation_tab_label = _("Upload")
    create_action_label = _("Upload")


class DesignViewSet(SnippetViewSet):
    """The designs of documents."""

    model = Design
    icon = "doc-full-inverse"
    menu_label = _("Designs")
    list_display = [
        "title",
        Column("get_layout_display", label=_("Layout")),
        Column("get_size_display", label=_("Paper")),
        Column("status_string", label=_("Status")),
        Column("locale.language_code", label=_("Language"), sort_key="locale"),
    ]
    ordering = ["title"]

    def get_queryset(self, request):
        return Design.objects.select_related("locale")


class CertifiedCourseForm(forms.ModelForm):
    """Which course, by its title."""

    course_key = forms.TypedChoiceField(label=_("Course"))

    class Meta:
        model = CertifiedCourse
        fields = [
            *("course_key", "design", "approval_number", "approving_body"),
            *("instructor_name", "instructor_credentials", "modality", "location"),
        ]

    def __init__(self, *args, for_user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course_key"].choices = CertifiedCourse.objects.choices()


def edit_url(course):
    """Return where one course is edited."""
    return reverse("certifiedcourse:edit", args=[course.pk])


class CertifiedCourseIndexView(ModelIndexView):
    """The list, with the titles of the courses."""

    def get_base_queryset(self):
        return CertifiedCourse.objects.with_titles().select_related("design")


class CertifiedCourseViewSet(ModelViewSet):
    """What documents of a course state and look like."""

    model = CertifiedCourse
    icon = "openquote"
    menu_label = _("Courses: approval and design")
    form_fields = CertifiedCourseForm.Meta.fields
    index_view_class = CertifiedCourseIndexView
    list_display = [
        TitleColumn("title", label=_("Course"), get_url=edit_url),
        "approval_number",
        Column("design", label=_("Design")),
    ]

    def get_form_class(self, for_update=False):
        return CertifiedCourseForm


class DesignsGroup(SnippetViewSetGroup):
    """How documents look."""

    items = (DesignViewSet, CertifiedCourseViewSet)
    menu_label = _("Design")
    menu_icon = "doc-full-inverse"
    menu_order = 255
