"""Whoever copies or searches a document finds the letters that were written."""

import re
import subprocess
from io import BytesIO

import pikepdf
import pytest

from certificates import pdf, typefaces
from certificates.pdf.spelling import NOTHING, share

from .builders import TOKEN, VERIFY_URL, make_award

TOGETHER = {
    "Devanagari": "प्रियंका शर्मा",
    "Bengali": "সুমিত্রা চট্টোপাধ্যায়",
    "Gujarati": "પ્રિયંકા શર્મા",
    "Gurmukhi": "ਪ੍ਰਿਯੰਕਾ ਸ਼ਰਮਾ",
    "Oriya": "ପ୍ରିୟଙ୍କା ଶର୍ମା",
    "Tamil": "ஸ்ரீநிவாசன் கொளத்தூர்",
    "Telugu": "శ్రీనివాస్ కృష్ణమూర్తి",
    "Kannada": "ಶ್ರೀನಿವಾಸ ಕೃಷ್ಣ",
    "Malayalam": "ശ്രീധരൻ കൃഷ്ണൻകുട്ടി",
    "Khmer": "សុខា ព្រះវិហារ",
    "Myanmar": "အောင်ဆန်းစုကြည်",
    "Tibetan": "བསྟན་འཛིན་རྒྱ་མཚོ",
    "Thai": "สมชาย ใจดีวงศ์",
}
"""Names in scripts that draw several letters together, or in another order."""
POINTED = {"Hebrew": "שָׁלוֹם בֶּן־דָּוִד", "Arabic": "مُحَمَّد عَبْدُ"}


def render(name, **fields):
    award = make_award(holder_name=name, **fields)
    return pdf.render(award, TOKEN, verify_url=VERIFY_URL)


def copied(document):
    run = subprocess.run(
        ["pdftotext", "-", "-"], input=document, capture_output=True, check=True
    )
    return " ".join(run.stdout.decode().split())


def told(document):
    """Return what each glyph stands for, by fonts."""
    with pikepdf.open(BytesIO(document)) as opened:
        maps = [
            thing.ToUnicode.read_bytes().decode()
            for thing in opened.objects
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing
        ]
    return [dict(re.findall(r"<([0-9a-f]{4})> <([0-9a-f]*)>", one)) for one in maps]


@pytest.mark.parametrize("script", TOGETHER)
def test_a_name_is_copied_as_it_is_written(script):
    assert TOGETHER[script] in copied(render(TOGETHER[script]))


def test_a_title_is_copied_as_it_is_written():
    title = "शर्मा के साथ सीमाएँ"
    assert title in copied(render("Ann Smith", title=title))


@pytest.mark.parametrize("name", [*TOGETHER.values(), *POINTED.values()])
def test_no_glyph_stands_for_nothing(name):
    fonts = told(render(name))
    assert len(fonts) > 1
    for glyphs in fonts:
        assert set(glyphs.values()).isdisjoint({"", "0000", "feff", "fffe"})


def test_a_letter_drawn_with_others_still_stands_for_itself_alone():
    own = typefaces.letters_by_glyph("Noto Serif Devanagari")
    glyphs = {glyph: letter for glyph, letter in own.items() if letter in "मर"}
    assert set(glyphs.values()) == {"म", "र"}
    fonts = told(render("शर्मा मर"))
    for glyph, letter in glyphs.items():
        found = [one[f"{glyph:04x}"] for one in fonts if f"{glyph:04x}" in one]
        assert f"{ord(letter):04x}" in found


def test_no_name_reads_as_an_operator():
    award = make_award(issuer_name="EMC /MCID 7 (BDC) Trust")
    document = pdf.render(award, TOKEN, verify_url=VERIFY_URL)
    with pikepdf.open(BytesIO(document)) as opened:
        drawing = opened.pages[0].Contents.read_bytes()
    assert drawing.count(b"EMC\n") == drawing.count(b"EMC")
    assert b"Trust" not in drawing
    assert b"TRUST" not in drawing


def test_words_set_with_spaces_between_letters_are_copied_as_words():
    with pikepdf.open(BytesIO(render("Ann Smith"))) as opened:
        stated = [
            str(operands[1].ActualText)
            for operands, operator in pikepdf.parse_content_stream(opened.pages[0])
            if str(operator) == "BDC" and "/ActualText" in operands[1]
        ]
    assert stated == [make_award().issuer_name.upper()]


@pytest.mark.parametrize(
    ("letters", "known", "shared"),
    [
        ("का", ["क", "ा"], ["क", "ा"]),
        ("र्मा", ["म", "ा", None], ["म", "ा", "र्"]),
        ("प्रि", [None, None], ["प", "्रि"]),
        ("ो", ["े", "ा"], ["े", "ा"]),
        ("ક", [None, None], ["ક", NOTHING]),
    ],
)
def test_letters_are_shared_out_among_their_glyphs(letters, known, shared):
    assert share(letters, known) == shared


def test_of_a_font_that_is_not_ours_nothing_is_known():
    assert typefaces.letters_by_glyph("Comic Sans") == {}
