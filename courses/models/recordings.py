"""Video and audio that everybody can follow."""

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

WEBVTT_SIGNATURE = b"WEBVTT"


class Recording(AbstractMedia):
    """A video or audio file with captions and a transcript."""

    captions = models.FileField(
        _("captions"),
        upload_to="captions",
        blank=True,
        validators=[FileExtensionValidator(["vtt"])],
        help_text=_("A WebVTT file (.vtt). Needed for video."),
    )
    transcript = models.TextField(
        _("transcript"),
        help_text=_("Everything that is said, and what else matters to follow it."),
    )

    admin_form_fields = (
        "title",
        "file",
        "captions",
        "transcript",
        "collection",
        "duration",
        "width",
        "height",
        "thumbnail",
        "tags",
    )

    class Meta(AbstractMedia.Meta):
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def clean(self):
        super().clean()
        if self.type == "video" and not self.captions:
            raise ValidationError({"captions": _("Add captions: video needs them.")})
        if self.captions and not self._has_webvtt_captions():
            raise ValidationError(
                {"captions": _("This is not a WebVTT file: it must begin with WEBVTT.")}
            )

    def _has_webvtt_captions(self):
        self.captions.seek(0)
        start = self.captions.read(16)
        self.captions.seek(0)
        return start.removeprefix(b"\xef\xbb\xbf").startswith(WEBVTT_SIGNATURE)
