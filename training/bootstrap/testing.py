"""``python3 manage.py test``: everything that must hold, in one run."""

import os
import secrets
import shutil
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from . import ROOT, VENV, VENV_PYTHON, native, postgres, processes, tools
from .narration import CannotContinue, run_quietly, say, step

PYTEST = [str(VENV_PYTHON), "-m", "pytest"]
MANAGE = [str(VENV_PYTHON), "manage.py"]
TEMPLATES = ("training/templates", "*/templates")
# Whatever a person has set for their own site must not reach the tests.
SITE_VARIABLES = {
    *("ALLOWED_HOSTS", "CACHE_URL", "DATABASE_URL", "DATA_DIR", "DEBUG", "DEMO"),
    *("DEFAULT_FROM_EMAIL", "DJANGO_SETTINGS_MODULE", "EMAIL_URL", "PGHOST"),
    *("KEY_ENCRYPTION_KEY", "MEDIA_URL_STORAGE", "SECRET_KEY", "SENTRY_DSN"),
    *("SITE_URL", "TSA_URL"),
}


@dataclass
class Report:
    """What a whole run found."""

    failed: list = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)


def test(words):
    """Check everything; or, with ``words``, run pytest on SQLite with them.

    Returns:
        The exit code.

    Raises:
        CannotContinue: something that tests need cannot be had.
    """
    required = os.environ.get("CI") == "true"
    tools.set_up(required=required)
    with temporary_folder() as folder:
        if words:
            return processes.run_in_foreground(
                [*PYTEST, *words], cwd=ROOT, env=sqlite_environment(folder)
            )
        return check_everything(folder, required=required)


def check_everything(folder, *, required):
    """Run all checks, whatever fails; sum up in the last line.

    Args:
        folder: a folder to throw away afterwards.
        required: whether a missing PostgreSQL is an error.

    Returns:
        The exit code.
    """
    report = Report()
    for title, command, surroundings in static_checks(folder):
        _check(report, title, command, surroundings)
    _run_pytest(report, folder, "on SQLite", "not browser", sqlite_environment(folder))
    _run_on_postgres(report, folder, required=required)
    _run_in_browser(report, folder)
    return _sum_up(report)


def static_checks(folder):
    """Title, command and environment of each check that runs no test."""
    clean = sqlite_environment(folder)
    programs = VENV / "bin"
    formatted = [programs / "ruff", "format", "--check", "--quiet"]
    compare = [*MANAGE, "makemigrations", "--check", "--dry-run"]
    deploy = [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]
    return [
        ("ruff", [programs / "ruff", "check", "--quiet"], clean),
        ("ruff format", formatted, clean),
        ("import-linter", [programs / "lint-imports"], clean),
        ("mypy", [programs / "mypy", "--strict"], clean),
        ("djade", [programs / "djade", "--check", *_templates()], clean),
        ("migrations", compare, clean),
        ("check --deploy", deploy, production_environment(folder)),
    ]


def _templates():
    folders = [folder for pattern in TEMPLATES for folder in ROOT.glob(pattern)]
    return sorted({path for folder in folders for path in folder.rglob("*.html")})


def _check(report, title, command, surroundings):
    try:
        with step(title):
            run_quietly(command, cwd=ROOT, env=surroundings)
    except CannotContinue as failure:
        say(f"FAILED {title}\n{failure}\n")
        report.failed.append(title)


def _run_on_postgres(report, folder, *, required):
    binaries = postgres.find_binaries()
    if binaries is None:
        say("\n!!! SKIPPED: pytest on PostgreSQL. No server binary could be had. !!!\n")
        report.failed += ["pytest on PostgreSQL"] * required
        return
    with ExitStack() as stack:
        try:
            with step("Starting a PostgreSQL for this run"):
                server = stack.enter_context(postgres.temporary_server(binaries))
        except CannotContinue as failure:
            say(f"FAILED {failure}")
            report.failed.append("pytest on PostgreSQL")
            return
        surroundings = sqlite_environment(folder) | server
        _run_pytest(report, folder, "on PostgreSQL", "not browser", surroundings)


def _run_in_browser(report, folder):
    if shutil.which("chromium") is None:
        say("\n!!! SKIPPED: pytest in a browser. Chromium is not here. !!!\n")
        return
    _run_pytest(report, folder, "in a browser", "browser", sqlite_environment(folder))


def _run_pytest(report, folder, title, marked, surroundings):
    say(f"\npytest {title}")
    started = time.monotonic()
    results = folder / f"{title}.xml"
    workers = ["-n", "2"] if marked != "browser" else []
    options = ["-q", "-m", marked, *workers, f"--junitxml={results}"]
    code = processes.run([*PYTEST, *options], cwd=ROOT, env=surroundings)
    say(f"pytest {title} … {time.monotonic() - started:.0f} s")
    report.counts += count(results)
    if code:
        report.failed.append(f"pytest {title}")


def count(results):
    """Sum up one JUnit file: how many tests passed, failed and were skipped.

    A run that left no such file counts as one failure.
    """
    if not results.exists():
        return Counter(failed=1)
    found = Counter()
    for suite in ElementTree.parse(results).iter("testsuite"):  # noqa: S314
        number = {name: int(suite.get(name, 0)) for name in ("errors", "failures")}
        bad, skipped = sum(number.values()), int(suite.get("skipped", 0))
        passed = int(suite.get("tests", 0)) - bad - skipped
        found.update(passed=passed, failed=bad, skipped=skipped)
    return found


def _sum_up(report):
    counts = report.counts
    if report.failed:
        say(f"\nFAILED: {', '.join(report.failed)}")
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    say(f"{counts['passed']} passed, {counts['failed']} failed{skipped}")
    return 1 if report.failed else 0


@contextmanager
def temporary_folder():
    """A folder for one site's files, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="alongside-test-"))
    # WhiteNoise warns of a folder that is not there.
    (folder / "static").mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sqlite_environment(folder):
    """The environment of tests on SQLite, free of a person's own settings."""
    inherited = os.environ | native.environment()
    clean = {
        name: value for name, value in inherited.items() if name not in SITE_VARIABLES
    }
    return clean | {
        "DATABASE_URL": f"sqlite:///{folder}/alongside.sqlite3",
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "training.settings.test",
    }


def production_environment(folder):
    """An environment in which the production settings must find no fault."""
    return sqlite_environment(folder) | {
        "ALLOWED_HOSTS": "certs.example.org",
        "DEBUG": "0",
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "training.settings.production",
        "KEY_ENCRYPTION_KEY": secrets.token_urlsafe(50),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://certs.example.org",
    }
