"""What is asked, answered and marked."""

from .attempts import Answer, Attempt, Mark
from .pages import Draw, FixedQuestion, QuizPage, ScenarioPage
from .questions import Question, QuestionBank
from .runs import ScenarioRun, ScenarioStep

__all__ = [
    "Answer",
    "Attempt",
    "Draw",
    "FixedQuestion",
    "Mark",
    "Question",
    "QuestionBank",
    "QuizPage",
    "ScenarioPage",
    "ScenarioRun",
    "ScenarioStep",
]
