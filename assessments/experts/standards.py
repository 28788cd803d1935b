"""The desk of a standard-setting session, and cuts that a law fixes."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from assessments.inviting import SESSION
from assessments.models import CutScore, Question, StandardSetting
from assessments.models.invited import InvitationClosed
from assessments.models.standards import TooFewJudges
from training.users.access import needs

from . import people
from .forms import JudgeForm, LegalCutForm, QuizForm, SettingForm
from .frame import Frame, page

NEW = Frame("session_new", lazy("New standard-setting session"), "success")
LEGAL = Frame("cut_legal", lazy("Record a cut fixed by law"), "success")


def desk_url(setting):
    return reverse("standardsetting:inspect", args=[setting.pk])


@needs("assessments.add_standardsetting")
def new(request):
    """Choose a quiz, then questions; starting freezes them."""
    chosen = QuizForm(request.GET or None)
    if not chosen.is_valid():
        return page(request, NEW, chosen, is_choosing=True)
    quiz = chosen.cleaned_data["quiz"]
    questions = list(_asked_by(quiz))
    form = SettingForm(questions, request.POST or None)
    if not form.is_valid():
        return page(request, NEW, form, has_none=not questions)
    setting = StandardSetting.objects.open_with(
        quiz,
        form.cleaned_data["questions"].for_paper(),
        by=request.user,
        at=timezone.now(),
        just_enough=form.cleaned_data["just_enough"],
    )
    messages.success(request, _("The session is open. Now invite judges."))
    return redirect(desk_url(setting))


@require_POST
@needs("assessments.change_standardsetting")
def invite(request, pk):
    """Ask one more person."""
    setting = get_object_or_404(StandardSetting, pk=pk)
    return people.ask(request, _desk(setting), JudgeForm(request.POST))


@require_POST
@needs("assessments.change_standardsetting")
def person(request, pk, act):
    """Renew or withdraw one invitation."""
    setting = get_object_or_404(StandardSetting, pk=pk)
    return people.change(request, _desk(setting), setting.judges.all(), act)


@require_POST
@needs("assessments.change_standardsetting")
def second_round(request, pk):
    """End the first round and show its estimates to those who handed them in."""
    setting = get_object_or_404(StandardSetting, pk=pk)
    try:
        setting.start_second_round()
    except TooFewJudges:
        messages.error(request, _("At least two judges must have handed in."))
    except InvitationClosed:
        messages.warning(request, _("The first round is over already."))
    else:
        messages.success(
            request, _("The second round is open. Tell the judges: same link.")
        )
    return redirect(desk_url(setting))


@require_POST
@needs("assessments.add_cutscore")
def close(request, pk):
    """End the session and put its cut on record."""
    setting = get_object_or_404(StandardSetting, pk=pk)
    try:
        cut = setting.close(by=request.user, at=timezone.now())
    except TooFewJudges:
        messages.error(request, _("At least two judges must have handed in."))
    except InvitationClosed:
        messages.warning(request, _("The session is closed already."))
    else:
        done = _("On record: %(cut)s. Choose it on the page of the quiz.")
        messages.success(request, done % {"cut": cut})
    return redirect(desk_url(setting))


@needs("assessments.add_cutscore")
def legal(request):
    """Put a cut on record that a law or a regulator fixes."""
    form = LegalCutForm(request.POST or None)
    if not form.is_valid():
        return page(request, LEGAL, form)
    cut = CutScore.objects.append_legal(
        **form.cleaned_data, by=request.user, at=timezone.now()
    )
    done = _("On record: %(cut)s. Choose it on the page of the quiz.")
    messages.success(request, done % {"cut": cut})
    return redirect("cutscore:index")


def _asked_by(quiz):
    """Return the published questions that a quiz may ask."""
    fixed = [row.question.translation_key for row in _fixed(quiz)]
    banks = [draw.bank.translation_key for draw in quiz.draws.select_related("bank")]
    asked = Q(translation_key__in=fixed) | Q(bank__translation_key__in=banks)
    live = Question.objects.at_stage("live").valid_in(quiz.jurisdiction)
    return live.filter(asked, locale=quiz.locale_id).order_by("code")


def _fixed(quiz):
    return quiz.fixed_questions.select_related("question")


def _desk(setting):
    return people.Desk(setting, SESSION, desk_url(setting), timezone.now())
