"""The document: conforming, whole, deterministic, and shut in."""

import datetime as dt
import hashlib
import subprocess
import sys
import unicodedata
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import segno
from weasyprint.urls import URLFetcher

from certificates import pdf
from certificates.award import Credit
from certificates.names import NothingToPrint, TooManyMarks
from certificates.pdf import layouts, rendering
from certificates.pdf.design import Design
from certificates.pdf.setting import LINE_HEIGHT, fit
from certificates.typefaces import MissingGlyph

from .builders import NAMES, TOKEN, VERIFY_URL, make_award

HERE = Path(__file__).parent
PAGE = layouts.page(Design())
DOMAINS = tuple(
    Credit(f"d{i}", f"Area of competence number {i}", 65) for i in range(12)
)
VARIANTS = {
    "spanish": {"language": "es", "title": "Límites en el apoyo entre pares"},
    "bare": {"signatory_name": "", "expires_on": None, "credits": (), "minutes": 0},
    "crowded": {
        "holder_name": NAMES["longest"],
        "title": "Long title words " * 15,
        "credits": DOMAINS,
        "minutes": 900,
        "issuer_name": "Institute " * 8,
        "signatory_name": "Signatory " * 8,
        "signatory_role": "Director of many things " * 2,
        "statement": "has completed with great care and patience " * 2,
        "contact": "certificates@" + "example" * 12 + ".org",
    },
    "hostile": {
        "holder_name": '<link rel=attachment href="file:///etc/passwd"><b>Ann',
        "title": '<img src="http://127.0.0.1:9/x.png">{{ 7 }}{% debug %}',
        "statement": "</style><style>@import url(file:///etc/passwd)",
    },
    "override": {"holder_name": "Ann \u202eeht\u2066 Smith"},
}


CREDENTIAL = b"e30.e30.c2ln"


