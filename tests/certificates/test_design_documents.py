"""Every design in every script: conforming, whole, and shut in."""

import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from certificates import pdf, typefaces
from certificates.pdf import measuring, proofreading, samples
from certificates.pdf.certificate import laid_out
from certificates.pdf.design import Design, Signatory, Wording

from .builders import AT, NAMES, TOKEN, VERIFY_URL, make_award
from .designs import every_design, make_picture
from .papers import make_course, make_record, make_units

HERE = Path(__file__).parent
FULL = {key: d for key, d in every_design() if key.endswith("full")}
PLAIN = {key: d for key, d in every_design() if key.endswith("plain")}
URL = {"verify_url": VERIFY_URL}
HOSTILE = "<img src=file:///etc/passwd><link rel=attachment href=//127.0.0.1:9/x>"
STYLE = "</style><style>@import url(file:///etc/passwd);@font-face{src:url(//x)}"


def certificates():
    """Yield each design in eight scripts, by file name."""
    for key, design in FULL.items():
        for script, name in samples.NAMES.items():
            award = make_award(holder_name=name)
            yield f"{key}-{script}", pdf.render(award, TOKEN, design=design, **URL)


def papers():
    """Yield records and letters, short, long and in other scripts."""
    rows = make_record(courses=(make_course(units=make_units(120)), make_course()))
    for key, design in FULL.items():
        if key.endswith("landscape-full"):
            yield f"record-{key}", pdf.render_record(rows, design=design, **URL)
            yield f"letter-{key}", letter(design=design)
    for script in ("arabic", "devanagari", "japanese", "longest"):
        record = replace(rows, holder_name=NAMES[script], courses=(make_course(),))
        yield f"record-{script}", pdf.render_record(record, **URL)
        yield f"letter-{script}", letter(holder_name=NAMES[script])


def letter(*, design=None, addressee="Harbor House", **fields):
    award = make_award(**fields)
    return pdf.render_letter(award, addressee=addressee, at=AT, design=design, **URL)


def test_every_design_is_pdf_ua_and_pdf_a_at_once_in_eight_scripts(tmp_path):
    for name, data in [*certificates(), *papers()]:
        (tmp_path / f"{name}.pdf").write_bytes(data)
    files = sorted(tmp_path.glob("*.pdf"))
    assert len(files) == 12 * 8 + 12 + 8
    command = [sys.executable, str(HERE / "verapdf.py"), "ua1,3a", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert len(lines) == 2 * len(files), done.stderr
    assert [line for line in lines if "PASS" not in line] == []


@pytest.mark.parametrize("key", [*FULL, *PLAIN])
def test_no_layout_of_ours_has_anything_to_mend(key):
    design = (FULL | PLAIN)[key]
    assert proofreading.problems(design, language="en", issuer="Alongside") == []


def test_text_that_leaves_its_box_is_found():
    design = Design(wording=Wording(statement="W" * 110, opening="Short"))
    with laid_out(make_award(), TOKEN, design=design, **URL) as (document, _spoken):
        assert measuring.overflowing(document) == ("statement",)
    with laid_out(make_award(), TOKEN, **URL) as (document, _spoken):
        assert measuring.overflowing(document) == ()


def test_problems_say_where_they_are():
    people = tuple(Signatory("Rosalind " * 8, "Role " * 12) for _ in range(3))
    design = Design(layout="margin", wording=Wording(heading="🙂"), signatories=people)
    found = proofreading.problems(design, language="en", issuer="Alongside")
    assert [(p.field, p.is_error, p.is_glyph) for p in found] == [
        ("heading", True, True)
    ]
    design = replace(
        design, wording=Wording(details="W" * 90), logo=make_picture(90, 60)
    )
    found = proofreading.problems(design, language="en", issuer="Alongside")
    assert [(p.field, p.is_error) for p in found] == [
        ("logo", False),
        ("details", True),
    ]


def test_the_same_facts_give_the_same_bytes_in_every_design():
    for design in FULL.values():
        once, again = (
            pdf.render(make_award(), TOKEN, design=design, **URL) for _ in range(2)
        )
        assert once == again


def test_pictures_are_embedded_with_their_transparency_and_nothing_else():
    design = FULL["frame-a4-landscape-full"]
    data = pdf.render(make_award(), TOKEN, design=design, **URL)
    with pikepdf.open(_stream(data)) as document:
        pictures = [
            thing
            for thing in document.objects
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]
        coloured = [p for p in pictures if p.ColorSpace == "/DeviceRGB"]
        assert len(coloured) == 3
        assert all("/SMask" in p for p in coloured)


def test_a_record_of_many_units_repeats_its_headings_and_counts_its_pages(tmp_path):
    record = make_record(courses=(make_course(units=make_units(120)),))
    path = tmp_path / "record.pdf"
    path.write_bytes(pdf.render_record(record, **URL))
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) >= 4
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    with_units = [page for page in pages if "listening" in page]
    assert len(with_units) > 2
    for page in with_units:
        assert page.index("Area") < page.index("listening")
    for part in ("PRV-1138", "CE-2026-0417", "State Board", "MSW", "Say no kindly"):
        assert part in text


