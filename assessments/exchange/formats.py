"""The formats that questions can come in and go out as."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from assessments.interchange import (
    csv_rows,
    csv_writing,
    gift,
    gift_writing,
    moodle_writing,
    moodle_xml,
    qti,
    qti_writing,
    text,
    workbook,
)


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        read: bytes into a ``Reading``.
        write: items and a bank into a ``Writing``.
    """

    name: str
    label: str
    suffix: str
    mime: str
    read: Callable
    write: Callable
    is_text: bool = True


def _words():
    return translate("True"), translate("False")


FORMATS = {
    one.name: one
    for one in (
        Format(
            "text",
            _("Alongside's own text (YAML)"),
            ".yaml",
            "application/yaml",
            text.read,
            lambda items, bank: text.write(items, code=bank.code, title=bank.title),
        ),
        Format(
            "gift",
            _("GIFT (Moodle's plain text)"),
            ".gift.txt",
            "text/plain",
            lambda content: gift.read(content, _words()),
            lambda items, bank: gift_writing.write(items),
        ),
        Format(
            "moodle",
            _("Moodle XML"),
            ".xml",
            "application/xml",
            lambda content: moodle_xml.read(content, _words()),
            lambda items, bank: moodle_writing.write(items),
        ),
        Format(
            "csv",
            _("CSV (one question to a row)"),
            ".csv",
            "text/csv",
            csv_rows.read,
            lambda items, bank: csv_writing.write_csv(items),
        ),
        Format(
            "xlsx",
            _("Excel workbook (XLSX)"),
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            workbook.read,
            lambda items, bank: csv_writing.write_xlsx(items),
            is_text=False,
        ),
        Format(
            "qti",
            _("QTI 3.0 (package)"),
            ".zip",
            "application/zip",
            qti.read,
            lambda items, bank: qti_writing.write(items),
            is_text=False,
        ),
    )
}


def choices():
    """Return the formats as choices of a form field."""
    return [(one.name, one.label) for one in FORMATS.values()]
