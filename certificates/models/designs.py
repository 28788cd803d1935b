"""Designs of documents, edited in the Wagtail admin, and their pictures."""

from dataclasses import replace

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from certificates.designing import panels, preview
from certificates.designing.forms import DesignForm
from certificates.pdf import design as plain
from certificates.pdf import proofreading, wording
from certificates.pdf.design import COLOURS, WORDS
from training.append_only import AppendOnly

from .issuer import IssuerSettings

PLACES = (1, 2, 3)


class DesignPictureManager(models.Manager):
    """Pictures, each of which is kept once."""

    def keep(self, taken, *, title, by, at):
        """Keep a picture that was taken in; the same pixels give the same row."""
        picture, _is_new = self.get_or_create(
            sha256=taken.sha256,
            defaults={
                "title": title,
                "data": taken.data,
                "width": taken.width,
                "height": taken.height,
                "made_at": at,
                "made_by": by,
            },
        )
        return picture

    def bytes_of(self, hashes):
        """Return the bytes of these pictures by their hashes (one query or none)."""
        if not hashes:
            return {}
        rows = self.filter(sha256__in=hashes).values_list("sha256", "data")
        return {sha256: bytes(data) for sha256, data in rows}


class DesignPicture(AppendOnly):
    """A logo, seal or signature: the pixels, kept for as long as documents are."""

    title = models.CharField(_("title"), max_length=80)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    data = models.BinaryField(editable=False)
    width = models.PositiveSmallIntegerField(_("width"), editable=False)
    height = models.PositiveSmallIntegerField(_("height"), editable=False)
    made_at = models.DateTimeField(_("uploaded"), editable=False)
    made_by = models.ForeignKey(
        "users.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    objects = DesignPictureManager()

    class Meta:
        verbose_name = _("picture for documents")
        verbose_name_plural = _("pictures for documents")
        ordering = ["-made_at", "-pk"]
        default_permissions = ("add", "view")

    def __str__(self):
        return self.title

    def as_picture(self):
        """Return it as plain data."""
        return plain.Picture(self.sha256, self.width, self.height, bytes(self.data))


class DesignQuerySet(models.QuerySet):
    """Designs, by which of them is meant."""

    def published_like(self, chosen, language):
        """Return the published form of ``chosen`` in ``language``, or in its own.

        Args:
            chosen: a ``Design`` in any language.
            language: a language code.

        Returns:
            The ``Design``, or None if none is published.
        """
        rows = self.filter(translation_key=chosen.translation_key, live=True)
        by_language = {row.locale.language_code: row for row in rows.for_printing()}
        return by_language.get(language) or next(
            (row for row in by_language.values() if row.pk == chosen.pk), None
        )

    def for_printing(self):
        """Join the language and the pictures."""
        return self.select_related("locale", "logo", "seal", *SIGNATURES)


SIGNATURES = [f"signatory_{place}_picture" for place in PLACES]


def _colour(label, default, help_text=""):
    return models.CharField(
        label,
        max_length=7,
        default=default,
        help_text=help_text,
        validators=[
            RegexValidator(
                r"^#[0-9a-fA-F]{6}\Z",
                _("Write a color as # and six digits, such as #2c5f4a."),
            )
        ],
    )


def _picture(label, help_text=""):
    return models.ForeignKey(
        DesignPicture,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
        help_text=help_text,
    )


class Design(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """How certificates, records and letters look, and what they say.

    A certificate copies its design when it is issued: later edits change nothing
    that is out.
    """

    LAYOUTS = [
        ("frame", _("Frame: the two lines walk round the page")),
        ("margin", _("Margin: they run down beside the words, large")),
        ("band", _("Band: color above, and they part it from the paper")),
    ]
    SIZES = [("a4", "A4"), ("letter", _("US Letter"))]
    ORIENTATIONS = [("landscape", _("On its side")), ("portrait", _("Upright"))]

    title = models.CharField(
        _("name of the design"), max_length=80, help_text=_("Only you see it.")
    )
    layout = models.CharField(
        _("layout"), max_length=10, choices=LAYOUTS, default="frame"
    )
    size = models.CharField(_("paper"), max_length=10, choices=SIZES, default="a4")
    orientation = models.CharField(
        _("the certificate lies"),
        max_length=10,
        choices=ORIENTATIONS,
        default="landscape",
        help_text=_("Records and letters always stand upright."),
    )
    colour_paper = _colour(_("paper"), "#fbf6ea")
    colour_ink = _colour(_("words"), "#22302b")
    colour_accent = _colour(_("headings and title"), "#2c5f4a")
    colour_first = _colour(_("one line"), "#2c5f4a")
    colour_second = _colour(_("the other line"), "#a9673f")
    logo = _picture(_("logo"), _("Printed up to 60 by 11 millimeters."))
    seal = _picture(_("seal"), _("Printed 25 millimeters wide and high."))

    heading = models.CharField(_("heading"), max_length=60, blank=True)
    opening = models.CharField(_("before the name"), max_length=90, blank=True)
    statement = models.CharField(
        _("between name and title"), max_length=120, blank=True
    )
    details = models.CharField(_("under the title"), max_length=120, blank=True)
    letter = models.TextField(
        _("letter to an employer"),
        max_length=2000,
        blank=True,
        help_text=_("Must name {name}, {title} and {number}."),
    )

    signatory_1_name = models.CharField(_("name"), max_length=80, blank=True)
    signatory_1_role = models.CharField(_("role"), max_length=60, blank=True)
    signatory_1_picture = _picture(_("signature"))
    signatory_2_name = models.CharField(_("name"), max_length=80, blank=True)
    signatory_2_role = models.CharField(_("role"), max_length=60, blank=True)
    signatory_2_picture = _picture(_("signature"))
    signatory_3_name = models.CharField(_("name"), max_length=80, blank=True)
    signatory_3_role = models.CharField(_("role"), max_length=60, blank=True)
    signatory_3_picture = _picture(_("signature"))

    objects = DesignQuerySet.as_manager()

    panels = panels.PANELS
    base_form_class = DesignForm
    preview_modes = [
        ("certificate", _("Certificate")),
        ("record", _("Training record")),
        ("letter", _("Letter to an employer")),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("title", "layout", "size", "orientation"),
            *(f"colour_{name}" for name in COLOURS),
            *(f"signatory_{place}_name" for place in PLACES),
        )
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("design")
        verbose_name_plural = _("designs")
        ordering = ["title"]

    def __str__(self):
        return self.title

    def clean(self):
        """Name fields of the wording that do not exist, and signatures of nobody."""
        super().clean()
        problems = {}
        for name in WORDS:
            if problem := problem_of_wording(name, getattr(self, name)):
                problems[name] = problem
        for place in PLACES:
            name, role, picture = self._signatory(place)
            if (role or picture) and not name:
                problems[f"signatory_{place}_name"] = _("Write who signs.")
        if problems:
            raise ValidationError(problems)

    def as_design(self):
        """Return it as plain data, with the bytes of its pictures."""
        people = [self._signatory(place) for place in PLACES]
        return plain.Design(
            layout=self.layout,
            size=self.size,
            orientation=self.orientation,
            colours=plain.Colours(
                **{name: getattr(self, f"colour_{name}").lower() for name in COLOURS}
            ),
            wording=plain.Wording(**{name: getattr(self, name) for name in WORDS}),
            logo=self.logo and self.logo.as_picture(),
            seal=self.seal and self.seal.as_picture(),
            signatories=tuple(
                plain.Signatory(name, role, picture and picture.as_picture())
                for name, role, picture in people
                if name
            ),
        )

    def problems(self):
        """Return what is wrong with it on paper, as ``proofreading.Problem``."""
        found = proofreading.problems(self.as_design(), **self._sample_facts())
        return [replace(p, place=self._label(p.field)) for p in found]

    def refuse_unready(self):
        """Refuse a design with problems that must be mended first.

        Raises:
            ValidationError: by field.
        """
        found = {}
        for problem in self.problems():
            if problem.is_error:
                field = problem.field or NON_FIELD_ERRORS
                found.setdefault(field, []).append(problem.message)
        if found:
            raise ValidationError(found)

    def save_revision(self, *args, clean=True, **kwargs):
        """Keep a revision; one that goes live at once must be ready.

        A translation is published without the form of the editor.
        """
        if clean and self.live:
            self.refuse_unready()
        return super().save_revision(*args, clean=clean, **kwargs)

    def publish(self, revision, *args, **kwargs):
        """Publish, unless it could not be printed well.

        Raises:
            ValidationError: see ``refuse_unready``.
        """
        revision.as_object().refuse_unready()
        return super().publish(revision, *args, **kwargs)

    def serve_preview(self, request, mode_name):
        """Show its problems and its sample pages."""
        return preview.serve(self, request, mode_name)

    def sample_pages(self, kind):
        """Return the PDF of all sample pages of one kind of document.

        Raises:
            Unprintable: a text of it cannot be set.
        """
        return proofreading.sample_pages(self.as_design(), kind, **self._sample_facts())

    def _label(self, field):
        if not field:
            return ""
        return str(self._meta.get_field(field).verbose_name)

    def _sample_facts(self):
        language = self.locale.language_code if self.locale_id else get_language()
        return {"language": language, "issuer": IssuerSettings.load().issuer_name}

    def _signatory(self, place):
        parts = ("name", "role", "picture")
        return [getattr(self, f"signatory_{place}_{part}") for part in parts]


def problem_of_wording(name, text):
    """Say what is wrong with the named fields in ``text``; None if nothing is.

    Args:
        name: of ``WORDS``.
        text: may be empty.
    """
    known = wording.LETTER_FIELDS if name == "letter" else wording.FIELDS
    listed = ", ".join(f"{{{field}}}" for field in known)
    try:
        found = wording.fields_in(text, known)
    except wording.UnknownField as unknown:
        words = _("There is no field {%(field)s}. There are: %(fields)s.")
        return words % {"field": unknown.field, "fields": listed}
    except wording.StrayBrace:
        return _("A brace stands alone. Write {{ or }} to print one.")
    missing = [f for f in wording.LETTER_MUST_HAVE if f not in found]
    if name == "letter" and text and missing:
        fields = ", ".join(f"{{{field}}}" for field in missing)
        return _("The letter must also name %(fields)s.") % {"fields": fields}
    return None
