"""The steps that turn an empty database into a site with people and a course."""

import sys
from pathlib import Path

from . import ROOT, VENV_PYTHON, dotenv, stamps
from .narration import run_quietly, step

ENV_FILE = ROOT / ".env"
STEPS = (
    ("Preparing the database", ["migrate", "--no-input"]),
    ("Preparing the cache", ["createcachetable"]),
    ("Loading the starter curriculum", ["load_curriculum"]),
    ("Looking after the signing keys", ["keys", "make"]),
)
DEMO = ("Introducing the demo people", ["demo"])
# Everything that one of the steps reads or runs.
SOURCES = (
    "requirements.txt",
    "*/migrations/*.py",
    "training/*/migrations/*.py",
    "*/management/commands/*.py",
    "home/curriculum/**/*",
    "home/**/*.py",
)


def settings(environment):
    """The site's settings as its owner wrote them, before any default."""
    return dotenv.settings(ENV_FILE, environment)


def data_folder(site):
    """Where the site keeps its files, given its ``settings``."""
    return Path(ROOT, site.get("DATA_DIR") or "data")


def uses_sqlite(site):
    """Whether the site, given its ``settings``, lives in one SQLite file."""
    return (site.get("DATABASE_URL") or "sqlite").startswith("sqlite")


def has_demo(site):
    """Whether the site, given its ``settings``, has the demo people."""
    return site.get("DEMO", "").lower() in {"1", "true", "yes", "on", "y", "ok"}


def prepare(environment):
    """Bring the database up to date, if anything changed since the last time.

    Args:
        environment: what the commands run in.

    Returns:
        The lines that introduce the demo people, or an empty text.
    """
    site = settings(environment)
    folder = data_folder(site)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # WhiteNoise warns of a folder that is not there, at every start.
    (folder / "static").mkdir(exist_ok=True)
    stamp = folder / ".prepared"
    wanted = _fingerprint(site)
    if _is_there(site) and (kept := stamps.read(stamp, wanted)) is not None:
        return kept
    people = _carry_out(environment, with_demo=has_demo(site))
    stamps.write(stamp, wanted, kept=people)
    return people


def _carry_out(environment, *, with_demo):
    said = ""
    for title, words in [*STEPS, *[DEMO] * with_demo]:
        with step(title):
            said = run_quietly(
                [VENV_PYTHON, "manage.py", *words], cwd=ROOT, env=environment
            )
    return said if with_demo else ""


def _is_there(site):
    """Whether the SQLite file still exists; a server is believed to."""
    if not uses_sqlite(site):
        return True
    default = f"sqlite:///{data_folder(site)}/alongside.sqlite3"
    name = (site.get("DATABASE_URL") or default).removeprefix("sqlite:///")
    return Path(ROOT, name).is_file()


def _fingerprint(site):
    files = sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)})
    chosen = [
        f"{name}={site.get(name)}"
        for name in ("DATABASE_URL", "DATA_DIR", "DEMO", "SITE_URL")
    ]
    return stamps.fingerprint(sys.version, *chosen, *filter(Path.is_file, files))
