"""How a course is taught, in words: for what is chosen, and for what is printed."""

from django.utils.translation import gettext_lazy as _

MODALITY_WORDS = {
    "self_paced": _("Self-paced, online"),
    "virtual_live": _("Live, online"),
    "live": _("Live, in person"),
    "blended": _("Partly live, partly self-paced"),
}
