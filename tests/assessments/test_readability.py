"""Readability against published figures, and syllables against the dictionary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.readability import (
    Counts,
    count,
    english_syllables,
    flesch_kincaid_grade,
    read,
    spanish_syllables,
    szigriszt_pazos,
)

PLATYPUS = (
    "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
)
HARD = (
    "Notwithstanding organizational considerations regarding confidentiality, "
    "supervisors habitually recommend consultation before disclosing information. "
) * 3
DURO = (
    "No obstante las consideraciones organizativas relativas a la confidencialidad "
    "profesional, las supervisoras recomiendan habitualmente consultar previamente "
    "cualquier comunicación de información personal. "
) * 3
PLAIN = "You sit with her. She says she is tired. You ask what would help. " * 4
LLANO = "Te sientas con ella. Dice que está muy cansada. Le preguntas qué ayuda. " * 4


def test_a_published_sentence_has_its_published_grade():
    """Wikipedia, Flesch-Kincaid readability tests: 13 words, 24 syllables, 11.3."""
    counts = count(PLATYPUS, english_syllables)
    assert counts == Counts(sentences=1, words=13, syllables=24)
    assert round(flesch_kincaid_grade(counts), 1) == 11.3


@pytest.mark.parametrize(
    ("words_per_sentence", "syllables_per_word", "grade"),
    [(5.7, 1.02, -1.3), (1, 1, -3.4)],
)
def test_the_grade_of_published_averages(words_per_sentence, syllables_per_word, grade):
    """The same page: Green Eggs and Ham, and the lowest grade there can be."""
    counts = Counts(1000, 1000 * words_per_sentence, 0)
    counts = Counts(1000, counts.words, counts.words * syllables_per_word)
    assert round(flesch_kincaid_grade(counts), 1) == grade


def test_the_spanish_score_of_one_short_word_is_the_published_constant():
    """206.835 - 62.3 - 1, the example in the tests of the R package legibilidad."""
    assert szigriszt_pazos(Counts(1, 1, 1)) == pytest.approx(143.535)


ENGLISH = """
    the asked loved year want-ed hous-es ta-ble ta-bles peo-ple per-son re-cov-er-y
    be-ing go-ing i-de-a qui-et di-a-ry sci-ence so-cial na-tion ques-tion cre-ate
    bound-a-ry ra-di-o ar-e-a se-ri-ous su-per-vi-sor spe-cial-ist sit-u-a-tion
    a-gen-cy ex-pe-ri-ence some-thing some-times ev-ery-thing e-val-u-ate re-al-i-ty
    vid-e-o lit-tle lis-ten guard lan-guage mar-riage a-gree-ment
    friend clothes wish-es teach-er ear-li-er mu-se-um"""


@pytest.mark.parametrize("divided", ENGLISH.split())
def test_english_words_divide_as_in_the_dictionary(divided):
    assert english_syllables(divided.replace("-", "")) == divided.count("-") + 1


SPANISH = """
    hé-ro-e a-é-re-o pa-ís a-hí po-e-ta ciu-dad a-ve-ri-guáis gui-ta-rra pin-güi-no
    rey muy U-ru-guay le-er cons-truir bú-ho mur-cié-la-go y yo ma-yo que-so a-gua
    cuan-do dí-a quien buey re-cu-pe-ra-ción le-yes o-ye reu-nión con-ti-nú-a a-ho-ra
    al-co-hol viu-da ba-úl o-cé-a-no bi-lin-güe a-yu-da o-ír te-o-rí-a ha-cia
    ha-cí-a ve-í-a"""


@pytest.mark.parametrize("divided", SPANISH.split())
def test_spanish_words_divide_as_the_academy_does(divided):
    assert spanish_syllables(divided.replace("-", "")) == divided.count("-") + 1


@pytest.mark.parametrize(
    ("text", "language", "is_hard"),
    [
        (HARD, "en", True),
        (PLAIN, "en", False),
        (DURO, "es", True),
        (LLANO, "es", False),
        (HARD, "en-us", True),
    ],
)
def test_long_words_and_sentences_are_hard(text, language, is_hard):
    assert read(text, language).is_hard == is_hard


@pytest.mark.parametrize("language", ["de", "ar", ""])
def test_other_languages_are_not_judged(language):
    assert read(HARD, language) is None


def test_a_few_words_are_too_few_to_tell():
    assert read(PLATYPUS, "en") is None


def test_markup_is_not_read_and_a_paragraph_ends_a_sentence():
    counts = count("<p>One <b>two</b></p><ul><li>three &amp;</li></ul>", len)
    assert counts == Counts(sentences=2, words=3, syllables=3 + 3 + 5)


@given(st.text(), st.sampled_from(["en", "es"]))
def test_any_text_can_be_read(text, language):
    reading = read(text, language)
    assert reading is None or isinstance(reading.value, int)
