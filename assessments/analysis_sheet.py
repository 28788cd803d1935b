"""The analysis as a spreadsheet: one row for each question."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from training.users.records import as_plain_text

from .analysis.flags import Standing
from .flag_wording import flag_name

PLACES = 4


@dataclass(frozen=True)
class SheetRow:
    """One question, as a spreadsheet shows it; figures from too few are empty."""

    number: int
    code: str
    prompt: str
    kind: str
    n: int
    facility: float | None
    low: float | None
    high: float | None
    discrimination: float | None
    blank: int
    median_seconds: float | None
    flags: str
    remark: str

    @classmethod
    def of(cls, line):
        hidden = line.standing == Standing.HIDDEN
        figures, interval = line.figures, None if hidden else line.figures.interval
        return cls(
            number=line.number,
            code=line.face["code"],
            prompt=line.prompt,
            kind=line.face["kind"],
            n=figures.n,
            facility=None if hidden else _rounded(figures.facility),
            low=interval and _rounded(interval.low),
            high=interval and _rounded(interval.high),
            discrimination=None if hidden else _rounded(figures.discrimination),
            blank=figures.blank,
            median_seconds=None if hidden else _rounded(figures.median_seconds),
            flags="; ".join(flag_name(flag) for flag in line.flags),
            remark=_remark(line),
        )


def _rounded(value):
    return None if value is None else round(value, PLACES)


def _remark(line):
    pilot = "" if line.is_scored else _("pilot, not scored")
    trust = {
        Standing.HIDDEN: _("too few answers"),
        Standing.PROVISIONAL: _("provisional"),
        Standing.FIRM: "",
    }[line.standing]
    return "; ".join(word for word in (pilot, trust) if word)


class AnalysisSheet(SpreadsheetExportMixin):
    """Writes rows as CSV or XLSX; no cell can become a formula."""

    list_export = list(SheetRow.__dataclass_fields__)
    export_headings = {
        "number": gettext_lazy("Number"),
        "code": gettext_lazy("Code"),
        "prompt": gettext_lazy("Question"),
        "kind": gettext_lazy("Kind"),
        "n": gettext_lazy("Answers"),
        "facility": gettext_lazy("Mean credit"),
        "low": gettext_lazy("Lower end, 95 %"),
        "high": gettext_lazy("Upper end, 95 %"),
        "discrimination": gettext_lazy("Discrimination"),
        "blank": gettext_lazy("Left empty"),
        "median_seconds": gettext_lazy("Median time, seconds"),
        "flags": gettext_lazy("Look at"),
        "remark": gettext_lazy("Remark"),
    }
    export_filename = "quiz-analysis"
    custom_value_preprocess = SpreadsheetExportMixin.custom_value_preprocess | {
        str: {SpreadsheetExportMixin.FORMAT_CSV: as_plain_text}
    }


def analysis_sheet(found, spreadsheet_format):
    """Return the findings as a download, "csv" or "xlsx"."""
    rows = [SheetRow.of(line) for line in found.lines]
    return AnalysisSheet().as_spreadsheet(rows, spreadsheet_format)
