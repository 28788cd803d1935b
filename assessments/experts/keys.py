"""Leads from a question to its keys, and tells authors when one no longer fits."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import ListingButton

from assessments.models import KeyVersion, Question


def warn_of_lost_key(request, question):
    """Say after saving that the experts' key does not apply any more."""
    if not isinstance(question, Question) or not request.accepts("text/html"):
        return
    version = KeyVersion.objects.latest_for([question.key]).get(question.key)
    if version is None or not question.kind:
        return
    shown = question.as_paper_question().shown
    if not version.belongs_to(shown, question.locale.language_code):
        told = _(
            "Experts agreed on the key of this question (version %(version)d, "
            "%(people)d people) as it read before. Once this is published, your own "
            "key is used instead, until a panel rates the new wording."
        )
        facts = {"version": version.version, "people": version.panel_size}
        messages.warning(request, told % facts)


def key_buttons(snippet, user, next_url=None):
    """Offer the key versions of a question in the listing of questions."""
    if isinstance(snippet, Question) and user.has_perm("assessments.view_keyversion"):
        address = f"{reverse('keyversion:index')}?{urlencode({'q': snippet.code})}"
        yield ListingButton(_("Key versions"), address, icon_name="key", priority=60)