def test_a_letter_says_what_holds_and_that_the_holder_asked(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter(addressee="Harbor House"))
    text = " ".join(
        subprocess.run(
            ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    for part in (
        "Harbor House",
        "November 16, 2026",
        "María-José O'Neill",
        "6 hours 25 minutes",
        "PRSS-7K2M-9QXD-4T8B-HZ6WR",
        "in good standing",
        "because the holder asked for it",
    ):
        assert part in text


def test_the_letter_of_a_design_is_in_its_own_words():
    words = "Dear {addressee},\n\n{name} has {title}, number {number} {{sic}}."
    design = Design(wording=Wording(letter=words))
    data = letter(design=design, holder_name="{issuer}", addressee="{x}")
    assert data.startswith(b"%PDF")


@contextmanager
def watched(reached):
    """Note every file that is opened and every address that is called."""
    is_on = [True]

    def audit(event, args):
        if is_on[0] and event in ("open", "socket.connect", "socket.getaddrinfo"):
            reached.append((event, str(args[0])))

    sys.addaudithook(audit)
    try:
        yield
    finally:
        is_on[0] = False


def test_the_watch_notices_files_and_addresses():
    reached = []
    with watched(reached):
        Path("/etc/passwd").read_bytes()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", 9), timeout=1)
    assert ("open", "/etc/passwd") in reached
    assert {event for event, _what in reached} > {"open"}


def hostile_documents():
    """Set hostile texts wherever somebody may type one."""
    people = (Signatory(HOSTILE[:70], STYLE[:50], make_picture()),)
    texts = Wording(HOSTILE[:40], STYLE, HOSTILE, STYLE, HOSTILE + "{name}{title}")
    design = Design(wording=replace(texts, letter=HOSTILE), signatories=people)
    design = replace(design, wording=_without_braces(design.wording))
    facts = {"holder_name": HOSTILE, "title": STYLE, "contact": HOSTILE}
    yield pdf.render(make_award(**facts), TOKEN, design=design, **URL)
    yield letter(design=design, addressee=STYLE, **facts)
    course = make_course(title=HOSTILE, objectives=(STYLE,), location=HOSTILE)
    record = make_record(holder_name=STYLE[:120], courses=(course,), contact=HOSTILE)
    yield pdf.render_record(record, design=design, **URL)


def test_hostile_texts_and_pictures_reach_no_file_and_no_address():
    list(hostile_documents())
    reached = []
    with watched(reached):
        made = list(hostile_documents())
    own = (str(typefaces.FOLDER), str(Path(sys.prefix)))
    outside = [step for step in reached if not step[1].startswith(own)]
    assert outside == []
    for data in made:
        with pikepdf.open(_stream(data)) as document:
            assert len(document.attachments) == 0
        assert b"root:x" not in data


def _without_braces(words):
    plain = str.maketrans("", "", "{}")
    names = ("heading", "opening", "statement", "details", "letter")
    return Wording(*(getattr(words, name).translate(plain) for name in names))


def _stream(data):
    return BytesIO(data)
