import datetime as dt
import os
import random
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from certificates import keymaking
from certificates.models import IssuerSettings
from courses.models import CoursePage, Enrolment
from home.dressing import approve, dress
from home.employing import employ
from home.people import DEMO_PEOPLE
from home.studying import study
from training.users.models import User

PASSWORD_FILE = settings.DATA_DIR / "demo-password"
TRAINEE_HAS_DONE = 2


class Command(BaseCommand):
    """Makes the demo people once; prints how to sign in as each."""

    help = "Make the demo people (only while DEMO=1) and say how to sign in."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Demo people exist only while DEMO=1 is set.")
        password = _password()
        keymaking.make_missing(at=timezone.now(), rng=secrets.token_bytes, is_demo=True)
        with transaction.atomic():
            people = {p.name: _account(p, password) for p in DEMO_PEOPLE}
            _sign_as(people["certifier"])
            dress(people, at=timezone.now())
            if course := CoursePage.objects.live().order_by("path").first():
                approve(course, people)
                _study(people, course, at=timezone.now())
            employ(people, at=timezone.now())
        self.stdout.write(f"Everyone's password: {password}\n\n")
        width = max(len(person.email) for person in DEMO_PEOPLE)
        for person in DEMO_PEOPLE:
            self.stdout.write(f"  {person.email:<{width}}  {password}  {person.tries}")


def _password():
    """Return the password of this installation's demo, made at its first call."""
    if not PASSWORD_FILE.exists():
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with open(os.open(PASSWORD_FILE, flags, 0o600), "w") as file:
            file.write(get_random_string(12, "abcdefghjkmnpqrstuvwxyz23456789"))
    return PASSWORD_FILE.read_text().strip()


def _account(person, password):
    user, is_new = User.objects.get_or_create(
        email=person.email,
        defaults={
            "legal_name": person.legal_name,
            "display_name": person.display_name,
            "is_superuser": person.is_superuser,
            "time_zone": "America/Chicago",
        },
    )
    if is_new:
        user.set_password(password)
        user.save()
        user.groups.set(Group.objects.filter(name__in=person.roles))
        EmailAddress.objects.create(
            user=user, email=user.email, verified=True, primary=True
        )
    return user


def _sign_as(person):
    """Let the demo's certificates be signed, unless somebody signs already."""
    issuer = IssuerSettings.load()
    if not issuer.signatory_name:
        issuer.signatory_name, issuer.signatory_role = person.legal_name, "Certifier"
        issuer.contact = issuer.contact or "certificates@example.org"
        issuer.provider_number = issuer.provider_number or "PROVIDER-EXAMPLE-1138"
        issuer.save()


def _study(people, course, *, at):
    """Bring the trainee some way and the graduate all the way, once."""
    units = course.units()
    begun = {"trainee": (3, units[:TRAINEE_HAS_DONE]), "graduate": (20, units)}
    for name, (days_ago, done) in begun.items():
        if course.enrolment_of(people[name]):
            continue
        # In the middle of the day, so that it is one date in most time zones.
        began = at.replace(hour=16) - dt.timedelta(days=days_ago)
        enrolment = Enrolment.objects.enrol(people[name], course, at=began)
        study(enrolment, done, at=began, rng=random.Random(name))  # noqa: S311
