"""The sentences that tell an author what is wrong with a scenario or a quiz."""

import re
from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .proofreading import Fault

_SENTENCES = {
    Fault.NO_ENDING: lambda p: _("There is no ending. Add at least one."),
    Fault.DUPLICATE_NAME: lambda p: _(
        "The name “%(place)s” is used more than once. Give every scene and every "
        "ending its own name."
    ),
    Fault.NO_CHOICES: lambda p: _(
        "The scene “%(place)s” has no choices, so that nobody can leave it."
    ),
    Fault.NO_BEST_CHOICE: lambda p: _(
        "The scene “%(place)s” has no best choice. Mark at least one."
    ),
    Fault.UNREACHABLE_SCENE: lambda p: _(
        "The scene “%(place)s” cannot be reached: no path from the start leads to it."
    ),
    Fault.UNREACHABLE_ENDING: lambda p: _(
        "The ending “%(place)s” cannot be reached: no path from the start leads to it."
    ),
    Fault.NO_WAY_OUT: lambda p: _(
        "The scene “%(place)s” has no way out: every path from it goes round without "
        "ever coming to an ending."
    ),
    Fault.MISSING_START: lambda p: (
        _("The first scene is called “%(target)s”, but no scene has that name.")
        if p.target
        else _("Say which scene comes first.")
    ),
    Fault.LEADS_NOWHERE: lambda p: (
        _(
            "In the scene “%(place)s”, the choice “%(choice)s” leads nowhere: no "
            "scene or ending is called “%(target)s”."
        )
        if p.target
        else _(
            "In the scene “%(place)s”, the choice “%(choice)s” leads nowhere: say "
            "which scene or ending comes next."
        )
    ),
    Fault.UNKNOWN_CONDITION: lambda p: _(
        "In the scene “%(place)s”, the choice “%(choice)s” depends on “%(target)s”, "
        "but no choice has that name."
    ),
    Fault.TRAPPED_BY_CONDITIONS: lambda p: _(
        "In the scene “%(place)s”, some learners cannot come to an ending any more: "
        "after what they chose before, the conditions leave them no way out."
    ),
    Fault.NONE_OFFERED: lambda p: _(
        "Some paths come to the scene “%(place)s” with no choice whose conditions "
        "hold. All its choices are offered then. Leave one without conditions."
    ),
    Fault.MAYBE_NONE_OFFERED: lambda p: _(
        "In the scene “%(place)s” every choice has conditions, and there are too many "
        "paths to check that one of them always holds. If none does, all its choices "
        "are offered."
    ),
    Fault.NEVER_OFFERED: lambda p: _(
        "In the scene “%(place)s”, the choice “%(choice)s” is never offered: no path "
        "meets its conditions."
    ),
    Fault.BEST_IS_LONGEST: lambda p: _(
        "In %(count)d of %(total)d scenes the longest choice is the best one. Make "
        "some of the others as long, so that nobody can guess."
    ),
    Fault.BEST_IN_ONE_PLACE: lambda p: _(
        "In %(count)d of %(total)d scenes the best choice stands in the same place, "
        "number %(target)s. Move some, so that nobody can guess."
    ),
    Fault.HARD_GRADE: lambda p: _(
        "The scene “%(place)s” reads at about grade %(count)d (Flesch-Kincaid); "
        "%(total)d or lower is plain. Shorter sentences and shorter words help."
    ),
    Fault.HARD_INFLESZ: lambda p: _(
        "The scene “%(place)s” has about %(count)d points of 100 for easy reading "
        "(Szigriszt-Pazos); %(total)d or more is plain. Shorter sentences and shorter "
        "words help."
    ),
}


def describe_problem(problem):
    """Return one sentence, in the active language, that names scene and choice."""
    return _SENTENCES[problem.fault](problem) % {
        "place": problem.place,
        "choice": problem.choice,
        "target": problem.target,
        "count": problem.count,
        "total": problem.total,
    }


def describe_shortfall(shortfall, *, bank, domain=""):
    """Return one sentence that says how many questions a draw is short of.

    Args:
        shortfall: a ``selection.Shortfall``.
        bank: title of the bank.
        domain: name of the domain the draw is limited to, or "".
    """
    wanted, left = shortfall.draw.count, shortfall.available
    message = (
        ngettext(
            "“%(bank)s” has %(left)d question on “%(domain)s” left for this draw, but "
            "the draw asks for %(wanted)d.",
            "“%(bank)s” has %(left)d questions on “%(domain)s” left for this draw, "
            "but the draw asks for %(wanted)d.",
            left,
        )
        if domain
        else ngettext(
            "“%(bank)s” has %(left)d question left for this draw, but the draw asks "
            "for %(wanted)d.",
            "“%(bank)s” has %(left)d questions left for this draw, but the draw asks "
            "for %(wanted)d.",
            left,
        )
    )
    return message % {"bank": bank, "domain": domain, "left": left, "wanted": wanted}


def plain(html):
    """Return rich text as one line of words; paragraphs and lines stay apart."""
    apart = re.sub(r"<(?:/p|/li|br ?/?)>", " ", html)
    return " ".join(unescape(strip_tags(apart)).split())
