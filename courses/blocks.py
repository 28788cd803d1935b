"""The vocabulary of a lesson, made for this field."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    ListBlock,
    ListBlockValidationError,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    TextBlock,
)
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import AbstractMediaChooserBlock

PROSE = ["bold", "italic", "ol", "ul", "link", "document-link"]
INLINE = ["bold", "italic", "link"]


class RecordingChooserBlock(AbstractMediaChooserBlock):
    """Chooses a video or audio file from the library."""

    def render_basic(self, value, context=None):
        return value.title if value else ""


class PictureBlock(StructBlock):
    """A picture that says in words what it shows."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = CharBlock(
        label=_("What it shows"),
        max_length=400,
        help_text=_("Read aloud to people who cannot see the picture."),
    )
    caption = CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/picture.html"
        preview_value = {
            "alt": _("Two lines that run side by side."),
            "caption": _("Side by side"),
        }


class RecordingBlock(StructBlock):
    """Video or audio, with its captions and transcript."""

    recording = RecordingChooserBlock(label=_("Recording"))
    caption = CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "media"
        label = _("Video or audio")
        template = "courses/blocks/recording.html"
        preview_value = {"caption": _("A first meeting, four minutes")}


class QuotationBlock(StructBlock):
    """Somebody's words, set apart."""

    text = TextBlock(label=_("Words"))
    attribution = CharBlock(label=_("Who says so"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "courses/blocks/quotation.html"
        preview_value = {
            "text": _("Nobody needed me to be wise. They needed me to stay."),
            "attribution": _("Peer specialist, eleven years"),
        }


class CalloutBlock(StructBlock):
    """A short aside: a tip, something to take care of, or a note."""

    tone = ChoiceBlock(
        label=_("Kind"),
        choices=[("tip", _("Try this")), ("care", _("Take care")), ("note", _("Note"))],
        default="note",
    )
    title = CharBlock(label=_("Title"), max_length=120)
    text = RichTextBlock(label=_("Text"), features=PROSE)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"
        preview_value = {
            "tone": "tip",
            "title": _("Before you answer"),
            "text": _("<p>Breathe out once. Nothing is lost by a pause.</p>"),
        }


class ContentNoteBlock(StructBlock):
    """Says calmly what is coming, with a real choice."""

    text = RichTextBlock(
        label=_("What is coming"),
        features=INLINE,
        help_text=_("Specific and calm: what, how much, and where it ends."),
    )
    summary = RichTextBlock(
        label=_("The same ground, gently"),
        features=PROSE,
        help_text=_("For whoever would rather skip the next part."),
    )

    class Meta:
        icon = "warning"
        label = _("Content note")
        template = "courses/blocks/content_note.html"
        preview_value = {
            "text": _("<p>The next part is about a death. It is two minutes long.</p>"),
            "summary": _("<p>Grief needs company more than answers.</p>"),
        }


class TurnBlock(StructBlock):
    """One turn of a dialogue, with a note in the margin."""

    speaker = CharBlock(label=_("Who speaks"), max_length=60)
    role = ChoiceBlock(
        label=_("Role"),
        choices=[
            ("peer", _("Peer specialist")),
            ("participant", _("Participant")),
            ("other", _("Somebody else")),
        ],
        default="participant",
    )
    says = TextBlock(label=_("Says"))
    note = TextBlock(label=_("Margin note"), required=False)

    class Meta:
        icon = "comment"
        label = _("Turn")
        form_layout = ["speaker", "role", "says", "note"]


class DialogueBlock(StructBlock):
    """A worked dialogue: who says what, and what to notice."""

    title = CharBlock(label=_("Title"), max_length=120)
    setting = CharBlock(label=_("Where and when"), required=False, max_length=250)
    turns = ListBlock(TurnBlock(), label=_("Turns"), min_num=2)

    class Meta:
        icon = "comment"
        label = _("Dialogue")
        template = "courses/blocks/dialogue.html"
        preview_value = {
            "title": _("A late message"),
            "setting": _("Monday morning, the drop-in centre"),
            "turns": [
                {
                    "speaker": "Ana",
                    "role": "participant",
                    "says": _("You did not answer last night."),
                },
                {
                    "speaker": "Dev",
                    "role": "peer",
                    "says": _("I saw it this morning. How are you now?"),
                    "note": _("Says what is so, then comes back to Ana."),
                },
            ],
        }


class WayBlock(StructBlock):
    """One of two ways to answer."""

    says = TextBlock(label=_("Says"))
    why = RichTextBlock(label=_("What it does"), features=INLINE)


class ComparisonBlock(StructBlock):
    """A helpful and a less helpful way, side by side."""

    title = CharBlock(label=_("Title"), max_length=120)
    situation = TextBlock(label=_("Situation"))
    helpful = WayBlock(label=_("Helpful"))
    less_helpful = WayBlock(label=_("Less helpful"))

    class Meta:
        icon = "tasks"
        label = _("Helpful / less helpful")
        template = "courses/blocks/comparison.html"
        preview_value = {
            "title": _("When somebody cries"),
            "situation": _("Ana begins to cry while she talks about her son."),
            "helpful": {
                "says": _("Take the time you need. I am here."),
                "why": _("<p>Leaves the tears and the pace to her.</p>"),
            },
            "less_helpful": {
                "says": _("Do not cry, it will be fine."),
                "why": _("<p>Asks her to stop so that we feel better.</p>"),
            },
        }


class KeyTermBlock(StructBlock):
    """A word and what it means here."""

    term = CharBlock(label=_("Word"), max_length=80)
    meaning = TextBlock(label=_("Meaning"))


class KeyTermsBlock(StructBlock):
    """Words that the lesson uses in a particular sense."""

    terms = ListBlock(KeyTermBlock(), label=_("Words"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Key terms")
        template = "courses/blocks/key_terms.html"
        preview_value = {
            "terms": [
                {"term": _("Boundary"), "meaning": _("A limit that keeps both safe.")}
            ]
        }


class ReflectionBlock(StructBlock):
    """A prompt for the learner's own words; private to the learner."""

    prompt = TextBlock(label=_("Prompt"))
    hint = TextBlock(label=_("Hint"), required=False)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        own_words = context.get("own_words", {})
        return context | {"own_text": own_words.get(context.get("id"), "")}

    class Meta:
        icon = "edit"
        label = _("Reflection")
        template = "courses/blocks/reflection.html"
        preview_value = {
            "prompt": _("Think of somebody who stayed beside you. What did they do?"),
            "hint": _("A few words are enough."),
        }


class CheckOptionBlock(StructBlock):
    """An option of a knowledge check."""

    text = CharBlock(label=_("Option"), max_length=400)
    is_correct = BooleanBlock(label=_("Correct"), required=False)
    feedback = TextBlock(label=_("Feedback"))


class CheckBlock(StructBlock):
    """An ungraded question with feedback on whatever is chosen.

    Correctness and feedback stay on the server until the learner has answered.
    """

    prompt = RichTextBlock(label=_("Question"), features=PROSE)
    options = ListBlock(CheckOptionBlock(), label=_("Options"), min_num=2, max_num=6)

    def clean(self, value):
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # an unfinished draft, saved as one types
            return cleaned
        if not any(option["is_correct"] for option in cleaned["options"]):
            message = ValidationError(_("Mark at least one option as correct."))
            error = ListBlockValidationError(non_block_errors=[message])
            raise StructBlockValidationError(block_errors={"options": error})
        return cleaned

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        chosen = context.get("chosen", {}).get(context.get("id"))
        return context | check_state(value, chosen)

    class Meta:
        icon = "help"
        label = _("Knowledge check")
        template = "courses/blocks/check.html"
        preview_value = {
            "prompt": _("<p>Whose need does a boundary serve?</p>"),
            "options": [
                {
                    "text": _("Both people's"),
                    "is_correct": True,
                    "feedback": _("Yes: it keeps the support safe for both."),
                },
                {
                    "text": _("The agency's alone"),
                    "is_correct": False,
                    "feedback": _("Agencies write rules; boundaries serve people."),
                },
            ],
        }


def check_state(value, chosen):
    """Return what the check's template shows, with feedback only once answered.

    Args:
        value: the check block's value.
        chosen: ids of the options chosen, or None before an answer.
    """
    picked = frozenset(chosen or ())
    options = [
        {
            "id": item.id,
            "text": item.value["text"],
            "is_chosen": item.id in picked,
            "is_correct": item.value["is_correct"] if chosen else None,
            "feedback": item.value["feedback"] if item.id in picked else "",
        }
        for item in value["options"].bound_blocks
    ]
    correct = {i.id for i in value["options"].bound_blocks if i.value["is_correct"]}
    return {
        "check_options": options,
        "is_multiple": len(correct) > 1,
        "is_answered": bool(chosen),
        "is_right": bool(chosen) and picked == correct,
    }


class DownloadsBlock(StructBlock):
    """Files to take along."""

    title = CharBlock(label=_("Title"), max_length=120)
    files = ListBlock(DocumentChooserBlock(), label=_("Files"), min_num=1)

    class Meta:
        icon = "download"
        label = _("Downloads")
        template = "courses/blocks/downloads.html"
        preview_value = {"title": _("To print and keep"), "files": []}


class HeadingBlock(CharBlock):
    """A heading within the lesson."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "courses/blocks/heading.html"
        preview_value = _("What a boundary is for")


class ProseBlock(RichTextBlock):
    """Running text."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "courses/blocks/text.html"
        preview_value = _(
            "<p>A boundary is a fence with a gate: it says where you stand, and "
            "how to reach you.</p>"
        )


class LessonBodyBlock(StreamBlock):
    """Everything that a lesson may be made of."""

    text = ProseBlock(features=PROSE)
    heading = HeadingBlock(max_length=120)
    picture = PictureBlock()
    recording = RecordingBlock()
    quotation = QuotationBlock()
    callout = CalloutBlock()
    content_note = ContentNoteBlock()
    dialogue = DialogueBlock()
    comparison = ComparisonBlock()
    key_terms = KeyTermsBlock()
    reflection = ReflectionBlock()
    check = CheckBlock()
    downloads = DownloadsBlock()
