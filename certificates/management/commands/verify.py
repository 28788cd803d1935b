"""Checks a file without any network: ``manage.py verify FILE``."""

import dataclasses
import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates import keyring
from certificates.examining import FAILED, LARGEST, PASSED, UNKNOWN, examine
from certificates.examining.reading import Unreadable, decode_base64url, read_object
from certificates.finding_words import STEP_WORDS, VERDICT_WORDS, in_words
from certificates.proof.trust import Trust, UnreadableTrust

CODES = {"passed": 0, "failed": 1, "unknown": 2}


class Command(BaseCommand):
    """Tells what a PDF or a credential proves, and as of when.

    Leaves with 0 if it is genuine and good, 1 if it is not, 2 if that cannot be told.
    """

    help = "Check a certificate's file offline: 0 good, 1 not good, 2 cannot be told."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--trust", type=Path, help="trust.json of the issuer; else our own keys"
        )
        parser.add_argument(
            "--status",
            type=Path,
            action="append",
            default=[],
            help="a newer status list, as published; may be given twice",
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args, **options):
        at = timezone.now()
        trust = _trust(options["trust"], at)
        for path in options["status"]:
            trust = _with_list(trust, _read(path))
        report = examine(_read(options["file"]), trust, at=at)
        write = self._as_json if options["json"] else self._in_words
        write(report, trust)
        sys.exit(CODES[_verdict(report)])

    def _as_json(self, report, trust):
        content = {
            "verdict": _verdict(report),
            "kind": report.kind,
            "issuer": trust.issuer,
            "asOf": report.as_of,
            "trustMadeAt": trust.made_at,
            "findings": [dataclasses.asdict(finding) for finding in report.findings],
            "facts": dataclasses.asdict(report.facts) if report.facts else None,
        }
        self.stdout.write(json.dumps(content, default=str, indent=1))

    def _in_words(self, report, trust):
        for finding in report.findings:
            mark = VERDICT_WORDS[finding.verdict]
            self.stdout.write(
                f"{mark}: {STEP_WORDS[finding.step]}. {in_words(finding)}"
            )
        if facts := report.facts:
            self.stdout.write(f"\n{facts.name}\n{facts.title}\n{facts.number}")
        self.stdout.write(f"\n{_conclusion(report, trust)}")


def _conclusion(report, trust):
    as_of = report.as_of or trust.made_at
    day = f"as of {as_of:%Y-%m-%d %H:%M} UTC, by {trust.issuer}"
    if report.identifier:
        return "A code proves nothing by itself: look it up on the issuer's page."
    if report.verdict == FAILED and report.is_in_order:
        return f"The file is genuine and unchanged, but not good {day}."
    return {
        "passed": f"Genuine and good {day}.",
        "failed": f"Not good {day}.",
        "unknown": f"Not everything can be told {day}.",
    }[_verdict(report)]


def _verdict(report):
    """Return the verdict; a photographed code alone proves nothing."""
    if report.verdict == PASSED and report.facts is None:
        return UNKNOWN
    return report.verdict


def _trust(path, at):
    if path is None:
        return keyring.trust(at=at)
    try:
        return Trust.from_json(_read(path))
    except UnreadableTrust as unreadable:
        raise CommandError(f"{path}: {unreadable}", returncode=2) from unreadable


def _with_list(trust, content):
    """Put a list in the place that it names; its signature is checked later."""
    try:
        text = content.decode().strip()
        is_json = text.startswith("{")
        named = text if is_json else decode_base64url(text.split(".")[1])
        address = str(read_object(named).get("id"))
    except (UnicodeError, IndexError, Unreadable) as error:
        raise CommandError("this is no status list", returncode=2) from error
    lists = {**trust.status_lists, address: text}
    return dataclasses.replace(trust, status_lists=lists)


def _read(path):
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
