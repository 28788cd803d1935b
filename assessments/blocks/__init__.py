"""What authors fill in."""

from .questions import EXPLAINING, QuestionBodyBlock
from .scenes import ScenesBlock, as_ending, as_scene

__all__ = ["EXPLAINING", "QuestionBodyBlock", "ScenesBlock", "as_ending", "as_scene"]
