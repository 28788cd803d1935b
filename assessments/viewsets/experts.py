"""Panels, keys, sessions and cut scores in the Wagtail admin."""

from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import HeaderButton

from assessments.experts import panels, standards
from assessments.experts.forms import JudgeForm, PanelistForm
from assessments.models import CutScore, KeyVersion, Panel, StandardSetting
from training.users.records import RecordIndexView, RecordViewSet


class DeskIndexView(RecordIndexView):
    """A listing with a button that starts something new, for those who may."""

    new_label, new_url, new_permission = "", "", ""

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm(self.new_permission):
            return []
        return [HeaderButton(self.new_label, reverse(self.new_url), icon_name="plus")]


class PanelIndexView(DeskIndexView):
    """Panels with how many people they have, in a fixed number of queries."""

    new_label, new_url = _("New panel"), "panel:new"
    new_permission = "assessments.add_panel"

    def get_base_queryset(self):
        return super().get_base_queryset().for_listing()


class PanelInspectView(InspectView):
    """The desk of a panel: progress while it is open, results once closed."""

    template_name = "assessments/admin/panel_inspect.html"

    def get_closed_at_display_value(self):
        return self.object.closed_at or _("Open")

    def get_adopted_at_display_value(self):
        return self.object.adopted_at or _("Not yet")

    def get_agreement_percent_display_value(self):
        return _("At least %(share)d %% at one level") % {
            "share": self.object.agreement_percent
        }

    def get_unsafe_percent_display_value(self):
        return _("From %(share)d %% who call it so") % {
            "share": self.object.unsafe_percent
        }

    def get_context_data(self, **kwargs):
        panel, user = self.object, self.request.user
        rows, now = list(panel.panelists.with_progress()), timezone.now()
        context = {
            "people": [(row, row.is_standing(at=now)) for row in rows],
            "total": panel.questions.count(),
            "share": _share_of_peers(rows),
            "may_run": panel.is_open and user.has_perm("assessments.change_panel"),
            "form": PanelistForm(),
        }
        if not panel.is_open:
            may_adopt = user.has_perm("assessments.adopt_panel")
            context |= {
                "outcomes": panels.describe(panel.outcomes()),
                "may_adopt": may_adopt and not panel.adopted_at,
                "versions": panel.key_versions.select_related("adopted_by"),
            }
        return super().get_context_data(**kwargs) | context


class PanelViewSet(RecordViewSet):
    """Panels of experts."""

    model = Panel
    icon = "group"
    menu_label = _("Expert panels")
    index_view_class = PanelIndexView
    inspect_view_class = PanelInspectView
    search_fields = ["title"]
    list_display = [
        TitleColumn("title", label=_("Panel"), url_name="panel:inspect"),
        Column("asked", label=_("Invited")),
        Column("done", label=_("Finished")),
        DateColumn("opened_at", label=_("Opened"), sort_key="opened_at"),
        DateColumn("closed_at", label=_("Closed"), sort_key="closed_at"),
        DateColumn("adopted_at", label=_("Adopted"), sort_key="adopted_at"),
    ]
    inspect_view_fields = [
        *("title", "rule", "least_raters", "agreement_percent", "least_options"),
        *("unsafe_percent", "opened_at", "opened_by", "closed_at", "adopted_at"),
    ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("start/", panels.new, name="new"),
            path("<int:pk>/invite/", panels.invite, name="invite"),
            path("<int:pk>/close/", panels.close, name="close"),
            path("<int:pk>/adopt/", panels.adopt, name="adopt"),
            *(
                path(f"<int:pk>/{act}/", panels.person, {"act": act}, name=act)
                for act in ("renew", "withdraw")
            ),
        ]


class KeyVersionInspectView(InspectView):
    """One key: its credit table, how far the panel agreed, who adopted it."""

    template_name = "assessments/admin/key_inspect.html"

    def get_context_data(self, **kwargs):
        version = self.object
        texts = {option["key"]: option["text"] for option in version.shown["options"]}
        figures = version.figures["options"]
        context = {
            "rows": [
                {
                    "text": text,
                    "counts": figures[key]["counts"],
                    "credits": version.table.get(key, {}),
                    "weight": version.table.get("", {}).get(key, ""),
                    "is_dropped": key in version.dropped,
                    "flags": version.unsafe.get(key, ()),
                }
                for key, text in texts.items()
            ],
            "order": [texts[key] for key in version.order],
        }
        return super().get_context_data(**kwargs) | context


