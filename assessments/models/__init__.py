"""What is asked, answered and marked."""

from .answers import Answer
from .appeals import Appeal
from .attempts import Attempt
from .banks import EnemySet, QuestionBank
from .blueprint import Draw, FixedQuestion
from .cut_scores import CutScore
from .imports import QuestionImport
from .judges import Estimate, Judge
from .keys import KeyVersion
from .marking import MarkingDraft, WrittenMarking, WrittenTask
from .marks import Mark
from .notices import Notice
from .panelists import Panelist, Rating
from .panels import Panel, PanelQuestion
from .questions import Question
from .quizzes import QuizPage
from .regrades import Regrade, RegradeOutcome
from .remediation import Rereading
from .runs import ScenarioRun
from .scenarios import ScenarioPage
from .standards import SettingItem, StandardSetting
from .steps import RunReview, ScenarioStep
from .tallies import FormTally, ItemTally, QuizTally
from .timing import Break

__all__ = [
    "Answer",
    "Appeal",
    "Attempt",
    "Break",
    "CutScore",
    "Draw",
    "EnemySet",
    "Estimate",
    "FixedQuestion",
    "FormTally",
    "ItemTally",
    "Judge",
    "KeyVersion",
    "Mark",
    "MarkingDraft",
    "Notice",
    "Panel",
    "PanelQuestion",
    "Panelist",
    "Question",
    "QuestionBank",
    "QuestionImport",
    "QuizPage",
    "QuizTally",
    "Rating",
    "Regrade",
    "RegradeOutcome",
    "Rereading",
    "RunReview",
    "ScenarioPage",
    "ScenarioRun",
    "ScenarioStep",
    "SettingItem",
    "StandardSetting",
    "WrittenMarking",
    "WrittenTask",
]
