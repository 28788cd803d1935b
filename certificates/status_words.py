"""The words for each standing, in one place: for pages, letters, the API and mail.

Precise about what it is worth today, and never about the person. To pause is a
choice and is said as one.
"""

from django.utils.translation import gettext_lazy as _

STATUS_WORDS = {
    "genuine": _("Genuine"),
    "restricted": _("Genuine, with conditions"),
    "probation": _("Genuine, on probation"),
    "inactive": _("Voluntarily inactive"),
    "suspended": _("Suspended"),
    "surrendered": _("Surrendered"),
    "revoked": _("Revoked"),
    "superseded": _("Replaced"),
    "expired": _("Expired"),
}
"""By ``Status.name``, a word or two."""

STATUS_SENTENCES = {
    "genuine": _("This certificate is genuine and good today."),
    "restricted": _(
        "This certificate is genuine and good today, within stated conditions."
    ),
    "probation": _(
        "This certificate is genuine and good today. It is held on probation, with "
        "stated conditions."
    ),
    "inactive": _(
        "The holder has chosen to pause and may come back at any time. The "
        "certificate is genuine; it does not count as active today."
    ),
    "suspended": _(
        "This certificate is genuine, but it is on hold. Do not rely on it until it "
        "is reinstated."
    ),
    "surrendered": _(
        "The holder has given this certificate back. It is genuine, but it is not "
        "good today."
    ),
    "revoked": _(
        "This certificate was issued and has been withdrawn for good. It is not valid."
    ),
    "superseded": _(
        "This certificate is genuine, but a newer one has taken its place."
    ),
    "expired": _(
        "This certificate is genuine, but its time is over. It is not good today."
    ),
}
"""By ``Status.name``, what it means for whoever checks."""

HOLDER_SENTENCES = STATUS_SENTENCES | {
    "restricted": _("Your certificate is good today, within the conditions below."),
    "probation": _(
        "Your certificate is good today. The conditions below go with it for now."
    ),
    "inactive": _(
        "You chose to pause. Your certificate waits for you: ask the issuer when you "
        "want to be active again."
    ),
    "suspended": _(
        "Your certificate is on hold for now. It is still yours; until it is "
        "reinstated, whoever checks is told not to rely on it."
    ),
    "surrendered": _(
        "You have given this certificate back. If you change your mind, ask the issuer."
    ),
    "superseded": _("A newer certificate has taken the place of this one."),
    "expired": _(
        "The last day of your certificate is over. What you learned stays yours."
    ),
}
"""By ``Status.name``, what it means for its holder."""

ICONS = {
    "genuine": "shield-check",
    "restricted": "signpost",
    "probation": "signpost",
    "inactive": "door-open",
    "suspended": "pause",
    "surrendered": "hand-heart",
    "revoked": "shield-off",
    "superseded": "rotate-ccw",
    "expired": "calendar-x",
}

TONES = {"surrendered": "expired", "superseded": "expired"}
"""Whose look a standing takes, where it has none of its own."""
