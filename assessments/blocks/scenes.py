"""Scenes and endings of a scenario."""

from fractions import Fraction

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BlockGroup,
    CharBlock,
    ChoiceBlock,
    DecimalBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    TextBlock,
)
from wagtail.images.blocks import ImageChooserBlock

from assessments.scenario import Audio, Choice, Ending, Picture, Scene
from courses.blocks import RecordingChooserBlock
from courses.models import CompetencyDomain

from .asking import EXPLAINING, PROSE, KeptBlock, NamesItsLists

SEVERITIES = [
    ("best", _("Best")),
    ("acceptable", _("Acceptable")),
    ("poor", _("Poor")),
    ("unsafe", _("Unsafe")),
]
OUTCOMES = [
    ("good", _("It goes well")),
    ("mixed", _("It is mixed")),
    ("hard", _("It is hard")),
]


class NameInput(forms.TextInput):
    """Offers the names that are on the page already while one types."""

    class Media:
        js = ["assessments/scene-names.js"]


class NameBlock(KeptBlock):
    """A name by which scenes and choices are told apart: the same in every language.

    Its ``role`` is for the script that offers names: "scene-name" and
    "choice-name" give one, "scene-target" and "choice-target" ask for one.
    """

    def __init__(self, *args, role="scene-name", **kwargs):
        super().__init__(*args, max_length=80, **kwargs)
        attrs = {f"data-{role}": "", "autocomplete": "off"}
        self.field.widget = NameInput(attrs=attrs)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, {key: kwargs[key] for key in kwargs if key != "role"}


class LessonBlock(PageChooserBlock):
    """Chooses a lesson; the same one, in its own words, in every language."""

    def __init__(self, **kwargs):
        super().__init__(page_type="courses.LessonPage", **kwargs)

    def deconstruct(self):
        """Let migrations see a plain page chooser."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.PageChooserBlock", args, kwargs

    def get_translatable_segments(self, value):
        """Keep wagtail-localize from offering another lesson in a translation."""
        return []

    def restore_translated_segments(self, value, segments):
        return value


def domain_choices():
    """Return the competency domains by code, named in the active language."""
    named = CompetencyDomain.objects.in_language()
    return [(domain.code, domain.name) for domain in named]


class DomainBlock(ChoiceBlock):
    """Chooses a competency domain by its code: the same in every language."""

    def __init__(self, **kwargs):
        super().__init__(choices=domain_choices, **kwargs)

    def deconstruct(self):
        """Let migrations see a plain text block."""
        return "wagtail.blocks.CharBlock", [], {}


class CreditBlock(StructBlock):
    """What a choice is worth in one competency domain."""

    domain = DomainBlock(label=_("Competency domain"))
    credit = DecimalBlock(
        label=_("Credit"), min_value=0, max_value=1, decimal_places=2, max_digits=3
    )

    class Meta:
        icon = "pick"
        label = _("Credit")
        label_format = "{domain}: {credit}"


class SceneChoiceBlock(NamesItsLists, StructBlock):
    """Something that the learner may do or say."""

    text = TextBlock(label=_("What you do or say"), rows=2)
    severity = ChoiceBlock(
        label=_("How it serves the person"), choices=SEVERITIES, default="acceptable"
    )
    feedback = TextBlock(
        label=_("Feedback"),
        rows=2,
        help_text=_("Shown straight after the choice, and again in the debrief."),
    )
    leads_to = NameBlock(
        label=_("Leads to"),
        role="scene-target",
        help_text=_("The name of a scene or of an ending."),
    )
    name = NameBlock(
        label=_("Name of the choice"),
        role="choice-name",
        required=False,
        default="",
        help_text=_("Only if later choices depend on this one. Never shown."),
    )
    only_after = ListBlock(
        NameBlock(label=_("Name of a choice"), role="choice-target"),
        label=_("Only after"),
        default=[],
        help_text=_("Offered only once each of these choices was made."),
    )
    not_after = ListBlock(
        NameBlock(label=_("Name of a choice"), role="choice-target"),
        label=_("Not after"),
        default=[],
        help_text=_("Not offered once any of these choices was made."),
    )
    credits = ListBlock(
        CreditBlock(),
        label=_("Credit by domain"),
        default=[],
        help_text=_(
            "From 0 to 1, for a graded scenario. Leave empty for the usual: best 1, "
            "acceptable 2/3, poor 1/3, unsafe 0."
        ),
    )
    lesson = LessonBlock(
        label=_("Lesson that teaches it"),
        required=False,
        help_text=_(
            "Named in the debrief. After an unsafe choice in a graded scenario it is "
            "to be looked at again before another try."
        ),
    )

    class Meta:
        icon = "arrow-right"
        label = _("Choice")
        label_format = "{severity}: {text}"
        form_layout = BlockGroup(
            ["text", "severity", "feedback", "leads_to"],
            settings=["name", "only_after", "not_after", "credits", "lesson"],
        )


class ChoicesBlock(ListBlock):
    """The choices of a scene, one line each until they are opened."""

    def deconstruct(self):
        """Let migrations see a plain list."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.ListBlock", args, kwargs

    class Meta:
        collapsed = True