def render(*, credential=None, **fields):
    award = make_award(**fields)
    return pdf.render(award, TOKEN, verify_url=VERIFY_URL, credential=credential)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Make every document that the tests below look at."""
    folder = tmp_path_factory.mktemp("certificates")
    for key, name in NAMES.items():
        (folder / f"{key}.pdf").write_bytes(render(holder_name=name))
    for key, fields in VARIANTS.items():
        (folder / f"{key}.pdf").write_bytes(render(**fields))
    (folder / "attached.pdf").write_bytes(render(credential=CREDENTIAL))
    return folder


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


def test_every_document_is_pdf_ua_and_pdf_a_at_once(folder):
    files = sorted(folder.glob("*.pdf"))
    command = [sys.executable, str(HERE / "verapdf.py"), "ua1,3a", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert len(lines) == 2 * len(files), done.stderr
    assert [line for line in lines if "PASS" not in line] == []


@pytest.mark.parametrize("key", [*NAMES, *VARIANTS])
def test_every_document_is_one_tagged_page_of_a4_on_its_side(folder, key):
    facts = run("pdfinfo", str(folder / f"{key}.pdf"))
    assert "Pages:           1\n" in facts
    assert "Tagged:          yes" in facts
    assert "841.89 x 595.276 pts (A4)" in facts
    assert "JavaScript:      no" in facts


@pytest.mark.parametrize("key", NAMES)
def test_a_name_is_printed_whole(folder, key):
    text = run("pdftotext", str(folder / f"{key}.pdf"), "-")
    assert _letters(NAMES[key]) in _letters(text)


@pytest.mark.parametrize("key", NAMES)
def test_screen_readers_are_given_the_name_itself(folder, key):
    with pikepdf.open(folder / f"{key}.pdf") as document:
        spoken = [
            str(thing.ActualText)
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/ActualText" in thing
        ]
    assert spoken == [NAMES[key], "Boundaries in Peer Support"]


def test_headings_of_tables_are_listed_and_say_what_they_head(folder):
    for key in ("latin", "crowded"):
        with pikepdf.open(folder / f"{key}.pdf") as document:
            listed = list(document.Root.StructTreeRoot.IDTree.Names)
            ids = [str(name) for name in listed[::2]]
            assert ids == sorted(ids)
            tags = _tags(document)
            headings = [tag for tag in tags if tag.S == "/TH"]
            named = {str(tag.ID): tag.objgen for tag in headings}
            assert named == dict(
                zip(ids, (tag.objgen for tag in listed[1::2]), strict=True)
            )
            assert {str(tag.A.Scope) for tag in headings} == {"/Row"}
            for cell in (tag for tag in tags if tag.S == "/TD"):
                assert {str(name) for name in cell.A.Headers} <= set(ids)


def test_the_tags_say_where_the_code_stands_on_the_page(folder, tmp_path):
    with pikepdf.open(folder / "latin.pdf") as document:
        found = [tag for tag in _tags(document) if "QR" in str(tag.get("/Alt"))]
        box = [float(edge) for edge in found[0].A.BBox]
        height = float(document.pages[0].MediaBox[3])
    pixels = [round(edge * 150 / 72) for edge in box]
    place = {
        "-x": pixels[0] - 8,
        "-y": round(height * 150 / 72) - pixels[3] - 8,
        "-W": pixels[2] - pixels[0] + 16,
        "-H": pixels[3] - pixels[1] + 16,
    }
    asked = [str(part) for pair in place.items() for part in pair]
    stem = str(tmp_path / "cut")
    command = ("pdftoppm", "-r", "150", "-png", "-singlefile", *asked)
    run(*command, str(folder / "latin.pdf"), stem)
    decoded = run("zbarimg", "--quiet", "--raw", f"{stem}.png").strip()
    assert decoded == f"{VERIFY_URL}{TOKEN}/"


def test_the_language_of_an_east_asian_name_is_stated(folder):
    for key, language in (("japanese", "ja"), ("korean", "ko"), ("han", "zh")):
        with pikepdf.open(folder / f"{key}.pdf") as document:
            stated = [
                str(thing.Lang)
                for thing in document.objects
                if isinstance(thing, pikepdf.Dictionary) and "/ActualText" in thing
                if "/Lang" in thing
            ]
        assert stated == [language]


@pytest.mark.parametrize("key", ["arabic", "hebrew"])
def test_a_right_to_left_name_begins_on_the_right(folder, key):
    words = run("pdftotext", "-bbox", str(folder / f"{key}.pdf"), "-").splitlines()
    first, last = NAMES[key].split()
    left_of = {}
    for line in words:
        for word in (first, last):
            if _letters(word) in _letters(line) or _letters(word[::-1]) in _letters(
                line
            ):
                left_of[word] = float(line.split('xMin="')[1].split('"')[0])
    assert left_of[first] > left_of[last]


@pytest.mark.parametrize("key", ["latin", "arabic", "han", "longest", "crowded"])
def test_the_qr_code_of_a_picture_leads_to_the_verify_page(folder, key):
    stem = str(folder / key)
    run("pdftoppm", "-r", "150", "-png", "-singlefile", f"{stem}.pdf", stem)
    decoded = run("zbarimg", "--quiet", "--raw", f"{stem}.png").strip()
    assert decoded == f"{VERIFY_URL}{TOKEN}/"


def test_the_address_stands_in_words_beside_the_code(folder):
    text = " ".join(run("pdftotext", str(folder / "latin.pdf"), "-").split())
    assert "certs.example.org/verify" in text
    assert "PRSS-7K2M-9QXD-4T8B-HZ6WR" in text
    assert TOKEN not in text


def test_it_states_hours_in_all_and_by_domain_and_dates(folder):
    text = " ".join(run("pdftotext", str(folder / "latin.pdf"), "-").split())
    for part in (
        "Certificate of completion",
        "6 hours 25 minutes of contact time",
        "3 h",
        "1 h 35 min",
        "1 h 50 min",
        "Completed November 16, 2026",
        "Good through November 16, 2028 (UTC)",
        "Rosalind Okafor",
    ):
        assert part.replace(" ", "") in text.replace(" ", "")


def test_the_same_facts_give_the_same_bytes_in_another_process(folder):
    code = (
        "import django; django.setup(); import hashlib, sys;"
        "from tests.certificates.test_pdf import render;"
        "sys.stdout.write(hashlib.sha256(render()).hexdigest())"
    )
    here = render()
    assert here == (folder / "latin.pdf").read_bytes()
    assert run(sys.executable, "-c", code) == hashlib.sha256(here).hexdigest()


def test_other_facts_give_another_document_identifier():
    def first(data):
        with pikepdf.open(data) as document:
            return bytes(document.trailer.ID[0])

    one, two = render(), render(number="PRSS-0000-0000-0000-00000")
    assert first(BytesIO(one)) != first(BytesIO(two))


def test_metadata_says_nothing_of_what_the_course_is_about(folder):
    with pikepdf.open(folder / "latin.pdf") as document:
        info = {key: str(value) for key, value in document.docinfo.items()}
        metadata = document.Root.Metadata.read_bytes().decode()
    assert info["/Title"] == "Certificate of completion PRSS-7K2M-9QXD-4T8B-HZ6WR"
    told = (metadata + " ".join(info.values())).lower()
    for word in ("recovery", "peer", "boundaries", "o'neill"):
        assert word not in told


def test_all_fonts_are_embedded_and_ours(folder):
    families = ("Literata", "Atkinson", "Noto")
    for path in folder.glob("*.pdf"):
        for line in run("pdffonts", str(path)).splitlines()[2:]:
            name = line.split()[0].partition("+")[2]
            assert name.startswith(families), (path.name, line)
            assert "yes yes yes" in line


def test_the_credential_is_attached_byte_for_byte(folder):
    with pikepdf.open(folder / "attached.pdf") as document:
        assert list(document.attachments) == ["credential.jwt"]
        spec = document.attachments["credential.jwt"]
        kept = spec.get_file()
        assert kept.read_bytes() == CREDENTIAL
        assert kept.mime_type == "application/jwt"
        assert str(spec.obj.AFRelationship) == "/Alternative"
        assert kept.creation_date == dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)
    assert render(credential=CREDENTIAL) == (folder / "attached.pdf").read_bytes()


def test_a_hostile_name_is_only_text(folder):
    with pikepdf.open(folder / "hostile.pdf") as document:
        assert (
            "/Names" not in document.Root or "/EmbeddedFiles" not in document.Root.Names
        )
        assert len(document.attachments) == 0
    text = run("pdftotext", str(folder / "hostile.pdf"), "-")
    assert "link rel=attachment" in text
    assert "root:" not in text


@pytest.mark.parametrize("name", [VARIANTS["hostile"]["holder_name"], NAMES["arabic"]])
def test_rendering_reaches_no_network_and_no_file(name, monkeypatch):
    render()
    reached = []

    def audit(event, args):
        if reached is not None and event in ("socket.connect", "urllib.Request"):
            reached.append((event, args))

    monkeypatch.setattr(
        URLFetcher, "fetch", _only_data(URLFetcher.fetch, reached), raising=True
    )
    sys.addaudithook(audit)
    render(holder_name=name)
    assert [step for step in reached if step[0] != "urllib.Request"] == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/", "ftp://x/", "FILE:///etc"]
)
def test_the_fetcher_refuses_everything_but_what_is_inside(address):
    with pytest.raises(ValueError, match="disallowed protocol"):
        rendering.fetcher().fetch(address)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("Ann 🙂", MissingGlyph),
        ("a" + "\u0300" * 300, TooManyMarks),
        ("\u200b\u202e", NothingToPrint),
    ],
)
def test_what_cannot_be_read_is_not_printed(name, refusal):
    with pytest.raises(refusal):
        render(holder_name=name)


def test_a_missing_glyph_in_the_title_stops_it_too():
    with pytest.raises(MissingGlyph):
        render(title="Boundaries 🙂")


@pytest.mark.parametrize(
    ("name", "lines"),
    [("Ann", 1), ("A" * 20, 1), (NAMES["eighty"], 2), ("W" * 120, 3)],
)
def test_names_shrink_then_wrap(name, lines):
    size, counted = fit(name, *PAGE.name_sizes, PAGE.line_pt)
    assert counted == lines
    assert size * lines * LINE_HEIGHT <= PAGE.name_pt


def test_a_longer_name_is_never_larger():
    sizes = [fit("Ann " * n, *PAGE.name_sizes, PAGE.line_pt)[0] for n in range(1, 30)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 48


@pytest.mark.parametrize("title", ["W" * 255, "Wide words " * 23, "i" * 255])
def test_the_longest_titles_stay_in_their_box(title):
    size, lines = fit(title, *PAGE.title_sizes, PAGE.line_pt)
    assert size * lines * LINE_HEIGHT <= PAGE.title_pt


def test_two_certificates_share_fonts_and_styles():
    assert rendering.fonts() is rendering.fonts()
    assert rendering.style_sheet("certificate", Design()) is rendering.style_sheet(
        "certificate", Design()
    )


def test_the_longest_address_still_fits_a_small_code():
    code = segno.make("https://certificates.agency.example.org/verify/" + TOKEN + "/")
    assert code.version <= 6


def test_issued_at_is_the_date_of_the_file(folder):
    with pikepdf.open(folder / "latin.pdf") as document:
        assert str(document.docinfo["/CreationDate"]) == "D:20261116120000Z"
    assert make_award().issued_at == dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)


def _only_data(fetch, reached):
    def guarded(self, url, headers=None):
        if not url.startswith("data:"):
            reached.append(("fetch", url))
        return fetch(self, url, headers)

    return guarded


def _tags(document):
    return [
        thing
        for thing in document.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"
    ]


def _letters(text):
    """Return letters and marks alone: extraction moves spaces and hyphens about."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LMN")
