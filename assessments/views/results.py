"""What the result page shows."""

from assessments import paper
from assessments.debrief import debrief
from assessments.models import Attempt

from .lessons import lessons_by_key


def result_context(attempt, *, at):
    """Gather what the result page shows, in a fixed number of queries."""
    frozen = paper.thaw(attempt.frozen_paper)
    marked = paper.thaw_result(attempt.latest_mark().result)
    told = debrief(frozen, marked, attempt.answers.responses())
    keys = {line.lesson for line in told.questions} | set(told.lessons)
    lessons = lessons_by_key(frozen.lessons, keys, attempt.language)
    context = {
        "attempt": attempt,
        "debrief": told,
        "questions": [(line, lessons.get(line.lesson)) for line in told.questions],
        "lessons": [lessons[key] for key in told.lessons],
        "pass_mark": frozen.rules.pass_mark,
        "feedback": frozen.rules.feedback,
        "quiz": attempt.quiz,
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
