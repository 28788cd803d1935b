"""What is asked, answered and marked."""

from .answers import Answer
from .attempts import Attempt
from .marks import Mark
from .questions import EnemySet, Question, QuestionBank
from .quizzes import Draw, FixedQuestion, QuizPage
from .runs import ScenarioRun, ScenarioStep
from .scenarios import ScenarioPage

__all__ = [
    "Answer",
    "Attempt",
    "Draw",
    "EnemySet",
    "FixedQuestion",
    "Mark",
    "Question",
    "QuestionBank",
    "QuizPage",
    "ScenarioPage",
    "ScenarioRun",
    "ScenarioStep",
]
