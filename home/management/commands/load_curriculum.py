from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.loading.load import load
from home.loading.reading import CurriculumError, read_curriculum

STARTER = Path(__file__).resolve().parents[2] / "curriculum"


class Command(BaseCommand):
    """Lays curriculum files into the site; may be run again at any time."""

    help = (
        "Load the starter curriculum, or the one in PATH. Files that have not "
        "changed since the last load are left alone; attempts are never touched."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", default=STARTER, type=Path)

    def handle(self, *, path, **options):
        if not path.is_dir():
            raise CommandError(f"There is no folder {path}.")
        try:
            tally = load(read_curriculum(path), at=timezone.now())
        except CurriculumError as error:
            count = len(error.faults)
            found = "1 thing" if count == 1 else f"{count} things"
            raise CommandError(
                f"Nothing was loaded. Mend {found} and run this again:\n{error}"
            ) from error
        for key in tally.laid:
            self.stdout.write(f"loaded  {key}")
        self.stdout.write(
            f"{len(tally.laid)} files loaded, {len(tally.unchanged)} unchanged."
        )
