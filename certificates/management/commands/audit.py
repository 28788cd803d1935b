from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates import anchoring, auditing
from certificates.proof.trust import Trust, UnreadableTrust


class Command(BaseCommand):
    """Checks that nobody has changed what was recorded about certificates."""

    help = "Verify the chain of events, or anchor its end now."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        verify = actions.add_parser(
            "verify", help="Check every event, anchor and document."
        )
        verify.add_argument(
            "--anchors",
            type=Path,
            help="A folder of anchors that was kept elsewhere, or one of its files.",
        )
        verify.add_argument(
            "--quick", action="store_true", help="Leave out the documents."
        )
        verify.add_argument(
            "--trust", type=Path, help="A kept trust.json, instead of the own keys."
        )
        actions.add_parser("anchor", help="Sign today's end of the chain.")

    def handle(self, *, action, **options):
        getattr(self, f"_{action}")(**options)

    def _verify(self, *, anchors=None, trust=None, quick=False, **options):
        if anchors and not any(anchors.glob("*.jws")) and not anchors.is_file():
            raise CommandError(f"There are no anchors at {anchors}.")
        bundle = _read(trust) if trust else None
        found = auditing.audit(
            at=timezone.now(), copies=anchors, trust=bundle, is_quick=quick
        )
        for line in (*found.findings, *found.warnings):
            self.stderr.write(str(line))
        looked = (
            f"Checked of {found.issuer}: events {found.events}, anchors "
            f"{found.anchors}, documents {found.documents}."
        )
        if found.findings:
            raise CommandError(f"{looked} First: {found.findings[0]}")
        self.stdout.write(f"{looked} Nothing was changed.")

    def _anchor(self, **options):
        made = anchoring.anchor_due(at=timezone.now())
        day = f"Anchored {made}." if made else "There is nothing to anchor today."
        self.stdout.write(day)


def _read(path):
    try:
        return Trust.from_json(path.read_bytes())
    except (OSError, UnreadableTrust) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
