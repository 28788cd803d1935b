"""What the result page shows."""

from assessments.debrief import debrief
from assessments.ledger import comments_on, ledger
from assessments.models import Appeal, Attempt

from .lessons import lessons_by_key


def result_context(attempt, *, at):
    """Gather what the result page shows, in a fixed number of queries."""
    marks = list(attempt.marks.all())
    frozen, marked = marks[-1].paper(), marks[-1].outcome()
    told = debrief(frozen, marked, attempt.answers.responses())
    keys = {line.lesson for line in told.questions} | set(told.lessons)
    lessons = lessons_by_key(frozen.lessons, keys, attempt.language)
    appeal_until = Appeal.closes_at(attempt, marks)
    context = {
        "attempt": attempt,
        "debrief": told,
        "questions": [(line, lessons.get(line.lesson)) for line in told.questions],
        "lessons": [lessons[key] for key in told.lessons],
        "pass_mark": frozen.rules.pass_mark,
        "feedback": frozen.rules.feedback,
        "quiz": attempt.quiz,
        "changes": [entry for entry in ledger(marks) if entry.is_told],
        "comments": comments_on(attempt),
        "appeals": list(attempt.appeals.all()),
        "appeal_until": appeal_until if appeal_until and at <= appeal_until else None,
    }
    return context | _next_steps(attempt, told, at=at)


def _next_steps(attempt, told, *, at):
    quiz = attempt.quiz
    if quiz is None or not quiz.live:
        return {}
    if told.is_passed:
        outline = quiz.course.outline_for(attempt.enrolment)
        return {"next_place": outline.next_place, "is_course_done": outline.is_complete}
    return Attempt.objects.overview(quiz, attempt.enrolment, at=at)
