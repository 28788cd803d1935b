"""How the scores of a quiz spread, as a picture and a table."""

from django.db.models import Avg, Count, Max, Q
from django.shortcuts import render
from django.utils.translation import gettext as _

from training.users.access import needs

from .analysis.histogram import bars
from .models import Attempt

WIDTH, HEIGHT = 600, 180


@needs("assessments.view_attempt")
def scores(request):
    """Show the results of one quiz, in whatever language it was taken."""
    closed = Attempt.objects.closed().order_by()
    quizzes = closed.values("assessment_key").annotate(title=Max("assessment_title"))
    quizzes = list(quizzes.order_by("title"))
    chosen = _chosen(quizzes, request.GET.get("quiz", ""))
    context = {
        "page_title": _("Quiz scores"),
        "header_icon": "order",
        "quizzes": quizzes,
        "quiz": chosen,
        "width": WIDTH,
        "height": HEIGHT,
    }
    if chosen:
        results = closed.filter(assessment_key=chosen["assessment_key"])
        context |= _summary(results)
    return render(request, "assessments/admin/scores.html", context)


def _chosen(quizzes, key):
    """Return the quiz asked for, or the first one."""
    named = (quiz for quiz in quizzes if str(quiz["assessment_key"]) == key)
    return next(named, quizzes[0] if quizzes else None)


def _summary(results):
    return {
        "bars": bars(dict(results.count_by_score()), width=WIDTH, height=HEIGHT),
        "figures": results.aggregate(
            n=Count("pk"),
            learners=Count("enrolment", distinct=True),
            passed=Count("pk", filter=Q(is_passed=True)),
            mean=Avg("percentage"),
        ),
    }
