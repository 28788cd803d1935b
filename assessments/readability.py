"""How hard a text is to read: English and Spanish. Pure.

Syllables are counted by rules, so a single word may be off by one; over the
thirty words and more that are asked for, it hardly shows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

FEWEST_WORDS = 30
HARDEST_GRADE = 8
HARDEST_SCORE = 55

_BLOCK_END = re.compile(r"</(?:p|li|h\d|blockquote)>|<br\s*/?>|<hr\s*/?>")
_TAG = re.compile(r"<[^>]+>")
_APOSTROPHE = "['\N{RIGHT SINGLE QUOTATION MARK}]"
_WORD = re.compile(rf"[^\W\d_]+(?:{_APOSTROPHE}[^\W\d_]+)*")
_SENTENCE_END = re.compile(rf"[.!?…]+(?:{_APOSTROPHE}|[\"”»)\]])*(?=\s|$)")

_SILENT = re.compile(
    r"(?<=[^aeiouy])(?<![^aeiouy]l)e(?:(?=(?:ly|ful|less|ness|ment|thing|times?)$)|$)"
    r"|(?<=[^aeiouysxzcgh])(?<![^aeiouy]l)es$|(?<=th)es$|(?<=[^aeiouytd])ed$"
)
_TWO_VOWELS = re.compile(
    r"(?<![tcsg])ia(?!ns?$|ge?$)|(?<![tcsgxn])(?<!ll)io|^scie|(?<![tc])(?<!fr)ien|iet"
    r"|iu|(?<=cr)ea(?!m|s|k|tu)|(?<=[rd])ea$|ealit|eo(?!us|n$)|eum|(?<![gq])ua|uou"
    r"|oe[mt]|(?<=[a-z]{3})ier$|[aeiouy]ing"
)

_STRONG = "aeoáéó"
_SPANISH_NUCLEUS = re.compile(
    rf"[{_STRONG}][iuüy](?![{_STRONG}íú])|[iuüy][{_STRONG}][iuüy]?|[iuü]+y?"
    rf"|[{_STRONG}íú]|y(?![{_STRONG}íúiu])"
)


@dataclass(frozen=True)
class Counts:
    """What readability formulas are made of."""

    sentences: int
    words: int
    syllables: int


@dataclass(frozen=True)
class Reading:
    """How hard a text is.

    Attributes:
        scale: "grade" (Flesch-Kincaid, more is harder) or "inflesz"
            (Szigriszt-Pazos, less is harder).
        value: rounded to a whole number.
        limit: the hardest value that is still plain.
    """

    scale: str
    value: int
    limit: int

    @property
    def is_hard(self) -> bool:
        is_grade = self.scale == "grade"
        return self.value > self.limit if is_grade else self.value < self.limit


def read(text: str, language: str) -> Reading | None:
    """Return how hard ``text`` is, or None for a language without a scale here.

    Also None for fewer than ``FEWEST_WORDS`` words: too few to tell.

    Args:
        text: HTML or plain.
        language: code such as "en" or "es-mx".
    """
    base = language.partition("-")[0]
    if base not in _SCALES:
        return None
    syllables, scale, formula, limit = _SCALES[base]
    counts = count(text, syllables)
    if counts.words < FEWEST_WORDS:
        return None
    return Reading(scale, round(formula(counts)), limit)


def count(text: str, syllables: Callable[[str], int]) -> Counts:
    """Count sentences, words and syllables; the end of a block ends a sentence."""
    blocks = _BLOCK_END.sub("\n", text).split("\n")
    plain = [html.unescape(_TAG.sub("", block)) for block in blocks]
    spoken = [block for block in plain if _WORD.search(block)]
    words = [word for block in spoken for word in _WORD.findall(block)]
    return Counts(
        sentences=sum(max(1, len(_SENTENCE_END.findall(block))) for block in spoken),
        words=len(words),
        syllables=sum(map(syllables, words)),
    )


def flesch_kincaid_grade(counts: Counts) -> float:
    """Return the school grade of an English text.

    Source:
        Kincaid, Fishburne, Rogers and Chissom (1975), Research Branch Report 8-75,
        US Naval Technical Training Command.
    """
    per_sentence = counts.words / counts.sentences
    return 0.39 * per_sentence + 11.8 * counts.syllables / counts.words - 15.59


def szigriszt_pazos(counts: Counts) -> float:
    """Return the perspicuity of a Spanish text; 100 is easiest.

    On the INFLESZ scale 55 to 65 is "normal", below 55 "somewhat difficult".

    Source:
        Szigriszt Pazos (1993), Universidad Complutense de Madrid; scale by
        Barrio-Cantalejo et al. (2008), An. Sist. Sanit. Navar. 31 (2): 135-152.
    """
    per_sentence = counts.words / counts.sentences
    return 206.835 - 62.3 * counts.syllables / counts.words - per_sentence


def english_syllables(word: str) -> int:
    """Return how many syllables an English word has, or nearly."""
    plain = re.sub(rf"{_APOSTROPHE}.*|[^a-z]", "", word.lower())
    plain = plain.replace("eop", "ep").replace("every", "evry")
    spoken = _SILENT.sub("", plain)
    groups = len(re.findall(r"[aeiouy]+", spoken))
    return max(1, groups + len(_TWO_VOWELS.findall(spoken)))


def spanish_syllables(word: str) -> int:
    """Return how many syllables a Spanish word has.

    Two strong vowels part, and a weak one with an accent parts from a strong
    one; other neighbours make one syllable. H between vowels does not count.
    """
    plain = re.sub(r"(?<=[aeiouáéíóúü])h(?=[aeiouáéíóúü])", "", word.lower())
    plain = re.sub(r"([qg])u(?=[eiéí])", r"\1", plain)
    return max(1, len(_SPANISH_NUCLEUS.findall(plain)))


_SCALES: dict[str, tuple[Callable[[str], int], str, Callable[[Counts], float], int]] = {
    "en": (english_syllables, "grade", flesch_kincaid_grade, HARDEST_GRADE),
    "es": (spanish_syllables, "inflesz", szigriszt_pazos, HARDEST_SCORE),
}
