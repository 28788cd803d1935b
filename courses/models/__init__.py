"""What is taught, and how far each learner has come."""

from .catalogue import CompetencyDomain, Topic
from .enrolments import Enrolment, UnitCompletion
from .notes import CheckAnswer, Reflection
from .pages import CoursePage, LessonPage, ModulePage, UnitPage
from .recordings import Recording

__all__ = [
    "CheckAnswer",
    "CompetencyDomain",
    "CoursePage",
    "Enrolment",
    "LessonPage",
    "ModulePage",
    "Recording",
    "Reflection",
    "Topic",
    "UnitCompletion",
    "UnitPage",
]
