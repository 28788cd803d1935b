"""What a holder is told by mail of a decision: what happened, and what to do.

Never which document, why, or what it is about: a mailbox is read by others. The
page that the mail leads to says the rest. A pause is the holder's own choice and is
told as that.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from . import status
from .templatetags.certificate_words import long_date

NOTHING = _("You need not do anything.")
ASK = _(
    "On its page you read what was written about it, and whom you can ask. If you "
    "think that it is a mistake, say so: it can be looked at again."
)
WORDS = {
    status.SUSPENDED: (
        _("A document of yours is on hold from %(day)s. Who checks it is told so."),
        ASK,
    ),
    status.RESTRICTED: (
        _("A document of yours stays good from %(day)s, with conditions."),
        _("On its page you find the conditions, and whom you can ask."),
    ),
    status.PROBATION: (
        _("A document of yours stays good from %(day)s, with conditions."),
        _("On its page you find the conditions, and whom you can ask."),
    ),
    status.REINSTATED: (_("A document of yours is good again from %(day)s."), NOTHING),
    status.INACTIVE: (
        _("A document of yours rests from %(day)s, as you wished. It stays yours."),
        _("When you want to use it again, tell us. You need not say why it rested."),
    ),
    status.REACTIVATED: (
        _("A document of yours is active again from %(day)s."),
        NOTHING,
    ),
    status.SURRENDERED: (
        _("You gave a document of yours back, as of %(day)s."),
        _("If you did not wish that, say so: it can be looked at again."),
    ),
    status.REVOKED: (
        _("A document of yours is withdrawn from %(day)s. Who checks it is told so."),
        ASK,
    ),
    status.RENEWED: (_("A document of yours is now good through %(day)s."), NOTHING),
}


@dataclass(frozen=True)
class DecisionWords:
    """Two sentences in the reader's language."""

    happened: str
    advice: str

    @staticmethod
    def are_there_for(kind):
        """Whether holders hear of events of this kind by such a mail."""
        return kind in WORDS

    @classmethod
    def of(cls, event, zone):
        """Return the words for an event of a certificate whose days are in ``zone``."""
        happened, advice = WORDS[event.kind]
        begins = event.effective_at.astimezone(ZoneInfo(zone)).date()
        day = event.last_day if event.kind == status.RENEWED else begins
        return cls(happened % {"day": long_date(day)}, str(advice))
