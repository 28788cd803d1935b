"""What certificates of one course look like and state beside what was learned."""

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from certificates.course_words import MODALITY_WORDS
from courses.models import CoursePage


class CertifiedCourseQuerySet(models.QuerySet):
    """Courses as certified, and all that there are."""

    def of(self, course_keys):
        """Those of these courses."""
        return self.filter(course_key__in=course_keys)

    def with_titles(self):
        """Annotate ``title``, in the first language of the course."""
        pages = CoursePage.objects.filter(translation_key=OuterRef("course_key"))
        title = pages.order_by("locale_id").values("title")[:1]
        return self.annotate(title=Subquery(title)).order_by("title")

    def choices(self):
        """Return the key of every course, as text, with its title."""
        pages = CoursePage.objects.order_by("-locale_id")
        titles = dict(pages.values_list("translation_key", "title"))
        pairs = [(str(key), title) for key, title in titles.items()]
        return sorted(pairs, key=lambda pair: pair[1])


class CertifiedCourse(models.Model):
    """A course as approving bodies know it; one row for all its languages."""

    MODALITIES = [*MODALITY_WORDS.items()]

    course_key = models.UUIDField(_("course"), unique=True)
    design = models.ForeignKey(
        "certificates.Design",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"live": True},
        verbose_name=_("design"),
        help_text=_("Empty: the design chosen under Settings, Issuer."),
    )
    approval_number = models.CharField(
        _("course approval number"), max_length=60, blank=True
    )
    approving_body = models.CharField(_("approving body"), max_length=120, blank=True)
    instructor_name = models.CharField(_("instructor"), max_length=80, blank=True)
    instructor_credentials = models.CharField(
        _("credentials of the instructor"), max_length=120, blank=True
    )
    modality = models.CharField(
        _("how it is taught"), max_length=20, choices=MODALITIES, default="self_paced"
    )
    location = models.CharField(
        _("place"), max_length=120, blank=True, help_text=_("If it is live in person.")
    )

    objects = CertifiedCourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course as certified")
        verbose_name_plural = _("courses as certified")

    def __str__(self):
        return self.approval_number or str(self.course_key)
