"""Names on paper and names compared."""
# ruff: noqa: RUF001

import unicodedata

import pytest

from certificates import names, typefaces


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("  María \t José ", "María José"),
        ("a\u202eb\u2066c\u200bd\u2060e\ufeff", "abcde"),
        ("x\x00y\r\nBcc: z", "xy Bcc: z"),
        ("\u200b\u202e", ""),
        (
            unicodedata.normalize("NFD", "Nguyễn"),
            unicodedata.normalize("NFC", "Nguyễn"),
        ),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_misleads_is_left_out_and_what_spells_is_kept(written, printed):
    assert names.printable(written) == printed


def test_stacked_marks_are_refused():
    with pytest.raises(names.TooManyMarks):
        names.refuse_unreadable("a" + "\u0301" * 300)
    names.refuse_unreadable("בְּרֵאשִׁית")


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("O'Neill", "María-José O'Neill"),
        ("oneill", "María-José O’Neill"),
        ("Nguyễn", unicodedata.normalize("NFD", "Nguyễn Thị Ánh")),
        ("nguyen", "Nguyễn Thị Ánh"),
        ("STRASSE", "Anna Straße"),
        ("ışık", "Ayşe Işık"),
        ("de la Fuente", "Ana de la Fuente"),
        ("العلي", "محمد العلي"),
        ("כהן", "חיים כהן"),
        ("李", "李小龍"),
        ("李小龍", "李小龍"),
        ("Ó", "Ó"),
        ("María-José O'Neill", "María-José O'Neill"),
        ("Smith Jones", "Ann Smith-Jones"),
        ("शर्मा", "प्रिया शर्मा"),
    ],
)
def test_a_family_name_matches_however_it_is_typed(typed, full):
    assert names.is_same_family_name(typed, full)


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("Neill", "María-José O'Neill"),
        ("O", "María-José O'Neill"),
        ("", "Ann Smith"),
        ("'", "Ann Smith"),
        ("Smit", "Ann Smith"),
        ("Аnn", "Ann Smith"),
        ("小龍", "李小龍"),
        ("*", "Ann Smith"),
        ("शमा", "प्रिया शर्मी"),
    ],
)
def test_part_of_a_name_does_not_match(typed, full):
    assert not names.is_same_family_name(typed, full)


def test_fonts_are_taken_in_the_order_that_is_needed():
    assert typefaces.stack(typefaces.DISPLAY, ["Ann"]) == ("Literata",)
    stack = typefaces.stack(typefaces.DISPLAY, ["Ann 李 محمد"])
    assert stack == ("Literata", "Noto Naskh Arabic", "Noto Serif CJK SC")


@pytest.mark.parametrize("character", ["🙂", "\ue000", "𓀀", "\ufffe"])
def test_a_character_without_a_glyph_is_named(character):
    with pytest.raises(typefaces.MissingGlyph) as caught:
        typefaces.stack(typefaces.DISPLAY, ["Ann " + character])
    assert caught.value.character == character
    assert f"U+{ord(character):04X}" in caught.value.described


@pytest.mark.parametrize(
    ("text", "language"),
    [("Ann", ""), ("李小龍", "zh"), ("さくら 山田", "ja"), ("김민준", "ko")],
)
def test_kana_and_hangul_say_which_forms_are_meant(text, language):
    assert typefaces.language_of(text) == language


def test_the_first_letter_decides_the_direction():
    assert typefaces.is_right_to_left("(محمد) Ann")
    assert not typefaces.is_right_to_left("Ann محمد")
