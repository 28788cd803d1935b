"""Makes one document, and lets none that breaks off stop the others.

A page can end its renderer in ways that no exception tells of: memory that runs
out, a fault in a library, a layout without end. So a try is on record before it
begins, and what never comes to an end is given up and shown to a person.
"""

import faulthandler
import logging
import sys

from .models import BegunBefore, GivenUp, Making

MOST_SECONDS = 120
"""After which a try has hung. Two answers of a time-stamp authority take 40 at most."""

logger = logging.getLogger(__name__)


def attempt(document, make, *, at):
    """Call ``make``, unless it was begun a moment ago, or too often.

    For workers: a process whose try takes longer than ``MOST_SECONDS`` says where it
    hangs and ends, for another to take its place.

    Args:
        document: what is to be made, a saved row of any model.
        make: returns whether it is made. Where it raises, the try broke off.
        at: now.

    Returns:
        What ``make`` returns; False where another try was begun a moment ago.

    Raises:
        GivenUp: see there.
    """
    try:
        making = Making.objects.begin(document, at=at)
    except BegunBefore:
        return False
    except GivenUp:
        logger.error("%s %s is given up", type(document).__name__, document.pk)
        raise
    faulthandler.dump_traceback_later(MOST_SECONDS, exit=True, file=sys.__stderr__)
    try:
        is_made = make()
    finally:
        faulthandler.cancel_dump_traceback_later()
    making.end()
    return is_made
