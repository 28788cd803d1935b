"""Files that were made to do harm get a sentence: no crash, and no long wait."""

import io
import stat
import struct
import time
import zipfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessments.interchange import (
    csv_rows,
    csv_writing,
    gift,
    gift_writing,
    moodle_writing,
    moodle_xml,
    prose,
    qti,
    qti_writing,
    scenario_text,
    text,
    workbook,
)
from assessments.interchange.items import LARGEST_FILE, Refused
from assessments.interchange.remarks import Remark
from assessments.interchange.safe_xml import parse
from assessments.interchange.safe_zip import unpack

READERS = {
    "gift": gift.read,
    "moodle": moodle_xml.read,
    "qti": qti.read,
    "csv": csv_rows.read,
    "xlsx": workbook.read,
    "text": text.read,
    "scenario": scenario_text.read,
}
SAMPLE = csv_writing.sample()
VALID = {
    "gift": gift_writing.write(SAMPLE).content,
    "moodle": moodle_writing.write(SAMPLE).content,
    "qti": qti_writing.write(SAMPLE).content,
    "csv": csv_writing.write_csv(SAMPLE).content,
    "xlsx": csv_writing.write_xlsx(SAMPLE).content,
    "text": text.write(SAMPLE, code="b", title="B").content,
    "scenario": b"kind: scenario\ntitle: A\n",
}
fuzz = settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def refusal(read, content):
    with pytest.raises(Refused) as refused:
        read(content)
    return refused.value.remark


@pytest.mark.parametrize("name", READERS)
def test_any_bytes_are_read_or_refused(name):
    @fuzz
    @given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
    def holds(content):
        try:
            READERS[name](content)
        except Refused:
            return

    holds()


