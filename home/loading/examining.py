"""Banks, quizzes and scenarios from curriculum files."""

from dataclasses import replace

from django.core.exceptions import ValidationError

from assessments.interchange.identity import block_id
from assessments.interchange.prose import to_rich_text
from assessments.interchange.raw import to_block
from assessments.interchange.text import item_of
from assessments.models import Draw, EnemySet, Question, QuestionBank
from assessments.wording import describe_problem
from courses.models import CompetencyDomain


def lay_bank(bank, locale):
    """Make or update a bank and its questions; retire those that left the file."""
    row, _is_new = QuestionBank.objects.update_or_create(
        code=bank.code, locale=locale, defaults={"title": bank.title}
    )
    for one in bank.enemies:
        EnemySet.objects.update_or_create(title=one.title, defaults={"why": one.why})
    for question in bank.questions:
        _lay_question(row, question)
    kept = [question.code for question in bank.questions]
    for gone in row.questions.filter(live=True).exclude(code__in=kept):
        gone.unpublish()


def _lay_question(bank, given):
    item = item_of(given)
    item = replace(item, stage=item.stage or "live")
    question, _is_new = Question.objects.lay(
        item, bank=bank, block_of=lambda _question: _block(item), moves=True
    )
    _refuse_unsound(question)
    question.full_clean()
    question.latest_revision.publish()


def _refuse_unsound(question):
    """Refuse what the form of an author would refuse.

    Raises:
        ValidationError: each with the question's code as its own.
    """
    try:
        question.body.stream_block.clean(question.body)
    except ValidationError as error:
        raise ValidationError(
            [
                ValidationError(f"{question.code}: {sentence}", code=question.code)
                for sentence in _sentences(error.as_json_data())
            ]
        ) from error


def _sentences(errors, where=()):
    """Yield every sentence in the errors of nested blocks, after where it belongs."""
    for sentence in errors.get("messages", ()):
        yield ", ".join([*where[-2:], str(sentence)])
    for name, inner in errors.get("blockErrors", {}).items():
        place = str(name + 1) if isinstance(name, int) else name
        yield from _sentences(inner, (*where, place))


def _block(item):
    identity = block_id("question", item.code)
    return to_block(
        item,
        identity=identity,
        id_of=lambda _number, name: block_id(identity, name),
    )


def quiz_fields(quiz):
    """Return the page fields of a quiz; its draws are laid by ``lay_draws``."""
    copied = [
        "pass_mark",
        "max_attempts",
        "wait_minutes",
        "time_limit_minutes",
        "shuffle_questions",
        "shuffle_options",
        "feedback",
        "pilot_count",
        "jurisdiction",
        "unsafe_rule",
        "unsafe_threshold",
    ]
    fields = {name: getattr(quiz, name) for name in copied}
    return fields | {"introduction": to_rich_text(quiz.introduction)}


def lay_draws(page, quiz, locale):
    """Replace the draws of a quiz page by those of its file."""
    page.draws = [
        Draw(
            bank=QuestionBank.objects.get(code=draw.bank, locale=locale),
            domain=draw.domain
            and CompetencyDomain.objects.get(code=draw.domain, locale=locale),
            difficulty=draw.difficulty,
            count=draw.count,
        )
        for draw in quiz.draw
    ]
    page.save_revision().publish()


def refuse_broken(page):
    """Refuse a scenario that would leave a learner stuck.

    Raises:
        ValidationError: with each problem in words.
    """
    if problems := page.problems():
        raise ValidationError([describe_problem(problem) for problem in problems])
