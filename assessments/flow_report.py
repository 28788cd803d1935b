"""How a cohort went through a scenario, as a picture with its table."""

from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_

from django import forms
from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from training.users.access import needs

from . import script
from .authoring.maps import flow_shape
from .flow import Counts, flow, merge, unsafe_choices
from .models import ScenarioRun, ScenarioStep

LONGEST_PAUSE = timedelta(minutes=30)
"""Who takes longer than this to decide has been elsewhere."""

MOST_VERSIONS = 50


class FlowForm(forms.Form):
    """Which runs are counted."""

    scenario = forms.ChoiceField(label=_("Scenario"), required=False)
    runs = forms.ChoiceField(
        label=_("Runs"),
        choices=[("first", _("Each learner's first")), ("all", _("All"))],
        required=False,
    )
    since = forms.DateField(
        label=_("Begun from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("Begun until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args, scenarios, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scenario"].choices = scenarios

    def chosen(self, name, default=None):
        """Return what was given, or ``default`` where it makes no sense."""
        return self.cleaned_data.get(name) or default


@needs("assessments.view_scenariorun")
def scenario_flow(request):
    """Show one scenario, in whatever language it was played."""
    played = ScenarioRun.objects.order_by().values("assessment_key")
    played = played.annotate(title=Max("assessment_title")).order_by("title")
    scenarios = [(str(row["assessment_key"]), row["title"]) for row in played]
    form = FlowForm(request.GET, scenarios=scenarios)
    form.is_valid()
    context = {
        "page_title": _("Scenario flow"),
        "header_icon": "signpost",
        "form": form,
        "has_runs": bool(scenarios),
    }
    if scenarios:
        key = form.chosen("scenario", scenarios[0][0])
        context |= {"title": dict(scenarios)[key], **_counted(key, form)}
    return render(request, "assessments/admin/scenario_flow.html", context)


def _counted(key, form):
    runs = _runs(key, form)
    totals = runs.aggregate(
        runs=Count("pk"),
        learners=Count("enrolment", distinct=True),
        ended=Count("pk", filter=Q(ended_at__isnull=False)),
    )
    if not totals["runs"]:
        return {"totals": totals}
    steps = ScenarioStep.objects.filter(run__in=runs.values("pk"))
    decisions = steps.exclude(choice_key="").order_by()
    scenario, choices = _words(runs, decisions)
    learners = Count("run__enrolment", distinct=True)
    counts = Counts(
        learners=totals["learners"],
        choices=choices,
        endings=_endings(runs),
        unsafe=_first_unsafe(decisions, unsafe_choices(scenario)),
        **_scenes(decisions, learners),
    )
    found = flow(scenario, counts)
    return {"totals": totals, "flow": found, **flow_shape(found)}


def _runs(key, form):
    runs = ScenarioRun.objects.filter(assessment_key=key).order_by()
    if since := form.chosen("since"):
        runs = runs.filter(started_at__gte=_midnight(since))
    if until := form.chosen("until"):
        runs = runs.filter(started_at__lt=_midnight(until + timedelta(days=1)))
    if form.chosen("runs", "first") == "all":
        return runs
    earlier = ScenarioRun.objects.filter(
        assessment_key=key,
        enrolment=OuterRef("enrolment"),
        started_at__lt=OuterRef("started_at"),
    )
    return runs.filter(~Exists(earlier))


def _midnight(day):
    return make_aware(datetime.combine(day, time.min))


def _words(runs, decisions):
    """Return the scenario in its newest words, and how many made each choice.

    Frozen scenarios are large: the newest is read, and beside it only those that
    hold a choice which it no longer has.
    """
    rows = decisions.values("scene", "choice_key").annotate(
        learners=Count("run__enrolment", distinct=True), newest=Max("run_id")
    )
    made = {(row["scene"], row["choice_key"]): row for row in rows}
    own = Q(language=get_language())
    newest = runs.annotate(is_own=own).order_by("-is_own", "-started_at", "-pk")
    versions = [script.thaw(newest.values_list("frozen_scenario", flat=True)[0])]
    known = {(s.name, c.key) for s in versions[0].scenes for c in s.choices}
    lost = {row["newest"] for pair, row in made.items() if pair not in known}
    older = ScenarioRun.objects.filter(
        pk__in=sorted(lost, reverse=True)[:MOST_VERSIONS]
    )
    frozen = older.order_by("-started_at").values_list("frozen_scenario", flat=True)
    versions += [script.thaw(version) for version in frozen]
    counts = {pair: row["learners"] for pair, row in made.items()}
    return merge(versions, sorted(made)), counts


def _scenes(decisions, learners):
    """Return people and mean time by scene; longer pauses are left out."""
    before = ScenarioStep.objects.filter(
        run=OuterRef("run"), index=OuterRef("index") - 1
    ).values("chosen_at")[:1]
    since = Coalesce(Subquery(before), F("run__started_at"))
    took = ExpressionWrapper(F("chosen_at") - since, output_field=DurationField())
    timed = decisions.annotate(took=took)
    short = Avg("took", filter=Q(took__lte=LONGEST_PAUSE))
    rows = list(timed.values("scene").annotate(learners=learners, mean=short))
    return {
        "scenes": {row["scene"]: row["learners"] for row in rows},
        "times": {row["scene"]: row["mean"] for row in rows if row["mean"] is not None},
    }


def _endings(runs):
    reached = runs.filter(ended_at__isnull=False).values("ending_title")
    rows = reached.annotate(learners=Count("enrolment", distinct=True))
    return {row["ending_title"]: row["learners"] for row in rows}


def _first_unsafe(decisions, pairs):
    """Count runs by the scene of their first unsafe choice."""
    if not pairs:
        return {}
    is_unsafe = reduce(or_, (Q(scene=s, choice_key=k) for s, k in sorted(pairs)))
    earlier = ScenarioStep.objects.filter(
        is_unsafe, run=OuterRef("run"), index__lt=OuterRef("index")
    )
    firsts = decisions.filter(is_unsafe).filter(~Exists(earlier))
    rows = firsts.values("scene").annotate(runs=Count("run", distinct=True))
    return {row["scene"]: row["runs"] for row in rows}
