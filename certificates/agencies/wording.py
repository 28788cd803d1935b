"""What is wrong with a list or a line of it, in words for a person."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.forms import PROBLEMS, PROBLEMS_IN_GROUP
from certificates.rosters.refusals import Fault

FILE = {
    Fault.EMPTY: gettext_lazy("There is no line in it that says anything."),
    Fault.TOO_LARGE: gettext_lazy("It is larger than 5 MB. Part it into several."),
    Fault.TOO_MANY: gettext_lazy(
        "It has more than 10,000 lines. Part it into several lists, and delete "
        "empty rows."
    ),
    Fault.NO_TEXT: gettext_lazy(
        "We cannot read its letters. Save it as “CSV UTF-8” or as .xlsx."
    ),
    Fault.OLD_EXCEL: gettext_lazy(
        "It is in the format of Excel before 2007. Save it again as .xlsx."
    ),
    Fault.HARMFUL: gettext_lazy(
        "It is built in a way that can do harm, so we did not open it. Save it again "
        "as .xlsx or CSV, without macros and protection."
    ),
    Fault.NO_WORKBOOK: gettext_lazy(
        "It is not a workbook that we can read. Save it again as .xlsx or CSV."
    ),
    Fault.BROKEN: gettext_lazy(
        "Its rows are broken, perhaps by a quotation mark that is not closed."
    ),
    Fault.NO_NUMBERS: gettext_lazy(
        "We found no column with certificate numbers. Put “Certificate number” above "
        "it."
    ),
    Fault.NO_NAMES: gettext_lazy(
        "We do not know which column holds the family names. Put “Family name” above "
        "it."
    ),
}
LINE = {
    Fault.NUMBER_MISSING: gettext_lazy("The number is missing."),
    Fault.NAME_MISSING: gettext_lazy("The family name is missing."),
    Fault.TOO_LONG: gettext_lazy("It is too long to be a number or a name."),
    Fault.FORMULA: gettext_lazy("It is a formula, not a number or a name."),
}


def file_fault(refused):
    """Say why a file was not taken, and which headers it has."""
    words = str(FILE[refused.fault])
    if not refused.said:
        return words
    return _("%(words)s The columns are now: %(columns)s.") % {
        "words": words,
        "columns": refused.said,
    }


def line_fault(fault, detail):
    """Say what is wrong with one line."""
    if fault == Fault.DUPLICATE:
        return _("The same number stands in line %(line)s.") % {"line": detail}
    if detail and fault in PROBLEMS_IN_GROUP:
        return PROBLEMS_IN_GROUP[fault] % {"group": detail}
    return PROBLEMS.get(fault) or LINE[fault]
