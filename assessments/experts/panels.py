"""The desk of a panel: start it, ask people, close it, adopt its keys."""

from collections import Counter

from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from assessments.dots import stacks
from assessments.inviting import PANEL
from assessments.keying import RULES_OF_KIND
from assessments.models import Panel, Question
from training.users.access import needs

from . import people
from .forms import AdoptForm, BankForm, PanelForm, PanelistForm
from .frame import Frame, page

NEW = Frame("panel_new", lazy("New panel"), "group")
ADOPT = Frame("panel_adopt", lazy("Adopt the keys"), "group")
PLOT_WIDTH, ROW_HEIGHT = 360, 44
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def desk_url(panel):
    return reverse("panel:inspect", args=[panel.pk])


@needs("assessments.add_panel")
def new(request):
    """Choose a bank, then questions and rules; starting freezes the questions."""
    chosen = BankForm(request.GET or None)
    if not chosen.is_valid():
        return page(request, NEW, chosen, is_choosing=True)
    bank = chosen.cleaned_data["bank"]
    live = Question.objects.asked().filter(bank=bank, locale=bank.locale_id)
    questions = [q for q in live.order_by("code") if q.kind in RULES_OF_KIND]
    form = PanelForm(questions, request.POST or None)
    if not form.is_valid():
        return page(request, NEW, form, has_none=not questions)
    fields = dict(form.cleaned_data)
    panel = Panel.objects.open_with(
        fields.pop("questions").for_paper(),
        by=request.user,
        at=timezone.now(),
        language=bank.locale.language_code,
        **fields,
    )
    messages.success(request, _("The panel is open. Now invite people."))
    return redirect(desk_url(panel))


@require_POST
@needs("assessments.change_panel")
def invite(request, pk):
    """Ask one more person."""
    panel = get_object_or_404(Panel, pk=pk)
    return people.ask(request, _desk(panel), PanelistForm(request.POST))


@require_POST
@needs("assessments.change_panel")
def person(request, pk, act):
    """Renew or withdraw one invitation."""
    panel = get_object_or_404(Panel, pk=pk)
    return people.change(request, _desk(panel), panel.panelists.all(), act)


@require_POST
@needs("assessments.change_panel")
def close(request, pk):
    """Take no more ratings and open them to the desk."""
    panel = get_object_or_404(Panel, pk=pk)
    if panel.close(at=timezone.now()):
        messages.success(request, _("The panel is closed. Below is what it said."))
    return redirect(desk_url(panel))


@needs("assessments.adopt_panel")
def adopt(request, pk):
    """Choose which keys count from now on; the next papers pin them."""
    panel = get_object_or_404(Panel.objects.filter(closed_at__isnull=False), pk=pk)
    if panel.adopted_at:
        messages.warning(request, _("The keys of this panel are adopted already."))
        return redirect(desk_url(panel))
    settled = panel.outcomes()
    agreed = [question for question, found in settled if found.key]
    form = AdoptForm(agreed, request.POST or None)
    if not form.is_valid():
        outcomes = describe(settled)
        return page(request, ADOPT, form, panel=panel, outcomes=outcomes)
    numbers = form.cleaned_data["questions"]
    try:
        made = panel.adopt(numbers, by=request.user, at=timezone.now())
    except IntegrityError:
        messages.error(
            request, _("Another panel's key was adopted just now. Please look again.")
        )
        return redirect(desk_url(panel))
    done = _("%(n)d keys are adopted. New attempts use them from now on.")
    messages.success(request, done % {"n": len(made)})
    return redirect(desk_url(panel))


def describe(settled):
    """Return what the result of each question shows: a plot with its table.

    Args:
        settled: ``(PanelQuestion, Consensus)``.
    """
    return [
        {
            "question": question,
            "found": found,
            "rows": _rows(found.verdicts),
            "height": len(found.verdicts) * ROW_HEIGHT,
        }
        for question, found in settled
    ]


def _rows(verdicts):
    tallest = max((max(verdict.counts) for verdict in verdicts), default=0)
    space = {"tallest": tallest, "width": PLOT_WIDTH, "height": ROW_HEIGHT - 6}
    return [
        {
            "letter": LETTERS[number % len(LETTERS)],
            "verdict": verdict,
            "flags": Counter(verdict.flags).items(),
            "dots": stacks(verdict.counts, **space),
            "y": number * ROW_HEIGHT,
            "base": (number + 1) * ROW_HEIGHT,
            "mean": float(verdict.said.mean),
            "share": float(verdict.said.modal_share * 100),
        }
        for number, verdict in enumerate(verdicts)
    ]


def _desk(panel):
    return people.Desk(panel, PANEL, desk_url(panel), timezone.now())
