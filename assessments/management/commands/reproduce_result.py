import uuid

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Attempt, ScenarioRun
from assessments.reproducing import (
    check_attempt,
    check_run,
    closed_attempts,
    ended_exams,
)


class Command(BaseCommand):
    """Shows that what was ever marked can be worked out again; changes nothing."""

    help = (
        "Work the marks of one attempt or run, or with --all of every one, out again "
        "from what was frozen, the answers and what people decided, and compare. "
        "Ends with 1 if anything differs."
    )

    def add_arguments(self, parser):
        parser.add_argument("public_id", nargs="?", type=uuid.UUID)
        parser.add_argument("--all", action="store_true")

    def handle(self, *, public_id, **options):
        if (public_id is None) != options["all"]:
            raise CommandError("Name one attempt or run, or say --all.")
        count = differing = 0
        for check in self._checks(public_id):
            count += 1
            differing += not check.is_same
            self.stdout.write(f"{'yes' if check.is_same else 'NO '}  {check.what}")
        self.stdout.write(f"{count} worked out again, {differing} differ.")
        if differing:
            raise CommandError("What is stored does not lead to what was shown.")

    def _checks(self, public_id):
        attempts, runs = closed_attempts(), ended_exams()
        if public_id:
            attempts = Attempt.objects.filter(public_id=public_id)
            runs = ScenarioRun.objects.filter(public_id=public_id)
            if not attempts and not runs:
                raise CommandError(f"There is no attempt or run {public_id}.")
        for attempt in attempts:
            yield from check_attempt(attempt)
        for run in runs:
            yield from check_run(run)
