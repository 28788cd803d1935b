"""Mail to learners about their results: neutral words, and each piece of news once."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from .models import Notice


def tell_of_mark(mark, *, at):
    """Tell the learner that a result is there or has changed, once for each mark."""
    if Notice.objects.first_time(mark=mark, at=at):
        has_changed = mark.reason == "regraded"
        _send(mark.attempt.enrolment.learner, "changed" if has_changed else "there")


def tell_of_answer(appeal, *, at):
    """Tell the learner that an appeal is answered, once."""
    if Notice.objects.first_time(appeal=appeal, at=at):
        _send(appeal.attempt.enrolment.learner, "answered")


def tell_of_run(run):
    """Tell the learner that people have looked at a scenario run."""
    _send(run.enrolment.learner, "there")


def _send(learner, news):
    """Send words that say nothing of the subject, the score or the person."""
    with translation.override(learner.language):
        subject, body = {
            "there": (
                _("There is news in My learning"),
                _("Somebody has looked at what you handed in. You find it here:"),
            ),
            "changed": (
                _("Something has changed in My learning"),
                _("A piece of your work was looked at again. You find it here:"),
            ),
            "answered": (
                _("There is an answer for you in My learning"),
                _("Somebody has answered what you wrote to us. You find it here:"),
            ),
        }[news]
        link = settings.SITE_URL.rstrip("/") + reverse("home:my")
    send_mail(subject, f"{body}\n\n{link}\n", None, [learner.email])
