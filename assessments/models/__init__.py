"""What is asked, answered and marked."""

from .answers import Answer
from .appeals import Appeal
from .attempts import Attempt
from .marking import MarkingDraft, WrittenMarking, WrittenTask
from .marks import Mark
from .notices import Notice
from .questions import EnemySet, Question, QuestionBank
from .quizzes import Draw, FixedQuestion, QuizPage
from .regrades import Regrade, RegradeOutcome
from .remediation import Rereading
from .runs import ScenarioRun
from .scenarios import ScenarioPage
from .steps import RunReview, ScenarioStep
from .tallies import FormTally, ItemTally, QuizTally
from .timing import Break

__all__ = [
    "Answer",
    "Appeal",
    "Attempt",
    "Break",
    "Draw",
    "EnemySet",
    "FixedQuestion",
    "FormTally",
    "ItemTally",
    "Mark",
    "MarkingDraft",
    "Notice",
    "Question",
    "QuestionBank",
    "QuizPage",
    "QuizTally",
    "Regrade",
    "RegradeOutcome",
    "Rereading",
    "RunReview",
    "ScenarioPage",
    "ScenarioRun",
    "ScenarioStep",
    "WrittenMarking",
    "WrittenTask",
]