class KeyVersionViewSet(RecordViewSet):
    """Every key that was adopted, newest first for each question."""

    model = KeyVersion
    icon = "key"
    menu_label = _("Key versions")
    inspect_view_class = KeyVersionInspectView
    search_fields = ["question_code"]
    list_display = [
        TitleColumn(
            "question_code", label=_("Question"), url_name="keyversion:inspect"
        ),
        Column("version", label=_("Version")),
        Column("get_rule_display", label=_("Rule")),
        Column("panel_size", label=_("People")),
        Column("peers", label=_("Working peers")),
        DateColumn("decided_on", label=_("Decided")),
    ]
    inspect_view_fields = [
        *("question_code", "version", "rule", "panel", "panel_size", "peers"),
        *("decided_on", "adopted_by"),
    ]


class SettingIndexView(DeskIndexView):
    """Sessions with how many judges they have, in a fixed number of queries."""

    new_label, new_url = _("New session"), "standardsetting:new"
    new_permission = "assessments.add_standardsetting"

    def get_base_queryset(self):
        return super().get_base_queryset().for_listing()


class SettingInspectView(InspectView):
    """The desk of a session: progress while it is open, the cut once closed."""

    template_name = "assessments/admin/session_inspect.html"

    def get_closed_at_display_value(self):
        return self.object.closed_at or _("Open")

    def get_context_data(self, **kwargs):
        setting, user = self.object, self.request.user
        rows, now = list(setting.judges.with_progress()), timezone.now()
        is_open = setting.is_open
        context = {
            "people": [(row, row.is_standing(at=now)) for row in rows],
            "total": setting.items.count(),
            "share": _share_of_peers(rows),
            "done": sum(row.done_rounds >= setting.round for row in rows),
            "may_run": is_open and user.has_perm("assessments.change_standardsetting"),
            "may_record": is_open and user.has_perm("assessments.add_cutscore"),
            "form": JudgeForm(),
        }
        if not is_open:
            context["rounds"] = [
                (number, setting.cut(number)) for number in range(1, setting.round + 1)
            ]
            context["cut"] = setting.cut_score
        return super().get_context_data(**kwargs) | context


class StandardSettingViewSet(RecordViewSet):
    """Sessions in which judges set a cut."""

    model = StandardSetting
    icon = "success"
    menu_label = _("Standard setting")
    index_view_class = SettingIndexView
    inspect_view_class = SettingInspectView
    search_fields = ["assessment_title"]
    list_display = [
        TitleColumn(
            "assessment_title", label=_("Quiz"), url_name="standardsetting:inspect"
        ),
        Column("round", label=_("Round")),
        Column("asked", label=_("Invited")),
        Column("done", label=_("Handed in")),
        DateColumn("opened_at", label=_("Opened"), sort_key="opened_at"),
        DateColumn("closed_at", label=_("Closed"), sort_key="closed_at"),
    ]
    inspect_view_fields = [
        *("assessment_title", "just_enough", "round", "opened_at", "opened_by"),
        "closed_at",
    ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("start/", standards.new, name="new"),
            path("<int:pk>/invite/", standards.invite, name="invite"),
            path("<int:pk>/second/", standards.second_round, name="second_round"),
            path("<int:pk>/close/", standards.close, name="close"),
            *(
                path(f"<int:pk>/{act}/", standards.person, {"act": act}, name=act)
                for act in ("renew", "withdraw")
            ),
        ]


class CutScoreIndexView(DeskIndexView):
    """Cut scores, with a button for those that a law fixes."""

    new_label, new_url = _("Record a cut fixed by law"), "cutscore:legal"
    new_permission = "assessments.add_cutscore"


class CutScoreViewSet(RecordViewSet):
    """Every cut on record."""

    model = CutScore
    icon = "form"
    menu_label = _("Cut scores")
    index_view_class = CutScoreIndexView
    search_fields = ["assessment_title"]
    list_display = [
        TitleColumn("assessment_title", label=_("Quiz"), url_name="cutscore:inspect"),
        Column("percentage", label=_("Cut, %"), sort_key="percentage"),
        Column("source", label=_("Where it comes from")),
        DateColumn("recorded_at", label=_("Recorded"), sort_key="recorded_at"),
    ]
    inspect_view_fields = [
        *("assessment_title", "percentage", "error_percentage", "method", "judges"),
        *("rounds", "legal_basis", "recorded_at", "recorded_by"),
    ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("legal/", standards.legal, name="legal"),
        ]


class ExpertsGroup(ViewSetGroup):
    """What experts judged, and what was decided on it."""

    items = (PanelViewSet, KeyVersionViewSet, StandardSettingViewSet, CutScoreViewSet)
    menu_label = _("Experts")
    menu_icon = "group"
    menu_order = 220


def _share_of_peers(rows):
    """Return the share of working peers among those invited, in whole per cent."""
    standing = [row for row in rows if row.withdrawn_at is None]
    peers = sum(row.role == "peer" for row in standing)
    return 100 * peers // len(standing) if standing else None