class SceneBlock(StructBlock):
    """A moment in which the learner decides."""

    name = NameBlock(
        label=_("Name"), help_text=_("Short, unique, for authors. Never shown.")
    )
    title = CharBlock(label=_("Title"), max_length=120)
    speaker = CharBlock(label=_("Who speaks or acts"), required=False, max_length=60)
    text = RichTextBlock(
        label=_("What happens"),
        features=PROSE,
        help_text=_("Second person, present tense."),
    )
    image = ImageChooserBlock(label=_("Picture"), required=False)
    alt = CharBlock(
        label=_("What the picture shows"),
        required=False,
        default="",
        max_length=400,
        help_text=_("Read aloud to people who cannot see the picture."),
    )
    recording = RecordingChooserBlock(
        label=_("Audio"),
        required=False,
        help_text=_("A recording of sound only, with its transcript."),
    )
    choices = ChoicesBlock(SceneChoiceBlock(), label=_("Choices"), min_num=2, max_num=5)

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (errors := _media_errors(cleaned)):
            raise StructBlockValidationError(errors)
        return cleaned

    class Meta:
        icon = "comment"
        label = _("Scene")
        label_format = "{title} ({name})"
        form_layout = BlockGroup(
            [
                *("name", "title", "speaker", "text"),
                BlockGroup(
                    ["image", "alt", "recording"],
                    heading=_("Picture and audio"),
                    classname="collapsed",
                ),
                "choices",
            ]
        )
        template = "assessments/blocks/scene.html"
        preview_value = {
            "name": "late-message",
            "title": _("A late message"),
            "speaker": "Ana",
            "text": _("<p>It is half past ten. “Are you there?” she writes.</p>"),
            "choices": [
                {
                    "text": _("You answer, and say when you will talk tomorrow."),
                    "severity": "best",
                    "feedback": _("She knows that you heard her, and what comes next."),
                    "leads_to": "morning",
                },
                {
                    "text": _("You leave it for the morning."),
                    "severity": "acceptable",
                    "feedback": _("Your hours hold. She has a long night."),
                    "leads_to": "morning",
                },
            ],
        }


class EndingBlock(StructBlock):
    """Where a path stops, and what to take along."""

    name = NameBlock(
        label=_("Name"), help_text=_("Short, unique, for authors. Never shown.")
    )
    title = CharBlock(label=_("Title"), max_length=120)
    outcome = ChoiceBlock(label=_("How it ends"), choices=OUTCOMES, default="mixed")
    text = RichTextBlock(label=_("What happens"), features=PROSE)
    debrief = RichTextBlock(label=_("What to take with you"), features=EXPLAINING)

    class Meta:
        icon = "thumbtack"
        label = _("Ending")
        label_format = "{title} ({name})"
        template = "assessments/blocks/ending.html"
        preview_value = {
            "name": "morning",
            "title": _("Morning"),
            "outcome": "good",
            "text": _("<p>Ana comes in with two coffees.</p>"),
            "debrief": _("<p>Say your hours before you need them.</p>"),
        }


class ScenesBlock(StreamBlock):
    """The scenes and endings of one scenario, in the order of writing."""

    scene = SceneBlock()
    ending = EndingBlock()

    class Meta:
        collapsed = True


def _media_errors(value):
    """Return errors by field: a picture or a recording that not all can follow."""
    errors = {}
    if value["image"] and not value["alt"].strip():
        errors["alt"] = ValidationError(_("Say in words what the picture shows."))
    if recording := value["recording"]:
        if recording.type != "audio":
            errors["recording"] = ValidationError(
                _("Choose a recording of sound. Video belongs in a lesson.")
            )
        elif not recording.transcript.strip():
            errors["recording"] = ValidationError(
                _("This recording has no transcript. Add one to it first.")
            )
    return errors


def as_scene(value):
    """Return the scene that an author filled in, with texts as HTML."""
    return Scene(
        name=value["name"],
        title=value["title"],
        speaker=value["speaker"],
        text=str(value["text"]),
        choices=tuple(_as_choice(item) for item in value["choices"].bound_blocks),
        picture=_as_picture(value.get("image"), value.get("alt") or ""),
        audio=_as_audio(value.get("recording")),
    )


def _as_choice(item):
    value = item.value
    return Choice(
        key=item.id,
        text=value["text"],
        severity=value["severity"],
        feedback=value["feedback"],
        leads_to=value["leads_to"],
        name=value.get("name") or "",
        credits=tuple(
            (credit["domain"], Fraction(credit["credit"]))
            for credit in value.get("credits") or ()
            if credit["credit"] is not None
        ),
        only_after=tuple(value.get("only_after") or ()),
        not_after=tuple(value.get("not_after") or ()),
        lesson=str(value["lesson"].translation_key) if value.get("lesson") else "",
    )


def _as_picture(image, alt):
    if image is None:
        return None
    return Picture(image.file.name, alt, image.width, image.height)


def _as_audio(recording):
    if recording is None:
        return None
    media_type = recording.sources[0]["type"]
    return Audio(recording.file.name, media_type, recording.transcript)


def as_ending(value):
    """Return the ending that an author filled in, with texts as HTML."""
    return Ending(
        name=value["name"],
        title=value["title"],
        outcome=value["outcome"],
        text=str(value["text"]),
        debrief=str(value["debrief"]),
    )
