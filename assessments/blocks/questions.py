"""Every kind of question that there is."""

from wagtail.blocks import StreamBlock

from .arranging import MatchBlock, OrderBlock
from .choosing import MultipleAnswerBlock, SingleAnswerBlock
from .dialogues import MomentsBlock
from .entering import NumberBlock, ShortBlock, WrittenBlock
from .judging import BestWorstBlock, RateBlock


class QuestionBodyBlock(StreamBlock):
    """Exactly one question, of one kind."""

    single = SingleAnswerBlock()
    multiple = MultipleAnswerBlock()
    best_worst = BestWorstBlock()
    rate = RateBlock()
    order = OrderBlock()
    match = MatchBlock()
    moments = MomentsBlock()
    short = ShortBlock()
    number = NumberBlock()
    written = WrittenBlock()

    class Meta:
        min_num = 1
        max_num = 1
