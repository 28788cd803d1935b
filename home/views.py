"""Pages that gather what the apps below know of one person."""

from django.shortcuts import render

from courses.models import Enrolment
from training.users.access import signed_in


@signed_in
def my_learning(request):
    """Show a person their courses and documents, and where to go on."""
    enrolments = Enrolment.objects.for_learner(request.user).select_related("course")
    return render(request, "home/my.html", {"enrolments": enrolments})
