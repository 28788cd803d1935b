"""What this app does when a course is complete."""

import secrets

from django.dispatch import receiver

from courses.signals import course_completed

from .issuing import issue


@receiver(course_completed, dispatch_uid="certificates.issue")
def issue_certificate(sender, *, enrolment, at, **kwargs):
    """Issue in the same transaction: no completion without its certificate."""
    issue(enrolment, at=at, rng=secrets.token_bytes)
