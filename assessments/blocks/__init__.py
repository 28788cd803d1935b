"""What authors fill in."""

from .asking import EXPLAINING
from .questions import QuestionBodyBlock
from .scenes import ScenesBlock, as_ending, as_scene

__all__ = ["EXPLAINING", "QuestionBodyBlock", "ScenesBlock", "as_ending", "as_scene"]
