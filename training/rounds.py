"""Rounds over what waits, in which one that breaks off stops no other."""

import logging
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)


@contextmanager
def apart():
    """Log what goes wrong with one, so that a round goes on with the next.

    A database that is away is no fault of the one: that ends the round.
    """
    try:
        yield
    except (InterfaceError, OperationalError):
        raise
    except Exception:
        logger.exception("One of a round broke off; the round goes on with the next.")
