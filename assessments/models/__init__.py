"""What is asked, answered and marked."""

from .answers import Answer
from .attempts import Attempt
from .marks import Mark
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
