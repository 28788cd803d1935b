"""Files with lists: read kindly, and refused when they are hostile."""
# ruff: noqa: RUF001

import codecs
import io

import openpyxl
import pytest

from certificates.codes import new_number
from certificates.rosters import reading, tables, writing
from certificates.rosters.refusals import Fault, Refused
from tests.certificates.builders import make_rng

from .builders import repacked, workbook

RNG = make_rng(31)
A, B, C = (new_number(RNG) for _n in range(3))
SHEET = "xl/worksheets/sheet1.xml"


def read(content):
    table = tables.read_file(
        content if isinstance(content, bytes) else content.encode()
    )
    return reading.read(table)


def pairs(content):
    return [(line.number, line.family_name) for line in read(content).lines]


def fault_of(content):
    with pytest.raises(Refused) as refused:
        read(content)
    return refused.value.fault


@pytest.mark.parametrize(
    "content",
    [
        f"Certificate number,Family name\n{A},Ruiz\n{B},Ávila\n",
        f"Family name;First name;Number\nRuiz;Ana;{A}\nÁvila;Jo;{B}\n",
        f"APELLIDO\tNúmero de certificado\nRuiz\t{A}\nÁvila\t{B}\n",
        f"{A},Ruiz\n{B},Ávila\n",
        f"\n\n{A.lower().replace('-', ' ')}|Ruiz\r\n{B}|Ávila\r\n",
        f"id,Nº de certificado,Last Name\n1,{A},Ruiz\n2,{B},Ávila\n",
        f'"Name","Certificate"\n"Ruiz","{A}"\n"Ávila","{B}"\n',
        f"\ufeffnumber,surname\r{A},Ruiz\r{B},Ávila",
    ],
)
def test_the_columns_are_found(content):
    assert pairs(content) == [(A, "Ruiz"), (B, "Ávila")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "cp1252"]
)
def test_the_letters_are_read_however_a_spreadsheet_writes_them(encoding):
    text = f"Number,Family name\n{A},Nuñez\n"
    if encoding == "utf-16-le-bom":
        content = codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    else:
        content = text.encode(encoding)
    found = read(content)
    assert found.lines[0].family_name == "Nuñez"
    assert found.is_guessed == (encoding == "cp1252")


def test_a_workbook_is_read_whatever_it_is_called():
    content = workbook(["Family name", "Number"], ["Ruiz", A], [None, None], [7, B])
    assert pairs(content) == [(A, "Ruiz"), (B, "7")]
    assert [line.place for line in read(content).lines] == [2, 4]


def test_each_line_says_what_is_wrong_with_it():
    lines = read(
        f"number,family name\n{A},Ruiz\n,Ruiz\n{B},\n{B[:-1]},Ruiz\n{B[:-1]}*,Ruiz\n"
        f"{A[:5]}Z{A[6:] if A[5] != 'Z' else 'Y' + A[6:]},Ruiz\n{A},Again\n"
        f'=1+1,Ruiz\n{C},"=HYPERLINK(""http://x"",""y"")"\n{C},{"x" * 121}\n'
    ).lines
    assert [line.fault for line in lines] == [
        "",
        Fault.NUMBER_MISSING,
        Fault.NAME_MISSING,
        Fault.LENGTH,
        Fault.CHARACTER,
        Fault.CHECK,
        Fault.DUPLICATE,
        Fault.FORMULA,
        Fault.FORMULA,
        Fault.TOO_LONG,
    ]
    assert lines[6].detail == "2"
    assert lines[3].detail == "4"
    assert lines[3].number == B[:-1]


@pytest.mark.parametrize(
    "name", ["=1+1", "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1+1", "＋1", "'=1"]
)
def test_a_formula_is_no_name(name):
    book = workbook(["Number", "Family name"], [A, name])
    assert read(book).lines[0].fault == Fault.FORMULA


