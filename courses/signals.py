"""News from this app to the apps above it."""

from django.dispatch import Signal

course_completed = Signal()
"""An enrolment has just become complete.

Sent by ``Enrolment.complete_unit``, inside its transaction, once in the life of
an enrolment: not when a unit is completed again, not when units are added to or
taken from a course afterwards.

Arguments:
    sender: the class ``Enrolment``.
    enrolment: the completed enrolment.
    at: the instant of completion, aware.
"""
