"""What a check of a list has shown, as a table to keep."""

from django.utils.translation import gettext as _

from certificates.rosters import writing
from certificates.status_words import STATUS_WORDS

from .wording import line_fault

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(results, faulty, *, checked_at, suffix):
    """Return the lines of a check as CSV or XLSX.

    Args:
        results: of one ``RosterRun``, with their rows.
        faulty: rows that could not be checked.
        checked_at: when the check ended, aware.
        suffix: "csv" or "xlsx".
    """
    header = [
        _("Line"),
        _("Certificate number"),
        _("Family name"),
        _("Result"),
        _("Status"),
        _("Conditions"),
        _("Certificate"),
        _("Completed"),
        _("Good through"),
        _("Changed since the check before"),
        _("Checked"),
    ]
    checked = checked_at.isoformat(timespec="seconds")
    rows = [_cells(result, checked) for result in results]
    rows += [_fault_cells(row) for row in faulty]
    return written(header, rows, suffix)


def written(header, rows, suffix):
    """Return a table as CSV or XLSX."""
    if suffix == "csv":
        return writing.write_csv(header, rows)
    return writing.write_xlsx(header, rows, title=_("List"))


def _cells(result, checked):
    row = result.row
    status = str(STATUS_WORDS.get(result.status, result.status))
    found = [_("Matched"), status, result.conditions, result.title]
    found += [_day(result.completed_on), _end(result.expires_on)]
    shown = found if result.status else [_("Nothing to show"), *[""] * 5]
    changed = _("Yes") if result.is_changed else ""
    return [str(row.place), row.number, row.family_name, *shown, changed, checked]


def _fault_cells(row):
    fault = str(line_fault(row.fault, row.detail))
    shown = [_("Not checked"), fault, *[""] * 6]
    return [str(row.place), row.number, row.family_name, *shown]


def _day(day):
    return day.isoformat() if day else ""


def _end(day):
    return _day(day) or _("Does not expire")
