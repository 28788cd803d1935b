from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.folding import recount
from assessments.models import Attempt


class Command(BaseCommand):
    """Counts every marked attempt anew, quiz by quiz."""

    help = "Forget the tallies behind the quiz analysis and count all attempts anew."

    def handle(self, **options):
        keys = Attempt.objects.closed().order_by().values_list("assessment_key")
        for (key,) in list(keys.distinct()):
            recount(key, at=timezone.now())
            self.stdout.write(f"{key}: counted")