@pytest.mark.parametrize("name", READERS)
def test_valid_files_with_bytes_changed_are_read_or_refused(name):
    valid = VALID[name]
    edits = st.lists(
        st.tuples(st.integers(0, len(valid) - 1), st.binary(max_size=4)), max_size=5
    )

    @fuzz
    @given(edits, st.integers(0, 60))
    def holds(changes, cut):
        content = bytearray(valid)
        for at, new in changes:
            content[at : at + cut] = new
        try:
            READERS[name](bytes(content))
        except Refused:
            return

    holds()


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "doc"),
        (b'<!DOCTYPE a SYSTEM "http://canary.invalid/a.dtd"><a/>', "doc"),
        (b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://canary">%p;]><a/>', "doc"),
        (b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>', "doc"),
        ("<a/>".encode("utf-16"), "utf8"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="cp037"?><a/>', "encoding"),
        (b"<d>" * 100_000, "deep"),
        (b"<a " + b" ".join(b'x%d=""' % n for n in range(100_000)) + b"/>", "big"),
        (b"<a>", "xml"),
        (b"", "empty"),
    ],
)
def test_hostile_xml_is_refused(content, remark):
    remarks = {
        "doc": Remark.XML_DOCTYPE,
        "utf8": Remark.NOT_UTF8,
        "encoding": Remark.XML_ENCODING,
        "deep": Remark.XML_TOO_DEEP,
        "big": Remark.XML_TOO_BIG,
        "xml": Remark.NOT_XML,
        "empty": Remark.EMPTY,
    }
    assert refusal(parse, content) == remarks[remark]


def test_includes_schema_locations_and_stylesheets_are_only_names():
    content = (
        b'<?xml-stylesheet href="http://canary"?><quiz xmlns:xsi="x" '
        b'xsi:schemaLocation="http://canary http://canary/a.xsd">'
        b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
        b"</quiz>"
    )
    assert [child.tag for child in parse(content)] == ["include"]


def packed(*entries, mode=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", mode) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", ["../x", "/abs", "C:\\x", "..\\x", "a/../../x"])
def test_paths_that_lead_out_are_refused(name):
    assert refusal(unpack, packed((name, "x"))) == Remark.ZIP_PATH


def test_links_are_refused():
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal(unpack, packed((entry, "/etc/passwd"))) == Remark.ZIP_LINK


def test_bombs_are_refused_before_they_are_unpacked():
    assert refusal(unpack, packed(("a", b"\0" * 3_000_000))) == Remark.ZIP_RATIO
    many = packed(*((str(number), "") for number in range(2_001)))
    assert refusal(unpack, many) == Remark.ZIP_TOO_MANY
    assert refusal(unpack, packed(("in.zip", packed()))) == Remark.ZIP_NESTED


def test_a_size_that_lies_is_refused():
    content = bytearray(packed(("a.xml", b"x" * 5_000), mode=zipfile.ZIP_DEFLATED))
    at = content.rfind(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 10)
    assert refusal(unpack, bytes(content)) in {Remark.ZIP_BROKEN, Remark.NOT_ZIP}


def test_a_huge_size_is_refused():
    content = bytearray(packed(("a.xml", b"x" * 5_000)))
    at = content.rfind(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 4_000_000_000)
    assert refusal(unpack, bytes(content)) == Remark.ZIP_TOO_BIG


def test_a_password_is_refused():
    content = bytearray(packed(("a.xml", b"x")))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    assert refusal(unpack, bytes(content)) == Remark.ZIP_ENCRYPTED


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused():
    assert refusal(unpack, packed(("a", "1"), ("A", "2"))) == Remark.ZIP_DUPLICATE
    assert refusal(unpack, packed(("a", "1"), ("a", "2"))) == Remark.ZIP_DUPLICATE


def test_entries_that_share_their_bytes_are_refused():
    content = bytearray(packed(("a", b"x" * 500), ("b", b"y" * 500), mode=0))
    at = content.rfind(b"PK\x01\x02") + 42
    content[at : at + 4] = struct.pack("<I", 0)
    assert refusal(unpack, bytes(content)) == Remark.ZIP_OVERLAP


def test_a_package_without_a_manifest_is_refused():
    assert refusal(qti.read, packed(("a.xml", "<a/>"))) == Remark.NO_MANIFEST


def test_too_large_is_refused_unread():
    for name, read in READERS.items():
        content = b"PK" + b"x" * LARGEST_FILE if name in {"qti", "xlsx"} else b"x"
        content = content if len(content) > 1 else b"x" * (LARGEST_FILE + 1)
        assert refusal(read, content) == Remark.TOO_LARGE


def test_a_million_lines_of_gift_end_soon():
    begun = time.monotonic()
    assert refusal(gift.read, b"Q{=a ~b}\n\n" * 500_000) == Remark.TOO_MANY
    reading = gift.read(b"// nothing\n" * 1_000_000 + b"Q{=a ~b}")
    assert len(reading.items) == 1
    assert time.monotonic() - begun < 60


def test_yaml_that_multiplies_or_digs_is_refused():
    laughs = b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert refusal(text.read, laughs) == Remark.YAML_ALIAS
    assert refusal(text.read, b"[" * 100_000) == Remark.NOT_YAML
    assert refusal(text.read, b"!!python/object/apply:os.system [ls]") in {
        Remark.NOT_YAML,
        Remark.WRONG_ROOT,
    }


@pytest.mark.parametrize(
    "html",
    [
        '"><svg onload=M()>',
        "<img src=x onerror=M()>",
        "<a href='javascript:M()'>x</a>",
        "<a href='jAvAsCrIpT&#58;M()'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "</script><script>M()</script>",
        "<math><mtext><table><mglyph><style><!--</style>"
        '<img title="--&gt;&lt;img src=1 onerror=M()&gt;">',
        "<b style='background:url(x)' onclick=M()>x</b>",
        "<iframe srcdoc='<script>M()</script>'></iframe>",
        "<scr<script>ipt>M()</scr</script>ipt>",
        "<p\x00 onmouseover=M()>x",
    ],
)
def test_no_script_comes_through(html):
    cleaned = prose.clean(html)
    for word in ("script", "onload=", "onerror=M()>", "onclick", "style", "iframe"):
        assert f"<{word}" not in cleaned
    for tag in ("<svg", "<math", " on", "javascript", "data:text"):
        assert tag not in cleaned.replace(" onerror=M()&gt;", "")


def test_a_formula_is_written_as_text_and_read_back():
    table, _notes = csv_writing.to_table(SAMPLE)
    assert table
    for cell in ("=1+1", "+1", "-2", "@SUM(1)", "\t=1", "'=1"):
        assert csv_writing.guarded(cell) == f"'{cell}"
    assert csv_rows.bare("'=1+1") == "=1+1"
    assert csv_rows.bare("'tis so") == "'tis so"


def test_a_spreadsheets_own_encoding_is_refused_in_words():
    content = "kind,question\nshort,¿Qué?".encode("cp1252")
    assert refusal(csv_rows.read, content) == Remark.NOT_UTF8


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_of_three_marks_parts_cells(mark):
    rows = ["kind|question|option 1", "short|What?|This"]
    content = "\n".join(rows).replace("|", mark).encode("utf-8-sig")
    assert csv_rows.read(content).items[0].accepted[0].text == "This"


def test_a_number_too_long_to_keep_is_refused_by_the_text_format():
    bank = """
kind: bank
code: b
title: B
questions:
- {code: q, kind: number, domain: "", prompt: A, accepted: [{number: "%s"}]}
"""
    assert text.read((bank % "12.5").encode()).items
    for number in ("1e1000000", "1e999999999", "-1e-999999999", "NaN", "9" * 41):
        assert text.read((bank % number).encode()).errors, number


def test_yaml_of_very_many_parts_or_digits_is_refused_soon():
    begun = time.monotonic()
    parts = b"kind: bank\nquestions: [" + b"1," * 5_000_000 + b"1]"
    assert refusal(text.read, parts) == Remark.NOT_YAML
    sixties = b"kind: bank\ntitle: 1" + b":1" * 1_000_000
    assert refusal(text.read, sixties) == Remark.NOT_YAML
    many = b"kind: bank\n" + b"".join(b"k%d: 1\n" % n for n in range(20_000))
    assert len(text.read(many).notes) <= 200
    assert time.monotonic() - begun < 60


def test_rows_and_chunks_that_are_all_wrong_are_too_many_as_well():
    rows = b"kind,question\n" + b"x,y\n" * 6_000
    assert refusal(csv_rows.read, rows) == Remark.TOO_MANY
    assert refusal(csv_rows.read, b"kind,question\n" + b",\n" * 60_000) == (
        Remark.TOO_MANY
    )
    assert refusal(gift.read, b"a{\n\n" * 6_000) == Remark.TOO_MANY


def test_a_cell_of_many_digits_is_a_fault_and_no_huge_number():
    for digits in (b"000000005999999", b"000000005" + b"9" * 5_000):
        rows = b"kind,question,points\nwritten,What?," + digits
        assert csv_rows.read(rows).errors
        assert not csv_rows.read(rows).items


def test_tags_that_never_end_are_read_in_linear_time():
    essay = (
        b"<quiz><question type='essay'><questiontext><text>x</text></questiontext>"
        b"<graderinfo><text>%s</text></graderinfo></question></quiz>"
    )
    begun = time.monotonic()
    moodle_xml.read(essay % (b"&lt;ol" * 15_000))
    moodle_xml.read(essay % (b"&lt;ol" * 1_000_000))
    prose.read_html("<a'" * 33_000)
    assert time.monotonic() - begun < 10


def test_an_item_that_a_manifest_names_often_is_read_once():
    (item,) = qti.read(qti_writing.write(SAMPLE[:1]).content).items
    files = unpack(qti_writing.write(SAMPLE[:1]).content)
    manifest = files["imsmanifest.xml"].decode()
    at = manifest.index("<resource ")
    end = manifest.index("</resource>") + len("</resource>")
    again = manifest[:end] + manifest[at:end] * 500 + manifest[end:]
    entries = {**files, "imsmanifest.xml": again.encode()}
    read = qti.read(packed(*entries.items(), mode=zipfile.ZIP_STORED))
    assert [one.code for one in read.items] == [item.code]


def test_a_part_of_a_workbook_that_is_no_xml_is_refused_whatever_it_is_called():
    """Only what is called ``.xml`` is looked at before the library reads it."""
    book, written = zipfile.ZipFile(io.BytesIO(VALID["xlsx"])), io.BytesIO()
    with zipfile.ZipFile(written, "w") as changed:
        for name in book.namelist():
            content = book.read(name).replace(b"xl/workbook.xml", b"xl/workbook.bin")
            is_book = name == "xl/workbook.xml"
            changed.writestr(
                "xl/workbook.bin" if is_book else name,
                b"<workbook>" if is_book else content,
            )
    assert refusal(workbook.read, written.getvalue()) == Remark.NOT_XLSX
