"""A small PDF that would keep a reader busy for hours is answered in seconds."""

import struct
import zlib
from io import BytesIO

import pikepdf
import pytest

from certificates.proof import signing
from tests.certificates.builders import AT

from .authority import keyring, make_page, told

HEAD = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
)


def with_table_of_places(entries, widths, body=b""):
    """End a file with a packed table of so many places."""
    packed = zlib.compress(body, 9)
    return (
        HEAD
        + b"3 0 obj\n<< /Type /XRef /Root 1 0 R /Filter /FlateDecode "
        + b"/Size %d /W %b /Length %d >>" % (entries, widths, len(packed))
        + b"\nstream\n%b\nendstream\nendobj\n" % packed
        + b"startxref\n%d\n%%%%EOF" % len(HEAD)
    )


def with_plain_table(bodies):
    """Write objects one after the other, as files of old did."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return bytes(out) + tail + end % (size, len(out))


def test_places_that_take_no_bytes_have_an_end():
    assert told(with_table_of_places(10**12, b"[0 0 0]")) == ("unreadable_pdf",)


def test_a_few_kilobytes_do_not_become_a_million_places():
    rows = struct.pack(">BHH", 1, 9, 0) * 800_000
    content = with_table_of_places(800_000, b"[1 2 2]", rows)
    assert len(content) < 10_000
    assert told(content) == ("unreadable_pdf",)


def test_a_table_whose_size_nobody_can_tell_is_refused():
    content = with_table_of_places(5, b"/Nothing", b"\0" * 25)
    assert told(content) == ("unreadable_pdf",)


def test_a_million_objects_in_a_row_end():
    links = [b"[%d 0 R]" % (number + 1) for number in range(3, 250_000)]
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R /K 3 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        *links,
        b"[]",
    ]
    assert told(with_plain_table(bodies))


@pytest.mark.parametrize("many", [b"1 ", b"[", b"<<", b"(", b"/A ", b"% \n"])
def test_millions_of_values_in_one_object_end(many):
    root = b"<< /Type /Catalog /Pages 2 0 R /K [" + many * (9_000_000 // len(many))
    bodies = [root + b"] >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]
    assert told(with_plain_table(bodies))


def test_packed_objects_that_lie_in_one_another_are_refused():
    """Each of a thousand would reach to the end of all."""
    head = b" ".join(b"%d %d" % (number, 0) for number in range(10, 1010))
    body = zlib.compress(head + b" [" + b"1 " * 100_000 + b"]")
    pack = b"<< /Type /ObjStm /N 1000 /First %d /Filter /FlateDecode /Length %d >>" % (
        *(len(head) + 1, len(body)),
    )
    packed = b"4 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (pack, body)
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 1010))
    start = b"%PDF-1.7\n"
    first = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /K [%b] >>\nendobj\n" % kids
    second = b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    places = [
        (1, len(start), 0),
        (1, len(start + first), 0),
        (0, 0, 0),
        (1, len(start + first + second), 0),
        *((0, 0, 0) for _free in range(5)),
        *((2, 4, index) for index in range(1000)),
    ]
    rows = zlib.compress(
        b"".join(struct.pack(">BIH", *place) for place in [(0, 0, 0), *places])
    )
    before = start + first + second + packed
    table = (
        b"1010 0 obj\n<< /Type /XRef /Root 1 0 R /Filter /FlateDecode /Size 1010 "
        b"/W [1 4 2] /Length %d >>\nstream\n%b\nendstream\nendobj\n"
    ) % (len(rows), rows)
    content = before + table + b"startxref\n%d\n%%%%EOF" % len(before)
    assert "unreadable_pdf" in told(content)


def signed(change):
    """Sign a page of ours after ``change``, so that all of it is looked at."""
    with pikepdf.open(BytesIO(make_page())) as document:
        change(document)
        out = BytesIO()
        document.save(out)
    return signing.sign(out.getvalue(), keyring(1), at=AT)[0]


def draw(content):
    def change(document):
        document.pages[0].Contents = document.make_stream(content)

    return change


@pytest.mark.parametrize(
    "content",
    [
        *(b"[" * 4_000_000, b"<" * 4_000_000, b"[<00>" * 800_000, b"/a " * 1_300_000),
        *(b"/MCID" + b" " * 4_000_000, b"<00>" + b" " * 4_000_000),
    ],
    ids=["brackets", "angles", "texts", "names", "spaces", "more spaces"],
)
def test_drawings_are_read_once_through(content):
    assert "lookalike_authority" in told(signed(draw(content)))


def test_one_drawing_named_a_thousand_times_does_not_fill_the_memory():
    def change(document):
        once = document.make_stream(b" " * 4_000_000)
        document.pages[0].Contents = pikepdf.Array([once] * 1000)

    assert "page_unreadable" in told(signed(change))


@pytest.mark.parametrize(
    "table",
    [
        b"beginbfchar " * 340_000,
        b"beginbfrange" + b"<0000><FFFF><0041>" * 200_000 + b"endbf",
        b"beginbfrange<0000><FFFF><" + b"0041" * 30_000 + b">endbf",
    ],
    ids=["beginnings", "ranges", "long texts"],
)
def test_tables_of_glyphs_have_an_end(table):
    def change(document):
        for font in document.pages[0].Resources.Font.values():
            font.ToUnicode = document.make_stream(table)

    assert told(signed(change))


def test_one_word_in_thousands_of_tags_does_not_fill_the_memory():
    def change(document):
        long = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.StructElem,
                S=pikepdf.Name.P,
                ActualText=pikepdf.String("a" * 400_000),
            )
        )
        document.Root.StructTreeRoot.K = pikepdf.Array([long] * 4000)

    assert "page_unreadable" in told(signed(change))
