"""Questions on paper, for whoever is examined away from a screen."""

from random import Random, SystemRandom

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail.admin.widgets.button import HeaderButton

from training.users.access import needs

from .explanation import explain
from .models import Question, QuizPage
from .sheets import sheet

LARGEST_SEED = 10**6


def _chance(number):
    """Return the chance that ``number`` stands for: the same at every printing."""
    return Random(number)  # noqa: S311 - an author's print, not an examination


@require_GET
@needs("assessments.change_question")
def print_question(request, pk):
    """Show one question as it is printed."""
    question = get_object_or_404(Question.objects.for_paper(), pk=pk)
    if not question.kind:
        raise Http404
    whole = question.as_paper_question().arranged(_chance(pk), shuffles=False)
    return _printed(request, question.code, [whole])


@require_GET
@needs("assessments.change_question")
def print_quiz(request, pk):
    """Show one paper of a quiz as it is printed.

    The number in the address decides what is drawn and in which order, so that
    the paper can be printed again, and its key beside it.
    """
    quiz = get_object_or_404(QuizPage, pk=pk)
    number = request.GET.get("paper", "")
    is_number = number.isdecimal() and len(number) < 8
    if not is_number or int(number) > LARGEST_SEED:
        number = SystemRandom().randint(1, LARGEST_SEED)
        return redirect(f"{request.path}?paper={number}")
    try:
        paper = quiz.compose_paper(_chance(int(number)))
    except ValueError:
        messages.error(request, _("This quiz cannot be printed: it lacks questions."))
        return redirect("wagtailadmin_pages:edit", pk)
    return _printed(request, quiz.title, paper.questions, number=number)


def _printed(request, title, questions, **more):
    context = {
        "title": title,
        "is_with_key": "key" in request.GET,
        "printed": [(sheet(one.shown), explain(one)) for one in questions],
    }
    return render(request, "assessments/printed/paper.html", context | more)


def quiz_button(page, user, view_name, next_url=None):
    """Offer printing on the page of a quiz."""
    if isinstance(page, QuizPage) and user.has_perm("assessments.change_question"):
        url = reverse("print_quiz", args=[page.pk])
        yield HeaderButton(gettext_lazy("Print"), url=url, icon_name="doc-full")
