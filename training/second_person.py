"""Constraints of records that one person asks for and a second one decides.

Such a record has ``decided_by`` and ``decided_at``, and a verdict that may be null.
"""

from django.db.models import CheckConstraint, F, Q


def is_another_than(asker, *, name):
    """Let nobody decide what they asked for themselves; ``asker`` names their field."""
    return CheckConstraint(
        condition=Q(decided_by=None) | ~Q(decided_by=F(asker)), name=name
    )


def decides_at_once(verdict, *, name):
    """Let verdict, person and time be there together or not at all."""
    undecided = {verdict: None, "decided_by": None, "decided_at": None}
    decided = {f"{fact}__isnull": False for fact in undecided}
    return CheckConstraint(condition=Q(**undecided) | Q(**decided), name=name)
