"""Smallest valid people; anything may be overridden by keyword."""

from itertools import count

from django.contrib.auth.models import Group

from training.users.models import Accommodation, User

PASSWORD = "walk beside me 2026"
_numbers = count(1)


def make_user(*roles, **fields):
    """Make an account with the given roles (names of groups)."""
    number = next(_numbers)
    fields = {
        "email": f"person{number}@example.org",
        "legal_name": f"Person {number}",
    } | fields
    user = User.objects.create_user(password=PASSWORD, **fields)
    user.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in roles))
    return user


def make_accommodation(person=None, *, at, by=None, **fields):
    """Grant something to a person, or to a new one."""
    granted = Accommodation(person=person or make_user(), **fields)
    granted.record(by=by or make_user(), at=at)
    return granted