@pytest.mark.parametrize(
    "name", ["O'Neill", "'t Hooft", "Al-Ali", "محمد", "Nguyễn", "Ó"]
)
def test_names_are_names(name):
    assert read(f"{A},{name}\n").lines[0].family_name == name
    assert read(workbook([A, name])).lines[0].fault == ""


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", Fault.EMPTY),
        (" \n,,\n\n", Fault.EMPTY),
        ("number,family name\n", Fault.EMPTY),
        ("name,family\nRuiz,Ana\n", Fault.NO_NUMBERS),
        (f"id,number,town\n1,{A},Ohio\n", Fault.NO_NAMES),
        (b"\x00\x01\x02\xff", Fault.NO_TEXT),
        (b"\x81\x8d\x8f\x90", Fault.NO_TEXT),
        (b"\xff\xfea", Fault.NO_TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", Fault.OLD_EXCEL),
        (b"PK\x03\x04 and then nothing", Fault.NO_WORKBOOK),
        (b"x" * (tables.MOST_BYTES + 1), Fault.TOO_LARGE),
        (f"{A},Ruiz\n" * 10_002, Fault.TOO_MANY),
        ("\n" * 1_000_000, Fault.TOO_MANY),
        (f'{A},"{"x" * 200_000}"', Fault.BROKEN),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_its_reason(content, fault):
    assert fault_of(content) == fault


def test_ten_thousand_lines_are_a_list():
    rng = make_rng(77)
    lines = "".join(f"{new_number(rng)},Ruiz\n" for _n in range(10_000))
    assert len(read("Number,Family name\n" + lines).lines) == 10_000


def _sheet_with(prolog):
    book = workbook(["Number", "Family name"], [A, "Ruiz"])
    body = f'<?xml version="1.0"?>{prolog}<worksheet/>'.encode()
    return repacked(book, {SHEET: body})


BOMB = (
    '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE a SYSTEM "http://canary.example.org/a.dtd">',
)


@pytest.mark.parametrize("prolog", BOMB)
def test_entities_in_a_workbook_are_refused_unread(prolog):
    assert fault_of(_sheet_with(prolog)) == Fault.HARMFUL


def test_a_declaration_across_two_blocks_is_seen():
    padding = "<!-- " + "x" * (tables._BLOCK - 30) + " -->"
    assert fault_of(_sheet_with(padding + BOMB[0])) == Fault.HARMFUL


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({SHEET: b"\0" * 60_000_000}, Fault.HARMFUL),
        ({"../evil.xml": b"<a/>"}, Fault.HARMFUL),
        ({"/etc/passwd": b"x"}, Fault.HARMFUL),
        ({"more.zip": b"PK"}, Fault.HARMFUL),
        ({SHEET: b"\xff\xfe<\0a\0/\0>\0"}, Fault.HARMFUL),
        ({"xl/styles.xml": b"<font/>" * 600_000}, Fault.HARMFUL),
        ({"xl/sharedStrings.xml": b"<r><t/></r>" * 250_000}, Fault.HARMFUL),
        ({SHEET: b"<worksheet>"}, Fault.NO_WORKBOOK),
        ({"xl/workbook.xml": None}, Fault.NO_WORKBOOK),
        ({"xl/workbook.xml": b"<workbook>"}, Fault.NO_WORKBOOK),
        ({"xl/styles.xml": b"<styleSheet>"}, Fault.NO_WORKBOOK),
        ({f"part{n}.xml": b"<a/>" for n in range(2_001)}, Fault.HARMFUL),
    ],
)
def test_workbooks_that_were_made_to_do_harm_are_refused(changes, fault):
    book = workbook(["Number", "Family name"], [A, "Ruiz"])
    assert fault_of(repacked(book, changes)) == fault


def test_a_sheet_that_claims_a_million_rows_is_not_walked_through():
    book = workbook(["Number", "Family name"], [A, "Ruiz"])
    row = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576">'
        f'<c r="A1048576" t="inlineStr"><is><t>{A}</t></is></c></row></sheetData>'
        "</worksheet>"
    )
    assert fault_of(repacked(book, {SHEET: row.encode()})) == Fault.TOO_MANY


DANGEROUS = [
    *("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", " =1", "a;=1", "a,=1"),
    *('"=1"', "a\n=1", "a\t@x", "=cmd|'/c calc'!A1"),
]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_no_cell_that_we_write_is_a_formula(cell):
    lines = writing.write_csv(["a"], [[cell]]).decode("utf-8-sig")
    text = lines.removeprefix("a\r\n").removesuffix("\r\n")
    for mark in ',;\t|\n"':
        for part in text.split(mark):
            assert not part.strip(' "').startswith(reading.FORMULA), text
    book = openpyxl.load_workbook(
        io.BytesIO(writing.write_xlsx(["a"], [[cell]], title="t"))
    )
    [written] = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert written.data_type == "s"
    assert not str(written.value).strip().startswith(reading.FORMULA)


def test_what_we_write_can_be_read_again():
    header, rows = ["Line", "Certificate number", "Family name"], [["2", A, "O'Neill"]]
    for content in (
        writing.write_csv(header, rows),
        writing.write_xlsx(header, rows, title="List"),
    ):
        assert pairs(content) == [(A, "O'Neill")]
