"""Every kind of question in a curriculum file: laid as it is, or refused by line."""

from textwrap import indent

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from assessments.explanation import explain
from assessments.modelling import model_response
from assessments.models import Question
from assessments.responses import KINDS
from assessments.scoring import mark_item
from courses.models import CompetencyDomain
from home.loading import examining
from home.loading.reading import CurriculumError, Reader

OWN = {
    "single": """
options:
- {key: a, text: One, correct: true, feedback: Why}
- {key: b, text: Nearly, credit: 50, feedback: Why}
- {key: c, text: Never, unsafe: true, feedback: Why}
""",
    "multiple": """
options:
- {key: a, text: One, correct: true, feedback: Why}
- {key: b, text: Two, correct: true, feedback: Why}
- {key: c, text: Three, feedback: Why}
""",
    "best_worst": """
options:
- {key: a, text: One, place: best, feedback: Why}
- {key: b, text: Two, place: between, feedback: Why}
- {key: c, text: Three, place: worst, unsafe: true, feedback: Why}
""",
    "rate": """
options:
- {key: a, text: One, level: 4, feedback: Why}
- {key: b, text: Two, level: 1, unsafe: true, feedback: Why}
""",
    "order": """
options:
- {key: a, text: One}
- {key: b, text: Two}
- {key: c, text: Three}
""",
    "match": """
pairs:
- {key: a, text: One, match: Ein}
- {key: b, text: Two, match: Zwei}
distractors: [Drei]
""",
    "moments": """
crossings: [Money, Time]
turns:
- {key: a, speaker: Ana, text: One}
- {key: b, speaker: Ben, text: Two, crossing: Money}
""",
    "short": """
accepted:
- {text: One}
- {text: Two, credit: 50}
""",
    "number": """
unit: hours
accepted:
- {number: 12.5, tolerance: 0.5}
- {number: 12, tolerance: 3, credit: 50}
""",
    "written": """
max_words: 150
criteria:
- {title: Facts, levels: [None at all, Some, All]}
""",
}

COMMON = """code: q-one
kind: {kind}
domain: boundaries
difficulty: 1
lesson: a-lesson
prompt: What now?
explanation: So.
"""


def bank_of(**own):
    """Return the text of a bank with one question of each kind in ``own``."""
    questions = [
        "-" + indent(COMMON.format(kind=kind) + rest.strip(), "  ")[1:]
        for kind, rest in own.items()
    ]
    return "\n".join(["kind: bank", "code: b", "title: B", "questions:", *questions])


def read(folder, text):
    (folder / "questions.yaml").write_text(text)
    reader = Reader(folder)
    source = reader.read(folder / "questions.yaml", "bank")
    if reader.faults:
        raise CurriculumError(reader.faults)
    return source.value


def test_every_kind_has_a_sample_here():
    assert set(OWN) == set(KINDS)


@pytest.fixture
def locale(db):
    locale = Locale.get_default()
    CompetencyDomain.objects.get_or_create(
        code="boundaries", locale=locale, defaults={"name": "Boundaries"}
    )
    return locale


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_laid_and_its_own_key_earns_everything(kind, tmp_path, locale):
    bank = read(tmp_path, bank_of(**{kind: OWN[kind]}))
    examining.lay_bank(bank, locale)
    before = Question.objects.get().as_paper_question()
    examining.lay_bank(bank, locale)
    question = Question.objects.get()
    whole = question.as_paper_question()
    assert (whole.shown, whole.key.truth) == (before.shown, before.key.truth)
    assert explain(whole).kind == kind
    if not KINDS[kind].is_marked_by_people:
        item = whole.for_marking()
        assert mark_item(item, model_response(whole)).credit == 1


@pytest.mark.parametrize(
    ("kind", "old", "new", "line", "words"),
    [
        ("single", "correct: true", "correct: false", 5, "exactly one correct"),
        ("single", "credit: 50", "credit: 500", 14, "less than or equal to 100"),
        ("multiple", "options:", "pairs:", 5, "has no 'pairs'"),
        ("best_worst", "place: worst", "place: between", 5, "best and a worst"),
        ("rate", "level: 1", "level: 5", 14, "'1', '2', '3' or '4'"),
        ("moments", "crossing: Money", "crossing: Gifts", 5, "not list 'Gifts'"),
        ("number", "number: 12.5", "number: many", 14, "is not a number"),
        ("short", "- {text: One}", "- {text: One, credit: 1}", 5, "credit, 100"),
        ("written", "title: Facts, ", "", 14, "Field required"),
    ],
)
def test_a_fault_of_form_names_its_line(kind, old, new, line, words, tmp_path):
    assert old in OWN[kind]
    text = bank_of(**{kind: OWN[kind].replace(old, new, 1)})
    with pytest.raises(CurriculumError) as refused:
        read(tmp_path, text)
    (fault,) = refused.value.faults
    assert words in fault.message
    assert fault.line == line


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"),
    [
        ("single", "credit: 50", "unsafe: true, credit: 50", "2, credit, An unsafe"),
        ("multiple", "key: c,", "key: c, credit: 5,", "3, credit, Leave this empty"),
        ("best_worst", "place: best", "place: best, unsafe: true", "cannot be unsafe"),
        ("rate", "level: 1", "level: 3", "What helps cannot be unsafe"),
        ("order", "Two", "One", "Another option says the same"),
        ("match", "[Drei]", "[Ein]", "distractors, Each of these must differ"),
        ("number", "tolerance: 0.5", "tolerance: -1", "greater than or equal"),
    ],
)
def test_what_an_author_s_form_refuses_is_refused_by_code(
    kind, old, new, words, tmp_path, locale
):
    assert old in OWN[kind]
    bank = read(tmp_path, bank_of(**{kind: OWN[kind].replace(old, new, 1)}))
    with pytest.raises(ValidationError) as refused:
        examining.lay_bank(bank, locale)
    fault = refused.value.error_list[0]
    assert words in fault.message
    assert fault.code == "q-one"


def test_what_a_bank_says_of_its_questions_is_laid(tmp_path, locale):
    facts = "points: 3, stage: pilot, jurisdiction: Ohio, ethics_code: NAADAC 2021"
    own = OWN["short"] + "\n".join(facts.split(", "))
    text = bank_of(short=own + "\nenemies: The lift home\ntags: [Transport, cars]")
    sets = "enemies: [{title: The lift home, why: One gives the other away}]"
    examining.lay_bank(read(tmp_path, f"{text}\n{sets}"), locale)
    question = Question.objects.get()
    assert (question.points, question.stage) == (3, "pilot")
    assert (question.jurisdiction, question.ethics_code) == ("Ohio", "NAADAC 2021")
    assert question.enemies.why == "One gives the other away"
    assert set(question.tags.names()) == {"Transport", "cars"}


def test_a_question_may_not_name_a_set_of_enemies_that_is_not_listed(tmp_path):
    text = bank_of(short=OWN["short"] + "enemies: The lift home")
    with pytest.raises(CurriculumError, match="does not list 'The lift home'"):
        read(tmp_path, text)


def test_two_accepted_numbers_of_one_value_are_told_apart(tmp_path, locale):
    near = "\n- {number: 12.5, tolerance: 9, credit: 50, feedback: Near}"
    bank = read(tmp_path, bank_of(number=OWN["number"].strip() + near))
    examining.lay_bank(bank, locale)
    (block,) = Question.objects.get().body
    ids = [one.id for one in block.value["accepted"].bound_blocks]
    assert len(set(ids)) == len(ids) == 3
