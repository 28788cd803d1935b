"""What is asked, answered and marked."""

from .answers import Answer
from .attempts import Attempt
from .marks import Mark
from .questions import EnemySet, Question, QuestionBank
from .quizzes import Draw, FixedQuestion, QuizPage
from .runs import ScenarioRun, ScenarioStep
from .scenarios import ScenarioPage
from .tallies import FormTally, ItemTally, QuizTally

__all__ = [
    "Answer",
    "Attempt",
    "Draw",
    "EnemySet",
    "FixedQuestion",
    "FormTally",
    "ItemTally",
    "Mark",
    "Question",
    "QuestionBank",
    "QuizPage",
    "QuizTally",
    "ScenarioPage",
    "ScenarioRun",
    "ScenarioStep",
]
